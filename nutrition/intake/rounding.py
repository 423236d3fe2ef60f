"""Rounds amounts for display so that they never contradict a comparison (assessment rules, 6.5).
Pure.

An equal amount reaches a goal, but only a larger one exceeds a limit: 320.4 of 320 may be shown as
320, but 350.4 above 350 may not be shown as 350.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, Inexact

from nutrition.intake.totals import EXACT

# The digits of sums, but here rounding is allowed. Passed to `quantize`, it costs a third of
# entering and leaving a context for each number of a page.
_CONTEXT = EXACT.copy()
_CONTEXT.traps[Inexact] = False
# "At least" is rounded down and "at most" up, so that both stay true.
_ROUNDING_MODES = {
    "at least": (ROUND_FLOOR,),
    "at most": (ROUND_CEILING,),
    "exact": (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING),
    "about": (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING),
}


def round_for_display(
    amount: Decimal,
    places: int = 0,
    *,
    bound: str = "exact",
    goals: Iterable[Decimal | None] = (),
    limits: Iterable[Decimal | None] = (),
) -> Decimal:
    """The amount with that many decimals: half up, or else the nearest that stays on its side of
    every goal and limit.

    It has more decimals only where none with so few is on that side: a lower bound of 350.4 above
    350. None among the goals and limits is ignored.
    """
    to_reach = [goal for goal in goals if goal is not None]
    not_to_pass = [limit for limit in limits if limit is not None]
    while True:
        for mode in _ROUNDING_MODES[bound]:
            rounded = amount.quantize(Decimal(1).scaleb(-places), mode, _CONTEXT)
            if all((rounded >= goal) == (amount >= goal) for goal in to_reach) and all(
                (rounded > limit) == (amount > limit) for limit in not_to_pass
            ):
                return rounded
        places += 1


def format_number(number: Decimal | int) -> str:
    """As on every page: "3,010", "1,240.5"."""
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"

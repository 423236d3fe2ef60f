"""Rounds amounts for display so that they never contradict a comparison (assessment rules, 6.5).
Pure.

An amount equal to a goal reaches it, but only an amount larger than a limit exceeds it: 320.4 may
be shown as 320 beside a goal of 320, but 350.4 may not be shown as 350 beside a limit of 350.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, Inexact
from functools import cache

from nutrition.foods.basis import EXACT

# The precision of exact sums, but with rounding allowed. Passing it to `quantize` costs a third of
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
    """The amount with `places` decimals, rounded half up (bounds: down or up), or else to a
    neighbour on the same side of every goal and limit.

    It gets more decimals only if no number with so few is on that side, such as for a lower bound
    of 350.4 over a limit of 350. Goals and limits of None are ignored.
    """
    to_reach = [goal for goal in goals if goal is not None]
    not_to_pass = [limit for limit in limits if limit is not None]
    while True:
        for mode in _ROUNDING_MODES[bound]:
            rounded = amount.quantize(_step(places), mode, _CONTEXT)
            if (
                not to_reach or all((rounded >= goal) == (amount >= goal) for goal in to_reach)
            ) and (
                not not_to_pass
                or all((rounded > limit) == (amount > limit) for limit in not_to_pass)
            ):
                return rounded
        places += 1


@cache
def _step(places: int) -> Decimal:
    """One unit of the last of so many decimal places."""
    return Decimal(1).scaleb(-places)


def format_number(number: Decimal | int) -> str:
    """The number as every page shows it: "3,010", "1,240.5"."""
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"

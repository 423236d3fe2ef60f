"""How many digits of an amount are shown. Rounding never contradicts a comparison (assessment
rules, 6.5). Pure.

A goal is reached by the same amount, a limit is passed only by more: 320.4 of 320 may be shown as
320, but 350.4 above 350 may not be shown as 350.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, Inexact

from nutrition.intake.totals import EXACT

# As many digits as sums have, but here they may be lost. Handed to `quantize`, it costs a third of
# a context that is entered and left for each number of a page.
_ROUNDING = EXACT.copy()
_ROUNDING.traps[Inexact] = False
# What an amount is to the truth: "at least" is rounded down, "at most" up: both stay true.
_WAYS = {
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
    """The amount with so many decimal places: half up, else the nearest that stays on its side of
    every goal and limit.

    It has more places only where no number with so few is on that side: a lower bound of 350.4
    above 350. None among the goals and limits is a figure that there is not.
    """
    to_reach = [goal for goal in goals if goal is not None]
    not_to_pass = [limit for limit in limits if limit is not None]
    while True:
        for way in _WAYS[bound]:
            rounded = amount.quantize(Decimal(1).scaleb(-places), way, _ROUNDING)
            if all((rounded >= goal) == (amount >= goal) for goal in to_reach) and all(
                (rounded > limit) == (amount > limit) for limit in not_to_pass
            ):
                return rounded
        places += 1


def format_number(number: Decimal | int) -> str:
    """As every page writes a number: "3,010", "1,240.5"."""
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"

"""Whole percents that add up to 100. Pure.

Largest remainders (Hamilton's method): each share is rounded down, and the percents that are left
go to the shares that lost the most, the earlier of equals first. So a share is never further than
one percent from the exact one, and a larger amount never has a smaller percent.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def whole_percents(amounts: Sequence[Decimal | Fraction], together: int = 100) -> tuple[int, ...]:
    """The percents of amounts of 0 or more; their sum is `together`, or 0 if all amounts are 0."""
    whole = sum((Fraction(amount) for amount in amounts), Fraction(0))
    if not whole:
        return (0,) * len(amounts)
    exact = [Fraction(amount) * together / whole for amount in amounts]
    percents = [int(share) for share in exact]
    most_lost = sorted(range(len(exact)), key=lambda place: percents[place] - exact[place])
    for place in most_lost[: together - sum(percents)]:
        percents[place] += 1
    return tuple(percents)


def percent_shown(percent: int, exact: Decimal = Decimal(0)) -> str:
    """Never "0%" but "under 1%". `exact` is the exact share, which may be above 1."""
    return f"{percent}%" if percent else f"under {int(exact) + 1}%"

"""Whole percents that add up to 100. Pure.

Largest remainders (Hamilton's method): each share is rounded down, and the percents that are left
go to those that lost most, the earlier of equals first. So a share is never further than one
percent from the exact one, and of two amounts the larger never has the smaller percent.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def whole_percents(amounts: Sequence[Decimal], together: int = 100) -> tuple[int, ...]:
    """Of amounts of 0 and more, which are `together` percent; all 0 when nothing is shared."""
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
    """Of what gave some: never 0%. `exact` is the share of several small ones together."""
    return f"{percent}%" if percent else f"under {int(exact) + 1}%"

"""A choice of the list, and how pages write it into a button. Pure.

"food:portion:quantity" or "food:g:grams"; of a saved supplement "s:id:quantity".
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

GRAMS = "g"

# The last part is a decimal or a fraction of two integers.
_PICK = re.compile(
    r"([0-9]{1,12}):(g|[0-9]{1,12}):([0-9]{1,12}(?:\.[0-9]{1,6}|/[1-9][0-9]{0,11})?)"
)


@dataclass(frozen=True, slots=True)
class Pick:
    """A food and how much of it: how many of a portion, or grams when there is no portion."""

    food_id: int
    portion_id: int | None
    quantity: Fraction


def write_pick(pick: Pick) -> str:
    return f"{pick.food_id}:{GRAMS if pick.portion_id is None else pick.portion_id}:{pick.quantity}"


def read_pick(text: str) -> Pick | None:
    """None when no page of ours has written it."""
    match = _PICK.fullmatch(text)
    return match and Pick(
        int(match[1]), None if match[2] == GRAMS else int(match[2]), Fraction(match[3])
    )


@dataclass(frozen=True, slots=True)
class SupplementPick:
    """A saved supplement, and how many of its units."""

    product_id: UUID
    quantity: Decimal


_PRODUCT_PICK = re.compile(
    r"s:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([0-9]{1,3}(?:\.[0-9]{1,3})?)"
)


def write_supplement_pick(pick: SupplementPick) -> str:
    return f"s:{pick.product_id}:{pick.quantity:f}"


def read_supplement_pick(text: str) -> SupplementPick | None:
    """None when no page of ours has written it."""
    match = _PRODUCT_PICK.fullmatch(text)
    return match and SupplementPick(UUID(match[1]), Decimal(match[2]))

"""How much of a food was meant, or was eaten last time. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from nutrition.diary.amounts import Amount
from nutrition.foods.keys import FoodKey

# The note of a usual amount.
NOT_TYPED = "amount not typed"
WHICH_PORTION = "which portion was it?"
NOT_WEIGHED = "what one weighs is not known"


class LastAmount(NamedTuple):
    """How much of a food the person ate last time, with the id of its portion; `grams` is None
    where nobody knows its weight.
    """

    grams: Decimal | None
    portion_id: FoodKey | None
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class AmountMatch:
    """The amount that was most likely meant.

    `is_sure` is False when a person should look at it before it is saved; `note` says in a few
    words what was assumed.
    """

    amount: Amount
    is_sure: bool = True
    note: str = ""

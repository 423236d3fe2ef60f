"""Amounts of foods: as a page sends them, as an entry stores them, and in words. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal, Protocol
from uuid import UUID

from nutrition.foods.amount_words import amount_words
from nutrition.foods.fields import GRAM_PLACES
from nutrition.foods.keys import KEY_PATTERN, FoodKey, read_key, write_key
from nutrition.units import round_fraction

# A whole day's food and drink weighs 2-4 kg; more than this in one entry is a slip of the finger.
MAX_GRAMS = 10_000
# Above these the person has to confirm ("Keep 30 cups?"). They are not health limits: 2 kg is more
# than any dish and 1,500 mg of magnesium more than any meal holds, so a unit was probably mistaken.
UNUSUAL_GRAMS = 2_000
UNUSUAL_MG = 1_500

GRAMS = "g"  # in the place of a portion
ZERO, ONE = Decimal(0), Decimal(1)


class CannotLog(Exception):
    """Nothing was stored. The message tells the person why; `about` names what it is about."""

    def __init__(
        self,
        message: str,
        about: Literal["amount", "food", "portion", "client_id", "day"] = "amount",
    ) -> None:
        super().__init__(message)
        self.about = about

    @property
    def is_conflict(self) -> bool:
        """Whether what was sent is valid by itself and only clashes with what is stored."""
        return self.about in ("client_id", "day")


class UnusualAmount(Exception):
    """Nothing was stored yet: the person has to confirm the amount first."""

    def __init__(self, food: "FoodAmount") -> None:
        super().__init__(food.title)
        self.food = food


class PortionValues(Protocol):
    """A portion of a food, as a model or as a plain value: `amount` `unit` weigh `grams`, None
    where nobody knows the weight.
    """

    @property
    def id(self) -> FoodKey: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def unit(self) -> str: ...
    @property
    def grams(self) -> Decimal | None: ...


@dataclass(frozen=True, slots=True)
class Pick:
    """A food and a quantity as a page sends them: of a portion, or in grams without a portion."""

    food_id: FoodKey
    portion_id: FoodKey | None
    quantity: Fraction


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a food, as an entry stores it.

    `quantity` counts portions, and both are None when the amount is in grams. 1.5 cups of a
    portion of 0.75 cup are a quantity of 2. `grams` is None where nobody knows the portion's
    weight.
    """

    grams: Decimal | None
    portion: PortionValues | None = None
    quantity: Decimal | None = None

    @property
    def portion_id(self) -> FoodKey | None:
        return None if self.portion is None else self.portion.id

    @property
    def units(self) -> Decimal | None:
        """How many of the portion's unit: two portions of 0.75 "cup" are 1.5. None for grams."""
        if self.portion is None or self.quantity is None:
            return None
        return self.quantity * self.portion.amount

    @property
    def words(self) -> str:
        """Such as "1½ cups · 351 g"."""
        unit = None if self.portion is None else self.portion.unit
        return amount_words(self.grams, self.units, unit)

    @property
    def measure(self) -> Decimal:
        """Grams, or how many of a portion of unknown weight."""
        if self.grams is not None:
            return self.grams
        return self.quantity or ZERO

    def pick_of(self, food_id: FoodKey) -> Pick:
        """Exact: a third of a cup stays 1/3, so that it weighs the same when it is logged."""
        each = ONE if self.portion is None or self.grams is None else self.portion.grams
        return Pick(food_id, self.portion_id, _ratio(self.measure, each or ONE))


@lru_cache(maxsize=8192)  # dividing fractions is slow, and the same few portions come again
def _ratio(grams: Decimal, each: Decimal) -> Fraction:
    return Fraction(grams) / Fraction(each)


def amount_of(quantity: Fraction, portion: PortionValues | None) -> Amount:
    """`quantity` portions, or grams without a portion. Raises CannotLog for impossible amounts."""
    if quantity <= 0:
        raise CannotLog("Enter an amount above 0.")
    each = ONE if portion is None else portion.grams
    grams = None if each is None else quantity * Fraction(each)
    if (grams or 0) > MAX_GRAMS or quantity > MAX_GRAMS:
        raise CannotLog(f"One entry can be {MAX_GRAMS // 1000} kg at the most. Check the amount.")
    amount = Amount(
        None if grams is None else round_fraction(grams, GRAM_PLACES),
        portion,
        None if portion is None else round_fraction(quantity, GRAM_PLACES),
    )
    if not amount.measure or amount.quantity == 0:
        raise CannotLog("This is less than a thousandth of a gram. Enter a larger amount.")
    return amount


def check_weight(title: str, amount: Amount, basis: Decimal | None) -> None:
    """Raises CannotLog for grams of a food whose weight nobody knows (`basis` is None), and for a
    portion without weight of another.
    """
    if basis is None and amount.grams is not None:
        raise CannotLog(f"Nobody knows what {title} weighs. Choose its portion.")
    if basis is not None and amount.grams is None:
        raise CannotLog(f"This portion of {title} has no weight. Enter grams.")


@dataclass(frozen=True, slots=True)
class FoodAmount:
    """An amount of a revision of a food; `mg` of magnesium is None where it is unknown."""

    food_id: FoodKey
    title: str
    revision_id: FoodKey
    amount: Amount
    mg: Decimal | None

    @property
    def is_unusual(self) -> bool:
        return is_unusual(self.amount.grams, self.mg)


def is_unusual(grams: Decimal | None, mg: Decimal | None) -> bool:
    """Whether the person should confirm the amount before it is stored."""
    return (grams or ZERO) > UNUSUAL_GRAMS or (mg is not None and mg > UNUSUAL_MG)


# --- picks as text, in buttons and forms ----------------------------------------------------------

# "food:portion:quantity" or "food:g:grams"; the last part is a decimal or a fraction of integers.
_PICK = re.compile(
    rf"({KEY_PATTERN}):({GRAMS}|{KEY_PATTERN})"
    r":([0-9]{1,12}(?:\.[0-9]{1,6}|/[1-9][0-9]{0,11})?)"
)
# "s:id:quantity"
_SUPPLEMENT_PICK = re.compile(
    r"s:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([0-9]{1,3}(?:\.[0-9]{1,3})?)"
)


def write_pick(pick: Pick) -> str:
    portion = GRAMS if pick.portion_id is None else write_key(pick.portion_id)
    return f"{write_key(pick.food_id)}:{portion}:{pick.quantity}"


def read_pick(text: str) -> Pick | None:
    """None for a text that no page of ours has written."""
    match = _PICK.fullmatch(text)
    if match is None:
        return None
    food_id, portion_id = read_key(match[1]), read_key(match[2])
    if food_id is None or (portion_id is None and match[2] != GRAMS):
        return None
    return Pick(food_id, portion_id, Fraction(match[3]))


@dataclass(frozen=True, slots=True)
class SupplementPick:
    """A saved supplement, and how many of its units."""

    supplement_id: UUID
    quantity: Decimal


def write_supplement_pick(pick: SupplementPick) -> str:
    return f"s:{pick.supplement_id}:{pick.quantity:f}"


def read_supplement_pick(text: str) -> SupplementPick | None:
    """None for a text that no page of ours has written."""
    match = _SUPPLEMENT_PICK.fullmatch(text)
    return match and SupplementPick(UUID(match[1]), Decimal(match[2]))

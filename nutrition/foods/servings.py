"""Finds the household measure nearest to a usual amount: ½ cup, 5 figs. Pure."""

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from nutrition.foods.amount_words import amount_words, plain_number
from nutrition.foods.fields import GRAM_PLACES
from nutrition.foods.keys import FoodKey
from nutrition.units import round_fraction

# Measures that nobody uses at the table, or whose weight includes inedible parts.
_UNUSUAL = re.compile(
    r"nlea|package|pkg|bunch|recipe|\bcan\b|quart|pint|\blb\b|head|hull|shell\b|bone|refuse|yield"
    r"|inch|purchased|dry|tsp|melted|pureed|whipped|\bdrained|serving|individual|\broast\b|bird"
    r"|guideline|crushed|cooked, no|raw\b",
    re.IGNORECASE,
)
_HALVES = tuple(map(Fraction, ("1/4", "1/3", "1/2", "3/4", "1", "3/2", "2")))
_SPOONS = tuple(map(Fraction, (1, 2, 3)))
_PIECES = tuple(map(Fraction, (1, 2, 3, 4, 5, 6)))
MIN_RATIO, MAX_RATIO = 0.5, 1.6  # of the usual amount
# One piece is easier to say than five. All other numbers have a penalty of 0.08.
_NUMBER_PENALTIES = {Fraction(1): 0.0, Fraction(2): 0.04, Fraction(1, 2): 0.04}


class HouseholdMeasure(NamedTuple):
    """A portion of a food: `amount` of `unit` weighs `grams`; 0.75 "cup" weighs 28 g. None where
    nobody knows the weight.
    """

    id: FoodKey
    amount: Decimal
    unit: str
    grams: Decimal | None

    @property
    def label(self) -> str:
        """Such as "0.75 cup"."""
        return f"{plain_number(self.amount)} {self.unit}"


class Serving(NamedTuple):
    """`quantity` times a portion; without a portion the quantity is in grams. `grams` is None where
    nobody knows the portion's weight.
    """

    portion_id: FoodKey | None
    quantity: Fraction
    grams: Decimal | None
    words: str

    @property
    def measure(self) -> Decimal:
        """Grams, or how many portions of unknown weight, as an entry stores it."""
        return round_fraction(self.quantity, GRAM_PLACES) if self.grams is None else self.grams


def serving_near(grams: Decimal, measures: Sequence[HouseholdMeasure]) -> Serving | None:
    """The serving nearest to `grams`; None when no measure of the food comes near."""
    best: tuple[float, HouseholdMeasure, Decimal, Fraction] | None = None
    for place, measure in enumerate(measures):
        if measure.grams is None or _UNUSUAL.search(measure.unit):
            continue
        per_unit = float(measure.grams) / float(measure.amount) / float(grams)
        for number in _numbers(measure, is_larger=measure.grams > grams):
            ratio = per_unit * number.numerator / number.denominator  # quicker than float(number)
            if MIN_RATIO <= ratio <= MAX_RATIO:
                penalty = abs(math.log(ratio)) + _NUMBER_PENALTIES.get(number, 0.08) + place * 0.01
                if best is None or penalty < best[0]:
                    best = penalty, measure, measure.grams, number
    return best and _serving(*best[1:])


def _serving(measure: HouseholdMeasure, each: Decimal, number: Fraction) -> Serving:
    """The serving exactly as it will be logged. `number` counts units, its quantity portions of
    `each` grams.
    """
    quantity = number / Fraction(measure.amount)
    grams = round_fraction(quantity * Fraction(each), GRAM_PLACES)
    units = round_fraction(number, GRAM_PLACES)
    return Serving(measure.id, quantity, grams, amount_words(grams, units, measure.unit))


def _numbers(measure: HouseholdMeasure, *, is_larger: bool) -> Iterable[Fraction]:
    unit = measure.unit.lower()
    if unit.startswith("cup"):
        return _HALVES
    if unit.startswith(("tbsp", "tablespoon", "oz", "fl oz")):
        return (Fraction(3),) if measure.amount == 3 else _SPOONS
    if measure.amount != 1:
        return (Fraction(measure.amount),)
    return (Fraction(1, 2), *_PIECES) if is_larger else _PIECES

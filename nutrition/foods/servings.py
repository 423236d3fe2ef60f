"""Which household portion is nearest to what people eat at a time: ½ cup, 5 figs. Pure."""

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from nutrition.foods.amount_words import amount_words, plain_number
from nutrition.units import round_fraction

# Nobody measures these at the table, or they weigh what is thrown away, too.
_UNUSUAL = re.compile(
    r"nlea|package|pkg|bunch|recipe|\bcan\b|quart|pint|\blb\b|head|hull|shell\b|bone|refuse|yield"
    r"|inch|purchased|dry|tsp|melted|pureed|whipped|\bdrained|serving|individual|\broast\b|bird"
    r"|guideline|crushed|cooked, no|raw\b",
    re.IGNORECASE,
)
_HALVES = tuple(map(Fraction, ("1/4", "1/3", "1/2", "3/4", "1", "3/2", "2")))
_SPOONS = tuple(map(Fraction, (1, 2, 3)))
_PIECES = tuple(map(Fraction, (1, 2, 3, 4, 5, 6)))
LEAST, MOST = 0.5, 1.6  # of the usual amount
# 3 oz is as good as any amount; of pieces one is said more easily than five.
_EFFORT = {Fraction(1): 0.0, Fraction(2): 0.04, Fraction(1, 2): 0.04}


class HouseholdMeasure(NamedTuple):
    """A portion of a food: `amount` `unit` weigh `grams`."""

    id: int
    amount: Decimal
    unit: str
    grams: Decimal

    @property
    def label(self) -> str:
        """Such as "0.75 cup"."""
        return f"{plain_number(self.amount)} {self.unit}"


class Serving(NamedTuple):
    """`quantity` times a portion; without a portion the quantity is in grams."""

    portion_id: int | None
    quantity: Fraction
    grams: Decimal
    words: str


def serving_near(grams: Decimal, measures: Sequence[HouseholdMeasure]) -> Serving | None:
    """The serving nearest to `grams`; None when no portion of the food comes near."""
    best: tuple[float, HouseholdMeasure, Fraction] | None = None
    for place, measure in enumerate(measures):
        if _UNUSUAL.search(measure.unit):
            continue
        per_unit = float(measure.grams) / float(measure.amount) / float(grams)
        for number in _numbers(measure, grams):
            ratio = per_unit * float(number)
            if LEAST <= ratio <= MOST:
                effort = abs(math.log(ratio)) + _EFFORT.get(number, 0.08) + place * 0.01
                if best is None or effort < best[0]:
                    best = effort, measure, number
    return best and _serving(best[1], best[2])


def _serving(measure: HouseholdMeasure, number: Fraction) -> Serving:
    """Exact, as it will be logged: `number` counts units, the quantity portions."""
    quantity = number / Fraction(measure.amount)
    weight = round_fraction(quantity * Fraction(measure.grams), 3)
    return Serving(
        measure.id, quantity, weight, amount_words(weight, round_fraction(number, 3), measure.unit)
    )


def _numbers(measure: HouseholdMeasure, grams: Decimal) -> Iterable[Fraction]:
    unit = measure.unit.lower()
    if unit.startswith("cup"):
        return _HALVES
    if unit.startswith(("tbsp", "tablespoon", "oz", "fl oz")):
        return (Fraction(3),) if measure.amount == 3 else _SPOONS
    if measure.amount != 1:
        return (Fraction(measure.amount),)
    return (Fraction(1, 2), *_PIECES) if measure.grams > grams else _PIECES

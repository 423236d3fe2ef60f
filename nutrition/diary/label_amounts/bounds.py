"""Bounds of amounts from a label, shared by the database, the pages and the API."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from nutrition.diary.models import (
    MAX_COMPOUND_MG,
    MAX_DOSE_MG,
    MAX_LITRES,
    MAX_MG_PER_LITRE,
    MAX_UNITS,
)
from nutrition.units import round_fraction

# More than any multi has of any nutrient, in mg or µg.
MAX_NUTRIENT = 1_000_000


class AmountBounds(NamedTuple):
    """The largest amount, its decimal places, and whether it may be 0."""

    unit: str
    places: int
    max_amount: int
    allows_zero: bool = False

    def check(self, number: Fraction) -> Decimal:
        """The amount as it is stored. Raises ValueError, which tells the person what to do."""
        amount = round_fraction(number, self.places)
        if number < 0 or (not amount and not self.allows_zero):
            raise ValueError(
                "Enter an amount of 0 or more." if self.allows_zero else "Enter an amount above 0."
            )
        if amount > self.max_amount:
            raise ValueError(
                f"This can be {self.max_amount:,} {self.unit} at the most. Check the amount."
            )
        return amount


ELEMENTAL = AmountBounds("mg", 6, MAX_DOSE_MG, allows_zero=True)
COMPOUND = AmountBounds("mg", 2, MAX_COMPOUND_MG)
UNITS_TAKEN = AmountBounds("", 3, MAX_UNITS)
LITRES = AmountBounds("litres", 3, MAX_LITRES)
MG_PER_LITRE = AmountBounds("mg per litre", 3, MAX_MG_PER_LITRE, allows_zero=True)


def nutrient_bounds(unit: str) -> AmountBounds:
    return AmountBounds(unit, 3, MAX_NUTRIENT, allows_zero=True)

"""Magnesium salts: how much of a compound's mass is magnesium.

Computed from the formula (tables/magnesium_forms.csv) and the standard atomic weights
(tables/atomic_weights.csv), not from a rounded percentage; the help text "forms" has the shares.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from nutrition.intake.references import read_table
from nutrition.units import round_fraction

ELEMENT = "Mg"
STORED_PLACES = 6


@dataclass(frozen=True, slots=True)
class Salt:
    """`share` is the part of the compound's mass that is magnesium."""

    name: str
    share: Fraction

    def elemental_mg(self, compound_mg: Decimal) -> Decimal:
        """Rounded to the decimals with which supplement amounts are stored."""
        return round_fraction(self.share * Fraction(compound_mg), STORED_PLACES)


@cache
def salts() -> dict[str, Salt]:
    """All salts by their name, in the order of the table."""
    weights = {
        line["element"]: Fraction(line["weight"]) for line in read_table("atomic_weights.csv")
    }
    lines = read_table("magnesium_forms.csv")
    return {
        line["form"]: Salt(line["form"], _share(line["formula_atoms"], weights)) for line in lines
    }


def _share(formula: str, weights: dict[str, Fraction]) -> Fraction:
    """The share of magnesium in the mass of a formula such as "Mg3 C12 H10 O14"."""
    masses = {}
    for atoms in formula.split():
        element = atoms.rstrip("0123456789")
        masses[element] = int(atoms.removeprefix(element)) * weights[element]
    return masses[ELEMENT] / sum(masses.values())

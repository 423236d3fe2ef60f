"""Magnesium salts: how much of a compound's mass is magnesium.

The shares were computed from standard atomic weights (tables/magnesium_forms.csv; the help text "forms" cites them).
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from nutrition.intake.references import read_table
from nutrition.intake.totals import PER_100_G


@dataclass(frozen=True, slots=True)
class Salt:
    """`percent` is the mass of magnesium in 100 of the compound."""

    name: str
    percent: Decimal

    def elemental_mg(self, compound_mg: Decimal) -> Decimal:
        """Exact; a share has at most four decimals."""
        return compound_mg * self.percent * PER_100_G


@cache
def salts() -> dict[str, Salt]:
    """All salts by their name, in the order of the table."""
    lines = read_table("magnesium_forms.csv")
    return {line["form"]: Salt(line["form"], Decimal(line["elemental_percent"])) for line in lines}

"""The doses and the water of a day, as plain values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from nutrition.foods.amount_words import number_words
from nutrition.intake.day_status import DayStatement
from nutrition.intake.labels import LabelNutrients, dose_amounts, water_amounts
from nutrition.intake.totals import DoseMagnesium, LabelWater
from nutrition.intake.words import whole_mg

NOT_ON_LABEL = "no magnesium on its label"


class DoseLine(NamedTuple):
    """A dose, or a saved supplement in its usual quantity.

    `elemental_mg` is the magnesium in one unit, None where it is not on the label; `others` are
    the other nutrients in one unit, by the key of their label unit (nutrition.intake.labels).
    """

    id: UUID
    name: str
    unit: str
    elemental_mg: Decimal | None
    quantity: Decimal
    others: Mapping[str, Decimal] = {}

    @property
    def mg(self) -> Decimal | None:
        return None if self.elemental_mg is None else self.elemental_mg * self.quantity

    @property
    def amount(self) -> str:
        """Such as "½ tablet"; empty for 1 of something without a unit."""
        number = number_words(self.quantity)
        if not self.unit:
            return "" if self.quantity == 1 else f"{number} ×"
        plural = "s" if self.quantity > 1 and not self.unit.endswith("s") else ""
        return f"{number} {self.unit}{plural}"

    @property
    def words(self) -> str:
        """Such as "½ tablet · 50 mg elemental"."""
        mg = NOT_ON_LABEL if self.mg is None else f"{whole_mg(self.mg)} mg elemental"
        return f"{self.amount} · {mg}" if self.amount else mg

    @property
    def intake(self) -> DoseMagnesium:
        """What the day's totals add up."""
        return DoseMagnesium(self.mg, self.name)

    @property
    def label(self) -> LabelNutrients:
        others = {key: amount * self.quantity for key, amount in self.others.items()}
        return dose_amounts(self.name, self.mg, others)


class WaterLine(NamedTuple):
    id: UUID
    litres: Decimal
    mg_per_litre: Decimal

    @property
    def mg(self) -> Decimal:
        return self.litres * self.mg_per_litre

    @property
    def amount(self) -> str:
        """Such as "1.5 l · 24 mg/l"."""
        return f"{self.litres.normalize():f} l · {self.mg_per_litre.normalize():f} mg/l"

    @property
    def intake(self) -> LabelWater:
        """What the day's totals add up."""
        return LabelWater(self.litres, self.mg_per_litre)

    @property
    def label(self) -> LabelNutrients:
        return water_amounts(self.litres, self.mg)


@dataclass(frozen=True, slots=True)
class DosesAndWater:
    """What was taken on a day besides food. `status` is the one that the person gave it."""

    doses: tuple[DoseLine, ...] = ()
    waters: tuple[WaterLine, ...] = ()
    status: DayStatement | None = None

    @property
    def labels(self) -> list[LabelNutrients]:
        return [dose.label for dose in self.doses] + [water.label for water in self.waters]

    @property
    def is_empty(self) -> bool:
        return not self.doses and not self.waters


NO_DOSES_OR_WATER = DosesAndWater()

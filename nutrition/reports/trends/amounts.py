"""An amount of a chart with its parts, as its bars, its table and its comparisons write it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nutrition.intake.nutrients import Bound, PageNutrient
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.words import Shown, part, shown_mg
from nutrition.reports.nutrients.words import figure
from nutrition.reports.trends.days import TrendDay
from nutrition.reports.trends.words import short_total, total_words


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a bar with its parts, as they are written; magnesium on its side of what it is compared with."""

    nutrient: PageNutrient
    amount: Decimal
    bound: Bound
    shown: Shown | None

    @classmethod
    def of_day(cls, day: TrendDay, nutrient: PageNutrient) -> "Amount | None":
        """None where nothing was logged, or nothing of it has a value."""
        if day.amount is None or day.is_unknown:
            return None
        return cls.of(day.amount, day.at_most, day.bound, [day], nutrient)

    @classmethod
    def of(
        cls, amount: Decimal, at_most: Decimal | None, bound: Bound, days: Sequence[TrendDay], nutrient: PageNutrient
    ) -> "Amount":
        if nutrient.number != MAGNESIUM:
            return cls(nutrient, amount, bound, None)
        compared = {figure for day in days for figure in (day.goal.reference.low, day.goal.reference.high)}
        return cls(
            nutrient, amount, bound, shown_mg(amount, compared, is_lower_bound=bound == "at least", at_most=at_most)
        )

    @property
    def short(self) -> str:
        return self.shown.short if self.shown else short_total(self.amount, self.bound, self.nutrient)

    @property
    def words(self) -> str:
        return self.shown.words if self.shown else total_words(self.amount, self.bound, self.nutrient)

    @property
    def at_most(self) -> str:
        return self.shown.most if self.shown else ""

    def part(self, amount: Decimal) -> str:
        return part(amount, self.amount, self.shown) if self.shown else figure(amount, self.nutrient)

"""The text of an amount and of its parts, for bars, tables and comparisons. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from nutrition.intake.nutrients import Bound, PageNutrient
from nutrition.intake.references import MAGNESIUM, Reference
from nutrition.intake.words import DisplayAmount, display_amount, part_words
from nutrition.reports.nutrients.nutrient_words import figure_beside_references
from nutrition.reports.trends.chart_words import amount_with_bound, short_total
from nutrition.reports.trends.days import TrendDay


class AmountText(NamedTuple):
    """An amount and its parts as texts that stay on their side of all references and limits.

    The references and limits are those of the days. Only magnesium has `shown`.
    """

    nutrient: PageNutrient
    amount: Decimal
    bound: Bound
    references: tuple[Reference, ...]
    shown: DisplayAmount | None = None

    @classmethod
    def of_day(cls, day: TrendDay, nutrient: PageNutrient) -> "AmountText | None":
        """None if nothing was logged, or nothing that was logged has a value."""
        if day.amount is None or day.is_unknown:
            return None
        return cls.of(day.amount, day.at_most, day.bound, [day], nutrient)

    @classmethod
    def of(
        cls,
        amount: Decimal,
        at_most: Decimal | None,
        bound: Bound,
        days: Sequence[TrendDay],
        nutrient: PageNutrient,
    ) -> "AmountText":
        goals = {id(day.goal): day.goal for day in days}  # few goals, shared by many days
        references = tuple(dict.fromkeys(goal.reference for goal in goals.values()))
        if nutrient.number != MAGNESIUM:
            return cls(nutrient, amount, bound, references)
        compared = {
            figure for reference in references for figure in (reference.low, reference.high)
        }
        return cls(
            nutrient,
            amount,
            bound,
            references,
            display_amount(amount, compared, is_lower_bound=bound == "at least", at_most=at_most),
        )

    @property
    def figure(self) -> str:
        """The number alone, "1,687"."""
        return self.shown.figure if self.shown else self._beside(self.amount, self.bound)

    @property
    def short(self) -> str:
        return self.shown.short if self.shown else short_total(self.figure, self.bound)

    @property
    def words(self) -> str:
        return (
            self.shown.words
            if self.shown
            else amount_with_bound(self.figure, self.bound, self.nutrient.unit)
        )

    @property
    def at_most(self) -> str:
        return self.shown.most if self.shown else ""

    def part(self, amount: Decimal) -> str:
        """The figure of a part, never above that of the whole; for the whole, the same figure."""
        if self.shown:
            return part_words(amount, self.amount, self.shown)
        if amount == self.amount:
            return self.figure
        return self._beside(amount, "at least" if self.bound == "at least" else "exact")

    def _beside(self, amount: Decimal, bound: Bound) -> str:
        return figure_beside_references(amount, self.nutrient, self.references, bound)

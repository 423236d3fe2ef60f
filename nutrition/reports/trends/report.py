"""The report on a nutrient over a span: its average, how sure it is, the days at target. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from nutrition.diary.supplements.sentences import days_above_upper_level
from nutrition.foods.basis import ZERO
from nutrition.intake.assessment import Comparison
from nutrition.intake.averages import (
    OwnSpread,
    ci95_half_width,
    day_to_day_cv,
    mean_if_all_known,
    mean_of,
    sum_of_days,
)
from nutrition.intake.interpretation import (
    MeanInterpretation,
    change_words,
    interpret_mean,
    not_compared_words,
)
from nutrition.intake.nutrients import Bound, PageNutrient
from nutrition.intake.references import MAGNESIUM, Reference, combine_references, has_amount_change
from nutrition.intake.totals import exact_sum
from nutrition.reports.nutrients.nutrient_words import nutrient_amount_words
from nutrition.reports.trends.amount_text import AmountText
from nutrition.reports.trends.chart_words import range_text, reference_sentence
from nutrition.reports.trends.days import TrendDay


class Mean(NamedTuple):
    """Means over `days` days, unrounded. `either_way` is half of the usual amount's 95 % interval.

    `food` is everything but supplements; `unknown` of the `entries` have no value. `at_most` is the
    mean with these at their upper bounds; None without a bound.
    """

    days: int
    amount: Decimal
    at_most: Decimal | None
    food: Decimal
    supplement: Decimal
    bound: Bound
    unknown: int
    entries: int
    either_way: Decimal | None


@dataclass(frozen=True)
class TrendReport:
    """The days of a span in order, at least one; `own` is how much the person's days differ."""

    nutrient: PageNutrient
    days: tuple[TrendDay, ...]
    own: OwnSpread | None = None

    @cached_property
    def counted(self) -> tuple[TrendDay, ...]:
        """The days that enter averages."""
        return tuple(day for day in self.days if day.counts)

    @cached_property
    def complete_days(self) -> tuple[TrendDay, ...]:
        return tuple(day for day in self.days if day.is_full)

    @cached_property
    def days_with_low_coverage(self) -> tuple[TrendDay, ...]:
        """Complete days that are not in the average: too much of what was eaten has no value."""
        return tuple(day for day in self.complete_days if not day.counts and day.entries)

    @cached_property
    def days_without_food(self) -> tuple[TrendDay, ...]:
        """Complete days that are not in the average: only supplements or water were logged."""
        return tuple(day for day in self.complete_days if not day.entries)

    @cached_property
    def open_days(self) -> tuple[TrendDay, ...]:
        """Days that are over and logged, and not marked complete."""
        return tuple(day for day in self.days if day.is_open)

    @cached_property
    def _days_up_to_today(self) -> tuple[TrendDay, ...]:
        """The days up to today: nothing has come yet from what is planned for later ones (6.7)."""
        return tuple(day for day in self.days if day.on <= day.today)

    @cached_property
    def days_above_upper_level(self) -> tuple[TrendDay, ...]:
        """Days with more magnesium from supplements than the upper level of that day."""
        return tuple(day for day in self._days_up_to_today if day.is_above_ul)

    @cached_property
    def upper_level_words(self) -> str:
        above = self.days_above_upper_level
        return days_above_upper_level(
            [day.goal.supplement_uls for day in above], self.days[0].goal.ul_region
        )

    @property
    def cv(self) -> Decimal | None:
        """The day-to-day coefficient of variation, published for magnesium only."""
        return day_to_day_cv() if self.nutrient.number == MAGNESIUM else None

    @cached_property
    def mean(self) -> Mean | None:
        return mean_of_days(self.counted, self.own, self.cv)

    @cached_property
    def _references(self) -> list[Reference]:
        """The references of the days that count, each once."""
        goals = {id(day.goal): day.goal for day in self.counted}  # few goals, shared by many days
        return list(dict.fromkeys(goal.reference for goal in goals.values()))

    @cached_property
    def read(self) -> MeanInterpretation | None:
        """The interpretation of a mean of magnesium; None without a mean or for other nutrients."""
        mean = self.mean
        if mean is None or self.nutrient.number != MAGNESIUM:
            return None
        return interpret_mean(
            mean.amount,
            mean.at_most,
            days=mean.days,
            of_days=self.days_so_far,
            references=self._references,
            is_lower_bound=mean.bound != "exact",
        )

    @property
    def reading(self) -> str:
        """The interpretation of the mean in words; empty if there is none."""
        if self.read:
            return self.read.text
        mean, reference = self.mean, combine_references(self._references)
        if mean is None or not self.nutrient.is_known_for_enough:
            return ""
        if reference is None:
            return not_compared_words(self._references)
        words = reference_sentence(self.nutrient, reference, mean.amount, mean.bound)
        has_changed = has_amount_change(self._references)
        return (
            f"{change_words(self._references)} {words}"
            if has_changed and reference.low is not None
            else words
        )

    @property
    def mean_figure(self) -> str:
        """The mean as text, "284+" if it is a lower bound; empty without a mean."""
        if self.read:
            return self.read.display.short
        return self._mean_amount.short if self._mean_amount else ""

    @cached_property
    def _mean_amount(self) -> AmountText | None:
        mean = self.mean
        return (
            AmountText.of(mean.amount, mean.at_most, mean.bound, self.counted, self.nutrient)
            if mean
            else None
        )

    @cached_property
    def mean_parts(self) -> tuple[str, str]:
        """The means from food and from supplements, as texts."""
        mean, written = self.mean, self._mean_amount
        return (
            (written.part(mean.food), written.part(mean.supplement))
            if mean and written
            else ("", "")
        )

    @property
    def either_way(self) -> str:
        """Half of the 95 % interval of the usual amount, as text; empty if unknown."""
        if self.mean is None or self.mean.either_way is None:
            return ""
        return nutrient_amount_words(self.mean.either_way, self.nutrient)

    @property
    def mean_in_words(self) -> str:
        """ "An average of at least 275 mg a day over 5 of 7 days"; empty without a mean, or if
        `reading` includes it.
        """
        mean = self.mean
        written = self._mean_amount
        if mean is None or written is None or (self.read and self.read.includes_mean):
            return ""
        before = "" if mean.bound == "exact" else f"{mean.bound} "
        amount = f"{written.figure} {self.nutrient.unit}"
        days = self.days_so_far
        return (
            f"An average of {before}{amount} a day over {mean.days:,} of {days:,} "
            f"day{'' if days == 1 else 's'}"
        )

    @property
    def is_empty(self) -> bool:
        return not any(day.is_logged for day in self.days)

    @cached_property
    def days_logged(self) -> int:
        return sum(day.is_logged and (day.is_over or day.is_today) for day in self.days)

    @cached_property
    def days_so_far(self) -> int:
        """Days that could have been logged: today only if it was, because it is not over."""
        return sum(day.is_over for day in self.days) + any(
            day.is_today and day.is_logged for day in self.days
        )

    @cached_property
    def is_compared(self) -> bool:
        return any(day.goal.target for day in self.days)

    @cached_property
    def _comparisons(self) -> list[Comparison | None]:
        return [day.comparison for day in self.complete_days]

    @property
    def days_at_target(self) -> int:
        return self._comparisons.count("meets")

    @property
    def may_be_more_at_target(self) -> bool:
        """Whether unknown foods or an unknown age leave it open if more days reached the target."""
        return not {"undetermined", "depends"}.isdisjoint(self._comparisons)

    @cached_property
    def bands(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """The different target bands of the days, in order."""
        return tuple(
            dict.fromkeys(
                (day.goal.target.low, day.goal.target.high) for day in self.days if day.goal.target
            )
        )

    @cached_property
    def target_name(self) -> str:
        """The words for what a day reaches: an AI is not called a target."""
        kinds = {day.goal.reference.kind for day in self.days if day.goal.target}
        return "the AI or above" if kinds == {"AI"} else "target"

    @cached_property
    def target_in_words(self) -> str:
        """ "Target, 310–320, then 350–360 mg"; for others "RDA, 1,000–1,200 mg"; or empty."""
        if not self.bands:
            return ""
        kinds = {day.goal.reference.kind or "" for day in self.days if day.goal.target}
        is_target = self.nutrient.number == MAGNESIUM and kinds != {"AI"}
        kind = "Target" if is_target else " or ".join(sorted(kinds))
        bands = [range_text(self.nutrient, low, high) for low, high in self.bands]
        return f"{kind}, {', then '.join(bands)} {self.nutrient.unit}"

    @cached_property
    def from_food(self) -> Decimal:
        """The known amount from foods; water and supplements are separate."""
        return sum_of_days(day.food or ZERO for day in self._days_up_to_today)

    @cached_property
    def from_water(self) -> Decimal:
        return exact_sum(day.water for day in self._days_up_to_today)

    @cached_property
    def from_supplements(self) -> Decimal:
        return exact_sum(day.supplement for day in self._days_up_to_today)

    @cached_property
    def has_supplements(self) -> bool:
        return any(day.supplement for day in self.days)

    @cached_property
    def has_unknown(self) -> bool:
        return any(day.unknown for day in self.days)

    @cached_property
    def has_at_most(self) -> bool:
        """Whether the table has a column of upper bounds."""
        return self.nutrient.number == MAGNESIUM and any(
            day.unknown and day.at_most is not None for day in self.days
        )

    @property
    def mean_at_most(self) -> str:
        return self.read.display.most if self.read else ""

    @property
    def has_gap(self) -> bool:
        return any(day.is_gap for day in self.days)

    @cached_property
    def includes_today(self) -> bool:
        return any(day.is_today for day in self.days)

    @property
    def today_is_open(self) -> bool:
        """Whether today is drawn paler and left out: logged, and not complete yet."""
        return any(day.is_today and day.is_logged and not day.is_full for day in self.days)


def mean_of_days(
    days: Sequence[TrendDay], own: OwnSpread | None, cv: Decimal | None
) -> Mean | None:
    """The mean of these days, whether or not they count; None without a day."""
    amount = mean_of([day.amount for day in days if day.amount is not None])
    supplement = mean_of([day.supplement for day in days])
    if amount is None or supplement is None:
        return None
    return Mean(
        days=len(days),
        amount=amount,
        at_most=mean_if_all_known(day.at_most for day in days if day.amount is not None),
        food=amount - supplement,
        supplement=supplement,
        bound=_sum_bound({day.bound for day in days}),
        unknown=sum(day.unknown for day in days),
        entries=sum(day.entries for day in days),
        either_way=ci95_half_width(amount, len(days), own, cv),
    )


def _sum_bound(bounds: set[Bound]) -> Bound:
    """How a sum relates to the true amount, from the bounds of its parts."""
    found = bounds - {"exact"}
    if not found:
        return "exact"
    return found.pop() if len(found) == 1 else "about"

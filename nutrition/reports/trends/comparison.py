"""Compares two groups of days: weekdays and weekends, these days and those before. Pure.

Groups are compared only if both have enough days. It takes n = (1.96 x CV / D)^2 days to know a
mean to within the share D of it (assessment rules, section 2). With the published day-to-day CV of
0.38, seven complete days give a mean to within 30 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache

from nutrition.intake.averages import SDS_EACH_SIDE_OF_95_PERCENT, day_to_day_cv
from nutrition.intake.nutrients import PageNutrient
from nutrition.reports.nutrients.nutrient_words import nutrient_figure
from nutrition.reports.trends.amount_text import AmountText
from nutrition.reports.trends.days import TrendDay
from nutrition.reports.trends.report import Mean, TrendReport, mean_of_days

WITHIN = Decimal("0.30")  # how well each of two means must be known before they are compared

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ComparisonSide:
    """One group: its name, how many of its days count, and their mean as text; empty if none."""

    name: str
    days: int
    mean: str


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """Two groups, and a sentence on their difference or on why none is given."""

    groups: tuple[ComparisonSide, ComparisonSide]
    sentence: str


@cache
def days_to_compare(within: Decimal = WITHIN) -> int:
    """The number of complete days that give a mean to within that share of it."""
    return int(
        ((SDS_EACH_SIDE_OF_95_PERCENT * day_to_day_cv() / within) ** 2).to_integral_value(
            ROUND_CEILING
        )
    )


def compare_weekdays_with_weekends(report: TrendReport) -> GroupComparison:
    """Monday to Friday against Saturday and Sunday, whatever day the person's week begins with."""
    weekdays = [day for day in report.counted if day.on.weekday() < SATURDAY]
    weekends = [day for day in report.counted if day.on.weekday() >= SATURDAY]
    return _compare_groups(
        report,
        ("Monday to Friday", weekdays, mean_of_days(weekdays, report.own, report.cv)),
        ("Saturday and Sunday", weekends, mean_of_days(weekends, report.own, report.cv)),
    )


def compare_with_days_before(report: TrendReport, before: TrendReport) -> GroupComparison:
    return _compare_groups(
        report,
        ("These days", report.counted, report.mean),
        ("The days before", before.counted, before.mean),
    )


def _compare_groups(
    report: TrendReport,
    first: tuple[str, Sequence[TrendDay], Mean | None],
    second: tuple[str, Sequence[TrendDay], Mean | None],
) -> GroupComparison:
    nutrient = report.nutrient
    groups = (_side(nutrient, *first), _side(nutrient, *second))
    one, other = first[-1], second[-1]
    if one is None or other is None or min(one.days, other.days) < days_to_compare():
        return GroupComparison(groups, f"Compared from {days_to_compare()} complete days of each.")
    if {one.bound, other.bound} != {"exact"}:
        sentence = (
            f"Some foods have no known amount of {nutrient.in_a_sentence}, "
            "so the difference is left open."
        )
        return GroupComparison(groups, sentence)
    if one.either_way is None or other.either_way is None:
        return GroupComparison(
            groups, "How much your days differ is known from 30 complete days on."
        )
    give_or_take = (one.either_way**2 + other.either_way**2).sqrt()
    return GroupComparison(
        groups, _difference_sentence(nutrient, groups, one.amount - other.amount, give_or_take)
    )


def _side(
    nutrient: PageNutrient, name: str, days: Sequence[TrendDay], mean: Mean | None
) -> ComparisonSide:
    if mean is None:
        return ComparisonSide(name, 0, "")
    sure = "" if mean.either_way is None else f" ± {nutrient_figure(mean.either_way, nutrient)}"
    written = AmountText.of(mean.amount, mean.at_most, mean.bound, days, nutrient)
    return ComparisonSide(name, mean.days, f"{written.short}{sure}")


def _difference_sentence(
    nutrient: PageNutrient,
    groups: tuple[ComparisonSide, ComparisonSide],
    difference: Decimal,
    give_or_take: Decimal,
) -> str:
    """The difference of the two means, with its 95 % interval from the intervals of both."""
    interval = (
        f"give or take {nutrient_figure(give_or_take, nutrient)} {nutrient.unit} (95% interval)"
    )
    amount = f"{nutrient_figure(abs(difference), nutrient)} {nutrient.unit}"
    if abs(difference) <= give_or_take:
        return f"A difference of {amount} a day, {interval}: it could be chance."
    name = groups[0].name if difference > 0 else groups[1].name
    return f"{name}: {amount} a day more, {interval}."

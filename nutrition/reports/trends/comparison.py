"""Two groups of days beside each other: weekdays and weekends, these days and those before. Pure.

A difference is told only where enough days stand behind it. The rule (assessment rules, section 2):
it takes n = (1.96 x CV / D)^2 days to know a mean to within the share D of it. With the day-to-day
CV of the table, 0.38, seven complete days of each group tell its mean to within 30 %; fewer are not
compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache

from nutrition.intake.averages import SDS_EACH_SIDE_OF_95_PERCENT, day_to_day_cv
from nutrition.intake.nutrients import PageNutrient
from nutrition.reports.nutrients.words import figure
from nutrition.reports.trends.amounts import Amount
from nutrition.reports.trends.days import TrendDay
from nutrition.reports.trends.report import Mean, TrendReport, mean_over

WITHIN = Decimal("0.30")  # how well each of two means must be known before they are compared

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Group:
    """One side: its name, its counted days, and their mean as written; empty without a day."""

    name: str
    days: int
    mean: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups, and their difference or what is missing for telling it."""

    groups: tuple[Group, Group]
    sentence: str


@cache
def days_needed(within: Decimal = WITHIN) -> int:
    """Complete days that tell a mean to within that share of it."""
    return int(
        ((SDS_EACH_SIDE_OF_95_PERCENT * day_to_day_cv() / within) ** 2).to_integral_value(
            ROUND_CEILING
        )
    )


def weekdays_and_weekends(report: TrendReport) -> Comparison:
    """Monday to Friday against Saturday and Sunday, whatever day the person's week begins with."""
    weekdays = [day for day in report.counted if day.on.weekday() < SATURDAY]
    weekends = [day for day in report.counted if day.on.weekday() >= SATURDAY]
    return _compare(report, ("Monday to Friday", weekdays), ("Saturday and Sunday", weekends))


def now_and_before(report: TrendReport, before: TrendReport) -> Comparison:
    return _compare(report, ("These days", report.counted), ("The days before", before.counted))


def _compare(
    report: TrendReport,
    first: tuple[str, Sequence[TrendDay]],
    second: tuple[str, Sequence[TrendDay]],
) -> Comparison:
    nutrient = report.nutrient
    means = [mean_over(days, report.own, report.cv) for _, days in (first, second)]
    groups = (_group(nutrient, *first, means[0]), _group(nutrient, *second, means[1]))
    one, other = means
    if one is None or other is None or min(one.days, other.days) < days_needed():
        return Comparison(groups, f"Compared from {days_needed()} complete days of each.")
    if {one.bound, other.bound} != {"exact"}:
        sentence = (
            f"Some foods have no known amount of {nutrient.in_a_sentence}, "
            "so the difference is left open."
        )
        return Comparison(groups, sentence)
    if one.either_way is None or other.either_way is None:
        return Comparison(groups, "How much your days differ is known from 30 complete days on.")
    give_or_take = (one.either_way**2 + other.either_way**2).sqrt()
    return Comparison(
        groups, _difference(nutrient, groups, one.amount - other.amount, give_or_take)
    )


def _group(nutrient: PageNutrient, name: str, days: Sequence[TrendDay], mean: Mean | None) -> Group:
    if mean is None:
        return Group(name, 0, "")
    sure = "" if mean.either_way is None else f" ± {figure(mean.either_way, nutrient)}"
    written = Amount.of(mean.amount, mean.at_most, mean.bound, days, nutrient)
    return Group(name, mean.days, f"{written.short}{sure}")


def _difference(
    nutrient: PageNutrient, groups: tuple[Group, Group], difference: Decimal, give_or_take: Decimal
) -> str:
    """The difference of two means with its 95 % interval, from those of the two."""
    interval = f"give or take {figure(give_or_take, nutrient)} {nutrient.unit} (95% interval)"
    amount = f"{figure(abs(difference), nutrient)} {nutrient.unit}"
    if abs(difference) <= give_or_take:
        return f"A difference of {amount} a day, {interval}: it could be chance."
    name = groups[0].name if difference > 0 else groups[1].name
    return f"{name}: {amount} a day more, {interval}."

"""Small foods and diaries for the charts, without a database."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from accounts.life_stage import Person
from nutrition.diary.label_amounts.values import DosesAndWater
from nutrition.intake.day_status import DayStatement
from nutrition.intake.labels import label_contributions
from nutrition.intake.nutrients import PageNutrient
from nutrition.intake.references import UlRegion
from nutrition.reports.logged_values import LoggedEntry, LoggedValue
from nutrition.reports.nutrients.page import find_nutrient
from nutrition.reports.trends.days import trend_days
from nutrition.reports.trends.label_days import LabelDay, add_labels
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.spans import Span
from nutrition.reports.trends.totals import totals_by_day

WOMAN = Person(sex="F", birth_date=date(1990, 5, 10))

ALMONDS, MYSTERY, SUGAR, SPINACH = 1, 2, 3, 7
FOODS = {
    ALMONDS: LoggedValue(ALMONDS, "Almonds", Decimal(100), None, Decimal(500)),
    MYSTERY: LoggedValue(MYSTERY, "Mystery bar", None, None, Decimal(500)),
    SUGAR: LoggedValue(SUGAR, "Sugar", Decimal(0), None, Decimal(400)),
    SPINACH: LoggedValue(SPINACH, "Spinach", Decimal(80), None, Decimal(23)),
}


def almonds(on: date, mg: str) -> LoggedEntry:
    """As many grams of a food with 100 mg and 500 kcal in 100 g as it takes."""
    return on, ALMONDS, Decimal(mg)


def mystery(on: date, grams: str) -> LoggedEntry:
    """A food of 500 kcal in 100 g whose magnesium nobody has measured."""
    return on, MYSTERY, Decimal(grams)


def sugar(on: date) -> LoggedEntry:
    return on, SUGAR, Decimal(5)


def nutrient_of(number: str) -> PageNutrient:
    found = find_nutrient(number)
    assert found is not None
    return found


def label_days(taken: Mapping[date, DosesAndWater], number: str) -> dict[date, LabelDay]:
    return {
        on: add_labels(
            label_contributions(number, of_day.labels),
            is_empty=of_day.is_empty,
            status=of_day.status,
        )
        for on, of_day in taken.items()
    }


def report_of(
    *entries: LoggedEntry,
    span: Span,
    today: date,
    person: Person = WOMAN,
    number: str = "304",
    taken: Mapping[date, DosesAndWater] | None = None,
    said: DayStatement | None = "complete",
    ul_region: UlRegion = "US",
) -> TrendReport:
    """The days of the span as they were on `today`; every day before that was said to be `said`."""
    if taken is None:
        taken = {on: DosesAndWater(status=said) for on in span.dates if on < today}
    totals = totals_by_day(entries, FOODS)
    nutrient = nutrient_of(number)
    return TrendReport(
        nutrient,
        trend_days(
            span.dates,
            totals,
            nutrient=nutrient,
            labels=label_days(taken, number),
            person=person,
            today=today,
            ul_region=ul_region,
        ),
    )

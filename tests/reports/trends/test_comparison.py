"""Weekdays against weekends, now against before: told only with enough days behind it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from nutrition.reports.trends.comparison import (
    compare_weekdays_with_weekends,
    compare_with_days_before,
    days_to_compare,
)
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.spans import Span
from tests.reports.trends.table import almonds, mystery, report_of

MONDAY = date(2026, 10, 5)
AFTER = date(2026, 11, 21)
FOUR_WEEKS = Span(MONDAY, MONDAY + timedelta(days=27))


def four_weeks(
    weekday_mg: str, weekend_mg: str, *, without: int = 0, unknown: bool = False
) -> TrendReport:
    """20 weekdays and 8 weekend days, or fewer of the latter."""
    weekends = [day for day in FOUR_WEEKS.dates if day.weekday() >= 5][without:]
    weekdays = [day for day in FOUR_WEEKS.dates if day.weekday() < 5]
    entries = [almonds(on, weekday_mg) for on in weekdays] + [
        almonds(on, weekend_mg) for on in weekends
    ]
    if unknown:
        entries.append(mystery(MONDAY, "1"))
    return report_of(*entries, span=FOUR_WEEKS, today=AFTER)


@pytest.mark.parametrize(
    ("within", "days"), [("0.30", 7), ("0.25", 9), ("0.20", 14), ("0.15", 25), ("0.10", 56)]
)
def test_the_days_needed_are_those_of_the_published_rule(within: str, days: int) -> None:
    assert days_to_compare(Decimal(within)) == days


def test_a_clear_difference_is_told_with_its_interval() -> None:
    """1.96 x 85.9 x sqrt(1/20 + 1/8) = 70.4 mg."""
    comparison = compare_weekdays_with_weekends(four_weeks("300", "200"))

    assert (
        comparison.sentence
        == "Monday to Friday: 100 mg a day more, give or take 73 mg (95% interval)."
    )
    assert [(group.days, group.mean) for group in comparison.groups] == [
        (20, "300 ± 50"),
        (8, "200 ± 53"),
    ]


def test_a_small_difference_could_be_chance() -> None:
    comparison = compare_weekdays_with_weekends(four_weeks("300", "320"))

    assert (
        comparison.sentence
        == "A difference of 20 mg a day, give or take 98 mg (95% interval): it could be chance."
    )


def test_too_few_weekend_days_are_not_compared() -> None:
    comparison = compare_weekdays_with_weekends(four_weeks("300", "100", without=2))

    assert comparison.sentence == "Compared from 7 complete days of each."
    assert comparison.groups[1].days == 6


def test_unknown_foods_leave_the_difference_open() -> None:
    comparison = compare_weekdays_with_weekends(four_weeks("300", "100", unknown=True))

    assert "left open" in comparison.sentence
    assert comparison.groups[0].mean == "300+ ± 50"


def test_without_a_published_spread_thirty_own_days_are_needed() -> None:
    entries = [almonds(on, "300") for on in FOUR_WEEKS.dates]

    comparison = compare_weekdays_with_weekends(
        report_of(*entries, span=FOUR_WEEKS, today=AFTER, number="301")
    )

    assert comparison.groups[0].mean == "300"
    assert "30 complete days" in comparison.sentence


def test_the_days_before_are_compared_likewise() -> None:
    before = report_of(
        *[almonds(on, "150") for on in FOUR_WEEKS.dates], span=FOUR_WEEKS, today=AFTER
    )

    comparison = compare_with_days_before(four_weeks("300", "300"), before)

    assert (
        comparison.sentence == "These days: 150 mg a day more, give or take 47 mg (95% interval)."
    )


def test_nothing_before_is_not_compared() -> None:
    before = report_of(span=FOUR_WEEKS, today=AFTER)

    comparison = compare_with_days_before(four_weeks("300", "300"), before)

    assert comparison.groups[1].mean == ""
    assert comparison.sentence == "Compared from 7 complete days of each."

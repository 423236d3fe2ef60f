"""ISO weeks: which exist, and what they are called."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.reports.weeks import Week, date_range_words

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2026-W47", date(2026, 11, 16)),
        ("2026-W01", date(2025, 12, 29)),
        ("2026-W53", date(2026, 12, 28)),
        ("2020-W53", date(2020, 12, 28)),
    ],
)
def test_a_week_starts_on_its_monday(text: str, monday: date) -> None:
    week = Week.parse(text)

    assert (week.monday, str(week)) == (monday, text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-W00",
        "2026-W54",
        "2025-W53",
        "0000-W10",
        "9999-W52",
        "2026-47",
        "2026-W7",
        "2026W47",
        "2026-W47\n",
        " 2026-W47",
        "٢٠٢٦-W47",
        "",
    ],
)
def test_a_week_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"week|[Yy]ear"):
        Week.parse(text)


@pytest.mark.parametrize("starts_on", [0, 5, 6])
@given(DAYS)
def test_every_day_lies_in_one_week_of_seven_days(starts_on: int, day: date) -> None:
    week = Week.containing(day, starts_on)

    assert day in week.days
    assert (week.first.weekday(), week.last - week.first) == (starts_on, timedelta(days=6))
    assert (week.monday.weekday(), week.sunday - week.monday) == (0, timedelta(days=6))
    assert Week.parse(str(week)).starting(starts_on) == week


@pytest.mark.parametrize("starts_on", [0, 5, 6])
@given(DAYS)
def test_a_week_has_the_number_of_its_thursday(starts_on: int, day: date) -> None:
    week = Week.containing(day, starts_on)

    (thursday,) = [day for day in week.days if day.weekday() == 3]
    year, number, _ = thursday.isocalendar()
    assert str(week) == f"{year}-W{number:02}"


@pytest.mark.parametrize(
    ("starts_on", "first", "last"),
    [
        (0, date(2026, 11, 16), date(2026, 11, 22)),
        (6, date(2026, 11, 15), date(2026, 11, 21)),
        (5, date(2026, 11, 14), date(2026, 11, 20)),
    ],
)
def test_one_address_is_the_week_that_begins_on_the_persons_day(
    starts_on: int, first: date, last: date
) -> None:
    week = Week.parse("2026-W47").starting(starts_on)

    assert (week.first, week.last, str(week)) == (first, last, "2026-W47")


def test_a_week_across_the_new_year_keeps_the_year_of_its_thursday() -> None:
    assert str(Week.containing(date(2027, 1, 2), 6)) == "2026-W53"
    assert Week.containing(date(2027, 1, 2), 6).title(TODAY) == "27 December 2026 – 2 January 2027"
    assert str(Week.containing(date(2027, 1, 3), 6)) == "2027-W01"


def test_a_span_of_a_year_names_its_month_twice() -> None:
    assert (
        date_range_words(date(2025, 11, 22), TODAY, "–", " – ", with_year=True)
        == "22 November 2025 – 21 November 2026"
    )


@pytest.mark.parametrize("starts_on", [0, 5, 6])
@given(DAYS)
def test_the_next_week_starts_where_this_one_ends(starts_on: int, day: date) -> None:
    week = Week.containing(day, starts_on)

    assert week.next.first == week.last + timedelta(days=1)
    assert week.next.previous == week
    assert week < week.next


@pytest.mark.parametrize(
    ("text", "title", "in_words"),
    [
        ("2026-W46", "9–15 November", "9 to 15 November 2026"),
        ("2026-W49", "30 November – 6 December", "30 November to 6 December 2026"),
        ("2026-W53", "28 December 2026 – 3 January 2027", "28 December 2026 to 3 January 2027"),
        ("2025-W46", "10–16 November 2025", "10 to 16 November 2025"),
    ],
)
def test_a_title_names_month_and_year_only_where_they_are_needed(
    text: str, title: str, in_words: str
) -> None:
    week = Week.parse(text)

    assert (week.title(TODAY), week.in_words) == (title, in_words)


@pytest.mark.parametrize(
    ("text", "kicker"),
    [
        ("2026-W47", "This week"),
        ("2026-W46", "Last week"),
        ("2026-W45", "Week 45"),
        ("2026-W48", "Week 48"),
    ],
)
def test_recent_weeks_have_a_name(text: str, kicker: str) -> None:
    assert Week.parse(text).kicker(TODAY) == kicker


def test_last_week_is_named_across_the_new_year() -> None:
    assert Week.parse("2026-W53").kicker(date(2027, 1, 4)) == "Last week"

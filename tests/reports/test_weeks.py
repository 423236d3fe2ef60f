"""ISO weeks: which exist, and what they are called."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.reports.weeks import Week

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
        "2026-W00", "2026-W54", "2025-W53", "0000-W10", "9999-W52",
        "2026-47", "2026-W7", "2026W47", "2026-W47\n", " 2026-W47", "٢٠٢٦-W47", "",
    ],
)  # fmt: skip
def test_a_week_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"week|[Yy]ear"):
        Week.parse(text)


@given(DAYS)
def test_every_day_lies_in_one_week_of_seven_days(day: date) -> None:
    week = Week.containing(day)

    assert day in week.days
    assert week.sunday - week.monday == timedelta(days=6)
    assert week.monday.weekday() == 0
    assert Week.parse(str(week)) == week


@given(DAYS)
def test_the_next_week_starts_where_this_one_ends(day: date) -> None:
    week = Week.containing(day)

    assert week.next.monday == week.sunday + timedelta(days=1)
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
def test_a_title_names_month_and_year_only_where_they_are_needed(text: str, title: str, in_words: str) -> None:
    week = Week.parse(text)

    assert (week.title(TODAY), week.in_words) == (title, in_words)


@pytest.mark.parametrize(
    ("text", "kicker"),
    [("2026-W47", "This week"), ("2026-W46", "Last week"), ("2026-W45", "Week 45"), ("2026-W48", "Week 48")],
)
def test_recent_weeks_have_a_name(text: str, kicker: str) -> None:
    assert Week.parse(text).kicker(TODAY) == kicker


def test_last_week_is_named_across_the_new_year() -> None:
    assert Week.parse("2026-W53").kicker(date(2027, 1, 4)) == "Last week"

"""Which days a range has, and which of them stand in one bar."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.reports.trends.spans import MOST_DAYS, Preset, Span, preset_span

TODAY = date(2026, 11, 21)
SPANS = st.builds(
    lambda first, days, starts_on: Span(first, first + timedelta(days=days), starts_on),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(0, MOST_DAYS - 1),
    st.sampled_from([0, 5, 6]),
)
PRESETS: list[Preset] = ["4w", "3m", "1y"]


@pytest.mark.parametrize(
    ("preset", "first", "bars", "kicker"),
    [
        ("4w", date(2026, 10, 25), 28, "Last 4 weeks"),
        ("3m", date(2026, 8, 24), 13, "Last 3 months"),
        ("1y", date(2025, 12, 1), 12, "Last 12 months"),
    ],
)
def test_a_range_with_a_name_ends_today(
    preset: Preset, first: date, bars: int, kicker: str
) -> None:
    span = preset_span(preset, TODAY)

    assert (span.first, span.last, len(span.buckets()), span.kicker(TODAY)) == (
        first,
        TODAY,
        bars,
        kicker,
    )


def test_three_months_are_thirteen_weeks_of_the_persons_own() -> None:
    monday, sunday, saturday = (preset_span("3m", TODAY, starts_on) for starts_on in (0, 6, 5))

    assert (monday.first, sunday.first, saturday.first) == (
        date(2026, 8, 24),
        date(2026, 8, 23),
        date(2026, 8, 29),
    )
    assert {bucket.first.weekday() for bucket in sunday.buckets()} == {6}
    assert {bucket.first.weekday() for bucket in saturday.buckets()} == {5}


@pytest.mark.parametrize(
    ("days", "grain"), [(35, "day"), (36, "week"), (189, "week"), (190, "month")]
)
def test_longer_spans_have_means_for_bars(days: int, grain: str) -> None:
    assert Span(TODAY - timedelta(days=days - 1), TODAY).grain == grain


@given(SPANS)
def test_bars_have_each_day_once_in_order(span: Span) -> None:
    buckets = span.buckets()

    assert (buckets[0].first, buckets[-1].last) == (span.first, span.last)
    assert all(left.last + timedelta(days=1) == right.first for left, right in pairwise(buckets))
    assert sum(bucket.days for bucket in buckets) == span.days == len(span.dates)
    assert len(buckets) <= 62  # so many months 1,830 days touch: 30 January 2000 to 1 February 2005


@given(SPANS)
def test_weeks_and_months_inside_a_span_are_whole(span: Span) -> None:
    inner = span.buckets()[1:-1]

    if span.grain == "week":
        assert {bucket.days for bucket in inner} <= {7}
        assert {bucket.first.weekday() for bucket in inner} <= {span.starts_on}
    if span.grain == "month":
        assert {bucket.first.day for bucket in inner} <= {1}


@pytest.mark.parametrize("preset", PRESETS)
@given(st.dates(date(2001, 1, 1), TODAY))
def test_the_days_before_end_where_these_begin(preset: Preset, last: date) -> None:
    span = preset_span(preset, last)

    assert span.previous.last == span.first - timedelta(days=1)
    assert span.previous.next(TODAY) is not None


@pytest.mark.parametrize("preset", PRESETS)
def test_back_and_forth_leads_to_today_again(preset: Preset) -> None:
    span = preset_span(preset, TODAY)

    assert span.previous.next(TODAY) == span
    assert span.next(TODAY) is None
    assert span.previous.kicker(TODAY) in ("4 weeks", "3 months", "12 months")


def test_a_year_before_a_leap_day_has_twelve_whole_months() -> None:
    span = preset_span("1y", date(2028, 2, 29))

    assert (span.first, span.days, span.previous.first) == (date(2027, 3, 1), 366, date(2026, 3, 1))


def test_an_address_names_what_is_shown() -> None:
    assert preset_span("3m", TODAY).query(TODAY) == {"range": "3m"}
    assert preset_span("3m", TODAY).previous.query(TODAY) == {"range": "3m", "to": "2026-08-23"}
    assert Span(date(2026, 1, 1), TODAY).query(TODAY) == {"from": "2026-01-01", "to": "2026-11-21"}


def test_a_span_over_the_new_year_names_both_years() -> None:
    span = Span(date(2025, 11, 21), TODAY)

    assert span.title(TODAY) == "21 November 2025 – 21 November 2026"
    assert (span.kicker(TODAY), Span(TODAY, TODAY).kicker(TODAY)) == ("366 days", "1 day")

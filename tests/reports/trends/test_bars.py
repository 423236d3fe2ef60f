"""What the bars of a chart are called, and which days they are the mean of."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.life_stage import Condition, Person
from nutrition.reports.trends.bars import bars_of, chart_of
from nutrition.reports.trends.spans import Span
from tests.reports.trends.table import LoggedEntry, almonds, mystery, report_of

TODAY = date(2026, 11, 21)
QUARTER = Span(date(2026, 8, 24), TODAY)
YEAR = Span(date(2025, 12, 1), TODAY)


def daily(first: date, last: date, mg: str = "300") -> list[LoggedEntry]:
    return [almonds(first + timedelta(days=n), mg) for n in range((last - first).days + 1)]


def test_a_weeks_bar_is_the_mean_of_its_complete_days() -> None:
    """(200 + 250 + 330) / 3; the Thursday of mystery bars has too much unknown to count."""
    monday = date(2026, 8, 24)
    days = [monday + timedelta(days=n) for n in range(4)]
    entries = [
        almonds(days[0], "200"),
        almonds(days[1], "250"),
        almonds(days[2], "330"),
        mystery(days[3], "50"),
    ]
    report = report_of(*entries, span=QUARTER, today=TODAY)

    bar = bars_of(report, QUARTER)[0]

    assert (bar.column.food, bar.counted, bar.total, bar.is_full) == (260, "3 of 7", "260", True)
    assert (
        bar.words
        == "Week of 24 Aug: average 260 mg a day, food 260, supplements 0, 3 complete days"
    )


def test_a_month_is_the_mean_of_its_complete_days() -> None:
    """10 days of 300 mg and 20 of 330 mg in June."""
    entries = daily(date(2026, 6, 1), date(2026, 6, 10)) + daily(
        date(2026, 6, 11), date(2026, 6, 30), "330"
    )

    bar = bars_of(report_of(*entries, span=YEAR, today=TODAY), YEAR)[6]

    assert (bar.row_name, bar.column.food, bar.counted) == ("Jun 2026", 320, "30 of 30")
    assert bar.words == "Jun 2026: average 320 mg a day, food 320, supplements 0, 30 complete days"


def test_the_month_that_is_not_over_is_paler_and_says_so() -> None:
    report = report_of(*daily(date(2026, 11, 1), date(2026, 11, 20)), span=YEAR, today=TODAY)

    bar = bars_of(report, YEAR)[-1]

    assert (bar.is_full, bar.row_name, bar.counted) == (False, "Nov 2026, so far", "20 of 21")


def test_days_that_nobody_closed_make_a_paler_mean_that_says_so() -> None:
    report = report_of(
        *daily(date(2026, 6, 1), date(2026, 6, 4)), span=YEAR, today=TODAY, said=None
    )

    bar = bars_of(report, YEAR)[6]

    assert (bar.is_full, bar.counted) == (False, "0 of 30")
    assert bar.words.endswith(
        "average 300 mg a day, food 300, supplements 0, 4 logged days, none counted in averages"
    )


def test_a_month_without_entries_is_a_gap_and_not_zero() -> None:
    bar = bars_of(report_of(span=YEAR, today=TODAY), YEAR)[3]

    assert (bar.is_gap, bar.column.food, bar.total, bar.words) == (
        True,
        None,
        "",
        "Mar 2026: nothing logged",
    )


def test_a_month_of_unknown_foods_shows_no_number() -> None:
    report = report_of(mystery(date(2026, 3, 5), "40"), span=YEAR, today=TODAY)

    bar = bars_of(report, YEAR)[3]

    assert (bar.is_gap, bar.column.food, bar.total, bar.words) == (
        False,
        None,
        "unknown",
        "Mar 2026: unknown",
    )


def test_unknown_foods_put_the_cap_on_a_mean() -> None:
    entries = [*daily(date(2026, 6, 1), date(2026, 6, 9)), mystery(date(2026, 6, 3), "1")]

    bar = bars_of(report_of(*entries, span=YEAR, today=TODAY), YEAR)[6]

    assert (bar.column.is_lower_bound, bar.total, bar.unknown) == (True, "300+", "1 of 10")
    assert "average at least 300 mg" in bar.words


def test_the_target_steps_on_the_day_it_changes_within_a_month() -> None:
    """Pregnant from 16 June: half of the month has the old target, half the new one."""
    person = Person("F", date(1990, 5, 10), (Condition("pregnant", date(2026, 6, 16)),))
    report = report_of(
        *daily(date(2026, 6, 1), date(2026, 6, 2)), span=YEAR, today=TODAY, person=person
    )

    bars = bars_of(report, YEAR)

    assert [(share, target and target.own) for share, target in bars[6].column.targets] == [
        (0.5, 320),
        (0.5, 360),
    ]
    assert [line.x for line in chart_of(report, bars).goals] == [0, round(100 * 6.5 / 12, 2)]


def test_a_birthday_in_the_span_moves_the_line() -> None:
    person = Person("F", date(1995, 11, 12))
    span = Span(date(2026, 11, 9), date(2026, 11, 15))

    chart = chart_of(
        report := report_of(span=span, today=TODAY, person=person), bars_of(report, span)
    )

    assert [(line.x, line.right) for line in chart.goals] == [(0, 42.86), (42.86, 100)]
    assert len(chart.bands) == 1


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (Span(date(2026, 11, 19), date(2026, 11, 22)), ["Thu 19", "Fri 20", "Sat 21", "Sun 22"]),
        (Span(date(2026, 10, 25), TODAY), ["26 Oct", "2 Nov", "9 Nov", "16 Nov"]),
        (Span(date(2026, 10, 25), TODAY, starts_on=6), ["25 Oct", "1 Nov", "8 Nov", "15 Nov"]),
        (QUARTER, ["24 Aug", "21 Sep", "19 Oct", "16 Nov"]),
        (
            YEAR,
            [
                "Dec",
                "Jan 2026",
                "Feb",
                "Mar",
                "Apr",
                "May",
                "Jun",
                "Jul",
                "Aug",
                "Sep",
                "Oct",
                "Nov",
            ],
        ),
        (
            Span(date(2025, 6, 1), TODAY),
            ["Jun 2025", "Aug", "Oct", "Dec", "Feb 2026", "Apr", "Jun", "Aug", "Oct"],
        ),
    ],
)
def test_only_as_many_bars_have_a_label_as_there_is_room_for(span: Span, labels: list[str]) -> None:
    bars = bars_of(report_of(span=span, today=TODAY), span)

    assert [f"{bar.label} {bar.sublabel}".strip() for bar in bars if bar.label] == labels


def test_figures_of_other_nutrients_have_their_unit_and_no_supplements() -> None:
    span = Span(TODAY, TODAY)

    (bar,) = bars_of(report_of(almonds(TODAY, "2.4"), span=span, today=TODAY, number="418"), span)

    assert bar.words == "Sat 21 November: 2.4 µg, so far today"


@pytest.mark.parametrize("mg", ["0.4", "0.5"])
def test_figures_are_rounded_half_up(mg: str) -> None:
    span = Span(TODAY, TODAY)

    (bar,) = bars_of(report_of(almonds(TODAY, mg), span=span, today=TODAY), span)

    assert bar.total == {"0.4": "0", "0.5": "1"}[mg]
    assert bar.column.food == Decimal(mg)

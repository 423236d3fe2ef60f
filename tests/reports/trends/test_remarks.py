"""The large figures above a chart, and the sentences below it."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.ids import new_id
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater
from nutrition.reports.trends.remarks import Stat, remarks_of, stats_of
from nutrition.reports.trends.spans import Span, week_span
from nutrition.reports.weeks import Week
from tests.reports.trends.table import LoggedEntry, almonds, mystery, report_of

WEEK = Week.parse("2026-W46")
SPAN = week_span(WEEK)
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days
AFTER = SUN + timedelta(days=1)
TWO_WEEKS = Span(MON - timedelta(days=7), SUN)


def full_week(mg: str = "320") -> list[LoggedEntry]:
    return [almonds(day, mg) for day in WEEK.days]


def test_a_whole_week_needs_no_count_of_days() -> None:
    report = report_of(*full_week(), span=SPAN, today=AFTER)

    assert stats_of(report) == [
        Stat("320", "mg", "a day on average"),
        Stat("7 of 7", "", "days at target"),
        Stat("7 of 7", "", "days logged"),
    ]


def test_a_part_of_a_week_says_how_many_days_are_complete() -> None:
    report = report_of(almonds(MON, "300"), mystery(MON, "5"), span=SPAN, today=TUE)

    mean, at_target, logged = stats_of(report)
    assert mean == Stat("300+", "mg", "average of 1 complete day, at least")
    assert at_target == Stat("0 of 1", "", "complete day at target, at least")
    assert logged == Stat("1 of 1", "", "day logged so far")


def test_without_a_complete_day_there_is_no_average() -> None:
    report = report_of(almonds(MON, "300"), span=SPAN, today=AFTER, said=None)

    assert stats_of(report) == [
        Stat("–", "", "no average yet"),
        Stat("1 of 7", "", "days logged"),
    ]


def test_a_week_of_complete_days_without_an_interval_leaves_nothing_to_remark() -> None:
    report = report_of(*full_week(), span=SPAN, today=AFTER, number="301")

    assert remarks_of(report, SPAN) == []


def test_days_that_are_left_out_are_named_with_the_reason() -> None:
    dose = DoseLine(new_id(), "Glycinate", "tablet", Decimal(100), Decimal(1))
    taken = {day: DosesAndWater(status="complete") for day in WEEK.days}
    taken[THU] = DosesAndWater((dose,), (), "complete")
    unknown = [mystery(day, "400") for day in (MON, TUE, WED)]

    remarks = remarks_of(report_of(*unknown, span=SPAN, today=AFTER, taken=taken), SPAN)

    assert remarks[1:] == [
        "Monday, Tuesday and Wednesday are left out of the average, because too much of what you "
        "ate has no magnesium value.",
        "Thursday is left out of the average, because no food is logged, only supplements or water "
        "from its label.",
    ]


def test_the_names_of_days_give_way_to_their_number() -> None:
    days = TWO_WEEKS.dates

    def named(count: int) -> str:
        entries = [mystery(day, "400") for day in days[:count]]
        (remark,) = [
            remark
            for remark in remarks_of(report_of(*entries, span=TWO_WEEKS, today=AFTER), TWO_WEEKS)
            if "no magnesium value" in remark
        ]
        return remark.partition(" left out")[0]

    assert named(1) == "2 November is"
    assert named(2) == "2 November and 3 November are"
    assert named(8) == "8 complete days are"


def test_open_days_are_counted_where_no_week_offers_to_complete_them() -> None:
    report = report_of(almonds(MON, "300"), span=TWO_WEEKS, today=AFTER, said=None)

    assert (
        "1 logged day is not marked complete, and left out of the average. "
        "Open a day, or its week, to finish it." in remarks_of(report, TWO_WEEKS)
    )


def test_today_and_days_without_entries_are_left_out() -> None:
    report = report_of(almonds(WED, "300"), span=SPAN, today=WED)

    assert remarks_of(report, SPAN) == [
        "Today is not complete yet: its bar is paler, and it is left out of the average and of the "
        "days at target.",
        "Dashes at the bottom are days without entries. They are left out, not counted as zero.",
    ]


def test_bars_of_weeks_and_months_say_that_they_are_averages() -> None:
    months = Span(date(2026, 1, 1), SUN)
    report = report_of(almonds(MON, "300"), span=months, today=AFTER)

    first, second, *_ = remarks_of(report, months)

    assert first.startswith("Each bar is the average of the month’s complete days.")
    assert second == "Days without entries are left out, not counted as zero."

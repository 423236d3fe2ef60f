"""What a span of logged food says, worked out by hand on small numbers."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.ids import new_id
from accounts.life_stage import Condition, Person
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater, WaterLine
from nutrition.diary.sums import FoodMagnesium
from nutrition.intake.averages import OwnSpread
from nutrition.reports.logged_values import LoggedEntry
from nutrition.reports.sources.page import TOP_SOURCES, top_sources
from nutrition.reports.trends.bars import TrendBar, bars_of
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.spans import week_span
from nutrition.reports.weeks import Week
from tests.reports.trends.table import (
    WOMAN,
    almonds,
    mystery,
    report_of,
    sugar,
)

WEEK = Week.parse("2026-W46")
SPAN = week_span(WEEK)
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days
AFTER = SUN + timedelta(days=1)


def report_on(*entries: LoggedEntry, person: Person = WOMAN, today: date = AFTER) -> TrendReport:
    """The week as it was on `today`; every day before that was said to be complete."""
    return report_of(*entries, span=SPAN, person=person, today=today)


def report_on_calcium(*entries: LoggedEntry, person: Person) -> str:
    return report_of(*entries, span=SPAN, person=person, today=AFTER, number="301").reading


def bars_on(report: TrendReport) -> tuple[TrendBar, ...]:
    return bars_of(report, SPAN)


def test_the_average_is_over_logged_days_only() -> None:
    report = report_on(almonds(MON, "300"), almonds(TUE, "200"), almonds(TUE, "101"))

    assert report.mean is not None
    assert (report.mean.amount, report.mean.days) == (Decimal("300.5"), 2)
    assert (report.days_logged, report.days_so_far) == (2, 7)


def test_a_day_without_entries_is_no_data_and_not_zero() -> None:
    report = report_on(almonds(MON, "300"))

    tuesday = report.days[1]
    assert (tuesday.is_logged, tuesday.food, tuesday.amount) == (False, None, None)
    assert tuesday.is_gap


def test_a_known_zero_is_a_logged_day() -> None:
    report = report_on(sugar(MON))

    assert (bars_on(report)[0].total, report.days[0].is_unknown) == ("0", False)
    assert report.mean is not None
    assert report.mean.amount == 0


def test_today_is_left_out_of_the_average_and_of_the_days_at_target() -> None:
    report = report_on(almonds(MON, "330"), almonds(TUE, "900"), today=TUE)

    assert report.mean is not None
    assert (report.mean.amount, report.mean.days) == (330, 1)
    assert (report.days_at_target, len(report.complete_days)) == (1, 1)
    assert report.days[1].is_today


def test_today_counts_as_a_day_so_far_once_it_is_logged() -> None:
    logged = report_on(almonds(MON, "330"), almonds(TUE, "10"), today=TUE)
    not_yet = report_on(almonds(MON, "330"), today=TUE)

    assert (logged.days_logged, logged.days_so_far) == (2, 2)
    assert (not_yet.days_logged, not_yet.days_so_far) == (1, 1)


def test_today_without_entries_is_not_a_gap() -> None:
    report = report_on(almonds(MON, "330"), today=WED)

    assert [day.is_gap for day in report.days] == [False, True, False, False, False, False, False]
    assert [bar.is_to_come for bar in bars_on(report)] == [
        False,
        False,
        False,
        True,
        True,
        True,
        True,
    ]


def test_a_planned_day_is_drawn_and_counts_for_nothing() -> None:
    report = report_on(almonds(MON, "330"), almonds(SUN, "400"), today=WED)

    sunday = bars_on(report)[6]
    assert (sunday.column.food, sunday.is_to_come) == (400, False)
    assert sunday.words == "Sun 15 November: 400 mg, food 400, supplements 0, planned"
    assert (report.days_logged, report.days_so_far, report.days_at_target) == (1, 2, 1)
    assert report.mean is not None
    assert report.mean.days == 1


def test_an_unknown_food_makes_day_and_average_lower_bounds() -> None:
    report = report_on(almonds(MON, "300"), mystery(MON, "10"))

    assert bars_on(report)[0].total == "300+"
    assert (report.days[0].unknown, report.days[0].entries) == (1, 2)
    assert report.mean is not None
    assert (report.mean.amount, report.mean.unknown, report.mean.entries) == (300, 1, 2)


def test_a_day_with_too_much_unknown_stays_out_of_the_average_and_is_named() -> None:
    report = report_on(almonds(MON, "300"), almonds(TUE, "90"), mystery(TUE, "11"))

    assert report.mean is not None
    assert report.mean.days == 1
    assert [day.on for day in report.days_with_low_coverage] == [TUE]


def test_a_day_of_supplements_or_label_water_alone_is_left_out_for_another_reason() -> None:
    dose = DoseLine(new_id(), "Glycinate", "tablet", Decimal(100), Decimal(1))
    water = WaterLine(new_id(), Decimal(2), Decimal(24))
    taken = {
        MON: DosesAndWater((dose,), (), "complete"),
        TUE: DosesAndWater((), (water,), "complete"),
        WED: DosesAndWater((dose,), (), "complete"),
    }

    report = report_of(almonds(WED, "300"), span=SPAN, taken=taken, today=AFTER)

    assert [day.on for day in report.days_without_food] == [MON, TUE]
    assert report.days_with_low_coverage == ()
    assert [day.on for day in report.counted] == [WED]


def test_a_day_of_unknown_foods_only_has_no_number() -> None:
    report = report_on(mystery(MON, "40"))

    assert (report.days[0].is_unknown, bars_on(report)[0].total) == (True, "unknown")
    assert report.mean is None


@pytest.mark.parametrize(("mg", "at_target"), [("319.999", 0), ("320", 1)])
def test_reaching_the_target_exactly_is_at_target(mg: str, at_target: int) -> None:
    report = report_on(almonds(MON, mg))

    assert report.days_at_target == at_target
    assert not report.may_be_more_at_target


def test_an_unknown_food_below_the_target_leaves_the_count_open() -> None:
    report = report_on(almonds(MON, "330"), almonds(TUE, "200"), mystery(TUE, "1"))

    assert (report.days_at_target, report.may_be_more_at_target) == (1, True)


def test_each_day_has_the_target_of_that_day() -> None:
    pregnant = Person("F", date(1990, 5, 10), (Condition("pregnant", THU),))

    report = report_on(almonds(MON, "330"), almonds(FRI, "330"), person=pregnant)

    own = [day.goal.target.own for day in report.days if day.goal.target]
    assert own[:3] == [320] * 3
    assert own[3:] == [360] * 4
    assert report.bands == ((310, 320), (350, 360))
    assert report.days_at_target == 1


def test_the_target_changes_on_the_birthday() -> None:
    turns_31_on_thursday = Person("F", date(1995, 11, 12))

    report = report_on(almonds(WED, "310"), almonds(THU, "310"), person=turns_31_on_thursday)

    assert [day.goal.target.own for day in report.days if day.goal.target] == [310] * 3 + [320] * 4
    assert report.days_at_target == 1


def test_without_a_birth_date_there_is_a_band_and_no_own_target() -> None:
    report = report_on(almonds(MON, "315"), person=Person(sex="F"))

    target = report.days[0].goal.target
    assert target is not None
    assert (target.low, target.high, target.own) == (310, 320, None)
    assert (report.days_at_target, report.may_be_more_at_target) == (0, True)


def test_the_average_says_how_sure_it_is() -> None:
    one_day = report_on(almonds(MON, "300")).mean
    four_days = report_on(*(almonds(on, "300") for on in (MON, TUE, WED, THU))).mean

    assert one_day is not None
    assert four_days is not None
    assert one_day.either_way == pytest.approx(2 * (four_days.either_way or 0))


def test_sources_are_listed_largest_first() -> None:
    sources = top_sources(
        [
            FoodMagnesium(7, "Spinach", Decimal(40), 1),
            FoodMagnesium(1, "Almonds", Decimal(80), 2),
            FoodMagnesium(3, "Sugar", Decimal(0), 1),
        ]
    )

    assert [(source.name, source.mg, source.times, source.share) for source in sources] == [
        ("Almonds", 80, 2, 100),
        ("Spinach", 40, 1, 50),
    ]


def test_only_the_first_sources_are_listed() -> None:
    foods = [FoodMagnesium(n, f"Food {n}", Decimal(n), 1) for n in range(1, 13)]

    sources = top_sources(foods)

    assert [source.mg for source in sources] == list(range(12, 12 - TOP_SOURCES, -1))


@given(
    st.lists(st.tuples(st.sampled_from(WEEK.days), st.decimals("0.001", 10_000, places=3))),
    st.randoms(),
)
def test_the_order_of_logging_changes_nothing(
    logged: list[tuple[date, Decimal]], random: Random
) -> None:
    foods = [almonds(on, str(mg)) for on, mg in logged]
    shuffled = random.sample(foods, len(foods))

    assert report_on(*foods) == report_on(*shuffled)


@given(
    st.lists(
        st.tuples(st.sampled_from(WEEK.days), st.decimals("0.001", 10_000, places=3)), min_size=1
    )
)
def test_the_days_add_up_to_what_was_logged_to_the_last_digit(
    logged: list[tuple[date, Decimal]],
) -> None:
    entries = [almonds(on, str(mg)) for on, mg in logged]

    report = report_on(*entries)

    assert report.from_food == sum(mg for _, mg in logged)


def test_a_day_that_nobody_closed_is_drawn_and_left_out() -> None:
    report = report_of(almonds(MON, "300"), span=SPAN, taken={}, today=AFTER)

    assert (report.mean, report.complete_days, report.days_logged) == (None, (), 1)
    assert [day.on for day in report.open_days] == [MON]
    assert bars_on(report)[0].words.endswith("not marked complete")


def test_supplements_and_water_count_and_stay_apart_from_the_sources() -> None:
    dose = DoseLine(new_id(), "Glycinate", "tablet", Decimal(100), Decimal("0.5"))
    water = WaterLine(new_id(), Decimal("1.5"), Decimal(24))

    report = report_of(
        almonds(MON, "300"),
        span=SPAN,
        taken={MON: DosesAndWater((dose,), (water,), "complete")},
        today=AFTER,
    )

    assert report.mean is not None
    assert (report.mean.amount, report.mean.food, report.mean.supplement) == (386, 336, 50)
    assert (report.from_food, report.from_supplements, report.from_water) == (300, 50, 36)


def test_a_day_of_supplements_only_is_no_full_day_of_food() -> None:
    dose = DoseLine(new_id(), "Glycinate", "", Decimal(400), Decimal(1))

    report = report_of(span=SPAN, taken={MON: DosesAndWater((dose,), (), "complete")}, today=AFTER)

    assert (report.mean, bars_on(report)[0].total, report.days[0].is_unknown) == (
        None,
        "400",
        False,
    )
    assert [day.on for day in report.days_above_upper_level] == [MON]


def test_an_average_is_worked_out_by_hand() -> None:
    """(300 + 210 + 255.5) / 3 days of food, and half a tablet of 100 mg on one of them."""
    dose = DoseLine(new_id(), "Glycinate", "tablet", Decimal(100), Decimal("0.5"))
    taken = {on: DosesAndWater(status="complete") for on in (MON, TUE)} | {
        WED: DosesAndWater((dose,), (), "complete")
    }

    report = report_of(
        almonds(MON, "300"),
        almonds(TUE, "210"),
        almonds(WED, "255.5"),
        span=SPAN,
        taken=taken,
        today=AFTER,
    )

    assert report.mean is not None
    assert (report.mean.days, report.mean.amount, report.mean.supplement) == (
        3,
        Decimal("815.5") / 3,
        Decimal(50) / 3,
    )
    assert report.reading.startswith(
        "An average of 272 mg a day over 3 of 7 days is below the 320 mg recommended"
    )


def test_a_lower_bound_is_said_in_the_words_of_the_mean() -> None:
    entries = [almonds(on, "275") for on in (MON, TUE, WED, THU, FRI)]

    report = report_on(*entries, mystery(FRI, "1"), mystery(SAT, "50"))

    assert report.reading.startswith(
        "An average of at least 275 mg a day over 5 of 7 days may be below"
    )


def test_a_mean_over_days_with_two_targets_is_not_compared_with_one() -> None:
    pregnant = Person("F", date(1990, 5, 10), (Condition("pregnant", THU),))
    entries = [almonds(on, "300") for on in (MON, TUE, WED, THU, FRI)]

    assert "changed in this time" in report_on(*entries, person=pregnant).reading
    assert (
        "is below the 320 mg recommended for you: cannot be told yet."
        in report_on(*entries).reading
    )


def test_a_mean_that_reaches_all_the_amounts_of_its_days_is_read() -> None:
    turns_31 = Person("F", date(1995, 11, 12))  # on Thursday
    both = report_on(*[almonds(on, "325") for on in (MON, TUE, THU, FRI)], person=turns_31)
    one = report_on(*[almonds(on, "315") for on in (MON, TUE, THU, FRI)], person=turns_31)

    assert both.reading.startswith(
        "Your recommended amount changed in this time. An average of 325 mg a day over 4 of 7 days "
        "is above even the high end of the 310–320 mg recommended in this time."
    )
    assert "lies within the 310–320 mg recommended in this time" in one.reading


def test_a_birthday_that_changes_no_amount_is_no_change() -> None:
    turns_71 = Person("M", date(1955, 11, 12))  # on Thursday

    reading = report_on(
        *[almonds(on, "400") for on in (MON, TUE, THU, FRI)], person=turns_71
    ).reading

    assert "changed" not in reading
    assert "is below the 420 mg recommended for you: cannot be told yet." in reading


def test_another_nutrient_is_beside_the_amounts_before_and_after_a_change() -> None:
    turns_51 = Person("F", date(1975, 11, 12))  # calcium: 1,000, then 1,200 mg

    reading = report_on_calcium(
        *[almonds(on, "90000") for on in (MON, TUE, THU, FRI)], person=turns_51
    )

    assert reading.startswith(
        "Your recommended amount changed in this time. That is 7,500–9,000% of the RDA"
    )
    assert reading.endswith("1,000–1,200 mg.")


def test_an_estimate_and_a_recommended_amount_are_not_one_range() -> None:
    turns_1 = Person("F", date(2025, 11, 12))

    report = report_on(*[almonds(on, "90") for on in (MON, TUE, THU, FRI)], person=turns_1)

    assert report.reading.endswith("so the average is not compared with one amount.")


def test_the_interval_is_a_share_of_the_mean_until_the_own_days_tell_it() -> None:
    entries = [almonds(on, "300") for on in (MON, TUE, WED, THU)]
    report = report_on(*entries)

    own = replace(report, own=OwnSpread(Decimal(60), Decimal(0)))

    assert (report.either_way, own.either_way) == ("112 mg", "59 mg")
    assert report_of(*entries, span=SPAN, today=AFTER, number="301").either_way == ""


def test_days_to_come_enter_nothing() -> None:
    planned = {on: DosesAndWater(status="complete") for on in SPAN.dates}

    report = report_of(
        *[almonds(on, "330") for on in SPAN.dates], span=SPAN, taken=planned, today=TUE
    )

    assert (report.mean and report.mean.days, report.days_at_target, len(report.complete_days)) == (
        2,
        2,
        2,
    )
    assert report.mean_in_words == "An average of 330 mg a day over 2 of 2 days"
    assert not any(day.counts for day in report.days if day.on > TUE)


def test_above_50_a_pregnant_woman_reads_that_there_is_no_dri_of_another_nutrient_either() -> None:
    pregnant = Person("F", date(1970, 3, 1), (Condition("pregnant", date(2026, 1, 1)),))

    reading = report_of(
        almonds(MON, "80000"), span=SPAN, today=AFTER, person=pregnant, number="301"
    ).reading

    assert reading.startswith("That is ")
    assert "There is no DRI for pregnancy or breastfeeding above 50 years" in reading


def test_a_mean_of_another_nutrient_is_described_and_not_judged() -> None:
    entries = [almonds(on, "80000") for on in (MON, TUE, WED)]

    calcium, potassium, protein, cholesterol = (
        report_of(*entries, span=SPAN, today=AFTER, number=number).reading
        for number in ("301", "306", "203", "601")
    )

    assert calcium == "That is 8,000% of the RDA of 1,000 mg."
    assert potassium == (
        "That is 3,076% of the AI of 2,600 mg. "
        "An AI is an estimate: a lower number does not mean too little."
    )
    assert protein == "That is 173,913% of the RDA of 46 g."
    assert cholesterol == "Cholesterol has no RDA or AI, so nothing is compared."


def test_a_nutrient_known_for_few_foods_is_compared_with_nothing() -> None:
    report = report_of(almonds(MON, "300"), mystery(MON, "1"), span=SPAN, today=AFTER, number="314")

    assert (report.reading, report.is_compared, report.bands, report.days[0].comparison) == (
        "",
        False,
        (),
        None,
    )
    assert bars_on(report)[0].total == "300+"

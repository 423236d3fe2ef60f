"""What a week of logged food says, worked out by hand on small numbers."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.ids import new_id
from accounts.life_stage import Condition, Person
from nutrition.diary.labels.taken import DoseLine, Taken, WaterLine
from nutrition.intake.totals import Eaten, Serving
from nutrition.reports.summary import TOP_SOURCES, WeekReport, summarise
from nutrition.reports.weeks import Week

WEEK = Week.parse("2026-W46")
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days
AFTER = SUN + timedelta(days=1)
WOMAN = Person(sex="F", birth_date=date(1990, 5, 10))

ALMONDS, MYSTERY, SUGAR = 1, 2, 3


def almonds(on: date, mg: str) -> Serving:
    """As many grams of a food with 100 mg and 500 kcal in 100 g as it takes."""
    return Serving(on, ALMONDS, Eaten("Almonds", Decimal(mg), Decimal(100), Decimal(500)))


def mystery(on: date, grams: str) -> Serving:
    """A food of 500 kcal in 100 g whose magnesium nobody has measured."""
    return Serving(on, MYSTERY, Eaten("Mystery bar", Decimal(grams), None, Decimal(500)))


def sugar(on: date) -> Serving:
    return Serving(on, SUGAR, Eaten("Sugar", Decimal(5), Decimal(0), Decimal(400)))


def report_on(*foods: Serving, person: Person = WOMAN, today: date = AFTER) -> WeekReport:
    """The week as it was on `today`; every day before that was said to be complete."""
    taken = {on: Taken(said="complete") for on in WEEK.days if on < today}
    return summarise(WEEK, foods, taken=taken, person=person, today=today)


def test_the_average_is_over_logged_days_only() -> None:
    report = report_on(almonds(MON, "300"), almonds(TUE, "200"), almonds(TUE, "101"))

    assert report.average is not None
    assert (report.average.mg, report.average.days) == (Decimal("300.5"), 2)
    assert (report.days_logged, report.days_so_far) == (2, 7)


def test_a_day_without_entries_is_no_data_and_not_zero() -> None:
    report = report_on(almonds(MON, "300"))

    tuesday = report.days[1]
    assert (tuesday.is_logged, tuesday.food_mg, tuesday.magnesium.total_mg) == (False, None, None)
    assert tuesday.is_gap


def test_a_known_zero_is_a_logged_day() -> None:
    report = report_on(sugar(MON))

    assert (report.days[0].figure, report.days[0].is_unknown) == ("0", False)
    assert report.average is not None
    assert report.average.mg == 0


def test_today_is_left_out_of_the_average_and_of_the_days_at_target() -> None:
    report = report_on(almonds(MON, "330"), almonds(TUE, "900"), today=TUE)

    assert report.average is not None
    assert (report.average.mg, report.average.days) == (330, 1)
    assert (report.days_at_target, len(report.full_days)) == (1, 1)
    assert report.days[1].is_today


def test_today_counts_as_a_day_so_far_once_it_is_logged() -> None:
    logged = report_on(almonds(MON, "330"), almonds(TUE, "10"), today=TUE)
    not_yet = report_on(almonds(MON, "330"), today=TUE)

    assert (logged.days_logged, logged.days_so_far) == (2, 2)
    assert (not_yet.days_logged, not_yet.days_so_far) == (1, 1)


def test_today_without_entries_is_not_a_gap() -> None:
    report = report_on(almonds(MON, "330"), today=WED)

    assert [day.is_gap for day in report.days] == [False, True, False, False, False, False, False]
    assert [day.is_to_come for day in report.days] == [False, False, False, True, True, True, True]


def test_a_planned_day_is_drawn_and_counts_for_nothing() -> None:
    report = report_on(almonds(MON, "330"), almonds(SUN, "400"), today=WED)

    sunday = report.days[6]
    assert (sunday.column.food_mg, sunday.is_to_come) == (400, False)
    assert sunday.words == "Sun 15 November: 400 mg, food 400, supplements 0, planned"
    assert (report.days_logged, report.days_so_far, report.days_at_target) == (1, 2, 1)
    assert report.average is not None
    assert report.average.days == 1


def test_an_unknown_food_makes_day_and_average_lower_bounds() -> None:
    report = report_on(almonds(MON, "300"), mystery(MON, "10"))

    assert report.days[0].figure == "300+"
    assert (report.days[0].unknown, report.days[0].entries) == (1, 2)
    assert report.average is not None
    assert (report.average.mg, report.average.unknown, report.average.entries) == (300, 1, 2)


def test_a_day_with_too_much_unknown_stays_out_of_the_average_and_is_named() -> None:
    report = report_on(almonds(MON, "300"), almonds(TUE, "90"), mystery(TUE, "11"))

    assert report.average is not None
    assert report.average.days == 1
    assert [day.on for day in report.left_out] == [TUE]


def test_a_day_of_unknown_foods_only_has_no_number() -> None:
    report = report_on(mystery(MON, "40"))

    assert (report.days[0].is_unknown, report.days[0].figure) == (True, "unknown")
    assert report.average is None


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

    own = [day.target.own_mg for day in report.days if day.target]
    assert own[:3] == [320] * 3
    assert own[3:] == [360] * 4
    assert report.bands == ((310, 320), (350, 360))
    assert report.days_at_target == 1


def test_the_target_changes_on_the_birthday() -> None:
    turns_31_on_thursday = Person("F", date(1995, 11, 12))

    report = report_on(almonds(WED, "310"), almonds(THU, "310"), person=turns_31_on_thursday)

    assert [day.target.own_mg for day in report.days if day.target] == [310] * 3 + [320] * 4
    assert report.days_at_target == 1


def test_without_a_birth_date_there_is_a_band_and_no_own_target() -> None:
    report = report_on(almonds(MON, "315"), person=Person(sex="F"))

    target = report.days[0].target
    assert target is not None
    assert (target.low_mg, target.high_mg, target.own_mg) == (310, 320, None)
    assert (report.days_at_target, report.may_be_more_at_target) == (0, True)


def test_the_average_says_how_sure_it_is() -> None:
    one_day = report_on(almonds(MON, "300")).average
    four_days = report_on(*(almonds(on, "300") for on in (MON, TUE, WED, THU))).average

    assert one_day is not None
    assert four_days is not None
    assert one_day.either_way_mg == pytest.approx(2 * (four_days.either_way_mg or 0))


def test_sources_are_added_up_over_the_week_largest_first() -> None:
    spinach = Serving(TUE, 7, Eaten("Spinach", Decimal(50), Decimal(80), Decimal(23)))

    report = report_on(almonds(MON, "30"), almonds(WED, "50"), spinach, sugar(MON), mystery(MON, "40"))

    assert [(source.name, source.mg, source.times, source.share) for source in report.sources] == [
        ("Almonds", 80, 2, 100),
        ("Spinach", 40, 1, 50),
    ]


def test_only_the_first_sources_are_listed() -> None:
    foods = [Serving(MON, n, Eaten(f"Food {n}", Decimal(n), Decimal(100), None)) for n in range(1, 13)]

    report = report_on(*foods)

    assert len(report.sources) == TOP_SOURCES
    assert report.from_first_three_mg == 12 + 11 + 10
    assert report.known_mg == sum(range(1, 13))


@given(st.lists(st.tuples(st.sampled_from(WEEK.days), st.decimals("0.001", 10_000, places=3))), st.randoms())
def test_the_order_of_logging_changes_nothing(logged: list[tuple[date, Decimal]], random: Random) -> None:
    foods = [almonds(on, str(mg)) for on, mg in logged]
    shuffled = random.sample(foods, len(foods))

    assert report_on(*foods) == report_on(*shuffled)


@given(st.lists(st.tuples(st.sampled_from(WEEK.days), st.decimals("0.001", 10_000, places=3)), min_size=1))
def test_the_days_add_up_to_what_was_logged_to_the_last_digit(logged: list[tuple[date, Decimal]]) -> None:
    report = report_on(*(almonds(on, str(mg)) for on, mg in logged))

    assert report.known_mg == sum(mg for _, mg in logged)
    assert report.sources[0].mg == report.known_mg


def test_a_day_that_nobody_closed_is_drawn_and_left_out() -> None:
    report = summarise(WEEK, [almonds(MON, "300")], taken={}, person=WOMAN, today=AFTER)

    assert (report.average, report.full_days, report.days_logged) == (None, (), 1)
    assert [day.on for day in report.open_days] == [MON]
    assert report.days[0].words.endswith("not marked complete")


def test_supplements_and_water_count_and_stay_apart_from_the_sources() -> None:
    dose = DoseLine(new_id(), "Glycinate", "tablet", Decimal(100), Decimal("0.5"))
    water = WaterLine(new_id(), Decimal("1.5"), Decimal(24))

    report = summarise(
        WEEK, [almonds(MON, "300")], taken={MON: Taken((dose,), (water,), "complete")}, person=WOMAN, today=AFTER
    )

    assert report.average is not None
    assert (report.average.mg, report.average.food_mg, report.average.supplement_mg) == (386, 336, 50)
    assert (report.known_mg, report.supplements_mg, report.water_mg) == (300, 50, 36)
    assert [source.name for source in report.sources] == ["Almonds"]


def test_a_day_of_supplements_only_is_no_full_day_of_food() -> None:
    dose = DoseLine(new_id(), "Glycinate", "", Decimal(400), Decimal(1))

    report = summarise(WEEK, [], taken={MON: Taken((dose,), (), "complete")}, person=WOMAN, today=AFTER)

    assert (report.average, report.days[0].figure, report.days[0].is_unknown) == (None, "400", False)
    assert [day.on for day in report.days_above_upper_level] == [MON]

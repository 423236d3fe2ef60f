"""A week as other programs are told of it."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.ids import new_id
from accounts.life_stage import Person
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater, WaterLine
from nutrition.intake.totals import EatenFood
from nutrition.reports.summary import WeekReport, summarise
from nutrition.reports.weeks import Week
from tests.diary.added_up import EatenOn, added_up_in_python

WEEK = Week.parse("2026-W46")
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days
AFTER = SUN + timedelta(days=1)
WOMAN = Person(sex="F", birth_date=date(1990, 5, 10))


def almonds(on: date, mg: str) -> EatenOn:
    """As many grams of a food with 100 mg and 500 kcal in 100 g as it takes."""
    return on, EatenFood("Almonds", Decimal(mg), Decimal(100), Decimal(500))


def mystery(on: date, grams: str) -> EatenOn:
    """A food of 500 kcal in 100 g whose magnesium nobody has measured."""
    return on, EatenFood("Mystery bar", Decimal(grams), None, Decimal(500))


def report_on(*foods: EatenOn, person: Person = WOMAN, today: date = AFTER) -> WeekReport:
    """The week as it was on `today`; every day before that was said to be complete."""
    taken = {on: DosesAndWater(status="complete") for on in WEEK.days if on < today}
    return summarise(WEEK, added_up_in_python(foods), taken=taken, person=person, today=today)


def test_the_average_is_over_logged_days_only() -> None:
    report = report_on(almonds(MON, "300"), almonds(TUE, "200"), almonds(TUE, "101"))

    assert report.average is not None
    assert (report.average.mg, report.average.days) == (Decimal("300.5"), 2)
    assert report.days_logged == 2


def test_today_is_a_logged_day_once_it_is_logged() -> None:
    logged = report_on(almonds(MON, "330"), almonds(TUE, "10"), today=TUE)
    not_yet = report_on(almonds(MON, "330"), today=TUE)

    assert logged.days_logged == 2
    assert not_yet.days_logged == 1


def test_an_unknown_food_makes_day_and_average_lower_bounds() -> None:
    report = report_on(almonds(MON, "300"), mystery(MON, "10"))

    assert report.days[0].magnesium.total_is_lower_bound
    assert (report.days[0].unknown, report.days[0].entries) == (1, 2)
    assert report.average is not None
    assert (report.average.mg, report.average.unknown, report.average.entries) == (300, 1, 2)


def test_the_average_says_how_sure_it_is() -> None:
    one_day = report_on(almonds(MON, "300")).average
    four_days = report_on(*(almonds(on, "300") for on in (MON, TUE, WED, THU))).average

    assert one_day is not None
    assert four_days is not None
    assert one_day.either_way_mg == pytest.approx(2 * (four_days.either_way_mg or 0))


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


def test_a_day_has_everything_that_is_said_about_it() -> None:
    dose = DoseLine(new_id(), "Glycinate", "tablet", Decimal(100), Decimal("0.5"))
    water = WaterLine(new_id(), Decimal("1.5"), Decimal(24))

    report = summarise(
        WEEK,
        added_up_in_python([almonds(MON, "300")]),
        taken={MON: DosesAndWater((dose,), (water,), "complete")},
        person=WOMAN,
        today=AFTER,
    )

    monday = report.days[0].magnesium
    assert (monday.total_mg, monday.water_label_mg, monday.supplement_mg) == (386, 36, 50)
    assert report.average is not None
    assert (report.average.mg, report.average.food_mg, report.average.supplement_mg) == (
        386,
        336,
        50,
    )

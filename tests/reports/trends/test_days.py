"""A day of a chart is the day that every other page shows."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from accounts.ids import new_id
from accounts.life_stage import Condition, Person
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater, WaterLine
from nutrition.intake.assessment import assess_day
from nutrition.intake.day_status import day_status
from nutrition.intake.labels import label_units
from nutrition.intake.totals import EatenFood
from nutrition.reports.logged_values import LoggedValue
from nutrition.reports.trends.days import TrendDay, trend_days
from nutrition.reports.trends.label_days import LabelDay
from nutrition.reports.trends.spans import Span
from nutrition.reports.trends.totals import totals_by_day
from tests.reports.trends.table import FOODS, LoggedEntry, almonds, mystery, nutrient_of, report_of

ON = date(2026, 11, 12)
PEOPLE = [
    Person("F", date(1995, 11, 12)),  # 31 that day
    Person("F", date(1995, 11, 13)),
    Person("M", date(2020, 2, 29)),
    Person("F", date(1990, 1, 1), (Condition("pregnant", date(2026, 11, 12)),)),
    Person("F"),
    Person(),
]
ENTRIES = st.lists(
    st.tuples(st.just(ON), st.sampled_from(list(FOODS)), st.decimals("0.001", 900, places=3)),
    max_size=6,
)
DOSES = st.lists(st.none() | st.integers(0, 400), max_size=2).map(
    lambda doses: tuple(
        DoseLine(new_id(), "Mg", "", None if mg is None else Decimal(mg), Decimal(1))
        for mg in doses
    )
)
WATERS = st.lists(st.just(WaterLine(new_id(), Decimal("1.5"), Decimal(24))), max_size=1).map(tuple)
TAKEN = st.builds(DosesAndWater, DOSES, WATERS, st.sampled_from([None, "complete", "in_progress"]))


def day_of(
    *entries: LoggedEntry,
    person: Person = PEOPLE[0],
    taken: DosesAndWater | None = None,
    number: str = "304",
) -> TrendDay:
    return report_of(
        *entries,
        span=Span(ON, ON),
        today=date(2026, 11, 20),
        person=person,
        number=number,
        taken={ON: taken or DosesAndWater(status="complete")},
    ).days[0]


@given(ENTRIES, TAKEN, st.sampled_from(PEOPLE))
def test_a_day_of_magnesium_is_what_the_assessment_says(
    entries: list[LoggedEntry], taken: DosesAndWater, person: Person
) -> None:
    eaten = [
        EatenFood(food.name, grams, food.per_basis, food.kcal_per_basis, food.at_most_per_basis)
        for _, id_, grams in entries
        for food in (FOODS[id_],)
    ]
    expected = assess_day(
        eaten,
        person=person,
        on=ON,
        water=[line.intake for line in taken.waters],
        doses=[line.intake for line in taken.doses],
        status=day_status(taken.status, is_logged=bool(eaten) or not taken.is_empty),
    )

    day = day_of(*entries, person=person, taken=taken)

    assert (day.status, day.amount, day.food, day.water, day.supplement) == (
        expected.status,
        expected.total_mg,
        expected.food_mg,
        expected.water_label_mg,
        expected.supplement_mg,
    )
    assert (day.comparison, day.counts, day.unknown, day.supplement_vs_ul) == (
        expected.comparison_of_bounds,
        expected.counts,
        expected.unknown_entries,
        expected.supplement_vs_ul,
    )
    assert day.at_most == expected.at_most_mg
    assert (day.foods.known_share_energy, day.foods.known_share_grams) == (
        expected.known_share_energy,
        expected.known_share_grams,
    )
    assert (day.goal.reference.low, day.goal.reference.high) == (
        expected.reference_low_mg,
        expected.reference_high_mg,
    )
    assert day.percent == (None if day.is_unknown else expected.percent)


def test_the_reference_is_looked_up_for_each_day() -> None:
    days = report_of(
        span=Span(date(2026, 11, 11), date(2026, 11, 13)),
        today=date(2026, 11, 20),
        person=PEOPLE[0],
    ).days

    assert [day.goal.reference.high for day in days] == [310, 320, 320]


def test_coverage_of_nine_tenths_counts_and_a_hair_less_does_not() -> None:
    assert day_of(almonds(ON, "90"), mystery(ON, "10")).counts
    assert not day_of(almonds(ON, "90"), mystery(ON, "10.001")).counts


def test_supplements_are_no_calcium() -> None:
    taken = DosesAndWater((DoseLine(new_id(), "Mg", "", Decimal(300), Decimal(1)),), (), "complete")

    day = day_of(taken=taken, number="301")

    assert (day.status, day.amount, day.supplement) == ("empty", None, 0)


def test_a_day_of_nothing_but_vitamin_d_is_logged_and_has_no_magnesium() -> None:
    softgel = DoseLine(new_id(), "D3", "softgel", None, Decimal(1), {"324": Decimal(5000)})

    day = day_of(taken=DosesAndWater((softgel,), (), "complete"))

    assert (day.status, day.amount, day.is_unknown, day.comparison) == (
        "complete",
        None,
        True,
        "no_data",
    )
    assert (day.counts, day.is_gap, day.percent) == (False, False, None)


def test_a_multi_counts_in_each_of_its_nutrients() -> None:
    multi = DoseLine(new_id(), "Multi", "", Decimal(50), Decimal(2), {"301": Decimal("60.5")})

    day = day_of(almonds(ON, "100"), taken=DosesAndWater((multi,), (), "complete"), number="301")

    assert (day.food, day.supplement, day.amount, day.bound) == (100, 121, 221, "exact")


def test_what_a_label_states_in_a_unit_of_no_use_leaves_a_lower_bound() -> None:
    (unit,) = (unit for unit in label_units("320") if unit.factor is None)
    multi = DoseLine(new_id(), "Multi", "", Decimal(0), Decimal(1), {unit.key: Decimal(5000)})

    day = day_of(almonds(ON, "100"), taken=DosesAndWater((multi,), (), "complete"), number="320")

    assert (day.supplement, day.bound) == (0, "at least")


def test_water_from_a_label_is_water() -> None:
    water = WaterLine(new_id(), Decimal("1.5"), Decimal(24))

    day = day_of(taken=DosesAndWater((), (water,), "complete"), number="255")

    assert (day.amount, day.water, day.supplement) == (1500, 1500, 0)


def test_an_amount_that_may_be_too_high_does_not_reach_a_target() -> None:
    fats = {1: LoggedValue(1, "Oil", Decimal(100), "upper_estimate", Decimal(900))}
    entries = [(ON, 1, Decimal(100))]

    (day,) = trend_days(
        [ON],
        totals_by_day(entries, fats),
        nutrient=nutrient_of("675"),
        labels={ON: LabelDay(status="complete")},
        person=PEOPLE[0],
        today=date(2026, 11, 20),
    )

    assert (day.bound, day.comparison) == ("at most", "undetermined")

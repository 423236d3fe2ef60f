import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.life_stage import Condition, Person
from nutrition.intake.assessment import (
    DayAssessment,
    DayStatus,
    assess_day,
    compare_with_ul,
    display_mg,
    floor_percent,
)
from nutrition.intake.totals import DoseMagnesium, EatenFood, LabelWater
from tests.intake.day_json import day_json
from tests.intake.strategies import ON, decimals, foods, known_foods, people, unknown_foods

DATA = Path(__file__).parents[1] / "data"
CASES = json.loads((DATA / "worked_cases.json").read_text())["day_cases"]
# energy of the cases' foods: nutrient 208 of SR28
with (DATA / "worked_cases_energy.csv").open() as lines:
    KCAL = {line["ndb"]: Decimal(line["kcal_per_100g"]) for line in csv.DictReader(lines)}

ALICE = Person("F", date(1990, 5, 10))
STEW = EatenFood("stew", Decimal(300), None, Decimal(90))
STATUSES: list[DayStatus] = ["empty", "in_progress", "complete"]


def person_of(case: dict[str, Any]) -> Person:
    profile = case["profile"]
    kind = profile.get("condition")
    born = profile["birth_date"] and date.fromisoformat(profile["birth_date"])
    return Person(profile["sex"], born, (Condition(kind, date(1900, 1, 1)),) if kind else ())


def assessed(case: dict[str, Any]) -> DayAssessment:
    return assess_day(
        [
            EatenFood(
                name=food["ndb"],
                measure=Decimal(food["grams"]),
                per_basis=None if food["mg_per_100g"] is None else Decimal(food["mg_per_100g"]),
                kcal_per_basis=KCAL[food["ndb"]],
            )
            for food in case["foods"]
        ],
        person=person_of(case),
        on=date.fromisoformat(case["date"]),
        status=case["status"],
        water=[
            LabelWater(Decimal(w["litres"]), Decimal(w["mg_per_litre"]))
            for w in case["water_label"]
        ],
        doses=[DoseMagnesium(Decimal(dose["elemental_mg_used"])) for dose in case["supplements"]],
    )


def day(
    *eaten: EatenFood, person: Person = ALICE, status: DayStatus = "complete", **logged: Any
) -> DayAssessment:
    return assess_day(eaten, person=person, on=ON, status=status, **logged)


def portion(mg: Decimal | int) -> EatenFood:
    """100 g of something with that much magnesium."""
    return EatenFood("food", Decimal(100), Decimal(mg), Decimal(100))


def goal(person: Person) -> Decimal:
    high = day(person=person).reference_high_mg
    assert high is not None
    return high


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_worked_case_comes_out_digit_for_digit(case: dict[str, Any]) -> None:
    assert day_json(assessed(case)) == case["expected"]


def test_nothing_logged_is_no_data_whatever_the_status() -> None:
    for status in STATUSES:
        empty = day(status=status)

        assert empty.comparison == "no_data"
        assert empty.total_mg is empty.food_mg is empty.percent is empty.to_go_mg is None
        assert not empty.counts


@given(
    st.lists(foods(), max_size=4),
    st.lists(st.none() | decimals("0", "900", 6), max_size=4),
    people(),
    st.sampled_from(STATUSES),
)
def test_a_supplement_without_magnesium_on_its_label_changes_no_number(
    eaten: list[EatenFood], mgs: list[Decimal | None], person: Person, status: DayStatus
) -> None:
    doses = [DoseMagnesium(mg, f"dose {place}") for place, mg in enumerate(mgs)]
    known = [dose for dose in doses if dose.elemental_mg is not None]

    with_unknown = day(*eaten, person=person, doses=doses, status=status)

    assert replace(with_unknown, unknown_supplements=()) == day(
        *eaten, person=person, doses=known, status=status
    )
    assert with_unknown.unknown_supplements == tuple(
        dose.name for dose in doses if dose.elemental_mg is None
    )


def test_a_day_with_only_a_vitamin_tablet_has_no_total_and_no_comparison() -> None:
    tablet = day(doses=[DoseMagnesium(None, "Vitamin C")])

    assert (tablet.total_mg, tablet.display_total_mg, tablet.percent, tablet.to_go_mg) == (
        None,
        None,
        None,
        None,
    )
    assert (tablet.comparison, tablet.total_is_lower_bound, tablet.counts) == (
        "no_data",
        False,
        False,
    )
    assert (tablet.status, tablet.supplement_vs_ul, tablet.unknown_supplements) == (
        "complete",
        "none_taken",
        ("Vitamin C",),
    )


def test_a_known_zero_of_a_supplement_is_a_total_of_zero() -> None:
    pill = day(doses=[DoseMagnesium(Decimal(0), "Zinc")])

    assert (pill.total_mg, pill.comparison, pill.unknown_supplements) == (0, "below", ())


def test_a_day_of_doses_only_has_a_total_but_no_food_and_enters_no_average() -> None:
    pill = day(doses=[DoseMagnesium(Decimal(100))])

    assert pill.food_mg is None
    assert pill.total_mg == pill.supplement_mg == 100
    assert pill.known_share_energy is pill.known_share_grams is None
    assert not pill.counts


def test_only_unknown_foods_are_at_least_zero_and_undetermined() -> None:
    stew = day(STEW)

    assert stew.food_mg == 0
    assert stew.total_is_lower_bound
    assert stew.comparison == "undetermined"


def test_a_known_zero_beside_an_unknown_food_is_known_whatever_they_weigh() -> None:
    tea = EatenFood("tea", Decimal(1), Decimal(0), Decimal(2), basis=None)

    assert day(STEW).is_unknown
    assert not day(STEW, tea).is_unknown


def test_water_and_doses_count_towards_the_recommended_amount() -> None:
    half = goal(ALICE) / 2

    whole = day(
        portion(half - 48),
        water=[LabelWater(Decimal(2), Decimal(24))],
        doses=[DoseMagnesium(half)],
        status="in_progress",
    )

    assert whole.total_mg == goal(ALICE)
    assert whole.comparison == "meets"
    assert whole.to_go_mg is None


def test_outcomes_follow_their_order() -> None:
    alice = Person("F")
    low, high = day(person=alice).reference_low_mg, goal(alice)
    assert low is not None

    assert day(portion(high), STEW, person=alice, status="in_progress").comparison == "meets"
    assert day(portion(low), STEW, person=alice, status="in_progress").comparison == "not_yet"
    assert day(portion(low), STEW, person=alice, status="empty").comparison == "not_yet"
    assert day(portion(low), STEW, person=alice).comparison == "undetermined"
    assert day(portion(low), person=alice).comparison == "depends"
    assert day(portion(low - Decimal("0.001")), person=alice).comparison == "below"


def test_below_an_ai_is_not_below() -> None:
    infant = Person("F", date(2026, 9, 1))

    assert day(portion(1), person=infant).comparison == "below_ai"


def test_before_birth_nothing_is_compared() -> None:
    unborn = day(portion(500), person=Person("F", date(2027, 1, 1)))

    assert unborn.total_mg == 500
    assert unborn.comparison is unborn.percent is unborn.to_go_mg is None


@given(people())
def test_equality_meets_and_a_hair_less_does_not(person: Person) -> None:
    amount = goal(person)

    assert day(portion(amount), person=person).comparison == "meets"
    assert day(portion(amount - Decimal("1E-20")), person=person).comparison != "meets"
    assert day(portion(amount - Decimal("1E-20")), person=person).percent == 99


@given(people(), st.lists(foods()), unknown_foods(), st.sampled_from(STATUSES))
def test_an_unknown_food_never_turns_meets_into_less_and_never_says_below(
    person: Person, eaten: list[EatenFood], unknown: EatenFood, status: DayStatus
) -> None:
    before = day(*eaten, person=person, status=status)
    after = day(*eaten, unknown, person=person, status=status)

    assert (after.comparison == "meets") == (before.comparison == "meets")
    assert after.comparison not in ("below", "below_ai", "depends")
    assert after.percent == (before.percent or 0)


@given(people(), st.lists(foods()), known_foods())
def test_a_known_food_never_lowers_the_percent(
    person: Person, eaten: list[EatenFood], known: EatenFood
) -> None:
    before = day(*eaten, person=person)
    after = day(*eaten, known, person=person)

    assert (after.percent or 0) >= (before.percent or 0)
    assert after.comparison == "meets" or before.comparison != "meets"


@given(people(), st.lists(foods(), max_size=4), st.sampled_from(STATUSES))
def test_what_is_logged_and_what_is_to_go_make_the_goal(
    person: Person, eaten: list[EatenFood], status: DayStatus
) -> None:
    result = day(*eaten, person=person, status=status)

    if result.to_go_mg is not None:
        assert result.total_mg is not None
        assert result.total_mg + result.to_go_mg == result.reference_high_mg
    else:
        assert result.comparison in ("meets", "no_data")


@given(people(), st.lists(foods(), max_size=4), decimals("0.001", "5000", 3))
def test_food_is_never_compared_with_the_upper_level(
    person: Person, eaten: list[EatenFood], dose: Decimal
) -> None:
    with_food = day(*eaten, person=person, doses=[DoseMagnesium(dose)])
    without = day(person=person, doses=[DoseMagnesium(dose)])

    assert with_food.supplement_vs_ul == without.supplement_vs_ul
    assert day(*eaten, person=person).supplement_vs_ul == "none_taken"


def test_reaching_the_upper_level_exactly_is_within() -> None:
    ul = day().supplement_ul_mg
    assert ul is not None

    assert compare_with_ul(ul, ul) == "within"
    assert compare_with_ul(ul + Decimal("0.001"), ul) == "above"
    assert compare_with_ul(Decimal(1), None) == "no_ul"


def test_the_region_changes_the_upper_level_only() -> None:
    doses = [DoseMagnesium(Decimal(300))]

    american, european = day(doses=doses), day(doses=doses, ul_region="EU")

    assert (american.supplement_vs_ul, european.supplement_vs_ul) == ("within", "above")
    assert american.reference_high_mg == european.reference_high_mg


@pytest.mark.parametrize(("unknown_kcal", "counts"), [(10, True), (11, False)])
def test_a_complete_day_counts_from_ninety_percent_of_known_energy(
    unknown_kcal: int, counts: bool
) -> None:
    known = EatenFood("known", Decimal(100), Decimal(50), Decimal(90))
    unknown = EatenFood("unknown", Decimal(100), None, Decimal(unknown_kcal))

    assert day(known, unknown).counts is counts
    assert not day(known, unknown, status="in_progress").counts


@pytest.mark.parametrize(("unknown_grams", "counts"), [(10, True), (11, False)])
def test_grams_decide_when_energy_is_unknown(unknown_grams: int, counts: bool) -> None:
    known = EatenFood("known", Decimal(90), Decimal(50), None)
    unknown = EatenFood("unknown", Decimal(unknown_grams), None, Decimal(500))

    assert day(known, unknown).counts is counts


def test_mg_are_shown_half_up_and_percent_is_cut_off() -> None:
    assert [display_mg(Decimal(mg)) for mg in ("0.5", "1.5", "319.499", "319.5", "0")] == [
        "1",
        "2",
        "319",
        "320",
        "0",
    ]
    assert floor_percent(Decimal("319.999"), Decimal(320)) == 99


@given(decimals("0", "100000", 5))
def test_shown_mg_are_never_more_than_half_a_mg_off(amount: Decimal) -> None:
    off = Decimal(display_mg(amount)) - amount

    assert Decimal("-0.5") < off <= Decimal("0.5")

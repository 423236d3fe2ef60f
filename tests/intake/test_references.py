import csv
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.life_stage import Condition, Person
from nutrition.intake.nutrients import PageNutrient, page_nutrients
from nutrition.intake.references import (
    MAGNESIUM,
    NO_DRI,
    TABLES,
    Reference,
    UlRegion,
    combine_references,
    distinct_days,
    has_amount_change,
    life_stages,
    read_table,
    reference_of,
    reference_over,
    supplement_ul,
    supplement_uls,
    target_band,
)
from tests.intake.strategies import ON, people

LINES = read_table("reference_intakes.csv")
NUMBERS = sorted({line["fdc_nutrient_number"] for line in LINES})
ORIGINAL = Path(__file__).parents[3] / "shared" / "reference" / "reference_intakes.csv"

PREGNANT = Condition("pregnant", ON)
LACTATING = Condition("lactating", ON)


def listed(nutrient: str, kind: str, *stages: str) -> list[Decimal]:
    """The amounts that the table lists, in the unit of the food table."""
    return [
        Decimal(line["amount_in_fdc_unit"])
        for line in LINES
        if line["nutrient"] == nutrient and line["kind"] == kind and line["life_stage"] in stages
    ]


def codes(person: Person, on: date = ON) -> list[str]:
    return [stage.code for stage in life_stages(person, on)]


def aged(years: int, sex: str | None = "F", *conditions: Condition) -> Person:
    return Person(sex, ON.replace(year=ON.year - years), conditions)


def span(reference: Reference) -> tuple[Decimal | None, Decimal | None]:
    return reference.low, reference.high


@pytest.mark.skipif(not ORIGINAL.exists(), reason="the original table is not beside the repository")
def test_the_table_is_the_original() -> None:
    assert (TABLES / "reference_intakes.csv").read_bytes() == ORIGINAL.read_bytes()


@pytest.mark.parametrize(
    "line", [line for line in LINES if line["nutrient"] == "Magnesium" and line["kind"] != "UL"]
)
def test_every_line_for_magnesium_is_found_on_the_first_and_the_last_day_of_its_stage(
    line: dict[str, str],
) -> None:
    sex = None if line["sex"] == "any" else line["sex"]
    conditions = (
        () if line["condition"] == "none" else (Condition(line["condition"], date(1900, 1, 1)),)
    )
    months = [int(line["age_min_months"])]
    months.append(int(line["age_max_months"]) - 1 if line["age_max_months"] else months[0] + 600)

    for month in months:
        born = date(1950, 1, 15)
        on = date(born.year + month // 12, 1 + month % 12, 15)
        reference = reference_of(MAGNESIUM, Person(sex, born, conditions), on)

        assert [stage.code for stage in reference.stages] == [line["life_stage"]]
        amounts = reference.ears if line["kind"] == "EAR" else (reference.low,)
        assert amounts == (Decimal(line["amount"]),)
        assert reference.source == line["source"]
        assert line["kind"] == "EAR" or reference.kind == line["kind"]


def test_the_birthday_changes_the_stage() -> None:
    alice = Person("F", date(1995, 11, 21))

    assert codes(alice, date(2026, 11, 20)) == ["F19"]
    assert codes(alice, date(2026, 11, 21)) == ["F31"]


def test_without_a_birth_date_all_adult_stages_of_the_sex_are_candidates() -> None:
    assert codes(Person("F")) == ["F19", "F31", "F51", "F71"]
    assert codes(Person("M")) == ["M19", "M31", "M51", "M71"]


def test_without_a_sex_both_are_candidates() -> None:
    assert codes(aged(25, None)) == ["M19", "F19"]
    assert codes(aged(2, None)) == ["C1"]
    assert codes(Person()) == [*codes(Person("M")), *codes(Person("F"))]


@pytest.mark.parametrize("person", [Person("F"), Person("M"), Person(), aged(25, None)])
def test_several_candidates_give_the_range_of_the_table(person: Person) -> None:
    reference = reference_of(MAGNESIUM, person, ON)

    amounts = listed("Magnesium", "RDA", *codes(person))
    assert span(reference) == (min(amounts), max(amounts))
    assert reference.ears == tuple(sorted(set(listed("Magnesium", "EAR", *codes(person)))))


def test_a_condition_counts_only_while_it_holds() -> None:
    alice = aged(
        33,
        "F",
        Condition("pregnant", date(2026, 1, 1), date(2026, 9, 30)),
        Condition("lactating", ON),
    )

    assert codes(alice, date(2025, 12, 31)) == ["F31"]
    assert codes(alice, date(2026, 9, 30)) == ["P31"]
    assert codes(alice, date(2026, 10, 1)) == ["F31"]
    assert codes(alice, ON) == ["L31"]


def test_under_14_the_stage_from_14_stands_in() -> None:
    alice = aged(13, "F", PREGNANT)

    assert codes(alice) == ["P14"]
    assert reference_of(MAGNESIUM, alice, ON).stage_note is None


def test_over_50_the_stage_to_50_stands_in_and_the_note_says_that_there_is_no_dri() -> None:
    alice = aged(51, "F", LACTATING)

    assert codes(alice) == ["L31"]
    assert reference_of(MAGNESIUM, alice, ON).stage_note == NO_DRI
    assert reference_of(MAGNESIUM, aged(50, "F", LACTATING), ON).stage_note is None


@pytest.mark.parametrize("number", NUMBERS)
def test_pregnant_and_lactating_at_once_takes_the_higher_value(number: str) -> None:
    both, pregnant, lactating = (
        reference_of(number, aged(25, "F", *conditions), ON)
        for conditions in ((PREGNANT, LACTATING), (PREGNANT,), (LACTATING,))
    )

    assert [stage.code for stage in both.stages] == ["P19", "L19"]
    if pregnant.high is None or lactating.high is None:
        assert both.high is None
    else:
        assert span(both) == (max(pregnant.high, lactating.high),) * 2
        assert len(both.ears) <= 1


def test_pregnancy_without_a_birth_date_is_that_of_an_adult() -> None:
    assert codes(Person("F", None, (PREGNANT,))) == ["P19", "P31"]
    assert codes(Person(None, None, (PREGNANT,))) == ["P19", "P31"]


def test_a_man_is_not_pregnant() -> None:
    assert codes(aged(25, "M", PREGNANT)) == ["M19"]


def test_before_birth_there_is_no_dri() -> None:
    reference = reference_of(MAGNESIUM, Person("F", date(2027, 1, 1), (PREGNANT,)), ON)

    assert reference.stages == ()
    assert reference.kind is reference.low is reference.ul is reference.source is None
    assert reference.stage_note == NO_DRI


@given(people())
def test_everybody_from_birth_to_120_years_has_a_stage_and_a_reference(person: Person) -> None:
    reference = reference_of(MAGNESIUM, person, ON)

    assert reference.stages
    assert reference.low is not None
    assert reference.high is not None
    assert 0 < reference.low <= reference.high
    assert len({(stage.sex, stage.age_min_months) for stage in reference.stages}) == 1 or None in (
        person.sex,
        person.birth_date,
    )


@given(person=people(), number=st.sampled_from(NUMBERS))
def test_candidates_never_mix_rda_and_ai(person: Person, number: str) -> None:
    stages = [stage.code for stage in life_stages(person, ON)]

    comparable = {
        (line["life_stage"], line["kind"])
        for line in LINES
        if line["fdc_nutrient_number"] == number
        and line["life_stage"] in stages
        and line["kind"] in ("RDA", "AI")
        and line["amount_in_fdc_unit"]
    }

    assert len({kind for _, kind in comparable}) <= 1
    assert len(comparable) in (0, len(stages))


@pytest.mark.parametrize(
    ("nutrient", "number"),
    [("Copper", "312"), ("Fluoride", "313"), ("Water", "255"), ("Protein", "203")],
)
def test_amounts_are_in_the_unit_of_the_food_table(nutrient: str, number: str) -> None:
    reference = reference_of(number, aged(40), ON)

    (amount,) = listed(nutrient, str(reference.kind), "F31")
    assert span(reference) == (amount, amount)
    assert reference.unit == next(
        line["fdc_unit"] for line in LINES if line["nutrient"] == nutrient
    )


def test_amounts_per_kg_and_shares_of_energy_are_not_compared() -> None:
    assert reference_of("512", aged(40), ON).kind is None
    assert reference_of("204", aged(40), ON).kind is None


def test_sodium_has_a_level_to_stay_under() -> None:
    reference = reference_of("307", aged(40), ON)

    assert reference.kind == "AI"
    assert [reference.cdrr] == listed("Sodium", "CDRR", "F31")
    assert reference.ul is None


def test_a_nutrient_outside_the_table_has_no_reference() -> None:
    reference = reference_of("269", aged(40), ON)

    assert reference.kind is reference.high is reference.unit is None
    assert [stage.code for stage in reference.stages] == ["F31"]


def test_the_upper_level_of_magnesium_is_for_supplements_only() -> None:
    reference = reference_of(MAGNESIUM, aged(40), ON)

    assert [reference.ul] == listed("Magnesium", "UL", "F31")
    assert reference.ul_basis == "supplemental_only"
    assert reference.ul_note


@pytest.mark.parametrize(
    ("years", "stage"), [(3, "C1"), (4, "C4"), (8, "C4"), (9, "F9"), (40, "F31")]
)
def test_the_upper_level_is_that_of_the_table(years: int, stage: str) -> None:
    assert [supplement_ul(aged(years), ON)] == listed("Magnesium", "UL", stage)


def test_the_european_upper_level_is_one_for_all_from_four_years() -> None:
    with (TABLES / "supplement_uls.csv").open() as lines:
        (line,) = csv.DictReader(lines)

    assert {
        supplement_ul(person, ON, "EU")
        for person in (aged(4), aged(40), Person(), aged(30, "F", PREGNANT))
    } == {Decimal(line["amount"])}
    assert supplement_ul(aged(3), ON, "EU") is None


def test_infants_have_no_upper_level() -> None:
    assert supplement_ul(aged(0), ON) is None


@pytest.mark.parametrize("sex", ["F", "M", None])
def test_the_band_spans_the_adult_ages_whatever_the_age(sex: str | None) -> None:
    amounts = listed("Magnesium", "RDA", *codes(Person(sex)))

    for person in (Person(sex), aged(19, sex), aged(80, sex)):
        assert target_band(MAGNESIUM, person, ON) == (min(amounts), max(amounts))


def test_a_child_has_a_band_of_its_own() -> None:
    (amount,) = listed("Magnesium", "RDA", "C4")

    assert target_band(MAGNESIUM, aged(5), ON) == (amount, amount)


def test_a_pregnant_woman_has_the_band_of_pregnancy() -> None:
    amounts = listed("Magnesium", "RDA", "P19", "P31")

    assert target_band(MAGNESIUM, aged(25, "F", PREGNANT), ON) == (min(amounts), max(amounts))


def test_no_band_where_nothing_is_recommended() -> None:
    assert target_band("269", aged(40), ON) is None


def test_a_reference_changes_only_with_the_stage() -> None:
    alice = reference_of(MAGNESIUM, aged(40), ON)

    assert alice == reference_of(MAGNESIUM, replace(aged(40), birth_date=date(1980, 1, 1)), ON)


def test_over_days_the_amounts_before_and_after_a_birthday_are_a_range() -> None:
    turns_31 = Person("F", ON.replace(year=ON.year - 31))
    before, after = (
        reference_of(MAGNESIUM, turns_31, ON - timedelta(days=1)),
        reference_of(MAGNESIUM, turns_31, ON),
    )

    both = combine_references([before, after, before])

    assert both is not None
    assert span(both) == (Decimal(310), Decimal(320))
    assert both.ears == (Decimal(255), Decimal(265))
    assert [stage.code for stage in both.stages] == ["F19", "F31"]
    assert has_amount_change([before, after])
    assert combine_references([after, after]) == after


def test_over_days_an_estimate_and_a_recommended_amount_do_not_mix() -> None:
    turns_1 = Person("F", ON.replace(year=ON.year - 1))
    days = [ON - timedelta(days=1), ON]

    assert combine_references(reference_of(MAGNESIUM, turns_1, on) for on in days) is None
    assert span(reference_over(MAGNESIUM, turns_1, days)) == (None, None)
    assert combine_references([]) is None


@given(people(), st.lists(st.integers(0, 400), min_size=1, max_size=4))
def test_a_range_over_days_holds_the_amount_of_each(person: Person, back: list[int]) -> None:
    each = [reference_of(MAGNESIUM, person, ON - timedelta(days=days)) for days in back]

    both = combine_references(each)

    for one in each:
        if both and both.low is not None and both.high is not None:
            assert one.low is not None
            assert one.high is not None
            assert both.low <= one.low <= one.high <= both.high
            assert set(one.ears) <= set(both.ears)
            assert one.ul is None or (both.ul is not None and both.ul <= one.ul)


@given(
    people(),
    st.lists(st.integers(0, 400), min_size=1, max_size=4),
    st.sampled_from(page_nutrients()),
)
def test_over_days_the_upper_level_of_any_nutrient_is_the_lowest_of_the_days(
    person: Person, back: list[int], nutrient: PageNutrient
) -> None:
    days = [ON - timedelta(days=days) for days in back]

    over = reference_over(nutrient.number, person, days)

    each = [reference_of(nutrient.number, person, on) for on in days]
    lowest = min((one.ul for one in each if one.ul is not None), default=None)
    assert over.ul == lowest
    assert over.cdrr == min((one.cdrr for one in each if one.cdrr is not None), default=None)
    assert lowest is None or (over.ul, over.ul_basis) in [(one.ul, one.ul_basis) for one in each]


def test_over_the_first_birthday_the_upper_level_of_calcium_is_that_of_an_infant() -> None:
    turns_1 = Person("F", ON.replace(year=ON.year - 1))
    days = [ON - timedelta(days=1), ON]

    assert [reference_over("301", turns_1, days).ul] == listed("Calcium", "UL", "I7")


def test_over_a_fifty_first_birthday_in_pregnancy_it_is_said_that_there_is_no_dri() -> None:
    turns_51 = Person(
        "F", ON.replace(year=ON.year - 51), (Condition("pregnant", ON - timedelta(days=30)),)
    )

    assert reference_over("301", turns_51, [ON - timedelta(days=1), ON]).stage_note == NO_DRI


@pytest.mark.parametrize(
    ("years", "region", "own", "beside"),
    [
        (3, "EU", None, "65"),
        (4, "EU", "250", None),
        (40, "EU", "250", None),
        (3, "US", "65", None),
        (0, "EU", None, None),
    ],
)
def test_where_a_region_has_no_upper_level_that_of_the_us_is_beside_it(
    years: int, region: UlRegion, own: str | None, beside: str | None
) -> None:
    uls = supplement_uls(aged(years), [ON], region)

    told = [None if ul is None else str(ul) for ul in (*uls, uls.lowest)]
    assert told == [own, beside, own or beside]


def test_over_the_fourth_birthday_the_upper_level_is_the_lower_one_beside() -> None:
    turns_4 = Person("F", ON.replace(year=ON.year - 4))

    uls = supplement_uls(turns_4, [ON - timedelta(days=1), ON], "EU")

    assert (uls, uls.lowest) == ((Decimal(250), Decimal(65)), Decimal(65))


def test_a_week_without_a_change_is_one_day_and_the_51st_year_of_a_pregnancy_is_another() -> None:
    days = [ON - timedelta(days=back) for back in range(6, -1, -1)]
    turns_51 = Person("F", ON.replace(year=ON.year - 51), (Condition("pregnant", days[0]),))

    assert distinct_days(aged(40), days) == (ON,)
    # the stage is the same, but has no DRI from then on
    assert distinct_days(turns_51, days) == (days[-2], ON)

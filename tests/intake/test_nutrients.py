from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.life_stage import Person
from nutrition.foods.models import FoodRevision, Nutrient
from nutrition.foods.values import read_amounts
from nutrition.intake.nutrient_values import NutrientValue, value_of
from nutrition.intake.nutrients import (
    FoodNutrients,
    NutrientIntake,
    all_source_numbers,
    nutrient_intakes,
    page_nutrients,
)
from nutrition.intake.references import reference_of
from tests.intake.strategies import ON, decimals


def amounts(**values: str) -> dict[str, Decimal]:
    """amounts(n208="100", n205_2="3"): 100 g have 100 of nutrient 208 and 3 of nutrient 205.2."""
    return {name[1:].replace("_", "."): Decimal(value) for name, value in values.items()}


def eaten(name: str, grams: str = "100", **values: str) -> FoodNutrients:
    return FoodNutrients(len(name), name, Decimal(grams), amounts(**values))


def intake_of(number: str, *foods: FoodNutrients) -> NutrientIntake:
    return next(intake for intake in nutrient_intakes(foods) if intake.nutrient.number == number)


def test_magnesium_comes_first_and_at_least_30_others_follow() -> None:
    numbers = [nutrient.number for nutrient in page_nutrients()]

    assert numbers[0] == "304"
    assert len(set(numbers)) == len(numbers) > 30


def test_what_is_unknown_has_no_value_and_a_known_zero_has() -> None:
    assert value_of("301", {}) is None
    assert value_of("301", amounts(n301="0")) == NutrientValue(Decimal(0))


@pytest.mark.parametrize(
    ("food", "kcal", "mark"),
    [
        (amounts(n208="100", n958="98", n957="97", n268="400"), "100", None),
        (amounts(n957="97", n958="98", n268="400"), "98", None),
        (amounts(n957="97", n268="400"), "97", None),
        (amounts(n268="418.4", n203="1", n205="1", n204="1"), "100", None),
        (amounts(n203="10", n205="20", n204="5", n221="1"), "172", "estimated"),
        (amounts(n203="10", n205="20", n204="5"), "165", "estimated"),
        (amounts(n203="10", n205_2="20", n204="5"), "165", "estimated"),
    ],
)
def test_energy_takes_the_first_figure_there_is(
    food: dict[str, Decimal], kcal: str, mark: str | None
) -> None:
    value = value_of("208", food)

    assert value is not None
    assert (value.per_basis, value.mark) == (Decimal(kcal), mark)


@pytest.mark.parametrize("missing", ["203", "205", "204"])
def test_energy_is_not_estimated_from_parts_of_a_food(missing: str) -> None:
    food = amounts(n203="10", n205="20", n204="5")
    del food[missing]

    assert value_of("208", food) is None


def test_niacin_counts_what_tryptophan_makes() -> None:
    assert value_of("406", amounts(n406="2", n501="0.12")) == NutrientValue(Decimal(4))


def test_niacin_is_incomplete_when_one_of_the_two_is_unknown() -> None:
    assert value_of("406", amounts(n406="2")) == NutrientValue(Decimal(2), "incomplete")
    assert value_of("406", amounts(n501="0.12")) == NutrientValue(Decimal(2), "incomplete")
    assert value_of("406", {}) is None


def test_niacin_from_tryptophan_is_never_rounded_up() -> None:
    assert value_of("406", amounts(n406="0", n501="0.1")) == NutrientValue(Decimal("1.66666"))


def test_folate_is_equivalents_and_never_the_plain_sum() -> None:
    assert value_of("435", amounts(n435="160", n417="118", n431="60", n432="58")) == NutrientValue(
        Decimal(160)
    )
    assert value_of("435", amounts(n417="118", n431="60", n432="58")) == NutrientValue(Decimal(160))
    assert value_of("435", amounts(n417="118")) is None


def test_vitamin_a_and_d_are_never_read_from_international_units() -> None:
    assert value_of("320", amounts(n318="5000", n392="500")) is None
    assert value_of("328", amounts(n324="400")) is None


def test_vitamin_k_is_phylloquinone_alone() -> None:
    assert value_of("430", amounts(n430="10", n428="5", n429="7")) == NutrientValue(Decimal(10))


@pytest.mark.parametrize(
    ("number", "other", "mark"),
    [
        ("205", "205.2", None),
        ("269", "269.3", None),
        ("291", "293", "newer_method"),
        ("675", "618", "upper_estimate"),
        ("851", "619", "upper_estimate"),
    ],
)
def test_a_second_figure_stands_in_and_is_never_added(
    number: str, other: str, mark: str | None
) -> None:
    both = {number: Decimal(3), other: Decimal(4)}

    assert value_of(number, both) == NutrientValue(Decimal(3))
    assert value_of(number, {other: Decimal(4)}) == NutrientValue(Decimal(4), mark)


def test_copper_and_fluoride_are_compared_in_the_unit_of_the_food_table() -> None:
    woman = Person("F", ON.replace(year=1990))

    # mg; the table of references says 900 µg
    assert reference_of("312", woman, ON).high == Decimal("0.9")
    # µg; the table of references says 3 mg
    assert reference_of("313", woman, ON).high == Decimal(3000)


def test_what_is_unknown_makes_a_lower_bound() -> None:
    iron = intake_of("303", eaten("bread", n303="2", n208="250"), eaten("soup", n208="50"))

    assert iron.total.known == Decimal(2)
    assert iron.bound == "at least"
    assert iron.total.known_share_energy == Decimal(250) / Decimal(300)


def test_coverage_uses_energy_by_whatever_figure_there_is() -> None:
    iron = intake_of("303", eaten("bread", n303="2", n957="250"), eaten("soup", n268="209.2"))

    assert iron.total.known_share_energy == Decimal(250) / Decimal(300)


def test_an_upper_estimate_is_at_most_and_with_an_unknown_food_nobody_can_say() -> None:
    oil, soup = eaten("oil", n618="10"), eaten("soup")

    assert intake_of("675", oil).bound == "at most"
    assert intake_of("675", oil, soup).bound == "about"
    assert intake_of("675", eaten("oil", n675="9")).bound == "exact"


def test_estimated_energy_is_about_right() -> None:
    assert intake_of("208", eaten("bar", n203="10", n205="20", n204="5")).bound == "about"


def test_incomplete_niacin_is_a_lower_bound() -> None:
    niacin = intake_of("406", eaten("bread", n406="3"))

    assert niacin.bound == "at least"
    assert not niacin.is_unknown


def test_only_the_part_that_a_ul_means_counts_toward_it() -> None:
    foods = [
        eaten(
            "liver",
            n320="500",
            n319="480",
            n435="200",
            n431="10",
            n304="20",
            n323="5",
            n573="1",
            n406="9",
        )
    ]
    toward = {
        intake.nutrient.number: intake.toward_ul and intake.toward_ul.known
        for intake in nutrient_intakes(foods)
        if intake.nutrient.number in {"304", "320", "323", "406", "435", "301"}
    }

    assert toward == {"304": None, "320": 480, "323": 1, "406": None, "435": 10, "301": 0}


def test_nutrients_that_are_known_for_few_foods_are_not_compared() -> None:
    few = {nutrient.name for nutrient in page_nutrients() if not nutrient.is_known_for_enough}

    assert {"Fluoride", "Iodine", "Chloride", "Chromium", "Molybdenum", "Biotin"} <= few
    assert all(
        nutrient.group == "Known for few foods"
        for nutrient in page_nutrients()
        if nutrient.name in few
    )


@given(
    st.lists(st.tuples(decimals("0.001", "9999", 3), st.none() | decimals("0", "5000", 5))),
    st.randoms(),
)
def test_totals_are_exact_in_any_order(
    rows: list[tuple[Decimal, Decimal | None]], random: Random
) -> None:
    foods = [
        FoodNutrients(1, "food", grams, {} if iron is None else {"303": iron})
        for grams, iron in rows
    ]
    shuffled = random.sample(foods, len(foods))
    expected = sum((grams * iron for grams, iron in rows if iron is not None), Decimal(0)) / 100

    assert intake_of("303", *foods).total.known == (expected if rows else None)
    assert intake_of("303", *shuffled).total.known == intake_of("303", *foods).total.known


def test_amounts_are_those_of_the_basis_of_each_food() -> None:
    cup = FoodNutrients(1, "oats", Decimal(40), {"303": Decimal(4)}, basis=Decimal(120))
    bar = FoodNutrients(2, "bar", Decimal("1.5"), {"303": Decimal(2)}, basis=None)

    iron = intake_of("303", cup, cup, cup, bar)

    assert iron.total.known == 7
    assert [one.exact_amount for one in iron.contributions] == [*[Fraction(4, 3)] * 3, 3]
    assert [one.amount and round(one.amount, 3) for one in iron.contributions[2:]] == [
        Decimal("1.333"),
        3,
    ]


@pytest.fixture
def whole_table(food_table: None, db: None) -> dict[int, dict[str, Decimal]]:
    """What the page needs of every food: amounts per 100 g by nutrient number."""
    rows = FoodRevision.objects.filter(number=1).values_list("pk", "amounts")
    return {pk: read_amounts(amounts) for pk, amounts in rows}


def test_the_shares_on_the_page_are_those_of_the_real_table(
    whole_table: dict[int, dict[str, Decimal]],
) -> None:
    for nutrient in page_nutrients():
        known = sum(value_of(nutrient.number, food) is not None for food in whole_table.values())

        assert abs(Decimal(100 * known) / len(whole_table) - nutrient.percent_known) < Decimal(
            "0.2"
        ), nutrient.name


def test_folate_from_its_parts_is_what_the_real_table_says(
    whole_table: dict[int, dict[str, Decimal]],
) -> None:
    parts = [food for food in whole_table.values() if {"435", "432", "431"} <= food.keys()]

    made = [value_of("435", {key: food[key] for key in ("432", "431")}) for food in parts]

    close = sum(
        bool(value and abs(value.per_basis - food["435"]) <= 1)
        for value, food in zip(made, parts, strict=True)
    )
    assert close / len(parts) > 0.99  # the source rounds each of the three to whole µg


def test_spinach_comes_out_as_the_source_says(food_table: None, db: None) -> None:
    spinach = FoodRevision.objects.get(food__source_ref="11457", number=1)
    known = read_amounts(spinach.amounts)
    found = {
        intake.nutrient.number: intake
        for intake in nutrient_intakes([FoodNutrients(1, "Spinach", Decimal(30), known)])
    }

    assert found["304"].total.known == Decimal("23.7")
    assert found["320"].total.known == Decimal("140.7")
    # 0.724 mg and 0.039 g of tryptophan in 100 g
    assert found["406"].total.known == Decimal("0.4122")
    assert found["406"].bound == "exact"
    assert found["314"].is_unknown


def test_the_page_has_the_units_of_the_food_table(food_table: None, db: None) -> None:
    units = dict(Nutrient.objects.values_list("number", "unit"))

    assert all(
        nutrient.unit.split()[0] == units[nutrient.number].split()[0]
        for nutrient in page_nutrients()
    )
    assert all_source_numbers() <= units.keys()


@pytest.mark.parametrize(
    ("number", "said"),
    [("301", "calcium"), ("418", "vitamin B12"), ("629", "EPA (omega-3)"), ("435", "folate")],
)
def test_a_nutrient_keeps_its_capitals_within_a_sentence(number: str, said: str) -> None:
    assert (
        next(nutrient for nutrient in page_nutrients() if nutrient.number == number).in_a_sentence
        == said
    )

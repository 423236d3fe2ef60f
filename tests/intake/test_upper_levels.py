"""What counts toward an upper level; the levels are read again from the raw table."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.life_stage import Person
from nutrition.intake.labels import LabelNutrients, water_amounts
from nutrition.intake.nutrients import (
    FoodNutrients,
    NutrientIntake,
    nutrient_intakes,
    page_nutrients,
)
from nutrition.intake.references import read_table, reference_of
from nutrition.intake.upper_levels import UlIntake, ul_intake
from tests.intake.strategies import ON

WOMAN = Person("F", ON.replace(year=1990))
NUTRIENTS = {nutrient.number: nutrient for nutrient in page_nutrients()}


def food(**amounts: str) -> FoodNutrients:
    return FoodNutrients(
        1, "food", Decimal(100), {key[1:]: Decimal(of) for key, of in amounts.items()}
    )


def taken(
    number: str, *foods: FoodNutrients, labels: dict[str, str] | None = None, water: str = "0"
) -> NutrientIntake:
    stated = {key: Decimal(of) for key, of in (labels or {}).items()}
    products = [
        LabelNutrients("supplement", "Multi", stated),
        water_amounts(Decimal(1), Decimal(water)),
    ]
    return nutrient_intakes(foods, [NUTRIENTS[number]], products)[0]


def counted(
    number: str, *foods: FoodNutrients, labels: dict[str, str] | None = None, water: str = "0"
) -> UlIntake:
    return ul_intake(
        taken(number, *foods, labels=labels, water=water), reference_of(number, WOMAN, ON)
    )


def test_magnesium_of_food_and_water_never_counts() -> None:
    everything = counted("304", food(n304="900"), labels={"304": "350"}, water="500")

    assert everything == UlIntake(Decimal(350), False)
    assert counted("304", food(n304="900"), water="500") == UlIntake(Decimal(0), False)


@pytest.mark.parametrize(
    ("number", "eaten", "label", "sum_"),
    [
        ("303", {"n303": "30"}, {"303": "18"}, "48"),  # everything counts
        ("320", {"n320": "2000", "n319": "100"}, {"319": "900"}, "1000"),  # of food its retinol
        ("435", {"n435": "900", "n431": "150"}, {"431": "400"}, "550"),  # of food its folic acid
        # of food what was added
        ("323", {"n323": "40", "n573": "5"}, {"340 natural": "100"}, "72"),
    ],
)
def test_of_food_counts_what_the_level_means(
    number: str, eaten: dict[str, str], label: dict[str, str], sum_: str
) -> None:
    assert counted(number, food(**eaten), labels=label) == UlIntake(Decimal(sum_), False)


def test_a_food_of_unknown_weight_counts_toward_a_level() -> None:
    bar = replace(food(n303="30"), measure=Decimal("1.5"), basis=None)

    assert counted("303", bar) == UlIntake(Decimal(45), False)
    assert counted("303", replace(bar, amounts={})) == UlIntake(None, True)


def test_niacin_of_food_is_not_compared_with_a_level_for_what_is_added() -> None:
    assert counted("406", food(n406="90", n501="1")) == UlIntake(None, True)
    assert counted("406", food(n406="90"), labels={"406": "20"}) == UlIntake(Decimal(20), True)
    assert counted("406", labels={"406": "20"}) == UlIntake(Decimal(20), False)


def test_what_cannot_be_told_apart_makes_a_lower_bound() -> None:
    assert counted("320", food(n319="100"), labels={"320": "900"}) == UlIntake(Decimal(100), True)
    assert counted("320", food(n320="100"), labels={"318": "5000"}) == UlIntake(None, True)
    assert counted("303", food(n303="30"), food()) == UlIntake(Decimal(30), True)


def test_vitamin_e_of_an_unknown_form_counts_at_least_once_and_of_the_synthetic_form_twice() -> (
    None
):
    assert counted("323", labels={"323": "600"}) == UlIntake(Decimal(600), True)
    assert counted("323", labels={"323 synthetic": "600"}) == UlIntake(Decimal(1200), False)
    # as its label: 1,100 IU
    assert counted("323", labels={"340 synthetic": "1100"}) == UlIntake(Decimal(990), False)
    assert not counted("323", labels={"340 natural": "1490"}).is_above(Decimal(1000), days=1)


LEVELS = [
    line
    for line in read_table("reference_intakes.csv")
    if (line["kind"], line["life_stage"]) == ("UL", "F31")
]


@pytest.mark.parametrize("line", LEVELS, ids=lambda line: line["nutrient"])
def test_each_level_is_exceeded_by_supplements_alone_just_above_it(line: dict[str, str]) -> None:
    number, level = line["fdc_nutrient_number"], line["amount_in_fdc_unit"]
    key = {"320": "319", "435": "431"}.get(number, number)
    ul = reference_of(number, WOMAN, ON).ul
    if not level:
        assert ul is None
        return

    at, above = (
        counted(number, labels={key: amount})
        for amount in (level, f"{level}.001" if "." not in level else f"{level}1")
    )

    assert ul == Decimal(level)
    assert not at.is_above(ul, days=1)
    assert above.is_above(ul, days=1)
    assert not above.is_above(ul, days=2)


def test_without_a_level_nothing_is_above_it() -> None:
    assert not UlIntake(Decimal(10) ** 9, False).is_above(None, days=1)
    assert not UlIntake(None, True).is_above(Decimal(1), days=1)

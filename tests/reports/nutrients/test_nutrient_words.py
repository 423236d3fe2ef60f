from datetime import date
from decimal import Decimal

import pytest

from accounts.life_stage import Condition, Person
from nutrition.intake.nutrients import (
    FoodNutrients,
    NutrientIntake,
    nutrient_intakes,
    page_nutrients,
)
from nutrition.intake.references import reference_of
from nutrition.reports.nutrients import nutrient_words as words

ON = date(2026, 11, 21)
WOMAN = Person("F", date(1982, 3, 1))
NUTRIENTS = {nutrient.number: nutrient for nutrient in page_nutrients()}


def taken(number: str, **amounts: str) -> NutrientIntake:
    food = FoodNutrients(
        1, "food", Decimal(100), {name[1:]: Decimal(amount) for name, amount in amounts.items()}
    )
    return nutrient_intakes([food], [NUTRIENTS[number]])[0]


def limit(number: str, person: Person = WOMAN, **amounts: str) -> str:
    return words.limit_words(taken(number, **amounts), reference_of(number, person, ON), 1)


@pytest.mark.parametrize(
    ("number", "amount", "said"),
    [
        ("304", "226.5", "227 mg"),
        ("304", "1250", "1,250 mg"),
        ("301", "1855.4", "1,855 mg"),
        ("303", "16.94", "16.9 mg"),
        ("303", "9", "9 mg"),
        ("303", "2.456", "2.46 mg"),
        ("312", "0.8764", "0.876 mg"),
        ("312", "0.0004", "under 0.001 mg"),
        ("312", "0", "0 mg"),
        ("320", "700", "700 µg RAE"),
    ],
)
def test_amounts_are_said_in_few_figures(number: str, amount: str, said: str) -> None:
    assert words.nutrient_amount_words(Decimal(amount), NUTRIENTS[number]) == said


def test_percents_are_rounded_down() -> None:
    assert words.percent_words(Decimal("319.999"), reference_of("304", WOMAN, ON)) == "99%"


def test_a_range_of_references_gives_a_range_of_percents() -> None:
    ageless = reference_of("304", Person("F"), ON)

    assert words.reference_words(NUTRIENTS["304"], ageless) == "RDA 310–320 mg"
    assert words.percent_words(Decimal(155), ageless) == "48–50%"


def test_food_is_never_said_to_count_toward_the_ul_of_magnesium() -> None:
    said = limit("304", n304="900")

    assert said == (
        "Upper level (UL) 350 mg a day, from supplements and medicines only; "
        "food and water never count."
    )


def test_a_ul_of_everything_says_so() -> None:
    assert limit("301") == "Upper level (UL) 2,500 mg a day, counting food, drinks and supplements."


def test_a_ul_of_a_part_says_how_much_there_is_of_it() -> None:
    assert limit("320", n320="500", n319="480").endswith("Retinol: 480 µg.")
    assert limit("435", n435="200").endswith("Folic acid: not known.")
    assert "UL) 1,000 µg a day, of folic acid only" in limit("435", n435="200", n431="60")


def test_sodium_has_a_cdrr_instead_of_a_ul() -> None:
    assert limit("307").startswith("CDRR 2,300 mg a day")


@pytest.mark.parametrize(
    ("mg", "days", "said"), [("2300", 1, ""), ("2300.01", 1, "above the CDRR"), ("4600", 2, "")]
)
def test_sodium_above_its_cdrr_is_told(mg: str, days: int, said: str) -> None:
    assert words.above_words(taken("307", n307=mg), reference_of("307", WOMAN, ON), days) == said


def test_no_ul_is_not_called_safe() -> None:
    assert (
        limit("306") == "No upper level has been set, which does not mean that any amount is safe."
    )
    assert limit("606") == ""


def test_coverage_is_a_share_of_energy_and_else_of_weight() -> None:
    def food(grams: int, **amounts: str) -> FoodNutrients:
        return FoodNutrients(
            1,
            "food",
            Decimal(grams),
            {name[1:]: Decimal(amount) for name, amount in amounts.items()},
        )

    with_energy = [food(100, n303="1", n208="199"), food(100, n208="1")]
    without = [food(100, n303="1", n208="199"), food(300)]

    assert words.coverage_words(
        nutrient_intakes(with_energy, [NUTRIENTS["303"]])[0].total
    ).startswith("Known for 99% of the en")
    assert words.coverage_words(nutrient_intakes(without, [NUTRIENTS["303"]])[0].total).startswith(
        "Known for 25% of the weight"
    )


def test_of_foods_without_a_weight_and_an_energy_no_coverage_is_told() -> None:
    foods = [
        FoodNutrients(1, "bar", Decimal(2), {"303": Decimal(1)}, basis=None),
        FoodNutrients(2, "soup", Decimal(100), {}),
    ]

    total = nutrient_intakes(foods, [NUTRIENTS["303"]])[0].total

    assert (total.unknown, words.coverage_words(total)) == (1, "")


def test_marks_count_their_foods() -> None:
    assert words.mark_words(taken("406", n406="3")) == ["1 food counts only in part."]
    assert words.mark_words(taken("406", n406="3", n501="0.1")) == []


def test_few_foods_are_the_reason_not_to_compare() -> None:
    assert "no food" in words.few_foods_words(NUTRIENTS["314"])
    assert "6.3% of foods" in words.few_foods_words(NUTRIENTS["313"])


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (WOMAN, "a woman aged 44"),
        (Person("M"), "a man of unknown age"),
        (Person(), "an adult of unknown age"),
        (Person(None, date(1980, 1, 1)), "an adult aged 46"),
        (
            Person("F", date(1992, 1, 1), (Condition("pregnant", date(2026, 9, 1)),)),
            "a pregnant woman aged 34",
        ),
        (Person("F", None, (Condition("lactating", ON),)), "a breastfeeding woman of unknown age"),
        (Person("M", date(2020, 1, 1)), "a boy aged 6"),
        (Person(None, date(2020, 1, 1)), "a child aged 6"),
        (Person("F", date(2026, 5, 1)), "an infant"),
    ],
)
def test_who_the_references_are_for(person: Person, said: str) -> None:
    assert words.person_words(person, ON) == said

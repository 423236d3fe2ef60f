"""What is said about what was done to a day."""

from decimal import Decimal
from fractions import Fraction

import pytest

from nutrition.diary.amounts import FoodAmount, amount_of
from nutrition.diary.sentences import (
    addition_sentence,
    amount_question,
    assumption_sentence,
    copy_sentence,
)


def amount(title: str, mg: str | None) -> FoodAmount:
    return FoodAmount(
        1, title, 1, amount_of(Fraction(30), None), None if mg is None else Decimal(mg)
    )


@pytest.mark.parametrize(
    ("foods", "sentence"),
    [
        ([amount("Almonds", "81.0")], "Added Almonds, 30 g, to dinner, 81 mg."),
        ([amount("Soup", None)], "Added Soup, 30 g, to dinner. It has no magnesium value."),
        ([amount("Sugar", "0")], "Added Sugar, 30 g, to dinner, 0 mg."),
        ([amount("A", "0.25"), amount("B", "0.25")], "Added 2 foods to dinner, 1 mg."),
        (
            [amount("A", "10"), amount("B", None)],
            "Added 2 foods to dinner, at least 10 mg.",
        ),
        (
            [amount("A", None), amount("B", None)],
            "Added 2 foods to dinner. They have no magnesium value.",
        ),
    ],
)
def test_adding_says_what_it_adds_and_never_takes_unknown_for_zero(
    foods: list[FoodAmount], sentence: str
) -> None:
    assert addition_sentence(foods, "Dinner") == sentence


def test_copying_names_what_was_left_out() -> None:
    assert copy_sentence(1, (), "today") == "Copied 1 food to today."
    assert (
        copy_sentence(2, ("Soup",), "today")
        == "Copied 2 foods to today. Left out, because no longer in the table: Soup."
    )


@pytest.mark.parametrize(
    ("title", "other", "sentence"),
    [
        ("Spinach, raw", "Spinach, boiled", "Spinach was taken as raw; boiled would be 313 mg."),
        (
            "White rice, cooked",
            "Brown rice, cooked",
            "White rice, cooked was taken; Brown rice, cooked would be 313 mg.",
        ),
        ("Egg", "Egg, raw", "Egg was taken; Egg, raw would be 313 mg."),
    ],
)
def test_an_assumption_names_its_alternative(title: str, other: str, sentence: str) -> None:
    assert assumption_sentence(title, other, Decimal("313.2")) == sentence


def test_the_question_about_an_amount_says_its_magnesium() -> None:
    assert (
        amount_question("30 cups · 900 g", Decimal(711))
        == "30 cups · 900 g? That holds 711 mg of magnesium."
    )
    assert amount_question("9000 g", None) == "9000 g?"

"""How amounts of food are said."""

from decimal import Decimal

import pytest

from nutrition.foods.amount_words import (
    amount_words,
    grams_words,
    number_words,
    portion_words,
    unit_words,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1", "1"),
        ("1.5", "1½"),
        ("0.333", "⅓"),
        ("0.667", "⅔"),
        ("0.25", "¼"),
        ("0.7", "0.7"),
        ("0.9995", "1"),
        ("2.125", "2⅛"),
        ("10", "10"),
        ("0.05", "0.05"),
        ("1250", "1,250"),
        ("1250.5", "1,250½"),
        ("1250.7", "1,250.7"),
    ],
)
def test_numbers_are_said_with_the_fractions_people_use(number: str, words: str) -> None:
    assert number_words(Decimal(number)) == words


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        ("1", "cup", "1 cup"),
        ("2", "cup, sliced", "2 cups, sliced"),
        ("0.5", "cup", "½ cup"),
        ("2", "oz", "2 oz"),
        ("2", 'medium (7" to 7-7/8" long)', "2 medium"),
        ("3", "leaf", "3 leaves"),
    ],
)
def test_units_are_said_as_people_say_them(number: str, unit: str, words: str) -> None:
    assert portion_words(Decimal(number), unit) == words


def test_a_unit_that_is_nothing_but_its_dimensions_stays() -> None:
    assert unit_words('(3" dia)') == '(3" dia)'


@pytest.mark.parametrize(
    ("grams", "words"),
    [
        ("28.350", "28 g"),
        ("9.96", "10 g"),
        ("1.2", "1.2 g"),
        ("0.004", "0.004 g"),
        ("1500", "1,500 g"),
    ],
)
def test_grams_are_whole_from_ten_on(grams: str, words: str) -> None:
    assert grams_words(Decimal(grams)) == words


def test_an_amount_without_a_portion_is_its_weight() -> None:
    assert amount_words(Decimal(30), None, None) == "30 g"
    assert amount_words(Decimal(234), Decimal(1), "cup") == "1 cup · 234 g"

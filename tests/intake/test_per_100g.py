"""Figures of a file, kept as values per 100 g and told again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.intake.per_100g import (
    shortest_amount,
    to_per_100g,
    to_per_100g_rounded_up,
)
from nutrition.intake.totals import exact_amount

grams = st.decimals("0.01", "4999", places=3)
figures = st.decimals("0", "9999", places=3)


@given(figures, grams)
def test_a_figure_with_three_decimals_is_told_again(figure: Decimal, of_grams: Decimal) -> None:
    for value in (to_per_100g(figure, of_grams), to_per_100g_rounded_up(figure, of_grams)):
        assert shortest_amount(of_grams, value) == figure


@given(figures, grams)
def test_a_value_that_was_rounded_up_never_falls_short(figure: Decimal, of_grams: Decimal) -> None:
    amount = exact_amount(of_grams, to_per_100g_rounded_up(figure, of_grams))

    assert figure <= amount < figure + Decimal("0.0005")


@given(st.decimals("0.00001", "100000", places=5), grams)
def test_something_is_never_told_as_nothing(value: Decimal, of_grams: Decimal) -> None:
    assert shortest_amount(of_grams, value) > 0


@pytest.mark.parametrize(
    ("of_grams", "value", "told"),
    [
        ("35", "914.28572", "320"),
        ("118.294", "270.51246", "320"),
        ("30", "270", "81"),
        ("33.3", "0", "0"),
    ],
)
def test_the_shortest_figure_is_told(of_grams: str, value: str, told: str) -> None:
    assert shortest_amount(Decimal(of_grams), Decimal(value)) == Decimal(told)

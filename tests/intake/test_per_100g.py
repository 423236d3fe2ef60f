"""Figures of a file that older versions kept as values per 100 g are told again."""

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.intake.per_100g import STEP, shortest_amount

grams = st.decimals("0.01", "4999", places=3)
figures = st.decimals("0", "9999", places=3)


@given(figures, grams)
def test_a_figure_with_three_decimals_is_told_again(figure: Decimal, of_grams: Decimal) -> None:
    # As older versions stored it: magnesium rounded up, other nutrients to the nearest.
    for rounding in (ROUND_CEILING, ROUND_HALF_EVEN):
        value = (figure * 100 / of_grams).quantize(STEP, rounding)

        assert shortest_amount(of_grams, value) == figure


@pytest.mark.parametrize(
    ("of_grams", "value", "basis", "told"),
    [
        ("0.333", "6537.23724", "10", "217.69"),  # 65372.37238 in 100 g
        ("3", "363.33334", "10", "109"),
        ("0.01", "3200", "0.1", "320"),
    ],
)
def test_a_figure_is_told_again_where_its_value_is_that_of_less(
    of_grams: str, value: str, basis: str, told: str
) -> None:
    assert shortest_amount(Decimal(of_grams), Decimal(value), Decimal(basis)) == Decimal(told)


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

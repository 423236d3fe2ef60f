"""Amounts of foods, and picks as pages write them into buttons."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.diary.amounts import (
    MAX_GRAMS,
    CannotLog,
    Pick,
    amount_of,
    is_unusual,
    read_pick,
    write_pick,
)
from nutrition.foods.models import Portion

CUP = Portion(id=1, food_id=1, amount=Decimal("0.75"), unit="cup", grams=Decimal("28"))


def test_portions_are_weighed_by_their_own_grams() -> None:
    amount = amount_of(Fraction(2), CUP)

    assert (amount.grams, amount.quantity, amount.words) == (
        Decimal(56),
        Decimal(2),
        "1½ cups · 56 g",
    )


@pytest.mark.parametrize("quantity", [0, -1, Fraction(1, 10**6), MAX_GRAMS + 1, 10**12])
def test_impossible_amounts_are_refused(quantity: int) -> None:
    with pytest.raises(CannotLog):
        amount_of(Fraction(quantity), None)


@given(st.fractions(min_value=Fraction(1, 100), max_value=300))
def test_what_is_stored_is_within_a_milligram_of_what_was_meant(quantity: Fraction) -> None:
    amount = amount_of(quantity, CUP)

    assert abs(Fraction(amount.grams) - quantity * 28) <= Fraction(1, 2000)


@pytest.mark.parametrize(
    ("grams", "mg", "unusual"),
    [
        ("2000", "1500", False),
        ("2000.001", None, True),
        ("100", "1500.1", True),
        ("100", None, False),
    ],
)
def test_more_than_any_dish_holds_is_unusual(grams: str, mg: str | None, unusual: bool) -> None:
    assert is_unusual(Decimal(grams), None if mg is None else Decimal(mg)) is unusual


IDS = st.integers(min_value=0, max_value=10**12 - 1)


@given(
    st.builds(
        Pick,
        IDS,
        st.none() | IDS,
        st.fractions(min_value=0, max_value=10**4, max_denominator=10**7),
    )
)
def test_a_written_pick_is_read_back(pick: Pick) -> None:
    assert read_pick(write_pick(pick)) == pick


@given(st.text())
def test_any_text_can_be_read_as_a_pick(text: str) -> None:
    pick = read_pick(text)

    assert pick is None or isinstance(pick.quantity, Fraction)


@pytest.mark.parametrize(
    "text",
    ["", "1", "1:g", "1:g:-3", "1:g:nan", "1:g:1e400", "1:g:1/0", "1:g:1\n", "１:g:1", "1:x:1"],
)
def test_a_text_that_no_page_wrote_is_no_pick(text: str) -> None:
    assert read_pick(text) is None

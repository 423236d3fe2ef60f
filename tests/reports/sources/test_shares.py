"""Whole percents that add up to 100, and stay near the exact ones."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.reports.sources.shares import whole_percents

AMOUNTS = st.lists(st.decimals("0", "100000", places=5), min_size=1, max_size=250)


@given(AMOUNTS)
def test_shares_add_up_to_100(amounts: list[Decimal]) -> None:
    assert sum(whole_percents(amounts)) == (100 if any(amounts) else 0)


@given(AMOUNTS)
def test_a_share_is_less_than_one_percent_from_the_exact_one(amounts: list[Decimal]) -> None:
    whole = sum(map(Fraction, amounts))
    exact = [100 * Fraction(amount) / whole if whole else 0 for amount in amounts]

    assert all(
        abs(share - right) < 1 for share, right in zip(whole_percents(amounts), exact, strict=True)
    )


@given(AMOUNTS)
def test_the_larger_amount_never_has_the_smaller_share(amounts: list[Decimal]) -> None:
    largest_first = sorted(amounts, reverse=True)

    shares = whole_percents(largest_first)

    assert list(shares) == sorted(shares, reverse=True)


@pytest.mark.parametrize(
    ("amounts", "shares"),
    [
        # 33 and a third each: the first of equals gets the one that is left
        (["1", "1", "1"], (34, 33, 33)),
        (["2", "1"], (67, 33)),
        (["50.5", "49.5"], (51, 49)),
        (["1", "999"], (0, 100)),
        (["0", "5"], (0, 100)),
        (["0", "0"], (0, 0)),
        ([], ()),
    ],
    ids=str,
)
def test_worked_examples(amounts: list[str], shares: tuple[int, ...]) -> None:
    assert whole_percents([Decimal(amount) for amount in amounts]) == shares

"""Rounding an amount for a page never contradicts what is said about it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.intake.rounding import format_number, round_for_display

AMOUNTS = st.decimals(0, 5000, places=6)
PLACES = st.integers(0, 3)
# Figures that lie close to amounts are where rounding can go wrong.
FIGURES = st.lists(st.decimals(0, 5000, places=1), max_size=3)


@pytest.mark.parametrize(
    ("amount", "goal", "said"),
    [
        ("319.6", "320", "319"),
        ("320.4", "320", "320"),
        ("320", "320", "320"),
        ("319.4", "320", "319"),
    ],
)
def test_an_amount_below_its_goal_is_never_shown_as_the_goal(
    amount: str, goal: str, said: str
) -> None:
    assert round_for_display(Decimal(amount), goals=[Decimal(goal)]) == Decimal(said)


@pytest.mark.parametrize(
    ("amount", "limit", "said"),
    [
        ("350.4", "350", "351"),
        ("349.6", "350", "350"),
        ("350", "350", "350"),
        ("350.6", "350", "351"),
    ],
)
def test_an_amount_above_its_limit_is_never_shown_as_the_limit(
    amount: str, limit: str, said: str
) -> None:
    assert round_for_display(Decimal(amount), limits=[Decimal(limit)]) == Decimal(said)


def test_an_amount_that_nothing_is_compared_with_is_rounded_half_up() -> None:
    assert round_for_display(Decimal("319.5"), goals=[None], limits=[None]) == Decimal(320)


def test_a_lower_bound_above_a_limit_is_shown_with_the_digits_that_say_so() -> None:
    assert round_for_display(Decimal("350.4"), bound="at least", limits=[Decimal(350)]) == Decimal(
        "350.4"
    )


def test_an_amount_between_two_neighbouring_figures_is_shown_between_them() -> None:
    assert round_for_display(
        Decimal("265.5"), goals=[Decimal(266)], limits=[Decimal(265)]
    ) == Decimal("265.5")


@given(amount=AMOUNTS, places=PLACES)
def test_lower_bounds_go_down_and_upper_bounds_up(amount: Decimal, places: int) -> None:
    assert (
        round_for_display(amount, places, bound="at least")
        <= amount
        <= round_for_display(amount, places, bound="at most")
    )


@given(
    amount=AMOUNTS,
    places=PLACES,
    goals=FIGURES,
    limits=FIGURES,
    bound=st.sampled_from(["exact", "at least", "at most", "about"]),
)
def test_what_is_shown_reaches_the_same_goals_and_passes_the_same_limits(
    amount: Decimal, places: int, goals: list[Decimal], limits: list[Decimal], bound: str
) -> None:
    said = round_for_display(amount, places, bound=bound, goals=goals, limits=limits)

    assert [said >= goal for goal in goals] == [amount >= goal for goal in goals]
    assert [said > limit for limit in limits] == [amount > limit for limit in limits]


@given(amount=AMOUNTS, places=PLACES, goal=st.integers(0, 5000))
def test_what_is_shown_is_less_than_one_last_digit_away(
    amount: Decimal, places: int, goal: int
) -> None:
    assert abs(round_for_display(amount, places, goals=[Decimal(goal)]) - amount) < Decimal(
        1
    ).scaleb(-places)


@given(near=st.decimals(0, 5000, places=1), by=st.decimals(-1, 1, places=6))
def test_close_to_a_goal_the_side_is_kept(near: Decimal, by: Decimal) -> None:
    amount = max(near + by, Decimal(0))

    assert (round_for_display(amount, goals=[near]) >= near) == (amount >= near)


def test_numbers_are_written_with_commas() -> None:
    assert [
        format_number(Decimal("1687")),
        format_number(Decimal("1240.50")),
        format_number(1000),
        format_number(Decimal("999")),
    ] == [
        "1,687",
        "1,240.50",
        "1,000",
        "999",
    ]

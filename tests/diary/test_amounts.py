"""What a pick weighs and holds before it is stored."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from nutrition.diary.amounts import CannotLog, is_unusual, measure, weigh
from nutrition.diary.models import MAX_GRAMS
from nutrition.diary.picks import Pick
from nutrition.foods.models import Food, Portion
from tests.builders import Foods, log, make_food

DAY = date(2026, 11, 21)
CUP = Portion(id=1, food_id=1, amount=Decimal("0.75"), unit="cup", grams=Decimal("28"))


def test_portions_are_weighed_by_their_own_grams() -> None:
    amount = weigh(Fraction(2), CUP)

    assert (amount.grams, amount.quantity, amount.words) == (
        Decimal(56),
        Decimal(2),
        "1½ cups · 56 g",
    )


@pytest.mark.parametrize("quantity", [0, -1, Fraction(1, 10**6), MAX_GRAMS + 1, 10**12])
def test_impossible_amounts_are_refused(quantity: int) -> None:
    with pytest.raises(CannotLog):
        weigh(Fraction(quantity), None)


@given(st.fractions(min_value=Fraction(1, 100), max_value=300))
def test_what_is_stored_is_within_a_milligram_of_what_was_meant(quantity: Fraction) -> None:
    amount = weigh(quantity, CUP)

    assert abs(Fraction(amount.grams) - quantity * 28) <= Fraction(1, 2000)


def test_picks_come_back_in_their_order_with_magnesium_of_the_newest_revision(
    alice: User, foods: Foods
) -> None:
    cup = foods.spinach.portions.get()
    picks = [
        Pick(foods.mystery.pk, None, Fraction(10)),
        Pick(foods.spinach.pk, cup.pk, Fraction(2)),
    ]

    helpings, _ = measure(alice, picks, DAY)

    assert [(helping.title, helping.amount.grams, helping.mg) for helping in helpings] == [
        ("Mystery bar", Decimal(10), None),
        ("Spinach, raw", Decimal(60), Decimal("47.4")),
    ]


def test_a_portion_of_another_food_is_refused(alice: User, foods: Foods) -> None:
    medium = foods.banana.portions.get()
    picks = [
        Pick(foods.banana.pk, medium.pk, Fraction(1)),
        Pick(foods.spinach.pk, medium.pk, Fraction(1)),
    ]

    with pytest.raises(CannotLog, match="no such portion"):
        measure(alice, picks, DAY)


def test_a_measure_counts_what_the_day_has_already(alice: User, bob: User, foods: Foods) -> None:
    for person, on in (
        (alice, "2026-11-21"),
        (alice, "2026-11-21"),
        (alice, "2026-11-20"),
        (bob, "2026-11-21"),
    ):
        log(person, foods.almonds, grams="30", on=on)

    assert measure(alice, [Pick(foods.sugar.pk, None, Fraction(1))], DAY).entries_there == 2


def test_another_persons_food_is_refused(alice: User, bob: User) -> None:
    soup = make_food("Bob's soup", magnesium="10", owner=bob)

    with pytest.raises(CannotLog, match="not in the table"):
        measure(alice, [Pick(soup.pk, None, Fraction(100))], DAY)


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


def test_exactly_the_foods_that_are_visible_can_be_logged(
    alice: User, bob: User, foods: Foods
) -> None:
    make_food("Alice's bar", magnesium="1", owner=alice)
    make_food("Bob's bar", magnesium="1", owner=bob)
    Food.objects.filter(pk=foods.sugar.pk).update(state=Food.State.RETIRED)

    logged = set()
    for food in Food.objects.all():
        with suppress(CannotLog):
            logged |= {
                helping.title
                for helping in measure(alice, [Pick(food.pk, None, Fraction(30))], DAY).helpings
            }

    assert logged == {food.title for food in Food.objects.visible_to(alice)}

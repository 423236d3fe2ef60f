"""Picks become amounts of foods, those of other people are refused."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.amounts import CannotLog, Pick
from nutrition.diary.picks import resolve_picks
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood, OwnPortion
from tests.builders import Foods, log, make_own_food

DAY = date(2026, 11, 21)


def test_picks_come_back_in_their_order_with_magnesium_of_the_newest_revision(
    alice: User, foods: Foods
) -> None:
    cup = foods.spinach.portions.get()
    picks = [
        Pick(foods.mystery.pk, None, Fraction(10)),
        Pick(foods.spinach.pk, cup.pk, Fraction(2)),
    ]

    resolved = resolve_picks(alice, picks, DAY, [new_id()]).foods

    assert [(food.title, food.amount.grams, food.mg) for food in resolved] == [
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
        resolve_picks(alice, picks, DAY, [new_id()])


def test_resolving_counts_what_the_day_has_already(alice: User, bob: User, foods: Foods) -> None:
    for person, on in (
        (alice, "2026-11-21"),
        (alice, "2026-11-21"),
        (alice, "2026-11-20"),
        (bob, "2026-11-21"),
    ):
        log(person, foods.almonds, grams="30", on=on)

    sugar = [Pick(foods.sugar.pk, None, Fraction(1))]

    assert resolve_picks(alice, sugar, DAY, [new_id()]).entries_before == 2


def test_another_persons_food_is_refused(alice: User, bob: User) -> None:
    soup = make_own_food("Bob's soup", magnesium="10", owner=bob, portions={"bowl": "300"})
    OwnFood.objects.filter(user=bob).update(former_number=4711)
    keys = (soup.id, 4711)

    for key in keys:
        with pytest.raises(CannotLog, match="not in the table"):
            resolve_picks(alice, [Pick(key, None, Fraction(100))], DAY, [new_id()])


def test_a_portion_of_another_persons_food_is_refused(alice: User, bob: User) -> None:
    bread = make_own_food("Bread", magnesium="10", owner=alice)
    make_own_food("Bob's soup", magnesium="10", owner=bob, portions={"bowl": "300"})
    bowl = OwnPortion.objects.get(user=bob)

    with pytest.raises(CannotLog, match="no such portion"):
        resolve_picks(alice, [Pick(bread.id, bowl.id, Fraction(1))], DAY, [new_id()])


def test_exactly_the_active_foods_that_are_the_persons_can_be_logged(
    alice: User, bob: User, foods: Foods
) -> None:
    bar = make_own_food("Alice's bar", magnesium="1", owner=alice)
    others = [
        make_own_food("Bob's bar", magnesium="1", owner=bob),
        *(
            make_own_food(f"{state} bar", magnesium="1", owner=alice, state=state)
            for state in (OwnFood.State.RETIRED, OwnFood.State.STAGED)
        ),
    ]
    Food.objects.filter(pk=foods.sugar.pk).update(state=Food.State.RETIRED)

    logged = set()
    for food in (*foods, bar, *others):
        with suppress(CannotLog):
            picks = [Pick(food.key, None, Fraction(30))]
            logged |= {food.title for food in resolve_picks(alice, picks, DAY, [new_id()]).foods}

    assert logged == {"Alice's bar", *(food.title for food in foods)} - {"Sugar, white"}


def test_what_a_label_says_of_half_a_cup_is_what_half_a_cup_has(alice: User) -> None:
    drink = make_own_food(
        "Drink", magnesium="320", owner=alice, basis_grams="120", portions={"½ cup": "120"}
    )
    half_a_cup = OwnPortion.objects.get(user=alice)
    picks = [
        Pick(drink.id, half_a_cup.id, Fraction(1)),
        Pick(drink.id, half_a_cup.id, Fraction(1, 3)),
        Pick(drink.id, None, Fraction(7)),
    ]

    once, third, grams = resolve_picks(alice, picks, DAY, [new_id()]).foods

    assert once.mg == 320
    assert third.mg == Decimal("106.66666666666666666667")
    assert grams.mg == Decimal("18.66666666666666666667")


def test_a_portion_of_unknown_weight_counts_and_grams_of_it_are_refused(alice: User) -> None:
    soup = make_own_food(
        "Soup", magnesium="25", owner=alice, basis_grams=None, portions={"bowl": None}
    )
    bowl = OwnPortion.objects.get(user=alice)

    [food] = resolve_picks(alice, [Pick(soup.id, bowl.id, Fraction(3))], DAY, [new_id()]).foods

    assert (food.amount.grams, food.amount.quantity, food.mg) == (None, 3, 75)
    with pytest.raises(CannotLog, match="Nobody knows what Soup weighs"):
        resolve_picks(alice, [Pick(soup.id, None, Fraction(100))], DAY, [new_id()])


def test_shared_and_own_foods_are_picked_together(alice: User, foods: Foods) -> None:
    soup = make_own_food("Soup", magnesium="25", owner=alice)
    log(alice, soup, grams="100", on=DAY.isoformat())
    picks = [Pick(key, None, Fraction(100)) for key in (soup.id, foods.sugar.pk, soup.id)]

    found = resolve_picks(alice, picks, DAY, [new_id()])

    assert [food.title for food in found.foods] == ["Soup", "Sugar, white", "Soup"]
    assert found.entries_before == 1


def test_the_numbers_that_own_foods_had_still_pick_them(alice: User) -> None:
    soup = make_own_food("Soup", magnesium="25", owner=alice, portions={"bowl": "300"})
    OwnFood.objects.filter(user=alice).update(former_number=4711)
    OwnPortion.objects.filter(user=alice).update(former_number=99)

    [food] = resolve_picks(alice, [Pick(4711, 99, Fraction(2))], DAY, [new_id()]).foods

    assert (food.food_id, food.amount.grams) == (soup.id, 600)
    assert food.amount.portion_id == OwnPortion.objects.get(user=alice).id

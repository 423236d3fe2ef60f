"""Picks become amounts of foods, and deleted entries are listed."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.amounts import CannotLog, Pick
from nutrition.diary.models import Meal
from nutrition.diary.queries import deleted_foods, resolve_picks
from nutrition.foods.models import Food
from tests.builders import Foods, log, make_food

DAY = date(2026, 11, 21)


def test_deleted_foods_are_the_persons_recent_ones_newest_first(
    alice: User, bob: User, foods: Foods
) -> None:
    spinach, almonds, bobs = (
        log(person, food, grams="30", on="2026-11-20")
        for person, food in ((alice, foods.spinach), (alice, foods.almonds), (bob, foods.banana))
    )
    for person, entry in ((alice, spinach), (alice, almonds), (bob, bobs)):
        delete_entries(user=person, ids=[entry.id])

    listed = deleted_foods(alice, since=timezone.now() - timedelta(days=30), part=slice(0, 100))

    assert [(food.title, food.amount, food.meal) for food in listed] == [
        ("Almonds", "30 g", Meal.LUNCH),
        ("Spinach, raw", "30 g", Meal.LUNCH),
    ]
    assert deleted_foods(alice, since=timezone.now(), part=slice(0, 100)) == []


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
    soup = make_food("Bob's soup", magnesium="10", owner=bob)

    with pytest.raises(CannotLog, match="not in the table"):
        resolve_picks(alice, [Pick(soup.pk, None, Fraction(100))], DAY, [new_id()])


def test_exactly_the_foods_that_are_visible_can_be_logged(
    alice: User, bob: User, foods: Foods
) -> None:
    make_food("Alice's bar", magnesium="1", owner=alice)
    make_food("Bob's bar", magnesium="1", owner=bob)
    Food.objects.filter(pk=foods.sugar.pk).update(state=Food.State.RETIRED)

    logged = set()
    for food in Food.objects.all():
        with suppress(CannotLog):
            picks = [Pick(food.pk, None, Fraction(30))]
            logged |= {food.title for food in resolve_picks(alice, picks, DAY, [new_id()]).foods}

    assert logged == {food.title for food in Food.objects.visible_to(alice)}

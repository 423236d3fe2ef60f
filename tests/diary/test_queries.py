"""Deleted entries are listed; marks of foods are found."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.marks.actions import avoid_food, star
from nutrition.diary.marks.queries import is_avoided, is_starred, list_avoided_foods
from nutrition.diary.models import Meal
from nutrition.diary.queries import deleted_foods
from tests.builders import Foods, log, make_own_food


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


def test_a_deleted_entry_of_an_own_food_is_listed_by_its_portion(alice: User) -> None:
    bread = make_own_food(
        "Bread", owner=alice, magnesium="20", portions={"slice": None}, basis_grams=None
    )
    entry = log(alice, bread, portion="slice", quantity="2", on="2026-11-20")
    delete_entries(user=alice, ids=[entry.id])

    [listed] = deleted_foods(alice, since=timezone.now() - timedelta(days=30), part=slice(0, 100))

    assert (listed.title, listed.amount) == ("Bread", "2 slices")


def test_an_own_food_can_be_starred_and_avoided(alice: User, bob: User, foods: Foods) -> None:
    bread = make_own_food("Bread", owner=alice, magnesium="20")
    for food in (bread, foods.sugar):
        star(user=alice, food_id=food.key)
        avoid_food(user=alice, food_id=food.key)

    assert is_starred(alice, bread.id) and is_avoided(alice, bread.id)
    assert not is_starred(bob, bread.id)
    assert list_avoided_foods(alice) == [
        (bread.id, "Bread"),
        (foods.sugar.pk, "Sugar, white"),
    ]


def test_nobody_stars_or_avoids_another_persons_food(alice: User, bob: User) -> None:
    soup = make_own_food("Bob's soup", owner=bob, magnesium="20")

    assert not star(user=alice, food_id=soup.id)
    assert not avoid_food(user=alice, food_id=soup.id)

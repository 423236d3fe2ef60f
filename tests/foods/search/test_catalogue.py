"""What a process keeps of the shared foods is never older than what is stored."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.data_version import shared_data_changed, shared_version
from accounts.models import User
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food, Portion
from nutrition.foods.search import catalogue
from nutrition.foods.search.actions import index_food
from nutrition.foods.search.catalogue import CatalogueCache, catalogue_cache
from nutrition.foods.search.queries import FoodFinder, food_hits, search
from tests.builders import Foods, make_food, make_own_food, revise, revise_own_food

pytestmark = pytest.mark.django_db


def test_a_correction_shows_in_the_next_search(foods: Foods, alice: User) -> None:
    assert search("spinach", person=alice)[0].magnesium_mg == 79

    revise(foods.spinach, magnesium="93")

    assert search("spinach", person=alice)[0].magnesium_mg == 93


def test_a_retired_food_is_gone_from_the_next_search(foods: Foods, alice: User) -> None:
    assert search("spinach", person=alice)
    foods.spinach.state = Food.State.RETIRED
    foods.spinach.save()

    index_food(foods.spinach)

    assert search("spinach", person=alice) == []
    assert food_hits([foods.spinach.pk], person=alice) == []


def test_a_food_eaten_before_leaves_the_search_with_its_name(foods: Foods, alice: User) -> None:
    habits: dict[FoodKey, int] = {foods.spinach.pk: 9}
    assert search("spinach", person=alice, habits=habits)
    foods.spinach.name = "Chard"
    foods.spinach.save()

    index_food(foods.spinach)

    assert search("spinach", person=alice, habits=habits) == []
    assert search("chard", person=alice, habits=habits)[0].times_eaten == 9


def test_a_new_portion_is_offered_in_the_next_search(foods: Foods, alice: User) -> None:
    search("spinach", person=alice)
    Portion.objects.create(food=foods.spinach, position=9, amount=1, unit="bunch", grams=340)

    shared_data_changed()

    assert "bunch" in [portion.unit for portion in search("spinach", person=alice)[0].portions]


def test_other_processes_see_the_change_without_being_told(foods: Foods, alice: User) -> None:
    other_process = CatalogueCache()
    before = other_process.at(shared_version())
    assert before.foods([foods.spinach.pk])[foods.spinach.pk].hit.magnesium_mg == 79

    revise(foods.spinach, magnesium="93")

    after = other_process.at(shared_version())
    assert after.foods([foods.spinach.pk])[foods.spinach.pk].hit.magnesium_mg == 93


def test_a_change_that_was_rolled_back_leaves_nothing(foods: Foods, alice: User) -> None:
    with transaction.atomic():
        revise(foods.spinach, magnesium="93")
        assert search("spinach", person=alice)[0].magnesium_mg == 93
        transaction.set_rollback(True)

    assert search("spinach", person=alice)[0].magnesium_mg == 79


def test_own_foods_are_never_kept(foods: Foods, alice: User, bob: User) -> None:
    own = make_own_food("Alice's spinach pie", magnesium="40", owner=alice)
    habits = {own.key: 3}

    [hit] = search("pie", person=alice, habits=habits)

    assert (hit.id, hit.times_eaten) == (own.id, 3)
    assert search("pie", person=bob, habits=habits) == []
    assert food_hits([own.id], person=bob) == []
    kept = catalogue_cache.at(shared_version())
    assert own.id not in kept._foods
    assert not any(answer for _, answer in kept._answers.values())


def test_an_own_food_that_changes_shows_at_once(alice: User) -> None:
    own = make_own_food("Lentil stew", magnesium="40", owner=alice)
    search("stew", person=alice)

    revise_own_food(own, magnesium="50")

    assert search("stew", person=alice)[0].magnesium_mg == 50


def test_what_is_kept_has_a_bound(
    foods: Foods, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "MAX_FOODS", 3)
    monkeypatch.setattr(catalogue, "MAX_ANSWERS", 3)
    finder = FoodFinder(alice)
    for text in ("spinach", "almonds", "banana", "sugar", "mystery"):
        assert len(finder.search(text)) == 1

    assert len(finder.catalogue._foods) <= 3
    assert len(finder.catalogue._answers) <= 3


def test_habits_that_are_no_foods_any_more_are_asked_for_once(foods: Foods, alice: User) -> None:
    habits: dict[FoodKey, int] = {foods.spinach.pk: 1, 987_654: 5}
    search("spinach", person=alice, habits=habits)

    with CaptureQueriesContext(connection) as again:
        [hit] = search("spinach", person=alice, habits=habits)

    assert (hit.magnesium_mg, len(again)) == (Decimal(79), 1)


def test_a_new_text_that_plain_foods_answer_asks_only_for_what_is_shown(
    foods: Foods, alice: User
) -> None:
    shared = Food.objects.order_by("pk")[:2]
    for food in shared:
        food.name, food.rank = f"Kale {food.pk}", 10
        food.save()
        index_food(food)
    finder = FoodFinder(alice)
    finder.search("kale", limit=2)

    with CaptureQueriesContext(connection) as asked:
        hits = finder.search("kal", limit=2)

    assert ([hit.id for hit in hits], len(asked)) == ([food.pk for food in shared], 0)


def test_a_brand_is_found_behind_the_plain_foods(foods: Foods, alice: User) -> None:
    foods.spinach.rank = 10
    foods.spinach.save()
    index_food(foods.spinach)
    brand = make_food("Spinach of a brand", magnesium="40")
    brand.rank = 600_000
    brand.save()
    index_food(brand)

    assert [hit.id for hit in search("spin", person=alice)] == [foods.spinach.pk, brand.pk]

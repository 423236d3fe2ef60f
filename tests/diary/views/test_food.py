"""The food page: stars and logging."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from nutrition.diary.actions import star
from nutrition.diary.models import Favourite
from nutrition.foods.models import Food
from nutrition.foods.search.actions import index_food
from tests.builders import Foods
from tests.diary.views.sending import NOON, TODAY


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def test_a_food_is_starred_and_unstarred_from_its_page(alice: User, alice_client: Client, foods: Foods) -> None:
    alice_client.post(f"/foods/{foods.almonds.pk}/star/")
    starred = Favourite.objects.filter(user=alice).count()
    alice_client.post(f"/foods/{foods.almonds.pk}/star/", {"off": "1"})

    assert (starred, Favourite.objects.filter(user=alice).count()) == (1, 0)


def test_the_search_page_tells_what_100_g_of_a_food_have(alice_client: Client, foods: Foods) -> None:
    index_food(foods.almonds)
    index_food(foods.mystery)

    known = alice_client.get("/foods/", {"q": "almonds"}).content.decode()
    unknown = alice_client.get("/foods/", {"q": "mystery bar"}).content.decode()

    assert "<b>300 <small>mg in 100 g</small></b>" in known
    assert "no value" not in known
    assert "no value" in unknown


def test_the_search_page_says_when_foods_are_only_similar(alice_client: Client, foods: Foods) -> None:
    index_food(foods.almonds)

    similar = alice_client.get("/foods/", {"q": "almond croissant"}).content.decode()
    found = alice_client.get("/foods/", {"q": "almond"}).content.decode()

    assert "No food called “almond croissant”" in similar
    assert "Almonds</a>" in similar
    assert "No food called" not in found


def test_a_starred_food_that_was_retired_is_not_offered(alice: User, alice_client: Client, foods: Foods) -> None:
    star(user=alice, food_id=foods.almonds.pk)
    Food.objects.filter(pk=foods.almonds.pk).update(state=Food.State.RETIRED)

    assert 'id="recents"' not in alice_client.get(f"/diary/{TODAY}/").content.decode()

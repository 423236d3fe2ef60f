"""The food page: stars and logging."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import LifeStagePeriod, Profile, User
from nutrition.diary.marks.actions import star
from nutrition.diary.marks.models import Favourite
from nutrition.foods.models import Food, Source
from nutrition.foods.search.actions import index_food
from tests.builders import Foods, revise
from tests.web.diary.sending import NOON, TODAY


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def test_a_food_is_starred_and_unstarred_from_its_page(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    alice_client.post(f"/foods/{foods.almonds.pk}/star/")
    starred = Favourite.objects.filter(user=alice).count()
    alice_client.post(f"/foods/{foods.almonds.pk}/star/", {"off": "1"})

    assert (starred, Favourite.objects.filter(user=alice).count()) == (1, 0)


def test_the_search_page_tells_what_100_g_of_a_food_have(
    alice_client: Client, foods: Foods
) -> None:
    index_food(foods.almonds)
    index_food(foods.mystery)

    known = alice_client.get("/foods/", {"q": "almonds"}).content.decode()
    unknown = alice_client.get("/foods/", {"q": "mystery bar"}).content.decode()

    assert "<b>300 <small>mg in 100 g</small></b>" in known
    assert "no value" not in known
    assert "no value" in unknown


def test_the_search_page_says_when_foods_are_only_similar(
    alice_client: Client, foods: Foods
) -> None:
    index_food(foods.almonds)

    similar = alice_client.get("/foods/", {"q": "almond croissant"}).content.decode()
    found = alice_client.get("/foods/", {"q": "almond"}).content.decode()

    assert "No food called “almond croissant”" in similar
    assert "Almonds</a>" in similar
    assert "No food called" not in found


def test_a_starred_food_that_was_retired_is_not_offered(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    star(user=alice, food_id=foods.almonds.pk)
    Food.objects.filter(pk=foods.almonds.pk).update(state=Food.State.RETIRED)

    assert 'id="recents"' not in alice_client.get(f"/diary/{TODAY}/").content.decode()


def as_tahini(food: Food, *, source_ref: str = "12166", magnesium: str = "95") -> Food:
    source, _ = Source.objects.get_or_create(code=Source.SR28, defaults={"name": "SR28"})
    revise(food, magnesium=magnesium)
    Food.objects.filter(pk=food.pk).update(source=source, source_ref=source_ref)
    return Food.objects.get(pk=food.pk)


def test_the_page_says_what_another_release_gives(alice_client: Client, foods: Foods) -> None:
    as_tahini(foods.almonds)

    text = alice_client.get(f"/foods/{foods.almonds.pk}/").content.decode()

    assert "Another USDA release gives 357 mg per 100 g (FNDDS 2021-2023: “Tahini”)." in text


def test_it_says_nothing_of_a_corrected_value_or_of_another_food(
    alice_client: Client, foods: Foods
) -> None:
    as_tahini(foods.almonds, magnesium="357")
    as_tahini(foods.banana, source_ref="09040", magnesium="95")
    as_tahini(foods.spinach, source_ref="12698")
    Food.objects.filter(pk=foods.spinach.pk).update(source=foods.sugar.source)

    pages = [
        alice_client.get(f"/foods/{food.pk}/").content.decode()
        for food in (foods[0], foods[1], foods[2])
    ]

    assert not any("Another USDA release" in page for page in pages)


def test_above_50_a_pregnant_woman_reads_on_the_page_that_there_is_no_dri(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    Profile.objects.filter(user=alice).update(sex="F", birth_date="1970-03-01")
    LifeStagePeriod.objects.create(user=alice, kind="pregnant", starts_on="2026-06-01")

    text = alice_client.get(f"/foods/{foods.almonds.pk}/").content.decode()

    assert "of 360 mg" in text
    assert "There is no DRI for pregnancy or breastfeeding above 50 years" in text

"""Curators delete foods and portions: what people did stays, or the page says why not."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.marks.actions import avoid_food, star
from nutrition.diary.marks.models import Avoided, Favourite
from nutrition.diary.models import Entry, Meal
from nutrition.foods.models import Food, Portion
from nutrition.transfer.models import ImportRun
from tests.builders import Foods, log
from tests.conftest import signed_in
from tests.transfer.files import TODAY as IMPORT_DAY
from tests.transfer.files import stage_table
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of

YESTERDAY = "2026-11-20"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def check_references() -> None:
    """What the database checks when a transaction ends."""
    connection.check_constraints()


def token_of(response: object) -> str:
    page = response.content.decode()  # type: ignore[attr-defined]
    return page.partition('name="token" value="')[2].partition('"')[0]


def delete_food(curator: Client, food: Food) -> str:
    response = curator.post(
        f"/admin/nutrition/food/{food.pk}/delete/", {"post": "yes"}, follow=True
    )
    assert response.status_code == 200
    check_references()
    return text_of(response)


def logged(alice: User, food: Food) -> str:
    log(alice, food, grams="30", on=YESTERDAY)
    return "People logged"


def logged_and_deleted(alice: User, food: Food) -> str:
    delete_entries(user=alice, ids=[log(alice, food, grams="30", on=YESTERDAY).id])
    return "People logged"


def logged_in_a_portion(alice: User, food: Food) -> str:
    Entry.objects.create(
        user=alice,
        eaten_on=YESTERDAY,
        meal=Meal.LUNCH,
        revision=food.current,
        grams=30,
        portion=food.portions.get(),
        quantity=1,
    )
    return "People logged"


def starred(alice: User, food: Food) -> str:
    star(user=alice, food_id=food.pk)
    return "People starred"


def avoided(alice: User, food: Food) -> str:
    avoid_food(user=alice, food_id=food.pk)
    return ""


def nothing(alice: User, food: Food) -> str:
    return ""


USES = [logged, logged_and_deleted, logged_in_a_portion, starred, avoided, nothing]


@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_a_food_is_deleted_or_the_admin_says_why_not(
    use: Callable[[User, Food], str], alice: User, admin_client: Client, foods: Foods
) -> None:
    reason = use(alice, foods.spinach)

    page = delete_food(admin_client, foods.spinach)

    assert Food.objects.filter(pk=foods.spinach.pk).exists() is bool(reason)
    assert reason in page
    assert ("Retire it instead." in page) is bool(reason)
    assert not Avoided.objects.filter(user=alice, food=foods.spinach.pk).exists()


@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_the_persons_pages_work_after_the_deletion_was_tried(
    use: Callable[[User, Food], str], alice: User, admin_client: Client, foods: Foods
) -> None:
    use(alice, foods.spinach)
    delete_food(admin_client, foods.spinach)
    client = signed_in(alice)

    for address in (
        f"/diary/{YESTERDAY}/",
        f"/diary/{TODAY}/usual/",
        "/diary/deleted/",
        "/settings/foods/",
        "/sources/",
    ):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("route", ["star", "never"])
def test_undo_of_leaving_a_food_that_was_deleted_since_says_so(
    route: str, alice: User, alice_client: Client, admin_client: Client, foods: Foods
) -> None:
    alice_client.post(f"/foods/{foods.spinach.pk}/{route}/", headers=HTMX)
    token = token_of(
        alice_client.post(f"/foods/{foods.spinach.pk}/{route}/", {"off": "1"}, headers=HTMX)
    )
    delete_food(admin_client, foods.spinach)

    response = alice_client.post("/diary/undo/", {"token": token}, headers=HTMX)
    check_references()

    assert token
    assert response.status_code == 200
    assert "This cannot be undone any more." in text_of(response)
    assert not Favourite.objects.filter(user=alice).exists()
    assert not Avoided.objects.filter(user=alice).exists()


def test_undo_of_a_change_whose_portion_was_deleted_since_gives_the_grams_back(
    alice: User, alice_client: Client, admin_client: Client, foods: Foods
) -> None:
    logged_in_a_portion(alice, foods.spinach)
    entry = Entry.objects.get(user=alice)
    typed = {"amount": "55", "portion": "g", "meal": "lunch", "day": YESTERDAY}
    token = token_of(alice_client.post(f"/diary/entries/{entry.id}/", typed, headers=HTMX))
    Portion.objects.filter(food=foods.spinach).delete()

    response = alice_client.post("/diary/undo/", {"token": token}, headers=HTMX)
    check_references()

    assert "Undone." in text_of(response)
    entry.refresh_from_db()
    assert (entry.grams, entry.portion, entry.quantity) == (Decimal(30), None, None)


@pytest.mark.parametrize(
    "use", [logged_in_a_portion, logged_and_deleted], ids=lambda use: use.__name__
)
def test_a_portion_that_is_logged_stays(
    use: Callable[[User, Food], str], alice: User, admin_client: Client, foods: Foods
) -> None:
    use(alice, foods.spinach)
    portion = foods.spinach.portions.get()
    Entry.objects.filter(user=alice).update(portion=portion, quantity=1)
    page = f"/admin/nutrition/food/{foods.spinach.pk}/change/"
    fields = {
        "name": foods.spinach.name,
        "short_name": "",
        "synonyms": "",
        "category": "",
        "rank": foods.spinach.rank,
        "portions-TOTAL_FORMS": 1,
        "portions-INITIAL_FORMS": 1,
        "portions-0-id": portion.pk,
        "portions-0-food": foods.spinach.pk,
        "portions-0-amount": portion.amount,
        "portions-0-unit": portion.unit,
        "portions-0-grams": portion.grams,
        "portions-0-DELETE": "on",
    }

    response = admin_client.post(page, fields)
    check_references()

    assert "People logged food with this portion" in text_of(response)
    assert Portion.objects.filter(pk=portion.pk).exists()


def test_a_sent_portion_that_was_deleted_since_is_told(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    portion = foods.spinach.portions.get()
    entry = log(alice, foods.spinach, grams="30", on=YESTERDAY)
    portion.delete()
    pick = {
        "meal": "lunch",
        "pick": f"{foods.spinach.pk}:{portion.pk or 1}:1",
        "client_id": str(new_id()),
    }
    typed = {"amount": "1", "portion": str(portion.pk or 1), "meal": "lunch", "day": YESTERDAY}

    added = alice_client.post(f"/diary/{TODAY}/add/", pick, headers=HTMX)
    changed = alice_client.post(f"/diary/entries/{entry.id}/", typed, headers=HTMX)

    assert (added.status_code, changed.status_code) == (422, 422)
    assert "has no such portion" in text_of(added)
    assert "Choose one of this food’s portions, or grams." in text_of(changed)


def test_an_import_whose_chosen_food_was_deleted_since_says_so(
    alice: User, alice_client: Client, admin_client: Client, foods: Foods
) -> None:
    content = "Date,Meal,Food,Amount,Unit\n2026-11-20,Lunch,Almonds,30,g\n"
    run = stage_table(alice, content, today=IMPORT_DAY)
    assert run.preview["matches"]
    delete_food(admin_client, foods.almonds)

    response = alice_client.post(
        f"/settings/import/{run.pk}/confirm/", {"match-0": str(foods.almonds.pk)}
    )

    assert response.status_code == 422
    assert "The food chosen for “Almonds” is not in the table any more." in text_of(response)
    assert ImportRun.objects.get(user=alice).state == "staged"
    assert not Entry.objects.filter(user=alice).exists()

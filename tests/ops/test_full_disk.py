"""A full disk: what cannot be stored is refused with a page, what is stored can be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import OperationalError, connection
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Entry, Meal
from tests.builders import Foods, log, make_foods, make_person
from tests.conftest import signed_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="PostgreSQL cannot be told that its disk is full"
    ),
]
DAY = "2026-11-21"


@contextmanager
def no_room(person: User, food: object) -> Iterator[None]:
    """SQLite may not make its file longer, and what was free in it is taken."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        with pytest.raises(OperationalError, match="full"):
            while True:
                Entry.objects.bulk_create(
                    Entry(
                        user=person,
                        eaten_on="2020-01-01",
                        meal=Meal.LUNCH,
                        revision_id=food,
                        grams=Decimal(1),
                    )
                    for _ in range(20)
                )
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 4294967294")


def add_meals_until_refused(client: Client, foods: Foods) -> tuple[dict[str, str], object]:
    """The meal that was refused, and the answer. Those before it fitted into the last corner."""
    picks = ",".join(f"{food.pk}:g:1" for food in (foods.spinach, foods.almonds, foods.banana))
    for _ in range(200):
        sent = {"meal": "lunch", "client_id": str(new_id()), "pick": picks}
        response = client.post(f"/diary/{DAY}/add/", sent, headers={"HX-Request": "true"})
        if response.status_code != 200:
            return sent, response
    raise AssertionError("there was always room")


def test_full_disk_refuses_kindly_and_loses_nothing() -> None:
    person, foods = make_person("alice"), make_foods()
    log(person, foods.sugar, grams="10", on=DAY)
    client = signed_in(person)
    client.raise_request_exception = False
    entries = Entry.objects.filter(user=person, eaten_on=DAY)

    with no_room(person, foods.sugar.current_id):
        refused, answer = add_meals_until_refused(client, foods)
        kept = entries.count()
        page = client.get(f"/diary/{DAY}/")
        week = client.get("/week/2026-W47/")

    assert answer.status_code == 507  # type: ignore[attr-defined]
    assert "There is no room to save this" in answer.content.decode()  # type: ignore[attr-defined]
    assert (page.status_code, week.status_code) == (200, 200)
    assert "Sugar, white" in page.content.decode()
    assert kept % 3 == 1  # the sugar, and whole meals
    assert not entries.filter(id=refused["client_id"]).exists()
    again = client.post(f"/diary/{DAY}/add/", refused, headers={"HX-Request": "true"})
    assert (again.status_code, entries.count()) == (200, kept + 3)

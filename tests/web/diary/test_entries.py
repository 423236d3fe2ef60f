"""One entry: changed, moved, copied, deleted and restored by its owner only."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.models import Entry, Meal
from tests.builders import Foods, log
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def entry(alice: User, foods: Foods) -> Entry:
    return log(alice, foods.spinach, grams="30", on=TODAY, meal=Meal.LUNCH)


def change(client: Client, entry: Entry, **data: str) -> Any:
    sent = {"amount": "30", "portion": "g", "meal": "lunch", "day": TODAY} | data
    return client.post(f"/diary/entries/{entry.id}/", sent, headers=HTMX)


def test_everything_about_an_entry_can_be_changed(
    alice: User, alice_client: Client, entry: Entry
) -> None:
    cup = entry.revision.food.portions.get()

    change(
        alice_client,
        entry,
        amount="1/2",
        portion=str(cup.pk),
        meal="snack",
        day="2026-11-01",
        time="16:05",
    )

    changed = Entry.objects.of(alice).get()
    assert (
        changed.grams,
        changed.portion,
        changed.meal,
        changed.eaten_on,
        f"{changed.eaten_time:%H:%M}",
    ) == (
        15,
        cup,
        Meal.SNACK,
        date(2026, 11, 1),
        "16:05",
    )


def test_the_page_stays_on_its_day_when_an_entry_moves_to_another(
    alice_client: Client, entry: Entry
) -> None:
    response = change(alice_client, entry, day="2026-11-01")

    assert "It is now on 1 November 2026." in text_of(response)
    assert f'action="/diary/{TODAY}/copy/"' not in response.content.decode()
    assert str(entry.id) not in response.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "0"},
        {"amount": "-1"},
        {"amount": "nan"},
        {"amount": "1e400"},
        {"amount": "10" * 25},
        {"amount": "1000000000000"},
        {"amount": "\0"},
        {"portion": "999999"},
        {"portion": "x"},
        {"meal": "brunch"},
        {"day": "9999-12-31"},
        {"day": "0000-00-00"},
        {"day": "tomorrow"},
        {"time": "25:00"},
        {"amount": "2500"},
    ],
)
def test_a_wrong_change_keeps_the_entry_and_what_was_typed(
    wrong: dict[str, str], alice: User, alice_client: Client, entry: Entry
) -> None:
    response = change(alice_client, entry, **wrong)

    assert response.status_code == 422
    assert Entry.objects.of(alice).get().changed_at == entry.changed_at
    typed = wrong.get("amount", "30").replace("\0", "")
    assert f'name="amount" value="{typed}' in response.content.decode()


def test_saving_an_unusual_amount_again_keeps_it(
    alice: User, alice_client: Client, entry: Entry
) -> None:
    asked = change(alice_client, entry, amount="2500")
    [sure] = re.findall(r'name="sure" value="([^"]+)"', asked.content.decode())

    change(alice_client, entry, amount="2500", sure=sure)

    assert Entry.objects.of(alice).get().grams == 2500


def test_an_entry_moves_to_another_meal_in_one_action(
    alice: User, alice_client: Client, entry: Entry
) -> None:
    response = alice_client.post(
        f"/diary/entries/{entry.id}/move/", {"meal": "dinner"}, headers=HTMX
    )

    assert "Moved Spinach, raw to dinner." in text_of(response)
    assert Entry.objects.of(alice).get().meal == Meal.DINNER


def test_deleting_can_be_undone_on_the_page_that_is_shown(
    alice: User, alice_client: Client, entry: Entry
) -> None:
    deleted = alice_client.post(f"/diary/entries/{entry.id}/delete/", headers=HTMX)
    [token] = re.findall(r'name="token" value="([^"]+)"', deleted.content.decode())

    undone = alice_client.post("/diary/undo/", {"token": token}, headers=HTMX)

    assert "Undone." in text_of(undone)
    assert Entry.objects.of(alice).get() == entry


def test_an_entry_that_is_there_cannot_be_restored(alice_client: Client, entry: Entry) -> None:
    response = alice_client.post(f"/diary/deleted/{entry.id}/restore/")

    assert response.status_code == 404


def test_a_deleted_entry_can_be_restored_from_its_page(
    alice: User, alice_client: Client, entry: Entry
) -> None:
    delete_entries(user=alice, ids=[entry.id])

    listed = alice_client.get("/diary/deleted/")
    restored = alice_client.post(f"/diary/deleted/{entry.id}/restore/", follow=True)

    assert "Spinach, raw 30 g, lunch of 21 November 2026" in text_of(listed)
    assert "Restored Spinach, raw." in text_of(restored)
    assert Entry.objects.of(alice).get() == entry


@pytest.mark.parametrize("action", ["", "move/", "copy/", "delete/"])
def test_another_persons_entry_does_not_exist(
    action: str, bob_client: Client, entry: Entry
) -> None:
    sent = {"meal": "dinner", "to": TODAY, "client_id": str(new_id())}

    assert bob_client.post(f"/diary/entries/{entry.id}/{action}", sent).status_code == 404


def test_an_entry_is_copied_to_today_while_its_own_day_stays_on_the_page(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    entry = log(alice, foods.spinach, grams="30", on="2026-11-01")
    there = HTMX | {"HX-Current-URL": "http://testserver/diary/2026-11-01/"}

    response = alice_client.post(
        f"/diary/entries/{entry.id}/copy/", {"to": TODAY, "client_id": str(new_id())}, headers=there
    )

    assert "Copied Spinach, raw to today." in text_of(response)
    assert str(entry.id) in response.content.decode()
    assert Entry.objects.of(alice).filter(eaten_on=TODAY).count() == 1

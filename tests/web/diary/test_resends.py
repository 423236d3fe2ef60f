"""An id stands for what was sent with it, at every door of the pages: the same again makes nothing
new and is answered with what is stored; something else under it is refused and can be sent at once
with the new id of the page."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
import time_machine
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.label_amounts.actions import delete_label_amount
from nutrition.diary.models import Dose, Entry, Meal, Receipt, SavedSupplement, Water
from nutrition.diary.supplements.actions import SupplementLabel, save_supplement
from nutrition.foods.models import Food
from tests.builders import Foods, log
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of

YESTERDAY, BEFORE = "2026-11-20", "2026-11-19"
Fields = dict[str, str]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


class Door(NamedTuple):
    """An address, what is sent there, and something else under the same id."""

    address: str
    sent: Fields
    other_address: str
    other: Fields


def chip(alice: User, foods: Foods) -> Door:
    address = f"/diary/{TODAY}/add/"
    sent = {"meal": "dinner", "pick": f"{foods.almonds.pk}:g:30"}
    return Door(address, sent, address, sent | {"pick": f"{foods.banana.pk}:g:40"})


def line(alice: User, foods: Foods) -> Door:
    address, almonds = f"/diary/{TODAY}/add/", f"{foods.almonds.pk}:g:30"
    sent = {"meal": "dinner", "pick": f"{almonds},{foods.spinach.pk}:g:50"}
    return Door(address, sent, address, sent | {"pick": almonds})


def another_day(alice: User, foods: Foods) -> Door:
    sent = {"meal": "dinner", "pick": f"{foods.almonds.pk}:g:30"}
    return Door(f"/diary/{TODAY}/add/", sent, f"/diary/{YESTERDAY}/add/", sent)


def food_page(alice: User, foods: Foods) -> Door:
    address = f"/foods/{foods.almonds.pk}/"
    sent = {"amount": "30", "portion": "g", "meal": "lunch", "day": TODAY}
    return Door(address, sent, address, sent | {"amount": "31"})


def two_food_pages(alice: User, foods: Foods) -> Door:
    sent = {"amount": "30", "portion": "g", "meal": "lunch", "day": TODAY}
    return Door(f"/foods/{foods.almonds.pk}/", sent, f"/foods/{foods.banana.pk}/", sent)


def usual(alice: User, foods: Foods) -> Door:
    for food in (foods.spinach, foods.almonds):
        log(alice, food, grams="30", on=BEFORE)
    address, tick = f"/diary/{TODAY}/usual/", f"food-{foods.spinach.pk}"
    sent = {"meal": "lunch", tick: "on", f"amount-{foods.spinach.pk}": "45"}
    return Door(address, sent, address, sent | {f"amount-{foods.spinach.pk}": "46"})


def dose(alice: User, foods: Foods) -> Door:
    address = f"/diary/{TODAY}/supplements/"
    sent = {"name": "Glycinate", "elemental_mg": "100", "quantity": "1", "day": TODAY}
    return Door(address, sent, address, sent | {"elemental_mg": "120"})


def water(alice: User, foods: Foods) -> Door:
    address = f"/diary/{TODAY}/water/"
    sent = {"litres": "1.5", "mg_per_litre": "24", "day": TODAY}
    return Door(address, sent, address, sent | {"litres": "1"})


def saved_supplement(alice: User, foods: Foods) -> Door:
    first, second = (
        save_supplement(user=alice, label=SupplementLabel(name, Decimal(100))).pk
        for name in ("Glycinate", "Citrate")
    )
    return Door(
        f"/diary/{TODAY}/supplements/{first}/", {}, f"/diary/{TODAY}/supplements/{second}/", {}
    )


def typed_supplement(alice: User, foods: Foods) -> Door:
    saved = save_supplement(user=alice, label=SupplementLabel("Glycinate", Decimal(100)))
    address, sent = f"/diary/{TODAY}/add/", {"meal": "lunch", "pick": f"s:{saved.pk}:1"}
    return Door(address, sent, address, sent | {"pick": f"s:{saved.pk}:2"})


def copied_day(alice: User, foods: Foods) -> Door:
    for on in (YESTERDAY, BEFORE):
        log(alice, foods.almonds, grams="30", on=on)
    return Door(f"/diary/{YESTERDAY}/copy/", {"to": TODAY}, f"/diary/{BEFORE}/copy/", {"to": TODAY})


def copied_meal(alice: User, foods: Foods) -> Door:
    for meal in (Meal.LUNCH, Meal.DINNER):
        log(alice, foods.almonds, grams="30", on=YESTERDAY, meal=meal)
    address = f"/diary/{YESTERDAY}/copy/"
    return Door(address, {"to": TODAY, "meal": "lunch"}, address, {"to": TODAY, "meal": "dinner"})


def copied_entry(alice: User, foods: Foods) -> Door:
    first, second = (
        log(alice, food, grams="30", on=YESTERDAY) for food in (foods.almonds, foods.banana)
    )
    sent = {"to": TODAY}
    return Door(f"/diary/entries/{first.id}/copy/", sent, f"/diary/entries/{second.id}/copy/", sent)


DOORS = [
    chip,
    line,
    another_day,
    food_page,
    two_food_pages,
    usual,
    dose,
    water,
    saved_supplement,
    typed_supplement,
    copied_day,
    copied_meal,
    copied_entry,
]
FOODS = [chip, line, food_page, usual, copied_day, copied_meal, copied_entry]
# the usual foods are none that are gone
FOODS_BY_THEMSELVES = [make for make in FOODS if make is not usual]
MakeDoor = Callable[[User, Foods], Door]
of_all = pytest.mark.parametrize("make_door", DOORS, ids=lambda make: make.__name__)
of_foods = pytest.mark.parametrize("make_door", FOODS, ids=lambda make: make.__name__)
by_htmx = pytest.mark.parametrize("headers", [None, HTMX], ids=["page", "htmx"])


def stored(alice: User) -> set[tuple[object, ...]]:
    """All that was logged, but for when."""
    fields = {
        Entry: ("eaten_on", "meal", "revision", "grams"),
        Dose: ("name", "elemental_mg", "quantity", "taken_on"),
    }
    fields[Water] = ("litres", "mg_per_litre", "taken_on")
    return {
        (row["id"], row["deleted_at"], *(row[name] for name in names))
        for model, names in fields.items()
        for row in model._default_manager.filter(user=alice).values("id", "deleted_at", *names)
    }


def send(
    client: Client, address: str, sent: Fields, id_: str, headers: dict[str, str] | None = None
) -> Any:
    return client.post(address, sent | {"client_id": id_}, headers=headers, follow=True)


def said(response: Any) -> str:
    """What the toast says."""
    toast = re.search(r'id="toast".*?<p[^>]*>(.*?)</p>', response.content.decode(), re.DOTALL)
    assert toast
    return toast[1]


@of_all
@by_htmx
def test_the_same_again_stores_nothing_and_says_the_same(
    make_door: MakeDoor,
    headers: dict[str, str] | None,
    alice: User,
    alice_client: Client,
    foods: Foods,
) -> None:
    door, id_ = make_door(alice, foods), str(new_id())

    first = send(alice_client, door.address, door.sent, id_, headers)
    after_first = stored(alice)
    again = send(alice_client, door.address, door.sent, id_, headers)

    assert stored(alice) == after_first
    assert (first.status_code, again.status_code) == (200, 200)
    assert said(again) == said(first)


@of_all
@by_htmx
def test_something_else_under_a_used_id_is_refused_and_can_be_sent_again(
    make_door: MakeDoor,
    headers: dict[str, str] | None,
    alice: User,
    alice_client: Client,
    foods: Foods,
) -> None:
    door, id_ = make_door(alice, foods), str(new_id())
    send(alice_client, door.address, door.sent, id_, headers)
    before = stored(alice)

    refused = send(alice_client, door.other_address, door.other, id_, headers)

    assert stored(alice) == before
    assert refused.status_code == 409
    page = text_of(refused)
    assert "This form had already added something else, so nothing was added now." in page
    assert 'name="token"' not in refused.content.decode(), "there is nothing to undo"
    ids = re.findall(r'name="client_id"[^>]*\svalue="([^"]+)"', refused.content.decode())
    assert ids, "the page has no form to send again"
    assert id_ not in ids
    assert send(alice_client, door.other_address, door.other, ids[0], headers).status_code == 200
    assert stored(alice) > before


@of_foods
def test_a_resend_after_an_edit_says_what_is_stored_now(
    make_door: MakeDoor, alice: User, alice_client: Client, foods: Foods
) -> None:
    door, id_ = make_door(alice, foods), str(new_id())
    there = set(Entry.objects.filter(user=alice).values_list("id", flat=True))
    send(alice_client, door.address, door.sent, id_)
    new = Entry.objects.filter(user=alice).exclude(id__in=there)
    new.update(grams=Decimal(77), meal=Meal.BREAKFAST, eaten_on="2026-11-18")
    before = stored(alice)

    again = send(alice_client, door.address, door.sent, id_)

    assert stored(alice) == before
    assert again.status_code == 200
    if "/copy/" not in door.address:
        assert "to breakfast" in said(again)
        assert "77 g" in said(again) or len(new) > 1


@of_all
def test_a_resend_of_what_was_deleted_since_is_told(
    make_door: MakeDoor, alice: User, alice_client: Client, foods: Foods
) -> None:
    door, id_ = make_door(alice, foods), str(new_id())
    there = {row[0] for row in stored(alice)}
    send(alice_client, door.address, door.sent, id_)
    new = {row[0] for row in stored(alice)} - there
    delete_entries(user=alice, ids=new)
    for kind in ("dose", "water"):
        for pk in new:
            delete_label_amount(user=alice, kind=kind, id_=pk)
    before = stored(alice)

    again = send(alice_client, door.address, door.sent, id_)

    assert stored(alice) == before
    assert again.status_code == 409
    assert "This was added before and deleted since, so nothing was added now." in text_of(again)


@pytest.mark.parametrize("make_door", FOODS_BY_THEMSELVES, ids=lambda make: make.__name__)
def test_a_resend_is_known_after_the_food_has_left_the_table(
    make_door: MakeDoor, alice: User, alice_client: Client, foods: Foods
) -> None:
    door, id_ = make_door(alice, foods), str(new_id())
    send(alice_client, door.address, door.sent, id_)
    Food.objects.update(state=Food.State.RETIRED)
    before = stored(alice)

    again = send(alice_client, door.address, door.sent, id_)

    assert (again.status_code, stored(alice)) == (200, before)


@pytest.mark.parametrize(
    "make_door", [copied_day, copied_meal, copied_entry], ids=lambda make: make.__name__
)
@pytest.mark.parametrize("has_receipt", [True, False])
def test_the_same_copy_is_known_whatever_became_of_its_source(
    make_door: MakeDoor, has_receipt: bool, alice: User, alice_client: Client, foods: Foods
) -> None:
    door, id_ = make_door(alice, foods), str(new_id())
    send(alice_client, door.address, door.sent, id_)
    if has_receipt:
        log(alice, foods.sugar, grams="5", on=YESTERDAY)
        delete_entries(
            user=alice,
            ids=Entry.objects.of(alice).exclude(eaten_on=TODAY).values_list("id", flat=True)[:1],
        )
    else:
        Receipt.objects.filter(user=alice).delete()  # of an older version, or too old to be kept
    before = stored(alice)

    again = send(alice_client, door.address, door.sent, id_)

    assert (again.status_code, stored(alice)) == (200, before)
    assert "Copied" in said(again)


def test_a_copy_whose_source_was_emptied_still_says_what_it_copied(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    door, id_ = copied_day(alice, foods), str(new_id())
    first = send(alice_client, door.address, door.sent, id_)
    delete_entries(
        user=alice, ids=Entry.objects.of(alice).exclude(eaten_on=TODAY).values_list("id", flat=True)
    )

    assert (
        said(send(alice_client, door.address, door.sent, id_))
        == said(first)
        == "Copied 1 food to today."
    )


def test_what_an_import_stored_is_compared_with_what_is_sent(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    """Nobody knows what was sent then, but what is stored."""
    door, id_ = chip(alice, foods), str(new_id())
    send(alice_client, door.address, door.sent, id_)
    Entry.objects.filter(user=alice).update(digest=None)
    before = stored(alice)

    same = send(alice_client, door.address, door.sent, id_)
    other = send(alice_client, door.other_address, door.other, id_)

    assert stored(alice) == before
    assert said(same).startswith("Added Almonds, 30 g, to dinner")
    assert other.status_code == 409
    assert "This form had already added something else" in text_of(other)


def test_quick_taps_on_two_saved_supplements_log_both(alice: User, alice_client: Client) -> None:
    for name in ("Glycinate", "Citrate"):
        save_supplement(user=alice, label=SupplementLabel(name, Decimal(100)))
    page = alice_client.get(f"/diary/{TODAY}/").content.decode()
    forms = re.findall(
        r'action="([^"]+/supplements/[^"]+)".*?name="client_id" value="([^"]+)"', page, re.DOTALL
    )

    for address, id_ in forms:
        send(alice_client, address, {}, id_, HTMX)

    assert sorted(Dose.objects.values_list("name", flat=True)) == ["Citrate", "Glycinate"]


def test_each_form_of_a_page_has_an_id_of_its_own(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    for meal in Meal:
        log(alice, foods.almonds, grams="30", on=YESTERDAY, meal=meal)
    for name in ("Glycinate", "Citrate"):
        save_supplement(user=alice, label=SupplementLabel(name, Decimal(100)))

    page = alice_client.get(f"/diary/{TODAY}/").content.decode()

    ids = re.findall(r'name="client_id"[^>]*\svalue="([^"]+)"', page)
    assert len(ids) >= 8
    assert len(set(ids)) == len(ids)


def test_a_resend_of_a_dose_does_not_keep_its_old_label_again(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    door, id_ = dose(alice, foods), str(new_id())
    send(alice_client, door.address, door.sent | {"save": "on"}, id_)
    save_supplement(user=alice, label=SupplementLabel("Glycinate", Decimal(150)))

    send(alice_client, door.address, door.sent | {"save": "on"}, id_)

    assert SavedSupplement.objects.get(user=alice).elemental_mg == 150

"""A day takes 500 entries, 500 supplements and 500 times water, at whichever door they come in."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
import time_machine
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.amounts import CannotLog
from nutrition.diary.label_amounts.actions import delete_label_amount
from nutrition.diary.limits import MAX_A_DAY, count_by_day, limit_problem
from nutrition.diary.models import Dose, Entry, Meal, Water
from nutrition.diary.supplements.actions import SupplementLabel, save_supplement
from tests.api.programs import Program
from tests.builders import Foods, drink, log, take
from tests.transfer.files import export_bytes, import_json, stage_table
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of

YESTERDAY, FULL = "2026-11-20", date(2026, 11, 21)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def fill(person: User, foods: Foods, *, leave: int = 0, on: date = FULL) -> None:
    """The day has as many of everything as it takes, but for `leave` of each."""
    for model in (Entry, Dose, Water):
        there = count_by_day(person, model, {on: 0})[on]
        model._default_manager.bulk_create(
            [_one(person, model, foods, on) for _ in range(MAX_A_DAY - leave - there)]
        )


def _one(person: User, model: Any, foods: Foods, on: date) -> Any:
    if model is Entry:
        return Entry(
            user=person,
            eaten_on=on,
            meal=Meal.LUNCH,
            revision=foods.sugar.current,
            grams=Decimal(1),
        )
    if model is Dose:
        return Dose(user=person, taken_on=on, name="Glycinate", elemental_mg=Decimal(1))
    return Water(user=person, taken_on=on, litres=Decimal(1), mg_per_litre=Decimal(1))


def counts(person: User) -> list[int]:
    return [count_by_day(person, model, {FULL: 0})[FULL] for model in (Entry, Dose, Water)]


class Sent(NamedTuple):
    address: str
    fields: dict[str, str]


def chip(alice: User, foods: Foods) -> Sent:
    return Sent(f"/diary/{TODAY}/add/", {"meal": "dinner", "pick": f"{foods.almonds.pk}:g:30"})


def line(alice: User, foods: Foods) -> Sent:
    Entry.objects.of(alice).filter(
        eaten_on=FULL, id__in=Entry.objects.of(alice).values("id")[:1]
    ).delete()
    picks = f"{foods.almonds.pk}:g:30,{foods.banana.pk}:g:30"
    return Sent(f"/diary/{TODAY}/add/", {"meal": "dinner", "pick": picks})


def food_page(alice: User, foods: Foods) -> Sent:
    return Sent(
        f"/foods/{foods.almonds.pk}/",
        {"amount": "30", "portion": "g", "meal": "lunch", "day": TODAY},
    )


def usual(alice: User, foods: Foods) -> Sent:
    fields = {"meal": "lunch", f"food-{foods.sugar.pk}": "on", f"amount-{foods.sugar.pk}": "45"}
    return Sent(f"/diary/{TODAY}/usual/", fields)


def dose(alice: User, foods: Foods) -> Sent:
    fields = {"name": "Citrate", "elemental_mg": "100", "quantity": "1", "day": TODAY}
    return Sent(f"/diary/{TODAY}/supplements/", fields)


def saved_supplement(alice: User, foods: Foods) -> Sent:
    saved = save_supplement(user=alice, label=SupplementLabel("Citrate", Decimal(100)))
    return Sent(f"/diary/{TODAY}/supplements/{saved.pk}/", {})


def typed(alice: User, foods: Foods) -> Sent:
    saved = save_supplement(user=alice, label=SupplementLabel("Citrate", Decimal(100)))
    return Sent(f"/diary/{TODAY}/add/", {"meal": "lunch", "pick": f"s:{saved.pk}:1"})


def water(alice: User, foods: Foods) -> Sent:
    return Sent(f"/diary/{TODAY}/water/", {"litres": "1.5", "mg_per_litre": "24", "day": TODAY})


def copied_day(alice: User, foods: Foods) -> Sent:
    log(alice, foods.almonds, grams="30", on=YESTERDAY)
    return Sent(f"/diary/{YESTERDAY}/copy/", {"to": TODAY})


def copied_entry(alice: User, foods: Foods) -> Sent:
    return Sent(
        f"/diary/entries/{log(alice, foods.almonds, grams='30', on=YESTERDAY).id}/copy/",
        {"to": TODAY},
    )


def moved_entry(alice: User, foods: Foods) -> Sent:
    entry = log(alice, foods.almonds, grams="30", on=YESTERDAY)
    return Sent(
        f"/diary/entries/{entry.id}/",
        {"amount": "30", "portion": "g", "meal": "lunch", "day": TODAY},
    )


def moved_dose(alice: User, foods: Foods) -> Sent:
    fields = dose(alice, foods).fields
    return Sent(f"/diary/doses/{take(alice, 'Citrate', '100', on=YESTERDAY).id}/", fields)


def moved_water(alice: User, foods: Foods) -> Sent:
    return Sent(
        f"/diary/waters/{drink(alice, '1', '24', on=YESTERDAY).id}/", water(alice, foods).fields
    )


def restored_entry(alice: User, foods: Foods) -> Sent:
    entry = Entry.objects.of(alice).filter(eaten_on=FULL)[0]
    delete_entries(user=alice, ids=[entry.id])
    fill(alice, foods)
    return Sent(f"/diary/deleted/{entry.id}/restore/", {})


def restored_dose(alice: User, foods: Foods) -> Sent:
    dose = Dose.objects.of(alice)[0]
    delete_label_amount(user=alice, kind="dose", id_=dose.id)
    fill(alice, foods)
    return Sent(f"/diary/doses/{dose.id}/restore/", {})


DOORS = [
    chip,
    line,
    food_page,
    usual,
    dose,
    saved_supplement,
    typed,
    water,
    copied_day,
    copied_entry,
    moved_entry,
    moved_dose,
    moved_water,
    restored_entry,
    restored_dose,
]
MakeSent = Callable[[User, Foods], Sent]


@pytest.mark.parametrize("make_sent", DOORS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("headers", [None, HTMX], ids=["page", "htmx"])
def test_a_full_day_takes_nothing_more_and_says_so(
    make_sent: MakeSent,
    headers: dict[str, str] | None,
    alice: User,
    alice_client: Client,
    foods: Foods,
) -> None:
    fill(alice, foods)
    address, fields = make_sent(alice, foods)
    before = counts(alice)

    response = alice_client.post(address, fields | {"client_id": str(new_id())}, headers=headers)

    assert counts(alice) == before
    assert response.status_code == 409
    assert "21 November 2026" in text_of(response)
    assert "500" in text_of(response)
    assert 'name="token"' not in response.content.decode()


@pytest.mark.parametrize("make_sent", DOORS, ids=lambda make: make.__name__)
def test_the_last_place_is_taken(
    make_sent: MakeSent, alice: User, alice_client: Client, foods: Foods
) -> None:
    fill(alice, foods)
    address, fields = make_sent(alice, foods)
    for model in (Entry, Dose, Water):
        rows = model._default_manager.filter(
            user=alice, deleted_at=None, id__in=_some(alice, model)
        )
        rows.delete()
    before = counts(alice)

    response = alice_client.post(address, fields | {"client_id": str(new_id())}, follow=True)

    assert response.status_code == 200
    assert sum(counts(alice)) > sum(before)


def _some(person: User, model: Any) -> list[Any]:
    """Two of the day."""
    day = {"eaten_on": FULL} if model is Entry else {"taken_on": FULL}
    rows = model._default_manager.filter(user=person, deleted_at=None, **day)
    return list(rows.order_by("id").values_list("id", flat=True)[:2])


@pytest.mark.parametrize("step", ["restore", "put_back", "restore_label", "put_back_label"])
def test_undo_says_that_the_day_is_full_meanwhile(
    step: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    entry, taken = (
        log(alice, foods.almonds, grams="30", on=TODAY),
        take(alice, "Citrate", "100", on=TODAY),
    )
    forms = {
        "restore": (f"/diary/entries/{entry.id}/delete/", {}),
        "put_back": (
            f"/diary/entries/{entry.id}/",
            moved_entry(alice, foods).fields | {"day": YESTERDAY},
        ),
        "restore_label": (f"/diary/doses/{taken.id}/delete/", {}),
        "put_back_label": (
            f"/diary/doses/{taken.id}/",
            dose(alice, foods).fields | {"day": YESTERDAY},
        ),
    }
    page = alice_client.post(*forms[step], headers=HTMX).content.decode()
    fill(alice, foods)
    token = page.partition('name="token" value="')[2].partition('"')[0]

    response = alice_client.post("/diary/undo/", {"token": token}, headers=HTMX)

    assert token
    assert response.status_code == 409
    assert "already has 500" in text_of(response)
    assert counts(alice) == [MAX_A_DAY] * 3


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/entries", {"date": TODAY, "meal": "lunch", "food_id": 0, "grams": "30"}),
        ("POST", "/doses", {"date": TODAY, "name": "Citrate", "magnesium_mg": "100"}),
        ("POST", "/waters", {"date": TODAY, "litres": "1", "mg_per_litre": "24"}),
        ("POST", "/entries/copy", {"from": YESTERDAY, "to": TODAY}),
        ("POST", "/entries/{entry}/copy", {"to": TODAY}),
        ("PATCH", "/entries/{entry}", {"date": TODAY}),
        ("PATCH", "/doses/{dose}", {"date": TODAY}),
        ("PATCH", "/waters/{water}", {"date": TODAY}),
    ],
)
def test_programs_get_a_conflict(
    method: str, path: str, body: dict[str, Any], alice: User, foods: Foods
) -> None:
    entry = log(alice, foods.almonds, grams="30", on=YESTERDAY)
    taken, drunk = (
        take(alice, "Citrate", "100", on=YESTERDAY),
        drink(alice, "1", "24", on=YESTERDAY),
    )
    fill(alice, foods)
    if "food_id" in body:
        body = body | {"food_id": foods.almonds.pk}

    response = Program(alice).send(
        method, path.format(entry=entry.id, dose=taken.id, water=drunk.id), body
    )

    assert response.status_code == 409
    assert b"already has 500" in response.content
    assert counts(alice) == [MAX_A_DAY] * 3


def test_a_file_with_more_than_a_day_takes_says_so_and_brings_the_rest(
    alice: User, bob: User, foods: Foods
) -> None:
    fill(alice, foods)
    content = export_bytes(alice)
    for model in (Entry, Dose, Water):
        model._default_manager.bulk_create([_one(bob, model, foods, FULL) for _ in range(100)])

    preview = stage_table(bob, content, today=FULL).preview

    assert preview["problem_count"] == 300
    assert preview["problems"][0] == [
        "21 November 2026",
        "100 over the limit of 500 entries a day.",
    ]
    assert counts(bob) == [100, 100, 100]


def test_a_file_that_the_diary_has_already_needs_no_room(alice: User, foods: Foods) -> None:
    fill(alice, foods)

    run = import_json(alice, export_bytes(alice), today=FULL)

    assert run.preview["known"]["entries"] == MAX_A_DAY
    assert counts(alice) == [MAX_A_DAY] * 3


def test_the_day_is_what_is_full_whether_or_not_the_request_is_known(
    alice: User, foods: Foods
) -> None:
    fill(alice, foods)

    with pytest.raises(CannotLog, match="a day takes 500 at the most"):
        log(alice, foods.spinach, grams="30", on=FULL.isoformat())


def test_entry_that_a_full_day_does_not_take_leads_back_to_its_own_day(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    fill(alice, foods)
    address, fields = moved_entry(alice, foods)

    page = alice_client.post(address, fields).content.decode()

    assert page.count(f'href="/diary/{YESTERDAY}/"') == 2  # back, and Cancel
    assert f'href="/diary/{TODAY}/"' not in page


def test_days_and_people_are_counted_by_themselves(
    alice: User, bob: User, alice_client: Client, bob_client: Client, foods: Foods
) -> None:
    fill(alice, foods)
    pick = {"meal": "dinner", "pick": f"{foods.almonds.pk}:g:30"}

    for client, on in ((alice_client, YESTERDAY), (bob_client, TODAY)):
        assert (
            client.post(
                f"/diary/{on}/add/", pick | {"client_id": str(new_id())}, follow=True
            ).status_code
            == 200
        )


@pytest.mark.parametrize("there", [0, 499, 500, 501, 655_360])
@pytest.mark.parametrize("more", [1, 2, 500, 501])
def test_the_sentence_is_true(there: int, more: int) -> None:
    sentence = limit_problem(Entry, FULL, there, more)

    assert bool(sentence) == (there + more > MAX_A_DAY)
    if sentence:
        assert f"{there:,}" in sentence
        assert ("already" in sentence) == (there >= MAX_A_DAY)

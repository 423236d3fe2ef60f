"""A client id stands for what was sent with it, at every address that makes something."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.models import Dose, Entry, Water
from nutrition.diary.supplements.actions import SupplementLabel, save_supplement
from tests.api.programs import Program, fields, json_of
from tests.builders import Foods, log

DAY, NEXT = "2026-11-20", "2026-11-21"


class Door(NamedTuple):
    path: str
    sent: dict[str, Any]
    other_path: str
    other: dict[str, Any]


def entries(alice: User, foods: Foods) -> Door:
    sent = {"date": DAY, "meal": "lunch", "food_id": foods.spinach.pk, "grams": "30"}
    return Door("/entries", sent, "/entries", sent | {"meal": "dinner"})


def doses(alice: User, foods: Foods) -> Door:
    sent = {"date": DAY, "name": "Glycinate", "magnesium_mg": "100"}
    return Door("/doses", sent, "/doses", sent | {"magnesium_mg": "120"})


def waters(alice: User, foods: Foods) -> Door:
    sent = {"date": DAY, "litres": "1.5", "mg_per_litre": "24"}
    return Door("/waters", sent, "/waters", sent | {"litres": "1"})


def products(alice: User, foods: Foods) -> Door:
    first, second = (
        save_supplement(user=alice, label=SupplementLabel(name, Decimal(100))).pk
        for name in ("Glycinate", "Citrate")
    )
    return Door(f"/products/{first}/take", {"date": DAY}, f"/products/{second}/take", {"date": DAY})


def copied_entry(alice: User, foods: Foods) -> Door:
    first, second = (log(alice, food, grams="30", on=DAY) for food in (foods.almonds, foods.banana))
    return Door(
        f"/entries/{first.id}/copy", {"to": NEXT}, f"/entries/{second.id}/copy", {"to": NEXT}
    )


def copied_day(alice: User, foods: Foods) -> Door:
    for on in (DAY, "2026-11-19"):
        log(alice, foods.almonds, grams="30", on=on)
    sent = {"from": DAY, "to": NEXT}
    return Door("/entries/copy", sent, "/entries/copy", sent | {"from": "2026-11-19"})


MakeDoor = Callable[[User, Foods], Door]
of_all = pytest.mark.parametrize(
    "make_door",
    [entries, doses, waters, products, copied_entry, copied_day],
    ids=lambda make: make.__name__,
)
of_copies = pytest.mark.parametrize(
    "make_door", [copied_entry, copied_day], ids=lambda make: make.__name__
)


@pytest.fixture
def program(alice: User) -> Program:
    return Program(alice)


def rows(alice: User) -> set[Any]:
    return {
        pk
        for model in (Entry, Dose, Water)
        for pk in model._default_manager.filter(user=alice).values_list("pk")
    }


@of_all
def test_the_same_again_is_answered_with_what_is_stored(
    make_door: MakeDoor, alice: User, program: Program, foods: Foods
) -> None:
    door, id_ = make_door(alice, foods), {"client_id": str(uuid4())}
    first = program.send("POST", door.path, door.sent | id_)
    before = rows(alice)

    again = program.send("POST", door.path, door.sent | id_)

    assert (first.status_code, again.status_code) == (201, 200)
    assert (json_of(again), rows(alice)) == (json_of(first), before)


@of_all
def test_something_else_under_a_used_id_is_a_conflict(
    make_door: MakeDoor, alice: User, program: Program, foods: Foods
) -> None:
    door, id_ = make_door(alice, foods), {"client_id": str(uuid4())}
    program.send("POST", door.path, door.sent | id_)
    before = rows(alice)

    other = program.send("POST", door.other_path, door.other | id_)

    assert (other.status_code, fields(other), rows(alice)) == (409, ["client_id"], before)


@of_copies
def test_the_same_copy_is_answered_after_its_source_is_gone(
    make_door: MakeDoor, alice: User, program: Program, foods: Foods
) -> None:
    door, id_ = make_door(alice, foods), {"client_id": str(uuid4())}
    first = program.send("POST", door.path, door.sent | id_)
    delete_entries(
        user=alice, ids=Entry.objects.of(alice).exclude(eaten_on=NEXT).values_list("id", flat=True)
    )
    before = rows(alice)

    again = program.send("POST", door.path, door.sent | id_)

    assert (again.status_code, json_of(again), rows(alice)) == (200, json_of(first), before)


def test_the_same_copy_makes_nothing_new_after_its_source_has_grown(
    alice: User, program: Program, foods: Foods
) -> None:
    door, id_ = copied_day(alice, foods), {"client_id": str(uuid4())}
    first = program.send("POST", door.path, door.sent | id_)
    log(alice, foods.sugar, grams="5", on=DAY)

    again = program.send("POST", door.path, door.sent | id_)

    assert (again.status_code, json_of(again)) == (200, json_of(first))
    assert Entry.objects.of(alice).filter(eaten_on=NEXT).count() == 1


def test_a_copy_onto_the_same_day_is_refused(alice: User, program: Program, foods: Foods) -> None:
    log(alice, foods.almonds, grams="30", on=DAY)

    response = program.send("POST", "/entries/copy", {"from": DAY, "to": DAY})

    assert (response.status_code, fields(response)) == (409, ["to"])
    assert Entry.objects.of(alice).count() == 1

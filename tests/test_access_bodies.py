"""What is alice's, named by bob anywhere: not shown, not used and not changed."""

import contextlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.actions import set_day_status
from nutrition.diary.label_amounts.actions import state_of
from nutrition.diary.marks.models import Favourite
from nutrition.diary.models import Day, Dose, Entry, SavedSupplement, Water
from nutrition.diary.undo import CannotUndo, UndoStep, apply_undo, entry_state, undo_note
from nutrition.foods.keys import write_key
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood, OwnPortion
from tests.builders import log
from tests.test_access_matrix import CANARY, FORMER, World, world

__all__ = ["world"]  # a fixture: built once more for this module

DAY = "2026-11-21"


@pytest.fixture
def hers(world: World, db: None) -> dict[str, Any]:
    """Alice's things by name, and one of everybody's."""
    return {
        "food": write_key(OwnFood.objects.get(user=world.alice).id),
        "portion": write_key(OwnPortion.objects.get(user=world.alice).id),
        "former": FORMER,
        "spinach": Food.objects.get(name="Spinach, raw").pk,
    } | {name: world.ids[name] for name in ("entry_id", "dose_id", "water_id", "product_id")}


# Where bob sends what, with alice's ids in it.
BODIES = {
    "her food, chosen": ("/diary/{day}/add/", {"pick": "{food}:g:1"}),
    "her food, after one of everybody's": (
        "/diary/{day}/add/",
        {"pick": ["{spinach}:g:1", "{food}:g:1"]},
    ),
    "her portion of her food": ("/diary/{day}/add/", {"pick": "{food}:{portion}:1"}),
    "her portion of everybody's food": ("/diary/{day}/add/", {"pick": "{spinach}:{portion}:1"}),
    "the number that her food had": ("/diary/{day}/add/", {"pick": "{former}:{former}:1"}),
    "the page that her food had": ("/foods/{former}/", {"amount": "1", "portion": "g"}),
    "her food on everybody's page": (
        "/foods/{spinach}/",
        {"amount": "1", "portion": "{portion}", "day": "{day}"},
    ),
    "her food among the usual": (
        "/diary/{day}/usual/",
        {"food-{food}": "on", "amount-{food}": "1"},
    ),
    "her supplement": (
        "/diary/{day}/supplements/?product={product_id}",
        {"product": "{product_id}"},
    ),
}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("kind", ["page", "fragment"])
def test_ids_in_a_body_reach_nothing_of_hers(
    what: str, kind: str, world: World, hers: dict[str, Any]
) -> None:
    names = hers | {"day": DAY}
    path, fields = BODIES[what]
    sent = {"client_id": str(new_id()), "meal": "lunch"} | {
        key.format(**names): [
            part.format(**names) for part in ([value] if isinstance(value, str) else value)
        ]
        for key, value in fields.items()
    }
    headers = {"HX-Request": "true"} if kind == "fragment" else {}

    response = world.ask("bob", "POST", path.format(**names), data=sent, headers=headers)

    assert response.status_code in (404, 422)
    assert CANARY not in response.content.decode()
    assert world.changed() == set()
    assert not Entry.objects.filter(user__email="bob@example.org").exists()
    assert not Dose.objects.filter(user__email="bob@example.org").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/diary/{day}/choices/?q=Canary",
        "/diary/{day}/choices/?q=Canary of alice, spinach",
        "/diary/{day}/choices/?q=spinach, sugar&use={food}:spinach",
        "/diary/{day}/choices/?q=spinach, sugar&use={former}:spinach",
        "/diary/{day}/?q=Canary",
        "/foods/?q=Canary of alice",
        "/diary/{day}/supplements/?product={product_id}",
        "/diary/{day}/usual/?meal=lunch",
        "/diary/{day}/",
        "/diary/deleted/",
        "/week/2026-W47/",
        "/nutrients/{day}/",
        "/nutrients/{day}/304/",
        "/settings/",
    ],
)
def test_queries_find_nothing_of_hers(path: str, world: World, hers: dict[str, Any]) -> None:
    path = path.format(**hers, day=DAY)

    to_bob, to_admin, to_alice = (
        world.ask(role, "GET", path) for role in ("bob", "admin", "alice")
    )

    assert (to_bob.status_code, to_alice.status_code) == (200, 200)
    hidden = (
        CANARY.encode(),
        b"Glycinate",
        str(hers["entry_id"]).encode(),
        str(hers["product_id"]).encode(),
    )
    for response in (to_bob, to_admin):
        content = response.content.replace(path.encode(), b"").replace(b"Canary of alice", b"", 2)
        assert [secret for secret in hidden if secret in content] == [], path


def test_same_client_id_as_hers_makes_a_row_of_bobs_own(world: World, hers: dict[str, Any]) -> None:
    client_id = Entry.objects.get(user=world.alice, id=hers["entry_id"]).id

    response = world.ask(
        "bob",
        "POST",
        f"/diary/{DAY}/add/",
        data={"client_id": str(client_id), "meal": "lunch", "pick": f"{hers['spinach']}:g:7"},
    )

    assert response.status_code == 302
    assert Entry.objects.get(user__email="bob@example.org").grams == 7
    assert world.changed() == set()


def notes(alice: User, hers: dict[str, Any]) -> dict[UndoStep, Any]:
    """What a note of each step carries, with alice's ids."""
    entry = Entry.objects.get(user=alice, id=hers["entry_id"])
    dose = Dose.objects.get(user=alice, id=hers["dose_id"])
    gone = Entry.objects.filter(user=alice, deleted_at__isnull=False)
    gone_water = Water.objects.filter(user=alice, deleted_at__isnull=False)
    return {
        "remove": [str(entry.id)],
        "restore": [str(row.id) for row in gone],
        "put_back": entry_state(entry) | {"grams": "999"},
        "star": hers["food"],
        "unstar": hers["spinach"],
        "older_values": [entry.revision_id, [[entry.revision_id, entry.updated_at.isoformat()]]],
        "remove_label": ["dose", str(dose.id)],
        "restore_label": ["water", str(gone_water[0].id)],
        "put_back_label": [
            "dose",
            str(dose.id),
            state_of(dose) | {"name": "stolen"},
        ],
        "keep_product": str(hers["product_id"]),
        "avoid_food": hers["spinach"],
        "allow_food": hers["food"],  # she avoids it
        "say_again": [[DAY, None]],
    }


STEPS: tuple[UndoStep, ...] = UndoStep.__args__  # type: ignore[attr-defined]


@pytest.mark.parametrize("step", STEPS)
def test_her_notes_do_nothing_for_bob(step: UndoStep, world: World, hers: dict[str, Any]) -> None:
    token = undo_note(world.alice, step, date.fromisoformat(DAY), notes(world.alice, hers)[step])

    answer = world.ask(
        "bob", "POST", "/diary/undo/", data={"token": token}, headers={"HX-Request": "true"}
    )

    assert "cannot be undone" in answer.content.decode()
    assert world.changed() == set()


@pytest.mark.parametrize("step", STEPS)
def test_note_of_bobs_that_names_her_rows_changes_nothing_of_hers(
    step: UndoStep,
    world: World,
    hers: dict[str, Any],
) -> None:
    """No page makes such a note; should one ever do so, the step still touches bob's rows only."""
    bob = User.objects.get(email="bob@example.org")
    token = undo_note(bob, step, date.fromisoformat(DAY), notes(world.alice, hers)[step])

    with contextlib.suppress(CannotUndo):
        apply_undo(bob, token)

    assert world.changed() == set()


def test_what_bob_may_do_to_what_is_everybodys_leaves_her_alone(
    world: World, hers: dict[str, Any]
) -> None:
    Favourite.objects.create(user=world.alice, food_id=hers["spinach"])
    set_day_status(user=world.alice, days=[date.fromisoformat(DAY)], status="complete")
    log(world.alice, Food.objects.get(pk=hers["spinach"]), grams="12", on="2026-11-20")
    before = world._replace(rows=world.now())
    requests: list[Callable[[], Any]] = [
        lambda: world.ask("bob", "POST", f"/foods/{hers['spinach']}/star/", data={"off": "1"}),
        lambda: world.ask("bob", "POST", f"/foods/{hers['spinach']}/newer-value/", data={"x": "1"}),
        lambda: world.ask("bob", "POST", f"/diary/{DAY}/reopen/", data={"x": "1"}),
        lambda: world.ask("bob", "POST", "/week/2026-W47/complete/", data={"day": [DAY]}),
        lambda: world.ask(
            "bob", "POST", "/diary/2026-11-20/copy/", data={"client_id": str(new_id()), "to": DAY}
        ),
    ]

    statuses = [request().status_code for request in requests]

    assert max(statuses) < 500
    assert before.changed() == set()
    assert Day.objects.filter(user=world.alice, status="complete").exists()
    assert not SavedSupplement.objects.filter(user__email="bob@example.org").exists()

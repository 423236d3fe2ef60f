"""Every operation of the API, with no token, a wrong one, alice's, a read-only one of hers, bob's
and admin's.

The operations come from the resolver; one that is not in the table fails the run: say there whose
it is.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, LifeStagePeriod, User
from accounts.tokens.actions import make_token, revoke_token
from nutrition.api.urls import api
from nutrition.diary.actions import delete_entries
from nutrition.diary.label_amounts.actions import delete_label_amount
from nutrition.diary.supplements.actions import label_of, save_supplement
from tests.api.programs import V1, Program, json_of
from tests.builders import Foods, drink, log, make_own_food, take
from tests.conftest import signed_in

DAY = "2026-11-21"
ENTRY = {"date": DAY, "meal": "lunch", "grams": "30"}
DOSE = {"date": DAY, "name": "Glycinate", "magnesium_mg": "100"}
WATER = {"date": DAY, "litres": "1", "mg_per_litre": "24"}
PERIOD = {"kind": "lactating", "from": "2026-06-01", "to": None}

PERSONAL, OWNED = "each their own", "alice's only"
# Operation -> whose it is, and a body that is good. {braces} are filled in by `things`.
TABLE: dict[str, tuple[str, Any]] = {
    "GET /foods": (PERSONAL, None),
    "GET /foods/{food_id}": (OWNED, None),
    "POST /foods/{food_id}/use-newer-values": (OWNED, None),
    "GET /favourites": (PERSONAL, None),
    "PUT /favourites/{food_id}": (OWNED, None),
    "DELETE /favourites/{food_id}": (OWNED, None),
    "GET /usual-foods": (PERSONAL, None),
    "GET /entries": (PERSONAL, None),
    "POST /entries": (OWNED, ENTRY | {"food_id": "{food_id}"}),
    "GET /entries/{entry_id}": (OWNED, None),
    "PATCH /entries/{entry_id}": (OWNED, {"grams": "31"}),
    "DELETE /entries/{entry_id}": (OWNED, None),
    "POST /entries/{deleted_entry_id}/restore": (OWNED, None),
    "POST /entries/{entry_id}/copy": (OWNED, {"to": DAY}),
    "POST /entries/copy": ("alice's day", {"from": DAY, "to": "2026-11-22"}),
    "POST /parse": (PERSONAL, {"text": "2 eggs"}),
    "GET /doses": (PERSONAL, None),
    "POST /doses": (PERSONAL, DOSE),
    "GET /doses/{dose_id}": (OWNED, None),
    "PATCH /doses/{dose_id}": (OWNED, {"quantity": "2"}),
    "DELETE /doses/{dose_id}": (OWNED, None),
    "POST /doses/{deleted_dose_id}/restore": (OWNED, None),
    "GET /products": (PERSONAL, None),
    "PUT /products": (PERSONAL, {"name": "Citrate", "magnesium_mg": "50"}),
    "DELETE /products/{product_id}": (OWNED, None),
    "POST /products/{product_id}/take": (OWNED, {"date": DAY}),
    "GET /waters": (PERSONAL, None),
    "POST /waters": (PERSONAL, WATER),
    "GET /waters/{water_id}": (OWNED, None),
    "PATCH /waters/{water_id}": (OWNED, {"litres": "2"}),
    "DELETE /waters/{water_id}": (OWNED, None),
    "POST /waters/{deleted_water_id}/restore": (OWNED, None),
    "GET /days/{on}": (PERSONAL, None),
    "PUT /days/{on}": (PERSONAL, {"status": "complete"}),
    "GET /weeks/{week}": (PERSONAL, None),
    "GET /trends": (PERSONAL, None),
    "GET /nutrients/{on}": (PERSONAL, None),
    "GET /export": (PERSONAL, None),
    "GET /profile": (PERSONAL, None),
    "PATCH /profile": (PERSONAL, {"time_zone": "Europe/Berlin"}),
    "GET /life-stages": (PERSONAL, None),
    "POST /life-stages": ("alice's sex", PERIOD),
    "GET /life-stages/{pk}": (OWNED, None),
    "PATCH /life-stages/{pk}": (OWNED, {"to": "2026-09-01"}),
    "DELETE /life-stages/{pk}": (OWNED, None),
}
ONLY_READ = "POST /parse"


def operations() -> Iterator[str]:
    """Such as "GET /entries/{entry_id}"; restoring names what was deleted."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            plain = re.sub(r"{\w+:", "{", path)
            if plain.endswith("/restore"):
                plain = plain.replace("{", "{deleted_")
            yield from (
                f"{method} {plain}"
                for one in view.operations
                for method in one.methods
                if method != "HEAD"  # GET without its body: see below
            )


OPERATIONS = sorted(operations())


def test_each_operation_is_in_the_table_and_the_table_has_no_others() -> None:
    assert sorted(TABLE) == OPERATIONS


@pytest.fixture
def things(alice: User, foods: Foods) -> dict[str, object]:
    """Something of alice's for each parameter."""
    food = make_own_food("Alice's soup", owner=alice, magnesium="10")
    entry, deleted = (log(alice, foods.banana, grams="100", on=DAY) for _ in range(2))
    delete_entries(user=alice, ids=[deleted.id])
    dose, deleted_dose = (take(alice, "Glycinate", "100", on=DAY) for _ in range(2))
    water, deleted_water = (drink(alice, "1", "24", on=DAY) for _ in range(2))
    for kind, row in (("dose", deleted_dose), ("water", deleted_water)):
        delete_label_amount(user=alice, kind=kind, id_=row.id)
    period = LifeStagePeriod.objects.create(
        user=alice, kind="pregnant", starts_on="2025-08-01", ends_on="2026-05-01"
    )
    return {
        "food_id": f"own:{food.id}",
        "entry_id": entry.id,
        "deleted_entry_id": deleted.id,
        "dose_id": dose.id,
        "deleted_dose_id": deleted_dose.id,
        "water_id": water.id,
        "deleted_water_id": deleted_water.id,
        "product_id": save_supplement(user=alice, label=label_of(dose)).pk,
        "pk": period.pk,
        "on": DAY,
        "week": "2026-W47",
    }


def ask(program: Program, operation: str, things: dict[str, object]) -> int:
    method, path = operation.split()
    body = TABLE[operation][1]
    if body and body.get("food_id"):
        body = body | {"food_id": things["food_id"]}
    response = program.send(method, path.format(**things), body)
    problem = response.headers.get("Content-Type") == "application/problem+json"
    assert problem == (response.status_code >= 400), response.content
    return response.status_code


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operation_gives_each_role_what_the_table_says(
    operation: str, things: dict[str, object], alice: User, bob: User, admin: User
) -> None:
    whose, is_read = TABLE[operation][0], operation.startswith("GET") or operation == ONLY_READ
    strangers = {OWNED: 404, PERSONAL: None, "alice's day": 409, "alice's sex": None}[whose]
    programs = {
        "nobody": Program(None),
        "wrong": Program(None, token="mw_1_" + "x" * 43),
        "bob": Program(bob),
        "admin": Program(admin),
        "reader": Program(alice, scope="read"),
        "alice": Program(alice),
    }

    given = {role: ask(program, operation, things) for role, program in programs.items()}

    assert given["nobody"] == given["wrong"] == 401
    assert given["reader"] == (given["alice"] if is_read else 403)
    assert given["alice"] in (200, 201, 204)
    if strangers:
        assert given["bob"] == given["admin"] == strangers
    elif whose == PERSONAL:
        assert given["bob"] == given["admin"] == given["alice"]
    else:
        assert given["bob"] == 409


def test_lists_have_nothing_of_others(things: dict[str, object], bob: User) -> None:
    program = Program(bob)

    lists = [
        path.removeprefix("GET ") for path in TABLE if path.startswith("GET") and "{" not in path
    ]
    told_bob = "".join(
        program.send("GET", path).getvalue().decode() for path in [*lists, f"/days/{DAY}"]
    )

    assert not [
        name
        for name, thing in things.items()
        if "-" in str(thing) and str(thing) in told_bob and thing != DAY
    ]
    assert "soup" not in told_bob


def test_session_of_a_browser_opens_nothing(alice: User) -> None:
    response = signed_in(alice).get(f"{V1}/profile")

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Magwise"'


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Basic abc", "mw_1_x", "Bearer \x00", "Bearer mw_1_" + "x" * 10_000],
)
def test_other_credentials_open_nothing(alice: User, header: str) -> None:
    response = Client().get(f"{V1}/profile", headers={"Authorization": header})

    assert response.status_code == 401


def test_token_of_another_person_cannot_be_claimed(alice: User, bob: User) -> None:
    token = make_token(user=alice, name="T", scope=ApiToken.Scope.READ, lasts=None)
    claimed = f"mw_{bob.pk}_{token.split('_', 2)[2]}"

    assert Program(None, token=claimed).send("GET", "/profile").status_code == 401
    assert Program(None, token=token).send("GET", "/profile").status_code == 200


@pytest.mark.parametrize("end", ["expired", "revoked", "inactive", "leaving"])
def test_token_ends(alice: User, end: str) -> None:
    program = Program(alice)
    before = program.send("GET", "/profile").status_code
    match end:
        case "expired":
            ApiToken.objects.filter(user=alice).update(
                expires_at=timezone.now() - timedelta(seconds=1)
            )
        case "revoked":
            revoke_token(user=alice, token_id=ApiToken.objects.get(user=alice).pk)
        case "inactive":
            User.objects.filter(pk=alice.pk).update(is_active=False)
        case "leaving":
            User.objects.filter(pk=alice.pk).update(
                deletion_due_at=timezone.now() + timedelta(days=14)
            )

    after = program.send("GET", "/profile")

    assert (before, after.status_code) == (200, 401)


@pytest.mark.parametrize("path", ["/entries", "/foods/1", "/openapi.json"])
def test_other_methods_are_refused_with_those_that_are_not(program: Program, path: str) -> None:
    response = program.send("TRACE" if path != "/openapi.json" else "POST", path)

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert json_of(response)["status"] == 405


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name.startswith("GET")])
def test_head_is_a_get_without_its_body(
    operation: str, things: dict[str, object], program: Program
) -> None:
    path = operation.removeprefix("GET ").format(**things)

    get, head = program.send("GET", path), program.send("HEAD", path)

    assert (get.status_code, head.status_code) == (200, 200)
    assert head.getvalue() == b""


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/entries/", "/entries/01a201d2-024c-7420-8e70-39eeefca4613", "/entries/1", "/"],
)
def test_what_is_not_there_is_a_problem_too(program: Program, path: str) -> None:
    response = program.send("GET", path)

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_no_other_site_is_let_in(program: Program) -> None:
    response = Client().options(f"{V1}/entries", headers={"Origin": "https://other.example"})

    assert not [name for name in response.headers if name.lower().startswith("access-control")]

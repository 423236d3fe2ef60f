"""Every address of the resolver, asked with every method by everybody: nobody, bob, a curator, a
superuser, and alice.

What each may see is in the table of tests/test_access.py; here is that no method gets around it,
that nobody but alice changes a row of hers, that no page but hers holds what she wrote, and that no
cache keeps what belongs to somebody.
"""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from itertools import product
from typing import Any, NamedTuple

import pytest
from allauth.account.models import EmailAddress
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from nutrition.diary.models import Dose, SavedSupplement
from nutrition.foods.own.models import OwnFood, OwnPortion
from nutrition.foods.search.words import food_words
from tests.builders import make_curator, make_foods, make_person
from tests.conftest import signed_in
from tests.ownership import owned_models
from tests.test_access import ADDRESSES, expected_of, fill, make_ids, outcome
from tests.test_hostile import quiet  # noqa: F401 (a fixture)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OTHERS = ("anonymous", "bob", "admin", "superuser")
CANARY = "Canary of alice"
FORMER = 7_000_001
# What somebody may get who must not come in, whatever the method.
KEPT_OUT = {"sign in", "401", "403", "404", "405"}
OUTCOMES = KEPT_OUT | {"page", "elsewhere", "201", "204", "400", "409", "415", "422", "429"}
# A superuser keeps the accounts; a person's e-mail address is there, a diary is not.
SUPERUSERS = {"admin:accounts_user_password_change": "page", "admin:autocomplete": "403"}

# They decide who may sign in.
MAY_CHANGE = {"admin:accounts_user_change": {"User"}}


class World(NamedTuple):
    """All people with a browser each, and alice's things; built once and never changed."""

    alice: User
    ids: dict[str, object]
    clients: dict[str, Client]
    cookies: dict[str, SimpleCookie]
    rows: dict[str, list[tuple[Any, ...]]]

    def changed(self) -> set[str]:
        """The tables in which rows of alice's are not what they were."""
        now = self.now()
        return {table for table, rows in self.rows.items() if now[table] != rows}

    def now(self) -> dict[str, list[tuple[Any, ...]]]:
        return rows_of(self.alice)

    def ask(self, role: str, method: str, path: str, **data: Any) -> Any:
        """From a browser that has just come: signing out in an earlier request is forgotten."""
        client = self.clients[role]
        client.cookies = SimpleCookie(self.cookies[role].output(header="", sep=";"))
        if data:
            return client.post(path, **data)
        return client.generic(method, path)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        alice, foods = make_person("alice", sex="F", birth_date="1990-05-10"), make_foods()
        ids = make_ids(alice, foods)
        name_her_food(alice)
        Dose.objects.filter(user=alice).update(name=CANARY)
        SavedSupplement.objects.filter(user=alice).update(name=CANARY)
        superuser = make_person("root")
        User.objects.filter(pk=superuser.pk).update(is_staff=True, is_superuser=True)
        people = {
            "bob": make_person("bob"),
            "admin": make_curator("admin"),
            "superuser": superuser,
            "alice": alice,
        }
        clients = {"anonymous": Client()} | {
            role: signed_in(person) for role, person in people.items()
        }
        for client in clients.values():
            client.raise_request_exception = False
        cookies = {role: client.cookies for role, client in clients.items()}
        yield World(alice, ids, clients, cookies, rows_of(alice))
        transaction.set_rollback(True)


def name_her_food(alice: User) -> None:
    """What she made can be found by the name, and by the number of an older version."""
    words = food_words(short_name="", synonyms="", name=CANARY)
    OwnFood.objects.filter(user=alice).update(name=CANARY, words=words, former_number=FORMER)
    OwnPortion.objects.create(
        user=alice,
        food_id=OwnFood.objects.get(user=alice).id,
        position=1,
        unit=CANARY,
        grams=10,
        former_number=FORMER,
    )


def rows_of(alice: User) -> dict[str, list[tuple[Any, ...]]]:
    """All that is alice's, in every table."""
    querysets: list[models.QuerySet[Any]] = [
        model._default_manager.filter(user=alice) for model in owned_models()
    ]
    querysets += [
        User.objects.filter(pk=alice.pk),
        EmailAddress.objects.filter(user=alice),
    ]
    return {rows.model.__name__: sorted(rows.values_list(), key=repr) for rows in querysets}


def expected(name: str, role: str, method: str) -> set[str]:
    """The outcomes that are right."""
    row = expected_of(name)
    assert row, f"say in tests/test_access.py who may see {name}"
    of_role = getattr(row, role, None) or SUPERUSERS.get(name) or _superuser(row.alice, row.admin)
    if method == row.method and role != "superuser":
        return {of_role}
    if method == "POST" and of_role == "404":
        return {"404"}
    return KEPT_OUT if of_role in KEPT_OUT else OUTCOMES


def _superuser(alice: str, curator: str) -> str:
    """Sees what curators see, and what they do not; of alice's things nothing."""
    return "page" if curator == "403" else curator


@pytest.mark.either_database(
    "rules in Python decide who may do what; test_access.py asks each address on both"
)
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(("name", "route"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_no_method_gets_around_the_table(name: str, route: str, world: World, db: None) -> None:
    path = fill(route, world.ids)
    faults = []

    for roles in (OTHERS, ["alice"]):
        with transaction.atomic():
            for role, method in product(roles, METHODS):
                faults += faults_of(world.ask(role, method, path), name, role, method)
            if roles == OTHERS:
                faults += [
                    f"somebody changed alice's {table}"
                    for table in world.changed() - MAY_CHANGE.get(name, set())
                ]
            transaction.set_rollback(True)

    assert faults == []


def faults_of(response: HttpResponse, name: str, role: str, method: str) -> list[str]:
    """What is wrong with the answer."""
    faults = []
    got, right = outcome(response), expected(name, role, method)
    if got not in right:
        faults.append(f"gives {got}, but {sorted(right)} is right")
    if role != "alice" and CANARY in response.getvalue().decode():
        faults.append("shows what alice wrote")
    kept = response.headers["Cache-Control"]
    if not {"private", "no-store"} <= set(kept.split(", ")):
        faults.append(f"may be kept by a cache: {kept}")
    return [f"{role} {method}: {fault}" for fault in faults]


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(("name", "route"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_head_is_answered_like_get(name: str, route: str, world: World, db: None) -> None:
    """Monitors, link checkers and browsers before a download ask so."""
    path = fill(route, world.ids)

    responses = []
    for method in ("GET", "HEAD"):
        with transaction.atomic():
            responses.append(world.ask("alice", method, path))
            transaction.set_rollback(True)

    get, head = responses
    assert head.status_code == get.status_code
    assert head.getvalue() == b""
    assert ("HEAD" in head.headers.get("Allow", "")) == ("GET" in get.headers.get("Allow", ""))

"""A full disk, a lock of another process: told as what they are, and reading goes on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client

from accounts.models import ApiToken, User
from accounts.tokens.actions import make_token
from accounts.tokens.limits import BATCHES_PER_LIMIT
from tests import outages
from tests.builders import PASSWORD, Foods, log, make_foods, make_person
from tests.ops.test_full_disk import no_room
from tests.outages import WRITES, statements

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite",
        reason="PostgreSQL can neither be told to be full, nor be locked",
    ),
]
DAY = "2026-11-21"


@contextmanager
def locked(person: User, foods: Foods) -> Iterator[None]:
    """Somebody else writes, for longer than anybody waits here."""
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    patience = connection.settings_dict["OPTIONS"]["timeout"]
    other.execute("BEGIN IMMEDIATE")
    connection.settings_dict["OPTIONS"]["timeout"] = 0.2
    connection.close()
    try:
        yield
    finally:
        other.close()
        connection.settings_dict["OPTIONS"]["timeout"] = patience
        connection.close()


@contextmanager
def full(person: User, foods: Foods) -> Iterator[None]:
    """Not a byte can be written. (`no_room` leaves corners in the pages of small tables.)"""
    with no_room(person, foods.sugar.current_id), statements(*WRITES, then=outages.full()):
        yield


TROUBLES = pytest.mark.parametrize(("trouble", "status"), [(locked, 503), (full, 507)])


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def foods() -> Foods:
    return make_foods()


@TROUBLES
@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_sign_in_calls_it_a_trouble_of_magwise(
    trouble: object, status: int, password: str, alice: User, foods: Foods
) -> None:
    client = Client(raise_request_exception=False)

    with trouble(alice, foods):
        answers = [
            client.post("/accounts/login/", {"login": alice.email, "password": password})
            for _ in range(8)
        ]

    assert {answer.status_code for answer in answers} == {status}
    assert "Too many" not in answers[-1].content.decode()


@TROUBLES
def test_code_that_cannot_be_checked_is_not_called_wrong(
    trouble: object, status: int, alice: User, foods: Foods
) -> None:
    TOTP.activate(alice, generate_totp_secret())
    client = Client(raise_request_exception=False)
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})

    with trouble(alice, foods):
        answer = client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    assert answer.status_code == status
    assert "not right" not in answer.content.decode()


@TROUBLES
def test_forms_of_strangers_are_answered_truly(
    trouble: object, status: int, alice: User, foods: Foods
) -> None:
    client = Client(raise_request_exception=False)

    with trouble(alice, foods):
        answers = [
            client.post("/accounts/password/reset/", {"email": alice.email}),
            client.post(
                "/accounts/signup/", {"email": "new@example.org", "password1": "four random words"}
            ),
        ]

    assert [answer.status_code for answer in answers] == [status, status]


@TROUBLES
def test_programs_read_on(
    trouble: object, status: int, alice: User, foods: Foods, settings: object
) -> None:
    log(alice, foods.spinach, grams="30", on=DAY)
    settings.API_REQUESTS_PER_MINUTE = 2 * BATCHES_PER_LIMIT  # type: ignore[attr-defined]
    token = make_token(user=alice, name="Scale", scope=ApiToken.Scope.WRITE, lasts=None)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})

    with trouble(alice, foods):
        reads = [client.get(f"/api/v1/days/{DAY}").status_code for _ in range(5)]
        write = client.put(
            f"/api/v1/days/{DAY}", {"status": "complete"}, content_type="application/json"
        )

    assert set(reads) == {200}
    assert (write.status_code, write.json()["saved"]) == (status, "no")


@TROUBLES
def test_pages_are_read_on_though_last_seen_cannot_be_written(
    trouble: object, status: int, alice: User, foods: Foods
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(alice)

    with trouble(alice, foods):
        answer = client.get("/diary/")

    assert answer.status_code == 200


def test_worker_that_cannot_write_down_its_count_counts_alone(
    alice: User, foods: Foods, settings: object
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 5  # type: ignore[attr-defined]
    token = make_token(user=alice, name="Scale", scope=ApiToken.Scope.READ, lasts=None)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})

    with time_machine.travel("2026-11-22 12:00:10 +00:00", tick=False), full(alice, foods):
        statuses = [client.get("/api/v1/profile").status_code for _ in range(7)]

    assert statuses == [200] * 5 + [429] * 2


def test_after_the_lock_writes_wait_for_each_other_again(alice: User, foods: Foods) -> None:
    client = Client()
    client.force_login(alice)
    client.get("/diary/")

    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    assert patience == connection.settings_dict["OPTIONS"]["timeout"] * 1000

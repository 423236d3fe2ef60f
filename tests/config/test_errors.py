"""The answers when the database fails, Magwise errs, or a request is refused before its view."""

import io
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from accounts.models import ApiToken, User
from accounts.tokens.actions import make_token
from tests.accounts.test_database_errors import caused, of_sqlite
from tests.conftest import signed_in


@contextmanager
def failing(cause: BaseException) -> Iterator[None]:
    """Each statement fails with this cause."""
    error = caused(OperationalError("said by a database with a secret"), cause)
    with (
        patch.object(connection, "cursor", side_effect=error),
        patch.object(connection, "chunked_cursor", side_effect=error),
    ):
        yield


@pytest.mark.parametrize(
    ("cause", "status", "words", "retry"),
    [
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), 503, "cannot reach its records", "30"),
        (of_sqlite(sqlite3.SQLITE_FULL), 507, "no room to save", None),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), 500, "must restore a backup", None),
        (of_sqlite(sqlite3.SQLITE_ERROR), 500, "Something broke on our side", None),
    ],
)
def test_page_names_the_failure_without_a_query(
    cause: BaseException, status: int, words: str, retry: str | None, alice: User
) -> None:
    client = signed_in(alice)
    client.raise_request_exception = False

    with failing(cause):
        response = client.get("/diary/")

    assert response.status_code == status
    assert words in response.content.decode()
    assert "with a secret" not in response.content.decode()
    # of which nothing is known here
    assert not re.search(r"\b(safe|lost|saved)\b", response.content.decode())
    assert response.headers.get("Retry-After") == retry
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("cause", "status", "words", "retry"),
    [
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), 503, "Send it again in half a minute", "30"),
        (of_sqlite(sqlite3.SQLITE_FULL), 507, "disk of this Magwise is full", None),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), 500, "must restore a backup", None),
        (of_sqlite(sqlite3.SQLITE_ERROR), 500, "fault of ours", None),
    ],
)
def test_api_answers_the_same_failures_as_problems(
    cause: BaseException, status: int, words: str, retry: str | None, alice: User
) -> None:
    token = make_token(user=alice, name="Scale", scope=ApiToken.Scope.READ, lasts=None)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})

    with failing(cause):
        response = client.get("/api/v1/profile")

    assert (response.status_code, response.headers.get("Retry-After")) == (status, retry)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.json()["status"], words in response.json()["detail"]) == (status, True)
    assert "with a secret" not in response.content.decode()


def test_operator_is_told_to_restore_a_backup(
    alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(alice)
    client.raise_request_exception = False

    with failing(of_sqlite(sqlite3.SQLITE_CORRUPT)):
        client.get("/diary/")

    told = [record.getMessage() for record in caplog.records if record.name == "magwise.database"]
    assert "restore a backup" in told[0]


HTTPS_CAUSE = "Magwise is reached over https, but <code>HTTPS=true</code> is not set"
TOO_LONG = "This page was open for too long"
SIGN_IN = "/accounts/login/"


@pytest.fixture
def security() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("magwise.security")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def test_unknown_host_is_explained_without_https(client: Client) -> None:
    answer = client.get("/<b>/?q=<i>", headers={"host": "sEcReT.example"})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "The name in the address bar is not in <code>ALLOWED_HOSTS</code>" in page
    assert "sEcReT" not in page and "<b>" not in page and "<i>" not in page
    assert "Content-Security-Policy" in answer.headers


def test_in_production_the_page_reveals_nothing_of_the_installation(
    client: Client, settings: Settings
) -> None:
    settings.HTTPS = True

    answer = client.get("/", headers={"host": "sEcReT.example"})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "We could not read that request" in page
    assert "ALLOWED_HOSTS" not in page and "sEcReT" not in page


def test_with_debug_the_page_names_the_setting_too(client: Client, settings: Settings) -> None:
    settings.DEBUG = True

    answer = client.get("/", headers={"host": "other.example"})

    assert answer.status_code == 400
    assert "ALLOWED_HOSTS" in answer.content.decode()


@pytest.mark.parametrize(("https", "told"), [(False, True), (True, False)])
def test_api_answers_an_unknown_host_with_a_problem(
    https: bool, told: bool, client: Client, settings: Settings
) -> None:
    settings.HTTPS = https

    answer = client.get("/api/v1/foods", headers={"host": "other.example"})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert ("ALLOWED_HOSTS" in answer.json()["detail"]) == told


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://testserver"},
        {"Origin": "https://testserver", "X-Forwarded-Proto": "https"},
        # the proxy does not pass the name on
        {"Origin": "https://magwise.example", "X-Forwarded-Proto": "https"},
        {"Origin": "https://magwise.example", "X-Forwarded-Proto": "HTTPS, http"},
        # it says nothing of https either
        {"Origin": "https://magwise.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_missing_https_setting_behind_tls_is_named(
    headers: dict[str, str], db: None, security: io.StringIO
) -> None:
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "a"}, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert HTTPS_CAUSE in page
    assert TOO_LONG not in page
    assert security.getvalue().splitlines()[0] == "reached over https, but HTTPS=true is not set"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "null"},
        {"Origin": "https://["},
        {"Origin": "https://evil.example"},
        {"Origin": "https://testserver.evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example", "X-Forwarded-Proto": "https"},
        {"X-Forwarded-Proto": "https"},
    ],
)
def test_other_csrf_failures_are_not_blamed_on_https(
    headers: dict[str, str], db: None, security: io.StringIO
) -> None:
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "a"}, headers=headers)

    assert answer.status_code == 403
    assert TOO_LONG in answer.content.decode()
    assert "HTTPS=true" not in security.getvalue()


def test_with_https_set_the_setting_is_not_blamed(db: None, settings: Settings) -> None:
    settings.HTTPS = True

    answer = Client(enforce_csrf_checks=True).post(
        SIGN_IN, {}, headers={"Origin": "https://testserver"}
    )

    assert TOO_LONG in answer.content.decode()

"""When the database cannot do its work: the page, and what load balancers are told."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2
import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
)
from django.test import Client

from accounts.database_errors import classify_failure
from accounts.models import ApiToken, User
from accounts.tokens.actions import make_token
from tests.conftest import signed_in


def caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def of_sqlite(code: int) -> sqlite3.Error:
    cause = sqlite3.OperationalError("said by SQLite")
    cause.sqlite_errorcode = code
    return cause


def of_postgres(
    state: str | None, kind: type[Exception] = psycopg2.OperationalError
) -> BaseException:
    """psycopg2 sets `pgcode` itself; a class of the same name may have any."""
    return type(kind.__name__, (Exception,), {"pgcode": state})("said by PostgreSQL")


@pytest.mark.parametrize(
    ("cause", "trouble"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), "full"),
        (of_sqlite(sqlite3.SQLITE_BUSY), "unavailable"),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), "unavailable"),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), "unavailable"),
        (of_sqlite(sqlite3.SQLITE_READONLY), "unavailable"),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), "unavailable"),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), "damaged"),
        (of_sqlite(sqlite3.SQLITE_CORRUPT_INDEX), "damaged"),
        (of_sqlite(sqlite3.SQLITE_NOTADB), "damaged"),
        (of_sqlite(sqlite3.SQLITE_ERROR), None),  # no such table: a fault of ours
        (of_sqlite(sqlite3.SQLITE_MISMATCH), None),
        (of_postgres("53100"), "full"),
        (of_postgres("53300"), "unavailable"),  # too many connections
        (of_postgres("57P01"), "unavailable"),  # an administrator stops the server
        (of_postgres("25006", psycopg2.InternalError), "unavailable"),
        (of_postgres(None), "unavailable"),
        # the server died in the middle of an answer
        (of_postgres(None, psycopg2.DatabaseError), "unavailable"),
        (of_postgres("XX001", psycopg2.InternalError), "damaged"),
        (of_postgres("XX002", psycopg2.InternalError), "damaged"),
        (of_postgres(None, psycopg2.ProgrammingError), None),
        (of_postgres("42P01"), None),
        (of_postgres("57014"), None),  # a statement that was stopped for taking too long
    ],
)
def test_trouble_of_the_machine_is_told_from_ours(
    cause: BaseException, trouble: str | None
) -> None:
    assert classify_failure(caused(OperationalError("x"), cause)) == trouble


@pytest.mark.parametrize(
    "error", [None, ValueError("x"), IntegrityError("x"), DatabaseError("x"), OSError(28, "full")]
)
def test_other_errors_are_no_trouble_of_the_database(error: Exception | None) -> None:
    assert classify_failure(error) is None


def test_kinds_of_database_errors_are_known() -> None:
    assert (
        classify_failure(caused(InterfaceError("x"), of_postgres(None, psycopg2.InterfaceError)))
        == "unavailable"
    )
    assert (
        classify_failure(caused(InternalError("x"), of_postgres("XX000", psycopg2.InternalError)))
        is None
    )


@contextmanager
def away(cause: BaseException) -> Iterator[None]:
    """Each statement fails with that cause."""
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
def test_page_says_what_the_matter_is_without_asking_the_database(
    cause: BaseException, status: int, words: str, retry: str | None, alice: User
) -> None:
    client = signed_in(alice)
    client.raise_request_exception = False

    with away(cause):
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
def test_programs_are_told_the_same_as_problems(
    cause: BaseException, status: int, words: str, retry: str | None, alice: User
) -> None:
    token = make_token(user=alice, name="Scale", scope=ApiToken.Scope.READ, lasts=None)
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})

    with away(cause):
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

    with away(of_sqlite(sqlite3.SQLITE_CORRUPT)):
        client.get("/diary/")

    told = [record.getMessage() for record in caplog.records if record.name == "magwise.database"]
    assert "restore a backup" in told[0]

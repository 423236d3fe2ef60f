"""Database errors of both drivers, told apart as failures and as our own faults."""

import sqlite3

import psycopg
import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)

from accounts.database_errors import classify_failure


def caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def of_sqlite(code: int) -> sqlite3.Error:
    cause = sqlite3.OperationalError("said by SQLite")
    cause.sqlite_errorcode = code
    return cause


def of_postgres(state: str | None) -> psycopg.Error:
    cause = psycopg.Error("said by PostgreSQL")
    cause.sqlstate = state
    return cause


@pytest.mark.parametrize(
    ("cause", "failure"),
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
        (of_postgres("25006"), "unavailable"),
        (of_postgres(None), "unavailable"),
        (of_postgres("XX001"), "damaged"),
        (of_postgres("XX002"), "damaged"),
        (of_postgres("42P01"), None),
        (of_postgres("57014"), None),  # a statement that was stopped for taking too long
    ],
)
def test_database_failures_are_told_from_our_own_errors(
    cause: BaseException, failure: str | None
) -> None:
    assert classify_failure(caused(OperationalError("x"), cause)) == failure


@pytest.mark.parametrize(
    "error", [None, ValueError("x"), IntegrityError("x"), DatabaseError("x"), OSError(28, "full")]
)
def test_other_errors_are_no_database_failures(error: Exception | None) -> None:
    assert classify_failure(error) is None


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (OperationalError("x"), "unavailable"),
        (InterfaceError("x"), "unavailable"),
        (DatabaseError("x"), "unavailable"),  # the server died in the middle of an answer
        (ProgrammingError("x"), None),
        (InternalError("x"), None),
    ],
)
def test_lost_connections_have_no_state(error: Exception, failure: str | None) -> None:
    assert classify_failure(caused(error, of_postgres(None))) == failure


def test_unknown_states_are_no_database_failures() -> None:
    assert classify_failure(caused(InternalError("x"), of_postgres("XX000"))) is None

"""A database that fails as Django and its driver would tell."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import psycopg
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper

WRITES = ("INSERT", "UPDATE", "DELETE", "\n    INSERT")


def lost() -> OperationalError:
    """As Django raises it when the connection breaks."""
    error = OperationalError("server closed the connection unexpectedly")
    error.__cause__ = psycopg.OperationalError("server closed the connection unexpectedly")
    return error


def full() -> OperationalError:
    error, cause = (
        OperationalError("database or disk is full"),
        sqlite3.OperationalError("database or disk is full"),
    )
    cause.sqlite_errorcode = sqlite3.SQLITE_FULL
    error.__cause__ = cause
    return error


@contextmanager
def statements(*beginnings: str, then: Exception) -> Iterator[None]:
    """Statements that begin so fail in the driver."""
    execute = CursorWrapper._execute

    def fails(self: CursorWrapper, sql: str, *rest: object) -> object:
        if sql.lstrip().startswith(beginnings):
            raise then
        return execute(self, sql, *rest)

    with patch.object(CursorWrapper, "_execute", fails):
        yield

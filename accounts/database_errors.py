"""What a database's error means: trouble of the machine or a fault of ours, never of who asked."""

from collections.abc import Iterator
from typing import Literal

from django.db import DatabaseError, InterfaceError
from django.db.transaction import TransactionManagementError

# The disk is full; the database is away; what it reads back is not what was written.
DatabaseFailure = Literal["full", "unavailable", "damaged"]

# SQLite: busy, locked, read-only, input/output error, cannot open.
SQLITE_UNAVAILABLE = {5, 6, 8, 10, 14}
SQLITE_DAMAGED = {11, 26}  # "database disk image is malformed", "file is not a database"
SQLITE_FULL = 13
# PostgreSQL's classes of errors: no connection, too few resources, an operator's hand, its system.
POSTGRES_UNAVAILABLE = ("08", "53", "57P", "58")
POSTGRES_DAMAGED = {"XX001", "XX002"}  # a page or an index that cannot be read
POSTGRES_FULL = "53100"
POSTGRES_READ_ONLY = "25006"  # a standby
# psycopg2 raises the bare one when the server dies in the middle of an answer.
LOST_CONNECTION_ERRORS = {"OperationalError", "InterfaceError", "DatabaseError"}


def classify_failure(error: BaseException | None) -> DatabaseFailure | None:
    """None for our own faults."""
    if isinstance(error, TransactionManagementError) and error.__cause__ is None:
        return classify_failure(error.__context__)  # said of a transaction that had failed before
    if not isinstance(error, DatabaseError | InterfaceError) or error.__cause__ is None:
        return None
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _classify_sqlite(code & 0xFF)  # the rest tells which kind of it
    return _classify_postgres(getattr(cause, "pgcode", None), type(cause).__name__)


def _classify_sqlite(code: int) -> DatabaseFailure | None:
    if code == SQLITE_FULL:
        return "full"
    if code in SQLITE_DAMAGED:
        return "damaged"
    return "unavailable" if code in SQLITE_UNAVAILABLE else None


def _classify_postgres(state: str | None, kind: str) -> DatabaseFailure | None:
    if state is None:  # the connection was never made, or broke
        return "unavailable" if kind in LOST_CONNECTION_ERRORS else None
    if state == POSTGRES_FULL:
        return "full"
    if state in POSTGRES_DAMAGED:
        return "damaged"
    return (
        "unavailable"
        if state == POSTGRES_READ_ONLY or state.startswith(POSTGRES_UNAVAILABLE)
        else None
    )


def is_certain_rejection(error: BaseException) -> bool:
    """Whether the statement that failed changed nothing: the database itself said no, and lives."""
    cause = error.__cause__
    code, state = getattr(cause, "sqlite_errorcode", None), getattr(cause, "pgcode", None)
    if code is not None:
        return bool(code & 0xFF not in {10, *SQLITE_DAMAGED})
    return state is not None and classify_failure(error) in (None, "full")


def exception_chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those in whose handling it was raised."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

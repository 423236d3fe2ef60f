"""Tells failures of the database (disk, server, damage) from faults of our own."""

from collections.abc import Iterator
from typing import Literal

from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError

# The disk is full; the database does not answer or takes no writes; its file is damaged.
DatabaseFailure = Literal["full", "unavailable", "damaged"]

# SQLite's primary result codes: busy, locked, read-only, input/output error, cannot open.
SQLITE_IO_ERROR = 10
SQLITE_UNAVAILABLE = {5, 6, 8, SQLITE_IO_ERROR, 14}
SQLITE_DAMAGED = {11, 26}  # "database disk image is malformed", "file is not a database"
SQLITE_FULL = 13
# PostgreSQL's SQLSTATE classes: no connection, insufficient resources, operator intervention,
# system error.
POSTGRES_UNAVAILABLE = ("08", "53", "57P", "58")
POSTGRES_DAMAGED = {"XX001", "XX002"}  # a page or an index that cannot be read
POSTGRES_FULL = "53100"
POSTGRES_READ_ONLY = "25006"  # such as a standby server
# A server that dies in the middle of an answer may leave the bare DatabaseError.
LOST_CONNECTION_ERRORS = {OperationalError, InterfaceError, DatabaseError}


def classify_failure(error: BaseException | None) -> DatabaseFailure | None:
    """None for a fault of our own, such as a violated constraint, and for other errors."""
    if isinstance(error, TransactionManagementError) and error.__cause__ is None:
        return classify_failure(error.__context__)  # what broke the transaction
    if not isinstance(error, DatabaseError | InterfaceError) or error.__cause__ is None:
        return None
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _classify_sqlite(code & 0xFF)  # the upper bits are the extended code
    return _classify_postgres(getattr(cause, "sqlstate", None), type(error))


def _classify_sqlite(code: int) -> DatabaseFailure | None:
    if code == SQLITE_FULL:
        return "full"
    if code in SQLITE_DAMAGED:
        return "damaged"
    return "unavailable" if code in SQLITE_UNAVAILABLE else None


def _classify_postgres(state: str | None, kind: type[Exception]) -> DatabaseFailure | None:
    if state is None:  # there was no connection, or it broke
        return "unavailable" if kind in LOST_CONNECTION_ERRORS else None
    if state == POSTGRES_FULL:
        return "full"
    if state in POSTGRES_DAMAGED:
        return "damaged"
    if state == POSTGRES_READ_ONLY or state.startswith(POSTGRES_UNAVAILABLE):
        return "unavailable"
    return None


def is_certain_rejection(error: BaseException) -> bool:
    """Whether a failed statement surely changed nothing, because the database rejected it."""
    cause = error.__cause__
    code, state = getattr(cause, "sqlite_errorcode", None), getattr(cause, "sqlstate", None)
    if code is not None:
        return bool(code & 0xFF not in {SQLITE_IO_ERROR, *SQLITE_DAMAGED})
    return state is not None and classify_failure(error) in (None, "full")


def exception_chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and the errors during whose handling it was raised."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

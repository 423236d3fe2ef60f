"""For the few statements that every page asks, written by hand.

Django needs 1-2 ms to build and compile a query of several joins that the database answers in 0.2
ms (docs/performance.md). What stands here makes the answers of SQLite and PostgreSQL the same.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection


def fetch_all(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows as the database driver gives them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def delete_where(table: str, column: str, values: Sequence[Any]) -> None:
    """Without Django's search for rows that refer to these: the database refuses if any do."""
    if values:
        with connection.cursor() as cursor:
            sql = f"DELETE FROM {table} WHERE {column} IN {placeholders(values)}"  # noqa: S608
            cursor.execute(sql, values)


@contextmanager
def short_lock_timeout() -> Iterator[None]:
    """For what may be left undone: waits half a second for SQLite's lock, not as long as others."""
    if connection.vendor != "sqlite":
        yield
        return
    patience = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 500")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience * 1000}")


def placeholders(values: Sequence[Any]) -> str:
    """The placeholders of an IN: "(%s, %s)"."""
    return f"({', '.join(['%s'] * len(values))})"


@lru_cache(maxsize=8192)
def to_decimal(number: Decimal | float) -> Decimal:
    """The decimal that was stored. SQLite's floats: their shortest text is what went in."""
    return Decimal(str(number))


def decimal_or_none(number: Decimal | float | None) -> Decimal | None:
    return None if number is None else to_decimal(number)


def as_date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def as_uuid(value: UUID | bytes) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=value)


def as_instant(value: datetime) -> datetime:
    """SQLite keeps instants without their time zone, which is always UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)

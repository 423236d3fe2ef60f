"""Helpers for the few statements of every page that are written as SQL.

Django takes 1-2 ms to build and compile a query with several joins, which the database answers in
0.2 ms (docs/performance.md). The conversions make the values of SQLite and PostgreSQL the same.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from accounts.ids import day_number, day_of_number


def fetch_all(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows with the values of the database driver. Days and ids of diaries among the
    parameters are converted (accounts/ids.py).
    """
    if connection.vendor == "sqlite":
        parameters = [_sqlite_value(each) for each in parameters]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _sqlite_value(parameter: Any) -> Any:
    if type(parameter) is date:
        return day_number(parameter)
    return parameter.bytes if isinstance(parameter, UUID) else parameter


def insert_all(rows: Sequence[Model]) -> None:
    """Like bulk_create, for rows of one model that have their keys, without building a query."""
    fields, sql = _insert_statement(type(rows[0]), len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                field.get_db_prep_save(field.pre_save(row, add=True), connection)
                for row in rows
                for field in fields
            ],
        )


@lru_cache(maxsize=64)
def _insert_statement(model: type[Model], count: int) -> tuple[Sequence[Any], str]:
    fields = model._meta.local_concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    rows = ", ".join([placeholders(fields)] * count)
    return fields, f"INSERT INTO {model._meta.db_table} ({columns}) VALUES {rows}"  # noqa: S608


@contextmanager
def short_lock_timeout() -> Iterator[None]:
    """For writes that may be skipped: they wait half a second for SQLite's lock, not 20 seconds."""
    if connection.vendor != "sqlite":
        yield
        return
    usual_timeout = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 500")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual_timeout * 1000}")


def summable_instant(column: str) -> str:
    """An instant as a number. On SQLite it is its last 32 bits of microseconds: of all of them, 63
    bits hold the sum of 5,000 rows only. Sums of instants tell whether any of them has changed.
    """
    is_postgres = connection.vendor == "postgresql"
    return f"EXTRACT(EPOCH FROM {column})" if is_postgres else f"({column} & 4294967295)"


def placeholders(values: Sequence[Any]) -> str:
    """The list of an IN condition: "(%s, %s)"."""
    return f"({', '.join(['%s'] * len(values))})"


@lru_cache(maxsize=8192)
def to_decimal(number: Decimal | float) -> Decimal:
    """The decimal that was stored. SQLite returns a float, whose shortest text is that decimal."""
    return Decimal(str(number))


def decimal_or_none(number: Decimal | float | None) -> Decimal | None:
    return None if number is None else to_decimal(number)


def as_date(value: date | int | str) -> date:
    """A DayField or a DateField as the driver returns it, or cast to text."""
    if isinstance(value, date):
        return value
    if isinstance(value, int) or value.removeprefix("-").isdecimal():
        return day_of_number(int(value))
    return date.fromisoformat(value)


def as_uuid(value: UUID | bytes) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=value)


def as_instant(value: datetime) -> datetime:
    """SQLite stores instants without their time zone, which is always UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)

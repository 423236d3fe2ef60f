"""Keys of the rows that people own, and compact columns for UUIDs, instants and days, because these
tables are very long (docs/adr/0012, 0021).

PostgreSQL has types for them. On SQLite Django would store a UUID as 32 characters, an instant as
26 and a day as 10, in the row and again in each index.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from uuid_utils import compat

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EPOCH_ORDINAL = EPOCH.toordinal()


def new_id() -> UUID:
    """A UUIDv7: unique without asking the database, and ordered by time, so that an index grows
    only at one end.
    """
    return compat.uuid7()


class IdField(models.UUIDField):
    """A UUID; on SQLite 16 bytes, which sort as the text does."""

    def get_internal_type(self) -> str:
        return "IdField"  # under its own name Django's backend would read the bytes as text

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "uuid" if connection.vendor == "postgresql" else "blob"

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        id_ = value if prepared else self.to_python(value)
        return id_.bytes if isinstance(id_, UUID) and connection.vendor != "postgresql" else id_

    def from_db_value(self, value: UUID | bytes | None, *_: object) -> UUID | None:
        return UUID(bytes=value) if isinstance(value, bytes) else value


class InstantField(models.DateTimeField):
    """A point in time; on SQLite microseconds since 1970: they sort, without date functions."""

    def get_internal_type(self) -> str:
        return "InstantField"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "timestamp with time zone" if connection.vendor == "postgresql" else "bigint"

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if connection.vendor == "postgresql":
            return super().get_db_prep_value(value, connection, prepared)
        instant = value if prepared else self.get_prep_value(value)
        return (instant - EPOCH) // MICROSECOND if isinstance(instant, datetime) else instant

    def from_db_value(self, value: datetime | int | None, *_: object) -> datetime | None:
        return EPOCH + value * MICROSECOND if isinstance(value, int) else value


class DayField(models.DateField):
    """A local date of a diary; on SQLite the days since 1970, which take 2 bytes."""

    def get_internal_type(self) -> str:
        return "DayField"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "date" if connection.vendor == "postgresql" else "integer"

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if connection.vendor == "postgresql":
            return super().get_db_prep_value(value, connection, prepared)
        day = value if prepared else self.get_prep_value(value)
        return day_number(day) if isinstance(day, date) else day

    def from_db_value(self, value: date | int | None, *_: object) -> date | None:
        return day_of_number(value) if isinstance(value, int) else value


def day_number(day: date) -> int:
    """The days since 1970."""
    return day.toordinal() - EPOCH_ORDINAL


def day_of_number(number: int) -> date:
    return date.fromordinal(number + EPOCH_ORDINAL)

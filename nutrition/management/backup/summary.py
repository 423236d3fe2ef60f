"""Summarizes the contents of a backup, counted in exactly the state that was saved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.sql import as_date
from nutrition.diary.models import Entry

PEOPLE, ENTRIES = User._meta.db_table, Entry._meta.db_table
COUNT_PEOPLE = f'SELECT COUNT(*) FROM "{PEOPLE}"'  # noqa: S608
COUNT_ENTRIES = f'SELECT COUNT(*), MAX(eaten_on) FROM "{ENTRIES}" WHERE deleted_at IS NULL'  # noqa: S608


@dataclass(frozen=True)
class BackupSummary:
    people: int
    entries: int
    newest_day: str | None

    def __str__(self) -> str:
        people = "1 person" if self.people == 1 else f"{self.people:,} people"
        entries = "1 entry" if self.entries == 1 else f"{self.entries:,} entries"
        return f"{people}, {entries}, newest day {self.newest_day or 'none'}"


def summarize(fetch_row: Callable[[str], tuple[Any, ...]]) -> BackupSummary:
    """`fetch_row` runs a query on the state that is saved and returns its one row."""
    entries, newest = fetch_row(COUNT_ENTRIES)
    return BackupSummary(
        people=fetch_row(COUNT_PEOPLE)[0],
        entries=entries,
        newest_day=None if newest is None else str(as_date(newest)),
    )

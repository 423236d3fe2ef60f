"""What a backup has in it, counted in the very state that was saved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from nutrition.diary.models import Entry

PEOPLE, ENTRIES = User._meta.db_table, Entry._meta.db_table
OF_PEOPLE = f'SELECT COUNT(*) FROM "{PEOPLE}"'  # noqa: S608
OF_ENTRIES = f'SELECT COUNT(*), MAX(eaten_on) FROM "{ENTRIES}" WHERE deleted_at IS NULL'  # noqa: S608


@dataclass(frozen=True)
class Saved:
    people: int
    entries: int
    newest_day: str | None

    def __str__(self) -> str:
        people = "1 person" if self.people == 1 else f"{self.people:,} people"
        entries = "1 entry" if self.entries == 1 else f"{self.entries:,} entries"
        return f"{people}, {entries}, newest day {self.newest_day or 'none'}"


def count(ask: Callable[[str], tuple[Any, ...]]) -> Saved:
    """`ask` gives the one row that a query finds, on a connection to what is saved."""
    entries, newest = ask(OF_ENTRIES)
    return Saved(
        people=ask(OF_PEOPLE)[0],
        entries=entries,
        newest_day=None if newest is None else str(newest)[:10],
    )

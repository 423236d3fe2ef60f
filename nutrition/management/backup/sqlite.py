"""SQLite's online backup: a copy of one instant, even while the server writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from nutrition.management.backup.files import BackupError, NotMagwiseError
from nutrition.management.backup.summary import BackupSummary, summarize

BUSY_SECONDS = 20


def save(parameters: dict[str, Any], to: Path) -> BackupSummary:
    with _opened(Path(parameters["database"]), "ro") as source, _opened(to, "rwc") as copy:
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            _check(copy)
        except sqlite3.DatabaseError as error:  # the disk is full, or the file is not SQLite's
            raise BackupError(f"{parameters['database']} cannot be saved: {error}.") from error
        try:
            return summarize(lambda query: copy.execute(query).fetchone())
        except sqlite3.OperationalError as error:
            raise NotMagwiseError(parameters["database"], error) from error


def load(parameters: dict[str, Any], path: Path) -> None:
    """Replace everything in one transaction: after a crash the database is the old or new one."""
    with _opened(path, "ro") as source, _opened(Path(parameters["database"]), "rwc") as target:
        _check(source)
        source.backup(target)


def migrations_in(parameters: dict[str, Any], path: Path) -> set[tuple[str, str]]:
    """(app, name) of the migrations that were applied when the backup was made."""
    with _opened(path, "ro") as source:
        try:
            return set(source.execute("SELECT app, name FROM django_migrations"))
        except sqlite3.DatabaseError as error:
            raise BackupError(f"{path} is no backup of Magwise on SQLite ({error}).") from error


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS
        )
    except sqlite3.Error as error:
        raise BackupError(f"{path} cannot be opened: {error}.") from error
    with closing(connection):
        yield connection


def _check(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise BackupError(f"The database is damaged: {found}.")

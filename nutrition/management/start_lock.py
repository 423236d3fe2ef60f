"""Lets one start at a time prepare the data; others on the same folder or database wait."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

LOCK_NUMBER = 304  # any number that nothing else locks in this database
WAITING = "Another start of Magwise prepares its data; this one waits for it ..."


@contextmanager
def start_lock(folder: Path, say: Callable[[str], object]) -> Iterator[None]:
    """The kernel and the database release the locks when the process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".preparing").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(WAITING)
            fcntl.flock(file, fcntl.LOCK_EX)
        with _database_lock(say):
            yield


@contextmanager
def _database_lock(say: Callable[[str], object]) -> Iterator[None]:
    """Several machines may share one PostgreSQL database. Commands close the default connection, so
    this lock has a connection of its own.
    """
    if connection.vendor != "postgresql":
        yield
        return
    separate = connection.copy()
    try:
        with separate.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_NUMBER])
            if not cursor.fetchone()[0]:
                say(WAITING)
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        yield
    finally:
        separate.close()

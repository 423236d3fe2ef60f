"""One start prepares at a time: a second on the same folder or database waits."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

LOCK_NUMBER = 304  # any number that nobody else locks in this database
WAITING = "Another start of Magwise prepares its data; this one waits for it ..."


@contextmanager
def alone(folder: Path, say: Callable[[str], object]) -> Iterator[None]:
    """The kernel and the database let go of the locks when their holder ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".preparing").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(WAITING)
            fcntl.flock(file, fcntl.LOCK_EX)
        with _alone_in_database(say):
            yield


@contextmanager
def _alone_in_database(say: Callable[[str], object]) -> Iterator[None]:
    """Several machines may share a PostgreSQL. On its own connection: commands close the usual."""
    if connection.vendor != "postgresql":
        yield
        return
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_NUMBER])
            if not cursor.fetchone()[0]:
                say(WAITING)
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        yield
    finally:
        own.close()

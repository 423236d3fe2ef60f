"""Measures starts: from an installed environment to the first page."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tools.bench.figure import Figure
from tools.bench.server import (
    cpu_seconds,
    database_seconds,
    database_url,
    running_server,
    with_children,
)

NEW_DATABASE = "magwise_first_start"


def start_figures() -> Iterator[Figure]:
    """The first one makes the database and loads the food table; the second finds all done."""
    with tempfile.TemporaryDirectory() as folder, new_database(Path(folder)) as database:
        for gate in ("first start", "second start"):
            yield start_figure(gate, database, Path(folder))


@contextmanager
def new_database(folder: Path) -> Iterator[str]:
    """The address of a database that is not there yet, or is empty."""
    if connection.vendor == "sqlite":
        yield database_url(str(folder / "magwise.sqlite3"))
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NEW_DATABASE}")
        try:
            yield database_url(NEW_DATABASE)
        finally:
            cursor.execute(f"DROP DATABASE {NEW_DATABASE} WITH (FORCE)")


def start_figure(gate: str, database: str, folder: Path) -> Figure:
    begun, database_before = time.monotonic(), database_seconds()
    serve = running_server(database, folder, "/accounts/login/", program=["config.serve"])
    with serve as (_, process):
        waited = time.monotonic() - begun
        server, *workers = with_children(process.pid)
        seconds = cpu_seconds(server, with_ended_children=True) + sum(map(cpu_seconds, workers))
        seconds += database_seconds() - database_before
    return Figure(f"{gate}, by the clock", waited, "s", gate, f"{seconds:.1f} s of CPU")

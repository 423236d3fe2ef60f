"""Measures the first start: from an installed environment to the first page."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from tools.bench.figure import Figure
from tools.bench.server import cpu_seconds, environment, running_server, with_children

NAME = "first start, by the clock"


def start_figures() -> Iterator[Figure]:
    """With the food table loaded, on a new SQLite database."""
    if connection.vendor != "sqlite":
        yield Figure(NAME, None, "s", "first start")
        return
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/magwise.sqlite3"
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "manage.py", "prepare"],
            check=True,
            env=environment(database, Path(folder)),
            cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        prepared = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        with running_server(database, Path(folder), "/accounts/login/") as (_, process):
            waited = time.monotonic() - start
            served = sum(map(cpu_seconds, with_children(process.pid)))
    detail = f"{prepared + served:.1f} s of CPU, {prepared:.1f} of it for prepare"
    yield Figure(NAME, waited, "s", "first start", detail)

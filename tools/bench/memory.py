"""Measures the memory of the running server."""

from pathlib import Path
from random import Random

from django.conf import settings

from accounts.models import User
from tools.bench.figure import Figure
from tools.bench.load import SimulatedPerson
from tools.bench.server import children, database_url, running_server
from tools.bench.visitor import Visitor


def memory_figure(person: User) -> Figure:
    """Proportional memory (PSS) of the larger worker, after pages and searches in each."""
    somebody = SimulatedPerson(Visitor(person), Random(1))  # noqa: S311
    with running_server(database_url(), Path(settings.DATA_DIR)) as (address, process):
        for _ in range(80):
            somebody.request(address)
        main, *workers = (_pss_mb(pid) for pid in [process.pid, *children(process.pid)])
    return Figure("memory of a worker", max(workers), "MB", "memory", f"main process {main:.0f} MB")


def _pss_mb(pid: int) -> float:
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:"))

"""Measures what a worker of the running server costs after every page was visited by many."""

import http.client
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random

from django.conf import settings

from accounts.models import ApiToken, User
from accounts.tokens.actions import make_token
from tools.bench.addresses import readable_addresses
from tools.bench.figure import Figure
from tools.bench.server import children, database_url, running_server
from tools.bench.visitor import Visitor

AT_ONCE, ROUNDS = 8, 4
ANSWER_SECONDS = 60


def memory_figures(person: User) -> Iterator[Figure]:
    """Proportional memory (PSS) of the largest worker, alone and beside another one."""
    headers = browser_and_program(person)
    addresses = readable_addresses(person)
    os.environ["API_REQUESTS_PER_MINUTE"] = "1000000"
    for workers in (1, 2):
        data = Path(settings.DATA_DIR)
        with running_server(database_url(), data, workers=workers) as (address, process):
            visit_all(address, headers, addresses * ROUNDS * workers)
            main, *sizes = (pss_mb(pid) for pid in [process.pid, *children(process.pid)])
        name = "memory of a worker" if workers == 1 else f"memory of {workers} workers, each"
        detail = f"{len(addresses)} addresses, {AT_ONCE} at once; main process {main:.0f} MB"
        yield Figure(name, max(sizes), "MB", "memory", detail)


def browser_and_program(person: User) -> dict[str, str]:
    """The headers of both: pages read the cookie, the API reads the token."""
    scope, lasts = ApiToken.Scope.READ, timedelta(days=1)
    token = make_token(user=person, name="Memory", scope=scope, lasts=lasts)
    return {
        "Cookie": Visitor(person).cookies,
        "Authorization": f"Bearer {token}",
        "Accept-Encoding": "gzip",
    }


def visit_all(address: str, headers: dict[str, str], paths: list[str]) -> None:
    """Ask for them in a random order, `AT_ONCE` at a time; none may fail."""
    shuffled = Random(1).sample(paths, len(paths))  # noqa: S311
    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = list(pool.map(lambda path: status_of(address, path, headers), shuffled))
    failed = {path for path, status in zip(shuffled, statuses, strict=True) if status >= 500}
    if failed:
        raise RuntimeError(f"The server failed: {', '.join(sorted(failed))}")


def status_of(address: str, path: str, headers: dict[str, str]) -> int:
    server = http.client.HTTPConnection(address, timeout=ANSWER_SECONDS)
    try:
        server.request("GET", path, headers=headers)
        response = server.getresponse()
        response.read()
        return response.status
    finally:
        server.close()


def pss_mb(pid: int) -> float:
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:"))

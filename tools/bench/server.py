"""Measures the running server: its memory, its start, and its answers to many people at once."""

import http.client
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from accounts.ids import new_id
from accounts.models import User
from nutrition.foods.models import Food
from tools.bench.figure import Figure
from tools.bench.visitor import Visitor

TODAY = date.today()
TYPED = (
    "alm",
    "almonds",
    "spinach",
    "oat",
    "milk",
    "chick",
    "choc",
    "brocoli",
    "b",
    "whole wheat bread",
)
AT_ONCE, START_SECONDS, ANSWER_SECONDS = 32, 60, 60
MAX_MEMORY_MB, MAX_START_SECONDS = 60, 5


def memory_figure(person: User) -> Figure:
    """Proportional memory (PSS) of the larger worker, after pages and searches in each."""
    somebody = SimulatedPerson(Visitor(person), Random(1))  # noqa: S311
    with running_server(database_url(), Path(settings.DATA_DIR)) as (address, process):
        for _ in range(80):
            somebody.request(address)
        main, *workers = (_pss_mb(pid) for pid in [process.pid, *_children(process.pid)])
    return Figure(
        "memory of a worker", max(workers), "MB", MAX_MEMORY_MB, f"main process {main:.0f} MB"
    )


def start_figure() -> Figure:
    """CPU time from an installed environment to the first page with the food table loaded, on
    SQLite.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/magwise.sqlite3"
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        variables = _environment(database, Path(folder))
        prepare = [sys.executable, "manage.py", "prepare"]
        subprocess.run(  # noqa: S603
            prepare, check=True, env=variables, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        prepared = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        with running_server(database, Path(folder), "/accounts/login/") as (_, process):
            waited = time.monotonic() - start
            served = sum(_cpu_seconds(pid) for pid in [process.pid, *_children(process.pid)])
    detail = f"{prepared:.1f} s of it prepare; {waited:.1f} s by the clock"
    return Figure("first start, CPU", prepared + served, "s", MAX_START_SECONDS, detail)


class LoadResponse(NamedTuple):
    seconds: float
    error: str


class SimulatedPerson:
    """Searches, reads a day, adds a food and reads the week as often as people do."""

    def __init__(self, visitor: Visitor, random: Random) -> None:
        self.random = random
        self.food = Food.objects.order_by("rank").values_list("pk", flat=True)[0]
        self.headers = {
            "Cookie": visitor.cookies,
            "X-CSRFToken": visitor.csrf,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def request(self, address: str) -> LoadResponse:
        method, path, body = self.next_request()
        start = time.monotonic()
        server = http.client.HTTPConnection(address, timeout=ANSWER_SECONDS)
        try:
            server.request(method, path, body, self.headers)
            response = server.getresponse()
            response.read()
            error = "" if response.status == 200 else f"{method} {path}: {response.status}"
        except (OSError, http.client.HTTPException) as problem:
            error = f"{method} {path}: {problem!r}"
        finally:
            server.close()
        return LoadResponse(time.monotonic() - start, error)

    def next_request(self) -> tuple[str, str, str | None]:
        chance = self.random.random()
        yesterday = TODAY - timedelta(days=1)
        if chance < 0.70:
            return "GET", f"/diary/{TODAY}/choices/?q={quote(self.random.choice(TYPED))}", None
        if chance < 0.85:
            return "GET", f"/diary/{yesterday}/", None
        if chance < 0.95:
            fields = {"meal": "snack", "pick": f"{self.food}:g:1", "client_id": str(new_id())}
            return (
                "POST",
                f"/diary/{TODAY - timedelta(days=self.random.randrange(300, 700))}/add/",
                urlencode(fields),
            )
        year, week, _ = (yesterday - timedelta(days=7)).isocalendar()
        return "GET", f"/week/{year}-W{week:02}/", None


def load_figures(people: list[User], seconds: int) -> Iterator[Figure]:
    """32 people without pauses: 70% searches, 15% days, 10% additions, 5% weeks."""
    crowd = [
        SimulatedPerson(Visitor(person), Random(place))  # noqa: S311
        for place, person in zip(range(AT_ONCE), people * AT_ONCE, strict=False)
    ]
    with (
        running_server(database_url(), Path(settings.DATA_DIR)) as (address, _),
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        end = time.monotonic() + seconds
        responses = [
            response
            for each in pool.map(lambda person: _request_until(end, person, address), crowd)
            for response in each
        ]
    errors = [response.error for response in responses if response.error]
    milliseconds = [response.seconds * 1000 for response in responses]
    yield Figure(
        "load: errors",
        len(errors),
        "",
        0,
        f"of {len(responses):,} requests. {', '.join(sorted(set(errors))[:3])}",
    )
    p95 = quantiles(milliseconds, n=20)[-1]
    waiting = f"median {median(milliseconds):.0f} ms, 95th percentile {p95:.0f} ms"
    yield Figure(
        "load: requests a second",
        len(responses) / seconds,
        "",
        None,
        f"{AT_ONCE} at once for {seconds} s, {waiting}",
    )


def _request_until(end: float, person: SimulatedPerson, address: str) -> list[LoadResponse]:
    responses = []
    while time.monotonic() < end:
        responses.append(person.request(address))
    return responses


def database_url() -> str:
    """The address of the connected database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    host = database["HOST"] or database["OPTIONS"].get("host", "")
    secret = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
    place = f"host={quote(host, safe='')}&port={database['PORT']}"
    return f"postgres://{database['USER']}{secret}@/{database['NAME']}?{place}"


@contextmanager
def running_server(
    database: str, data: Path, page: str = "/healthz"
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run gunicorn with two workers; yield its address and process once it answers `page`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    variables = _environment(database, data) | {"BIND": address, "WORKERS": "2"}
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603
        command, env=variables, cwd=settings.BASE_DIR, stdout=nowhere, stderr=nowhere
    )
    try:
        _wait_until_it_answers(process, address, page)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _environment(database: str, data: Path) -> dict[str, str]:
    settings_of_bench = {
        "DATABASE_URL": database,
        "DATA_DIR": str(data),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    return os.environ | settings_of_bench | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def _wait_until_it_answers(process: subprocess.Popen[bytes], address: str, page: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        server = http.client.HTTPConnection(address, timeout=ANSWER_SECONDS)
        try:
            server.request("GET", page)
            if server.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            server.close()
    raise RuntimeError("gunicorn did not start")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _pss_mb(pid: int) -> float:
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:"))


def _cpu_seconds(pid: int) -> float:
    """CPU seconds of the process so far."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

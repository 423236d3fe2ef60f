"""The server as it runs: how much memory and time it takes, and whether it answers everybody."""

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
from tools.bench.row import Row
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
MOST_MEMORY_MB, MOST_START_SECONDS = 60, 5


def memory_row(person: User) -> Row:
    """Proportional memory (PSS) of the larger worker, after pages and searches in each."""
    browser = Browser(Visitor(person), Random(1))  # noqa: S311
    with serving(database_url(), Path(settings.DATA_DIR)) as (address, process):
        for _ in range(80):
            browser.ask(address)
        main, *workers = (_pss_mb(pid) for pid in [process.pid, *_children(process.pid)])
    return Row(
        "memory of a worker", max(workers), "MB", MOST_MEMORY_MB, f"main process {main:.0f} MB"
    )


def start_row() -> Row:
    """From an installed environment to the first page with the food table loaded, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/magwise.sqlite3"
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        variables = _variables(database, Path(folder))
        prepare = [sys.executable, "manage.py", "prepare"]
        subprocess.run(  # noqa: S603
            prepare, check=True, env=variables, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        prepared = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        with serving(database, Path(folder), "/accounts/login/") as (_, process):
            waited = time.monotonic() - began
            served = sum(_cpu_seconds(pid) for pid in [process.pid, *_children(process.pid)])
    detail = f"{prepared:.1f} s of it prepare; {waited:.1f} s by the clock"
    return Row("first start, CPU", prepared + served, "s", MOST_START_SECONDS, detail)


class Answer(NamedTuple):
    seconds: float
    error: str


class Browser:
    """Somebody who searches, looks at a day, adds a food, looks at the week, as people do."""

    def __init__(self, visitor: Visitor, random: Random) -> None:
        self.random = random
        self.food = Food.objects.order_by("rank").values_list("pk", flat=True)[0]
        self.headers = {
            "Cookie": visitor.cookies,
            "X-CSRFToken": visitor.csrf,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def ask(self, address: str) -> Answer:
        method, path, body = self.next_request()
        began = time.monotonic()
        server = http.client.HTTPConnection(address, timeout=ANSWER_SECONDS)
        try:
            server.request(method, path, body, self.headers)
            answer = server.getresponse()
            answer.read()
            error = "" if answer.status == 200 else f"{method} {path}: {answer.status}"
        except (OSError, http.client.HTTPException) as problem:
            error = f"{method} {path}: {problem!r}"
        finally:
            server.close()
        return Answer(time.monotonic() - began, error)

    def next_request(self) -> tuple[str, str, str | None]:
        chance = self.random.random()
        yesterday = TODAY - timedelta(days=1)
        if chance < 0.70:
            return "GET", f"/diary/{TODAY}/choices/?q={quote(self.random.choice(TYPED))}", None
        if chance < 0.85:
            return "GET", f"/diary/{yesterday}/", None
        if chance < 0.95:
            added = {"meal": "snack", "pick": f"{self.food}:g:1", "client_id": str(new_id())}
            return (
                "POST",
                f"/diary/{TODAY - timedelta(days=self.random.randrange(300, 700))}/add/",
                urlencode(added),
            )
        year, week, _ = (yesterday - timedelta(days=7)).isocalendar()
        return "GET", f"/week/{year}-W{week:02}/", None


def load_rows(people: list[User], seconds: int) -> Iterator[Row]:
    """70% searches, 15% days, 10% additions, 5% weeks: 32 people who only wait for answers."""
    browsers = [
        Browser(Visitor(person), Random(place))  # noqa: S311
        for place, person in zip(range(AT_ONCE), people * AT_ONCE, strict=False)
    ]
    with (
        serving(database_url(), Path(settings.DATA_DIR)) as (address, _),
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        end = time.monotonic() + seconds
        answers = [
            answer
            for some in pool.map(lambda one: _until(end, one, address), browsers)
            for answer in some
        ]
    errors = [answer.error for answer in answers if answer.error]
    taken = [answer.seconds * 1000 for answer in answers]
    yield Row(
        "load: errors",
        len(errors),
        "",
        0,
        f"of {len(answers):,} requests. {', '.join(sorted(set(errors))[:3])}",
    )
    slow = f"median {median(taken):.0f} ms, 95th percentile {quantiles(taken, n=20)[-1]:.0f} ms"
    yield Row(
        "load: requests a second",
        len(answers) / seconds,
        "",
        None,
        f"{AT_ONCE} at once for {seconds} s, {slow}",
    )


def _until(end: float, browser: Browser, address: str) -> list[Answer]:
    answers = []
    while time.monotonic() < end:
        answers.append(browser.ask(address))
    return answers


def database_url() -> str:
    """The database that is connected, for another process."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    host = of["HOST"] or of["OPTIONS"].get("host", "")
    secret = f":{quote(of['PASSWORD'], safe='')}" if of["PASSWORD"] else ""
    place = f"host={quote(host, safe='')}&port={of['PORT']}"
    return f"postgres://{of['USER']}{secret}@/{of['NAME']}?{place}"


@contextmanager
def serving(
    database: str, data: Path, page: str = "/healthz"
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """gunicorn with two workers, once it answers that page: its address and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    variables = _variables(database, data) | {"BIND": address, "WORKERS": "2"}
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


def _variables(database: str, data: Path) -> dict[str, str]:
    given = {"DATABASE_URL": database, "DATA_DIR": str(data), "SECRET_KEY": settings.SECRET_KEY}
    return os.environ | given | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def _wait_until_it_answers(process: subprocess.Popen[bytes], address: str, page: str) -> None:
    limit = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < limit:
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
    """Of the process until now."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

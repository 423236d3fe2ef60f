"""Measures how the running server answers many people at once."""

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings

from accounts.ids import new_id
from accounts.models import User
from nutrition.foods.models import Food
from tools.bench.figure import Figure
from tools.bench.server import (
    ANSWER_SECONDS,
    cpu_seconds,
    database_seconds,
    database_url,
    running_server,
    with_children,
)
from tools.bench.visitor import Visitor, cpu_ms

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
AT_ONCE = 32


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


def load_figures(people: list[User], seconds: int, floor: Visitor) -> Iterator[Figure]:
    """32 people without pauses: 70% searches, 15% days, 10% additions, 5% weeks.

    Where other processes want the cores, each second of CPU does less: `floor` says how much.
    """
    crowd = [
        SimulatedPerson(Visitor(person), Random(place))  # noqa: S311
        for place, person in zip(range(AT_ONCE), people * AT_ONCE, strict=False)
    ]
    with (
        running_server(database_url(), Path(settings.DATA_DIR)) as (address, process),
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        served, in_database = _seconds_of(process.pid), database_seconds()
        end = time.monotonic() + seconds
        responses = [
            response
            for each in pool.map(lambda person: _request_until(end, person, address), crowd)
            for response in each
        ]
        served = _seconds_of(process.pid) - served
        in_database = database_seconds() - in_database
    plain = cpu_ms(lambda: floor.get("/bench/f1/"))
    errors = [response.error for response in responses if response.error]
    said = f"of {len(responses):,} requests. {', '.join(sorted(set(errors))[:3])}"
    yield Figure("load: errors", len(errors), "", "load errors", said)
    yield Figure(
        "load: requests for each second of CPU",
        len(responses) / (served + in_database),
        "",
        "load",
        f"{served:.0f} s in the server, {in_database:.0f} s in the database beside it; "
        f"F1 took {plain:.1f} ms",
    )
    milliseconds = [response.seconds * 1000 for response in responses]
    p95 = quantiles(milliseconds, n=20)[-1]
    waiting = f"median {median(milliseconds):.0f} ms, 95th percentile {p95:.0f} ms"
    yield Figure(
        "load: requests a second, by the clock",
        len(responses) / seconds,
        "",
        detail=f"{AT_ONCE} at once for {seconds} s, {waiting}",
    )


def _request_until(end: float, person: SimulatedPerson, address: str) -> list[LoadResponse]:
    responses = []
    while time.monotonic() < end:
        responses.append(person.request(address))
    return responses


def _seconds_of(server: int) -> float:
    return sum(map(cpu_seconds, with_children(server)))

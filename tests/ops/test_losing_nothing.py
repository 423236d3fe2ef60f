"""Nothing that was acknowledged is lost, and nothing is stored twice, whatever happens to the
server.

    KILLS=200 TWICE=2000 ./run test tests/ops -n0

does it long and lets PostgreSQL itself crash; in the suite it is short. What is logged are meals of
three foods, so that a half of one would show.
"""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from django.db import connection

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.diary.queries import foods_between
from nutrition.intake.totals import add_up
from tests.builders import Foods, make_foods, make_person
from tests.ops.server import DAY, DAYS, Browser, Server, Writer, browser_of, serving
from tests.serving import HANGS_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = int(os.environ.get("KILLS", "10"))
TWICE = int(os.environ.get("TWICE", "40"))
WRITERS = 4
MEAL_MG = Decimal(79 + 300 + 30) / 100  # a gram each of spinach, almonds and banana


def meal_of(foods: Foods) -> str:
    return ",".join(f"{food.pk}:g:1" for food in (foods.spinach, foods.almonds, foods.banana))


def stored(person: User) -> Counter[UUID]:
    return Counter(Entry.objects.filter(user=person).values_list("id", flat=True))


def ids_of_meal(client_id: UUID) -> list[UUID]:
    return [client_id, uuid5(client_id, "1"), uuid5(client_id, "2")]


def assert_diary_holds_exactly(person: User, meals: list[UUID]) -> None:
    expected = {id_ for meal in meals for id_ in ids_of_meal(meal)}
    rows = stored(person)
    assert set(rows) == expected
    assert set(rows.values()) == {1}
    last = date.fromisoformat(DAY)
    eaten = [food.eaten for food in foods_between(person, last - timedelta(days=DAYS), last)]
    assert len(eaten) == 3 * len(meals)
    assert add_up(eaten).known == MEAL_MG * len(meals)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)


def log_while(
    person: User,
    folder: Path,
    disturb: Callable[[Server], None],
    times: int,
    *,
    pause: tuple[float, float],
) -> None:
    """Four people log meals while the server is disturbed: all they were told must be true."""
    meal = meal_of(make_foods())
    done = threading.Event()
    with serving(folder, workers=2) as server:
        writers = [Writer(browser_of(person, server), meal) for _ in range(WRITERS)]
        with ThreadPoolExecutor(WRITERS) as pool:
            running = [pool.submit(writer.log_until, done) for writer in writers]
            try:
                for blow in range(times):
                    time.sleep(random.uniform(*pause))  # noqa: S311
                    wait_for_meals(writers, blow + 1)
                    disturb(server)
            finally:
                done.set()
            for future in running:
                future.result()
    acknowledged = [meal for writer in writers for meal in writer.acknowledged]
    resent = sum(writer.resent for writer in writers)
    assert_diary_holds_exactly(person, acknowledged)
    assert len(acknowledged) >= times
    assert resent > 0, "no blow has met a request"
    print(f"{times} blows, {len(acknowledged)} meals acknowledged, {resent} requests sent again")  # noqa: T201


def wait_for_meals(writers: list[Writer], meals: int) -> None:
    """On a busy machine a new worker answers later than the pause."""
    limit = time.monotonic() + HANGS_SECONDS
    while sum(len(writer.acknowledged) for writer in writers) < meals and time.monotonic() < limit:
        time.sleep(0.02)


def test_what_was_acknowledged_survives_the_kills_of_workers(tmp_path: Path) -> None:
    log_while(make_person("alice"), tmp_path, Server.kill_a_worker, KILLS, pause=(0.1, 0.6))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no processes of its own")
@pytest.mark.skipif(
    "PYTEST_XDIST_WORKER" in os.environ, reason="other tests need this server meanwhile"
)
def test_what_was_acknowledged_survives_the_crashes_of_postgresql(tmp_path: Path) -> None:
    """A killed process of PostgreSQL takes all others with it; the server recovers from its log."""
    person = make_person("alice")
    folder = Path(connection.settings_dict["HOST"] or connection.settings_dict["OPTIONS"]["host"])

    log_while(
        person, tmp_path, lambda _: crash_postgresql(folder), max(2, KILLS // 5), pause=(1.0, 2.0)
    )


def crash_postgresql(folder: Path) -> None:
    """Kills one of the processes that serve a client, and the connection of this test with it."""
    postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    serving_somebody = [int(pid) for pid in children if "[local]" in title_of(pid)]
    if serving_somebody:
        with suppress(ProcessLookupError):  # it has ended by itself meanwhile
            os.kill(random.choice(serving_somebody), signal.SIGKILL)  # noqa: S311
    connection.close()


def title_of(pid: str) -> str:
    """Nothing, when the process has ended by itself meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_what_is_sent_twice_at_once_by_four_processes_is_stored_once(tmp_path: Path) -> None:
    person, meal = make_person("alice"), meal_of(make_foods())
    meals = [new_id() for _ in range(TWICE)]

    with serving(tmp_path, workers=4) as server:
        browser = browser_of(person, server)
        statuses = send_each_twice(browser, meal, meals)
        log = server.log.read_text()

    assert Counter(statuses) == {200: 2 * TWICE}
    assert "locked" not in log
    assert "ERROR" not in log
    assert_diary_holds_exactly(person, meals)


def send_each_twice(browser: Browser, meal: str, meals: list[UUID]) -> list[int]:
    """From eight threads in pairs: both of a pair are let go at the same moment."""
    pairs = [threading.Barrier(2) for _ in range(4)]

    def send(place: int) -> list[int]:
        statuses = []
        for id_ in meals[place // 2 :: 4]:
            pairs[place // 2].wait()
            statuses.append(browser.add(meal, id_))
        return statuses

    with ThreadPoolExecutor(8) as pool:
        return [status for statuses in pool.map(send, range(8)) for status in statuses]

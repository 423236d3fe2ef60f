"""What load balancers are told: quickly, and "ok" only if the database can be read."""

import os
import signal
import socket
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import health
from config.health import Probe
from tests.postgres import server

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file")
on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="about PostgreSQL's server"
)
# seconds: for what never comes, and for what comes late where all processors are busy
SHORT, LONG = 0.3, 60


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the next connections go to another database."""

    def go(**settings: Any) -> None:
        for name, value in settings.items():
            monkeypatch.setitem(connections.settings["default"], name, value)

    return go


def test_health_is_ok_when_the_database_answers(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.probe, "answer", partial(health.probe.answer, LONG))

    with CaptureQueriesContext(connection) as asked:
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies
    assert len(asked) == 0  # on the connection of the request, which may hang


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_health_accepts_only_safe_methods(method: str, client: Client, db: None) -> None:
    assert client.generic(method, "/healthz").status_code == 405


def test_health_is_bad_when_the_database_is_unavailable(
    client: Client, db: None, elsewhere: Callable[..., None], tmp_path: Path
) -> None:
    elsewhere(NAME=str(tmp_path / "nowhere" / "x"), HOST=str(tmp_path))

    response = client.get("/healthz")

    assert (response.status_code, response.content) == (503, b"the database does not answer\n")


# --- SQLite ---------------------------------------------------------------------------------------


@pytest.fixture
def copy(db: None, elsewhere: Callable[..., None], tmp_path: Path) -> Path:
    path = tmp_path / "copy.sqlite3"
    with (
        sqlite3.connect(connection.settings_dict["NAME"]) as source,
        sqlite3.connect(path) as target,
    ):
        source.backup(target)
    elsewhere(NAME=str(path))
    return path


@on_sqlite
def test_health_is_bad_without_tables(copy: Path) -> None:
    with sqlite3.connect(copy) as database:
        database.execute("ALTER TABLE django_migrations RENAME TO gone")

    assert Probe().answer(LONG) == "unavailable"


@on_sqlite
def test_damaged_page_is_found_wherever_it_is(copy: Path) -> None:
    """The root of each table and each index in turn."""
    whole = copy.read_bytes()
    with sqlite3.connect(copy) as database:
        roots = dict(
            database.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0")
        )
        ((size,),) = database.execute("PRAGMA page_size")
    unseen = []
    for name, page in roots.items():
        copy.write_bytes(whole[: (page - 1) * size] + os.urandom(size) + whole[page * size :])
        if Probe(check_seconds=30).answer(LONG) != "damaged":
            unseen.append(name)

    assert unseen == []
    assert len(roots) > 50


@on_sqlite
def test_damage_is_reported_until_it_is_repaired(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = copy.read_bytes()
    with sqlite3.connect(copy) as database:
        ((root,),) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'nutrition_entry'"
        )
        ((size,),) = database.execute("PRAGMA page_size")
    copy.write_bytes(whole[: (root - 1) * size] + os.urandom(size) + whole[root * size :])
    # Each look at the clock takes 100 seconds, so that the time is over after two tables.
    monkeypatch.setattr("config.health.time", SimpleNamespace(monotonic=count(step=100).__next__))
    probe = Probe(check_seconds=250)

    answers = [probe.answer(30) for _ in range(60)]
    copy.write_bytes(whole)

    first = answers.index("damaged")
    assert set(answers[first:]) == {"damaged"}
    assert probe.answer(30) == "ok"


@on_sqlite
@pytest.mark.parametrize("content", [b"not a database at all" * 300, b"\0" * 8192])
def test_file_that_is_no_database_is_damaged_or_unavailable(content: bytes, copy: Path) -> None:
    copy.write_bytes(content)

    assert Probe().answer(LONG) in ("damaged", "unavailable")


@on_sqlite
def test_check_is_bounded_and_continues_where_it_ended(copy: Path) -> None:
    probe = Probe(check_seconds=1e-9)

    answers = [probe.answer(LONG) for _ in range(3)]

    assert answers == ["ok"] * 3
    assert probe.next_table <= 3


@on_sqlite
def test_big_table_is_left_when_the_time_is_over(copy: Path) -> None:
    with sqlite3.connect(copy) as database:
        database.execute(
            "CREATE TABLE a_big_one AS WITH RECURSIVE n(i) AS"
            " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
            " SELECT i, hex(randomblob(20)) FROM n"
        )
    probe = Probe(check_seconds=0.001)

    assert [probe.answer(LONG) for _ in range(5)] == ["ok"] * 5


# --- PostgreSQL -----------------------------------------------------------------------------------


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The server and all its processes stand still, as in a machine that hangs."""
    children = [
        int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ]
    send_each((pid, *children), signal.SIGSTOP)
    try:
        yield
    finally:
        send_each((pid, *children), signal.SIGCONT)


def send_each(processes: Iterable[int], what: signal.Signals) -> None:
    """A process of the server may end meanwhile, as that of a closed connection does."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, what)


@on_postgres
def test_hanging_server_is_reported_in_time(db: None, elsewhere: Callable[..., None]) -> None:
    probe = Probe()
    with server() as url:
        folder = url.rpartition("=")[2]
        own = psycopg.connect(host=folder, user="magwise", dbname="postgres")
        with own, own.cursor() as cursor:
            cursor.execute("CREATE TABLE django_migrations (id int)")
            cursor.execute("SHOW data_directory")
            [(data,)] = cursor.fetchall()
            pid = int(Path(data, "postmaster.pid").read_text().split()[0])
        own.close()
        elsewhere(HOST=folder, NAME="postgres", USER="magwise")

        before = probe.answer(LONG)
        with stopped(pid):
            meanwhile = [probe.answer(SHORT) for _ in range(3)]
        after = [probe.answer(LONG), probe.answer(LONG)]

    assert (before, meanwhile, after[-1]) == ("ok", ["unavailable"] * 3, "ok")


@on_postgres
def test_silent_network_is_reported_in_time(db: None, elsewhere: Callable[..., None]) -> None:
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen()
        elsewhere(HOST="127.0.0.1", PORT=hole.getsockname()[1], OPTIONS={"connect_timeout": 3})

        answers = [Probe().answer(SHORT) for _ in range(2)]

    assert answers == ["unavailable", "unavailable"]


@on_postgres
def test_connections_end_when_the_network_is_lost() -> None:
    options = connection.settings_dict["OPTIONS"]

    assert options["connect_timeout"] <= 3
    assert options["tcp_user_timeout"] <= 10_000
    assert (
        options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"]
        <= 10
    )


def test_probes_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    monkeypatch.setattr(
        health, "Thread", lambda **look: SimpleNamespace(start=lambda: looks.append(look))
    )
    probe = Probe()

    answers = [probe.answer(0.01) for _ in range(5)]

    assert answers == ["unavailable"] * 5
    assert len(looks) == 1


def test_check_runs_again_after_a_thread_could_not_start(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = Probe()
    with monkeypatch.context() as full:
        full.setattr(
            Thread,
            "start",
            lambda self: (_ for _ in ()).throw(RuntimeError("can't start new thread")),
        )
        with pytest.raises(RuntimeError, match="can't start"):
            probe.answer(SHORT)

    assert probe.answer(30) == "ok"

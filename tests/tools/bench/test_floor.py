"""The floor that the benchmark measures pages against is plain Django."""

import time
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.template.backends.jinja2 import Jinja2
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.models import User
from tools.bench.command import FOR_BENCH
from tools.bench.floor import floor_visitor
from tools.bench.visitor import Visitor, compare_cpu


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """Who asks the application itself, as a server does, has the connection closed each time."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def statements(visitor: Visitor) -> list[str]:
    visitor.get("/bench/f1/")  # writes down where the person is signed in
    with CaptureQueriesContext(connection) as asked:
        visitor.get("/bench/f1/")
    return [query["sql"] for query in asked]


@pytest.mark.usefixtures("kept_connection")
@override_settings(**FOR_BENCH)
def test_floor_asks_as_django_does_and_pages_as_we_do(alice: User) -> None:
    floor, ours = statements(floor_visitor(alice)), statements(Visitor(alice))

    assert len(floor) == 2
    assert 'FROM "django_session" WHERE' in floor[0]
    assert 'FROM "accounts_user" WHERE' in floor[1]
    assert len(ours) == 1


@pytest.mark.usefixtures("kept_connection")
@override_settings(**FOR_BENCH)
def test_floor_does_not_look_for_its_template_among_ours(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Jinja2, "get_template")

    assert b"Food number 11" in floor_visitor(alice).get("/bench/f1/")


def test_ratio_is_that_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0]
    monkeypatch.setattr(time, "process_time_ns", lambda: clock[0])

    def work(milliseconds: int) -> None:
        clock[0] += milliseconds * 1_000_000

    cpu = compare_cpu(lambda: work(3), lambda: work(1), times=9, undo=lambda: work(100))

    assert (cpu.ms, cpu.floor_ms, cpu.ratio) == pytest.approx((3, 1, 3))


def test_what_a_call_did_is_taken_back_each_time() -> None:
    rows: list[int] = []

    compare_cpu(lambda: rows.append(1), lambda: None, times=5, undo=rows.clear)

    assert rows == []

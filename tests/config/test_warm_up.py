"""What the server reads before it forks its workers."""

import logging
import sys
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.warm_up import (
    PAGES,
    call_cached_functions,
    import_named_in_settings,
    read_foods,
    visit,
)
from nutrition.foods.search.catalogue import catalogue_cache
from tests import outages
from tests.builders import Foods


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes that connections would be closed: the tests go on with theirs."""
    notes: list[str] = []
    monkeypatch.setattr(connections, "close_all", lambda: notes.append("closed"))
    return notes


def test_foods_are_read_and_no_connection_is_left(foods: Foods, closed: list[str]) -> None:
    catalogue_cache.clear()

    assert read_foods()

    assert closed == ["closed"]
    with CaptureQueriesContext(connections["default"]) as asked:
        catalogue_cache.read_ahead()
    assert len(asked) == 1  # whether the foods changed


def test_server_starts_without_its_database(
    db: None, closed: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    catalogue_cache.clear()

    with outages.statements("SELECT", then=outages.lost()):
        assert not read_foods()

    assert closed == ["closed"]
    assert "not read ahead (OperationalError)" in caplog.text


def test_functions_that_keep_their_result_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    @cache
    def table() -> None:
        calls.append("table")

    @cache
    def row(number: int) -> None:
        calls.append(f"row {number}")

    module = ModuleType("nutrition.made_up")
    vars(module).update(table=table, row=row)
    monkeypatch.setitem(sys.modules, "nutrition.made_up", module)

    call_cached_functions()

    assert calls == ["table"]


def test_wrong_name_in_the_settings_stops_the_start(settings: Any) -> None:
    settings.MFA_ADAPTER = "accounts.nothing.Adapter"

    with pytest.raises(ImportError, match=r"accounts\.nothing"):
        import_named_in_settings()


def test_visits_before_the_first_visitor_need_no_database_and_are_not_logged(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "magwise.access")

    with CaptureQueriesContext(connections["default"]) as asked:
        visit(get_wsgi_application())

    assert (len(asked), caplog.text) == (0, "")


@pytest.mark.parametrize("path", PAGES)
def test_visited_page_is_open_to_everybody(path: str, db: None) -> None:
    assert Client().get(path).status_code == 200

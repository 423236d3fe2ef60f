from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken, User
from accounts.tokens import limits
from accounts.tokens.actions import make_token
from accounts.tokens.limits import seconds_to_wait

NOON = datetime(2026, 11, 21, 12, 0, 20, tzinfo=UTC)


@pytest.fixture
def token(alice: User) -> ApiToken:
    make_token(user=alice, name="Scale", scope=ApiToken.Scope.READ, lasts=None)
    return ApiToken.objects.get(user=alice)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(limits, "_minute", limits._Minute())
    yield


def as_another_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_minute", limits._Minute())


def test_request_over_the_limit_waits_for_the_next_minute(
    alice: User, token: ApiToken, settings: Any
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3

    waits = [seconds_to_wait(alice, token.pk, NOON) for _ in range(5)]
    later = seconds_to_wait(alice, token.pk, NOON + timedelta(seconds=40))

    assert waits == [0, 0, 0, 40, 40]
    assert later == 0


def test_workers_share_the_count(
    alice: User, token: ApiToken, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    for _ in range(2):
        seconds_to_wait(alice, token.pk, NOON)
    as_another_worker(monkeypatch)

    waits = [seconds_to_wait(alice, token.pk, NOON) for _ in range(3)]

    assert waits == [0, 40, 40]


def test_most_requests_do_not_write(alice: User, token: ApiToken, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 600

    with CaptureQueriesContext(connection) as captured:
        for _ in range(101):
            seconds_to_wait(alice, token.pk, NOON)

    assert (
        len([query for query in captured.captured_queries if query["sql"].startswith("UPDATE")])
        == 11
    )
    token.refresh_from_db()
    assert (token.last_used_at, token.window_count) == (NOON, 101)


def test_each_token_has_its_own_limit(
    alice: User, bob: User, token: ApiToken, settings: Any
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1
    make_token(user=bob, name="Scale", scope=ApiToken.Scope.READ, lasts=None)
    seconds_to_wait(alice, token.pk, NOON)

    assert seconds_to_wait(alice, token.pk, NOON) == 40
    assert seconds_to_wait(bob, ApiToken.objects.get(user=bob).pk, NOON) == 0

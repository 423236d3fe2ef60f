"""Counting within a window: exact, for all workers together, and never beyond the window."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Tries
from accounts.rate_limits import (
    RateLimit,
    count_attempt,
    delete_expired_attempts,
    refund,
    reset_limit,
)

LIMIT = RateLimit("tests", 3, 60)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-22 12:00 +00:00", tick=False) as clock:
        yield clock


def waits(times: int, limit: RateLimit = LIMIT, who: str = "a") -> list[int]:
    return [count_attempt(limit, who).wait for _ in range(times)]


def test_window_begins_with_the_first_attempt_and_refused_ones_do_not_extend_it(
    db: None, clock: time_machine.Traveller
) -> None:
    first = waits(1)
    clock.shift(20)

    rest = waits(4)
    clock.shift(40)
    after = waits(1)

    assert (first, rest, after) == ([0], [0, 0, 40, 40], [0])


def test_subjects_and_limits_are_counted_separately(db: None) -> None:
    waits(3)

    assert waits(1, who="b") == waits(1, RateLimit("other tests", 3, 60)) == [0]
    assert waits(1) == [60]


def test_refunded_attempts_do_not_count(db: None) -> None:
    for _ in range(10):
        refund([count_attempt(LIMIT, "a")])

    assert waits(4) == [0, 0, 0, 60]


def test_refunding_a_refused_attempt_changes_nothing(db: None) -> None:
    waits(3)

    refund([count_attempt(LIMIT, "a")])

    assert waits(1) == [60]


def test_reset_limit_starts_a_new_window(db: None) -> None:
    waits(4)

    reset_limit(LIMIT, "a")

    assert waits(1) == [0]


def test_key_of_a_counter_names_nobody(db: None) -> None:
    count_attempt(LIMIT, "alice@example.org")

    (row,) = Tries.objects.all()
    assert "alice" not in row.key
    assert str(row) == "1 tries"


def test_only_expired_counters_are_deleted(db: None, clock: time_machine.Traveller) -> None:
    waits(1)
    clock.shift(30)
    waits(1, who="b")
    clock.shift(45)

    delete_expired_attempts()

    assert Tries.objects.count() == 1


class AnyClock(TestCase):
    @given(st.lists(st.integers(-(10**7), 10**7), max_size=20))
    def test_nobody_waits_longer_than_the_window_whatever_the_clock_does(
        self, shifts: list[int]
    ) -> None:
        Tries.objects.all().delete()
        with time_machine.travel("2026-11-22 12:00 +00:00", tick=False) as clock:
            for shift in shifts:
                for wait in waits(4):
                    assert 0 <= wait <= LIMIT.seconds
                clock.shift(shift)


def test_simultaneous_attempts_are_all_counted(transactional_db: None) -> None:
    def attempt(number: int) -> int:
        try:
            return count_attempt(LIMIT, "a").wait
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(20)))

    assert answers.count(0) == LIMIT.amount

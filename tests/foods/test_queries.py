"""What pages say about the table."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from nutrition.foods import queries
from nutrition.foods.models import Food
from nutrition.foods.search.catalogue import MINUTE_SECONDS
from nutrition.foods.search.queries import search
from tests.builders import Foods, make_food, revise

pytestmark = pytest.mark.django_db


def test_foods_without_a_magnesium_value_are_counted(foods: Foods) -> None:
    assert queries.table_counts() == (5, 1)


def test_own_and_retired_foods_are_not_counted(foods: Foods, alice: User) -> None:
    make_food("Alice's soup", magnesium=None, owner=alice)
    Food.objects.filter(pk=foods.mystery.pk).update(state=Food.State.RETIRED)

    assert queries.table_counts() == (4, 0)


def test_counts_are_read_once_until_foods_change(foods: Foods) -> None:
    queries.table_counts()

    with CaptureQueriesContext(connection) as asked:
        queries.table_counts()

    assert len(asked) == 0


def test_a_change_that_a_search_has_seen_counts_at_once(foods: Foods, alice: User) -> None:
    before = queries.table_counts()
    revise(foods.mystery, magnesium="12")

    search("mystery", person=alice)

    assert (before.unknown, queries.table_counts().unknown) == (1, 0)


def test_a_change_counts_after_a_minute_without_a_search(
    foods: Foods, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries.table_counts()
    revise(foods.mystery, magnesium="12")
    assert queries.table_counts().unknown == 1

    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + MINUTE_SECONDS)

    assert queries.table_counts().unknown == 0

"""What pages say about the table."""

from collections.abc import Iterator

import pytest

from accounts.models import User
from nutrition.foods import queries
from nutrition.foods.models import Food
from tests.builders import Foods, make_food


@pytest.fixture(autouse=True)
def counted_anew() -> Iterator[None]:
    queries._table_counts.cache_clear()
    yield
    queries._table_counts.cache_clear()


def test_foods_without_a_magnesium_value_are_counted(foods: Foods) -> None:
    assert queries.table_counts() == (5, 1)


def test_own_and_retired_foods_are_not_counted(foods: Foods, alice: User) -> None:
    make_food("Alice's soup", magnesium=None, owner=alice)
    Food.objects.filter(pk=foods.mystery.pk).update(state=Food.State.RETIRED)

    assert queries.table_counts() == (4, 0)

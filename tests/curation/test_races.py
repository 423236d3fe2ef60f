"""What two curators do at the same moment, with real transactions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from nutrition.curation.actions import StaleRevisionError, add_food, correct_values
from nutrition.foods.models import Food
from tests.builders import make_curator, make_foods
from tests.curation.builders import MG


def at_once(tries: list[Callable[[], object]]) -> list[object]:
    """What each returned or raised."""
    start = Barrier(len(tries))

    def run(action: Callable[[], object]) -> object:
        start.wait()
        try:
            return action()
        except StaleRevisionError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(run, tries))


@pytest.mark.django_db(transaction=True)
def test_of_several_corrections_at_once_one_wins_and_the_others_hear_of_it() -> None:
    admin, food = make_curator("admin"), make_foods().spinach
    amounts = [Decimal(80 + place) for place in range(4)]

    results = at_once(
        [
            lambda amount=amount: correct_values(  # type: ignore[misc]
                food=food, opened_with=1, values={MG: amount}, reason="mine", by=admin
            )
            for amount in amounts
        ]
    )

    assert sum(isinstance(result, StaleRevisionError) for result in results) == 3
    assert food.revisions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_foods_added_at_once_get_different_numbers() -> None:
    admin = make_curator("admin")

    at_once(
        [
            lambda name=name: add_food(name=name, values={}, reason="labels", by=admin)  # type: ignore[misc]
            for name in ("Kale chips", "Oat bar", "Rye crisp", "Plum jam")
        ]
    )

    assert sorted(Food.objects.values_list("source_ref", flat=True)) == ["1", "2", "3", "4"]

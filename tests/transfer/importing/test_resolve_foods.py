"""Foods of a file find their revisions, or get new ones."""

from decimal import Decimal

import pytest

from accounts.data_version import changing_data
from accounts.models import User
from nutrition.foods.own.models import OwnFoodRevision
from nutrition.foods.values import MAGNESIUM
from nutrition.transfer.importing.batch import FileFood, FileRevision
from nutrition.transfer.importing.resolve_foods import resolve_chosen_foods, stage_foods
from tests.builders import Foods

pytestmark = pytest.mark.django_db


class Compared(Decimal):
    """A decimal that counts how often it is compared with another."""

    times = 0

    def __eq__(self, other: object) -> bool:
        Compared.times += 1
        return super().__eq__(other)

    __hash__ = Decimal.__hash__


def test_thousands_of_whole_meals_are_not_compared_with_each_other(
    alice: User, foods: Foods
) -> None:
    """A food that is "Breakfast, all of it" has as many revisions as there were breakfasts."""
    revisions = tuple(FileRevision(f"0:{n}", {MAGNESIUM: Compared(n)}, {}) for n in range(200))
    food = FileFood("MYFITNESSPAL", "1", "Breakfast, all of it", revisions=revisions)
    Compared.times = 0

    for _ in range(2):
        resolved = resolve_chosen_foods(set())
        with changing_data(alice.pk):
            stage_foods(alice, [food], resolved)

    assert (
        len(set(resolved.revision_ids.values()))
        == OwnFoodRevision.objects.filter(user=alice).count()
        == 200
    )
    assert Compared.times < 1_000

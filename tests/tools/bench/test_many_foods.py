"""The bench's many foods are found like others, behind the plain ones."""

import pytest

from accounts.models import User
from nutrition.foods.models import Food
from nutrition.foods.search.queries import search
from tests.builders import make_food
from tools.bench.many_foods import SOURCE, add_foods

pytestmark = pytest.mark.django_db
NAMES = ["Kale, raw", "Nuts, hazelnuts", "Butter, with salt"]


def test_as_many_are_added_as_asked_each_with_a_name_of_its_own(alice: User) -> None:
    add_foods(NAMES, 4)
    add_foods(NAMES, 3)

    names = list(Food.objects.filter(source__code=SOURCE).values_list("name", flat=True))
    assert (len(names), len(set(names))) == (7, 7)
    assert set(NAMES) < set(names)


def test_they_are_found_by_their_words(alice: User) -> None:
    add_foods(NAMES, 9)

    names = [hit.name for hit in search("hazel", person=alice)]

    assert len(names) == 3
    assert all("hazelnuts" in name for name in names)


def test_foods_can_be_added_afterwards(alice: User) -> None:
    add_foods(NAMES, 2)

    assert make_food("Chard", magnesium="80").pk > max(
        Food.objects.filter(source__code=SOURCE).values_list("pk", flat=True)
    )

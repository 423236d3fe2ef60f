"""Each revision of unknown magnesium keeps how much it has at most."""

from decimal import Decimal

import pytest

from accounts.models import User
from nutrition.foods.bounds import set_upper_bounds
from nutrition.foods.models import FoodCategory, FoodRevision, Portion, Source
from tests.builders import make_food, revise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def percentiles() -> None:
    Source.objects.create(code=Source.SR28, name="SR28", magnesium_p95=Decimal("253.5"))
    FoodCategory.objects.create(code="0900", name="Fruits", magnesium_p95=Decimal("44.00001"))
    FoodCategory.objects.create(code="9900", name="A group nobody measured")


def bound_of(
    group: str | None, *, magnesium: str | None = None, owner: User | None = None
) -> Decimal | None:
    food = make_food("Medlar", magnesium=magnesium, owner=owner)
    food.category_id = group
    food.save()
    set_upper_bounds(FoodRevision.objects.all())
    return FoodRevision.objects.get(food=food).magnesium_at_most


def test_an_unknown_food_has_that_of_its_group() -> None:
    assert bound_of("0900") == Decimal("44.00001")


@pytest.mark.parametrize("group", [None, "9900"])
def test_without_a_group_or_a_value_in_it_a_food_has_that_of_all_foods(group: str | None) -> None:
    assert bound_of(group) == Decimal("253.5")


def test_a_persons_own_food_has_that_of_all_foods(alice: User) -> None:
    assert bound_of(None, owner=alice) == Decimal("253.5")


def test_a_serving_that_nobody_weighed_has_none(alice: User) -> None:
    """The 100 g that stand for it in a file say nothing of how much was eaten."""
    food = make_food("Dinner, all of it", magnesium=None, owner=alice)
    Portion.objects.create(
        food=food, position=1, amount=1, unit="serving (weight not given)", grams=100
    )

    set_upper_bounds(FoodRevision.objects.all())

    assert FoodRevision.objects.get(food=food).magnesium_at_most is None


@pytest.mark.parametrize("magnesium", ["0", "12"])
def test_where_the_magnesium_is_known_there_is_none(magnesium: str) -> None:
    assert bound_of("0900", magnesium=magnesium) is None


def test_a_bound_stays_when_a_later_table_has_another() -> None:
    first = bound_of("0900")
    FoodCategory.objects.filter(code="0900").update(magnesium_p95=50)
    food = FoodRevision.objects.get().food

    revise(food, magnesium=None)
    given = set_upper_bounds(FoodRevision.objects.all())

    assert given == 1
    bounds = FoodRevision.objects.order_by("number").values_list("magnesium_at_most", flat=True)
    assert list(bounds) == [first, Decimal(50)]


def test_without_a_table_nothing_is_said() -> None:
    Source.objects.update(magnesium_p95=None)

    assert bound_of(None) is None

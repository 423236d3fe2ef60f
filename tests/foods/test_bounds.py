"""Of a food of unknown magnesium it is known how much it has at most."""

from decimal import Decimal
from typing import Any

import pytest

from nutrition.foods.bounds import own_upper_bounds, set_upper_bounds
from nutrition.foods.models import FoodCategory, FoodRevision, Source
from tests.builders import make_food, revise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def percentiles() -> None:
    Source.objects.create(code=Source.SR28, name="SR28", magnesium_p95=Decimal("253.5"))
    FoodCategory.objects.create(code="0900", name="Fruits", magnesium_p95=Decimal("44.00001"))
    FoodCategory.objects.create(code="9900", name="A group nobody measured")


def bound_of(group: str | None, *, magnesium: str | None = None) -> Decimal | None:
    food = make_food("Medlar", magnesium=magnesium)
    food.category_id = group
    food.save()
    set_upper_bounds(FoodRevision.objects.all())
    return FoodRevision.objects.get(food=food).magnesium_at_most


def test_an_unknown_food_has_that_of_its_group() -> None:
    assert bound_of("0900") == Decimal("44.00001")


@pytest.mark.parametrize("group", [None, "9900"])
def test_without_a_group_or_a_value_in_it_a_food_has_that_of_all_foods(group: str | None) -> None:
    assert bound_of(group) == Decimal("253.5")


@pytest.mark.parametrize(
    ("basis", "bound"),
    [
        ("100", "253.5"),
        ("120", "304.2"),
        ("0.001", "0.00254"),  # 0.002535, rounded up
        ("9999", "10000"),  # of 25,347: the column has no more
        (None, None),  # what nobody weighed may be any amount
    ],
)
def test_an_own_food_has_that_of_so_much_of_all_foods(basis: str | None, bound: str | None) -> None:
    grams = None if basis is None else Decimal(basis)

    assert own_upper_bounds([grams]) == {grams: None if bound is None else Decimal(bound)}


def test_bounds_of_many_own_foods_are_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert len(own_upper_bounds([Decimal(grams) for grams in range(1, 200)])) == 199


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
    assert own_upper_bounds([Decimal(120)]) == {Decimal(120): None}

"""What pages say about the table and its foods, and about people's own."""

import csv
import time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from nutrition.foods import queries
from nutrition.foods.models import Food, FoodRevision, Quality, Source
from nutrition.foods.names import DATA
from nutrition.foods.own.models import OwnFoodRevision
from nutrition.foods.queries import NutrientLine
from nutrition.foods.search.catalogue import MINUTE_SECONDS
from nutrition.foods.search.queries import search
from nutrition.foods.values import ENERGY_KCAL, MAGNESIUM
from tests.builders import Foods, make_food, make_own_food, revise, revise_own_food

pytestmark = pytest.mark.django_db


def test_foods_without_a_magnesium_value_are_counted(foods: Foods) -> None:
    assert queries.table_counts() == (5, 1)


def test_own_and_retired_foods_are_not_counted(foods: Foods, alice: User) -> None:
    make_own_food("Alice's soup", magnesium=None, owner=alice)
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


def line_of(revision: FoodRevision | OwnFoodRevision, number: str = MAGNESIUM) -> NutrientLine:
    [line] = [line for line in queries.nutrient_lines(revision) if line.number == number]
    return line


def test_a_nutrient_of_a_shared_food_is_that_of_100_g(foods: Foods) -> None:
    assert foods.spinach.current is not None

    line = line_of(foods.spinach.current)

    assert (line.per_basis, line.basis, line.per_100g) == (79, 100, 79)
    assert line.in_measure(Decimal("30.5")) == Decimal("24.095")
    assert line.quality == Quality.ANALYTICAL


def test_a_nutrient_of_an_own_food_is_that_of_its_basis(alice: User) -> None:
    food = make_own_food("Bran", owner=alice, magnesium="320", kcal=None, basis_grams="120")

    line, energy = line_of(food.current), line_of(food.current, ENERGY_KCAL)

    assert (line.per_basis, line.basis) == (320, 120)
    assert (line.in_measure(Decimal(120)), line.in_measure(Decimal(60))) == (320, 160)
    assert line.per_100g == Decimal("266.66666666666666666667")
    assert (energy.per_basis, energy.per_100g, energy.quality) == (None, None, None)


def test_a_nutrient_of_a_portion_that_nobody_weighed_has_none_in_100_g(alice: User) -> None:
    food = make_own_food(
        "Stew", owner=alice, magnesium="25", basis_grams=None, portions={"serving": None}
    )

    line = line_of(food.current)

    assert (line.per_basis, line.basis, line.per_100g) == (25, None, None)
    assert line.in_measure(Decimal("1.5")) == Decimal("37.5")


def test_portions_come_in_their_order_of_foods_of_either_kind(alice: User, bob: User) -> None:
    weights: dict[str, str] = {"slice": "30", "cup": "240", "bag": "400"}
    shared = make_food("Bread", magnesium="1", portions=weights)
    own = make_own_food("Bread", owner=alice, magnesium="1", portions={**weights})
    make_own_food("Bread", owner=bob, magnesium="1", portions={"crumb": "1"})

    for food in (shared, own):
        assert [(each.unit, each.grams) for each in queries.portions_of(food)] == [
            ("slice", 30),
            ("cup", 240),
            ("bag", 400),
        ]


def test_the_history_begins_with_the_newest_values_of_foods_of_either_kind(
    foods: Foods, alice: User
) -> None:
    own = make_own_food("Bread", owner=alice, magnesium="1")
    revise_own_food(own, magnesium="2")
    revise(foods.spinach, magnesium="80")

    for food, newest in ((own, 2), (foods.spinach, 80)):
        revisions = queries.history(food)

        assert [revision.number for revision in revisions] == [2, 1]
        assert revisions[0].magnesium_mg == newest


def test_usda_contradicts_its_own_foods_and_no_copy_of_them(alice: User) -> None:
    source = Source.objects.create(code=Source.SR28, name="SR28")
    shared = make_food("Lime", magnesium="6")
    own = make_own_food("Lime", owner=alice, magnesium="6")
    with (DATA / "other_values.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    for food in (shared, own):
        food.source, food.source_ref = source, row["source_ref"]

    assert queries.contradicting_values(shared, Decimal(row["magnesium"]))
    assert not queries.contradicting_values(own, Decimal(row["magnesium"]))

"""Only foods that can be eaten as they are called are ever suggested."""

import csv
import json
import re
from decimal import Decimal

import pytest

from nutrition.foods.kinds import kind_groups, kind_of
from nutrition.foods.loading.builtin import BUILTIN_TABLE
from nutrition.foods.loading.table_file import FoodRow, unpack
from nutrition.foods.names import DATA
from nutrition.foods.values import read_amounts

ABSURD = re.compile(
    r"powder|flour|dehydrated|freeze-dried|dried egg|protein isolate|concentrate|\bdry mix|infant"
    r"|fortified with|vitamin and mineral|beer|wine|liqueur|spices|yeast|bran, crude|uncooked$"
    r"|\bliver\b|seeds, raw|bouillon",
    re.IGNORECASE,
)
FINE = re.compile(
    r"^(Milk|Yogurt|Cheese), |^(Figs|Dates|Plums|Apricots|Peaches|Pears|Apples|Prunes), "
    r"|^Soymilk|^Rolls, "
)


@pytest.fixture(scope="module")
def named(request: pytest.FixtureRequest) -> list[FoodRow]:
    """The foods of the table that have a kind."""
    return [
        food for food in unpack(BUILTIN_TABLE.read_bytes()).foods if kind_of(food.group, food.name)
    ]


def test_nothing_absurd_has_a_kind(named: list[FoodRow]) -> None:
    assert [
        food.name for food in named if ABSURD.search(food.name) and not FINE.search(food.name)
    ] == []
    assert len(named) > 1_000


@pytest.mark.parametrize(
    "group", ["0200", "0300", "0400", "0600", "0700", "1400", "2100", "2200", "3500", "3600"]
)
def test_spices_drinks_baby_food_and_dishes_have_no_kind(group: str, named: list[FoodRow]) -> None:
    assert [food.name for food in named if food.group == group] == []


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("1500", "Fish, swordfish, cooked, dry heat"),
        ("1500", "Fish, mackerel, king, cooked, dry heat"),
        ("1200", "Nuts, brazilnuts, dried, unblanched"),
        ("1100", "Seaweed, kelp, raw"),
    ],
)
def test_what_is_too_much_in_a_portion_is_listed_and_never_suggested(group: str, name: str) -> None:
    kind = kind_of(group, name)

    assert kind and kind.offer == "never"


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("1600", "Beans, kidney, all types, mature seeds, raw"),
        ("1500", "Fish, salmon, Atlantic, wild, raw"),
        ("0100", "Milk, buttermilk, dried"),
        ("2000", "Wheat bran, crude"),
        ("1100", "Potatoes, raw, skin"),
        ("0800", "Cereals ready-to-eat, wheat, puffed, fortified"),
        (None, "Spinach, raw"),
    ],
)
def test_what_nobody_eats_like_that_has_no_kind(group: str | None, name: str) -> None:
    assert kind_of(group, name) is None


@pytest.mark.parametrize(
    ("group", "name", "grams"),
    [
        ("1100", "Potatoes, baked, flesh and skin, without salt", 110),
        ("1100", "Beets, cooked, boiled, drained", 85),
        ("1600", "Soybeans, mature seeds, cooked, boiled, without salt", 90),
        ("1600", "Tempeh, cooked", 85),
        ("0900", "Watermelon, raw", 280),
        ("0900", "Bananas, raw", 140),
        ("1800", "Crackers, rye, plain", 30),
        ("1800", "Tortillas, ready-to-bake or -fry, corn", 55),
        ("1800", "Bread, whole-wheat, commercially prepared", 50),
        ("0100", "Cheese, cottage, creamed, large or small curd", 110),
        ("0100", "Cheese, cheddar", 30),
    ],
)
def test_a_usual_amount_is_that_of_the_regulation(group: str, name: str, grams: int) -> None:
    kind = kind_of(group, name)

    assert kind and kind.grams == grams


def test_every_amount_says_where_it_is_from() -> None:
    with (DATA / "kinds.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    for row in rows:
        figures = re.findall(r"\d+", row["grams_from"])
        in_household_measures = re.search("tbsp|cup|ml|half of it|garnish", row["grams_from"])
        assert row["grams"] in figures or in_household_measures, row


def test_a_portion_of_brazil_nuts_is_above_the_upper_level_for_selenium() -> None:
    table = unpack(BUILTIN_TABLE.read_bytes())
    (revision,) = (row for row in table.revisions if row.source_ref == "12078")
    selenium = read_amounts(json.loads(revision.amounts))["317"]

    assert selenium * 30 / 100 > Decimal(400)


def test_every_group_has_foods_and_a_name(named: list[FoodRow]) -> None:
    found = {kind.group for food in named if (kind := kind_of(food.group, food.name))}

    assert found == set(kind_groups())
    assert all(kind_groups().values())

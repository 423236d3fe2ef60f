"""How often the plain food is among the first, over the whole built-in table.

The ranking and the table of names were made while looking at two of three words of each list. The
third part was kept back at first (docs/adr/0003-search.md has its figures from then); both parts
must reach the goal.
"""

import csv
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from nutrition.foods.search.queries import search

DATA = Path(__file__).parents[2] / "data"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("food_table")]


def rows(name: str) -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


EVERYDAY = {word: set(foods.split()) for word, foods in rows("words_everyday.csv")}
MISSPELT = {typed: EVERYDAY[meant] for typed, meant in rows("words_misspelt.csv")}


def share_found(wanted: dict[str, set[str]], person: User, first: int) -> float:
    """How many of the texts have one of their foods (by NDB number) among the first so many."""
    found = [
        any(hit.source_ref in foods for hit in search(text, person=person, limit=first))
        for text, foods in wanted.items()
    ]
    return sum(found) / len(found)


def every_third(wanted: dict[str, set[str]], *, kept_back: bool) -> dict[str, set[str]]:
    return {
        text: foods
        for place, (text, foods) in enumerate(wanted.items())
        if (place % 3 == 2) == kept_back
    }


def test_the_lists_are_long_enough() -> None:
    assert len(EVERYDAY) >= 200
    assert len(MISSPELT) >= 100


@pytest.mark.parametrize("kept_back", [False, True])
def test_the_plain_food_is_in_the_first_three_for_95_of_100_words(
    kept_back: bool, alice: User
) -> None:
    assert share_found(every_third(EVERYDAY, kept_back=kept_back), alice, 3) >= 0.95


@pytest.mark.parametrize("kept_back", [False, True])
def test_the_food_meant_is_in_the_first_five_for_90_of_100_misspelt_words(
    kept_back: bool, alice: User
) -> None:
    assert share_found(every_third(MISSPELT, kept_back=kept_back), alice, 5) >= 0.90


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("almnd", "Almonds"),
        ("spinich", "Spinach, raw"),
        ("oat meal", "Oatmeal, cooked with water"),
        ("pb", "Peanut butter, smooth"),
        ("choc milk", "Chocolate milk, whole"),
        ("bananna", "Banana, raw"),
        ("garbanzo", "Chickpeas, boiled"),
        ("yoghurt", "Yogurt, plain, whole milk"),
        ("aubergine", "Eggplant, raw"),
        ("alm", "Almonds"),
        ("pumpkin s", "Pumpkin seeds, roasted"),
        ("coffee", "Coffee, brewed"),
    ],
)
def test_what_people_type_finds_what_they_mean(typed: str, first: str, alice: User) -> None:
    assert first in [hit.title for hit in search(typed, person=alice, limit=4)]


def test_the_order_is_the_same_on_every_database(alice: User) -> None:
    """SQLite and PostgreSQL run this test: the numbers below are what both must give."""
    found = [hit.source_ref for hit in search("almond", person=alice, limit=5)]

    assert found == ["12061", "12063", "12062", "12065", "12563"]


def test_postgresql_finds_words_by_their_index_right_after_the_load(alice: User) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's index of words is a table of its own")
    with CaptureQueriesContext(connection) as asked:
        search("cheerios", person=alice)  # no plain foods, which are found in memory
    (candidates,) = (query["sql"] for query in asked if "tsquery" in query["sql"])

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {candidates}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "nutrition_foodwords_other" in plan
    assert "Seq Scan on nutrition_foodwords" not in plan

"""No answer grows with what a diary has: lists are paged or cut, and say so."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from nutrition.api.openapi import description
from nutrition.api.urls import api
from nutrition.diary.marks.models import Favourite
from nutrition.diary.models import Dose, Entry, SavedSupplement, Water
from tests.api.programs import Program
from tests.builders import Foods, make_food, make_own_food

DAY = date(2026, 11, 21)
MANY = 700


@pytest.fixture
def crowded(alice: User, foods: Foods) -> None:
    """A day as older versions took it."""
    rows = {"user": alice, "taken_on": DAY}
    Entry.objects.bulk_create(
        Entry(user=alice, eaten_on=DAY, meal=2, revision=food.current, grams=Decimal("0.1"))
        for food in [foods.mystery, foods.almonds] * (MANY // 2)
    )
    Dose.objects.bulk_create(Dose(**rows, name="Citrate", elemental_mg=1) for _ in range(MANY))
    Water.objects.bulk_create(Water(**rows, litres="0.1", mg_per_litre=10) for _ in range(MANY))


@pytest.mark.usefixtures("crowded")
def test_crowded_day_shows_its_beginning_and_counts_all(program: Program) -> None:
    day = program.get(f"/days/{DAY}")

    assert [len(day[name]) for name in ("entries", "doses", "waters")] == [500, 500, 500]
    assert day["more"] == ["entries", "doses", "waters"]
    assert len(day["magnesium"]["unknown_foods"]) == 350
    # 350 times 0.1 g of almonds with 300 mg in 100 g, 700 tablets of 1 mg, 700 glasses with 1 mg.
    almonds = Decimal(MANY // 2) * Decimal("0.3")
    assert Decimal(day["magnesium"]["total_mg"]) == almonds + MANY + MANY


@pytest.mark.usefixtures("crowded")
def test_rest_of_a_crowded_day_is_read_page_by_page(program: Program) -> None:
    seen, cursor = set(), ""
    while cursor is not None:
        page = program.get(
            f"/entries?from={DAY}&to={DAY}&limit=200{cursor and f'&cursor={cursor}'}"
        )
        seen |= {row["id"] for row in page["items"]}
        cursor = page["next"]

    assert len(seen) == MANY


def test_day_that_is_not_crowded_is_whole(program: Program, alice: User, foods: Foods) -> None:
    Entry.objects.bulk_create(
        Entry(user=alice, eaten_on=DAY, meal=2, revision=foods.banana.current, grams=1)
        for _ in range(500)
    )

    day = program.get(f"/days/{DAY}")

    assert (len(day["entries"]), day["more"]) == (500, [])


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize(
    "path", [f"/days/{DAY}", "/weeks/2026-W47", f"/trends?to={DAY}", f"/nutrients/{DAY}"]
)
def test_answer_does_not_grow_with_the_day(
    path: str, program: Program, alice: User, foods: Foods
) -> None:
    Entry.objects.filter(user=alice).exclude(revision=foods.mystery.current).delete()
    Entry.objects.bulk_create(
        Entry(user=alice, eaten_on=DAY, meal=2, revision=foods.mystery.current, grams=1)
        for _ in range(MANY)
    )
    before = len(json.dumps(program.get(path)))

    Entry.objects.bulk_create(
        Entry(user=alice, eaten_on=DAY, meal=2, revision=foods.mystery.current, grams=1)
        for _ in range(MANY)
    )

    assert len(json.dumps(program.get(path))) < before + 50


def test_favourites_come_page_by_page_the_latest_first(program: Program, alice: User) -> None:
    foods = [make_food(f"Food {n}", magnesium="1") for n in range(5)]
    now = timezone.now()
    Favourite.objects.bulk_create(
        Favourite(user=alice, food=food, starred_at=now + timedelta(seconds=n // 2))
        for n, food in enumerate(foods)
    )

    names = [row["name"] for row in everything(program, "/favourites", limit=2)]

    assert names == [f"Food {n}" for n in (4, 3, 2, 1, 0)]


def test_saved_supplements_come_page_by_page(program: Program, alice: User) -> None:
    SavedSupplement.objects.bulk_create(
        SavedSupplement(user=alice, name=f"Tablet {n}", elemental_mg=1) for n in range(5)
    )

    names = [row["name"] for row in everything(program, "/products", limit=2)]

    assert sorted(names) == [f"Tablet {n}" for n in range(5)]


def everything(program: Program, path: str, limit: int) -> Iterator[Any]:
    cursor: str | None = ""
    while cursor is not None:
        page = program.get(f"{path}?limit={limit}{cursor and f'&cursor={cursor}'}")
        assert len(page["items"]) <= limit
        yield from page["items"]
        cursor = page["next"]


def test_food_with_very_many_portions_shows_the_first(program: Program, alice: User) -> None:
    food = make_own_food(
        "Soup", owner=alice, magnesium="1", portions={f"bowl {n}": str(n) for n in range(1, 151)}
    )

    shown = [
        program.get(f"/foods/own:{food.id}")["portions"],
        program.get("/foods")["items"][-1]["portions"],
    ]

    assert [len(portions) for portions in shown] == [100, 100]


def test_bounds_are_described() -> None:
    schemas = description(api)["components"]["schemas"]

    bounds = {
        name: schemas["DayOut"]["properties"][name]["maxItems"]
        for name in ("entries", "doses", "waters")
    }
    assert bounds == {"entries": 500, "doses": 500, "waters": 500}
    assert schemas["FoodOut"]["properties"]["portions"]["maxItems"] == 100

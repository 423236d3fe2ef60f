"""Reads foods as lists of results show them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from accounts.sql import fetch_all, placeholders, to_decimal
from nutrition.foods.fields import scaled_or_none
from nutrition.foods.models import Food, FoodWords
from nutrition.foods.search.ranking import Fit, SearchCandidate
from nutrition.foods.servings import HouseholdMeasure


class FoodHit(NamedTuple):
    """A food as a list of results shows it. Amounts are per 100 g; None is unknown, not zero.

    `fit` and `penalty` say how well it matches what was typed (ranking.py); without a search they
    have their best values.
    """

    id: int
    title: str
    name: str
    source: str
    source_ref: str
    category: str
    is_own: bool
    magnesium_mg: Decimal | None
    energy_kcal: Decimal | None
    portions: tuple[HouseholdMeasure, ...]
    times_eaten: int = 0
    fit: Fit = Fit.WORDS
    penalty: float = 0.0


class FoundFood(NamedTuple):
    """A food with its row of the index; None where the index does not have it."""

    hit: FoodHit
    candidate: SearchCandidate | None


class _FoodRow(NamedTuple):
    """A portion of a food, or a food without any. Decimals are floats on SQLite; amounts in
    100 g are whole numbers."""

    id: int
    short_name: str
    name: str
    source: str
    source_ref: str
    category: str | None
    owner_id: object
    mg_per_100g: int | None
    kcal_per_100g: int | None
    position: int | None
    words: str
    portion_id: int | None
    portion_amount: Decimal | float
    portion_unit: str
    portion_grams: Decimal | float


# Written by hand: accounts/sql.py says why. The conditions together are that of
# `Food.objects.visible_to`; a test compares them.
_FOODS = """
    SELECT food.id, food.short_name, food.name, source.code, food.source_ref, category.name,
        food.owner_id, revision.mg_per_100g, revision.kcal_per_100g,
        indexed.position, indexed.words, portion.id, portion.amount, portion.unit, portion.grams
    FROM nutrition_food AS food
    JOIN nutrition_source AS source ON source.id = food.source_id
    LEFT JOIN nutrition_foodcategory AS category ON category.code = food.category_id
    LEFT JOIN nutrition_foodrevision AS revision ON revision.id = food.current_id
    LEFT JOIN nutrition_foodwords AS indexed ON indexed.food_id = food.id
    LEFT JOIN nutrition_portion AS portion ON portion.food_id = food.id
    WHERE food.id IN {places} AND food.state = %s AND {owner}
    ORDER BY portion.position"""


def read_shared_foods(food_ids: Sequence[int]) -> dict[int, FoundFood]:
    """Those of the foods that everybody may log. One query."""
    return _read(food_ids, "food.owner_id IS NULL")


def read_own_foods(food_ids: Sequence[int], person_id: int) -> dict[int, FoodHit]:
    """Those of the foods that belong to this person. One query."""
    found = _read(food_ids, "food.owner_id = %s", person_id)
    return {food_id: food.hit for food_id, food in found.items()}


def _read(food_ids: Sequence[int], owner: str, *owner_ids: int) -> dict[int, FoundFood]:
    statement = _FOODS.format(places=placeholders(food_ids), owner=owner)
    parameters = [*food_ids, Food.State.ACTIVE.value, *owner_ids]
    rows: dict[int, list[_FoodRow]] = {}
    for row in map(_FoodRow._make, fetch_all(statement, parameters)):
        rows.setdefault(row.id, []).append(row)
    return {food_id: _food(of_food) for food_id, of_food in rows.items()}


def _food(rows: Sequence[_FoodRow]) -> FoundFood:
    food = rows[0]
    hit = FoodHit(
        id=food.id,
        title=food.short_name or food.name,
        name=food.name,
        source=food.source,
        source_ref=food.source_ref,
        category=food.category or "",
        is_own=food.owner_id is not None,
        magnesium_mg=scaled_or_none(food.mg_per_100g),
        energy_kcal=scaled_or_none(food.kcal_per_100g),
        portions=tuple(
            HouseholdMeasure(
                row.portion_id,
                to_decimal(row.portion_amount),
                row.portion_unit,
                to_decimal(row.portion_grams),
            )
            for row in rows
            if row.portion_id is not None
        ),
    )
    if food.position is None:
        return FoundFood(hit, None)
    rank = food.position >> FoodWords.RANK_SHIFT
    return FoundFood(hit, SearchCandidate(food.id, rank, hit.is_own, food.words))

"""Foods that can be named when magnesium is missing: those of a known kind, with a known value.

The list is the same for everybody. Each process keeps it for an hour; what is logged from it is
measured anew.
"""

import time
from functools import lru_cache
from typing import Any

from accounts.sql import decimal_or_none, fetch_all, placeholders, to_decimal
from nutrition.foods.kinds import kind_categories, kind_of
from nutrition.foods.models import Food, Nutrient, Quality
from nutrition.foods.plain_food import FoodFacts, PlainFood, plain_food
from nutrition.foods.servings import HouseholdMeasure

KEPT_SECONDS = 3600

_FOODS = """
    SELECT food.id, food.short_name, food.name, food.category_id, food.manufacturer, food.rank,
        magnesium.amount, magnesium.quality, energy.amount
    FROM nutrition_food AS food
    JOIN nutrition_nutrientamount AS magnesium
        ON magnesium.revision_id = food.current_id AND magnesium.nutrient_id = %s
    LEFT JOIN nutrition_nutrientamount AS energy
        ON energy.revision_id = food.current_id AND energy.nutrient_id = %s
    WHERE food.owner_id IS NULL AND food.state = %s AND magnesium.quality <> %s
        AND food.category_id IN {places}
    ORDER BY food.rank, food.id"""
_PORTIONS = """
    SELECT food_id, id, amount, unit, grams FROM nutrition_portion WHERE food_id IN {places}
    ORDER BY food_id, position"""


def plain_foods() -> tuple[PlainFood, ...]:
    """Every food of a known kind, the plainest first (two queries now and then)."""
    return _plain_foods(int(time.time() // KEPT_SECONDS))


@lru_cache(maxsize=1)
def _plain_foods(hour: int) -> tuple[PlainFood, ...]:
    codes = sorted(kind_categories())
    # What was added to a food says nothing about it: no cereals with a vitamin pill in them.
    parameters = [
        Nutrient.MAGNESIUM,
        Nutrient.ENERGY_KCAL,
        Food.State.ACTIVE.value,
        Quality.LABEL_CLAIM.value,
        *codes,
    ]
    rows = fetch_all(_FOODS.format(places=placeholders(codes)), parameters)
    named = [row for row in rows if kind_of(row[3], row[2])]
    measures = _measures([row[0] for row in named])
    foods = (plain_food(_told(row), measures.get(row[0], [])) for row in named)
    return tuple(food for food in foods if food)


def _told(row: tuple[Any, ...]) -> FoodFacts:
    id_, short_name, name, category, manufacturer, rank, mg, quality, kcal = row
    how = str(Quality(quality).label)
    return FoodFacts(
        id_,
        short_name or name,
        name,
        category,
        bool(manufacturer),
        rank,
        to_decimal(mg),
        decimal_or_none(kcal),
        how,
    )


def _measures(food_ids: list[int]) -> dict[int, list[HouseholdMeasure]]:
    measures: dict[int, list[HouseholdMeasure]] = {}
    rows = fetch_all(_PORTIONS.format(places=placeholders(food_ids)), food_ids) if food_ids else []
    for food_id, id_, amount, unit, grams in rows:
        measures.setdefault(food_id, []).append(
            HouseholdMeasure(id_, to_decimal(amount), unit, to_decimal(grams))
        )
    return measures

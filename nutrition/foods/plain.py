"""Foods that can be named when magnesium is missing: plain ones, of a known kind, with a known value and a portion.

The list is the same for everybody. Each process keeps it for an hour; what is logged from it is measured anew.
"""

import time
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from accounts.sql import ask, exact, known, places
from nutrition.foods.contents import contents_of
from nutrition.foods.kinds import Kind, categories, kind_of
from nutrition.foods.models import Food, Nutrient, Quality
from nutrition.foods.names import PLAIN_END
from nutrition.foods.servings import Measure, Serving, serving_near

KEPT_SECONDS = 3600

_FOODS = """
    SELECT food.id, food.short_name, food.name, food.category_id, food.manufacturer, food.rank, magnesium.amount,
        magnesium.quality, energy.amount
    FROM nutrition_food AS food
    JOIN nutrition_nutrientamount AS magnesium
        ON magnesium.revision_id = food.current_id AND magnesium.nutrient_id = %s
    LEFT JOIN nutrition_nutrientamount AS energy
        ON energy.revision_id = food.current_id AND energy.nutrient_id = %s
    WHERE food.owner_id IS NULL AND food.state = %s AND magnesium.quality <> %s AND food.category_id IN {places}
    ORDER BY food.rank, food.id"""
_PORTIONS = """
    SELECT food_id, id, amount, unit, grams FROM nutrition_portion WHERE food_id IN {places}
    ORDER BY food_id, position"""


class PlainFood(NamedTuple):
    """`serving` is what people eat of it at a time; None when the food has no such portion. Amounts are per 100 g."""

    id: int
    title: str
    kind: Kind
    rank: int
    mg_per_100g: Decimal
    kcal_per_100g: Decimal | None
    quality: Quality
    contents: frozenset[str]
    serving: Serving | None

    @property
    def is_plain(self) -> bool:
        return self.rank < PLAIN_END


def plain_foods() -> tuple[PlainFood, ...]:
    """Every food of a known kind, the plainest first (two queries now and then)."""
    return _plain_foods(int(time.time() // KEPT_SECONDS))


def forget_plain_foods() -> None:
    """Read the table again at the next question."""
    _plain_foods.cache_clear()


@lru_cache(maxsize=1)
def _plain_foods(hour: int) -> tuple[PlainFood, ...]:
    codes = sorted(categories())
    # What was added to a food says nothing about the food: cereals with a vitamin pill in them are not suggested.
    parameters = [Nutrient.MAGNESIUM, Nutrient.ENERGY_KCAL, Food.State.ACTIVE.value, Quality.LABEL_CLAIM.value, *codes]
    rows = ask(_FOODS.format(places=places(codes)), parameters)
    named = [(row, kind) for row in rows if (kind := kind_of(row[3], row[2]))]
    measures = _measures([row[0] for row, _ in named])
    shared: dict[frozenset[str], frozenset[str]] = {}
    foods = []
    for (id_, short_name, name, category, manufacturer, rank, mg, quality, kcal), kind in named:
        contents = contents_of(category, name, is_brand=bool(manufacturer))
        foods.append(
            PlainFood(
                id_, short_name or name, kind, rank, exact(mg), known(kcal), Quality(quality),
                shared.setdefault(contents, contents), serving_near(kind.grams, measures.get(id_, [])),
            )
        )  # fmt: skip
    return tuple(foods)


def _measures(food_ids: list[int]) -> dict[int, list[Measure]]:
    measures: dict[int, list[Measure]] = {}
    rows = ask(_PORTIONS.format(places=places(food_ids)), food_ids) if food_ids else []
    for food_id, id_, amount, unit, grams in rows:
        measures.setdefault(food_id, []).append(Measure(id_, exact(amount), unit, exact(grams)))
    return measures

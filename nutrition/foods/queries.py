"""The facts about foods that pages show, as plain values."""

import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from accounts.sql import decimal_or_none, fetch_all, placeholders, to_decimal
from nutrition.foods.kinds import kind_categories, kind_of
from nutrition.foods.models import Food, FoodRevision, Nutrient, NutrientAmount, Quality, Source
from nutrition.foods.other_values import OtherValue, other_values
from nutrition.foods.plain_food import FoodFacts, PlainFood, plain_food
from nutrition.foods.servings import HouseholdMeasure

HOUR_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class NutrientLine:
    """A nutrient of a revision; `per_100g` is None when its amount is unknown."""

    number: str
    name: str
    unit: str
    per_100g: Decimal | None
    quality: Quality | None
    samples: int | None
    standard_error: Decimal | None
    changed_on: date | None

    def in_grams(self, grams: Decimal) -> Decimal | None:
        """The amount in that many grams of the food, in `unit`."""
        return None if self.per_100g is None else self.per_100g * grams / 100


class TableCounts(NamedTuple):
    """How many foods everybody can find, and how many of them have no magnesium value."""

    foods: int
    unknown: int


def table_counts() -> TableCounts:
    """Counted once an hour in each process: the welcome page shows them to everybody."""
    return _table_counts(_this_hour())


@lru_cache(maxsize=1)
def _table_counts(hour: int) -> TableCounts:
    shared = Food.objects.filter(owner=None, state=Food.State.ACTIVE)
    known = NutrientAmount.objects.filter(revision=OuterRef("current"), nutrient=Nutrient.MAGNESIUM)
    return TableCounts(shared.count(), shared.exclude(Exists(known)).count())


def _this_hour() -> int:
    """A new number each hour; as a parameter it makes a cached function run again."""
    return int(time.time() // HOUR_SECONDS)


def nutrient_lines(revision: FoodRevision) -> list[NutrientLine]:
    """Every nutrient of the list in the order of pages, known or not (two queries)."""
    amounts = {
        amount.nutrient_id: amount for amount in NutrientAmount.objects.filter(revision=revision)
    }
    return [_line(nutrient, amounts.get(nutrient.pk)) for nutrient in Nutrient.objects.all()]


def _line(nutrient: Nutrient, amount: NutrientAmount | None) -> NutrientLine:
    if amount is None:
        return NutrientLine(
            nutrient.number, nutrient.name, nutrient.unit, None, None, None, None, None
        )
    return NutrientLine(
        nutrient.number,
        nutrient.name,
        nutrient.unit,
        amount.amount,
        Quality(amount.quality),
        amount.samples,
        amount.standard_error,
        amount.changed_on,
    )


def contradicting_values(food: Food, mg_per_100g: Decimal | None) -> tuple[OtherValue, ...]:
    """USDA's other values for the food's magnesium, where they differ more than twofold."""
    is_sr28 = food.owner_id is None and food.source.code == Source.SR28
    return other_values(food.source_ref, mg_per_100g) if is_sr28 else ()


def history(food: Food) -> QuerySet[FoodRevision]:
    """The food's revisions, newest first."""
    return food.revisions.select_related("release").order_by("-number")


# Written by hand: accounts/sql.py says why.
_PLAIN_FOODS = """
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
_MEASURES = """
    SELECT food_id, id, amount, unit, grams FROM nutrition_portion WHERE food_id IN {places}
    ORDER BY food_id, position"""


def plain_foods() -> tuple[PlainFood, ...]:
    """Every food of a known kind with a known value, the plainest first.

    The list is the same for everybody; each process keeps it for an hour (then two queries). An
    entry logged from it gets the values that the food has at that moment.
    """
    return _plain_foods(_this_hour())


@lru_cache(maxsize=1)
def _plain_foods(hour: int) -> tuple[PlainFood, ...]:
    codes = sorted(kind_categories())
    # An added nutrient says nothing about the food itself: no fortified cereals.
    parameters = [
        Nutrient.MAGNESIUM,
        Nutrient.ENERGY_KCAL,
        Food.State.ACTIVE.value,
        Quality.LABEL_CLAIM.value,
        *codes,
    ]
    rows = fetch_all(_PLAIN_FOODS.format(places=placeholders(codes)), parameters)
    facts = [_food_facts(row) for row in rows if kind_of(row[3], row[2])]
    measures = _measures([food.id for food in facts])
    foods = (plain_food(food, measures.get(food.id, [])) for food in facts)
    return tuple(food for food in foods if food)


def _food_facts(row: tuple[Any, ...]) -> FoodFacts:
    id_, short_name, name, category, manufacturer, rank, mg, quality, kcal = row
    return FoodFacts(
        id_,
        short_name or name,
        name,
        category,
        bool(manufacturer),
        rank,
        to_decimal(mg),
        decimal_or_none(kcal),
        str(Quality(quality).label),
    )


def _measures(food_ids: list[int]) -> dict[int, list[HouseholdMeasure]]:
    measures: dict[int, list[HouseholdMeasure]] = {}
    rows = fetch_all(_MEASURES.format(places=placeholders(food_ids)), food_ids) if food_ids else []
    for food_id, id_, amount, unit, grams in rows:
        measure = HouseholdMeasure(id_, to_decimal(amount), unit, to_decimal(grams))
        measures.setdefault(food_id, []).append(measure)
    return measures

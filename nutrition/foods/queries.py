"""The facts about foods that pages show, as plain values."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.sql import fetch_all, placeholders, to_decimal
from nutrition.foods.basis import HUNDRED_GRAMS, amount_in
from nutrition.foods.fields import from_scaled, scaled_or_none
from nutrition.foods.kinds import kind_categories, kind_of
from nutrition.foods.models import Food, FoodRevision, Nutrient, Portion, Quality, Source
from nutrition.foods.other_values import OtherValue, other_values
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from nutrition.foods.plain_food import FoodFacts, PlainFood, plain_food
from nutrition.foods.search.catalogue import catalogue_cache
from nutrition.foods.servings import HouseholdMeasure
from nutrition.foods.values import MAGNESIUM, KnownValue, read_values


@dataclass(frozen=True, slots=True)
class NutrientLine:
    """A nutrient of a revision; `per_basis` is None when its amount is unknown.

    It is the amount in `basis` grams of the food, or, where `basis` is None, in one of its portion,
    whose weight nobody knows.
    """

    number: str
    name: str
    unit: str
    per_basis: Decimal | None
    basis: Decimal | None
    quality: Quality | None
    samples: int | None
    standard_error: Decimal | None
    changed_on: date | None

    def in_measure(self, measure: Decimal) -> Decimal | None:
        """The amount, in `unit`, in so many grams, or in so many portions of unknown weight."""
        return None if self.per_basis is None else amount_in(measure, self.per_basis, self.basis)

    @property
    def per_100g(self) -> Decimal | None:
        """None also where nobody knows the weight."""
        return None if self.basis is None else self.in_measure(HUNDRED_GRAMS)


class TableCounts(NamedTuple):
    """How many foods everybody can find, and how many of them have no magnesium value."""

    foods: int
    unknown: int


def table_counts() -> TableCounts:
    """Counted when foods have changed: the welcome page shows them to everybody."""
    return catalogue_cache.recent().fact(_count_foods)


def _count_foods() -> TableCounts:
    active = Food.objects.filter(state=Food.State.ACTIVE)
    return TableCounts(active.count(), active.filter(current__mg_per_100g=None).count())


def nutrient_lines(revision: FoodRevision | OwnFoodRevision) -> list[NutrientLine]:
    """Every nutrient of the list in the order of pages, known or not (two queries)."""
    values, basis = _values_of(revision), revision.basis_grams
    return [
        _line(nutrient, values.get(nutrient.number), basis) for nutrient in Nutrient.objects.all()
    ]


def _values_of(revision: FoodRevision | OwnFoodRevision) -> dict[str, KnownValue]:
    if isinstance(revision, OwnFoodRevision):
        own = OwnFoodRevision.objects.filter(user=revision.user_id, pk=revision.pk)
        return read_values(own.values_list("amounts", flat=True).get(), {})
    shared = FoodRevision.objects.filter(pk=revision.pk)
    return read_values(*shared.values_list("amounts", "details").get())


def _line(nutrient: Nutrient, value: KnownValue | None, basis: Decimal | None) -> NutrientLine:
    described = (nutrient.number, nutrient.name, nutrient.unit)
    if value is None:
        return NutrientLine(*described, None, basis, None, None, None, None)
    return NutrientLine(
        *described,
        value.amount,
        basis,
        Quality(value.quality),
        value.samples,
        value.standard_error,
        value.changed_on,
    )


def contradicting_values(
    food: Food | OwnFood, mg_per_100g: Decimal | None
) -> tuple[OtherValue, ...]:
    """USDA's other values for the food's magnesium, where they differ more than twofold."""
    is_sr28 = not food.is_own and food.source.code == Source.SR28
    return other_values(food.source_ref, mg_per_100g) if is_sr28 else ()


def history(food: Food | OwnFood) -> list[FoodRevision] | list[OwnFoodRevision]:
    """The food's revisions, newest first (one query)."""
    if isinstance(food, OwnFood):
        own = OwnFoodRevision.objects.filter(user=food.user_id, food_id=food.id)
        return list(own.select_related("release").order_by("-number"))
    shared = food.revisions.select_related("release").without_values()
    return list(shared.order_by("-number"))


def portions_of(food: Food | OwnFood) -> list[Portion] | list[OwnPortion]:
    """The food's household measures in order (one query)."""
    if isinstance(food, OwnFood):
        own = OwnPortion.objects.filter(user=food.user_id, food_id=food.id)
        return list(own.order_by("position"))
    return list(Portion.objects.filter(food=food).order_by("position"))


# Written by hand: accounts/sql.py says why.
_PLAIN_FOODS = """
    SELECT food.id, food.short_name, food.name, food.category_id, food.manufacturer, food.rank,
        revision.mg_per_100g, revision.kcal_per_100g, revision.amounts
    FROM nutrition_food AS food
    JOIN nutrition_foodrevision AS revision ON revision.id = food.current_id
    WHERE food.state = %s AND revision.mg_per_100g IS NOT NULL
        AND food.category_id IN {places}
    ORDER BY food.rank, food.id"""
_MEASURES = """
    SELECT food_id, id, amount, unit, grams FROM nutrition_portion WHERE food_id IN {places}
    ORDER BY food_id, position"""


def plain_foods() -> tuple[PlainFood, ...]:
    """Every food of a known kind with a known value, the plainest first.

    The list is the same for everybody; each process keeps it until foods change (then two queries).
    An entry logged from it gets the values that the food has at that moment.
    """
    return catalogue_cache.recent().fact(_read_plain_foods)


def _read_plain_foods() -> tuple[PlainFood, ...]:
    codes = sorted(kind_categories())
    parameters = [Food.State.ACTIVE.value, *codes]
    rows = fetch_all(_PLAIN_FOODS.format(places=placeholders(codes)), parameters)
    known = ((row, _magnesium_quality(row[-1])) for row in rows if kind_of(row[3], row[2]))
    # An added nutrient says nothing about the food itself: no fortified cereals.
    facts = [_food_facts(row, quality) for row, quality in known if quality != Quality.LABEL_CLAIM]
    measures = _measures([food.id for food in facts])
    foods = (plain_food(food, measures.get(food.id, [])) for food in facts)
    return tuple(food for food in foods if food)


def _magnesium_quality(amounts: str) -> Quality:
    return Quality(json.loads(amounts)[MAGNESIUM][1])


def _food_facts(row: tuple[Any, ...], quality: Quality) -> FoodFacts:
    id_, short_name, name, category, manufacturer, rank, mg, kcal, _ = row
    return FoodFacts(
        id_,
        short_name or name,
        name,
        category,
        bool(manufacturer),
        rank,
        from_scaled(mg),
        scaled_or_none(kcal),
        str(quality.label),
    )


def _measures(food_ids: list[int]) -> dict[int, list[HouseholdMeasure]]:
    measures: dict[int, list[HouseholdMeasure]] = {}
    rows = fetch_all(_MEASURES.format(places=placeholders(food_ids)), food_ids) if food_ids else []
    for food_id, id_, amount, unit, grams in rows:
        measure = HouseholdMeasure(id_, to_decimal(amount), unit, to_decimal(grams))
        measures.setdefault(food_id, []).append(measure)
    return measures

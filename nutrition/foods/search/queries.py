"""Finds the foods that somebody most likely means by what they typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from accounts.sql import fetch_all, placeholders, to_decimal
from nutrition.foods.fields import scaled_or_none
from nutrition.foods.models import Food
from nutrition.foods.search.index import find_candidates
from nutrition.foods.search.lexicon import lexicon_cache
from nutrition.foods.search.query import loosen, parse_query
from nutrition.foods.search.ranking import Fit, rank_foods
from nutrition.foods.servings import HouseholdMeasure

if TYPE_CHECKING:
    from accounts.models import User

MAX_LIMIT = 50


@dataclass(frozen=True)
class FoodHit:
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
    times_eaten: int
    fit: Fit = Fit.WORDS
    penalty: float = 0.0


def search(
    text: str, *, person: "User", limit: int = 8, habits: Mapping[int, int] | None = None
) -> list[FoodHit]:
    """The best foods first, and those that the person has eaten before all others.

    `habits` says how often the person ate a food, by its id. Any text is safe; a text without a
    word finds nothing. Two queries, three when no food has all the words.
    """
    habits = habits or {}
    limit = max(0, min(limit, MAX_LIMIT))
    lexicon = lexicon_cache.get()
    readings = parse_query(text, lexicon)
    if not readings:
        return []
    candidates = find_candidates(readings, person_id=person.pk, habits=habits, enough=limit)
    ranked = rank_foods(candidates, readings, habits=habits, limit=limit)
    if not ranked:
        readings = loosen(readings, lexicon.vocabulary)
        candidates = find_candidates(
            readings, person_id=person.pk, habits=habits, enough=limit, all_words=False
        )
        ranked = rank_foods(candidates, readings, habits=habits, limit=limit, any_word=True)
    matches = {food.food_id: food for food in ranked}
    return [
        replace(hit, fit=matches[hit.id].fit, penalty=matches[hit.id].penalty)
        for hit in food_hits(list(matches), person=person, habits=habits)
    ]


def food_hits(
    food_ids: Sequence[int], *, person: "User", habits: Mapping[int, int] | None = None
) -> list[FoodHit]:
    """These foods in this order, without those that the person may not log. One query."""
    if not food_ids:
        return []
    times_eaten = habits or {}
    rows: dict[int, list[_HitRow]] = {}
    for row in _rows(food_ids, person):
        rows.setdefault(row.id, []).append(row)
    return [
        _hit(rows[food_id], times_eaten.get(food_id, 0)) for food_id in food_ids if food_id in rows
    ]


class _HitRow(NamedTuple):
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
    portion_id: int | None
    portion_amount: Decimal | float
    portion_unit: str
    portion_grams: Decimal | float


# Written by hand: accounts/sql.py says why. The condition is that of `Food.objects.visible_to`; a
# test compares the two.
_HITS = """
    SELECT food.id, food.short_name, food.name, source.code, food.source_ref, category.name,
        food.owner_id, revision.mg_per_100g, revision.kcal_per_100g,
        portion.id, portion.amount, portion.unit, portion.grams
    FROM nutrition_food AS food
    JOIN nutrition_source AS source ON source.id = food.source_id
    LEFT JOIN nutrition_foodcategory AS category ON category.code = food.category_id
    LEFT JOIN nutrition_foodrevision AS revision ON revision.id = food.current_id
    LEFT JOIN nutrition_portion AS portion ON portion.food_id = food.id
    WHERE food.id IN {places} AND food.state = %s AND (food.owner_id IS NULL OR food.owner_id = %s)
    ORDER BY portion.position"""


def _rows(food_ids: Sequence[int], person: "User") -> Iterator[_HitRow]:
    parameters = [*food_ids, Food.State.ACTIVE.value, person.pk]
    yield from map(
        _HitRow._make, fetch_all(_HITS.format(places=placeholders(food_ids)), parameters)
    )


def _hit(rows: Sequence[_HitRow], times_eaten: int) -> FoodHit:
    food = rows[0]
    return FoodHit(
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
        times_eaten=times_eaten,
    )

"""What was logged in a range, by food: three narrow statements however long it is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from accounts.models import User
from accounts.sql import as_date, as_uuid, decimal_or_none, fetch_all, placeholders, to_decimal
from nutrition.diary.models import Meal
from nutrition.foods.amount_words import amount_words
from nutrition.intake.nutrients import (
    Amounts,
    FoodNutrients,
    PageNutrient,
    all_source_numbers,
    value_of,
)
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.totals import PER_100_G, exact_sum
from nutrition.reports.sources.page import NO_GROUP, OWN_FOODS, Logged, SourceGroup

# Answered by the index entry_person_day alone. The grams are counted, not added up: SQLite would
# add floats.
_EATEN = """
    SELECT revision_id, grams, COUNT(*) FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND deleted_at IS NULL
    GROUP BY revision_id, grams
    UNION ALL
    SELECT NULL, NULL, COUNT(DISTINCT eaten_on) FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND deleted_at IS NULL"""
_FOODS = """
    SELECT revision.id, food.id, food.short_name, food.name, food.owner_id,
        category.code, category.name
    FROM nutrition_foodrevision revision
    JOIN nutrition_food food ON food.id = revision.food_id
    LEFT JOIN nutrition_foodcategory category ON category.code = food.category_id
    WHERE revision.id IN """
_AMOUNTS = """
    SELECT amount.revision_id, nutrient.number, amount.amount FROM nutrition_nutrientamount amount
    JOIN nutrition_nutrient nutrient ON nutrient.id = amount.nutrient_id
    WHERE nutrient.number IN {numbers} AND amount.revision_id IN {revisions}"""
_ENTRIES = """
    SELECT entry.id, entry.eaten_on, entry.meal, entry.revision_id, entry.grams, entry.quantity,
        portion.amount, portion.unit
    FROM nutrition_entry entry
    JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    LEFT JOIN nutrition_portion portion ON portion.id = entry.portion_id
    WHERE entry.user_id = %s AND entry.eaten_on BETWEEN %s AND %s AND entry.deleted_at IS NULL
        AND revision.food_id = %s
    ORDER BY entry.eaten_on DESC, entry.meal, entry.logged_at, entry.id"""


@dataclass(frozen=True, slots=True)
class FoodEntry:
    """An entry with what it gave of the nutrient; None when its revision has no value."""

    id: UUID
    eaten_on: date
    meal: Meal
    amount: str
    given: Decimal | None


class LoggedFoods(NamedTuple):
    """`days` is on how many days of the range any food was logged."""

    foods: list[Logged]
    days: int


def logged_between(user: User, first: date, last: date, nutrient: PageNutrient) -> LoggedFoods:
    """All foods of the range, each once per revision (three queries)."""
    grams: dict[int, list[Decimal]] = defaultdict(list)
    times: dict[int, int] = defaultdict(int)
    days = 0
    for revision_id, weight, count in fetch_all(_EATEN, [user.pk, first, last] * 2):
        if revision_id is None:
            days = count
            continue
        grams[revision_id].append(to_decimal(weight) * count)
        times[revision_id] += count
    revisions = list(grams)
    amounts = _amounts(revisions, nutrient)
    foods = [
        Logged(
            _group(owner_id, code, group),
            FoodNutrients(
                food_id,
                short_name or name,
                exact_sum(grams[revision_id]),
                amounts[revision_id],
                times[revision_id],
            ),
        )
        for revision_id, food_id, short_name, name, owner_id, code, group in _of(_FOODS, revisions)
    ]
    return LoggedFoods(foods, days)


def entries_of_food(
    user: User, food_id: int, first: date, last: date, nutrient: PageNutrient
) -> list[FoodEntry]:
    """The entries of a food, the latest first (two queries)."""
    rows = fetch_all(_ENTRIES, [user.pk, first, last, food_id])
    amounts = _amounts({row[3] for row in rows}, nutrient)
    values = {
        revision_id: value_of(nutrient.number, known_amounts)
        for revision_id, known_amounts in amounts.items()
    }
    entries = []
    for id_, eaten_on, meal, revision_id, grams, quantity, per, unit in rows:
        weight, value = to_decimal(grams), values.get(revision_id)
        number = None if quantity is None else to_decimal(quantity) * to_decimal(per)
        given = None if value is None else weight * value.per_100g * PER_100_G
        words = amount_words(weight, number, unit)
        entries.append(FoodEntry(as_uuid(id_), as_date(eaten_on), Meal(meal), words, given))
    return entries


def _group(owner_id: object, code: str | None, name: str | None) -> SourceGroup:
    if owner_id is not None:
        return OWN_FOODS
    return NO_GROUP if code is None or name is None else SourceGroup(code, name)


def _amounts(revisions: Iterable[int], nutrient: PageNutrient) -> dict[int, Amounts]:
    """What is known about 100 g of each revision, of the nutrient and of what stands in for it."""
    revisions = list(revisions)
    numbers = [MAGNESIUM] if nutrient.number == MAGNESIUM else sorted(all_source_numbers())
    amounts: dict[int, dict[str, Decimal]] = defaultdict(dict)
    if revisions:
        sql = _AMOUNTS.format(numbers=placeholders(numbers), revisions=placeholders(revisions))
        for revision_id, number, amount in fetch_all(sql, [*numbers, *revisions]):
            value = decimal_or_none(amount)
            if value is not None:
                amounts[revision_id][number] = value
    return amounts  # type: ignore[return-value]  # a defaultdict: a revision without any value has an empty one


def _of(sql: str, ids: list[int]) -> list[tuple[Any, ...]]:
    return fetch_all(f"{sql}{placeholders(ids)}", ids) if ids else []

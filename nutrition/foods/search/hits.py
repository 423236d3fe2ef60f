"""Reads foods as lists of results show them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from accounts.sql import as_uuid, decimal_or_none, fetch_all, placeholders, to_decimal
from nutrition.foods.basis import HUNDRED_GRAMS, amount_in
from nutrition.foods.fields import GRAM_PLACES, scaled_or_none, to_scaled
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food, FoodWords
from nutrition.foods.own.models import OwnFood
from nutrition.foods.search.ranking import Fit, SearchCandidate
from nutrition.foods.servings import HouseholdMeasure


class FoodHit(NamedTuple):
    """A food as a list of results shows it. An amount of None is unknown, not zero.

    Amounts are those of `basis` grams; where nobody knows the weight, it is None, and they are
    those of one portion. All portions have a weight, or none has and there is at least one. `fit`
    and `penalty` say how well the food matches what was typed (ranking.py); without a search they
    have their best values.
    """

    id: FoodKey
    title: str
    name: str
    source: str
    source_ref: str
    category: str
    is_own: bool
    basis: Decimal | None
    per_basis: Decimal | None
    kcal_per_basis: Decimal | None
    portions: tuple[HouseholdMeasure, ...]
    times_eaten: int = 0
    fit: Fit = Fit.WORDS
    penalty: float = 0.0

    @property
    def magnesium_mg(self) -> Decimal | None:
        """In 100 g; None also where nobody knows the weight."""
        return None if self.basis is None else self.mg_of(HUNDRED_GRAMS)

    @property
    def energy_kcal(self) -> Decimal | None:
        """In 100 g; None also where nobody knows the weight."""
        if self.basis is None or self.kcal_per_basis is None:
            return None
        return amount_in(HUNDRED_GRAMS, self.kcal_per_basis, self.basis)

    def mg_of(self, measure: Decimal) -> Decimal | None:
        """The magnesium in so many grams, or in so many portions of unknown weight."""
        if self.per_basis is None:
            return None
        return amount_in(measure, self.per_basis, self.basis)


class FoundFood(NamedTuple):
    """A food with its row of the index; None where the index does not have it."""

    hit: FoodHit
    candidate: SearchCandidate | None


class _FoodRow(NamedTuple):
    """A portion of a food, or a food without any, as the driver returns it: decimals of portions
    are floats on SQLite; other amounts are whole numbers.
    """

    id: int | UUID | bytes
    short_name: str
    name: str
    source: str
    source_ref: str
    category: str | None
    basis_grams: int | None
    mg_per_basis: int | None
    kcal_per_basis: int | None
    portion_id: int | UUID | bytes | None
    portion_amount: Decimal | float
    portion_unit: str
    portion_grams: Decimal | float | None
    position: int | None
    words: str
    former_number: int | None


# Written by hand: accounts/sql.py says why.
_SHARED_FOODS = f"""
    SELECT food.id, food.short_name, food.name, source.code, food.source_ref, category.name,
        {to_scaled(HUNDRED_GRAMS, GRAM_PLACES)}, revision.mg_per_100g, revision.kcal_per_100g,
        portion.id, portion.amount, portion.unit, portion.grams,
        indexed.position, indexed.words, NULL
    FROM nutrition_food AS food
    JOIN nutrition_source AS source ON source.id = food.source_id
    LEFT JOIN nutrition_foodcategory AS category ON category.code = food.category_id
    LEFT JOIN nutrition_foodrevision AS revision ON revision.id = food.current_id
    LEFT JOIN nutrition_foodwords AS indexed ON indexed.food_id = food.id
    LEFT JOIN nutrition_portion AS portion ON portion.food_id = food.id
    WHERE food.id IN {{places}} AND food.state = %s
    ORDER BY portion.position"""  # noqa: S608
_OWN_FOODS = """
    SELECT food.id, food.short_name, food.name, source.code, food.source_ref, NULL,
        revision.basis_grams, revision.magnesium_mg, revision.energy_kcal,
        portion.id, portion.amount, portion.unit, portion.grams,
        NULL, NULL, food.former_number
    FROM nutrition_ownfood AS food
    JOIN nutrition_source AS source ON source.id = food.source_id
    JOIN nutrition_ownfoodrevision AS revision
        ON revision.user_id = food.user_id AND revision.id = food.current_id
    LEFT JOIN nutrition_ownportion AS portion
        ON portion.user_id = food.user_id AND portion.food_id = food.id
    WHERE food.user_id = %s AND food.state = %s AND food.{column} IN {places}
    ORDER BY portion.position"""


def read_shared_foods(food_ids: Sequence[int]) -> dict[int, FoundFood]:
    """Those of the foods that can be logged. One query."""
    statement = _SHARED_FOODS.format(places=placeholders(food_ids))
    foods = _read(statement, [*food_ids, Food.State.ACTIVE.value])
    return {int(rows[0].id): _shared_food(rows) for rows in foods}


def read_own_foods(keys: Sequence[FoodKey], person_id: int) -> dict[FoodKey, FoodHit]:
    """Those of the foods that this person may log, by the key that was asked for: a number may be
    the former one of an own food. One query for ids, one for numbers.
    """
    found: dict[FoodKey, FoodHit] = {}
    for column, kind in (("id", UUID), ("former_number", int)):
        if wanted := [key for key in keys if isinstance(key, kind)]:
            statement = _OWN_FOODS.format(places=placeholders(wanted), column=column)
            for rows in _read(statement, [person_id, OwnFood.State.ACTIVE.value, *wanted]):
                hit = _hit(rows, is_own=True)
                if hit.basis is not None or hit.portions:
                    found[hit.id if kind is UUID else rows[0].former_number or 0] = hit
    return found


def _read(statement: str, parameters: Sequence[Any]) -> list[list[_FoodRow]]:
    """The rows of each food."""
    rows: dict[object, list[_FoodRow]] = {}
    for row in map(_FoodRow._make, fetch_all(statement, parameters)):
        rows.setdefault(row.id, []).append(row)
    return list(rows.values())


def _shared_food(rows: Sequence[_FoodRow]) -> FoundFood:
    food, hit = rows[0], _hit(rows, is_own=False)
    if food.position is None:
        return FoundFood(hit, None)
    rank = food.position >> FoodWords.RANK_SHIFT
    return FoundFood(hit, SearchCandidate(hit.id, rank, hit.is_own, food.words))


def _hit(rows: Sequence[_FoodRow], *, is_own: bool) -> FoodHit:
    food = rows[0]
    return FoodHit(
        id=_key(food.id),
        title=food.short_name or food.name,
        name=food.name,
        source=food.source,
        source_ref=food.source_ref,
        category=food.category or "",
        is_own=is_own,
        basis=scaled_or_none(food.basis_grams, GRAM_PLACES),
        per_basis=scaled_or_none(food.mg_per_basis),
        kcal_per_basis=scaled_or_none(food.kcal_per_basis),
        portions=tuple(
            HouseholdMeasure(
                _key(row.portion_id),
                to_decimal(row.portion_amount),
                row.portion_unit,
                decimal_or_none(row.portion_grams),
            )
            for row in rows
            if row.portion_id is not None
            and (row.portion_grams is None) == (food.basis_grams is None)
        ),
    )


def _key(key: int | UUID | bytes) -> FoodKey:
    return key if isinstance(key, int) else as_uuid(key)

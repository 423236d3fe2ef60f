"""What will be logged: the foods and portions that were picked, as the tables have them now."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from accounts.models import User
from accounts.sql import as_uuid, decimal_or_none, fetch_all, placeholders, to_decimal
from nutrition.diary.amounts import CannotLog, FoodAmount, Pick, amount_of, check_weight
from nutrition.diary.entry_sql import HUNDRED, basis_of
from nutrition.diary.rows import DiaryKind
from nutrition.foods.basis import amount_in
from nutrition.foods.fields import scaled_or_none
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food
from nutrition.foods.servings import HouseholdMeasure

# The count of the day's entries and whether an older row has the id come along, because statements
# of their own would make each addition slower.
_ALSO = f"""
    (SELECT COUNT(*) FROM nutrition_entry entry
     WHERE entry.user_id = %s AND entry.eaten_on = %s AND entry.deleted_at IS NULL),
    EXISTS (SELECT 1 FROM nutrition_formerid former
            WHERE former.user_id = %s AND former.kind = {DiaryKind.ENTRY.value}
              AND former.id IN {{ids}})"""  # noqa: S608
_SHARED = f"""
    SELECT food.id, NULL, food.short_name, food.name, revision.id, revision.mg_per_100g,
           {HUNDRED}, portion.id, NULL, portion.amount, portion.unit, portion.grams, {_ALSO}
    FROM nutrition_food food
    JOIN nutrition_foodrevision revision ON revision.id = food.current_id
    LEFT JOIN nutrition_portion portion
           ON portion.food_id = food.id AND portion.id IN {{portions}}
    WHERE food.id IN {{foods}} AND food.state = '{Food.State.ACTIVE.value}'"""  # noqa: S608
# Links, programs and pages that are still open may name the numbers that own foods had.
_OWN = f"""
    SELECT food.id, food.former_number, food.short_name, food.name, revision.id,
           revision.magnesium_mg, COALESCE(revision.basis_grams, 0),
           portion.id, portion.former_number, portion.amount, portion.unit, portion.grams, {_ALSO}
    FROM nutrition_ownfood food
    JOIN nutrition_ownfoodrevision revision
      ON revision.user_id = food.user_id AND revision.id = food.current_id
    LEFT JOIN nutrition_ownportion portion
           ON portion.user_id = food.user_id AND portion.food_id = food.id
              AND (portion.id IN {{portions}} OR portion.former_number IN {{portion_numbers}})
    WHERE food.user_id = %s AND food.state = '{Food.State.ACTIVE.value}'
      AND (food.id IN {{foods}} OR food.former_number IN {{food_numbers}})"""  # noqa: S608
NO_NUMBER, NO_UUID = 0, UUID(int=0)  # an IN condition needs a value


class ResolvedPicks(NamedTuple):
    """The picks as amounts of the newest revisions, how many entries the day has, and whether one
    of the ids is the former one of an entry.
    """

    foods: list[FoodAmount]
    entries_before: int
    has_former_id: bool


class _PickedFood(NamedTuple):
    key: FoodKey
    title: str
    revision_id: FoodKey
    mg: Decimal | None
    basis: Decimal | None
    portions: dict[FoodKey, HouseholdMeasure]

    def logged(self, pick: Pick) -> FoodAmount:
        """Raises CannotLog."""
        portion = None
        if pick.portion_id is not None:
            portion = self.portions.get(pick.portion_id)
            if portion is None:
                raise CannotLog(
                    f"{self.title} has no such portion. Choose one of its own.", "portion"
                )
        amount = amount_of(pick.quantity, portion)
        check_weight(self.title, amount, self.basis)
        mg = None if self.mg is None else amount_in(amount.measure, self.mg, self.basis)
        return FoodAmount(self.key, self.title, self.revision_id, amount, mg)


def resolve_picks(
    user: User, picks: Sequence[Pick], on: date, ids: Sequence[UUID]
) -> ResolvedPicks:
    """`ids` are those that the entries will have. One query, two for own foods among shared ones.

    Raises CannotLog when one of the picks cannot be logged.
    """
    also = [user.pk, on, user.pk, *ids]
    wanted = {pick.food_id for pick in picks}
    rows = _shared_rows(picks, ids, also)
    foods = _picked_foods(rows)
    if not wanted <= foods.keys():
        own_rows = _own_rows(user, picks, ids, also)
        foods.update(_picked_foods(own_rows))
        rows += own_rows
    resolved = []
    for pick in picks:
        if pick.food_id not in foods:
            raise CannotLog("This food is not in the table any more. Choose another.", "food")
        resolved.append(foods[pick.food_id].logged(pick))
    return ResolvedPicks(resolved, rows[0][-2], bool(rows[0][-1]))


def _shared_rows(
    picks: Sequence[Pick], ids: Sequence[UUID], also: Sequence[Any]
) -> list[tuple[Any, ...]]:
    foods, portions = _numbers(picks)
    if foods == [NO_NUMBER]:
        return []
    sql = _SHARED.format(
        ids=placeholders(ids), portions=placeholders(portions), foods=placeholders(foods)
    )
    return fetch_all(sql, [*also, *portions, *foods])


def _own_rows(
    user: User, picks: Sequence[Pick], ids: Sequence[UUID], also: Sequence[Any]
) -> list[tuple[Any, ...]]:
    food_numbers, portion_numbers = _numbers(picks)
    foods = [pick.food_id for pick in picks if isinstance(pick.food_id, UUID)] or [NO_UUID]
    portions = [pick.portion_id for pick in picks if isinstance(pick.portion_id, UUID)] or [NO_UUID]
    sql = _OWN.format(
        ids=placeholders(ids),
        portions=placeholders(portions),
        portion_numbers=placeholders(portion_numbers),
        foods=placeholders(foods),
        food_numbers=placeholders(food_numbers),
    )
    return fetch_all(sql, [*also, *portions, *portion_numbers, user.pk, *foods, *food_numbers])


def _numbers(picks: Sequence[Pick]) -> tuple[list[int], list[int]]:
    """Of foods and portions."""
    return (
        [pick.food_id for pick in picks if isinstance(pick.food_id, int)] or [NO_NUMBER],
        [pick.portion_id for pick in picks if isinstance(pick.portion_id, int)] or [NO_NUMBER],
    )


def _picked_foods(rows: Sequence[tuple[Any, ...]]) -> dict[FoodKey, _PickedFood]:
    """By their keys and former numbers."""
    foods: dict[FoodKey, _PickedFood] = {}
    for id_, number, short_name, name, revision_id, mg, basis, *portion, _, _ in rows:
        key = _key(id_)
        food = foods.get(key)
        if food is None:
            title = short_name or name
            food = _PickedFood(
                key, title, _key(revision_id), scaled_or_none(mg), basis_of(basis), {}
            )
            foods[key] = food
        if number is not None:
            foods[number] = food
        portion_id, portion_number, amount, unit, grams = portion
        if portion_id is not None:
            measure = HouseholdMeasure(
                _key(portion_id), to_decimal(amount), unit, decimal_or_none(grams)
            )
            food.portions[measure.id] = measure
            if portion_number is not None:
                food.portions[portion_number] = measure
    return foods


def _key(id_: Any) -> FoodKey:
    return id_ if isinstance(id_, int) else as_uuid(id_)

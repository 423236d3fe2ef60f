"""Deletes foods that belong to one person."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.sql import delete_where
from nutrition.foods.models import Food, FoodWords

# Sources whose foods an import made from lines of a file, with values computed from the lines.
LINE_SOURCES = frozenset({"CRONOMETER", "MYFITNESSPAL", "TABLE"})
# Tables that diaries refer to, with the column of the food's id; the food itself comes last.
_REFERENCED_TABLES = (
    ("nutrition_foodrevision", "food_id"),
    ("nutrition_portion", "food_id"),
    ("nutrition_food", "id"),
)


@transaction.atomic
def delete_own_foods(*, user: User, ids: Iterable[int] | None = None) -> int:
    """Delete the person's own foods (those of `ids`, or all) with values and portions; return how
    many.

    Entries and favourites that point at the foods must be deleted first. Call this before an
    account is deleted, because a food and its newest revision point at each other, and both
    references are protected.
    """
    foods = Food.objects.filter(owner=user)
    if ids is not None:
        foods = foods.filter(pk__in=list(ids))
    food_ids = list(foods.values_list("pk", flat=True))
    Food.objects.filter(owner=user, pk__in=food_ids).update(current=None)
    FoodWords.objects.filter(food__in=food_ids).delete()
    # Django's own deletion would first search everybody's entries; the database checks anyway.
    for table, key in _REFERENCED_TABLES:
        delete_where(table, key, food_ids)
    return len(food_ids)

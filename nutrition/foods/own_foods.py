"""Foods that belong to one person: nobody else sees them, and they go when the person says so."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.sql import delete_where
from nutrition.foods.models import Food, FoodRevision, FoodWords, NutrientAmount

# Sources whose foods an import made of lines: their values are computed from a line's.
LINE_SOURCES = frozenset({"CRONOMETER", "MYFITNESSPAL", "TABLE"})
# Tables that diaries refer to, and their key of a food; the food itself last.
_REFERRED_TO = (
    ("nutrition_foodrevision", "food_id"),
    ("nutrition_portion", "food_id"),
    ("nutrition_food", "id"),
)


@transaction.atomic
def delete_own_foods(*, user: User, ids: Iterable[int] | None = None) -> int:
    """Deletes the person's own foods (those of `ids`, or all), with values and portions; returns
    how many.

    Nothing may point at them any more: entries and favourites first. To be called before an account
    is deleted, for a food and its newest revision point at each other and both references are
    protected.
    """
    foods = Food.objects.filter(owner=user)
    if ids is not None:
        foods = foods.filter(pk__in=list(ids))
    some = list(foods.values_list("pk", flat=True))
    Food.objects.filter(owner=user, pk__in=some).update(current=None)
    NutrientAmount.objects.filter(revision__in=FoodRevision.objects.filter(food__in=some)).delete()
    FoodWords.objects.filter(food__in=some).delete()
    # Django's own deletion would look for everybody's entries first; the references hold without.
    for table, key in _REFERRED_TO:
        delete_where(table, key, some)
    return len(some)

"""Erasing the foods that somebody made, when that person leaves for good."""

from django.db import connection, models

from accounts.models import User
from nutrition.foods.models import Food, FoodRevision, FoodWords, NutrientAmount, Portion


def erase_own_foods(user: User) -> None:
    """Call it in a transaction, after what the person logged of them is gone.

    Only their owner can see and log own foods, so Django need not look for rows that depend on them; the database
    would refuse all the same.
    """
    Food.objects.filter(owner=user).update(current=None)
    rows: list[models.QuerySet[models.Model]] = [
        NutrientAmount.objects.filter(revision__food__owner=user),
        FoodRevision.objects.filter(food__owner=user),
        Portion.objects.filter(food__owner=user),
        FoodWords.objects.filter(food__owner=user),
        Food.objects.filter(owner=user),
    ]
    for queryset in rows:
        queryset._raw_delete(using=connection.alias)

"""What people say about foods: that they like them, or never want them suggested."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.ids import IdField
from accounts.own_rows import OwnedRow, OwnReference, own_reference
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food


class MarkedFood(OwnedRow):
    """Something that a person says about a food: a shared one, or one of their own."""

    own_food_id = IdField(null=True, blank=True)
    own_food = own_reference("nutrition.OwnFood", "own_food_id")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["user", "food"], name="%(class)s_once_per_food"),
            models.UniqueConstraint(
                fields=["user", "own_food_id"], name="%(class)s_once_per_own_food"
            ),
            OwnReference(name="%(class)s_own_food", column="own_food_id", to="nutrition.OwnFood"),
        ]


def food_columns(key: FoodKey) -> dict[str, Any]:
    """The columns of a mark of this food, as keyword arguments."""
    return {"own_food_id" if isinstance(key, UUID) else "food_id": key}


class Favourite(MarkedFood):
    """A food that somebody starred: it is offered before the others."""

    food = models.ForeignKey(Food, models.RESTRICT, null=True, blank=True, related_name="+")
    starred_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *MarkedFood.Meta.constraints,
            models.CheckConstraint(
                condition=Q(food__isnull=False, own_food_id__isnull=True)
                | Q(food__isnull=True, own_food_id__isnull=False),
                name="favourite_of_one_food",
            ),
        ]

    def __str__(self) -> str:
        return f"favourite {self.pk}"


class Avoided(MarkedFood):
    """Something never to be suggested: the foods of a way of eating or an allergy, or one food."""

    group = models.CharField(
        max_length=20, blank=True, help_text="A code of nutrition.foods.contents; or empty."
    )
    food = models.ForeignKey(Food, models.CASCADE, null=True, blank=True, related_name="+")
    avoided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *MarkedFood.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "group"], condition=~Q(group=""), name="avoided_once_per_group"
            ),
            models.CheckConstraint(
                condition=~Q(group="") & Q(food__isnull=True, own_food_id__isnull=True)
                | Q(group="", food__isnull=False, own_food_id__isnull=True)
                | Q(group="", food__isnull=True, own_food_id__isnull=False),
                name="avoided_group_or_food",
            ),
        ]
        verbose_name_plural = "avoided"

    def __str__(self) -> str:
        return f"avoided {self.pk}"

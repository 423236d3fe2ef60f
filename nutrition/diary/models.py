"""What people ate."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import User
from nutrition.foods.models import Food, FoodRevision, Nutrient, Portion

# A whole day's food and drink weighs 2-4 kg; more than this in one entry is a slip of the finger.
MAX_GRAMS = 10_000


class Meal(models.IntegerChoices):
    """Numbers, because they are narrow in a very long table and sort in the order of the day."""

    BREAKFAST = 1, "Breakfast"
    LUNCH = 2, "Lunch"
    DINNER = 3, "Dinner"
    SNACK = 4, "Snacks"

    @property
    def slug(self) -> str:
        """The name in addresses, forms and the API: "dinner"."""
        return self.name.lower()

    @classmethod
    def usual_at(cls, hour: int) -> "Meal":
        """What people usually have at this hour of the day; they can choose another."""
        if 4 <= hour < 11:
            return cls.BREAKFAST
        if 11 <= hour < 15:
            return cls.LUNCH
        return cls.DINNER if 17 <= hour < 22 else cls.SNACK


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, user: User) -> Self:
        """The person's entries that are not deleted."""
        return self.filter(user=user, deleted_at__isnull=True)

    def with_amounts(self) -> models.QuerySet[Any]:
        """Adds `mg_per_100g` and `kcal_per_100g` of the revision that was logged; NULL where it has no value."""
        return self.annotate(
            magnesium=FilteredRelation(
                "revision__amounts", condition=Q(revision__amounts__nutrient=Nutrient.MAGNESIUM)
            ),
            energy=FilteredRelation("revision__amounts", condition=Q(revision__amounts__nutrient=Nutrient.ENERGY_KCAL)),
            mg_per_100g=F("magnesium__amount"),
            kcal_per_100g=F("energy__amount"),
        )


class Entry(models.Model):
    """A food eaten on a local date. It points at the revision it was logged with, so that its values never move."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="entries", db_index=False)
    client_id = models.UUIDField(default=new_id, help_text="Made by the client: sending it twice makes one row.")
    eaten_on = models.DateField()
    eaten_time = models.TimeField(null=True, blank=True, help_text="Local time, when the person gave one.")
    meal = models.PositiveSmallIntegerField(choices=Meal)
    revision = models.ForeignKey(FoodRevision, models.PROTECT, related_name="entries")
    grams = models.DecimalField(max_digits=8, decimal_places=3)
    portion = models.ForeignKey(Portion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    quantity = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    logged_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Kept 30 days for Undo.")

    mg_per_100g: Decimal | None  # of entries that came with_amounts()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "client_id"], name="entry_once_per_client_id"),
            models.CheckConstraint(condition=Q(grams__gt=0) & Q(grams__lte=MAX_GRAMS), name="entry_grams_plausible"),
            models.CheckConstraint(condition=Q(meal__in=Meal.values), name="entry_meal_known"),
            models.CheckConstraint(
                condition=Q(portion__isnull=True, quantity__isnull=True)
                | Q(portion__isnull=False, quantity__isnull=False, quantity__gt=0),
                name="entry_portion_with_quantity",
            ),
        ]
        indexes = [
            # Covers totals of any range without touching the table.
            models.Index(
                fields=["user", "eaten_on", "revision", "grams"],
                condition=Q(deleted_at__isnull=True),
                name="entry_person_day",
            ),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Favourite(models.Model):
    """A food that somebody starred: it is offered before the others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites", db_index=False)
    food = models.ForeignKey(Food, models.RESTRICT, related_name="+")
    starred_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "food"], name="favourite_once_per_food")]

    def __str__(self) -> str:
        return f"favourite {self.pk}"

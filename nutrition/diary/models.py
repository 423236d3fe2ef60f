"""What people log: entries, doses, water, days, and what they star or avoid."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.ids import DayField, IdField, InstantField, new_id
from accounts.models import User
from nutrition.diary.amounts import GRAM_PLACES, MAX_GRAMS
from nutrition.diary.rows import DiaryKind, DiaryRow, DiaryRowQuerySet
from nutrition.foods.fields import ScaledDecimalField
from nutrition.foods.models import Food, FoodRevision, Portion

# More is a slip of the finger: a laxative has 2-4 g of magnesium, no mineral water near 2 g/l.
MAX_DOSE_MG, MAX_COMPOUND_MG, MAX_UNITS = 10_000, 100_000, 100
MAX_LITRES, MAX_MG_PER_LITRE = 20, 2_000


class Meal(models.IntegerChoices):
    """Stored as numbers: they are short in a very long table, and sort in the order of the day."""

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
        """What people usually have at this hour of their day (24 and more after midnight)."""
        if 4 <= hour < 11:
            return cls.BREAKFAST
        if 11 <= hour < 15:
            return cls.LUNCH
        return cls.DINNER if 17 <= hour < 22 else cls.SNACK


class OwnedRow(models.Model):
    """A row that belongs to one person."""

    id = IdField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class EntryQuerySet(DiaryRowQuerySet):
    def with_foods(self) -> Self:
        """Reads the foods along, without the values of all their nutrients."""
        return self.select_related("revision__food").defer("revision__amounts", "revision__details")

    def with_amounts(self) -> Self:
        """Adds `mg_per_100g` and `kcal_per_100g` of the revision that was logged; NULL: unknown."""
        return self.annotate(
            mg_per_100g=F("revision__mg_per_100g"), kcal_per_100g=F("revision__kcal_per_100g")
        )


class Entry(DiaryRow):
    """A food eaten on a local date. It points at a revision, so that its values never change.

    The columns stand in the order of their sizes, because PostgreSQL leaves gaps between others.
    """

    KIND = DiaryKind.ENTRY

    # The index is for people's own foods: before one is deleted, the database asks who logged it.
    revision = models.ForeignKey(FoodRevision, models.PROTECT, related_name="+")
    portion = models.ForeignKey(
        Portion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    eaten_time = models.TimeField(
        null=True, blank=True, help_text="Local time, when the person gave one."
    )
    eaten_on = DayField()
    grams = ScaledDecimalField(max_digits=8, decimal_places=GRAM_PLACES)
    quantity = ScaledDecimalField(
        max_digits=8, decimal_places=GRAM_PLACES, null=True, blank=True, help_text="Of the portion."
    )
    meal = models.PositiveSmallIntegerField(choices=Meal)

    mg_per_100g: Decimal | None  # of entries that came with_amounts()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grams__gt=0) & Q(grams__lte=MAX_GRAMS), name="entry_grams_plausible"
            ),
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
                fields=["user", "eaten_on", "grams", "revision"],
                condition=Q(deleted_at__isnull=True),
                name="entry_person_day",
            ),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"entry {self.id}"


class Favourite(models.Model):
    """A food that somebody starred: it is offered before the others."""

    id = IdField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites", db_index=False
    )
    food = models.ForeignKey(Food, models.RESTRICT, related_name="+")
    starred_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "food"], name="favourite_once_per_food")
        ]

    def __str__(self) -> str:
        return f"favourite {self.pk}"


class Avoided(OwnedRow):
    """Something never to be suggested: the foods of a way of eating or an allergy, or one food."""

    group = models.CharField(
        max_length=20, blank=True, help_text="A code of nutrition.foods.contents; or empty."
    )
    food = models.ForeignKey(Food, models.CASCADE, null=True, blank=True, related_name="+")
    avoided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"], condition=~Q(group=""), name="avoided_once_per_group"
            ),
            models.UniqueConstraint(fields=["user", "food"], name="avoided_once_per_food"),
            models.CheckConstraint(
                condition=Q(group="", food__isnull=False) | ~Q(group="") & Q(food__isnull=True),
                name="avoided_group_or_food",
            ),
        ]
        verbose_name_plural = "avoided"

    def __str__(self) -> str:
        return f"avoided {self.pk}"


class LabelAmount(DiaryRow):
    """A dose or water: taken on a local date, with the magnesium that its label states."""

    taken_on = DayField()

    objects = DiaryRowQuerySet.as_manager()

    class Meta:
        abstract = True


class Supplement(models.Model):
    """What a label says about one tablet, capsule or spoonful.

    `elemental_mg` is its magnesium, as the label states it or computed from the mass of a salt;
    None, not 0, where the label says nothing about it. `nutrients` are the other ones on a
    multi's label, {"401": "60"}: decimals as text, in the unit of the nutrient with that number, or
    by the key of another unit, {"324": "400"} (nutrition/intake/tables/label_units.csv).
    """

    name = models.CharField(max_length=120)
    unit = models.CharField(
        max_length=40, blank=True, help_text="What is counted: tablet, capsule."
    )
    quantity = models.DecimalField(max_digits=7, decimal_places=3, default=Decimal(1))
    elemental_mg = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    form = models.CharField(
        max_length=80, blank=True, help_text="The salt, where its mass was typed."
    )
    compound_mg = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    nutrients = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="%(class)s_has_a_name"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(quantity__lte=MAX_UNITS),
                name="%(class)s_quantity_plausible",
            ),
            models.CheckConstraint(
                condition=Q(elemental_mg__gte=0) & Q(elemental_mg__lte=MAX_DOSE_MG),
                name="%(class)s_amount_plausible",
            ),
            models.CheckConstraint(
                condition=Q(form="", compound_mg__isnull=True)
                | ~Q(form="")
                & Q(compound_mg__isnull=False, compound_mg__gt=0, elemental_mg__isnull=False),
                name="%(class)s_form_with_compound",
            ),
        ]


class Dose(Supplement, LabelAmount):
    """A supplement or a medicine that was taken: `quantity` times what its label describes."""

    KIND = DiaryKind.DOSE

    taken_time = models.TimeField(
        null=True, blank=True, help_text="Local time, when the person gave one."
    )

    class Meta:
        constraints = Supplement.Meta.constraints
        indexes = [
            models.Index(
                fields=["user", "taken_on"],
                condition=Q(deleted_at__isnull=True),
                name="dose_person_day",
            )
        ]

    def __str__(self) -> str:
        return f"dose {self.id}"

    @property
    def mg(self) -> Decimal | None:
        return None if self.elemental_mg is None else self.elemental_mg * self.quantity


class SavedSupplementQuerySet(models.QuerySet["SavedSupplement"]):
    def of(self, user: User) -> Self:
        """Those on the person's list, the one used last first."""
        return self.filter(user=user, forgotten_at__isnull=True).order_by("-used_at", "-id")


class SavedSupplement(Supplement, OwnedRow):
    """A supplement that somebody saved; one tap logs a copy of it, in its usual quantity."""

    used_at = models.DateTimeField(default=timezone.now)
    forgotten_at = models.DateTimeField(null=True, blank=True, help_text="Taken off the list.")

    objects = SavedSupplementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="savedsupplement_once_per_name"),
            *Supplement.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"saved supplement {self.pk}"


class Water(LabelAmount):
    """Water with the magnesium of its label. It counts like food, never toward the upper level."""

    KIND = DiaryKind.WATER

    litres = models.DecimalField(max_digits=5, decimal_places=3)
    mg_per_litre = models.DecimalField(max_digits=7, decimal_places=3)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(litres__gt=0) & Q(litres__lte=MAX_LITRES), name="water_litres_plausible"
            ),
            models.CheckConstraint(
                condition=Q(mg_per_litre__gte=0) & Q(mg_per_litre__lte=MAX_MG_PER_LITRE),
                name="water_mg_per_litre_plausible",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "taken_on"],
                condition=Q(deleted_at__isnull=True),
                name="water_person_day",
            )
        ]

    def __str__(self) -> str:
        return f"water {self.id}"

    @property
    def mg(self) -> Decimal:
        return self.litres * self.mg_per_litre


class Day(OwnedRow):
    """What a person said about a day: that it is complete, or that it is not."""

    class Status(models.TextChoices):
        COMPLETE = "complete", "Complete"
        IN_PROGRESS = "in_progress", "In progress"

    date = DayField()
    status = models.CharField(max_length=11, choices=Status)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "date"], name="day_once"),
            models.CheckConstraint(
                condition=Q(status__in=["complete", "in_progress"]), name="day_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.pk}"


class Receipt(OwnedRow):
    """What was copied under a client id: the answer to a resend, even if the copies are gone."""

    client_id = IdField()
    digest = models.BigIntegerField(null=True, help_text="Of what was sent (diary/digests.py).")
    entries = models.JSONField(default=list, help_text="The ids of the copies.")
    left_out = models.JSONField(default=list, help_text="The foods that could not be copied.")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "client_id"], name="receipt_once")]

    def __str__(self) -> str:
        return f"receipt {self.pk}"


class Tombstone(OwnedRow):
    """Tells programs with a copy of the diary that a row was removed for good."""

    kind = models.PositiveSmallIntegerField(choices=DiaryKind)
    row_id = IdField()
    removed_at = InstantField(default=timezone.now)

    class Meta:
        constraints = [
            # In the order in which the API lists them.
            models.UniqueConstraint(
                fields=["user", "kind", "removed_at", "row_id"], name="tombstone_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DiaryKind.values), name="tombstone_kind_known"
            ),
        ]
        verbose_name = "note of a removed row"
        verbose_name_plural = "notes of removed rows"

    def __str__(self) -> str:
        return f"tombstone {self.pk}"

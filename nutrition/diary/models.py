"""What people log: entries, doses, water, days, and what they star or avoid."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone

from accounts.ids import DayField, IdField, InstantField
from accounts.models import User
from accounts.own_rows import OwnedRow, OwnReference, own_reference
from nutrition.diary.amounts import MAX_GRAMS, Amount
from nutrition.diary.rows import DiaryKind, DiaryRow, DiaryRowQuerySet
from nutrition.foods.fields import GRAM_PLACES, ScaledDecimalField
from nutrition.foods.models import Food, FoodRevision, Portion
from nutrition.foods.own.models import OwnFood, OwnFoodRevision
from nutrition.intake.totals import EatenFood

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


class EntryQuerySet(DiaryRowQuerySet):
    def with_foods(self) -> Self:
        """Reads foods and portions along, shared ones without the values of all their nutrients
        (one query more).
        """
        revisions = FoodRevision.objects.without_values().select_related("food__source")
        return self.select_related(
            "portion", "own_revision__food__source", "own_portion"
        ).prefetch_related(Prefetch("revision", revisions))


class Entry(DiaryRow):
    """A food eaten on a local date. It points at a revision, so that its values never change:
    one of a shared food, or one of an own food of the person.

    The columns stand in the order of their sizes, because PostgreSQL leaves gaps between others.
    """

    KIND = DiaryKind.ENTRY

    revision = models.ForeignKey(
        FoodRevision, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    portion = models.ForeignKey(
        Portion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    eaten_time = models.TimeField(
        null=True, blank=True, help_text="Local time, when the person gave one."
    )
    own_revision_id = IdField(null=True, blank=True)
    own_revision = own_reference("nutrition.OwnFoodRevision", "own_revision_id")
    own_portion_id = IdField(null=True, blank=True)
    own_portion = own_reference("nutrition.OwnPortion", "own_portion_id")
    eaten_on = DayField()
    grams = ScaledDecimalField(
        max_digits=8,
        decimal_places=GRAM_PLACES,
        null=True,
        blank=True,
        help_text="Empty: so many of a portion whose weight nobody knows.",
    )
    quantity = ScaledDecimalField(
        max_digits=8, decimal_places=GRAM_PLACES, null=True, blank=True, help_text="Of the portion."
    )
    meal = models.PositiveSmallIntegerField(choices=Meal)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revision__isnull=False, own_revision_id__isnull=True)
                | Q(revision__isnull=True, own_revision_id__isnull=False),
                name="entry_of_one_revision",
            ),
            models.CheckConstraint(
                condition=Q(grams__isnull=False, grams__gt=0, grams__lte=MAX_GRAMS)
                | Q(
                    grams__isnull=True,
                    own_portion_id__isnull=False,
                    quantity__isnull=False,
                    quantity__lte=MAX_GRAMS,
                ),
                name="entry_grams_plausible",
            ),
            models.CheckConstraint(condition=Q(meal__in=Meal.values), name="entry_meal_known"),
            models.CheckConstraint(
                condition=Q(
                    portion__isnull=True, own_portion_id__isnull=True, quantity__isnull=True
                )
                | Q(quantity__isnull=False, quantity__gt=0)
                & (
                    Q(portion__isnull=False, own_portion_id__isnull=True, revision__isnull=False)
                    | Q(
                        portion__isnull=True,
                        own_portion_id__isnull=False,
                        own_revision_id__isnull=False,
                    )
                ),
                name="entry_portion_with_quantity",
            ),
            OwnReference(
                name="entry_own_revision",
                column="own_revision_id",
                to="nutrition.OwnFoodRevision",
            ),
            OwnReference(
                name="entry_own_portion", column="own_portion_id", to="nutrition.OwnPortion"
            ),
        ]
        indexes = [
            # For totals of any range: PostgreSQL takes all of them from here.
            models.Index(
                fields=["user", "eaten_on", "grams", "revision"],
                condition=Q(deleted_at__isnull=True),
                name="entry_person_day",
            ),
            # Those of own foods: their totals, and who logged one that is to be removed.
            models.Index(
                fields=["user", "eaten_on", "own_revision_id", "grams", "quantity"],
                condition=Q(own_revision_id__isnull=False, deleted_at__isnull=True),
                name="entry_person_own",
            ),
            models.Index(
                fields=["user", "own_revision_id"],
                condition=Q(own_revision_id__isnull=False),
                name="entry_own_revision_logged",
            ),
            models.Index(
                fields=["user", "own_portion_id"],
                condition=Q(own_portion_id__isnull=False),
                name="entry_own_portion_logged",
            ),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"entry {self.id}"

    @property
    def logged_revision(self) -> FoodRevision | OwnFoodRevision:
        revision: FoodRevision | OwnFoodRevision = self.revision or self.own_revision
        return revision

    @property
    def food(self) -> Food | OwnFood:
        return self.logged_revision.food

    @property
    def logged_amount(self) -> Amount:
        return Amount(self.grams, self.portion or self.own_portion, self.quantity)

    @property
    def eaten(self) -> EatenFood:
        """With the magnesium and the energy of the revision."""
        revision = self.logged_revision
        return EatenFood(
            self.food.title,
            self.logged_amount.measure,
            revision.magnesium_mg,
            revision.energy_kcal,
            revision.magnesium_at_most,
            revision.basis_grams,
        )


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

"""People's own foods: rows of their owner, which nobody else's search ever reads.

They have what the shared foods have (nutrition/foods/models.py), but amounts are those of a basis,
as a label or a file gives them: so much in half a cup of 120 g.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.ids import IdField
from accounts.own_rows import OwnedRow, OwnReference, own_reference
from nutrition.foods.amount_words import portion_label
from nutrition.foods.fields import AMOUNT_PLACES, GRAM_PLACES, ScaledDecimalField
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import MAX_AMOUNT, Release, Source

MAX_GRAMS = 10_000
# Sources whose foods an import made from lines of a file, with the values of the lines.
LINE_SOURCES = frozenset({"CRONOMETER", "MYFITNESSPAL", "TABLE"})


def _reachable(model: str) -> models.UniqueConstraint:
    """What references from rows of the same person need."""
    return models.UniqueConstraint(fields=["user", "id"], name=f"{model}_of_its_user")


class OwnFood(OwnedRow):
    """A food of one person. Its values are in its revisions."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired: not found by search; logged days keep it"
        STAGED = "staged", "Staged: of an import that is not complete yet"

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    source_ref = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=120, blank=True)
    synonyms = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    words = models.TextField(
        editable=False, help_text="All names as stems; see nutrition.foods.search.words."
    )
    former_number = models.BigIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="Its number while own foods stood among the shared ones.",
    )
    current_id = IdField(null=True, editable=False)
    current = own_reference("nutrition.OwnFoodRevision", "current_id")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            _reachable("ownfood"),
            models.UniqueConstraint(fields=["user", "source", "source_ref"], name="ownfood_once"),
            models.UniqueConstraint(
                fields=["user", "former_number"],
                condition=Q(former_number__isnull=False),
                name="ownfood_once_per_number",
            ),
            OwnReference(
                name="ownfood_current", column="current_id", to="nutrition.OwnFoodRevision"
            ),
        ]
        indexes = [
            # Each key of typing reads the newest; an import may have left thousands retired.
            models.Index(
                fields=["user", "id"], condition=Q(state="active"), name="ownfood_person_active"
            )
        ]
        verbose_name = "food of your own"
        verbose_name_plural = "foods of your own"

    def __str__(self) -> str:
        return f"own food {self.pk}"

    @property
    def title(self) -> str:
        """The name on pages."""
        return self.short_name or self.name

    @property
    def key(self) -> FoodKey:
        return self.id

    @property
    def is_own(self) -> bool:
        return True


class OwnFoodRevision(OwnedRow):
    """An own food's values from one change to the next. Immutable, because entries point here."""

    food_id = IdField()
    food = own_reference("nutrition.OwnFood", "food_id")
    number = models.PositiveSmallIntegerField()
    release = models.ForeignKey(
        Release,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Of a copy of a shared food.",
    )
    made_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300)
    basis_grams = ScaledDecimalField(
        max_digits=8,
        decimal_places=GRAM_PLACES,
        null=True,
        blank=True,
        help_text="What the amounts are of. Empty: one of the food's portion, of unknown weight.",
    )
    magnesium_mg = ScaledDecimalField(
        max_digits=12, decimal_places=AMOUNT_PLACES, null=True, blank=True, editable=False
    )
    energy_kcal = ScaledDecimalField(
        max_digits=12, decimal_places=AMOUNT_PLACES, null=True, blank=True, editable=False
    )
    magnesium_at_most = ScaledDecimalField(
        max_digits=12, decimal_places=AMOUNT_PLACES, null=True, blank=True, editable=False
    )
    # Last, because SQLite reads a row up to the last column that is wanted.
    amounts = models.JSONField(default=dict, editable=False)

    class Meta:
        constraints = [
            _reachable("ownfoodrevision"),
            models.UniqueConstraint(
                fields=["user", "food_id", "number"], name="ownfoodrevision_number_once"
            ),
            OwnReference(name="ownfoodrevision_food", column="food_id", to="nutrition.OwnFood"),
            models.CheckConstraint(
                condition=Q(basis_grams__gt=0) & Q(basis_grams__lte=MAX_GRAMS),
                name="ownfoodrevision_basis_plausible",
            ),
            models.CheckConstraint(
                condition=Q(magnesium_mg__gte=0) & Q(magnesium_mg__lte=MAX_AMOUNT),
                name="ownfoodrevision_magnesium_plausible",
            ),
            models.CheckConstraint(
                condition=Q(energy_kcal__gte=0) & Q(energy_kcal__lte=MAX_AMOUNT),
                name="ownfoodrevision_energy_plausible",
            ),
            models.CheckConstraint(
                condition=Q(magnesium_at_most__isnull=True)
                | Q(
                    magnesium_at_most__gte=0,
                    magnesium_at_most__lte=MAX_AMOUNT,
                    magnesium_mg__isnull=True,
                ),
                name="ownfoodrevision_bound_only_of_unknown",
            ),
        ]
        ordering = ["food_id", "number"]

    def __str__(self) -> str:
        return f"revision {self.number}"


class OwnPortion(OwnedRow):
    """A household measure of an own food; `grams` is the weight of `amount` units, empty where
    nobody knows it.
    """

    food_id = IdField()
    food = own_reference("nutrition.OwnFood", "food_id")
    position = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=7, decimal_places=3, default=Decimal(1))
    unit = models.CharField(max_length=120)
    grams = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    former_number = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            _reachable("ownportion"),
            models.UniqueConstraint(
                fields=["user", "food_id", "position"], name="ownportion_position_once"
            ),
            models.UniqueConstraint(
                fields=["user", "former_number"],
                condition=Q(former_number__isnull=False),
                name="ownportion_once_per_number",
            ),
            OwnReference(name="ownportion_food", column="food_id", to="nutrition.OwnFood"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & (Q(grams__isnull=True) | Q(grams__gt=0)),
                name="ownportion_above_zero",
            ),
        ]
        ordering = ["food_id", "position"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Such as "1 cup"."""
        return portion_label(self.amount, self.unit)

    def label_for(self, quantity: Decimal) -> str:
        """The label of `quantity` of this portion."""
        return portion_label(quantity * self.amount, self.unit)

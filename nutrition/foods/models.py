"""The food table: sources and releases, foods and their names, values and portions."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from nutrition.foods.amount_words import portion_label
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.fields import AMOUNT_PLACES, ScaledDecimalField
from nutrition.foods.keys import FoodKey

MAX_AMOUNT = 10_000
"""mg of magnesium, and kcal, that 100 g can have: no salt of magnesium is richer that people eat,
and pure fat has 900 kcal. So the database can add up whatever a day holds (diary/sums.py).
"""


class Source(models.Model):
    """A publisher of foods: USDA SR28, FDC Foundation Foods, a person, ..."""

    SR28 = "SR28"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    url = models.URLField(blank=True)
    citation = models.TextField(blank=True)
    names_sha256 = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of the tables and rules that the built-in foods' names were made by.",
    )
    magnesium_p95 = ScaledDecimalField(
        max_digits=12,
        decimal_places=AMOUNT_PLACES,
        null=True,
        blank=True,
        editable=False,
        help_text="The built-in table's: 95th percentile of its known magnesium, mg per 100 g.",
    )

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """One edition of a source, loaded as a whole."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="releases")
    name = models.CharField(max_length=100)
    published_on = models.DateField(null=True, blank=True)
    sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the newest file that has it."
    )
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "name"], name="release_once_per_source")
        ]

    def __str__(self) -> str:
        return self.name


class FoodCategory(models.Model):
    """A food group of the source, such as SR28's 0900 "Fruits and Fruit Juices"."""

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=100)
    magnesium_p95 = ScaledDecimalField(
        max_digits=12,
        decimal_places=AMOUNT_PLACES,
        null=True,
        blank=True,
        editable=False,
        help_text=(
            "95th percentile of the known magnesium of the group in the built-in table, "
            "mg per 100 g."
        ),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = "food group"

    def __str__(self) -> str:
        return self.name


class Nutrient(models.Model):
    """A row of the nutrient list. The key is FoodData Central's; `number` is SR's older one."""

    MAGNESIUM = 1090
    ENERGY_KCAL = 1008

    id = models.PositiveIntegerField(primary_key=True)
    number = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField(help_text="Order on pages; magnesium first.")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Food(models.Model):
    """What everybody can search for. Its values are in its revisions."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired: not found by search any more; logged days keep it"

    source = models.ForeignKey(Source, models.PROTECT, related_name="foods")
    source_ref = models.CharField(
        max_length=20, help_text="The source's own number, such as NDB 11457."
    )
    name = models.CharField(max_length=300, help_text="As the source writes it.")
    short_name = models.CharField(
        max_length=120, blank=True, help_text="As people say it, such as “Almonds”."
    )
    synonyms = models.CharField(
        max_length=500, blank=True, help_text="Other words to find it by, with commas between."
    )
    category = models.ForeignKey(
        FoodCategory, models.PROTECT, null=True, blank=True, related_name="foods"
    )
    manufacturer = models.CharField(max_length=100, blank=True)
    scientific_name = models.CharField(max_length=100, blank=True)
    rank = models.PositiveIntegerField(
        default=1_000_000,
        help_text="Search order fixed at import: plain and common foods have the small numbers.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    current = models.ForeignKey(
        "nutrition.FoodRevision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="The newest revision: what a new entry points at.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"], name="shared_food_once_per_source"
            )
        ]
        indexes = [models.Index(fields=["rank"], name="food_rank")]
        permissions = [("curate_foods", "Can correct, add and retire foods")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name on pages."""
        return self.short_name or self.name

    @property
    def key(self) -> FoodKey:
        return self.pk

    @property
    def is_own(self) -> bool:
        return False


class FoodRevisionQuerySet(models.QuerySet["FoodRevision"]):
    def without_values(self) -> Self:
        """Leaves out the columns of all nutrients: some 3 kB that few pages show."""
        return self.defer("amounts", "details")


class FoodRevision(models.Model):
    """A food's values from one change to the next. Immutable, because entries point here."""

    food = models.ForeignKey(Food, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    release = models.ForeignKey(
        Release, models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The curator; empty when a release brought it.",
    )
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    mg_per_100g = ScaledDecimalField(
        max_digits=12,
        decimal_places=AMOUNT_PLACES,
        null=True,
        blank=True,
        editable=False,
        help_text="The magnesium of `amounts`, for sums in the database.",
    )
    kcal_per_100g = ScaledDecimalField(
        max_digits=12,
        decimal_places=AMOUNT_PLACES,
        null=True,
        blank=True,
        editable=False,
        help_text="The energy of `amounts`, for sums in the database.",
    )
    magnesium_at_most = ScaledDecimalField(
        max_digits=12,
        decimal_places=AMOUNT_PLACES,
        null=True,
        blank=True,
        editable=False,
        help_text=(
            "mg per 100 g, where the magnesium is unknown: "
            "what the richest foods of the group have."
        ),
    )
    # Last, because SQLite reads a row up to the last column that is wanted.
    amounts = models.JSONField(
        default=dict, editable=False, help_text="All known amounts; see nutrition/foods/values.py."
    )
    details = models.JSONField(
        default=dict, editable=False, help_text="What only the food's page shows of them."
    )

    objects = FoodRevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["food", "number"], name="revision_number_once_per_food"
            ),
            models.CheckConstraint(
                condition=Q(mg_per_100g__gte=0) & Q(mg_per_100g__lte=MAX_AMOUNT),
                name="revision_magnesium_plausible",
            ),
            models.CheckConstraint(
                condition=Q(kcal_per_100g__gte=0) & Q(kcal_per_100g__lte=MAX_AMOUNT),
                name="revision_energy_plausible",
            ),
            models.CheckConstraint(
                condition=Q(magnesium_at_most__isnull=True)
                | Q(
                    magnesium_at_most__gte=0,
                    magnesium_at_most__lte=MAX_AMOUNT,
                    mg_per_100g__isnull=True,
                ),
                name="revision_bound_only_of_unknown",
            ),
        ]
        ordering = ["food", "number"]

    def __str__(self) -> str:
        return f"revision {self.number}"

    # As OwnFoodRevision has them, for code that takes either.
    @property
    def basis_grams(self) -> Decimal:
        return HUNDRED_GRAMS

    @property
    def magnesium_mg(self) -> Decimal | None:
        return self.mg_per_100g

    @property
    def energy_kcal(self) -> Decimal | None:
        return self.kcal_per_100g


class Quality(models.IntegerChoices):
    """How a value came about: 1-13 are codes of USDA's SR (SRC_CD.txt), those above 100 our own."""

    ANALYTICAL = 1, "Measured in a laboratory"
    IMPUTED = 4, "Calculated or imputed"
    LABEL_CLAIM = 5, "Maker's label claim for an added nutrient"
    AGGREGATED_ANALYTICAL = 6, "Combined from laboratory values"
    ASSUMED_ZERO = 7, "Assumed zero"
    FROM_LABEL = 8, "Calculated from the label"
    MAKER_CALCULATED = 9, "Calculated by the maker"
    AGGREGATED = 11, "Combined from several kinds of values"
    MAKER_ANALYTICAL = 12, "Measured by the maker"
    LITERATURE = 13, "Measured, from the literature"
    CURATED = 101, "Set by a curator"
    LATER_RELEASE = 102, "Later value of the same source, method not given"
    DERIVED = 103, "Calculated by Magwise from the source's later values"


class Portion(models.Model):
    """A household measure and its weight: 0.75 "cup" is 28 g. `grams` is the weight of `amount`
    units.
    """

    food = models.ForeignKey(Food, models.CASCADE, related_name="portions")
    position = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=7, decimal_places=3)
    unit = models.CharField(max_length=120)
    grams = models.DecimalField(max_digits=8, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["food", "position"], name="portion_position_once_per_food"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(grams__gt=0), name="portion_above_zero"
            ),
        ]
        ordering = ["food", "position"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Such as "1 cup" or "0.75 cup"."""
        return self.label_for(Decimal(1))

    def label_for(self, quantity: Decimal) -> str:
        """The label of `quantity` of this portion: 2 of 0.75 "cup" is "1.5 cup"."""
        return portion_label(quantity * self.amount, self.unit)


class SearchAlias(models.Model):
    """A phrase that people type for something else: "pb" for "peanut butter". Curators add more."""

    phrase = models.CharField(max_length=60, unique=True)
    replacement = models.CharField(
        max_length=120, help_text="Words that are in the names of the foods meant."
    )

    class Meta:
        ordering = ["phrase"]
        verbose_name = "search alias"
        verbose_name_plural = "search aliases"

    def __str__(self) -> str:
        return f"{self.phrase} → {self.replacement}"


class FoodWords(models.Model):
    """The search index: one row for each active food, in quality order, computed from the food."""

    RANK_SHIFT = 32

    position = models.BigIntegerField(
        primary_key=True, help_text="The rank, then the food's id: the order of results."
    )
    food = models.OneToOneField(Food, models.CASCADE, related_name="words")
    words = models.TextField(help_text="All names as stems; see nutrition.foods.search.words.")
    given = models.CharField(
        max_length=32, help_text="Digest of the names that the table of names gave."
    )

    class Meta:
        verbose_name_plural = "food words"

    def __str__(self) -> str:
        return self.words

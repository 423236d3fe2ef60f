"""The data that the curators' pages show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from nutrition.curation.changes import changed_values
from nutrition.diary.marks.models import Favourite
from nutrition.diary.models import Entry
from nutrition.foods.models import (
    Food,
    FoodRevision,
    Nutrient,
    Portion,
    Quality,
)
from nutrition.foods.values import FoodValues, KnownValue, read_values


def with_list_columns(foods: QuerySet[Food]) -> QuerySet[Any]:
    """Adds `magnesium` (mg per 100 g) and `amounts` of the current revision, `revision_count`."""
    # Revision numbers have no gaps, so the newest is the count; COUNT would group all foods for
    # each page.
    newest = FoodRevision.objects.filter(food=OuterRef("pk")).order_by("-number")
    return foods.annotate(
        magnesium=F("current__mg_per_100g"),
        amounts=F("current__amounts"),
        revision_count=Subquery(newest.values("number")[:1]),
    )


def has_magnesium() -> Q:
    """A condition on foods: the current revision has a magnesium value."""
    return Q(current__mg_per_100g__isnull=False)


def has_correction() -> Exists:
    """A condition on foods: a revision after the first belongs to no release."""
    return Exists(
        FoodRevision.objects.filter(food=OuterRef("pk"), number__gt=1, release__isnull=True)
    )


def is_logged(food: Food) -> bool:
    """Whether anybody's diary has the food; deleted entries count, because they can be restored.

    Entries have no index of foods: this may read all of them, so ask before a deletion only.
    """
    return Entry.objects.filter(revision__food=food).exists()


def is_starred(food: Food) -> bool:
    """Whether the food is anybody's favourite."""
    return Favourite.objects.filter(food=food).exists()


def is_portion_logged(portion: Portion) -> bool:
    """Whether an entry was logged with the portion. This may read all entries, too."""
    return Entry.objects.filter(portion=portion).exists()


def current_revision(food: Food) -> FoodRevision:
    """The current revision, read again from the database: `food.current` may be older."""
    return FoodRevision.objects.select_related("made_by").get(
        pk__in=Food.objects.filter(pk=food.pk).values("current")
    )


def values_of(revision: FoodRevision | None) -> FoodValues:
    """Every known value; none for a food without a revision."""
    return {} if revision is None else read_values(revision.amounts, revision.details)


@dataclass(frozen=True)
class FoodValue:
    """A nutrient of a food; `value` is None when the amount is unknown."""

    nutrient: Nutrient
    value: KnownValue | None

    @property
    def quality(self) -> str:
        return Quality(self.value.quality).label if self.value else ""


def food_values(revision: FoodRevision | None) -> list[FoodValue]:
    """All nutrients in the order of the pages, with the revision's values."""
    values = values_of(revision)
    return [FoodValue(nutrient, values.get(nutrient.number)) for nutrient in Nutrient.objects.all()]


@dataclass(frozen=True)
class ValueChange:
    """A nutrient whose value changes."""

    before: FoodValue
    after: FoodValue


def value_changes(
    nutrients: Iterable[Nutrient], before: FoodValues, after: FoodValues
) -> list[ValueChange]:
    """The values that differ, in the order of `nutrients`."""
    changed = changed_values(before, after)
    return [
        ValueChange(*(FoodValue(nutrient, value) for value in changed[nutrient.number]))
        for nutrient in nutrients
        if nutrient.number in changed
    ]


@dataclass(frozen=True)
class RevisionSummary:
    """A revision in a food's history; magnesium in mg per 100 g, None when it was unknown."""

    number: int
    made_at: datetime
    made_by: str
    reason: str
    magnesium: Decimal | None
    is_current: bool


def revision_history(food: Food) -> list[RevisionSummary]:
    """All revisions, newest first."""
    revisions = food.revisions.select_related("release", "made_by").without_values()
    return [
        RevisionSummary(
            number=revision.number,
            made_at=revision.made_at,
            made_by=str(revision.release or revision.made_by or "a former curator"),
            reason=revision.reason,
            magnesium=revision.mg_per_100g,
            is_current=revision.pk == food.current_id,
        )
        for revision in revisions.order_by("-number")
    ]

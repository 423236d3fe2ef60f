"""What curators read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from nutrition.curation.changes import Known, Values, differences
from nutrition.diary.models import Entry, Favourite
from nutrition.foods.models import (
    Food,
    FoodQuerySet,
    FoodRevision,
    Nutrient,
    NutrientAmount,
    Portion,
    Quality,
)


def shared_foods() -> FoodQuerySet:
    """The foods that curators look after. What people made for themselves is theirs alone."""
    return Food.objects.filter(owner__isnull=True)


def with_list_columns(foods: FoodQuerySet) -> FoodQuerySet:
    """Adds `magnesium` (mg per 100 g), its quality as they are now, and `revision_count`."""
    amounts = NutrientAmount.objects.filter(
        revision=OuterRef("current"), nutrient=Nutrient.MAGNESIUM
    )
    # Revision numbers have no gaps: counting would group all foods before a page is cut out.
    newest = FoodRevision.objects.filter(food=OuterRef("pk")).order_by("-number")
    return foods.annotate(
        magnesium=Subquery(amounts.values("amount")),
        magnesium_quality=Subquery(amounts.values("quality")),
        revision_count=Subquery(newest.values("number")[:1]),
    )


def magnesium_known() -> Exists:
    """A condition on foods."""
    return Exists(
        NutrientAmount.objects.filter(revision=OuterRef("current"), nutrient=Nutrient.MAGNESIUM)
    )


def corrected_by_curator() -> Exists:
    """A condition on foods: has a revision after the first that came with no release."""
    return Exists(
        FoodRevision.objects.filter(food=OuterRef("pk"), number__gt=1, release__isnull=True)
    )


def is_logged(food: Food) -> bool:
    """Whether anybody's diary has the food; entries in the bin count, they can be brought back."""
    return Entry.objects.filter(revision__food=food).exists()


def is_starred(food: Food) -> bool:
    """Whether the food is anybody's favourite."""
    return Favourite.objects.filter(food=food).exists()


def portion_is_logged(portion: Portion) -> bool:
    """Whether an entry was logged with the portion; by food, as entries have no portion index."""
    return Entry.objects.filter(revision__food=portion.food_id, portion=portion).exists()


def current_revision(food: Food) -> FoodRevision:
    """As it is in the database now, whatever `food` was read with."""
    return FoodRevision.objects.select_related("made_by").get(
        pk__in=Food.objects.filter(pk=food.pk).values("current")
    )


def values_of(revision: FoodRevision | None) -> Values:
    """Every known value of a revision; none of a food that has no revision yet."""
    if revision is None:
        return {}
    return {
        row.nutrient_id: Known(
            row.amount, row.quality, row.samples, row.standard_error, row.changed_on
        )
        for row in NutrientAmount.objects.filter(revision=revision)
    }


@dataclass(frozen=True)
class Line:
    """A nutrient of a food; `known` is None when nobody knows the amount."""

    nutrient: Nutrient
    known: Known | None

    @property
    def quality(self) -> str:
        return Quality(self.known.quality).label if self.known else ""


def value_lines(revision: FoodRevision | None) -> list[Line]:
    """All nutrients in the order of the pages, with what the revision knows of them."""
    values = values_of(revision)
    return [Line(nutrient, values.get(nutrient.pk)) for nutrient in Nutrient.objects.all()]


@dataclass(frozen=True)
class Change:
    """A nutrient whose value changes."""

    before: Line
    after: Line


def changes(nutrients: Iterable[Nutrient], before: Values, after: Values) -> list[Change]:
    """What differs, in the order of `nutrients`."""
    changed = differences(before, after)
    return [
        Change(*(Line(nutrient, known) for known in changed[nutrient.pk]))
        for nutrient in nutrients
        if nutrient.pk in changed
    ]


@dataclass(frozen=True)
class Step:
    """A revision in the history of a food; magnesium in mg per 100 g, None when it was unknown."""

    number: int
    made_at: datetime
    made_by: str
    reason: str
    magnesium: Decimal | None
    is_current: bool


def history_of(food: Food) -> list[Step]:
    """All revisions, newest first."""
    magnesium = NutrientAmount.objects.filter(
        revision=OuterRef("pk"), nutrient=Nutrient.MAGNESIUM
    ).values("amount")
    revisions: QuerySet[Any] = (
        FoodRevision.objects.filter(food=food)
        .select_related("release", "made_by")
        .annotate(magnesium=Subquery(magnesium))
        .order_by("-number")
    )
    return [
        Step(
            number=revision.number,
            made_at=revision.made_at,
            made_by=str(revision.release or revision.made_by or "a former curator"),
            reason=revision.reason,
            magnesium=revision.magnesium,
            is_current=revision.pk == food.current_id,
        )
        for revision in revisions
    ]

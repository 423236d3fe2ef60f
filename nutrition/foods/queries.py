"""What pages say about a food, as plain values."""

import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from nutrition.foods.models import Food, FoodRevision, Nutrient, NutrientAmount, Quality, Source
from nutrition.foods.other_values import OtherValue, other_values


@dataclass(frozen=True, slots=True)
class NutrientLine:
    """A nutrient of a revision; `per_100g` is None when its amount is unknown."""

    number: str
    name: str
    unit: str
    per_100g: Decimal | None
    quality: Quality | None
    samples: int | None
    standard_error: Decimal | None
    changed_on: date | None

    def in_grams(self, grams: Decimal) -> Decimal | None:
        """The amount in that much of the food, in `unit`."""
        return None if self.per_100g is None else self.per_100g * grams / 100


class TableCounts(NamedTuple):
    """How many foods everybody can find, and how many of them have no magnesium value."""

    foods: int
    unknown: int


def table_counts() -> TableCounts:
    """Counted once an hour in each process: the welcome page shows them to everybody."""
    return _counted_in(int(time.time() // 3600))


@lru_cache(maxsize=1)
def _counted_in(hour: int) -> TableCounts:
    shared = Food.objects.filter(owner=None, state=Food.State.ACTIVE)
    known = NutrientAmount.objects.filter(revision=OuterRef("current"), nutrient=Nutrient.MAGNESIUM)
    return TableCounts(shared.count(), shared.exclude(Exists(known)).count())


def nutrient_lines(revision: FoodRevision) -> list[NutrientLine]:
    """Every nutrient of the list in the order of pages, known or not (two queries)."""
    amounts = {
        amount.nutrient_id: amount for amount in NutrientAmount.objects.filter(revision=revision)
    }
    return [_line(nutrient, amounts.get(nutrient.pk)) for nutrient in Nutrient.objects.all()]


def _line(nutrient: Nutrient, amount: NutrientAmount | None) -> NutrientLine:
    if amount is None:
        return NutrientLine(
            nutrient.number, nutrient.name, nutrient.unit, None, None, None, None, None
        )
    return NutrientLine(
        nutrient.number,
        nutrient.name,
        nutrient.unit,
        amount.amount,
        Quality(amount.quality),
        amount.samples,
        amount.standard_error,
        amount.changed_on,
    )


def contradicting_values(food: Food, mg_per_100g: Decimal | None) -> tuple[OtherValue, ...]:
    """What USDA says elsewhere, where that is more than twofold off."""
    is_sr28 = food.owner_id is None and food.source.code == Source.SR28
    return other_values(food.source_ref, mg_per_100g) if is_sr28 else ()


def history(food: Food) -> QuerySet[FoodRevision]:
    """The food's revisions, newest first."""
    return food.revisions.select_related("release").order_by("-number")

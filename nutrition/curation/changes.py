"""What a correction does to the values of a food, before anything is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from nutrition.foods.models import Quality


@dataclass(frozen=True)
class Known:
    """A known amount per 100 g and how it came about, as in NutrientAmount."""

    amount: Decimal
    quality: int
    samples: int | None = None
    standard_error: Decimal | None = None
    changed_on: date | None = None


# By nutrient id. A nutrient that is absent is unknown.
Values = Mapping[int, Known]


def corrected(
    before: Values, amounts: Mapping[int, Decimal | None], qualities: Mapping[int, int]
) -> dict[int, Known]:
    """The values after a correction; nutrients in neither mapping stay as they are, an amount of
    None becomes unknown.

    A new amount says "set by a curator" unless `qualities` says better, and drops the samples of
    the old one.
    """
    after = dict(before)
    for nutrient_id, amount in amounts.items():
        if amount is None:
            after.pop(nutrient_id, None)
        elif nutrient_id not in before or before[nutrient_id].amount != amount:
            after[nutrient_id] = Known(amount, Quality.CURATED)
    for nutrient_id, quality in qualities.items():
        if nutrient_id in after:
            after[nutrient_id] = replace(after[nutrient_id], quality=quality)
    return after


def differences(before: Values, after: Values) -> dict[int, tuple[Known | None, Known | None]]:
    """(old, new) by nutrient id, where they differ."""
    return {
        nutrient_id: (before.get(nutrient_id), after.get(nutrient_id))
        for nutrient_id in {**before, **after}
        if before.get(nutrient_id) != after.get(nutrient_id)
    }

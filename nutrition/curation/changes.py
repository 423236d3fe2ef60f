"""The values of a food after a correction, and what differs between two revisions."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from nutrition.foods.models import Quality
from nutrition.foods.values import KnownValue

# By nutrient id. A nutrient that is absent is unknown.
FoodValues = Mapping[int, KnownValue]


def apply_correction(
    before: FoodValues, amounts: Mapping[int, Decimal | None], qualities: Mapping[int, int]
) -> dict[int, KnownValue]:
    """The values after a correction.

    An amount of None makes the value unknown; nutrients in neither mapping stay as they are. A new
    amount has no samples and the quality "set by a curator" unless `qualities` has another one.
    """
    after = dict(before)
    for nutrient_id, amount in amounts.items():
        if amount is None:
            after.pop(nutrient_id, None)
        elif nutrient_id not in before or before[nutrient_id].amount != amount:
            after[nutrient_id] = KnownValue(amount, Quality.CURATED)
    for nutrient_id, quality in qualities.items():
        if nutrient_id in after:
            after[nutrient_id] = replace(after[nutrient_id], quality=quality)
    return after


def changed_values(
    before: FoodValues, after: FoodValues
) -> dict[int, tuple[KnownValue | None, KnownValue | None]]:
    """(old, new) by nutrient id, where they differ."""
    return {
        nutrient_id: (before.get(nutrient_id), after.get(nutrient_id))
        for nutrient_id in {**before, **after}
        if before.get(nutrient_id) != after.get(nutrient_id)
    }

"""The values of a food after a correction, and what differs between two revisions."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from nutrition.foods.models import Quality
from nutrition.foods.values import FoodValues, KnownValue


def apply_correction(
    before: FoodValues, amounts: Mapping[str, Decimal | None], qualities: Mapping[str, int]
) -> dict[str, KnownValue]:
    """The values after a correction; `amounts` and `qualities` are by nutrient number, too.

    An amount of None makes the value unknown; nutrients in neither mapping stay as they are. A new
    amount has no samples and the quality "set by a curator" unless `qualities` has another one.
    """
    after = dict(before)
    for number, amount in amounts.items():
        if amount is None:
            after.pop(number, None)
        elif number not in before or before[number].amount != amount:
            after[number] = KnownValue(amount, Quality.CURATED)
    for number, quality in qualities.items():
        if number in after:
            after[number] = replace(after[number], quality=quality)
    return after


def changed_values(
    before: FoodValues, after: FoodValues
) -> dict[str, tuple[KnownValue | None, KnownValue | None]]:
    """(old, new) by nutrient number, where they differ."""
    return {
        number: (before.get(number), after.get(number))
        for number in {**before, **after}
        if before.get(number) != after.get(number)
    }

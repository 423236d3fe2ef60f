"""The values of a revision: what 100 g of edible food contain, as two columns hold it. Pure.

The column `amounts` is {"304": ["79", 1], ...}: by the number of the nutrient, the amount as the
source writes it and its quality. A nutrient that is absent is unknown; "0" is zero. The column
`details` has what only the food's own page shows, each where the source gives it: {"samples":
{"304": 18}, "errors": {"304": "0.047"}, "months": {"2003-03": ["304"]}} are the number of samples,
the standard error, and the nutrients that were last changed in a month.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

MAGNESIUM = "304"
ENERGY_KCAL = "208"


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A known amount in 100 g and its quality (foods.models.Quality)."""

    amount: Decimal
    quality: int
    samples: int | None = None
    standard_error: Decimal | None = None
    changed_on: date | None = None


FoodValues = Mapping[str, KnownValue]
"""By the number of the nutrient."""
AmountsColumn = Mapping[str, tuple[str, int] | list[Any]]
DetailsColumn = Mapping[str, Mapping[str, Any]]


def value_columns(values: FoodValues) -> dict[str, Any]:
    """The columns of a revision with these values, as keyword arguments of FoodRevision."""
    return {
        "amounts": _amounts(values),
        "details": {name: details for name, details in _details(values).items() if details},
        "mg_per_100g": values[MAGNESIUM].amount if MAGNESIUM in values else None,
        "kcal_per_100g": values[ENERGY_KCAL].amount if ENERGY_KCAL in values else None,
    }


def own_value_columns(values: FoodValues) -> dict[str, Any]:
    """The same for OwnFoodRevision; the values are those of its basis."""
    return {
        "amounts": _amounts(values),
        "magnesium_mg": values[MAGNESIUM].amount if MAGNESIUM in values else None,
        "energy_kcal": values[ENERGY_KCAL].amount if ENERGY_KCAL in values else None,
    }


def read_values(amounts: AmountsColumn, details: DetailsColumn) -> dict[str, KnownValue]:
    """The values that the two columns hold."""
    samples, errors = details.get("samples", {}), details.get("errors", {})
    changed_on = {
        number: date.fromisoformat(f"{month}-01")
        for month, numbers in details.get("months", {}).items()
        for number in numbers
    }
    return {
        number: KnownValue(
            Decimal(amount),
            quality,
            samples.get(number),
            Decimal(errors[number]) if number in errors else None,
            changed_on.get(number),
        )
        for number, (amount, quality) in amounts.items()
    }


def read_amounts(amounts: AmountsColumn) -> dict[str, Decimal]:
    """The amounts alone."""
    return {number: Decimal(amount) for number, (amount, _) in amounts.items()}


def _amounts(values: FoodValues) -> dict[str, tuple[str, int]]:
    return {number: (f"{one.amount + 0:f}", one.quality) for number, one in values.items()}


def _details(values: FoodValues) -> dict[str, dict[str, Any]]:
    months: dict[str, list[str]] = {}
    for number, one in values.items():
        if one.changed_on is not None:
            months.setdefault(f"{one.changed_on:%Y-%m}", []).append(number)
    return {
        "samples": {
            number: one.samples for number, one in values.items() if one.samples is not None
        },
        "errors": {
            number: f"{one.standard_error:f}"
            for number, one in values.items()
            if one.standard_error is not None
        },
        "months": months,
    }

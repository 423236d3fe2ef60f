"""The values of a revision: what 100 g of edible food contain, as two columns hold it. Pure.

The column `amounts` is {"304": ["79", 1], ...}: by the number of the nutrient, the amount as the
source writes it and its quality. A nutrient that is absent is unknown; "0" is zero. The column
`details` has what only the food's own page shows, {"304": [18, "0.047", "2003-03"]}: samples,
standard error, and the month of the last change, each null where the source gives none.
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
DetailsColumn = Mapping[str, tuple[int | None, str | None, str | None] | list[Any]]


def value_columns(values: FoodValues) -> dict[str, Any]:
    """The columns of a revision with these values, as keyword arguments of FoodRevision."""
    return {
        "amounts": {number: [f"{one.amount + 0:f}", one.quality] for number, one in values.items()},
        "details": {
            number: details for number, one in values.items() if any(details := _details(one))
        },
        "mg_per_100g": values[MAGNESIUM].amount if MAGNESIUM in values else None,
        "kcal_per_100g": values[ENERGY_KCAL].amount if ENERGY_KCAL in values else None,
    }


def read_values(amounts: AmountsColumn, details: DetailsColumn) -> dict[str, KnownValue]:
    """The values that the two columns hold."""
    return {
        number: KnownValue(Decimal(amount), quality, *_read_details(details.get(number)))
        for number, (amount, quality) in amounts.items()
    }


def read_amounts(amounts: AmountsColumn) -> dict[str, Decimal]:
    """The amounts alone."""
    return {number: Decimal(amount) for number, (amount, _) in amounts.items()}


def _details(value: KnownValue) -> list[int | str | None]:
    return [
        value.samples,
        None if value.standard_error is None else f"{value.standard_error:f}",
        None if value.changed_on is None else f"{value.changed_on:%Y-%m}",
    ]


def _read_details(cells: Any) -> tuple[int | None, Decimal | None, date | None]:
    if cells is None:
        return None, None, None
    samples, error, month = cells
    return (
        samples,
        None if error is None else Decimal(error),
        None if month is None else date.fromisoformat(f"{month}-01"),
    )

"""USDA's magnesium values, in another release or for the same food cooked, that differ more than
twofold from the table's. Pure.

They are in data/other_values.csv; the README beside it says how they were found. The table's own
values are not changed.
"""

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from nutrition.foods.names import DATA

AS_EATEN = "100 g"


class OtherValue(NamedTuple):
    """`other` mg against the table's `here`, both `per` 100 g or 100 g of dry matter."""

    per: str
    here: Decimal
    other: Decimal
    release: str
    food: str


def other_values(source_ref: str, mg_per_100g: Decimal | None) -> tuple[OtherValue, ...]:
    """The other values of a food of SR28, while its own value is still the one they contradict."""
    return tuple(
        value
        for magnesium, value in _values_by_food().get(source_ref, ())
        if magnesium == mg_per_100g
    )


def other_value_words(value: OtherValue) -> str:
    """The sentence on the food's page."""
    if value.per == AS_EATEN:
        return (
            f"Another USDA release gives {value.other:f} mg per 100 g "
            f"({value.release}: “{value.food}”)."
        )
    return (
        f"USDA’s values for this food disagree: without its water 100 g have {value.here:f} mg "
        f"here, {value.other:f} mg as “{value.food}” ({value.release})."
    )


@cache
def _values_by_food() -> Mapping[str, list[tuple[Decimal, OtherValue]]]:
    values: dict[str, list[tuple[Decimal, OtherValue]]] = {}
    with (DATA / "other_values.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = OtherValue(
                row["per"], Decimal(row["here"]), Decimal(row["other"]), row["release"], row["food"]
            )
            values.setdefault(row["source_ref"], []).append((Decimal(row["magnesium"]), value))
    return values

"""Where USDA contradicts itself about magnesium more than twofold, in another release or of the
same food cooked. Pure.

data/other_values.csv has them, found by comparing once; its README says how. The table's own values
stay as they are.
"""

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from nutrition.foods.names import DATA

AS_EATEN = "100 g"


class OtherValue(NamedTuple):
    """`other` mg beside the table's `here`, both in `per`: 100 g, or 100 g of dry matter."""

    per: str
    here: Decimal
    other: Decimal
    release: str
    food: str


def other_values(source_ref: str, mg_per_100g: Decimal | None) -> tuple[OtherValue, ...]:
    """Of a food of SR28, as long as its value is the one that is contradicted."""
    return tuple(
        value for magnesium, value in _listed().get(source_ref, ()) if magnesium == mg_per_100g
    )


def other_value_words(value: OtherValue) -> str:
    """What the food's page says."""
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
def _listed() -> Mapping[str, list[tuple[Decimal, OtherValue]]]:
    listed: dict[str, list[tuple[Decimal, OtherValue]]] = {}
    with (DATA / "other_values.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = OtherValue(
                row["per"], Decimal(row["here"]), Decimal(row["other"]), row["release"], row["food"]
            )
            listed.setdefault(row["source_ref"], []).append((Decimal(row["magnesium"]), value))
    return listed

"""From what USDA published to the revisions of each food, with all its values. Pure."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from nutrition.foods.loading.laws import broken_laws, factors_of, listed_exceptions
from nutrition.foods.loading.table_file import (
    AmountRow,
    BuiltinTable,
    FoodTable,
    RevisionRow,
)
from nutrition.foods.values import FoodValues, KnownValue, value_columns

LATER_RELEASE, DERIVED = 102, 103
"""Qualities of values that are not in the first release (foods.models.Quality)."""

ValuesByFood = dict[str, dict[str, KnownValue]]


class BrokenLawsError(ValueError):
    """Values of a food contradict each other; data/law_exceptions.csv gives no reason."""


def builtin_table(table: FoodTable) -> BuiltinTable:
    """The table as the file has it. Raises BrokenLawsError."""
    first, second, third = _editions(table)
    _refuse_broken_laws(table, first | second | third)
    return BuiltinTable(
        sources=list(table.sources),
        releases=list(table.releases),
        groups=list(table.groups),
        nutrients=list(table.nutrients),
        foods=list(table.foods),
        portions=list(table.portions),
        revisions=[
            _revision_row(release, ref, values)
            for release, edition in enumerate((first, second, third))
            for ref, values in edition.items()
        ],
    )


def _editions(table: FoodTable) -> tuple[ValuesByFood, ValuesByFood, ValuesByFood]:
    """All values of the foods that each of the three releases revises."""
    first: ValuesByFood = {food.source_ref: {} for food in table.foods}
    for row in table.amounts:
        first[row.source_ref][row.number] = _value(row)
    second: ValuesByFood = {}
    for ref, number, amount in table.corrections:
        values = second.setdefault(ref, dict(first[ref]))
        values[number] = KnownValue(Decimal(amount), LATER_RELEASE)
    third: ValuesByFood = {}
    for ref, number, amount in table.derived:
        values = third.setdefault(ref, dict(second.get(ref, first[ref])))
        if amount:
            values[number] = KnownValue(Decimal(amount), DERIVED)
        else:
            values.pop(number, None)
    return first, second, third


def _value(row: AmountRow) -> KnownValue:
    return KnownValue(
        Decimal(row.amount),
        int(row.quality),
        int(row.samples) if row.samples else None,
        Decimal(row.standard_error) if row.standard_error else None,
        date(int(row.changed[3:]), int(row.changed[:2]), 1) if row.changed else None,
    )


def _refuse_broken_laws(table: FoodTable, values: ValuesByFood) -> None:
    """Exceptions are foods that are listed because USDA contradicts itself."""
    factors = cache(factors_of)
    amounts = {
        ref: {number: value.amount for number, value in of_food.items()}
        for ref, of_food in values.items()
    }
    faults = [
        f"{food.source_ref} {food.name}: {broken.law}, {broken.detail}"
        for food in table.foods
        for broken in broken_laws(amounts[food.source_ref], factors(*food.factors))
        if (food.source_ref, broken.law) not in listed_exceptions()
    ]
    if faults:
        raise BrokenLawsError("\n".join(faults))


def _revision_row(release: int, source_ref: str, values: FoodValues) -> RevisionRow:
    columns = value_columns(values)
    mg, kcal = (
        None if amount is None else f"{amount:f}"
        for amount in (columns["mg_per_100g"], columns["kcal_per_100g"])
    )
    amounts, details = _json(columns["amounts"]), _json(columns["details"])
    return RevisionRow(release, source_ref, mg, kcal, amounts, details)


def _json(column: Mapping[str, Any]) -> str:
    return json.dumps(column, separators=(",", ":"))

"""Fills the columns of a release's revisions from their rows of amounts."""

import json
from typing import Any

from django.db import connection

from nutrition.foods.fields import to_scaled
from nutrition.foods.loading.bulk import Cell
from nutrition.foods.models import NutrientAmount, Release
from nutrition.foods.values import KnownValue, value_columns


def fill_value_columns(release: Release) -> None:
    rows = NutrientAmount.objects.filter(revision__release=release).values_list(
        "revision_id",
        "nutrient__number",
        "amount",
        "quality",
        "samples",
        "standard_error",
        "changed_on",
    )
    values: dict[int, dict[str, KnownValue]] = {}
    for revision_id, number, amount, quality, samples, error, changed_on in rows:
        plain = amount.normalize() + 0
        values.setdefault(revision_id, {})[number] = KnownValue(
            plain, quality, samples, error, changed_on
        )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE nutrition_foodrevision"
            " SET amounts = %s, details = %s, mg_per_100g = %s, kcal_per_100g = %s WHERE id = %s",
            [(*_cells(value_columns(one)), pk) for pk, one in values.items()],
        )


def _cells(columns: dict[str, Any]) -> list[Cell]:
    return [json.dumps(columns["amounts"]), json.dumps(columns["details"])] + [
        None if columns[name] is None else to_scaled(columns[name])
        for name in ("mg_per_100g", "kcal_per_100g")
    ]

"""The least that a chart of days needs: its sums, by one statement."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.models import User
from accounts.sql import fetch_all
from nutrition.foods.models import Nutrient

_SUMS = """
    SELECT entry.eaten_on, SUM(entry.grams * magnesium.amount) / 100, COUNT(*),
        COUNT(magnesium.amount)
    FROM nutrition_entry entry
    LEFT JOIN nutrition_nutrientamount magnesium
        ON magnesium.revision_id = entry.revision_id AND magnesium.nutrient_id = %s
    WHERE entry.user_id = %s AND entry.deleted_at IS NULL AND entry.eaten_on BETWEEN %s AND %s
    GROUP BY entry.eaten_on"""


def sums_by_day(user: User, first: date, last: date) -> Sequence[tuple[Any, ...]]:
    """Day, milligrams of magnesium, entries, entries with a known amount."""
    return fetch_all(_SUMS, [Nutrient.MAGNESIUM, user.pk, first, last])

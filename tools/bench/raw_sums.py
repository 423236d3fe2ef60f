"""The least that a chart of days needs: its exact sums, by one statement."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.models import User
from accounts.sql import fetch_all

_SUMS = """
    SELECT entry.eaten_on, SUM(entry.grams * revision.mg_per_100g),
        SUM(entry.grams * revision.kcal_per_100g), COUNT(*),
        COUNT(revision.mg_per_100g)
    FROM nutrition_entry entry
    JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    WHERE entry.user_id = %s AND entry.deleted_at IS NULL AND entry.eaten_on BETWEEN %s AND %s
    GROUP BY entry.eaten_on"""


def sums_by_day(user: User, first: date, last: date) -> Sequence[tuple[Any, ...]]:
    """Day, magnesium and energy in whole numbers, entries, entries with a known amount."""
    return fetch_all(_SUMS, [user.pk, first, last])

"""The question that every page asks the diary: what did somebody eat, and what is in it?

Written by hand (accounts/sql.py says why). The arithmetic on the answers is done in Python,
exactly.
"""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import compress
from typing import Any, NamedTuple
from uuid import UUID

from accounts.models import User
from accounts.sql import as_date, as_uuid, decimal_or_none, fetch_all, to_decimal
from nutrition.diary.days import ONE_DAY
from nutrition.foods.models import Nutrient
from nutrition.intake.totals import EatenFood

# What has no row of magnesium or energy is unknown, and then it has a bound.
_LINES = f"""
    SELECT entry.id, entry.eaten_on, entry.meal, revision.food_id, food.short_name, food.name,
           entry.grams, magnesium.amount, energy.amount, revision.magnesium_at_most,
           entry.quantity, portion.amount, portion.unit
    FROM nutrition_entry entry
    JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    JOIN nutrition_food food ON food.id = revision.food_id
    LEFT JOIN nutrition_nutrientamount magnesium
           ON magnesium.revision_id = revision.id AND magnesium.nutrient_id = {Nutrient.MAGNESIUM}
    LEFT JOIN nutrition_nutrientamount energy
           ON energy.revision_id = revision.id AND energy.nutrient_id = {Nutrient.ENERGY_KCAL}
    LEFT JOIN nutrition_portion portion ON portion.id = entry.portion_id
    WHERE entry.user_id = %s AND entry.eaten_on BETWEEN %s AND %s AND entry.deleted_at IS NULL
    ORDER BY entry.eaten_on, entry.meal, entry.logged_at, entry.id
"""  # noqa: S608 (nothing is put in but two constants of ours)


class Line(NamedTuple):
    """An entry as the day shows it; `number` counts the portion's unit. Unknown is None."""

    id: UUID
    eaten_on: date
    meal: int
    food_id: int
    eaten: EatenFood
    number: Decimal | None
    unit: str | None


def lines(user: User, first: date, last: date) -> list[Line]:
    """The entries of a few days, in the order in which they were logged. One query."""
    return [_line(row) for row in fetch_all(_LINES, [user.pk, first, last])]


def lines_and_meals_before(user: User, on: date) -> tuple[list[Line], Counter[int]]:
    """The entries of a day, and how many the day before had in each meal. One query."""
    rows = fetch_all(_LINES, [user.pk, on - ONE_DAY, on])
    of_day = [as_date(row[1]) == on for row in rows]
    before = Counter(row[2] for row, is_of_day in zip(rows, of_day, strict=True) if not is_of_day)
    return [_line(row) for row in compress(rows, of_day)], before


def _line(row: tuple[Any, ...]) -> Line:
    id_, eaten_on, meal, food_id, short_name, name, grams, *values, quantity, per, unit = row
    eaten = EatenFood(short_name or name, to_decimal(grams), *map(decimal_or_none, values))
    number = None if quantity is None else to_decimal(quantity) * to_decimal(per)
    return Line(as_uuid(id_), as_date(eaten_on), meal, food_id, eaten, number, unit)

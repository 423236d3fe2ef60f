"""What somebody eats: which foods how often, and how much of them last time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from accounts.models import User
from accounts.sql import decimal_or_none, fetch_all, to_decimal
from nutrition.diary.models import Meal
from nutrition.diary.picks import Pick, write_pick
from nutrition.foods.amount_words import amount_words

# About three weeks of meals: habits change, and typing must not wait for a year of diary.
LAST_ENTRIES = 250
LATELY = timedelta(days=30)

# Grams, portion, quantity: as the entry has them.
LastAmount = tuple[Decimal, int | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Habits:
    """By food id: how often it was eaten lately, and the last amount."""

    times: Mapping[int, int] = field(default_factory=dict)
    last: Mapping[int, LastAmount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UsualFood:
    """A food with the amount of the last time; an uneaten favourite with its first portion."""

    food_id: int
    title: str
    grams: Decimal
    portion_id: int | None
    quantity: Decimal | None
    per: Decimal | None  # units in a portion, such as 0.75 "cup"
    unit: str | None
    portion_grams: Decimal | None
    starred: bool = False

    @property
    def number(self) -> Decimal | None:
        """How many units: two portions of 0.75 "cup" are 1.5. None for grams."""
        return None if self.quantity is None or self.per is None else self.quantity * self.per

    @property
    def words(self) -> str:
        return amount_words(self.grams, self.number, self.unit)

    @property
    def short_words(self) -> str:
        """For a chip: "½ cup", or "30 g"."""
        return self.words.partition(" · ")[0]

    @property
    def pick(self) -> str:
        """Exact, so that a third of a cup weighs what it weighed the last time."""
        one = Decimal(1) if self.portion_grams is None else self.portion_grams
        return write_pick(Pick(self.food_id, self.portion_id, _times(self.grams, one)))


@lru_cache(maxsize=8192)
def _times(grams: Decimal, one: Decimal) -> Fraction:
    return Fraction(grams) / Fraction(one)


def habits_of(user: User) -> Habits:
    """From the newest entries (one query)."""
    times: Counter[int] = Counter()
    last: dict[int, LastAmount] = {}
    for food_id, grams, portion_id, quantity in fetch_all(_NEWEST, [user.pk]):
        times[food_id] += 1
        if food_id not in last:
            last[food_id] = to_decimal(grams), portion_id, decimal_or_none(quantity)
    return Habits(times, last)


def usual_foods(user: User, meal: Meal, today: date, *, limit: int) -> list[UsualFood]:
    """The person's favourites, then what they lately ate most often at that meal (one query)."""
    rows = fetch_all(_USUAL, [user.pk, user.pk, today - LATELY, today, meal, limit])
    return [
        _usual(food_id, short_name or name, *amount, starred=bool(is_starred))
        for food_id, short_name, name, *amount, is_starred in rows
    ]


def _usual(
    food_id: int,
    title: str,
    grams: Any,
    portion_id: int | None,
    quantity: Any,
    per: Any,
    unit: str | None,
    portion_grams: Any,
    *,
    starred: bool,
) -> UsualFood:
    if grams is None:  # starred, never eaten, and without portions
        grams = 100
    if portion_id is None:
        quantity = None
    return UsualFood(
        food_id,
        title,
        to_decimal(grams),
        portion_id,
        decimal_or_none(quantity),
        decimal_or_none(per),
        unit,
        decimal_or_none(portion_grams),
        starred,
    )


# Written by hand: accounts/sql.py says why.
_NEWEST = f"""
    SELECT revision.food_id, entry.grams, entry.portion_id, entry.quantity
    FROM nutrition_entry entry
    JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    WHERE entry.user_id = %s AND entry.deleted_at IS NULL
    ORDER BY entry.eaten_on DESC, entry.logged_at DESC LIMIT {LAST_ENTRIES}
"""  # noqa: S608

# What was eaten, each food once with its newest amount; and favourites that were not, with one of
# their first portion.
_USUAL = """
    WITH starred AS (SELECT food_id FROM nutrition_favourite WHERE user_id = %s),
    eaten AS (
        SELECT revision.food_id, entry.grams, entry.portion_id, entry.quantity,
               entry.eaten_on, entry.logged_at,
               COUNT(*) OVER (PARTITION BY revision.food_id) AS times,
               ROW_NUMBER() OVER (
                   PARTITION BY revision.food_id
                   ORDER BY entry.eaten_on DESC, entry.logged_at DESC
               ) AS nth
        FROM nutrition_entry entry
        JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
        WHERE entry.user_id = %s AND entry.deleted_at IS NULL
          AND entry.eaten_on > %s AND entry.eaten_on <= %s
          AND (entry.meal = %s OR revision.food_id IN (SELECT food_id FROM starred))
    ), usual AS (
        SELECT food_id, grams, portion_id, quantity, eaten_on, logged_at, times
        FROM eaten WHERE nth = 1
        UNION ALL
        SELECT starred.food_id, portion.grams, portion.id, 1, NULL, NULL, 0
        FROM starred
        LEFT JOIN nutrition_portion portion
               ON portion.food_id = starred.food_id AND portion.position = 1
        WHERE starred.food_id NOT IN (SELECT food_id FROM eaten)
    )
    SELECT food.id, food.short_name, food.name, usual.grams, portion.id, usual.quantity,
           portion.amount, portion.unit, portion.grams, starred.food_id IS NOT NULL AS is_starred
    FROM usual
    JOIN nutrition_food food ON food.id = usual.food_id AND food.state = 'active'
    LEFT JOIN nutrition_portion portion ON portion.id = usual.portion_id
    LEFT JOIN starred ON starred.food_id = usual.food_id
    ORDER BY is_starred DESC, usual.times DESC, usual.eaten_on DESC NULLS LAST,
             usual.logged_at DESC, food.id
    LIMIT %s
"""

"""A person's eating habits: how often they ate each food, and how much the last time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from accounts.data_version import StateCache, versions_of
from accounts.models import User
from accounts.sql import as_uuid, decimal_or_none, fetch_all, to_decimal
from nutrition.diary.amounts import Amount, write_pick
from nutrition.diary.models import Meal
from nutrition.diary.quickadd.matches import LastAmount
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.fields import GRAM_PLACES, scaled_or_none
from nutrition.foods.keys import FoodKey
from nutrition.foods.servings import HouseholdMeasure

# About three weeks of meals: habits change, and every key of typing reads them.
NEWEST_ENTRIES = 250
RECENT_PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Habits:
    """By the key of a food: how often it was eaten lately, and the last amount."""

    times: Mapping[FoodKey, int] = field(default_factory=dict)
    last: Mapping[FoodKey, LastAmount] = field(default_factory=dict)


@dataclass(frozen=True)
class UsualFood:
    """A food with the amount of the last time, or a favourite with its first portion."""

    food_id: FoodKey
    title: str
    amount: Amount
    is_favourite: bool = False

    @cached_property
    def words(self) -> str:
        return self.amount.words

    @cached_property
    def short_words(self) -> str:
        """For a chip: "½ cup", or "30 g"."""
        return self.words.partition(" · ")[0]

    @cached_property
    def pick(self) -> str:
        return write_pick(self.amount.pick_of(self.food_id))


habits_cache: StateCache[Habits] = StateCache(size=500)


def habits_of(user: User) -> Habits:
    """From the newest entries. One query if the person's data changed, none else."""
    return habits_cache.of(user.pk, versions_of(user).own, lambda: _read_habits(user))


def _read_habits(user: User) -> Habits:
    times: Counter[FoodKey] = Counter()
    last: dict[FoodKey, LastAmount] = {}
    for shared, own, grams, portion_id, own_portion_id, quantity in fetch_all(
        _NEWEST, [user.pk, NEWEST_ENTRIES]
    ):
        food_id: FoodKey = as_uuid(own) if shared is None else shared
        times[food_id] += 1
        if food_id not in last:
            last[food_id] = LastAmount(
                scaled_or_none(grams, GRAM_PLACES),
                portion_id if own_portion_id is None else as_uuid(own_portion_id),
                scaled_or_none(quantity, GRAM_PLACES),
            )
    return Habits(times, last)


usual_foods_cache: StateCache[Sequence[UsualFood]] = StateCache(size=1_000)


def usual_foods(user: User, meal: Meal, today: date, *, limit: int) -> Sequence[UsualFood]:
    """The person's favourites, then what they lately ate most often at that meal. One query if the
    person's data or the shared foods changed, none else.
    """
    return usual_foods_cache.of(
        (user.pk, meal, limit),
        (today, versions_of(user)),
        lambda: _read_usual_foods(user, meal, today, limit),
    )


def _read_usual_foods(user: User, meal: Meal, today: date, limit: int) -> Sequence[UsualFood]:
    period = (today - RECENT_PERIOD, today)
    rows = fetch_all(_USUAL, [user.pk, user.pk, *period, meal, user.pk, limit])
    return tuple(food for row in rows if (food := _usual_food(row)))


def _usual_food(row: tuple[Any, ...]) -> UsualFood | None:
    """None for an own food that now has a weight and had none, or the other way round."""
    (shared, own, short_name, name, basis, grams, quantity) = row[:7]
    (portion_id, own_portion_id, per, unit, each, is_favourite) = row[7:]
    food_id: FoodKey = as_uuid(own) if shared is None else shared
    weight = scaled_or_none(grams, GRAM_PLACES)
    if portion_id is None and own_portion_id is None:
        # A favourite that was never eaten and has no portions comes without an amount.
        amount = Amount(HUNDRED_GRAMS if weight is None else weight)
    else:
        portion = HouseholdMeasure(
            as_uuid(own_portion_id) if portion_id is None else portion_id,
            to_decimal(per),
            unit,
            decimal_or_none(each),
        )
        amount = Amount(weight, portion, scaled_or_none(quantity, GRAM_PLACES))
    if shared is None and (amount.grams is None) != (basis is None):
        return None
    return UsualFood(food_id, short_name or name, amount, bool(is_favourite))


# Written by hand for the reason that accounts/sql.py gives.
# An import logs many at one time: their ids tell the same ones apart on every database. The own
# food is a subquery, because PostgreSQL would read and hash all own revisions of the person.
_NEWEST = """
    SELECT revision.food_id,
        (SELECT own.food_id FROM nutrition_ownfoodrevision own
         WHERE own.user_id = entry.user_id AND own.id = entry.own_revision_id),
        entry.grams, entry.portion_id, entry.own_portion_id, entry.quantity
    FROM nutrition_entry entry
    LEFT JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    WHERE entry.user_id = %s AND entry.deleted_at IS NULL
    ORDER BY entry.eaten_on DESC, entry.logged_at DESC, entry.id DESC
    LIMIT %s
"""

# What was eaten, each food once with its newest amount; and favourites that were not, with one of
# their first portion. The food of a revision is a subquery, because PostgreSQL would do a join by
# reading and hashing all revisions of the table. A shared food has a number in the first column, an
# own one an id in the second.
_USUAL = """
    WITH starred AS (
        SELECT user_id, food_id, own_food_id FROM nutrition_favourite WHERE user_id = %s
    ), recent AS (
        SELECT entry.user_id,
               (SELECT revision.food_id FROM nutrition_foodrevision revision
                WHERE revision.id = entry.revision_id) AS food_id,
               (SELECT own.food_id FROM nutrition_ownfoodrevision own
                WHERE own.user_id = entry.user_id AND own.id = entry.own_revision_id
               ) AS own_food_id,
               entry.grams, entry.portion_id, entry.own_portion_id, entry.quantity,
               entry.eaten_on, entry.logged_at, entry.id
        FROM nutrition_entry entry
        WHERE entry.user_id = %s AND entry.deleted_at IS NULL
          AND entry.eaten_on > %s AND entry.eaten_on <= %s
          AND (entry.meal = %s OR entry.revision_id IN (
              SELECT revision.id FROM nutrition_foodrevision revision
              JOIN starred ON starred.food_id = revision.food_id
          ) OR entry.own_revision_id IN (
              SELECT own.id FROM nutrition_ownfoodrevision own
              JOIN starred ON starred.user_id = own.user_id AND starred.own_food_id = own.food_id
              WHERE own.user_id = %s))
    ), eaten AS (
        SELECT user_id, food_id, own_food_id, grams, portion_id, own_portion_id, quantity, eaten_on,
               logged_at,
               COUNT(*) OVER (PARTITION BY food_id, own_food_id) AS times,
               ROW_NUMBER() OVER (
                   PARTITION BY food_id, own_food_id ORDER BY eaten_on DESC, logged_at DESC, id DESC
               ) AS nth
        FROM recent
    ), usual AS (
        SELECT user_id, food_id, own_food_id, grams, portion_id, own_portion_id, quantity, eaten_on,
               logged_at, times
        FROM eaten WHERE nth = 1
        UNION ALL
        SELECT starred.user_id, starred.food_id, starred.own_food_id,
               CAST(ROUND(COALESCE(portion.grams, own.grams) * 1000) AS BIGINT),
               portion.id, own.id, 1000, NULL, NULL, 0
        FROM starred
        LEFT JOIN nutrition_portion portion
               ON portion.food_id = starred.food_id AND portion.position = 1
        LEFT JOIN nutrition_ownportion own
               ON own.user_id = starred.user_id AND own.food_id = starred.own_food_id
              AND own.position = 1
        WHERE NOT EXISTS (
            SELECT 1 FROM eaten
            WHERE eaten.food_id = starred.food_id OR eaten.own_food_id = starred.own_food_id)
    )
    SELECT food.id, own.id, COALESCE(food.short_name, own.short_name),
           COALESCE(food.name, own.name), current.basis_grams, usual.grams, usual.quantity,
           usual.portion_id, usual.own_portion_id,
           COALESCE(portion.amount, own_portion.amount), COALESCE(portion.unit, own_portion.unit),
           COALESCE(portion.grams, own_portion.grams), starred.user_id IS NOT NULL AS is_starred
    FROM usual
    LEFT JOIN nutrition_food food ON food.id = usual.food_id AND food.state = 'active'
    LEFT JOIN nutrition_portion portion ON portion.id = usual.portion_id
    LEFT JOIN nutrition_ownfood own
           ON own.user_id = usual.user_id AND own.id = usual.own_food_id AND own.state = 'active'
    LEFT JOIN nutrition_ownfoodrevision current
           ON current.user_id = usual.user_id AND current.id = own.current_id
    LEFT JOIN nutrition_ownportion own_portion
           ON own_portion.user_id = usual.user_id AND own_portion.id = usual.own_portion_id
    LEFT JOIN starred
           ON starred.food_id = usual.food_id OR starred.own_food_id = usual.own_food_id
    WHERE food.id IS NOT NULL OR own.id IS NOT NULL
    ORDER BY is_starred DESC, usual.times DESC, usual.eaten_on DESC NULLS LAST,
             usual.logged_at DESC, food.id NULLS LAST, own.id
    LIMIT %s
"""

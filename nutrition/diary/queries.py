"""Reads of the diary, as plain values.

Statements are written by hand for the reason that accounts/sql.py gives. Arithmetic on their
results is done in Python, exactly.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.sql import as_date, as_uuid, fetch_all, to_decimal
from nutrition.diary.days import ONE_DAY
from nutrition.diary.entry_sql import basis_of, key_of, of_shared_and_own
from nutrition.diary.models import Day, Dose, Entry, Meal, Water
from nutrition.foods.amount_words import amount_words
from nutrition.foods.fields import GRAM_PLACES, from_scaled, scaled_or_none
from nutrition.foods.keys import FoodKey
from nutrition.intake.day_status import DayStatement
from nutrition.intake.totals import EatenFood

# --- what was logged ------------------------------------------------------------------------------

# Where a revision's magnesium is NULL it is unknown, and magnesium_at_most bounds it.
_LOGGED = """
    SELECT entry.id, entry.eaten_on, entry.meal, entry.logged_at, {food_id}, food.short_name,
           food.name, {measure}, {mg}, {kcal}, revision.magnesium_at_most, {basis},
           entry.quantity, portion.amount, portion.unit
    FROM nutrition_entry entry JOIN {revisions} JOIN {foods} LEFT JOIN {portions}
    WHERE entry.user_id = %s AND entry.eaten_on {days} AND entry.deleted_at IS NULL{only}"""
_COUNT_OF_MEALS = """
    SELECT NULL, NULL, meal, NULL, COUNT(*), NULL, NULL,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM nutrition_entry WHERE user_id = %s AND eaten_on = %s AND deleted_at IS NULL
    GROUP BY meal"""
_LOGGED_ORDER = " ORDER BY 2, 3, 4, 1"  # by day, meal, time and id
_LOGGED_BETWEEN = of_shared_and_own(_LOGGED, days="BETWEEN %s AND %s") + _LOGGED_ORDER
# Of one day it is asked by itself: a range from the day to the day would make PostgreSQL plan anew
# each time (1.6 instead of 0.55 ms), because it cannot tell how long a prepared range is.
_LOGGED_ON = (
    f"{of_shared_and_own(_LOGGED, days='= %s')} UNION ALL {_COUNT_OF_MEALS} {_LOGGED_ORDER}"
)


class LoggedFood(NamedTuple):
    """An entry with the values of its revision; `units` counts the portion's unit."""

    id: UUID
    eaten_on: date
    meal: int
    food_id: FoodKey
    eaten: EatenFood
    units: Decimal | None
    unit: str | None

    @property
    def title(self) -> str:
        return self.eaten.name

    @property
    def amount(self) -> str:
        """In words."""
        return amount_words(self.eaten.grams, self.units, self.unit)

    @property
    def mg(self) -> Decimal | None:
        """None where the revision has no magnesium value."""
        return self.eaten.amount


def foods_between(user: User, first: date, last: date) -> list[LoggedFood]:
    """The entries of a few days, by meal in the order in which they were logged. One query."""
    rows = fetch_all(_LOGGED_BETWEEN, [user.pk, first, last] * 2)
    return [_logged_food(row) for row in rows]


def foods_of_day(user: User, on: date) -> tuple[list[LoggedFood], Counter[int]]:
    """The entries of a day, and how many each meal of the day before has. One query."""
    foods: list[LoggedFood] = []
    day_before: Counter[int] = Counter()
    for row in fetch_all(_LOGGED_ON, [*[user.pk, on] * 2, user.pk, on - ONE_DAY]):
        if row[0] is None:
            day_before[row[2]] = row[4]
        else:
            foods.append(_logged_food(row))
    return foods, day_before


def _logged_food(row: tuple[Any, ...]) -> LoggedFood:
    id_, eaten_on, meal, _, *ids, short_name, name, measure = row[:9]
    *values, basis, quantity, per, unit = row[9:]
    mg, kcal, at_most = map(scaled_or_none, values)
    eaten = EatenFood(
        short_name or name, from_scaled(measure, GRAM_PLACES), mg, kcal, at_most, basis_of(basis)
    )
    units = None if quantity is None else from_scaled(quantity, GRAM_PLACES) * to_decimal(per)
    return LoggedFood(as_uuid(id_), as_date(eaten_on), meal, key_of(ids), eaten, units, unit)


def day_statuses(user: User, days: Iterable[date]) -> dict[date, DayStatement | None]:
    """What the person said about each of the days; None where nothing was said."""
    days = list(days)
    rows = dict(Day.objects.filter(user=user, date__in=days).values_list("date", "status"))
    return {day: cast(DayStatement | None, rows.get(day)) for day in days}


@dataclass(frozen=True, slots=True)
class DeletedFood:
    """An entry that can still be restored."""

    id: UUID
    eaten_on: date
    meal: Meal
    title: str
    amount: str


def count_deleted(user: User, since: datetime) -> int:
    """The length of the longer list of deleted rows: of foods, or of doses and waters."""
    labels = sum(
        model._default_manager.filter(user=user, deleted_at__gte=since).count()
        for model in (Dose, Water)
    )
    return max(Entry.objects.filter(user=user, deleted_at__gte=since).count(), labels)


def deleted_foods(user: User, since: datetime, part: slice) -> list[DeletedFood]:
    """The entries that the person deleted since then, the latest first. One query."""
    rows = (
        Entry.objects.filter(user=user, deleted_at__gte=since)
        .order_by("-deleted_at", "-id")
        .values_list(
            "id",
            "eaten_on",
            "meal",
            "grams",
            "quantity",
            Coalesce("portion__amount", "own_portion__amount"),
            Coalesce("portion__unit", "own_portion__unit"),
            Coalesce("revision__food__short_name", "own_revision__food__short_name"),
            Coalesce("revision__food__name", "own_revision__food__name"),
        )[part]
    )
    return [
        DeletedFood(
            id_,
            eaten_on,
            Meal(meal),
            short_name or name,
            amount_words(grams, None if quantity is None else quantity * per, unit),
        )
        for id_, eaten_on, meal, grams, quantity, per, unit, short_name, name in rows
    ]


def entries_to_copy(user: User, on: date, meal: Meal | None) -> QuerySet[Entry]:
    """The entries of a day, or of one meal of it, with their foods."""
    entries = (
        Entry.objects.of(user)
        .filter(eaten_on=on)
        .with_foods()
        .select_related("own_revision__food__current")
        .order_by("meal", "logged_at")
    )
    return entries if meal is None else entries.filter(meal=meal)

"""Reads of the diary, as plain values.

Statements are written by hand for the reason that accounts/sql.py gives. Arithmetic on their
results is done in Python, exactly.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.sql import as_date, as_uuid, fetch_all, placeholders, to_decimal
from nutrition.diary.amounts import (
    GRAM_PLACES,
    CannotLog,
    FoodAmount,
    Pick,
    PortionValues,
    amount_of,
)
from nutrition.diary.days import ONE_DAY
from nutrition.diary.models import Avoided, Day, Dose, Entry, Meal, Water
from nutrition.diary.rows import DiaryKind
from nutrition.foods.amount_words import amount_words
from nutrition.foods.contents import refused_contents
from nutrition.foods.fields import from_scaled, scaled_or_none
from nutrition.foods.models import Food
from nutrition.foods.servings import HouseholdMeasure
from nutrition.intake.day_status import DayStatement
from nutrition.intake.totals import PER_100_G, EatenFood

# --- what was logged ------------------------------------------------------------------------------

# Where a revision's magnesium is NULL it is unknown, and magnesium_at_most bounds it.
_LOGGED = """
    SELECT entry.id, entry.eaten_on, entry.meal, revision.food_id, food.short_name, food.name,
           entry.grams, revision.mg_per_100g, revision.kcal_per_100g, revision.magnesium_at_most,
           entry.quantity, portion.amount, portion.unit, entry.logged_at
    FROM nutrition_entry entry
    JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    JOIN nutrition_food food ON food.id = revision.food_id
    LEFT JOIN nutrition_portion portion ON portion.id = entry.portion_id
    WHERE entry.user_id = %s AND entry.eaten_on BETWEEN %s AND %s AND entry.deleted_at IS NULL"""
_COUNT_OF_MEALS = """
    SELECT NULL, NULL, meal, COUNT(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM nutrition_entry WHERE user_id = %s AND eaten_on = %s AND deleted_at IS NULL
    GROUP BY meal"""
_LOGGED_ORDER = " ORDER BY 2, 3, 14, 1"  # by day, meal, time and id


class LoggedFood(NamedTuple):
    """An entry with the values of its revision; `units` counts the portion's unit."""

    id: UUID
    eaten_on: date
    meal: int
    food_id: int
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
    return [_logged_food(row) for row in fetch_all(_LOGGED + _LOGGED_ORDER, [user.pk, first, last])]


def foods_of_day(user: User, on: date) -> tuple[list[LoggedFood], Counter[int]]:
    """The entries of a day, and how many each meal of the day before has. One query."""
    foods: list[LoggedFood] = []
    day_before: Counter[int] = Counter()
    statement = f"{_LOGGED} UNION ALL {_COUNT_OF_MEALS} {_LOGGED_ORDER}"
    for row in fetch_all(statement, [user.pk, on, on, user.pk, on - ONE_DAY]):
        if row[0] is None:
            day_before[row[2]] = row[3]
        else:
            foods.append(_logged_food(row))
    return foods, day_before


def _logged_food(row: tuple[Any, ...]) -> LoggedFood:
    id_, eaten_on, meal, food_id, short_name, name, grams, *values, quantity, per, unit, _ = row
    eaten = EatenFood(
        short_name or name, from_scaled(grams, GRAM_PLACES), *map(scaled_or_none, values)
    )
    units = None if quantity is None else from_scaled(quantity, GRAM_PLACES) * to_decimal(per)
    return LoggedFood(as_uuid(id_), as_date(eaten_on), meal, food_id, eaten, units, unit)


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
            "portion__amount",
            "portion__unit",
            "revision__food__short_name",
            "revision__food__name",
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
    entries = Entry.objects.of(user).filter(eaten_on=on).with_foods().order_by("meal", "logged_at")
    return entries if meal is None else entries.filter(meal=meal)


# --- what will be logged --------------------------------------------------------------------------

# The condition is that of `Food.objects.visible_to`; a test compares the two. The count of the
# day's entries and whether an older row has the id come along, because statements of their own
# would make each addition slower.
_PICKED = f"""
    SELECT food.id, food.short_name, food.name, food.current_id, revision.mg_per_100g,
           portion.id, portion.amount, portion.unit, portion.grams,
           (SELECT COUNT(*) FROM nutrition_entry entry
            WHERE entry.user_id = %s AND entry.eaten_on = %s AND entry.deleted_at IS NULL),
           EXISTS (SELECT 1 FROM nutrition_formerid former
                   WHERE former.user_id = %s AND former.kind = {DiaryKind.ENTRY.value}
                     AND former.id IN {{ids}})
    FROM nutrition_food food
    JOIN nutrition_foodrevision revision ON revision.id = food.current_id
    LEFT JOIN nutrition_portion portion
           ON portion.food_id = food.id AND portion.id IN {{portions}}
    WHERE food.id IN {{foods}}
      AND food.state = '{Food.State.ACTIVE.value}'
      AND (food.owner_id IS NULL OR food.owner_id = %s)
"""  # noqa: S608


NO_PORTION = 0  # ids begin at 1


class ResolvedPicks(NamedTuple):
    """The picks as amounts of the newest revisions, how many entries the day has, and whether one
    of the ids is the former one of an entry.
    """

    foods: list[FoodAmount]
    entries_before: int
    has_former_id: bool


def resolve_picks(
    user: User, picks: Sequence[Pick], on: date, ids: Sequence[UUID]
) -> ResolvedPicks:
    """`ids` are those that the entries will have. One query.

    Raises CannotLog when one of the picks cannot be logged.
    """
    portion_ids = [pick.portion_id or NO_PORTION for pick in picks]
    food_ids = [pick.food_id for pick in picks]
    rows = fetch_all(
        _PICKED.format(
            ids=placeholders(ids),
            portions=placeholders(portion_ids),
            foods=placeholders(food_ids),
        ),
        [user.pk, on, user.pk, *ids, *portion_ids, *food_ids, user.pk],
    )
    foods: dict[int, tuple[str, int, Decimal | None]] = {}
    portions: dict[tuple[int, int], PortionValues] = {}
    for food_id, short_name, name, revision_id, mg, portion_id, amount, unit, grams, *_ in rows:
        foods[food_id] = (short_name or name, revision_id, scaled_or_none(mg))
        if portion_id is not None:
            portions[food_id, portion_id] = HouseholdMeasure(
                portion_id, to_decimal(amount), unit, to_decimal(grams)
            )
    resolved = []
    for pick in picks:
        if pick.food_id not in foods:
            raise CannotLog("This food is not in the table any more. Choose another.", "food")
        title, revision_id, mg_per_100g = foods[pick.food_id]
        portion = None
        if pick.portion_id is not None:
            portion = portions.get((pick.food_id, pick.portion_id))
            if portion is None:
                raise CannotLog(f"{title} has no such portion. Choose one of its own.", "portion")
        amount = amount_of(pick.quantity, portion)
        mg = None if mg_per_100g is None else mg_per_100g * amount.grams * PER_100_G
        resolved.append(FoodAmount(pick.food_id, title, revision_id, amount, mg))
    return ResolvedPicks(resolved, rows[0][-2], bool(rows[0][-1]))


# --- what must not be suggested -------------------------------------------------------------------

_AVOIDED = """SELECT "group", food_id FROM nutrition_avoided WHERE user_id = %s"""


@dataclass(frozen=True, slots=True)
class Avoidances:
    """`groups` are codes of nutrition.foods.contents, `foods` the ids of single foods."""

    groups: frozenset[str] = frozenset()
    foods: frozenset[int] = frozenset()

    @property
    def refused(self) -> frozenset[str]:
        """Codes of the contents that a suggested food must not have."""
        return refused_contents(self.groups)


class AvoidedFood(NamedTuple):
    food_id: int
    title: str


def avoided_by(user: User) -> Avoidances:
    """One query."""
    rows = fetch_all(_AVOIDED, [user.pk])
    return Avoidances(
        frozenset(group for group, _ in rows if group),
        frozenset(food_id for _, food_id in rows if food_id is not None),
    )


def list_avoided_foods(user: User) -> list[AvoidedFood]:
    """The single foods, by name."""
    rows = Avoided.objects.filter(user=user, food__isnull=False).select_related("food")
    return sorted(
        (AvoidedFood(row.food.pk, row.food.title) for row in rows if row.food),
        key=lambda food: food.title,
    )

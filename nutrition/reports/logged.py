"""Reads what was logged, for all reports.

Two statements, however long the time and however much was logged: one for the entries, one for
their foods with the amounts of some nutrients. They are written by hand (accounts/sql.py says why):
the rows of a year would cost the ORM more than the arithmetic on them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from json import loads
from typing import Any, NamedTuple
from uuid import UUID

from accounts.models import User
from accounts.sql import (
    as_date,
    as_uuid,
    decimal_or_none,
    fetch_all,
    placeholders,
    to_decimal,
)
from nutrition.diary.amounts import GRAM_PLACES
from nutrition.diary.models import Meal
from nutrition.foods.amount_words import amount_words
from nutrition.foods.fields import from_scaled, scaled_or_none
from nutrition.foods.models import Food
from nutrition.intake.nutrients import ENERGY, Amounts
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.logged_values import (
    NO_GROUP,
    OWN_FOODS,
    FoodGroup,
    FoodTotal,
    LoggedDays,
    LoggedRevision,
    LoggedTotals,
)

# The index entry_person_day alone answers these three.
_ENTRIES = """
    SELECT eaten_on, revision_id, grams FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND deleted_at IS NULL"""
_ENTRIES_ON = """
    SELECT eaten_on, revision_id, grams FROM nutrition_entry
    WHERE user_id = %s AND eaten_on IN {days} AND deleted_at IS NULL"""
# The row without a revision counts the days.
_TOTALS = """
    SELECT revision_id, SUM(grams), COUNT(*) FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND deleted_at IS NULL
    GROUP BY revision_id
    UNION ALL
    SELECT NULL, NULL, COUNT(DISTINCT eaten_on) FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND deleted_at IS NULL"""
_DIARY_ORDER = " ORDER BY eaten_on, meal, logged_at, id"
_PORTIONED = """
    SELECT entry.id, entry.eaten_on, entry.meal, entry.logged_at, entry.revision_id, entry.grams,
        entry.portion_id, entry.quantity, portion.amount, portion.unit, portion.grams
    FROM nutrition_entry entry
    LEFT JOIN nutrition_portion portion ON portion.id = entry.portion_id
    WHERE entry.user_id = %s AND entry.eaten_on BETWEEN %s AND %s AND entry.deleted_at IS NULL"""
_OF_FOOD = """
    AND entry.revision_id IN (SELECT id FROM nutrition_foodrevision WHERE food_id = %s)"""
_PORTIONED_ORDER = " ORDER BY entry.eaten_on, entry.meal, entry.logged_at, entry.id"
# The column of all amounts is read only where more than magnesium and energy is wanted.
_FOODS = """
    SELECT revision.id, food.id, food.short_name, food.name, food.source_ref, food.owner_id,
        category.code, category.name, food.current_id = revision.id AND food.state = %s,
        revision.magnesium_at_most, revision.mg_per_100g, revision.kcal_per_100g{amounts}
    FROM nutrition_foodrevision revision
    JOIN nutrition_food food ON food.id = revision.food_id
    LEFT JOIN nutrition_foodcategory category ON category.code = food.category_id
    WHERE revision.id IN {revisions}"""
_PLAIN_NUMBERS = frozenset({MAGNESIUM, ENERGY})
_UNKNOWN = """
    SELECT entry.eaten_on, food.source_ref
    FROM nutrition_entry entry
    JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    JOIN nutrition_food food ON food.id = revision.food_id
    WHERE entry.user_id = %s AND entry.eaten_on BETWEEN %s AND %s AND entry.deleted_at IS NULL
        AND revision.mg_per_100g IS NULL
    ORDER BY entry.eaten_on, entry.meal, entry.logged_at, entry.id"""
MOST_AT_ONCE = 30_000  # SQLite takes 32,766 parameters


class PortionedEntry(NamedTuple):
    """An entry and its portion, if it has one; `portion_grams` is the weight of one portion."""

    id: UUID
    eaten_on: date
    meal: Meal
    logged_at: Any  # as the database returns it (accounts/ids.py): only for sorting
    revision_id: int
    grams: Decimal
    portion_id: int | None
    portion_grams: Decimal | None
    amount_words: str


class PortionedDays(NamedTuple):
    entries: list[PortionedEntry]
    foods: dict[int, LoggedRevision]


def logged_between(user: User, first: date, last: date, numbers: Collection[str]) -> LoggedDays:
    """The entries from `first` to `last`, unordered, and their foods with the amounts of the
    nutrients in `numbers`.
    """
    return _logged_days(fetch_all(_ENTRIES, [user.pk, first, last]), numbers)


def logged_on(user: User, days: Sequence[date], numbers: Collection[str]) -> LoggedDays:
    """The same of these days."""
    sql = _ENTRIES_ON.format(days=placeholders(days))
    return _logged_days(fetch_all(sql, [user.pk, *days]), numbers)


def logged_in_diary_order(
    user: User, first: date, last: date, numbers: Collection[str]
) -> LoggedDays:
    """Like `logged_between`, with the entries in the order of the diary: for lists of foods."""
    return _logged_days(fetch_all(_ENTRIES + _DIARY_ORDER, [user.pk, first, last]), numbers)


def totals_between(user: User, first: date, last: date, numbers: Collection[str]) -> LoggedTotals:
    """How much was eaten of each revision from `first` to `last`."""
    totals: dict[int, FoodTotal] = {}
    days = 0
    for revision_id, grams, count in fetch_all(_TOTALS, [user.pk, first, last] * 2):
        if revision_id is None:
            days = count
        else:
            totals[revision_id] = FoodTotal(from_scaled(grams, GRAM_PLACES), count)
    return LoggedTotals(totals, _foods(totals, numbers), days)


def portioned_between(
    user: User,
    first: date,
    last: date,
    numbers: Collection[str],
    *,
    food_id: int | None = None,
) -> PortionedDays:
    """The entries from `first` to `last` with their portions, in the order of the diary.

    With `food_id` only the entries of that food.
    """
    parameters = [user.pk, first, last]
    sql = _PORTIONED
    if food_id is not None:
        sql += _OF_FOOD
        parameters.append(food_id)
    entries = [_portioned_entry(row) for row in fetch_all(sql + _PORTIONED_ORDER, parameters)]
    return PortionedDays(entries, _foods({entry.revision_id for entry in entries}, numbers))


def foods_without_magnesium(user: User, first: date, last: date) -> dict[date, list[str]]:
    """The source ids of the foods without a value, once per entry, in the order of the diary."""
    found: dict[date, list[str]] = defaultdict(list)
    for on, source_ref in fetch_all(_UNKNOWN, [user.pk, first, last]):
        found[as_date(on)].append(source_ref)
    return found


def _logged_days(rows: Sequence[tuple[Any, ...]], numbers: Collection[str]) -> LoggedDays:
    days = {day: as_date(day) for day in {row[0] for row in rows}}
    entries = [
        (days[day], revision_id, from_scaled(grams, GRAM_PLACES))
        for day, revision_id, grams in rows
    ]
    return LoggedDays(entries, _foods({row[1] for row in rows}, numbers))


def _portioned_entry(row: tuple[Any, ...]) -> PortionedEntry:
    id_, eaten_on, meal, logged_at, revision_id, grams, portion_id, quantity, per, unit, each = row
    weight = from_scaled(grams, GRAM_PLACES)
    number = None if portion_id is None else from_scaled(quantity, GRAM_PLACES) * to_decimal(per)
    return PortionedEntry(
        as_uuid(id_),
        as_date(eaten_on),
        Meal(meal),
        logged_at,
        revision_id,
        weight,
        portion_id,
        decimal_or_none(each),
        amount_words(weight, number, unit),
    )


def _foods(revisions: Iterable[int], numbers: Collection[str]) -> dict[int, LoggedRevision]:
    wanted, are_plain = list(revisions), _PLAIN_NUMBERS.issuperset(numbers)
    foods: dict[int, LoggedRevision] = {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[start : start + MOST_AT_ONCE]
        sql = _FOODS.format(
            amounts="" if are_plain else ", revision.amounts", revisions=placeholders(some)
        )
        for row in fetch_all(sql, [Food.State.ACTIVE.value, *some]):
            id_, *food, mg_per_100g, kcal_per_100g = row[:12]
            if are_plain:
                known = {MAGNESIUM: mg_per_100g, ENERGY: kcal_per_100g}
                amounts = {
                    number: from_scaled(amount)
                    for number, amount in known.items()
                    if amount is not None
                }
            else:
                all_amounts = loads(row[12])
                amounts = {
                    number: Decimal(all_amounts[number][0])
                    for number in numbers
                    if number in all_amounts
                }
            foods[id_] = _logged_food(food, amounts)
    return foods


def _logged_food(row: Sequence[Any], amounts: Amounts) -> LoggedRevision:
    food_id, short_name, name, source_ref, owner_id, code, group, is_current, at_most = row
    if owner_id is not None:
        food_group = OWN_FOODS
    else:
        food_group = NO_GROUP if code is None else FoodGroup(code, group)
    return LoggedRevision(
        food_id,
        short_name or name,
        source_ref,
        food_group,
        bool(is_current),
        amounts,
        scaled_or_none(at_most),
    )

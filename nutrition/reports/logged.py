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
from nutrition.diary.entry_sql import HUNDRED, key_of
from nutrition.diary.models import Meal
from nutrition.foods.amount_words import amount_words
from nutrition.foods.fields import GRAM_PLACES, from_scaled, scaled_or_none
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood
from nutrition.intake.nutrient_values import ENERGY, Amounts
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

# The indexes entry_person_day and entry_person_own answer these two; the second has no entry of
# people without own foods.
_SHARED_ROWS = """
    SELECT eaten_on, revision_id, NULL, grams FROM nutrition_entry
    WHERE user_id = %s AND {days} AND revision_id IS NOT NULL AND deleted_at IS NULL"""
_OWN_ROWS = """
    SELECT eaten_on, NULL, own_revision_id, COALESCE(grams, quantity) FROM nutrition_entry
    WHERE user_id = %s AND {days} AND own_revision_id IS NOT NULL AND deleted_at IS NULL"""
_ROWS = f"{_SHARED_ROWS} UNION ALL {_OWN_ROWS}"
_RANGE = "eaten_on BETWEEN %s AND %s"
_IN_DIARY_ORDER = """
    SELECT eaten_on, revision_id, own_revision_id, COALESCE(grams, quantity) FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND deleted_at IS NULL
    ORDER BY eaten_on, meal, logged_at, id"""
# The row without a revision counts the days.
_TOTALS = """
    SELECT revision_id, NULL, SUM(grams), COUNT(*) FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND revision_id IS NOT NULL
        AND deleted_at IS NULL
    GROUP BY revision_id
    UNION ALL
    SELECT NULL, own_revision_id, SUM(COALESCE(grams, quantity)), COUNT(*) FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND own_revision_id IS NOT NULL
        AND deleted_at IS NULL
    GROUP BY own_revision_id
    UNION ALL
    SELECT NULL, NULL, NULL, COUNT(DISTINCT eaten_on) FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND deleted_at IS NULL"""
_PORTIONED = """
    SELECT entry.id, entry.eaten_on, entry.meal, entry.logged_at, entry.revision_id,
        entry.own_revision_id, entry.grams, entry.portion_id, entry.own_portion_id, entry.quantity,
        COALESCE(portion.amount, own_portion.amount), COALESCE(portion.unit, own_portion.unit),
        COALESCE(portion.grams, own_portion.grams)
    FROM nutrition_entry entry
    LEFT JOIN nutrition_portion portion ON portion.id = entry.portion_id
    LEFT JOIN nutrition_ownportion own_portion
        ON own_portion.user_id = entry.user_id AND own_portion.id = entry.own_portion_id
    WHERE entry.user_id = %s AND entry.eaten_on BETWEEN %s AND %s AND entry.deleted_at IS NULL"""
_OF_FOOD = """
    AND entry.revision_id IN (SELECT id FROM nutrition_foodrevision WHERE food_id = %s)"""
_OF_OWN_FOOD = """
    AND entry.own_revision_id IN
        (SELECT id FROM nutrition_ownfoodrevision WHERE user_id = %s AND food_id = %s)"""
_PORTIONED_ORDER = " ORDER BY entry.eaten_on, entry.meal, entry.logged_at, entry.id"
# The column of all amounts is read only where more than magnesium and energy is wanted.
_FOODS = """
    SELECT revision.id, food.id, food.short_name, food.name, food.source_ref,
        category.code, category.name, food.current_id = revision.id AND food.state = %s,
        {hundred}, revision.magnesium_at_most,
        revision.mg_per_100g, revision.kcal_per_100g{amounts}
    FROM nutrition_foodrevision revision
    JOIN nutrition_food food ON food.id = revision.food_id
    LEFT JOIN nutrition_foodcategory category ON category.code = food.category_id
    WHERE revision.id IN {revisions}"""
_OWN_FOODS = """
    SELECT revision.id, food.id, food.short_name, food.name, food.source_ref,
        NULL, NULL, food.current_id = revision.id AND food.state = %s,
        revision.basis_grams, revision.magnesium_at_most,
        revision.magnesium_mg, revision.energy_kcal{amounts}
    FROM nutrition_ownfoodrevision revision
    JOIN nutrition_ownfood food ON food.user_id = revision.user_id AND food.id = revision.food_id
    WHERE revision.user_id = %s AND revision.id IN {revisions}"""
_PLAIN_NUMBERS = frozenset({MAGNESIUM, ENERGY})
_UNKNOWN = """
    SELECT entry.eaten_on, COALESCE(food.source_ref, own_food.source_ref)
    FROM nutrition_entry entry
    LEFT JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    LEFT JOIN nutrition_food food ON food.id = revision.food_id
    LEFT JOIN nutrition_ownfoodrevision own_revision
        ON own_revision.user_id = entry.user_id AND own_revision.id = entry.own_revision_id
    LEFT JOIN nutrition_ownfood own_food
        ON own_food.user_id = own_revision.user_id AND own_food.id = own_revision.food_id
    WHERE entry.user_id = %s AND entry.eaten_on BETWEEN %s AND %s AND entry.deleted_at IS NULL
        AND revision.mg_per_100g IS NULL AND own_revision.magnesium_mg IS NULL
    ORDER BY entry.eaten_on, entry.meal, entry.logged_at, entry.id"""
MOST_AT_ONCE = 30_000  # SQLite takes 32,766 parameters


class PortionedEntry(NamedTuple):
    """An entry and its portion, if it has one; `portion_grams` is the weight of one portion.

    `measure` is the grams; where nobody knows the weight, the number of portions.
    """

    id: UUID
    eaten_on: date
    meal: Meal
    logged_at: Any  # as the database returns it (accounts/ids.py): only for sorting
    revision_id: FoodKey
    grams: Decimal | None
    measure: Decimal
    portion_id: FoodKey | None
    portion_grams: Decimal | None
    amount_words: str


class PortionedDays(NamedTuple):
    entries: list[PortionedEntry]
    foods: dict[FoodKey, LoggedRevision]


def logged_between(user: User, first: date, last: date, numbers: Collection[str]) -> LoggedDays:
    """The entries from `first` to `last`, unordered, and their foods with the amounts of the
    nutrients in `numbers`.
    """
    rows = fetch_all(_ROWS.format(days=_RANGE), [user.pk, first, last] * 2)
    return _logged_days(user, rows, numbers)


def logged_on(user: User, days: Sequence[date], numbers: Collection[str]) -> LoggedDays:
    """The same of these days."""
    sql = _ROWS.format(days=f"eaten_on IN {placeholders(days)}")
    return _logged_days(user, fetch_all(sql, [user.pk, *days] * 2), numbers)


def logged_in_diary_order(
    user: User, first: date, last: date, numbers: Collection[str]
) -> LoggedDays:
    """Like `logged_between`, with the entries in the order of the diary: for lists of foods."""
    return _logged_days(user, fetch_all(_IN_DIARY_ORDER, [user.pk, first, last]), numbers)


def totals_between(user: User, first: date, last: date, numbers: Collection[str]) -> LoggedTotals:
    """How much was eaten of each revision from `first` to `last`."""
    totals: dict[FoodKey, FoodTotal] = {}
    days = 0
    for revision_id, own_id, measure, count in fetch_all(_TOTALS, [user.pk, first, last] * 3):
        if measure is None:
            days = count
        else:
            total = FoodTotal(from_scaled(int(measure), GRAM_PLACES), count)
            totals[key_of((revision_id, own_id))] = total
    return LoggedTotals(totals, _foods(user, totals, numbers), days)


def portioned_between(
    user: User,
    first: date,
    last: date,
    numbers: Collection[str],
    *,
    food_id: FoodKey | None = None,
) -> PortionedDays:
    """The entries from `first` to `last` with their portions, in the order of the diary.

    With `food_id` only the entries of that food.
    """
    sql, parameters = _PORTIONED, [user.pk, first, last]
    if isinstance(food_id, UUID):
        sql += _OF_OWN_FOOD
        parameters += [user.pk, food_id]
    elif food_id is not None:
        sql += _OF_FOOD
        parameters.append(food_id)
    entries = [_portioned_entry(row) for row in fetch_all(sql + _PORTIONED_ORDER, parameters)]
    return PortionedDays(entries, _foods(user, {entry.revision_id for entry in entries}, numbers))


def foods_without_magnesium(user: User, first: date, last: date) -> dict[date, list[str]]:
    """The source ids of the foods without a value, once per entry, in the order of the diary."""
    found: dict[date, list[str]] = defaultdict(list)
    for on, source_ref in fetch_all(_UNKNOWN, [user.pk, first, last]):
        found[as_date(on)].append(source_ref)
    return found


def _logged_days(
    user: User, rows: Sequence[tuple[Any, ...]], numbers: Collection[str]
) -> LoggedDays:
    days = {day: as_date(day) for day in {row[0] for row in rows}}
    own = {id_: as_uuid(id_) for id_ in {row[2] for row in rows} if id_ is not None}
    entries = [
        (days[day], own[own_id] if own_id else revision_id, from_scaled(measure, GRAM_PLACES))
        for day, revision_id, own_id, measure in rows
    ]
    return LoggedDays(entries, _foods(user, {entry[1] for entry in entries}, numbers))


def _portioned_entry(row: tuple[Any, ...]) -> PortionedEntry:
    id_, eaten_on, meal, logged_at, revision_id, own_id, weight, *portion = row
    portion_id, own_portion_id, quantity, amount, unit, each = portion
    grams = scaled_or_none(weight, GRAM_PLACES)
    number = None if amount is None else from_scaled(quantity, GRAM_PLACES) * to_decimal(amount)
    return PortionedEntry(
        as_uuid(id_),
        as_date(eaten_on),
        Meal(meal),
        logged_at,
        key_of((revision_id, own_id)),
        grams,
        from_scaled(quantity, GRAM_PLACES) if grams is None else grams,
        None if amount is None else key_of((portion_id, own_portion_id)),
        decimal_or_none(each),
        amount_words(grams, number, unit),
    )


def _foods(
    user: User, revisions: Iterable[FoodKey], numbers: Collection[str]
) -> dict[FoodKey, LoggedRevision]:
    """The shared ones, and by a second statement, where there are any, the person's own."""
    keys = list(revisions)
    own = [key for key in keys if isinstance(key, UUID)]
    shared = [key for key in keys if isinstance(key, int)]
    return _read_foods(_FOODS, [Food.State.ACTIVE.value], shared, numbers) | _read_foods(
        _OWN_FOODS, [OwnFood.State.ACTIVE.value, user.pk], own, numbers
    )


def _read_foods(
    sql: str, parameters: Sequence[Any], revisions: Sequence[FoodKey], numbers: Collection[str]
) -> dict[FoodKey, LoggedRevision]:
    """The revisions come last of the parameters."""
    amounts = "" if _PLAIN_NUMBERS.issuperset(numbers) else ", revision.amounts"
    foods: dict[FoodKey, LoggedRevision] = {}
    for start in range(0, len(revisions), MOST_AT_ONCE):
        some = revisions[start : start + MOST_AT_ONCE]
        statement = sql.format(hundred=HUNDRED, amounts=amounts, revisions=placeholders(some))
        for id_, *row in fetch_all(statement, [*parameters, *some]):
            foods[_as_key(id_)] = _logged_food(row, numbers)
    return foods


def _as_key(id_: Any) -> FoodKey:
    """An id as the driver returns it."""
    return id_ if isinstance(id_, int) else as_uuid(id_)


def _logged_food(row: Sequence[Any], numbers: Collection[str]) -> LoggedRevision:
    food_id, short_name, name, source_ref, code, group, is_current, basis, at_most, *values = row
    key = _as_key(food_id)
    no_group = OWN_FOODS if isinstance(key, UUID) else NO_GROUP
    return LoggedRevision(
        key,
        short_name or name,
        source_ref,
        no_group if code is None else FoodGroup(code, group),
        bool(is_current),
        _amounts(*values, numbers=numbers),
        scaled_or_none(at_most),
        scaled_or_none(basis, GRAM_PLACES),
    )


def _amounts(
    magnesium: int | None, kcal: int | None, stored: str = "", *, numbers: Collection[str]
) -> Amounts:
    """`stored` are those of all nutrients, if they were read."""
    if not stored:
        known = {MAGNESIUM: magnesium, ENERGY: kcal}
        return {
            number: from_scaled(amount) for number, amount in known.items() if amount is not None
        }
    all_amounts = loads(stored)
    return {number: Decimal(all_amounts[number][0]) for number in numbers if number in all_amounts}

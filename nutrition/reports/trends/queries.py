"""What the charts read: two statements, however long the span and however much was logged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.models import User
from accounts.sql import as_date, decimal_or_none, fetch_all, placeholders, to_decimal
from nutrition.intake.nutrients import ENERGY, source_numbers, value_of
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.trends.totals import FoodValue

# Answered by the index entry_person_day alone. As text, because a date is made of it once a day and
# not once an entry.
_AMOUNTS = """
    SELECT CAST(eaten_on AS TEXT), revision_id, grams FROM nutrition_entry
    WHERE user_id = %s AND eaten_on BETWEEN %s AND %s AND deleted_at IS NULL
"""
_AMOUNTS_ON = """
    SELECT CAST(eaten_on AS TEXT), revision_id, grams FROM nutrition_entry
    WHERE user_id = %s AND eaten_on IN {days} AND deleted_at IS NULL
"""
# One row for each amount of each revision, and one for a revision without any.
_VALUES = """
    SELECT revision.id, revision.food_id, food.short_name, food.name, revision.magnesium_at_most,
           nutrient.number, amount.amount
    FROM nutrition_foodrevision revision
    JOIN nutrition_food food ON food.id = revision.food_id
    LEFT JOIN nutrition_nutrientamount amount
           ON amount.revision_id = revision.id
          AND amount.nutrient_id IN (SELECT id FROM nutrition_nutrient WHERE number IN {numbers})
    LEFT JOIN nutrition_nutrient nutrient ON nutrient.id = amount.nutrient_id
    WHERE revision.id IN {revisions}
"""
MOST_AT_ONCE = 30_000  # SQLite takes 32,766 parameters
# Answered by the unique index of the days.
_COMPLETE = """
    SELECT CAST(date AS TEXT) FROM nutrition_day
    WHERE user_id = %s AND status = 'complete' AND date <= %s ORDER BY date DESC LIMIT %s
"""


class Eaten(NamedTuple):
    """Entries as (day, revision, grams), in no order, and the revisions that they name."""

    entries: list[tuple[date, int, Decimal]]
    foods: dict[int, FoodValue]


def eaten_between(
    user: User, first: date, last: date, number: str, *, also: Sequence[date] = ()
) -> Eaten:
    """What was eaten, and how much the foods have of the nutrient with that number; of some days
    beyond, too.

    Two queries.
    """
    if not also:
        return _eaten(fetch_all(_AMOUNTS, [user.pk, first, last]), number)
    both = f"{_AMOUNTS} UNION ALL {_AMOUNTS_ON.format(days=placeholders(also))}"
    return _eaten(fetch_all(both, [user.pk, first, last, user.pk, *also]), number)


def eaten_on(user: User, dates: Sequence[date], number: str) -> Eaten:
    """The same of some days, of which there is at least one. Two queries."""
    return _eaten(
        fetch_all(_AMOUNTS_ON.format(days=placeholders(dates)), [user.pk, *dates]), number
    )


def _eaten(rows: Sequence[tuple[Any, ...]], number: str) -> Eaten:
    days = {day: as_date(day) for day in {row[0] for row in rows}}
    entries = [(days[day], revision_id, to_decimal(grams)) for day, revision_id, grams in rows]
    return Eaten(entries, _foods({revision_id for _, revision_id, _ in entries}, number))


def complete_days(user: User, until: date, most: int) -> list[date]:
    """The last days that were said to be complete, the latest first. One narrow query."""
    return [as_date(on) for (on,) in fetch_all(_COMPLETE, [user.pk, until, most])]


def _foods(revisions: Iterable[int], number: str) -> dict[int, FoodValue]:
    """The revisions that were eaten. Energy of a day of magnesium is as its page has it."""
    numbers = sorted({MAGNESIUM, ENERGY} if number == MAGNESIUM else source_numbers(number))
    wanted = list(revisions)
    rows = []
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[start : start + MOST_AT_ONCE]
        rows += fetch_all(
            _VALUES.format(numbers=placeholders(numbers), revisions=placeholders(some)),
            [*numbers, *some],
        )
    names: dict[int, tuple[int, str, Decimal | None]] = {}
    amounts: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for revision_id, food_id, short_name, name, at_most, of_nutrient, amount in rows:
        # The bound is that of magnesium; of no other nutrient is one known.
        names[revision_id] = (
            food_id,
            short_name or name,
            decimal_or_none(at_most) if number == MAGNESIUM else None,
        )
        if of_nutrient is not None:
            amounts[revision_id][of_nutrient] = to_decimal(amount)
    return {
        id_: _value(food_id, name, number, amounts[id_], at_most)
        for id_, (food_id, name, at_most) in names.items()
    }


def _value(
    food_id: int, name: str, number: str, amounts: dict[str, Decimal], at_most: Decimal | None
) -> FoodValue:
    value, energy = value_of(number, amounts), value_of(ENERGY, amounts)
    kcal = energy.per_100g if energy else None
    return FoodValue(
        food_id,
        name,
        value.per_100g if value else None,
        value.mark if value else None,
        kcal,
        at_most,
    )

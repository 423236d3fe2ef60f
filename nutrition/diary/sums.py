"""What was eaten on each day, added up by the database: exactly, and the same on both.

One statement answers from the index entry_person_day and the revisions, for a day as for five
years (docs/adr/0019-exact-sums.md). The totals are those of nutrition.intake.totals.add_up.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.models import User
from accounts.sql import as_date, fetch_all, placeholders
from nutrition.diary.amounts import GRAM_PLACES
from nutrition.foods.fields import AMOUNT_PLACES
from nutrition.intake.totals import EXACT, Coverage, Total

# The decimals of a product, with the two places that "per 100 g" takes.
PLACES = GRAM_PLACES + AMOUNT_PLACES + 2
ALL = Decimal(1)  # as a share

# 10 kg of a food with 10^7 mg in 100 g are a product of 10^19, which 63 bits do not hold. So each
# amount is split into 24 low bits and what is above them, which most foods do not have. Either sum
# holds 54,000 entries of that size.
LOW_BITS = 24
LOW = (1 << LOW_BITS) - 1


def low_and_high_sums(amount: str, condition: str = "") -> str:
    """Two columns: the sums of milligrams of food times the low and the high part of a column."""
    low = f" FILTER (WHERE {condition})" if condition else ""
    high = f"{amount} > {LOW}" + (f" AND {condition}" if condition else "")
    return (
        f"SUM(entry.grams * ({amount} & {LOW})){low},"
        f" SUM(entry.grams * ({amount} >> {LOW_BITS})) FILTER (WHERE {high})"
    )


def join_sums(low: Any, high: Any) -> int:
    """The sum from those two columns. PostgreSQL returns Decimals."""
    return (int(high or 0) << LOW_BITS) + int(low or 0)


_UNKNOWN = "revision.mg_per_100g IS NULL"
_SUMS = f"""
    SELECT {{key}}, COUNT(*), COUNT(*) FILTER (WHERE {_UNKNOWN}),
        {low_and_high_sums("revision.mg_per_100g")},
        COUNT(*) FILTER (WHERE revision.kcal_per_100g IS NULL AND NOT {_UNKNOWN}),
        {low_and_high_sums("revision.kcal_per_100g")},
        {low_and_high_sums("revision.kcal_per_100g", _UNKNOWN)},
        SUM(entry.grams), SUM(entry.grams) FILTER (WHERE {_UNKNOWN}),
        COUNT(revision.kcal_per_100g) FILTER (WHERE {_UNKNOWN}),
        COUNT(NULLIF(revision.kcal_per_100g, 0)) FILTER (WHERE {_UNKNOWN}),
        {low_and_high_sums("revision.magnesium_at_most", _UNKNOWN)},
        COUNT(revision.magnesium_at_most) FILTER (WHERE {_UNKNOWN})
    FROM nutrition_entry entry
    JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    WHERE entry.user_id = %s AND entry.deleted_at IS NULL AND {{days}}
    GROUP BY {{key}}"""  # noqa: S608 (only constants of ours are inserted)
_DAY = "entry.eaten_on"
_BETWEEN = _SUMS.format(key=_DAY, days="entry.eaten_on BETWEEN %s AND %s")
_MEALS_BETWEEN = _SUMS.format(key=f"{_DAY}, entry.meal", days="entry.eaten_on BETWEEN %s AND %s")
_BY_FOOD = f"""
    SELECT food.id, food.short_name, food.name, COUNT(*),
        {low_and_high_sums("revision.mg_per_100g")}
    FROM nutrition_entry entry
    JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    JOIN nutrition_food food ON food.id = revision.food_id
    WHERE entry.user_id = %s AND entry.deleted_at IS NULL AND entry.eaten_on BETWEEN %s AND %s
    GROUP BY food.id"""  # noqa: S608


class DaySum(NamedTuple):
    """The magnesium of all entries of a day, without the names of foods whose value is unknown."""

    entries: int
    total: Total


class MealSums(NamedTuple):
    """Of a day and one of its meals, and whether anything was eaten on the days before."""

    day: DaySum
    meal: DaySum
    is_eaten_before: bool


class FoodMagnesium(NamedTuple):
    """A food, the known magnesium of its entries in mg, and how many these are."""

    food_id: int
    name: str
    mg: Decimal
    times: int


NOTHING_EATEN = DaySum(0, Total(None, 0, None, None, at_most=None, is_covered=False))


def sums_between(user: User, first: date, last: date) -> dict[date, DaySum]:
    """By day, from `first` to `last`; days without an entry are left out. One query."""
    return _by_day(_BETWEEN, [user.pk, first, last])


def sums_with_meal(user: User, first: date, on: date, meal: int) -> MealSums:
    """What the day `on` and one of its meals add up to, such as after an entry was added, and
    whether anything was eaten from `first` to the day before. One query.
    """
    rows = fetch_all(_MEALS_BETWEEN, [user.pk, first, on])
    meals = {of: [int(each or 0) for each in sums] for day, of, *sums in rows if as_date(day) == on}
    columns = zip(*meals.values(), strict=True)
    return MealSums(
        day=_day_sum((on, *map(sum, columns))) if meals else NOTHING_EATEN,
        meal=_day_sum((on, *meals[meal])) if meal in meals else NOTHING_EATEN,
        is_eaten_before=len(rows) > len(meals),
    )


def sums_on(user: User, days: Sequence[date]) -> dict[date, DaySum]:
    """By day, of these days; those without an entry are left out. One query."""
    sql = _SUMS.format(key=_DAY, days=f"entry.eaten_on IN {placeholders(days)}")
    return _by_day(sql, [user.pk, *days])


def magnesium_by_food(user: User, first: date, last: date) -> list[FoodMagnesium]:
    """What each food gave from `first` to `last`, in no order. One query."""
    return [
        FoodMagnesium(food_id, short_name or name, amount_of(join_sums(low, high)), times)
        for food_id, short_name, name, times, low, high in fetch_all(
            _BY_FOOD, [user.pk, first, last]
        )
    ]


def _by_day(sql: str, parameters: Sequence[Any]) -> dict[date, DaySum]:
    return {as_date(row[0]): _day_sum(row) for row in fetch_all(sql, parameters)}


def _day_sum(row: tuple[Any, ...]) -> DaySum:
    """`row` has the columns of the statement; sums of nothing are None."""
    _, entries, unknown, mg_low, mg_high, known_without_energy, kcal_low, kcal_high, *rest = row
    mg, kcal = join_sums(mg_low, mg_high), join_sums(kcal_low, kcal_high)
    known = amount_of(mg)
    if not unknown:  # most days: nothing has to be divided
        has_energy = kcal and not known_without_energy
        return DaySum(entries, Total(known, 0, ALL if has_energy else None, ALL, known, True))
    (unknown_low, unknown_high, grams, unknown_grams, with_known_energy, with_energy) = rest[:6]
    at_most_low, at_most_high, bounded = rest[6:]
    coverage = Coverage(
        grams=int(grams),
        known_grams=int(grams) - int(unknown_grams),
        kcal=kcal,
        known_kcal=kcal - join_sums(unknown_low, unknown_high),
        known_without_energy=known_without_energy > 0,
        unknown_without_energy=unknown > with_energy,
        unknown_of_unknown_energy=unknown > with_known_energy,
    )
    total = Total(
        known=known,
        unknown=unknown,
        known_share_energy=coverage.share_of_energy,
        known_share_grams=coverage.share_of_grams,
        at_most=amount_of(mg + join_sums(at_most_low, at_most_high))
        if bounded == unknown
        else None,
        is_covered=coverage.is_enough,
    )
    return DaySum(entries, total)


def amount_of(product: int) -> Decimal:
    """The milligrams of magnesium, or kilocalories, for which the whole number stands."""
    return EXACT.scaleb(Decimal(product), -PLACES)

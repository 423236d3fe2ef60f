"""What was eaten on each day, added up by the database: exactly, and the same on both.

One statement answers from the index entry_person_day and the revisions, for a day as for five
years (docs/adr/0019-exact-sums.md). The totals are those of nutrition.intake.totals.add_up.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.models import User
from accounts.sql import as_date, fetch_all, placeholders
from nutrition.diary.entry_sql import HUNDRED, basis_of, key_of, of_shared_and_own
from nutrition.foods.basis import EXACT, BasisSums, Number, rounded
from nutrition.foods.fields import AMOUNT_PLACES, GRAM_PLACES, from_scaled
from nutrition.foods.keys import FoodKey
from nutrition.intake.totals import ALL, Coverage, Total

# The decimals of a product of a measure and an amount.
PLACES = GRAM_PLACES + AMOUNT_PLACES

# Products are whole numbers of at most 10^16 (10 kg of 10,000 mg in a basis), and a day has at most
# 500 entries (limits.py): 63 bits hold the sum.
_SUMS = """
    SELECT {key}, {basis}, COUNT(*), COUNT(*) FILTER (WHERE {mg} IS NULL),
        SUM({measure} * {mg}),
        COUNT(*) FILTER (WHERE {kcal} IS NULL AND {mg} IS NOT NULL),
        SUM({measure} * {kcal}), SUM({measure} * {kcal}) FILTER (WHERE {mg} IS NULL),
        SUM(entry.grams), SUM(entry.grams) FILTER (WHERE {mg} IS NULL),
        COUNT({kcal}) FILTER (WHERE {mg} IS NULL),
        COUNT(NULLIF({kcal}, 0)) FILTER (WHERE {mg} IS NULL),
        SUM({measure} * revision.magnesium_at_most) FILTER (WHERE {mg} IS NULL),
        COUNT(revision.magnesium_at_most) FILTER (WHERE {mg} IS NULL)
    FROM nutrition_entry entry JOIN {revisions}
    WHERE entry.user_id = %s AND entry.deleted_at IS NULL AND {days}{only}
    GROUP BY {key}{by_basis}"""
_DAY = "entry.eaten_on"
_RANGE = "entry.eaten_on BETWEEN %s AND %s"
_BETWEEN = of_shared_and_own(_SUMS, key=_DAY, days=_RANGE)
_MEALS_BETWEEN = of_shared_and_own(_SUMS, key=f"{_DAY}, entry.meal", days=_RANGE)
# By revision, not by food: the products of years would not fit 63 bits.
_BY_FOOD = of_shared_and_own(
    """
    SELECT {food_id}, food.short_name, food.name, {basis}, SUM({measure}), {mg}, COUNT(*)
    FROM nutrition_entry entry JOIN {revisions} JOIN {foods}
    WHERE entry.user_id = %s AND entry.deleted_at IS NULL
        AND entry.eaten_on BETWEEN %s AND %s{only}
    GROUP BY revision.id, food.id"""
)


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

    food_id: FoodKey
    name: str
    mg: Decimal
    times: int


NOTHING_EATEN = DaySum(
    0, Total(None, 0, None, None, at_most=None, is_covered=False, has_value=False)
)


def sums_between(user: User, first: date, last: date) -> dict[date, DaySum]:
    """By day, from `first` to `last`; days without an entry are left out. One query."""
    return _by_day(_BETWEEN, [user.pk, first, last])


def sums_on(user: User, days: Sequence[date]) -> dict[date, DaySum]:
    """By day, of these days; those without an entry are left out. One query."""
    of_days = f"entry.eaten_on IN {placeholders(days)}"
    return _by_day(of_shared_and_own(_SUMS, key=_DAY, days=of_days), [user.pk, *days])


def sums_with_meal(user: User, first: date, on: date, meal: int) -> MealSums:
    """What the day `on` and one of its meals add up to, such as after an entry was added, and
    whether anything was eaten from `first` to the day before. One query.
    """
    rows = fetch_all(_MEALS_BETWEEN, [user.pk, first, on] * 2)
    of_day = [row[1:] for row in rows if as_date(row[0]) == on]
    return MealSums(
        day=_day_sum([sums for _, *sums in of_day]),
        meal=_day_sum([sums for of, *sums in of_day if of == meal]),
        is_eaten_before=len(rows) > len(of_day),
    )


def magnesium_by_food(user: User, first: date, last: date) -> list[FoodMagnesium]:
    """What each food gave from `first` to `last`, in no order. One query."""
    names: dict[FoodKey, str] = {}
    times: Counter[FoodKey] = Counter()
    sums: dict[FoodKey, BasisSums] = defaultdict(BasisSums)
    for *ids, short_name, name, basis, measure, mg, count in fetch_all(
        _BY_FOOD, [user.pk, first, last] * 2
    ):
        key = key_of(ids)
        names[key] = short_name or name
        times[key] += count
        sums[key].add(from_scaled(int(measure) * (mg or 0), PLACES), basis_of(basis))
    return [FoodMagnesium(key, names[key], rounded(sums[key].total()), times[key]) for key in names]


def _by_day(sql: str, parameters: Sequence[Any]) -> dict[date, DaySum]:
    days: dict[Any, list[Sequence[Any]]] = defaultdict(list)
    for row in fetch_all(sql, [*parameters, *parameters]):
        days[row[0]].append(row[1:])
    return {as_date(day): _day_sum(rows) for day, rows in days.items()}


class _SumOfBasis(NamedTuple):
    """The entries of a day whose foods have one basis, in thousandths of a gram. Products are whole
    numbers of 10^-PLACES.
    """

    basis: int
    entries: int
    unknown: int
    mg: int
    known_without_energy: int
    kcal: int
    unknown_kcal: int
    grams: int
    unknown_grams: int
    unknown_of_known_energy: int
    unknown_with_energy: int
    at_most: int
    bounded: int


def _day_sum(rows: Sequence[Sequence[Any]]) -> DaySum:
    """`rows` have the columns of the statement without its key; sums of nothing are None, and
    PostgreSQL returns Decimals.
    """
    if not rows:
        return NOTHING_EATEN
    if all(basis == HUNDRED and not unknown for basis, _, unknown, *_ in rows):
        # most days: nothing to divide
        known = amount_of(sum(int(mg) for _, _, _, mg, *_ in rows))
        has_energy = any(row[5] for row in rows) and not any(row[4] for row in rows)
        entries = sum(row[1] for row in rows)
        return DaySum(entries, Total(known, 0, ALL if has_energy else None, ALL, known, True))
    return _sum_of_bases([_SumOfBasis(*(int(each or 0) for each in row)) for row in rows])


def _sum_of_bases(sums: Sequence[_SumOfBasis]) -> DaySum:
    entries, unknown = sum(one.entries for one in sums), sum(one.unknown for one in sums)
    coverage = Coverage(
        grams=sum(one.grams for one in sums),
        known_grams=sum(one.grams - one.unknown_grams for one in sums),
        kcal=_amount(sums, lambda one: one.kcal),
        known_kcal=_amount(sums, lambda one: one.kcal - one.unknown_kcal),
        unknown=unknown,
        unweighed=not all(one.basis for one in sums),
        known_without_energy=any(one.known_without_energy for one in sums),
        unknown_without_energy=unknown > sum(one.unknown_with_energy for one in sums),
        unknown_of_unknown_energy=unknown > sum(one.unknown_of_known_energy for one in sums),
    )
    is_bounded = unknown == sum(one.bounded for one in sums)
    total = Total(
        known=rounded(_amount(sums, lambda one: one.mg)),
        unknown=unknown,
        known_share_energy=coverage.share_of_energy,
        known_share_grams=coverage.share_of_grams,
        at_most=rounded(_amount(sums, lambda one: one.mg + one.at_most)) if is_bounded else None,
        is_covered=coverage.is_enough,
        has_value=entries > unknown,
    )
    return DaySum(entries, total)


def _amount(sums: Iterable[_SumOfBasis], product: Callable[[_SumOfBasis], int]) -> Number:
    amounts = BasisSums()
    for one in sums:
        amounts.add(from_scaled(product(one), PLACES), basis_of(one.basis))
    return amounts.total()


def amount_of(product: int) -> Decimal:
    """The amount for which a sum of grams times amounts in 100 g stands."""
    return EXACT.scaleb(Decimal(product), -PLACES - 2)

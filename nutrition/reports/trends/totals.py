"""The totals of each day of a long diary, in one pass. Pure.

A year has thousands of entries of a few hundred foods. Whole numbers (thousandths of a gram times
10^-12 of the unit) add up exactly, and ten times as fast as decimals; they are added up for each
basis, and each sum is divided once. The results are those of nutrition.intake.totals.add_up.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import mul
from typing import NamedTuple

from nutrition.diary.entry_sql import HUNDRED
from nutrition.diary.sums import DaySum
from nutrition.foods.basis import EXACT, rounded
from nutrition.foods.fields import GRAM_PLACES
from nutrition.foods.keys import FoodKey
from nutrition.intake.nutrient_values import Mark
from nutrition.intake.nutrients import Bound
from nutrition.intake.totals import Coverage, Total
from nutrition.reports.logged_values import LoggedEntry, LoggedValue

AMOUNT_PLACES = 12
# The decimals of a product of grams and an amount in 100 g, with the two places that 100 takes.
PLACES = GRAM_PLACES + AMOUNT_PLACES + 2
# Bases in thousandths of a gram. 0 stands for a basis that is counted, in thousandths of one.
COUNTED, ONE = 0, 1_000


class DayTotal(NamedTuple):
    """What the entries of a day add up to; `bound` relates the sum to the true amount."""

    total: Total
    entries: int
    bound: Bound


def total_of_sum(day: DaySum) -> DayTotal:
    """The magnesium of a day as the database adds it up."""
    return DayTotal(day.total, day.entries, "at least" if day.total.unknown else "exact")


class _ScaledValue(NamedTuple):
    """A LoggedValue in whole numbers: amounts in 10^-12 of the unit, energy in 10^-12 kcal, the
    basis in thousandths of a gram.
    """

    name: str
    per_basis: int | None
    kcal_per_basis: int | None
    at_most_per_basis: int | None
    mark: Mark | None
    basis: int


class _Sums(NamedTuple):
    """Of the foods of a day with one basis: sums of their grams, and of products of their measures
    with their amounts; or of all foods, in 10^-PLACES of the unit. `unknown_at_most` is None if a
    food has neither a value nor a bound.
    """

    amount: int | Fraction
    unknown_at_most: int | Fraction | None
    kcal: int | Fraction
    known_kcal: int | Fraction
    grams: int
    known_grams: int


_Measured = tuple[int, _ScaledValue]


def totals_by_day(
    entries: Iterable[LoggedEntry], foods: Mapping[FoodKey, LoggedValue]
) -> dict[date, DayTotal]:
    """By day; `foods` are by the id of the revision. The entries may be in any order."""
    values = {id_: _scaled_value(food) for id_, food in foods.items()}
    days: dict[date, dict[int, list[_Measured]]] = defaultdict(lambda: defaultdict(list))
    for day, revision_id, measure in entries:
        value = values[revision_id]
        days[day][value.basis].append((_thousandths(measure), value))
    return {day: _day_total(foods_of_day) for day, foods_of_day in days.items()}


def bound_of(marks: set[Mark], *, is_lower_bound: bool) -> Bound:
    """As for an intake (nutrition.intake.nutrients): too low here and too high there is "about"."""
    too_low, too_high = is_lower_bound or "incomplete" in marks, "upper_estimate" in marks
    if "estimated" in marks or (too_low and too_high):
        return "about"
    return "at least" if too_low else "at most" if too_high else "exact"


def _day_total(foods: Mapping[int, Sequence[_Measured]]) -> DayTotal:
    """`foods` are by their basis."""
    coverage, unknown, marks = Coverage(), list[str](), set[Mark]()
    by_basis = {
        basis: _add_up(basis, of_basis, coverage, unknown, marks)
        for basis, of_basis in foods.items()
    }
    entries = sum(map(len, foods.values()))
    sums = by_basis[HUNDRED] if by_basis.keys() == {HUNDRED} else _divide(by_basis)
    coverage.unknown = len(unknown)
    coverage.grams, coverage.known_grams = sums.grams, sums.known_grams
    coverage.kcal, coverage.known_kcal = sums.kcal, sums.known_kcal
    total = Total(
        known=_decimal(sums.amount),
        unknown=len(unknown),
        unknown_names=tuple(unknown),
        known_share_energy=coverage.share_of_energy,
        known_share_grams=coverage.share_of_grams,
        at_most=None
        if sums.unknown_at_most is None
        else _decimal(sums.amount + sums.unknown_at_most),
        is_covered=coverage.is_enough,
        has_value=entries > len(unknown),
    )
    return DayTotal(total, entries, bound_of(marks, is_lower_bound=bool(unknown)))


def _add_up(
    basis: int,
    foods: Sequence[_Measured],
    coverage: Coverage,
    unknown: list[str],
    marks: set[Mark],
) -> _Sums:
    """Also adds the names of unknown foods, the marks, and what is missing to the coverage."""
    amount = measured = kcal_of_all = known_measured = known_kcal = 0
    unknown_at_most: int | None = 0
    for measure, (name, per_basis, kcal_per_basis, at_most, mark, _) in foods:
        measured += measure
        kcal = 0 if kcal_per_basis is None else measure * kcal_per_basis
        kcal_of_all += kcal
        if per_basis is None:
            unknown.append(name)
            coverage.unknown_without_energy |= not kcal
            coverage.unknown_of_unknown_energy |= kcal_per_basis is None
            if unknown_at_most is not None:
                unknown_at_most = None if at_most is None else unknown_at_most + measure * at_most
        else:
            amount += measure * per_basis
            known_measured += measure
            known_kcal += kcal
            if kcal_per_basis is None:
                coverage.known_without_energy = True
        if mark:
            marks.add(mark)
    if basis == COUNTED:
        coverage.unweighed = True
        measured = known_measured = 0
    return _Sums(amount, unknown_at_most, kcal_of_all, known_kcal, measured, known_measured)


def _divide(by_basis: Mapping[int, _Sums]) -> _Sums:
    """The sum over all bases, each divided by its own."""
    is_decimal = by_basis.keys() <= {HUNDRED, COUNTED}
    weights = [basis or ONE for basis in by_basis]
    common = HUNDRED if is_decimal else lcm(*weights)
    factors = [common // weight for weight in weights]

    def divided(products: Iterable[int | Fraction]) -> int | Fraction:
        whole = sum(map(mul, products, factors))
        return whole if is_decimal else Fraction(whole * HUNDRED, common)

    amounts, at_most, kcal, known_kcal, grams, known_grams = zip(*by_basis.values(), strict=True)
    return _Sums(
        divided(amounts),
        None if None in at_most else divided(at_most),
        divided(kcal),
        divided(known_kcal),
        sum(grams),
        sum(known_grams),
    )


def _decimal(amount: int | Fraction) -> Decimal:
    if isinstance(amount, int):
        return EXACT.scaleb(amount, -PLACES)
    return rounded(amount / 10**PLACES)


def _scaled_value(food: LoggedValue) -> _ScaledValue:
    return _ScaledValue(
        food.name,
        _whole(food.per_basis),
        _whole(food.kcal_per_basis),
        _whole(food.at_most_per_basis),
        food.mark,
        COUNTED if food.basis is None else _scaled(food.basis, GRAM_PLACES),
    )


@lru_cache(maxsize=8192)
def _thousandths(measure: Decimal) -> int:
    return _scaled(measure, GRAM_PLACES)


def _whole(amount: Decimal | None) -> int | None:
    return None if amount is None else _scaled(amount, AMOUNT_PLACES)


def _scaled(number: Decimal, places: int) -> int:
    """The number times 10^places. Raises ArithmeticError if a digit would be lost."""
    numerator, denominator = number.as_integer_ratio()
    whole, rest = divmod(numerator * 10**places, denominator)
    if rest:
        raise ArithmeticError(f"{number} has more than {places} decimals")
    return whole

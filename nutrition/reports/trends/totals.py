"""The totals of each day of a long diary, in one pass. Pure.

A year has thousands of entries of a few hundred foods. Whole numbers (thousandths of a gram times
10^-12 of the unit) add up exactly, and ten times as fast as decimals. The results are those of
nutrition.intake.totals.add_up.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nutrition.diary.sums import DaySum
from nutrition.intake.nutrients import Bound, Mark
from nutrition.intake.totals import EXACT, Coverage, Total
from nutrition.reports.logged_values import LoggedEntry, LoggedValue

GRAM_PLACES, AMOUNT_PLACES = 3, 12
# The decimals of a product, with the two places that "per 100 g" takes.
PLACES = GRAM_PLACES + AMOUNT_PLACES + 2


class DayTotal(NamedTuple):
    """What the entries of a day add up to; `bound` relates the sum to the true amount."""

    total: Total
    entries: int
    bound: Bound


def total_of_sum(day: DaySum) -> DayTotal:
    """The magnesium of a day as the database adds it up."""
    return DayTotal(day.total, day.entries, "at least" if day.total.unknown else "exact")


class _ScaledValue(NamedTuple):
    """A LoggedValue in whole numbers: amounts in 10^-12 of the unit, energy in 10^-12 kcal."""

    name: str
    per_100g: int | None
    kcal_per_100g: int | None
    at_most_per_100g: int | None
    mark: Mark | None


def totals_by_day(
    entries: Iterable[LoggedEntry], foods: Mapping[int, LoggedValue]
) -> dict[date, DayTotal]:
    """By day; `foods` are by the id of the revision. The entries may be in any order."""
    values = {id_: _scaled_value(food) for id_, food in foods.items()}
    days: dict[date, list[tuple[int, _ScaledValue]]] = defaultdict(list)
    for day, revision_id, grams in entries:
        days[day].append((_thousandths(grams), values[revision_id]))
    return {day: _day_total(foods_of_day) for day, foods_of_day in days.items()}


def bound_of(marks: set[Mark], *, is_lower_bound: bool) -> Bound:
    """As for an intake (nutrition.intake.nutrients): too low here and too high there is "about"."""
    too_low, too_high = is_lower_bound or "incomplete" in marks, "upper_estimate" in marks
    if "estimated" in marks or (too_low and too_high):
        return "about"
    return "at least" if too_low else "at most" if too_high else "exact"


def _day_total(foods: Sequence[tuple[int, _ScaledValue]]) -> DayTotal:
    coverage = Coverage()
    amount = grams = kcal_of_all = known_grams = known_kcal = 0
    unknown_at_most: int | None = 0
    unknown: list[str] = []
    marks: set[Mark] = set()
    for weight, (name, per_100g, kcal_per_100g, at_most, mark) in foods:
        grams += weight
        kcal = 0 if kcal_per_100g is None else weight * kcal_per_100g
        kcal_of_all += kcal
        if per_100g is None:
            unknown.append(name)
            coverage.unknown_without_energy |= not kcal
            coverage.unknown_of_unknown_energy |= kcal_per_100g is None
            if unknown_at_most is not None:
                unknown_at_most = None if at_most is None else unknown_at_most + weight * at_most
        else:
            amount += weight * per_100g
            known_grams += weight
            known_kcal += kcal
            if kcal_per_100g is None:
                coverage.known_without_energy = True
        if mark:
            marks.add(mark)
    coverage.grams, coverage.kcal = grams, kcal_of_all
    coverage.known_grams, coverage.known_kcal = known_grams, known_kcal
    known = EXACT.scaleb(amount, -PLACES)
    most = None
    if unknown_at_most is not None:
        most = EXACT.scaleb(amount + unknown_at_most, -PLACES)
    total = Total(
        known=known,
        unknown=len(unknown),
        unknown_names=tuple(unknown),
        known_share_energy=coverage.share_of_energy,
        known_share_grams=coverage.share_of_grams,
        at_most=most,
        is_covered=coverage.is_enough,
    )
    return DayTotal(total, len(foods), bound_of(marks, is_lower_bound=bool(unknown)))


def _scaled_value(food: LoggedValue) -> _ScaledValue:
    return _ScaledValue(
        food.name,
        _whole(food.per_100g),
        _whole(food.kcal_per_100g),
        _whole(food.at_most_per_100g),
        food.mark,
    )


@lru_cache(maxsize=8192)
def _thousandths(grams: Decimal) -> int:
    return _scaled(grams, GRAM_PLACES)


def _whole(amount: Decimal | None) -> int | None:
    return None if amount is None else _scaled(amount, AMOUNT_PLACES)


def _scaled(number: Decimal, places: int) -> int:
    """The number times 10^places. Raises ArithmeticError if a digit would be lost."""
    numerator, denominator = number.as_integer_ratio()
    whole, rest = divmod(numerator * 10**places, denominator)
    if rest:
        raise ArithmeticError(f"{number} has more than {places} decimals")
    return whole

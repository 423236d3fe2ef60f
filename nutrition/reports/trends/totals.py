"""What each day of a long diary adds up to, in one pass. Pure.

A year holds thousands of entries of a few hundred foods. Whole numbers (thousandths of a gram times
10^-12 of the unit)
add up exactly and ten times as fast as decimals; the result is the one of
nutrition.intake.totals.add_up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from nutrition.intake.nutrients import Bound, Mark
from nutrition.intake.totals import EXACT, Coverage, DatedFood, EatenFood, Total

GRAM_PLACES, AMOUNT_PLACES = 3, 12
# Of a product, with the two places that "per 100 g" takes.
PLACES = GRAM_PLACES + AMOUNT_PLACES + 2


class FoodValue(NamedTuple):
    """A revision of a food: what 100 g of it have of the nutrient, how that came about, and their
    kcal.

    `at_most_per_100g` is what they have at most where that is unknown, and somebody said."""

    food_id: int
    name: str
    per_100g: Decimal | None
    mark: Mark | None
    kcal_per_100g: Decimal | None
    at_most_per_100g: Decimal | None = None


class DayTotal(NamedTuple):
    """What the entries of a day add up to, and what the sum is to the truth."""

    total: Total
    entries: int
    bound: Bound


@dataclass(slots=True)
class _Sums:
    coverage: Coverage
    entries: int = 0
    amount: int = 0
    unknown_at_most: int | None = 0


def totals_by_day(
    entries: Iterable[tuple[date, int, Decimal]], foods: Mapping[int, FoodValue]
) -> dict[date, DayTotal]:
    """`entries` are (day, revision, grams) in any order, `foods` the revisions they name."""
    values = {
        id_: (_whole(food.per_100g), _whole(food.kcal_per_100g), _whole(food.at_most_per_100g))
        for id_, food in foods.items()
    }
    days: dict[date, _Sums] = {}
    unknown: dict[date, list[str]] = {}
    marks: dict[date, set[Mark]] = {}
    for day, revision_id, grams in entries:
        sums = days.get(day)
        if sums is None:
            sums = days[day] = _Sums(Coverage())
        coverage = sums.coverage
        weight = _thousandths(grams)
        per_100g, kcal_per_100g, at_most = values[revision_id]
        sums.entries += 1
        coverage.grams += weight
        kcal = 0 if kcal_per_100g is None else weight * kcal_per_100g
        coverage.kcal += kcal
        if per_100g is None:
            unknown.setdefault(day, []).append(foods[revision_id].name)
            coverage.unknown_without_energy |= not kcal
            coverage.unknown_of_unknown_energy |= kcal_per_100g is None
            if sums.unknown_at_most is not None:
                sums.unknown_at_most = (
                    None if at_most is None else sums.unknown_at_most + weight * at_most
                )
        else:
            sums.amount += weight * per_100g
            coverage.known_grams += weight
            coverage.known_kcal += kcal
            coverage.known_without_energy |= kcal_per_100g is None
        if mark := foods[revision_id].mark:
            marks.setdefault(day, set()).add(mark)
    return {
        day: _day_total(sums, unknown.get(day, []), marks.get(day, set()))
        for day, sums in days.items()
    }


def servings(
    entries: Iterable[tuple[date, int, Decimal]], foods: Mapping[int, FoodValue], first: date
) -> list[DatedFood]:
    """The entries from a day on, each with its food."""
    return [
        DatedFood(
            day,
            food.food_id,
            EatenFood(food.name, grams, food.per_100g, food.kcal_per_100g, food.at_most_per_100g),
        )
        for day, revision_id, grams in entries
        if day >= first
        for food in (foods[revision_id],)
    ]


def bound_of(marks: set[Mark], *, is_lower_bound: bool) -> Bound:
    """As nutrition.intake.nutrients.Intake: too low here and too high there is "about"."""
    too_low, too_high = is_lower_bound or "incomplete" in marks, "upper_estimate" in marks
    if "estimated" in marks or (too_low and too_high):
        return "about"
    return "at least" if too_low else "at most" if too_high else "exact"


def _day_total(sums: _Sums, unknown: list[str], marks: set[Mark]) -> DayTotal:
    with localcontext(EXACT):
        known = Decimal(sums.amount).scaleb(-PLACES)
        at_most = None
        if sums.unknown_at_most is not None:
            at_most = known + Decimal(sums.unknown_at_most).scaleb(-PLACES)
    coverage = sums.coverage
    total = Total(
        known=known,
        unknown=tuple(unknown),
        known_share_energy=coverage.share_of_energy,
        known_share_grams=coverage.share_of_grams,
        at_most=at_most,
        is_covered=coverage.is_enough,
    )
    return DayTotal(total, sums.entries, bound_of(marks, is_lower_bound=bool(unknown)))


@lru_cache(maxsize=8192)
def _thousandths(grams: Decimal) -> int:
    return _scaled(grams, GRAM_PLACES)


def _whole(amount: Decimal | None) -> int | None:
    return None if amount is None else _scaled(amount, AMOUNT_PLACES)


def _scaled(number: Decimal, places: int) -> int:
    """The number times 10^places; ArithmeticError rather than a digit lost."""
    numerator, denominator = number.as_integer_ratio()
    whole, rest = divmod(numerator * 10**places, denominator)
    if rest:
        raise ArithmeticError(f"{number} has more than {places} decimals")
    return whole

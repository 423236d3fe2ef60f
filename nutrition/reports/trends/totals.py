"""What each day of a long diary adds up to, in one pass. Pure.

A year holds thousands of entries of a few hundred foods. Whole numbers (thousandths of a gram times 10^-12 of the unit)
add up exactly and ten times as fast as decimals; the result is the one of nutrition.intake.totals.add_up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from nutrition.intake.nutrients import Bound, Mark
from nutrition.intake.totals import EXACT, Eaten, Serving, Total

GRAM_PLACES, AMOUNT_PLACES = 3, 12
# Of a product, with the two places that "per 100 g" takes.
PLACES = GRAM_PLACES + AMOUNT_PLACES + 2


class FoodValue(NamedTuple):
    """A revision of a food: what 100 g of it have of the nutrient, how that came about, and their kcal."""

    food_id: int
    name: str
    per_100g: Decimal | None
    mark: Mark | None
    kcal_per_100g: Decimal | None


class DayTotal(NamedTuple):
    """What the entries of a day add up to, and what the sum is to the truth."""

    total: Total
    entries: int
    bound: Bound


@dataclass(slots=True)
class _Sums:
    entries: int = 0
    amount: int = 0
    grams: int = 0
    known_grams: int = 0
    kcal: int = 0
    known_kcal: int = 0
    is_energy_known: bool = True


def totals_by_day(entries: Iterable[tuple[date, int, Decimal]], foods: Mapping[int, FoodValue]) -> dict[date, DayTotal]:
    """`entries` are (day, revision, grams) in any order, `foods` the revisions they name."""
    values = {id_: (_whole(food.per_100g), _whole(food.kcal_per_100g)) for id_, food in foods.items()}
    days: dict[date, _Sums] = {}
    unknown: dict[date, list[str]] = {}
    marks: dict[date, set[Mark]] = {}
    for day, revision_id, grams in entries:
        sums = days.get(day)
        if sums is None:
            sums = days[day] = _Sums()
        weight = _thousandths(grams)
        per_100g, kcal_per_100g = values[revision_id]
        sums.entries += 1
        sums.grams += weight
        if kcal_per_100g is None:
            sums.is_energy_known = False
            kcal = 0
        else:
            kcal = weight * kcal_per_100g
            sums.kcal += kcal
        if per_100g is None:
            unknown.setdefault(day, []).append(foods[revision_id].name)
        else:
            sums.amount += weight * per_100g
            sums.known_grams += weight
            sums.known_kcal += kcal
        if mark := foods[revision_id].mark:
            marks.setdefault(day, set()).add(mark)
    return {day: _day_total(sums, unknown.get(day, []), marks.get(day, set())) for day, sums in days.items()}


def servings(
    entries: Iterable[tuple[date, int, Decimal]], foods: Mapping[int, FoodValue], first: date
) -> list[Serving]:
    """The entries from a day on, each with its food."""
    return [
        Serving(day, food.food_id, Eaten(food.name, grams, food.per_100g, food.kcal_per_100g))
        for day, revision_id, grams in entries
        if day >= first
        for food in (foods[revision_id],)
    ]


def bound_of(marks: set[Mark], *, is_lower_bound: bool) -> Bound:
    """As nutrition.intake.nutrients.Intake has it: too low here and too high there leaves only "about"."""
    too_low, too_high = is_lower_bound or "incomplete" in marks, "upper_estimate" in marks
    if "estimated" in marks or (too_low and too_high):
        return "about"
    return "at least" if too_low else "at most" if too_high else "exact"


def _day_total(sums: _Sums, unknown: list[str], marks: set[Mark]) -> DayTotal:
    with localcontext(EXACT):
        known = Decimal(sums.amount).scaleb(-PLACES)
    total = Total(
        known=known,
        unknown=tuple(unknown),
        known_share_energy=_share(sums.known_kcal, sums.kcal) if sums.is_energy_known else None,
        known_share_grams=_share(sums.known_grams, sums.grams),
    )
    return DayTotal(total, sums.entries, bound_of(marks, is_lower_bound=bool(unknown)))


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


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

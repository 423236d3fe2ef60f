"""Adding up what was eaten. A value that the food table does not have is unknown (None), never 0."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow, localcontext
from typing import NamedTuple

# No digit is lost before a figure is rounded for display. Grams have up to 3 decimals and amounts per 100 g up to 5;
# below 10^6 each, a product has at most 20 digits, and 10,000 of them add up to 24: the 28 digits of Python's default
# context would do. This one has room to spare and raises rather than round, so that the promise also holds for numbers
# nobody thought of.
EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])

ZERO = Decimal(0)
PER_100_G = Decimal("0.01")


class Eaten(NamedTuple):
    """A food and how much of it was eaten; `per_100g` is in the unit of the nutrient that is added up."""

    name: str
    grams: Decimal
    per_100g: Decimal | None
    kcal_per_100g: Decimal | None


class Serving(NamedTuple):
    """A food eaten on a day; `food_id` tells which foods are the same."""

    eaten_on: date
    food_id: int
    eaten: Eaten


@dataclass(frozen=True, slots=True)
class LabelWater:
    """Water whose magnesium was read from its label."""

    litres: Decimal
    mg_per_litre: Decimal


@dataclass(frozen=True, slots=True)
class DoseTaken:
    """Elemental magnesium from a supplement or a medicine."""

    elemental_mg: Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """What some foods add up to.

    `known` is the sum over foods with a value, None when nothing was eaten. `unknown` names the foods without one, once
    per entry. The shares are those of the foods with a value in all energy and in all grams, from 0 to 1; None when
    there is nothing to divide by, and for energy also when the energy of any food is unknown: then grams have to do.
    """

    known: Decimal | None
    unknown: tuple[str, ...]
    known_share_energy: Decimal | None
    known_share_grams: Decimal | None

    @property
    def is_lower_bound(self) -> bool:
        return bool(self.unknown)


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """The sum without rounding; a generator is evaluated here and thereby exact too."""
    with localcontext(EXACT):
        return sum(amounts, ZERO)


def add_up(foods: Iterable[Eaten]) -> Total:
    """Total of one nutrient over the foods: exact, only the two shares are divisions."""
    foods = tuple(foods)
    known = [food for food in foods if food.per_100g is not None]
    amount = exact_sum(food.grams * food.per_100g * PER_100_G for food in known if food.per_100g is not None)
    grams, kcal = _grams(foods), _kcal(foods)
    nothing_unknown = len(known) == len(foods)
    return Total(
        known=amount if foods else None,
        unknown=tuple(food.name for food in foods if food.per_100g is None),
        known_share_energy=_share(kcal if nothing_unknown else _kcal(known), kcal),
        known_share_grams=_share(grams if nothing_unknown else _grams(known), grams),
    )


def water_mg(waters: Iterable[LabelWater]) -> Decimal:
    return exact_sum(water.litres * water.mg_per_litre for water in waters)


def supplement_mg(doses: Iterable[DoseTaken]) -> Decimal:
    return exact_sum(dose.elemental_mg for dose in doses)


def _grams(foods: Iterable[Eaten]) -> Decimal:
    return exact_sum(food.grams for food in foods)


def _kcal(foods: Sequence[Eaten]) -> Decimal | None:
    """Energy of the foods, None when it is unknown for any of them."""
    if any(food.kcal_per_100g is None for food in foods):
        return None
    return exact_sum(food.grams * food.kcal_per_100g * PER_100_G for food in foods if food.kcal_per_100g is not None)


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return part / whole if part is not None and whole else None

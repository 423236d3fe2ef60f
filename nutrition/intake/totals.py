"""Adding up what was eaten. A value that the food table does not have is unknown (None), never 0."""

from collections.abc import Iterable
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

    @property
    def amount(self) -> Decimal | None:
        """What it gave of the nutrient, exact."""
        if self.per_100g is None:
            return None
        return EXACT.multiply(EXACT.multiply(self.grams, self.per_100g), PER_100_G)


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
    """Elemental magnesium from a supplement or a medicine; None where its label says nothing of magnesium."""

    elemental_mg: Decimal | None
    name: str = ""


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
    mg = grams_of_all = grams_of_known = kcal_of_all = kcal_of_known = ZERO
    unknown = []
    is_empty, has_energy = True, True
    with localcontext(EXACT):
        for name, grams, per_100g, kcal_per_100g in foods:
            is_empty = False
            grams_of_all += grams
            kcal = ZERO if kcal_per_100g is None else grams * kcal_per_100g
            has_energy &= kcal_per_100g is not None
            kcal_of_all += kcal
            if per_100g is None:
                unknown.append(name)
                continue
            mg += grams * per_100g
            grams_of_known += grams
            kcal_of_known += kcal
        if grams_of_known:
            mg, kcal_of_known = mg * PER_100_G, kcal_of_known * PER_100_G
        kcal_of_all *= PER_100_G
    return Total(
        known=None if is_empty else mg,
        unknown=tuple(unknown),
        known_share_energy=_share(kcal_of_known, kcal_of_all) if has_energy else None,
        known_share_grams=_share(grams_of_known, grams_of_all),
    )


def water_mg(waters: Iterable[LabelWater]) -> Decimal:
    return exact_sum(water.litres * water.mg_per_litre for water in waters)


def supplement_mg(doses: Iterable[DoseTaken]) -> Decimal:
    """Of those whose label says it: a softgel of vitamin D makes no total a lower bound."""
    return exact_sum(dose.elemental_mg for dose in doses if dose.elemental_mg is not None)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole else None

"""Adding up what was eaten. A value that the food table lacks is unknown (None), never 0."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import (
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import reduce
from typing import NamedTuple

# No digit is lost before a figure is rounded for display. Grams have up to 3 decimals and amounts
# per 100 g up to 5; below 10^6 each, a product has at most 20 digits, and 10,000 of them add up to
# 24: the 28 digits of Python's default context would do. This one has room to spare and raises
# rather than round, so that the promise also holds for numbers that nobody expected.
EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])

ZERO = Decimal(0)
PER_100_G = Decimal("0.01")


# A day with less coverage stays out of averages (assessment rules, section 4).
ENOUGH_COVERAGE = Decimal("0.90")


class EatenFood(NamedTuple):
    """A food and how much of it was eaten; `per_100g` is in the unit of the nutrient in question.

    If that is unknown, `at_most_per_100g` is its upper bound (assessment rules, 6.3), or None.
    """

    name: str
    grams: Decimal
    per_100g: Decimal | None
    kcal_per_100g: Decimal | None
    at_most_per_100g: Decimal | None = None

    @property
    def amount(self) -> Decimal | None:
        """The exact amount of the nutrient in what was eaten; None if it is unknown."""
        return None if self.per_100g is None else exact_amount(self.grams, self.per_100g)


@dataclass(frozen=True, slots=True)
class LabelWater:
    """Water whose magnesium was read from its label."""

    litres: Decimal
    mg_per_litre: Decimal


@dataclass(frozen=True, slots=True)
class DoseMagnesium:
    """Elemental magnesium of a supplement or medicine; None if its label does not give it."""

    elemental_mg: Decimal | None
    name: str = ""


class Total(NamedTuple):
    """The sum of one nutrient over some foods.

    `known` is the sum over the foods with a value, None if nothing was eaten; `unknown` entries
    have none. The shares, from 0 to 1, say how much of the energy and of the grams comes from foods
    with a value. A share is None if there is nothing to divide by, that of energy also if the
    energy of any food is unknown. `at_most` is the sum if each unknown food has its upper bound,
    None if one of them has none. `is_covered` says whether enough is known for averages.
    `unknown_names` are those of the unknown foods, once per entry, where somebody read them: a sum
    by the database has none.
    """

    known: Decimal | None
    unknown: int
    known_share_energy: Decimal | None
    known_share_grams: Decimal | None
    at_most: Decimal | None
    is_covered: bool
    unknown_names: tuple[str, ...] = ()

    @property
    def is_lower_bound(self) -> bool:
        return bool(self.unknown)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing that was eaten has a value, so that there is not even a lower bound."""
        return bool(self.unknown) and not self.known_share_grams


@dataclass(slots=True)
class Coverage:
    """The part of what was eaten for which the nutrient is known.

    Numbers may be decimals or integers. All grams have the same unit, and so do all energies.
    """

    grams: Decimal | int = 0
    known_grams: Decimal | int = 0
    kcal: Decimal | int = 0
    known_kcal: Decimal | int = 0
    known_without_energy: bool = False
    unknown_without_energy: bool = False
    unknown_of_unknown_energy: bool = False

    @property
    def share_of_grams(self) -> Decimal | None:
        return _share(self.known_grams, self.grams)

    @property
    def share_of_energy(self) -> Decimal | None:
        """None if the energy of any food is unknown."""
        has_energy = not (self.known_without_energy or self.unknown_of_unknown_energy)
        return _share(self.known_kcal, self.kcal) if has_energy else None

    @property
    def is_enough(self) -> bool:
        """Whether the nutrient is known for nine tenths of the energy (6.3).

        An unknown food without energy does not show in that share; with one, the nutrient must also
        be known for nine tenths of the grams. Grams alone decide if the energy of a food with a
        value is unknown, or if there is no energy at all.
        """
        grams = _is_enough(self.share_of_grams)
        energy = None if self.known_without_energy else _share(self.known_kcal, self.kcal)
        if energy is None:
            return grams
        return _is_enough(energy) and (grams or not self.unknown_without_energy)


def exact_amount(grams: Decimal, per_100g: Decimal) -> Decimal:
    """The amount in that many grams of a food, without rounding."""
    return EXACT.multiply(EXACT.multiply(grams, per_100g), PER_100_G)


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """The sum without rounding. A generator's own arithmetic is exact too: it runs in here."""
    with localcontext(EXACT):
        return sum(amounts, ZERO)


def add_exactly(*amounts: Decimal) -> Decimal:
    """The same for a few amounts, without the price of a context of their own."""
    return reduce(EXACT.add, amounts, ZERO)


def add_up(
    foods: Iterable[tuple[str, Decimal, Decimal | None, Decimal | None, Decimal | None]],
) -> Total:
    """The total of one nutrient, exact: only the two shares are divisions. Each food is an
    EatenFood, or a plain tuple of the same.
    """
    amount = all_grams = known_grams = all_kcal = known_kcal = ZERO
    at_most: Decimal | None = ZERO
    unknown = []
    is_empty, coverage = True, Coverage()
    with localcontext(EXACT):
        for name, grams, per_100g, kcal_per_100g, at_most_per_100g in foods:
            is_empty = False
            all_grams += grams
            kcal = ZERO if kcal_per_100g is None else grams * kcal_per_100g
            all_kcal += kcal
            if per_100g is None:
                unknown.append(name)
                coverage.unknown_without_energy |= not kcal
                coverage.unknown_of_unknown_energy |= kcal_per_100g is None
                if at_most is not None:
                    at_most = (
                        None if at_most_per_100g is None else at_most + grams * at_most_per_100g
                    )
                continue
            amount += grams * per_100g
            known_grams += grams
            known_kcal += kcal
            coverage.known_without_energy |= kcal_per_100g is None
        if at_most is not None:
            at_most = (amount + at_most) * PER_100_G
        if known_grams:
            amount *= PER_100_G
    coverage.grams, coverage.known_grams = all_grams, known_grams
    coverage.kcal, coverage.known_kcal = all_kcal, known_kcal
    return Total(
        known=None if is_empty else amount,
        unknown=len(unknown),
        unknown_names=tuple(unknown),
        known_share_energy=coverage.share_of_energy,
        known_share_grams=coverage.share_of_grams,
        at_most=None if is_empty else at_most,
        is_covered=coverage.is_enough,
    )


def water_mg(waters: Iterable[LabelWater]) -> Decimal:
    return exact_sum(water.litres * water.mg_per_litre for water in waters)


def supplement_mg(doses: Iterable[DoseMagnesium]) -> Decimal:
    """The sum over doses whose label gives magnesium: a vitamin D softgel makes no lower bound."""
    return exact_sum(dose.elemental_mg for dose in doses if dose.elemental_mg is not None)


def _share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def _is_enough(share: Decimal | None) -> bool:
    return share is not None and share >= ENOUGH_COVERAGE

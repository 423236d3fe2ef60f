"""Adding up what was eaten. A value that the food table lacks is unknown (None), never 0."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from nutrition.foods.basis import (
    EXACT,
    HUNDRED_GRAMS,
    ZERO,
    BasisSums,
    Number,
    amount_in,
    exact_quotient,
    rounded,
)

# A day with less coverage stays out of averages (assessment rules, section 4).
ENOUGH_COVERAGE = Decimal("0.90")
ALL = Decimal(1)  # as a share


class EatenFood(NamedTuple):
    """A food and how much of it was eaten; `per_basis` is in the unit of the nutrient in question.

    Amounts are those of `basis` grams, such as half a cup of 120 g, and `measure` is in grams.
    Where nobody knows the weight of the basis, it is None, and `measure` counts it. If the amount
    is unknown, `at_most_per_basis` is its upper bound (assessment rules, 6.3), or None.
    """

    name: str
    measure: Decimal
    per_basis: Decimal | None
    kcal_per_basis: Decimal | None
    at_most_per_basis: Decimal | None = None
    basis: Decimal | None = HUNDRED_GRAMS

    @property
    def amount(self) -> Decimal | None:
        """The amount of the nutrient in what was eaten; None if it is unknown."""
        if self.per_basis is None:
            return None
        return amount_in(self.measure, self.per_basis, self.basis)

    @property
    def grams(self) -> Decimal | None:
        """None where nobody knows the weight."""
        return None if self.basis is None else self.measure


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
    energy of any food is unknown, that of grams also if the weight of any food is unknown.
    `at_most` is the sum if each unknown food has its upper bound, None if one of them has none.
    `is_covered` says whether enough is known for averages.
    `unknown_names` are those of the unknown foods, once per entry, where somebody read them: a sum
    by the database has none. `has_value` says whether any food has a value.
    """

    known: Decimal | None
    unknown: int
    known_share_energy: Decimal | None
    known_share_grams: Decimal | None
    at_most: Decimal | None
    is_covered: bool
    unknown_names: tuple[str, ...] = ()
    has_value: bool = True

    @property
    def is_lower_bound(self) -> bool:
        return bool(self.unknown)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing that was eaten has a value, so that there is not even a lower bound."""
        return bool(self.unknown) and not self.has_value


@dataclass(slots=True)
class Coverage:
    """The part of what was eaten for which the nutrient is known.

    All grams have the same unit, and so do all energies.
    """

    grams: Number = 0
    known_grams: Number = 0
    kcal: Number = 0
    known_kcal: Number = 0
    unknown: int = 0
    unweighed: bool = False
    known_without_energy: bool = False
    unknown_without_energy: bool = False
    unknown_of_unknown_energy: bool = False

    @property
    def share_of_grams(self) -> Decimal | None:
        """None if the weight of any food is unknown."""
        return None if self.unweighed else _share(self.known_grams, self.grams)

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
        if not self.unknown:
            return True
        grams = _is_enough(self.share_of_grams)
        energy = None if self.known_without_energy else _share(self.known_kcal, self.kcal)
        if energy is None:
            return grams
        return _is_enough(energy) and (grams or not self.unknown_without_energy)


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """The sum without rounding. A generator's own arithmetic is exact too: it runs in here."""
    with localcontext(EXACT):
        return sum(amounts, ZERO)


def add_exactly(*amounts: Decimal) -> Decimal:
    """The same for a few amounts, without the price of a context of their own."""
    return reduce(EXACT.add, amounts, ZERO)


_Eaten = tuple[str, Decimal, Decimal | None, Decimal | None, Decimal | None, Decimal | None]
"""An EatenFood, or a plain tuple of the same."""


class _BasisSum(NamedTuple):
    """The foods with one basis: sums of their measures, and of products of these with their
    amounts, not divided by the basis yet. `unknown_at_most` is None if a food has neither a value
    nor a bound.
    """

    known: Decimal
    unknown_at_most: Decimal | None
    kcal: Decimal
    known_kcal: Decimal
    measure: Decimal
    known_measure: Decimal


def add_up(foods: Iterable[_Eaten]) -> Total:
    """The total of one nutrient, exact but for the end of a sum that has none."""
    eaten = list(foods)
    unknown = tuple(food[0] for food in eaten if food[2] is None)
    coverage = Coverage(unknown=len(unknown))
    sums = {
        basis: _add_up_basis(of_basis, coverage) for basis, of_basis in _by_basis(eaten).items()
    }
    _set_shares(coverage, sums)
    known = _divided([(basis, one.known) for basis, one in sums.items()])
    at_most = _at_most(sums) if unknown else known
    return Total(
        known=rounded(known) if eaten else None,
        unknown=len(unknown),
        unknown_names=unknown,
        known_share_energy=coverage.share_of_energy,
        known_share_grams=coverage.share_of_grams,
        at_most=None if at_most is None or not eaten else rounded(at_most),
        is_covered=bool(eaten) and coverage.is_enough,
        has_value=len(eaten) > len(unknown),
    )


def _set_shares(coverage: Coverage, sums: Mapping[Decimal | None, _BasisSum]) -> None:
    coverage.unweighed = None in sums
    if len(sums) == 1:  # a share of what has one basis needs no division
        [one] = sums.values()
        coverage.grams, coverage.known_grams = one.measure, one.known_measure
        coverage.kcal, coverage.known_kcal = one.kcal, one.known_kcal
        return
    weighed = [one for basis, one in sums.items() if basis is not None]
    coverage.grams = add_exactly(*(one.measure for one in weighed))
    coverage.known_grams = add_exactly(*(one.known_measure for one in weighed))
    coverage.kcal = _divided([(basis, one.kcal) for basis, one in sums.items()])
    coverage.known_kcal = _divided([(basis, one.known_kcal) for basis, one in sums.items()])


def _at_most(sums: Mapping[Decimal | None, _BasisSum]) -> Number | None:
    products = []
    for basis, one in sums.items():
        if one.unknown_at_most is None:
            return None
        products.append((basis, EXACT.add(one.known, one.unknown_at_most)))
    return _divided(products)


def _by_basis(foods: Iterable[_Eaten]) -> dict[Decimal | None, list[_Eaten]]:
    """Nearly all are of 100 g: hashing that decimal for each would take longer than adding up."""
    of_100_g: list[_Eaten] = []
    bases: dict[Decimal | None, list[_Eaten]] = {}
    for food in foods:
        if food[5] == HUNDRED_GRAMS:
            of_100_g.append(food)
        else:
            bases.setdefault(food[5], []).append(food)
    return {HUNDRED_GRAMS: of_100_g, **bases} if of_100_g else bases


def _add_up_basis(foods: Iterable[_Eaten], coverage: Coverage) -> _BasisSum:
    """Also tells the coverage what is missing."""
    add, multiply = EXACT.add, EXACT.multiply
    known = kcal = unknown_kcal = measured = unknown_measured = ZERO
    at_most: Decimal | None = ZERO
    for _, measure, per_basis, kcal_per_basis, bound, _ in foods:
        energy = ZERO if kcal_per_basis is None else multiply(measure, kcal_per_basis)
        measured, kcal = add(measured, measure), add(kcal, energy)
        if per_basis is None:
            unknown_measured = add(unknown_measured, measure)
            unknown_kcal = add(unknown_kcal, energy)
            coverage.unknown_without_energy |= not energy
            coverage.unknown_of_unknown_energy |= kcal_per_basis is None
            if at_most is not None:
                at_most = None if bound is None else add(at_most, multiply(measure, bound))
        else:
            known = add(known, multiply(measure, per_basis))
            if kcal_per_basis is None:
                coverage.known_without_energy = True
    known_kcal = EXACT.subtract(kcal, unknown_kcal)
    known_measured = EXACT.subtract(measured, unknown_measured)
    return _BasisSum(known, at_most, kcal, known_kcal, measured, known_measured)


def _divided(products: Sequence[tuple[Decimal | None, Decimal]]) -> Number:
    """The sum of products, each divided by its basis."""
    if len(products) == 1:
        [(basis, product)] = products
        return exact_quotient(product, basis)
    sums = BasisSums()
    for basis, product in products:
        sums.add(product, basis)
    return sums.total()


def water_mg(waters: Iterable[LabelWater]) -> Decimal:
    return exact_sum(water.litres * water.mg_per_litre for water in waters)


def supplement_mg(doses: Iterable[DoseMagnesium]) -> Decimal:
    """The sum over doses whose label gives magnesium: a vitamin D softgel makes no lower bound."""
    return exact_sum(dose.elemental_mg for dose in doses if dose.elemental_mg is not None)


def _share(part: Number, whole: Number) -> Decimal | None:
    if not whole:
        return None
    if part == whole:
        return ALL
    if not isinstance(part, Decimal | int) or not isinstance(whole, Decimal | int):
        part, whole = (Fraction(part) / Fraction(whole)).as_integer_ratio()
    return Decimal(part) / Decimal(whole)  # rounded alike, whatever kind of numbers they are


def _is_enough(share: Decimal | None) -> bool:
    return share is not None and share >= ENOUGH_COVERAGE

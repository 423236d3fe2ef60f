"""Arithmetic with amounts of a basis: of 100 g in the shared tables, of what a label or a file
measures in own foods. Pure.
"""

from collections.abc import Iterable
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from functools import reduce
from math import lcm

from nutrition.units import round_fraction

# No digit is lost before a figure is rounded for display. Grams have up to 3 decimals and amounts
# per 100 g up to 5; below 10^6 each, a product has at most 20 digits, and 10,000 of them add up to
# 24: the 28 digits of Python's default context would do. This one has room to spare and raises
# rather than round, so that the promise also holds for numbers that nobody expected.
EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])

ZERO = Decimal(0)
PER_100_G = Decimal("0.01")
HUNDRED_GRAMS = Decimal(100)
# A quotient is rounded once, so finely that no figure on a page can come out differently.
QUOTIENT_PLACES = 20
Number = Decimal | int | Fraction
# The bases by which a decimal stays exact: 100 g, and one that is counted.
_WITHOUT_DIVISION = {HUNDRED_GRAMS, None}


def exact_amount(grams: Decimal, per_100g: Decimal) -> Decimal:
    """The amount in that many grams of a food, without rounding."""
    return EXACT.multiply(EXACT.multiply(grams, per_100g), PER_100_G)


def amount_in(measure: Decimal, per_basis: Decimal, basis: Decimal | None) -> Decimal:
    """The amount in what was eaten of a food, see EatenFood; exact unless it has no end."""
    if basis == HUNDRED_GRAMS:
        return exact_amount(measure, per_basis)
    if basis == measure:  # what a label or a file measured, as most entries of imports
        return per_basis
    return quotient(EXACT.multiply(measure, per_basis), basis)


def quotient(product: Decimal, basis: Decimal | None) -> Decimal:
    """A sum of measures times amounts, as an amount: exact unless it has no end."""
    return rounded(exact_quotient(product, basis))


def exact_quotient(product: Decimal, basis: Decimal | None) -> Decimal | Fraction:
    """The same, not rounded: a Fraction where it is needed."""
    if basis is None:
        return product
    if basis == HUNDRED_GRAMS:
        return EXACT.multiply(product, PER_100_G)
    return Fraction(product) / Fraction(basis)


def rounded(number: Number) -> Decimal:
    """As a decimal: exact unless it has no end, then rounded to QUOTIENT_PLACES."""
    if isinstance(number, Decimal):
        return number
    if isinstance(number, int):
        return Decimal(number)
    decimal = round_fraction(number, QUOTIENT_PLACES)
    return decimal.normalize(EXACT) if decimal == number else decimal


class BasisSums:
    """Measures times amounts, added up for each basis, so that each sum is divided once."""

    def __init__(self) -> None:
        self._sums: dict[Decimal | None, Decimal] = {}

    def add(self, product: Decimal, basis: Decimal | None) -> None:
        self._sums[basis] = EXACT.add(self._sums.get(basis, ZERO), product)

    def total(self) -> Number:
        """The sum of the amounts, not rounded: a Fraction where it is needed."""
        if not self._sums:
            return ZERO
        if self._sums.keys() <= _WITHOUT_DIVISION:
            return reduce(EXACT.add, (quotient(each, basis) for basis, each in self._sums.items()))
        return _sum_of_quotients(self._sums.items())


def _sum_of_quotients(products: Iterable[tuple[Decimal | None, Decimal]]) -> Fraction:
    """Over one common denominator: a sum of fractions would be shortened again and again."""
    parts = []
    for basis, product in products:
        number, places = product.as_integer_ratio()
        weight, weight_places = (1, 1) if basis is None else basis.as_integer_ratio()
        parts.append((number * weight_places, places * weight))
    common = lcm(*(denominator for _, denominator in parts))
    return Fraction(sum(number * (common // denominator) for number, denominator in parts), common)

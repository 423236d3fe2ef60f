"""Converts amounts in a file to values per 100 g of a food, and back. Pure.

A file gives the amount in what somebody ate; a food stores the amount in 100 g, with five decimals.
320 mg in 35 g make 914.2857... mg per 100 g, but 35 g at 914.28571 hold only 319.9999985 mg. A day
that reaches its target with the file's numbers must reach it here too, so magnesium is rounded up.
A single amount is shown as the shortest number that has the same value per 100 g.
"""

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from nutrition.intake.totals import exact_amount

PLACES = 5
STEP = Decimal(1).scaleb(-PLACES)
HUNDRED = Decimal(100)


def to_per_100g(amount: Decimal, grams: Decimal) -> Decimal:
    """The nearest value with five decimals."""
    return (amount * HUNDRED / grams).quantize(STEP, ROUND_HALF_EVEN)


def to_per_100g_rounded_up(amount: Decimal, grams: Decimal) -> Decimal:
    """The smallest value with five decimals at which `grams` hold at least `amount`."""
    return (amount * HUNDRED / grams).quantize(STEP, ROUND_CEILING)


def shortest_amount(grams: Decimal, value_per_100g: Decimal) -> Decimal:
    """The amount with the fewest decimals whose value per 100 g is less than one STEP away.

    It is the file's own amount if that has up to three decimals.
    """
    exact, slack = exact_amount(grams, value_per_100g), exact_amount(grams, STEP)
    for places in range(PLACES):
        rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
        if abs(rounded - exact) < slack:
            return rounded
    return exact

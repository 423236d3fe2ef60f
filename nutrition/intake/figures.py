"""What so much of a food holds, in the digits of the file that its values were computed from. Pure.

A file says what was eaten, a food what 100 g of it have, to five decimals: 320 mg in 35 g are
914.2857..., and 35 g of 914.28571 only 319.9999985. A day that reaches its target in the file's
digits must reach it here, too, so magnesium is rounded up; and where single figures are told, the
shortest one is that has the same value per 100 g.
"""

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from nutrition.intake.totals import EXACT, PER_100_G

PLACES = 5
STEP = Decimal(1).scaleb(-PLACES)
HUNDRED = Decimal(100)


def to_per_100g(amount: Decimal, grams: Decimal) -> Decimal:
    """The nearest value that can be kept."""
    return (amount * HUNDRED / grams).quantize(STEP, ROUND_HALF_EVEN)


def to_per_100g_rounded_up(amount: Decimal, grams: Decimal) -> Decimal:
    """The value by which so many grams do not fall short, and are less than a step above."""
    return (amount * HUNDRED / grams).quantize(STEP, ROUND_CEILING)


def exact_amount(grams: Decimal, value_per_100g: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.multiply(grams, value_per_100g), PER_100_G)


def shortest_amount(grams: Decimal, value_per_100g: Decimal) -> Decimal:
    """The shortest amount within a step of the value: the file's, if of up to three decimals."""
    exact, slack = exact_amount(grams, value_per_100g), exact_amount(grams, STEP)
    for places in range(PLACES):
        rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
        if abs(rounded - exact) < slack:
            return rounded
    return exact

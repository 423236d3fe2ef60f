"""Tells the figures of a file again that older versions kept as values per 100 g. Pure.

They stored the amount in 100 g with five decimals, magnesium rounded up: 320 mg in 35 g became
914.28572 mg per 100 g, of which 35 g hold 320.000002. A single amount is shown as the shortest
number that has the same value per 100 g.
"""

from decimal import ROUND_HALF_EVEN, Decimal

from nutrition.foods.basis import HUNDRED_GRAMS, amount_in

PLACES = 5
STEP = Decimal(1).scaleb(-PLACES)
# Values that were too large for the table are now those of a tenth of 100 g, of a hundredth, ...
BASES_OF_OLDER_VERSIONS = frozenset(HUNDRED_GRAMS.scaleb(-tens) for tens in range(4))


def shortest_amount(grams: Decimal, value: Decimal, basis: Decimal = HUNDRED_GRAMS) -> Decimal:
    """The amount with the fewest decimals whose value in `basis` is less than one STEP away.

    It is the file's own amount if that has up to three decimals.
    """
    exact, slack = amount_in(grams, value, basis), amount_in(grams, STEP, basis)
    for places in range(PLACES):
        rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
        if abs(rounded - exact) < slack:
            return rounded
    return exact

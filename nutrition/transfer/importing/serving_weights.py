"""What the amounts of a file weigh, as far as anybody knows. Pure."""

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from nutrition.intake.per_100g import STEP
from nutrition.transfer.importing.batch import FilePortion
from nutrition.transfer.importing.cells import ServingAmount
from nutrition.transfer.importing.rows import ServingValues
from nutrition.units import find_unit

MAX_GRAMS = 10_000
MAX_BASIS_AMOUNT = 10_000  # foods.models.MAX_AMOUNT, of magnesium in mg and of energy in kcal
ONE = Decimal(1)
GRAM_STEP = Decimal("0.001")
# "large - 50g" and "large (50 g)": a measure that states its weight.
_MEASURE_WITH_GRAMS = re.compile(r"(.+?)\s*(?:-|–|\()\s*(\d+(?:[.,]\d+)?)\s*g\)?", re.IGNORECASE)


class ServingWeight(NamedTuple):
    """What an amount weighs. `grams` is None where nobody knows: then it is `quantity` portions."""

    grams: Decimal | None
    portion: FilePortion | None = None
    quantity: Decimal | None = None

    @property
    def measure(self) -> Decimal:
        """What amounts are proportional to: grams, or the number of portions."""
        return self.grams or self.quantity or ONE


def weigh_amount(amount: ServingAmount | None) -> ServingWeight | None:
    """None for an amount that no entry can have."""
    quantity, unit = amount or ServingAmount(ONE, "serving")
    unit = " ".join((unit or "serving").split())[:100]
    standard = find_unit(unit)
    if standard is not None and standard.kind == "mass":
        grams = Decimal(standard.size.numerator) / standard.size.denominator * quantity
        return _weight_in_bounds(ServingWeight(grams))
    each = None
    if match := _MEASURE_WITH_GRAMS.fullmatch(unit):
        unit, each = match[1][:100], _in_thousandths(Decimal(match[2].replace(",", ".")))
    total = None if each is None else quantity * each
    return _weight_in_bounds(ServingWeight(total, FilePortion(ONE, unit, each), quantity))


def _weight_in_bounds(weight: ServingWeight) -> ServingWeight | None:
    portion = weight.portion
    grams, quantity = _in_thousandths(weight.grams), _in_thousandths(weight.quantity)
    each = None if portion is None else portion.grams
    if any(
        number is not None and not 0 < number <= MAX_GRAMS for number in (grams, quantity, each)
    ):
        return None
    # All of it may become one portion, and a portion has fewer units.
    if grams is None and quantity == MAX_GRAMS:
        return None
    return ServingWeight(grams, portion, quantity)


def _in_thousandths(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(GRAM_STEP, ROUND_HALF_EVEN)


def with_exact_portion(weight: ServingWeight, values: ServingValues) -> ServingWeight:
    """As it is if one portion has amounts that are exact; else all of it is the portion.

    100 mg in "2 slices" are 50 mg in one. 100 mg in "3 slices" are those of a portion "3 slices".
    """
    count = weight.quantity or ONE
    each = [value / count for value in values if value is not None]
    if (
        all(is_storable(value) and value < MAX_BASIS_AMOUNT for value in each)
        or weight.portion is None
    ):
        return weight
    return ServingWeight(None, FilePortion(count, weight.portion.unit, None), ONE)


def is_storable(value: Decimal) -> bool:
    """Whether the table can store all decimals."""
    return value == value.quantize(STEP)

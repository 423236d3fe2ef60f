"""What supplements and the label of a water add to the nutrients of a day. Pure.

A label may state a nutrient in another unit than the food table (IU, µg of folic acid);
tables/label_units.csv says how each is converted, and which cannot be. What cannot is told with its
reason and never added.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Literal

from nutrition.intake.references import MAGNESIUM, read_table
from nutrition.intake.totals import exact_sum

Kind = Literal["supplement", "water"]

WATER = "255"
# What is divided is cut to the places of the food table's amounts.
STORED_STEP = Decimal("0.00001")


@dataclass(frozen=True, slots=True)
class LabelTaken:
    """What was taken of one product: `amounts` by the key of a label unit, which is the nutrient's
    number but for other units ("431": µg of folic acid)."""

    kind: Kind
    name: str
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Factor:
    """How much of the nutrient one of the label's unit is."""

    times: Decimal
    divided_by: Decimal

    @classmethod
    def read(cls, text: str) -> "Factor | None":
        """ "1.7", "1/1.7"; nothing is None."""
        times, _, divided_by = text.partition("/")
        return cls(Decimal(times), Decimal(divided_by or 1)) if text else None

    def of(self, amount: Decimal) -> Decimal:
        product = amount * self.times
        return (
            product
            if self.divided_by == 1
            else (product / self.divided_by).quantize(STORED_STEP, ROUND_HALF_EVEN)
        )


_AS_IT_IS = Factor(Decimal(1), Decimal(1))


@dataclass(frozen=True, slots=True)
class LabelUnit:
    """A unit in which a label states a nutrient. Without a factor it cannot be added, for the
    `reason`; without `toward_ul` nobody knows how much of it the UL counts, and where it `is_least`
    the UL may count more."""

    key: str
    words: str
    factor: Factor | None
    toward_ul: Factor | None
    is_least: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Gift:
    """What a product gave of one nutrient, as its label states it and in the unit of the food
    table.

    `amount` is None when the one cannot be turned into the other, `toward_ul` when the part that
    the UL counts is unknown.
    """

    product: LabelTaken
    stated: Decimal
    unit: LabelUnit
    amount: Decimal | None
    toward_ul: Decimal | None


@cache
def label_units(number: str) -> tuple[LabelUnit, ...]:
    """The units of a nutrient on labels, the food table's first; for most the only one."""
    lines = [line for line in read_table("label_units.csv") if line["number"] == number]
    return tuple(
        LabelUnit(
            line["key"],
            line["unit"],
            Factor.read(line["factor"]),
            Factor.read(line["factor_toward_ul"]),
            line["toward_ul_is"] == "at least",
            line["reason"],
        )
        for line in lines
    ) or (LabelUnit(number, "", _AS_IT_IS, _AS_IT_IS, False, ""),)


def gifts(number: str, products: Iterable[LabelTaken]) -> tuple[Gift, ...]:
    """What each product gave of a nutrient; a label that states it twice counts once."""
    given = []
    for product in products:
        unit = next((unit for unit in label_units(number) if unit.key in product.amounts), None)
        if unit is not None:
            stated = product.amounts[unit.key]
            amount = None if unit.factor is None else unit.factor.of(stated)
            toward_ul = None if unit.toward_ul is None else unit.toward_ul.of(stated)
            given.append(Gift(product, stated, unit, amount, toward_ul))
    return tuple(given)


def magnesium_supplement(
    name: str, mg: Decimal | None, others: Mapping[str, Decimal]
) -> LabelTaken:
    """A dose with the other nutrients of its label, which may not list magnesium."""
    return LabelTaken("supplement", name, ({} if mg is None else {MAGNESIUM: mg}) | dict(others))


def label_water(litres: Decimal, mg: Decimal) -> LabelTaken:
    """Water from its label: its magnesium, and itself in grams."""
    return LabelTaken("water", "Water", {MAGNESIUM: mg, WATER: litres * _grams_of_a_litre()})


def together(products: Iterable[LabelTaken]) -> tuple[LabelTaken, ...]:
    """Each product once, with all that was taken of it, in the order in which it first appears."""
    amounts: dict[tuple[Kind, str, frozenset[str]], list[Mapping[str, Decimal]]] = {}
    for product in products:
        # Two labels of one name that state other units stay two.
        amounts.setdefault((product.kind, product.name, frozenset(product.amounts)), []).append(
            product.amounts
        )
    return tuple(
        LabelTaken(
            kind, name, {key: exact_sum(amount[key] for amount in taken) for key in taken[0]}
        )
        for (kind, name, _), taken in amounts.items()
    )


@cache
def _grams_of_a_litre() -> Decimal:
    (line,) = (line for line in read_table("conversions.csv") if line["name"] == "litre_of_water")
    return Decimal(line["factor"])

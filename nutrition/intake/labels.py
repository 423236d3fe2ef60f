"""The contribution of supplements and labelled water to the nutrients of a day. Pure.

A label may state a nutrient in a unit other than the food table's (IU, µg of folic acid);
tables/label_units.csv says how to convert each unit, or why it cannot be converted. An amount that
cannot be converted is shown with the reason and never added.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Literal

from nutrition.intake.references import MAGNESIUM, read_table
from nutrition.intake.totals import exact_sum

LabelKind = Literal["supplement", "water"]

WATER = "255"
# A quotient is rounded to the decimal places of the food table's amounts.
STORED_STEP = Decimal("0.00001")


@dataclass(frozen=True, slots=True)
class LabelNutrients:
    """The nutrients that somebody took with one labelled product.

    The keys of `amounts` are those of LabelUnit: the nutrient's number, or another key for another
    unit ("431": µg of folic acid).
    """

    kind: LabelKind
    name: str
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Factor:
    """Converts one label unit to the nutrient's unit."""

    times: Decimal
    divided_by: Decimal

    @classmethod
    def parse(cls, text: str) -> "Factor | None":
        """From "1.7" or "1/1.7"; None from an empty text."""
        times, _, divided_by = text.partition("/")
        return cls(Decimal(times), Decimal(divided_by or 1)) if text else None

    def convert(self, amount: Decimal) -> Decimal:
        product = amount * self.times
        return (
            product
            if self.divided_by == 1
            else (product / self.divided_by).quantize(STORED_STEP, ROUND_HALF_EVEN)
        )


_UNCHANGED = Factor(Decimal(1), Decimal(1))


@dataclass(frozen=True, slots=True)
class LabelUnit:
    """A unit in which a label states a nutrient.

    Without a `factor` an amount in it cannot be added, and `reason` says why. Without `toward_ul`
    it is unknown how much of the amount counts towards the UL; if `is_lower_bound`, more may count.
    """

    key: str
    words: str
    factor: Factor | None
    toward_ul: Factor | None
    is_lower_bound: bool
    reason: str


@dataclass(frozen=True, slots=True)
class LabelContribution:
    """How much of one nutrient a product gave.

    `stated_amount` is in the label's unit, `amount` in the food table's, or None if it cannot be
    converted. `toward_ul` is the part that counts towards the UL, None if that is unknown.
    """

    label: LabelNutrients
    stated_amount: Decimal
    unit: LabelUnit
    amount: Decimal | None
    toward_ul: Decimal | None


@cache
def label_units(number: str) -> tuple[LabelUnit, ...]:
    """The units of a nutrient on labels, the food table's first; most nutrients have no other."""
    lines = [line for line in read_table("label_units.csv") if line["number"] == number]
    return tuple(
        LabelUnit(
            line["key"],
            line["unit"],
            Factor.parse(line["factor"]),
            Factor.parse(line["factor_toward_ul"]),
            line["toward_ul_is"] == "at least",
            line["reason"],
        )
        for line in lines
    ) or (LabelUnit(number, "", _UNCHANGED, _UNCHANGED, False, ""),)


def label_contributions(
    number: str, labels: Iterable[LabelNutrients]
) -> tuple[LabelContribution, ...]:
    """How much of a nutrient each product gave; a label that states it in two units counts once."""
    contributions = []
    for label in labels:
        unit = next((unit for unit in label_units(number) if unit.key in label.amounts), None)
        if unit is not None:
            stated = label.amounts[unit.key]
            amount = None if unit.factor is None else unit.factor.convert(stated)
            toward_ul = None if unit.toward_ul is None else unit.toward_ul.convert(stated)
            contributions.append(LabelContribution(label, stated, unit, amount, toward_ul))
    return tuple(contributions)


def dose_amounts(name: str, mg: Decimal | None, others: Mapping[str, Decimal]) -> LabelNutrients:
    """The nutrients of a dose: its magnesium (None if the label has none) and the others."""
    return LabelNutrients(
        "supplement", name, ({} if mg is None else {MAGNESIUM: mg}) | dict(others)
    )


def water_amounts(litres: Decimal, mg: Decimal) -> LabelNutrients:
    """The nutrients of labelled water: its magnesium, and the water itself in grams."""
    return LabelNutrients("water", "Water", {MAGNESIUM: mg, WATER: litres * _grams_of_a_litre()})


def merge_labels(labels: Iterable[LabelNutrients]) -> tuple[LabelNutrients, ...]:
    """Each product once, with the sum of its amounts, in the order of first appearance."""
    amounts: dict[tuple[LabelKind, str, frozenset[str]], list[Mapping[str, Decimal]]] = {}
    for label in labels:
        # Two labels with the same name but different units stay separate.
        key = label.kind, label.name, frozenset(label.amounts)
        amounts.setdefault(key, []).append(label.amounts)
    return tuple(
        LabelNutrients(
            kind, name, {key: exact_sum(each[key] for each in doses) for key in doses[0]}
        )
        for (kind, name, _), doses in amounts.items()
    )


@cache
def _grams_of_a_litre() -> Decimal:
    (line,) = (line for line in read_table("conversions.csv") if line["name"] == "litre_of_water")
    return Decimal(line["factor"])

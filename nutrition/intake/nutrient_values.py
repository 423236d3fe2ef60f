"""One value of each nutrient from the figures that the food table has of a food. Pure.

The food table often has several figures for one thing: in other units, by other methods, of its
parts. Each rule here takes one of them per food and never adds alternatives; a value that remains
uncertain gets a mark.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Literal, NamedTuple

from nutrition.intake.labels import STORED_STEP
from nutrition.intake.references import read_table

# Why a value is not simply the food's amount: the first mark means too low, the second too high,
# the others may be either.
Mark = Literal["incomplete", "upper_estimate", "estimated", "newer_method"]
# Amounts in the basis of a food (100 g in the shared tables) by nutrient number; an unknown one has
# no key.
Amounts = Mapping[str, Decimal]

ENERGY = "208"


class NutrientValue(NamedTuple):
    """An amount in the basis of a food."""

    per_basis: Decimal
    mark: Mark | None = None


def value_of(number: str, amounts: Amounts) -> NutrientValue | None:
    """The nutrient in the basis of a food; None when unknown."""
    rule = _RULES.get(number)
    if rule:
        return rule(amounts)
    amount = amounts.get(number)
    return None if amount is None else NutrientValue(amount)


def energy(amounts: Amounts) -> NutrientValue | None:
    """kcal: as published, else by specific or general Atwater factors, else from kJ, else
    estimated.
    """
    for number in (ENERGY, "958", "957"):
        if number in amounts:
            return NutrientValue(amounts[number])
    if "268" in amounts:
        return NutrientValue(
            (amounts["268"] / _factor("kilojoule")).quantize(STORED_STEP, ROUND_HALF_EVEN)
        )
    protein, carbohydrate, fat = amounts.get("203"), value_of("205", amounts), amounts.get("204")
    if protein is None or carbohydrate is None or fat is None:
        return None
    estimate = (
        protein * _factor("protein_energy")
        + carbohydrate.per_basis * _factor("carbohydrate_energy")
        + fat * _factor("fat_energy")
        # Carbohydrate is computed by difference, so alcohol that was not measured is already in it.
        + amounts.get("221", Decimal(0)) * _factor("alcohol_energy")
    )
    return NutrientValue(estimate, "estimated")


def niacin(amounts: Amounts) -> NutrientValue | None:
    """mg of niacin equivalents: niacin and what the body makes from tryptophan (g); one of them
    alone is a lower bound.
    """
    preformed, tryptophan = amounts.get("406"), amounts.get("501")
    if tryptophan is None:
        return None if preformed is None else NutrientValue(preformed, "incomplete")
    # rounded down: never more than there is
    made = (tryptophan * 1000 / _factor("tryptophan")).quantize(STORED_STEP, ROUND_DOWN)
    return (
        NutrientValue(made, "incomplete") if preformed is None else NutrientValue(preformed + made)
    )


def folate(amounts: Amounts) -> NutrientValue | None:
    """µg of dietary folate equivalents: as published, else from food folate and folic acid."""
    if "435" in amounts:
        return NutrientValue(amounts["435"])
    of_food, added = amounts.get("432"), amounts.get("431")
    return (
        None
        if of_food is None or added is None
        else NutrientValue(of_food + added * _factor("folic_acid"))
    )


# Nutrient -> its substitute if it is missing, and the mark of a value from the substitute.
_SUBSTITUTES: dict[str, tuple[str, Mark | None]] = {
    "205": ("205.2", None),  # carbohydrate: by difference, else by summation
    "269": ("269.3", None),  # sugars: in total, else by summation
    "291": ("293", "newer_method"),  # fibre: AOAC 985.29 or 991.43, else 2011.25, which finds more
    "675": ("618", "upper_estimate"),  # linoleic acid, else every 18:2
    "851": ("619", "upper_estimate"),  # alpha-linolenic acid, else every 18:3
}


def _either(number: str) -> Callable[[Amounts], NutrientValue | None]:
    other, mark = _SUBSTITUTES[number]

    def rule(amounts: Amounts) -> NutrientValue | None:
        if number in amounts:
            return NutrientValue(amounts[number])
        return NutrientValue(amounts[other], mark) if other in amounts else None

    return rule


_RULES: dict[str, Callable[[Amounts], NutrientValue | None]] = {
    ENERGY: energy,
    "406": niacin,
    "435": folate,
    **{number: _either(number) for number in _SUBSTITUTES},
}


@cache
def source_numbers(number: str) -> frozenset[str]:
    """The numbers from which a nutrient and the energy for its coverage are computed."""
    energies = {ENERGY, "957", "958", "268", "203", "205", "205.2", "204", "221"}
    others = {"406": {"501"}, "435": {"431", "432"}}
    return frozenset(
        {number}
        | energies
        | others.get(number, {_SUBSTITUTES[number][0]} if number in _SUBSTITUTES else set())
    )


@cache
def _factor(name: str) -> Decimal:
    (factor,) = (line["factor"] for line in read_table("conversions.csv") if line["name"] == name)
    return Decimal(factor)

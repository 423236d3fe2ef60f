"""Laws that the values of one food must not break. Pure.

Values are per 100 g in the nutrient's unit, by SR number. A law applies if every value that it
needs is known.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from nutrition.foods.names import DATA

Values = Mapping[str, Decimal]

PROTEIN, FAT, CARBOHYDRATE, ALCOHOL = "203", "204", "205", "221"
KCAL, KJ = "208", "268"
FOLATE, FOLIC_ACID, FOOD_FOLATE, FOLATE_DFE = "417", "431", "432", "435"
FATTY_ACIDS = ("606", "645", "646")  # saturated, monounsaturated, polyunsaturated
VITAMIN_D, VITAMIN_D_IU = "328", "324"

FOLIC_ACID_COUNTS = Decimal("1.7")  # IOM 1998: 1 µg of folic acid in food is 1.7 µg of DFE
KJ_OF_KCAL = Decimal("4.184")
IU_OF_VITAMIN_D = 40  # in 1 µg
KCAL_OF_ALCOHOL = Decimal("6.93")  # in 1 g; USDA Agriculture Handbook 74

_NONE = Decimal(0)
# How far true values may differ once each is rounded: to whole µg, kcal and kJ, to 0.1 µg of
# vitamin D, to 0.01 g of fat and 0.001 g of fatty acids.
_TOTAL_OF_TWO = Decimal("1.5")
_DFE_OF_TWO = Decimal("1.85")
_KJ_OF_WHOLE_KCAL = Decimal("2.6")
_FAT_OF_THREE = Decimal("0.0065")
_IU_OF_TENTHS = Decimal("2.5")
_FEW_KCAL = Decimal(5)


class Factors(NamedTuple):
    """kcal in 1 g of protein, fat and carbohydrate."""

    protein: Decimal
    fat: Decimal
    carbohydrate: Decimal


GENERAL_FACTORS = Factors(Decimal(4), Decimal(9), Decimal(4))


def factors_of(*texts: str) -> Factors:
    """The food's own factors if its source gives all three, else the general ones."""
    return Factors(*map(Decimal, texts)) if all(texts) else GENERAL_FACTORS


def atwater_kcal(values: Values, factors: Factors) -> Decimal | None:
    """None when protein, fat or carbohydrate is unknown; unknown alcohol counts as 0."""
    protein, fat, carbohydrate = values.get(PROTEIN), values.get(FAT), values.get(CARBOHYDRATE)
    if protein is None or fat is None or carbohydrate is None:
        return None
    energy = protein * factors.protein + fat * factors.fat + carbohydrate * factors.carbohydrate
    return energy + values.get(ALCOHOL, _NONE) * KCAL_OF_ALCOHOL


class BrokenLaw(NamedTuple):
    """A law, and how a food breaks it."""

    law: str
    detail: str


def broken_laws(values: Values, factors: Factors) -> Iterator[BrokenLaw]:
    """The laws that a food's values break by more than rounding explains."""
    for law, detail_of in _LAWS.items():
        if detail := detail_of(values, factors):
            yield BrokenLaw(law, detail)


def _folate(values: Values, _: Factors) -> str:
    total, food_folate, acid = values.get(FOLATE), values.get(FOOD_FOLATE), values.get(FOLIC_ACID)
    if total is None or food_folate is None or acid is None:
        return ""
    return _difference(total, food_folate + acid, _TOTAL_OF_TWO, "µg of folate, its parts")


def _folate_dfe(values: Values, _: Factors) -> str:
    dfe, food_folate, acid = values.get(FOLATE_DFE), values.get(FOOD_FOLATE), values.get(FOLIC_ACID)
    if dfe is None or food_folate is None or acid is None:
        return ""
    counted = food_folate + FOLIC_ACID_COUNTS * acid
    return _difference(dfe, counted, _DFE_OF_TWO, "µg of DFE, food folate and 1.7 x folic acid")


def _energy(values: Values, factors: Factors) -> str:
    """USDA's own sums agree within half a kcal; recipes mix the factors of several foods."""
    kcal, counted = values.get(KCAL), atwater_kcal(values, factors)
    if kcal is None or counted is None:
        return ""
    return _difference(
        kcal, counted, max(_FEW_KCAL, counted / 20), "kcal, protein, fat and carbohydrate"
    )


def _kilojoules(values: Values, _: Factors) -> str:
    kcal, kj = values.get(KCAL), values.get(KJ)
    if kcal is None or kj is None:
        return ""
    return _difference(kj, kcal * KJ_OF_KCAL, _KJ_OF_WHOLE_KCAL, "kJ, kcal x 4.184")


def _fatty_acids(values: Values, _: Factors) -> str:
    """The three include trans fat. An unknown one counts as 0."""
    fat = values.get(FAT)
    if fat is None:
        return ""
    saturated, monounsaturated, polyunsaturated = FATTY_ACIDS
    parts = (
        values.get(saturated, _NONE)
        + values.get(monounsaturated, _NONE)
        + values.get(polyunsaturated, _NONE)
    )
    return f"{fat:f} g of fat, fatty acids {parts:f}" if parts > fat + _FAT_OF_THREE else ""


def _vitamin_d(values: Values, _: Factors) -> str:
    vitamin_d, iu = values.get(VITAMIN_D), values.get(VITAMIN_D_IU)
    if vitamin_d is None or iu is None:
        return ""
    return _difference(iu, vitamin_d * IU_OF_VITAMIN_D, _IU_OF_TENTHS, "IU of vitamin D, µg x 40")


def _difference(given: Decimal, counted: Decimal, allowed: Decimal, what: str) -> str:
    """Both values in words if they are more than `allowed` apart, else empty."""
    return f"{given:f} {what} {counted:f}" if abs(given - counted) > allowed else ""


_LAWS: dict[str, Callable[[Values, Factors], str]] = {
    "folate": _folate,
    "folate DFE": _folate_dfe,
    "energy": _energy,
    "kilojoules": _kilojoules,
    "fatty acids": _fatty_acids,
    "vitamin D": _vitamin_d,
}


@cache
def listed_exceptions() -> Mapping[tuple[str, str], str]:
    """Why a food may break a law: {(NDB number, law): reason}."""
    with (DATA / "law_exceptions.csv").open(encoding="utf-8", newline="") as file:
        return {(row["source_ref"], row["law"]): row["reason"] for row in csv.DictReader(file)}

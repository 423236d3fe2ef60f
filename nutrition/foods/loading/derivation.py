"""Recomputes values that depend on corrected ones, or makes them unknown. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from nutrition.foods.loading.laws import (
    ALCOHOL,
    CARBOHYDRATE,
    FAT,
    FATTY_ACIDS,
    FOLATE,
    FOLATE_DFE,
    FOLIC_ACID,
    FOOD_FOLATE,
    IU_OF_VITAMIN_D,
    KCAL,
    KJ,
    KJ_OF_KCAL,
    PROTEIN,
    VITAMIN_D,
    VITAMIN_D_IU,
    Factors,
    Values,
    atwater_kcal,
)

DerivedChange = tuple[str, Decimal | None]  # nutrient number, new amount (None: unknown)

WATER, SUGARS, FIBRE = "255", "269", "291"
VITAMIN_D2_D3 = ("325", "326")
TRANS, OMEGA_3_ACIDS = "605", ("851", "629", "621")  # alpha-linolenic acid, EPA, DHA
LINOLENIC, ALPHA_LINOLENIC, POLYUNSATURATED = "619", "851", "646"
FAT_PARTS = (*FATTY_ACIDS, TRANS, "618", LINOLENIC, "675", *OMEGA_3_ACIDS)
MAIN_PARTS = (WATER, PROTEIN, FAT, CARBOHYDRATE, ALCOHOL)

_MAX_SUM = Decimal("100.15")  # g in 100 g: the most that USDA's own analyses of a sample add up to
# Baby cereals are fortified even if the name does not say so.
_FORTIFIED = re.compile(r"(?<!not )\b(fortified|enriched)\b|^Babyfood, cereal", re.IGNORECASE)


def recompute_derived(
    name: str, values: Values, corrected: Collection[str], factors: Factors
) -> dict[str, Decimal | None]:
    """The changes to a food's `values` that follow from corrected ones, by nutrient number.

    None means unknown from now on. Only values that were known and not corrected themselves change.
    `values` already includes the corrections; `corrected` has their nutrient numbers.
    """
    changes: dict[str, Decimal | None] = {}
    for rule in (
        _folate(name, values, corrected),
        _energy(values, corrected, factors),
        _vitamin_d(values, corrected),
        _fat(values, corrected),
        _carbohydrate(values, corrected),
        _water(values, corrected),
    ):
        changes |= dict(rule)
    return {
        number: amount
        for number, amount in changes.items()
        if number in values and number not in corrected and values[number] != amount
    }


def _folate(name: str, values: Values, corrected: Collection[str]) -> Iterator[DerivedChange]:
    """Without added folic acid all is food folate; with it, the shares of the two are unknown."""
    if FOLATE not in corrected:
        return
    has_none_added = values.get(FOLIC_ACID) == 0 and not _FORTIFIED.search(name)
    if not has_none_added:
        yield FOLIC_ACID, None
    for number in (FOOD_FOLATE, FOLATE_DFE):
        yield number, values[FOLATE] if has_none_added else None


def _energy(
    values: Values, corrected: Collection[str], factors: Factors
) -> Iterator[DerivedChange]:
    if _corrected_any(corrected, PROTEIN, FAT, CARBOHYDRATE, ALCOHOL):
        kcal = atwater_kcal(values, factors)
        yield KCAL, _whole(kcal)
        yield KJ, _whole(None if kcal is None else kcal * KJ_OF_KCAL)


def _vitamin_d(values: Values, corrected: Collection[str]) -> Iterator[DerivedChange]:
    if VITAMIN_D not in corrected:
        return
    yield VITAMIN_D_IU, _whole(values[VITAMIN_D] * IU_OF_VITAMIN_D)
    if _sum(values, VITAMIN_D2_D3) != values[VITAMIN_D]:
        yield from _unknown(VITAMIN_D2_D3)


def _fat(values: Values, corrected: Collection[str]) -> Iterator[DerivedChange]:
    """Fatty acids that do not fit the corrected fat were measured in another sample."""
    if not _corrected_any(corrected, FAT, *FAT_PARTS):
        return
    if FAT in values and _sum(values, FATTY_ACIDS) > values[FAT]:
        yield from _unknown(number for number in FAT_PARTS if values.get(number))
    if values.get(ALPHA_LINOLENIC, 0) > values.get(LINOLENIC, 0):
        yield LINOLENIC, None
    if _sum(values, OMEGA_3_ACIDS) > values.get(POLYUNSATURATED, 0):
        yield POLYUNSATURATED, None


def _carbohydrate(values: Values, corrected: Collection[str]) -> Iterator[DerivedChange]:
    if CARBOHYDRATE in corrected:
        yield from _unknown(
            part for part in (SUGARS, FIBRE) if values.get(part, 0) > values[CARBOHYDRATE]
        )


def _water(values: Values, corrected: Collection[str]) -> Iterator[DerivedChange]:
    """If the parts add up to more than 100 g, USDA corrected the others but not the water."""
    if _corrected_any(corrected, *MAIN_PARTS) and _sum(values, MAIN_PARTS) > _MAX_SUM:
        yield WATER, None


def _corrected_any(corrected: Collection[str], *numbers: str) -> bool:
    return any(number in corrected for number in numbers)


def _sum(values: Mapping[str, Decimal], numbers: Collection[str]) -> Decimal:
    return sum((values.get(number, Decimal(0)) for number in numbers), Decimal(0))


def _unknown(numbers: Collection[str] | Iterator[str]) -> Iterator[DerivedChange]:
    return ((number, None) for number in numbers)


def _whole(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal(1), ROUND_HALF_UP)

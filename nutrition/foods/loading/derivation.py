"""What follows from corrected values: derived anew, or unknown where it cannot be. Pure."""

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

Change = tuple[str, Decimal | None]

WATER, SUGARS, FIBRE = "255", "269", "291"
VITAMIN_D2_D3 = ("325", "326")
TRANS, OMEGA_3_ACIDS = "605", ("851", "629", "621")  # alpha-linolenic acid, EPA, DHA
LINOLENIC, ALPHA_LINOLENIC, POLYUNSATURATED = "619", "851", "646"
OF_FAT = (*FATTY_ACIDS, TRANS, "618", LINOLENIC, "675", *OMEGA_3_ACIDS)
WEIGHS_MOST_OF_IT = (WATER, PROTEIN, FAT, CARBOHYDRATE, ALCOHOL)

_HEAVIEST_100_G = Decimal("100.15")  # so far USDA's own analyses of one sample add up
# Baby cereals are, also where the name does not say so.
_FORTIFIED = re.compile(r"(?<!not )\b(fortified|enriched)\b|^Babyfood, cereal", re.IGNORECASE)


def recompute_derived(
    name: str, values: Values, corrected: Collection[str], factors: Factors
) -> dict[str, Decimal | None]:
    """What must change in a food's `values` after those of `corrected` came: new amounts, None for
    unknown.

    Only what was known before and was not itself corrected.
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


def _folate(name: str, values: Values, corrected: Collection[str]) -> Iterator[Change]:
    """Without added folic acid all is food folate; with it nobody says how it is shared out."""
    if FOLATE not in corrected:
        return
    has_none_added = values.get(FOLIC_ACID) == 0 and not _FORTIFIED.search(name)
    if not has_none_added:
        yield FOLIC_ACID, None
    for number in (FOOD_FOLATE, FOLATE_DFE):
        yield number, values[FOLATE] if has_none_added else None


def _energy(values: Values, corrected: Collection[str], factors: Factors) -> Iterator[Change]:
    if _corrected_any(corrected, PROTEIN, FAT, CARBOHYDRATE, ALCOHOL):
        kcal = atwater_kcal(values, factors)
        yield KCAL, _whole(kcal)
        yield KJ, _whole(None if kcal is None else kcal * KJ_OF_KCAL)


def _vitamin_d(values: Values, corrected: Collection[str]) -> Iterator[Change]:
    if VITAMIN_D not in corrected:
        return
    yield VITAMIN_D_IU, _whole(values[VITAMIN_D] * IU_OF_VITAMIN_D)
    if _sum(values, VITAMIN_D2_D3) != values[VITAMIN_D]:
        yield from _unknown(VITAMIN_D2_D3)


def _fat(values: Values, corrected: Collection[str]) -> Iterator[Change]:
    """Fatty acids that were not given are of another sample's fat, when they do not fit."""
    if not _corrected_any(corrected, FAT, *OF_FAT):
        return
    if FAT in values and _sum(values, FATTY_ACIDS) > values[FAT]:
        yield from _unknown(number for number in OF_FAT if values.get(number))
    if values.get(ALPHA_LINOLENIC, 0) > values.get(LINOLENIC, 0):
        yield LINOLENIC, None
    if _sum(values, OMEGA_3_ACIDS) > values.get(POLYUNSATURATED, 0):
        yield POLYUNSATURATED, None


def _carbohydrate(values: Values, corrected: Collection[str]) -> Iterator[Change]:
    if CARBOHYDRATE in corrected:
        yield from _unknown(
            part for part in (SUGARS, FIBRE) if values.get(part, 0) > values[CARBOHYDRATE]
        )


def _water(values: Values, corrected: Collection[str]) -> Iterator[Change]:
    """100 g of a food that hold more than 100 g: USDA changed the rest, but not the water."""
    if (
        _corrected_any(corrected, *WEIGHS_MOST_OF_IT)
        and _sum(values, WEIGHS_MOST_OF_IT) > _HEAVIEST_100_G
    ):
        yield WATER, None


def _corrected_any(corrected: Collection[str], *numbers: str) -> bool:
    return any(number in corrected for number in numbers)


def _sum(values: Mapping[str, Decimal], numbers: Collection[str]) -> Decimal:
    return sum((values.get(number, Decimal(0)) for number in numbers), Decimal(0))


def _unknown(numbers: Collection[str] | Iterator[str]) -> Iterator[Change]:
    return ((number, None) for number in numbers)


def _whole(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal(1), ROUND_HALF_UP)

"""Where USDA contradicts itself, over the whole table."""

import csv
import json
from decimal import ROUND_HALF_UP, Decimal

import pytest

from nutrition.foods.loading.builtin import BUILTIN_TABLE
from nutrition.foods.loading.table_file import BuiltinTable, unpack
from nutrition.foods.names import DATA
from nutrition.foods.other_values import AS_EATEN, OtherValue, other_value_words, other_values
from nutrition.foods.values import read_amounts

MAGNESIUM, WATER = "304", "255"
SR28 = "SR28, September 2015"
LENTILS = "16069"


@pytest.fixture(scope="module")
def table() -> BuiltinTable:
    return unpack(BUILTIN_TABLE.read_bytes())


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (DATA / "other_values.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def known(table: BuiltinTable) -> dict[tuple[str, str], Decimal]:
    """Magnesium and water of today's foods; corrections come later."""
    return {
        (row.source_ref, number): amount
        for row in table.revisions
        for number, amount in read_amounts(json.loads(row.amounts)).items()
        if number in (MAGNESIUM, WATER)
    }


def per_dry_matter(ref: str, known: dict[tuple[str, str], Decimal]) -> Decimal:
    share = known[ref, MAGNESIUM] / (100 - known[ref, WATER])
    return (100 * share).quantize(Decimal(1), ROUND_HALF_UP)


def test_every_value_differs_more_than_twofold_and_by_more_than_rounding(
    rows: list[dict[str, str]],
) -> None:
    pairs = [sorted((Decimal(row["here"]), Decimal(row["other"]))) for row in rows]

    assert all(high > 2 * low and high - low >= 5 for low, high in pairs)
    assert len({row["source_ref"] for row in rows}) == 25


def test_the_table_has_the_values_that_are_contradicted(
    rows: list[dict[str, str]], known: dict[tuple[str, str], Decimal]
) -> None:
    for row in rows:
        magnesium = known[row["source_ref"], MAGNESIUM]
        here = magnesium if row["per"] == AS_EATEN else per_dry_matter(row["source_ref"], known)

        assert (magnesium, here) == (Decimal(row["magnesium"]), Decimal(row["here"]))


def test_what_sr28_itself_says_elsewhere_is_in_the_table(
    table: BuiltinTable, rows: list[dict[str, str]], known: dict[tuple[str, str], Decimal]
) -> None:
    first = {
        row.source_ref: Decimal(row.magnesium)
        for row in table.revisions
        if row.release == 0 and row.magnesium is not None
    }
    names = {food.source_ref: food.name for food in table.foods}
    own = [row for row in rows if row["release"] == SR28]

    for row in own:
        other = first[row["ref"]] if row["per"] == AS_EATEN else per_dry_matter(row["ref"], known)

        assert (other, names[row["ref"]]) == (Decimal(row["other"]), row["food"])
    assert len(own) > 10


@pytest.mark.parametrize("ref", ["12166", "12537", "16069"])
def test_tahini_sunflower_kernels_and_lentils_are_in_it(
    ref: str, known: dict[tuple[str, str], Decimal]
) -> None:
    assert other_values(ref, known[ref, MAGNESIUM])


def test_an_unknown_or_corrected_value_is_not_contradicted() -> None:
    assert (
        other_values(LENTILS, None)
        == other_values(LENTILS, Decimal(107))
        == other_values("09040", Decimal(47))
        == ()
    )


def test_a_value_without_water_says_so() -> None:
    value = OtherValue("100 g of dry matter", Decimal(51), Decimal(119), SR28, "Lentils, boiled")

    assert other_value_words(value) == (
        "USDA’s values for this food disagree: without its water 100 g have 51 mg here, "
        "119 mg as “Lentils, boiled” (SR28, September 2015)."
    )

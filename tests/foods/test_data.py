"""The table that the repository carries is the one that its README describes."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from nutrition.foods.loading.build_sr28 import NUTRIENTS_NAME, build, figures
from nutrition.foods.loading.builtin import BUILTIN_TABLE
from nutrition.foods.loading.editions import DERIVED, LATER_RELEASE, builtin_table
from nutrition.foods.loading.laws import atwater_kcal, broken_laws, factors_of, listed_exceptions
from nutrition.foods.loading.table_file import BuiltinTable, unpack
from nutrition.foods.models import Nutrient, Quality
from nutrition.foods.values import KnownValue, read_values

DATA = BUILTIN_TABLE.parent
SHARED = Path(__file__).resolve().parents[3] / "shared"
KALE = "11233"
MAGNESIUM = "304"


@pytest.fixture(scope="module")
def table() -> BuiltinTable:
    return unpack(BUILTIN_TABLE.read_bytes())


def test_the_counts_are_those_of_usdas_documentation(table: BuiltinTable) -> None:
    assert len(table.foods) == 8_789
    assert len(table.groups) == 25
    assert len(table.portions) == 15_438


def values_after(table: BuiltinTable, release: int) -> dict[str, dict[str, KnownValue]]:
    """The values of each food after the release: 0, 1 or 2."""
    return {
        row.source_ref: read_values(json.loads(row.amounts), json.loads(row.details))
        for row in table.revisions
        if row.release <= release
    }


@pytest.fixture(scope="module")
def first_values(table: BuiltinTable) -> dict[str, dict[str, KnownValue]]:
    return values_after(table, 0)


@pytest.fixture(scope="module")
def last_values(table: BuiltinTable) -> dict[str, dict[str, KnownValue]]:
    return values_after(table, 2)


def amounts_of(values: dict[str, KnownValue]) -> dict[str, Decimal]:
    return {number: value.amount for number, value in values.items()}


def test_739_foods_have_no_magnesium_value(first_values: dict[str, dict[str, KnownValue]]) -> None:
    unknown = [ref for ref, values in first_values.items() if MAGNESIUM not in values]

    assert len(unknown) == 739


def test_kale_has_47_mg_and_later_33(
    first_values: dict[str, dict[str, KnownValue]], last_values: dict[str, dict[str, KnownValue]]
) -> None:
    assert first_values[KALE][MAGNESIUM].amount == 47
    assert last_values[KALE][MAGNESIUM] == KnownValue(Decimal(33), Quality.LATER_RELEASE)


def test_magnesium_and_energy_are_those_of_the_amounts(table: BuiltinTable) -> None:
    for row in table.revisions:
        amounts = json.loads(row.amounts)

        assert [row.magnesium, row.energy] == [
            amounts[number][0] if number in amounts else None for number in (MAGNESIUM, "208")
        ]


def test_a_law_is_broken_only_where_the_reason_is_listed(
    table: BuiltinTable, last_values: dict[str, dict[str, KnownValue]]
) -> None:
    broken = {
        (food.source_ref, law)
        for food in table.foods
        for law, _ in broken_laws(
            amounts_of(last_values[food.source_ref]), factors_of(*food.factors)
        )
    }

    assert broken == set(listed_exceptions())


def test_what_is_derived_from_a_corrected_value_fits_it_to_the_last_digit(
    table: BuiltinTable, last_values: dict[str, dict[str, KnownValue]]
) -> None:
    corrected = {
        row.source_ref: {
            number
            for number, (_, quality) in json.loads(row.amounts).items()
            if quality == Quality.LATER_RELEASE
        }
        for row in table.revisions
        if row.release == 1
    }
    factors = {food.source_ref: factors_of(*food.factors) for food in table.foods}

    faults = []
    for ref, numbers in corrected.items():
        known = amounts_of(last_values[ref])
        if numbers & {"203", "204", "205"}:
            faults += [ref] * (
                abs(known["208"] - (atwater_kcal(known, factors[ref]) or 0)) > Decimal("0.5")
            )
        if numbers & {"417", "431"} and "435" in known:
            faults += [ref] * (known["435"] != known["432"] + Decimal("1.7") * known["431"])
            faults += [ref] * (known["417"] != known["432"] + known["431"])
        if numbers & {"204", "606"}:
            acids = sum(known.get(number, Decimal(0)) for number in ("606", "645", "646"))
            faults += [ref] * (acids > known.get("204", Decimal(100)))

    assert faults == []
    assert Counter(row.release for row in table.revisions) == {0: 8_789, 1: 147, 2: 66}


def test_the_readme_says_how_many_magnesium_values_were_measured(
    last_values: dict[str, dict[str, KnownValue]],
) -> None:
    how = {
        ref: values[MAGNESIUM].quality for ref, values in last_values.items() if MAGNESIUM in values
    }
    counted = Counter(how.values())
    measured = sum(
        counted[how]
        for how in (Quality.ANALYTICAL, Quality.AGGREGATED_ANALYTICAL, Quality.LITERATURE)
    )
    makers = sum(
        counted[how]
        for how in (
            Quality.LABEL_CLAIM,
            Quality.FROM_LABEL,
            Quality.MAKER_CALCULATED,
            Quality.MAKER_ANALYTICAL,
        )
    )
    calculated = counted[Quality.IMPUTED]
    others = len(how) - measured - makers - calculated

    said = " ".join((DATA.parents[2] / "README.md").read_text(encoding="utf-8").split())

    assert (
        f"{len(how):,} magnesium values {measured:,} ({measured / len(how):.0%}) "
        "come from laboratories" in said
    )
    assert f"{calculated:,} ({calculated / len(how):.0%}) were calculated" in said
    assert (
        f"{makers:,} ({makers / len(how):.0%}) come from makers, and {others} are of other kinds"
        in said
    )
    assert 0.25 < (calculated + makers) / len(how) < 0.35  # "about 3 in 10", the pages say
    assert "measured USDA values" not in said


def test_every_quality_code_is_known(first_values: dict[str, dict[str, KnownValue]]) -> None:
    codes = {value.quality for values in first_values.values() for value in values.values()}

    assert codes <= set(Quality.values)
    assert (LATER_RELEASE, DERIVED) == (Quality.LATER_RELEASE, Quality.DERIVED)


def test_every_row_is_of_a_listed_food_and_nutrient(
    table: BuiltinTable, first_values: dict[str, dict[str, KnownValue]]
) -> None:
    foods = {food.source_ref for food in table.foods}
    nutrients = {nutrient.number for nutrient in table.nutrients if nutrient.sr28_name}

    assert set(first_values) == foods
    assert {number for values in first_values.values() for number in values} == nutrients
    assert {row.source_ref for row in table.portions} <= foods
    assert {row.source_ref for row in table.revisions} == foods


def test_a_release_gives_a_food_once(table: BuiltinTable) -> None:
    cells = Counter(row[:2] for row in table.revisions)

    assert cells.most_common(1)[0][1] == 1


def test_no_name_has_double_spaces_or_broken_characters(table: BuiltinTable) -> None:
    texts = [text for food in table.foods for text in food] + [
        portion.unit for portion in table.portions
    ]

    assert [
        text for text in texts if text != " ".join(text.split()) or not text.isprintable()
    ] == []
    assert "Entrée" in texts


def test_magnesium_is_first_and_the_ids_are_those_of_the_models(table: BuiltinTable) -> None:
    ids = {nutrient.number: int(nutrient.fdc_id) for nutrient in table.nutrients}

    assert next(iter(table.nutrients)).number == MAGNESIUM
    assert (ids[MAGNESIUM], ids["208"]) == (Nutrient.MAGNESIUM, Nutrient.ENERGY_KCAL)


def test_the_readme_states_what_the_files_are(table: BuiltinTable) -> None:
    stated = (DATA / "README.md").read_text().splitlines()

    assert set(figures(table, [DATA / NUTRIENTS_NAME, BUILTIN_TABLE]).splitlines()) <= set(stated)


def test_the_file_is_below_1200_kb() -> None:
    assert BUILTIN_TABLE.stat().st_size < 1_200_000


@pytest.mark.skipif(not (SHARED / "reference").exists(), reason="the reference tables are not here")
def test_every_nutrient_of_the_reference_map_is_listed_in_its_unit(table: BuiltinTable) -> None:
    units = {nutrient.fdc_id: nutrient.unit.replace("µ", "u") for nutrient in table.nutrients}
    with (SHARED / "reference/fdc_nutrient_map.csv").open(encoding="utf-8", newline="") as lines:
        mapped = {
            fdc: row["fdc_unit"]
            for row in csv.DictReader(lines)
            for fdc in row["fdc_id"].split("+")
        }

    assert {fdc: units.get(fdc) for fdc in mapped} == mapped


@pytest.mark.skipif(not (SHARED / "fooddata").exists(), reason="USDA's files are not here")
def test_the_file_is_what_the_script_makes_of_usdas_files(table: BuiltinTable) -> None:
    built = builtin_table(build(SHARED / "fooddata", DATA / NUTRIENTS_NAME))

    # The tables and not the bytes: another release of the compressor may find others.
    assert built == table

"""Builds the built-in food table from USDA's official files.

    python -m nutrition.foods.loading.build_sr28 ../shared/fooddata nutrition/foods/data

The first folder holds sr28/ and sr_legacy_corrections.csv, the second nutrients.csv; the table is
written into the second. The same inputs give the same bytes. It needs only the standard library.
"""

import csv
import hashlib
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from nutrition.foods.loading import sr28
from nutrition.foods.loading.derivation import recompute_derived
from nutrition.foods.loading.editions import builtin_table
from nutrition.foods.loading.laws import factors_of
from nutrition.foods.loading.table_file import (
    AmountRow,
    BuiltinTable,
    CorrectionRow,
    DerivedRow,
    FoodRow,
    FoodTable,
    NutrientRow,
    ReleaseRow,
    SourceRow,
    pack,
)

TABLE_NAME = "sr28.json.xz"
CORRECTIONS_NAME = "sr_legacy_corrections.csv"
NUTRIENTS_NAME = "nutrients.csv"

SOURCE = SourceRow(
    code="SR28",
    name="USDA National Nutrient Database for Standard Reference, Release 28",
    url="https://fdc.nal.usda.gov/",
    citation=(
        "U.S. Department of Agriculture, Agricultural Research Service, "
        "FoodData Central, fdc.nal.usda.gov"
    ),
)
RELEASES = [
    ReleaseRow(name="SR28, September 2015", published_on="2015-09-01"),
    ReleaseRow(
        name="SR Legacy values in FoodData Central, October 2024", published_on="2024-10-31"
    ),
    ReleaseRow(
        name="SR Legacy values of October 2024, what follows from them derived anew",
        published_on="2026-11-29",
    ),
]


class InputsDisagreeError(ValueError):
    """Two of the inputs contradict each other, so one of them is the wrong edition."""


def build(food_data: Path, nutrient_list: Path) -> FoodTable:
    """The table from the folder with sr28/ and the corrections, and the nutrients to keep."""
    folder = food_data / "sr28"
    nutrients = _nutrients(nutrient_list, sr28_nutrients=sr28.read_nutrients(folder))
    position = {nutrient.number: place for place, nutrient in enumerate(nutrients)}
    foods = list(sr28.read_foods(folder))
    food_position = {food.source_ref: place for place, food in enumerate(foods)}
    amounts = [amount for amount in sr28.read_amounts(folder) if amount.number in position]
    amounts.sort(key=lambda amount: (food_position[amount.source_ref], position[amount.number]))
    # Eighteen foods are newer than SR28; the corrections give their values but not their names.
    corrections = [
        row
        for row in _corrections(food_data / CORRECTIONS_NAME, amounts)
        if row.number in position and row.source_ref in food_position
    ]
    return FoodTable(
        sources=[SOURCE],
        releases=RELEASES,
        groups=list(sr28.read_groups(folder)),
        nutrients=nutrients,
        foods=foods,
        portions=list(sr28.read_portions(folder)),
        amounts=amounts,
        corrections=corrections,
        derived=list(_derived(foods, amounts, corrections)),
    )


def _nutrients(path: Path, sr28_nutrients: dict[str, tuple[str, str]]) -> list[NutrientRow]:
    """The rows of nutrients.csv with SR28's names. Both must have the same unit."""
    rows = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            sr28_name, sr28_unit = sr28_nutrients.get(row["number"], ("", row["unit"]))
            if sr28_unit != row["unit"]:
                raise InputsDisagreeError(
                    f"nutrient {row['number']}: {row['unit']} here, {sr28_unit} in SR28"
                )
            rows.append(
                NutrientRow(row["fdc_id"], row["number"], row["unit"], row["name"], sr28_name)
            )
    return rows


def _corrections(path: Path, amounts: Iterable[AmountRow]) -> list[CorrectionRow]:
    """USDA's later values. Each gives the value of SR28 that it replaces (empty: none)."""
    sr28_amounts = {(amount.source_ref, amount.number): amount.amount for amount in amounts}
    rows = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            cell = row["ndb"], row["nutrient_nbr"]
            if _number(row["sr28"]) != _number(sr28_amounts.get(cell, "")):
                raise InputsDisagreeError(
                    f"food {cell[0]}, nutrient {cell[1]}: SR28 does not have {row['sr28']!r}"
                )
            rows.append(CorrectionRow(*cell, amount=f"{Decimal(row['sr_legacy']).normalize():f}"))
    return rows


def _derived(
    foods: Iterable[FoodRow], amounts: Iterable[AmountRow], corrections: Iterable[CorrectionRow]
) -> Iterator[DerivedRow]:
    """The values that are recomputed because of the corrections, in the order of `foods`."""
    corrected: dict[str, dict[str, Decimal]] = {}
    for row in corrections:
        corrected.setdefault(row.source_ref, {})[row.number] = Decimal(row.amount)
    values: dict[str, dict[str, Decimal]] = {}
    for amount in amounts:
        if amount.source_ref in corrected:
            values.setdefault(amount.source_ref, {})[amount.number] = Decimal(amount.amount)
    for food in foods:
        later = corrected.get(food.source_ref, {})
        known = values.get(food.source_ref, {}) | later
        for number, new in recompute_derived(
            food.name, known, later, factors_of(*food.factors)
        ).items():
            yield DerivedRow(food.source_ref, number, "" if new is None else f"{new.normalize():f}")


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def sha256_of(content: bytes) -> str:
    """The SHA-256 of `content` in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def figures(table: FoodTable | BuiltinTable, files: Iterable[Path]) -> str:
    """The figures for the README beside the table, as rows of its tables."""
    lines = [
        f"| {path.name} | {path.stat().st_size:,} | `{sha256_of(path.read_bytes())}` |"
        for path in files
    ]
    lines += [f"| {name} | {len(rows):,} |" for name, rows in table._asdict().items()]
    return "\n".join(lines)


def main(food_data: Path, data: Path) -> None:
    """Write the table and print its figures."""
    table = build(food_data, data / NUTRIENTS_NAME)
    packed = builtin_table(table)
    (data / TABLE_NAME).write_bytes(pack(packed))
    inputs = [food_data / "sr28" / name for name in sr28.FILES]
    files = [*inputs, food_data / CORRECTIONS_NAME, data / NUTRIENTS_NAME, data / TABLE_NAME]
    sys.stdout.write(figures(table, files) + f"\n| revisions | {len(packed.revisions):,} |\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""The built-in food table as one file, compressed by xz.

Its first line is JSON: the columns of each table, which compress better than rows. The lines that
follow are JSON as the columns of a revision hold it, so that loading writes them as they are: the
amounts of all revisions, then their details.
"""

import json
import lzma
from collections.abc import Collection
from itertools import starmap
from typing import Any, NamedTuple

# These gave the smallest file: values are short texts of digits without alignment, so no position
# bits.
_XZ_FILTERS = [
    {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 3, "lp": 0, "pb": 0}
]


class SourceRow(NamedTuple):
    """Who published the table."""

    code: str
    name: str
    url: str
    citation: str


class ReleaseRow(NamedTuple):
    """An edition. `published_on` is an ISO date, the first of the month if no day is given."""

    name: str
    published_on: str


class GroupRow(NamedTuple):
    """A food group."""

    code: str
    name: str


class NutrientRow(NamedTuple):
    """A nutrient, in the order of the pages. `sr28_name` is "" for those that SR28 lacks."""

    fdc_id: str
    number: str
    unit: str
    name: str
    sr28_name: str


class FoodRow(NamedTuple):
    """A food. `refuse` is the inedible share in percent of the weight as bought, "" when not given.

    The factors are kcal in 1 g, "" where USDA gives none.
    """

    source_ref: str
    group: str
    name: str
    common_names: str
    manufacturer: str
    scientific_name: str
    refuse: str
    refuse_description: str
    protein_factor: str = ""
    fat_factor: str = ""
    carbohydrate_factor: str = ""

    @property
    def factors(self) -> tuple[str, str, str]:
        return self.protein_factor, self.fat_factor, self.carbohydrate_factor


class PortionRow(NamedTuple):
    """`amount` of `unit` weighs `grams`. A food's portions are in the order of the source."""

    source_ref: str
    amount: str
    unit: str
    grams: str


class AmountRow(NamedTuple):
    """A known value per 100 g in the nutrient's unit; a value without a row is unknown.

    `quality` is the source code of SRC_CD.txt, `changed` MM/YYYY; the last three may be "".
    """

    source_ref: str
    number: str
    amount: str
    quality: str
    samples: str
    standard_error: str
    changed: str


class CorrectionRow(NamedTuple):
    """A value that the second release changes or adds; how it was measured is not given."""

    source_ref: str
    number: str
    amount: str


class DerivedRow(NamedTuple):
    """A value that the third release recomputes from the corrected ones; "" means unknown from then
    on.
    """

    source_ref: str
    number: str
    amount: str


class FoodTable(NamedTuple):
    """What USDA published. `releases` are the first edition and those with later values."""

    sources: Collection[SourceRow]
    releases: Collection[ReleaseRow]
    groups: Collection[GroupRow]
    nutrients: Collection[NutrientRow]
    foods: Collection[FoodRow]
    portions: Collection[PortionRow]
    amounts: Collection[AmountRow]
    corrections: Collection[CorrectionRow]
    derived: Collection[DerivedRow]


class RevisionRow(NamedTuple):
    """All values of a food from a release on; `release` is the place of the release, from 0.

    `magnesium` and `energy` are mg and kcal per 100 g, None where unknown. `amounts` and `details`
    are JSON, as nutrition/foods/values.py describes it.
    """

    release: int
    source_ref: str
    magnesium: str | None
    energy: str | None
    amounts: str
    details: str


class BuiltinTable(NamedTuple):
    """Everything in the file."""

    sources: list[SourceRow]
    releases: list[ReleaseRow]
    groups: list[GroupRow]
    nutrients: list[NutrientRow]
    foods: list[FoodRow]
    portions: list[PortionRow]
    revisions: list[RevisionRow]


_ROW_TYPES: dict[str, Any] = {
    "sources": SourceRow,
    "releases": ReleaseRow,
    "groups": GroupRow,
    "nutrients": NutrientRow,
    "foods": FoodRow,
    "portions": PortionRow,
    "revisions": RevisionRow,
}


def pack(table: BuiltinTable) -> bytes:
    """The bytes of the file; the same table always gives the same bytes."""
    rows = table._asdict() | {"revisions": [row[:-2] for row in table.revisions]}
    columns = {name: list(zip(*of_table, strict=True)) for name, of_table in rows.items()}
    lines = [json.dumps(columns, ensure_ascii=False, separators=(",", ":"))]
    lines += [row.amounts for row in table.revisions]
    lines += [row.details for row in table.revisions]
    text = "\n".join(lines)
    return lzma.compress(text.encode(), format=lzma.FORMAT_XZ, filters=_XZ_FILTERS)


def unpack(content: bytes) -> BuiltinTable:
    """The table from the bytes of the file."""
    first, *lines = lzma.decompress(content).decode().split("\n")
    columns = json.loads(first)
    half = len(lines) // 2
    columns["revisions"] += [lines[:half], lines[half:]] if lines else []
    return BuiltinTable(
        **{
            name: list(starmap(row_type, zip(*columns[name], strict=True)))
            for name, row_type in _ROW_TYPES.items()
        }
    )

"""The built-in food table as one file: JSON compressed by xz, each field a column of text lines."""

import json
import lzma
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from itertools import compress, starmap
from typing import Any, NamedTuple, get_args, get_type_hints

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

    A food's rows are consecutive.

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
    """Everything in the file. `releases` are the first edition and those with later values."""

    sources: Collection[SourceRow]
    releases: Collection[ReleaseRow]
    groups: Collection[GroupRow]
    nutrients: Collection[NutrientRow]
    foods: Collection[FoodRow]
    portions: Collection[PortionRow]
    amounts: Collection[AmountRow]
    corrections: Collection[CorrectionRow]
    derived: Collection[DerivedRow]


_ROW_TYPES: dict[str, Any] = {
    name: get_args(hint)[0] for name, hint in get_type_hints(FoodTable).items()
}


class ColumnRows(Collection[Any]):
    """Rows built from columns at each iteration: keeping 430,000 would take a second more."""

    def __init__(self, row_type: Any, columns: dict[str, str]) -> None:
        self.row_type = row_type
        self.cells = [columns[field].split("\n")[:-1] for field in row_type._fields]

    def __len__(self) -> int:
        return len(self.cells[0])

    def __iter__(self) -> Iterator[Any]:
        return starmap(self.row_type, zip(*self.cells, strict=True))

    def __contains__(self, row: object) -> bool:
        return any(row == other for other in self)

    def starting_with(self, keys: Container[str]) -> Iterator[Any]:
        """The rows whose first cell is one of `keys`; the others are not built."""
        wanted = map(keys.__contains__, self.cells[0])
        return starmap(self.row_type, compress(zip(*self.cells, strict=True), wanted))


def columns_of(rows: Collection[Any]) -> Collection[Sequence[str]]:
    """The columns of any rows; unpacked rows already have them."""
    return rows.cells if isinstance(rows, ColumnRows) else list(zip(*rows, strict=True))


def pack(table: FoodTable) -> bytes:
    """The bytes of the file; the same table always gives the same bytes."""
    columns = {name: _to_columns(_ROW_TYPES[name], rows) for name, rows in table._asdict().items()}
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return lzma.compress(text.encode(), format=lzma.FORMAT_XZ, filters=_XZ_FILTERS)


def unpack(content: bytes) -> FoodTable:
    """The table from the bytes of the file."""
    tables = json.loads(lzma.decompress(content))
    return FoodTable(
        **{name: ColumnRows(row_type, tables[name]) for name, row_type in _ROW_TYPES.items()}
    )


def _to_columns(row_type: Any, rows: Collection[tuple[str, ...]]) -> dict[str, str]:
    """Column texts by field name. A line break ends each cell, so no rows differ from one empty
    cell.
    """
    fields = row_type._fields
    columns: Iterable[tuple[str, ...]] = zip(*rows, strict=True) if rows else [()] * len(fields)
    return {
        field: "".join(f"{cell}\n" for cell in column)
        for field, column in zip(fields, columns, strict=True)
    }

"""Reads the official ASCII files of USDA's SR28: fields between carets, texts between tildes."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from nutrition.foods.loading.table_file import AmountRow, FoodRow, GroupRow, PortionRow

# USDA says ISO-8859-1, but a scientific name has the curly quotes of Windows. Both encodings agree
# in all other bytes of the files.
ENCODING = "cp1252"

FILES = ("FOOD_DES.txt", "FD_GROUP.txt", "NUTR_DEF.txt", "NUT_DATA.txt.gz", "WEIGHT.txt")


class SR28FormatError(ValueError):
    """A line does not have as many fields as the lines of its file should."""


def read_groups(folder: Path) -> Iterator[GroupRow]:
    """Every food group, in the file's order."""
    for code, name in _lines(folder / "FD_GROUP.txt", fields=2):
        yield GroupRow(code, name)


def read_nutrients(folder: Path) -> dict[str, tuple[str, str]]:
    """(name, unit) by nutrient number."""
    return {line[0]: (line[3], line[1]) for line in _lines(folder / "NUTR_DEF.txt", fields=6)}


def read_foods(folder: Path) -> Iterator[FoodRow]:
    """Every food, in the file's order."""
    for line in _lines(folder / "FOOD_DES.txt", fields=14):
        (
            source_ref,
            group,
            name,
            _short,
            common,
            manufacturer,
            _survey,
            about_refuse,
            refuse,
            scientific,
        ) = line[:10]
        _nitrogen, *factors = line[10:]
        yield FoodRow(
            source_ref,
            group,
            name,
            common,
            manufacturer,
            scientific,
            refuse,
            about_refuse,
            *factors,
        )


def read_amounts(folder: Path) -> Iterator[AmountRow]:
    """Every value, in the file's order. 0 samples in SR28 means not measured, here ""."""
    for line in _lines(folder / "NUT_DATA.txt.gz", fields=18):
        source_ref, number, amount, samples, standard_error, quality = line[:6]
        yield AmountRow(
            source_ref,
            number,
            amount,
            quality,
            "" if samples == "0" else samples,
            standard_error,
            line[16],
        )


def read_portions(folder: Path) -> Iterator[PortionRow]:
    """Every household weight, in the file's order."""
    for source_ref, _sequence, amount, unit, grams, *_ in _lines(folder / "WEIGHT.txt", fields=7):
        yield PortionRow(source_ref, amount, unit, grams)


def _lines(path: Path, fields: int) -> Iterator[list[str]]:
    """The cleaned fields of each line: no tildes, and single spaces instead of double ones."""
    unpacked = gzip.open if path.suffix == ".gz" else open
    with unpacked(path, "rt", encoding=ENCODING) as lines:
        for place, line in enumerate(lines, start=1):
            cells = [cell.strip() for cell in " ".join(line.replace("~", "").split()).split("^")]
            if len(cells) != fields:
                raise SR28FormatError(
                    f"{path.name}, line {place}: {len(cells)} fields, not {fields}"
                )
            yield cells

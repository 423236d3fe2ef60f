"""From the bytes of a file to the rows of a table, whatever program wrote it. Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nutrition.transfer.importing.batch import ImportProblems, UnreadableFile

# 27 years of ten foods a day.
MOST_ROWS = 100_000
MOST_COLUMNS = 300
LONGEST_CELL = 2_000
DELIMITERS = (",", ";", "\t", "|")
_BINARY = {
    b"PK\x03\x04": (
        "This is a zip or Excel file. Unpack it, or save the table as CSV, and choose the CSV file."
    ),
    b"\x1f\x8b": "This is a compressed file. Unpack it and choose the file inside.",
    b"%PDF": "This is a PDF. Export a CSV file instead.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel file. Save the table as CSV and choose that file.",
    b"\x89PNG": "This is a picture. Choose a CSV file.",
    b"\xff\xd8\xff": "This is a picture. Choose a CSV file.",
}


class Decoded(NamedTuple):
    """The text, and the encoding it was in where that had to be guessed."""

    text: str
    guessed: str = ""


def decode(content: bytes) -> Decoded:
    """UTF-8 or UTF-16, with or without a BOM; else Windows-1252. Raises UnreadableFile."""
    for start, message in _BINARY.items():
        if content.startswith(start):
            raise UnreadableFile(message)
    decoded = _decoded(content)
    if not decoded.text.strip("\ufeff \t\r\n\0"):
        raise UnreadableFile("This file is empty.")
    return decoded


def _decoded(content: bytes) -> Decoded:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(content.decode("utf-16", errors="replace"))
    head = content[:4_000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(head) > 3 and zeros.count(0) > len(zeros) * 0.6:
            return Decoded(content.decode(encoding, errors="replace"), "UTF-16")
    try:
        return Decoded(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; Latin-1 has a character for every one.
        try:
            return Decoded(content.decode("cp1252"), "Windows-1252")
        except UnicodeDecodeError:
            return Decoded(content.decode("latin-1"), "Latin-1")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header; `rows` reads it anew each time, so that it is never held whole."""

    text: str
    delimiter: str
    header: tuple[str, ...]
    first_row: int  # the number of lines before it

    def rows(self, problems: ImportProblems) -> Iterator[tuple[int, list[str]]]:
        """The line at which each row begins, and its cells as the header has; no blank rows."""
        reader = csv.reader(
            io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True
        )
        line, width, count = 0, len(self.header), 0
        while True:
            start = line + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                problems.add(
                    f"line {start}",
                    f"This line cannot be read ({error}). The file may be cut off here.",
                )
                return
            line = reader.line_num
            if start <= self.first_row or not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise UnreadableFile(
                    f"This file has more than {MOST_ROWS:,} lines. Split it, for example by year."
                )
            if fault := _fault(cells, width):
                problems.add(f"line {start}", fault)
            else:
                yield start, cells[:width]


def _fault(cells: list[str], width: int) -> str:
    if len(cells) < width:
        return f"This line has {len(cells)} cells and the header {width}: it may be cut off."
    if any(cell.strip() for cell in cells[width:]):
        return (
            f"This line has {len(cells)} cells and the header {width}: "
            "a comma in a name may be without quotes."
        )
    if any("\0" in cell for cell in cells):
        return "This line has characters that no text has (NUL)."
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return f"A cell of this line has more than {LONGEST_CELL:,} characters."
    return ""


def open_table(text: str) -> Table:
    """Finds the delimiter and the header. Raises UnreadableFile when it is no table."""
    lines = text.split("\n", 20)[:20]
    skipped = 0
    while lines and (not lines[0].strip() or lines[0].strip().lower().startswith("sep=")):
        lines.pop(0)
        skipped += 1
    head = lines[0].rstrip("\r") if lines else ""
    if "\r" in head:  # an old Mac's line ends
        return open_table(text.replace("\r\n", "\n").replace("\r", "\n"))
    delimiter = max(DELIMITERS, key=lambda one: _outside_quotes(head, one))
    if not _outside_quotes(head, delimiter):
        raise UnreadableFile(
            "This file is no table: its first line has no columns. "
            "Choose a CSV file with a header line."
        )
    try:
        header = next(csv.reader([head], delimiter=delimiter))
    except (csv.Error, StopIteration) as error:
        raise UnreadableFile(
            "The first line of this file cannot be read as the names of columns."
        ) from error
    if len(header) > MOST_COLUMNS:
        raise UnreadableFile(f"This table has more than {MOST_COLUMNS} columns.")
    return Table(
        text, delimiter, tuple(cell.strip(" \ufeff\0")[:200] for cell in header), skipped + 1
    )


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])

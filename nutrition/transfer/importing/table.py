"""Decodes a file and reads the rows of its table, whatever program wrote it. Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nutrition.transfer.importing.batch import ImportProblems, UnreadableFile

# 27 years of ten foods a day.
MAX_ROWS = 100_000
MAX_COLUMNS = 300
MAX_CELL_LENGTH = 2_000
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


class DecodedText(NamedTuple):
    """`guess` names the encoding if it had to be guessed; otherwise it is empty."""

    text: str
    guess: str = ""


def decode(content: bytes) -> DecodedText:
    """UTF-8 or UTF-16, with or without a byte order mark; otherwise Windows-1252.

    Raises UnreadableFile for an empty file and for one that is not text.
    """
    for start, message in _BINARY.items():
        if content.startswith(start):
            raise UnreadableFile(message)
    decoded = _decode_text(content)
    if not decoded.text.strip("\ufeff \t\r\n\0"):
        raise UnreadableFile("This file is empty.")
    return decoded


def _decode_text(content: bytes) -> DecodedText:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return DecodedText(content.decode("utf-16", errors="replace"))
    # Latin letters in UTF-16 have a zero as every second byte.
    head = content[:4_000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(head) > 3 and zeros.count(0) > len(zeros) * 0.6:
            return DecodedText(content.decode(encoding, errors="replace"), "UTF-16")
    try:
        return DecodedText(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; Latin-1 has a character for every byte.
        try:
            return DecodedText(content.decode("cp1252"), "Windows-1252")
        except UnicodeDecodeError:
            return DecodedText(content.decode("latin-1"), "Latin-1")


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header is known and whose rows are read when they are needed.

    The rows are not kept: splitting 20 MB of text takes 0.4 s of processor time, and its cells
    would take 250 MB of memory.
    """

    text: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int

    def rows(self, problems: ImportProblems) -> Iterator[tuple[int, list[str]]]:
        """Yields the line number and the cells of each row, as many as the header has; no blank
        rows.
        """
        reader = csv.reader(
            io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True
        )
        last_line, width, count = 0, len(self.header), 0
        try:
            for cells in reader:
                line, last_line = last_line + 1, reader.line_num
                if line <= self.header_line or not any(cell.strip() for cell in cells):
                    continue
                count += 1
                if count > MAX_ROWS:
                    raise UnreadableFile(
                        f"This file has more than {MAX_ROWS:,} lines. "
                        "Split it, for example by year."
                    )
                if fault := _fault_of_row(cells, width):
                    problems.add(f"line {line}", fault)
                else:
                    yield line, cells[:width]
        except csv.Error as error:
            problems.add(
                f"line {last_line + 1}",
                f"This line cannot be read ({error}). The file may be cut off here.",
            )


def _fault_of_row(cells: list[str], width: int) -> str:
    if len(cells) < width:
        return f"This line has {len(cells)} cells and the header {width}: it may be cut off."
    if any(cell.strip() for cell in cells[width:]):
        return (
            f"This line has {len(cells)} cells and the header {width}: "
            "a comma in a name may be without quotes."
        )
    if any("\0" in cell for cell in cells):
        return "This line has characters that no text has (NUL)."
    if any(len(cell) > MAX_CELL_LENGTH for cell in cells):
        return f"A cell of this line has more than {MAX_CELL_LENGTH:,} characters."
    return ""


def open_table(text: str) -> Table:
    """Finds the delimiter and the header. Raises UnreadableFile if the text is not a table."""
    lines = text.split("\n", 20)[:20]
    before = 0
    # Excel writes sep=; as a line of its own.
    while lines and (not lines[0].strip() or lines[0].strip().lower().startswith("sep=")):
        lines.pop(0)
        before += 1
    first = lines[0].rstrip("\r") if lines else ""
    if "\r" in first:  # an old Mac's line ends
        return open_table(text.replace("\r\n", "\n").replace("\r", "\n"))
    delimiter = max(DELIMITERS, key=lambda one: _count_outside_quotes(first, one))
    if not _count_outside_quotes(first, delimiter):
        raise UnreadableFile(
            "This file is not a table: its first line has no columns. "
            "Choose a CSV file with a header line."
        )
    try:
        [header] = csv.reader([first], delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableFile(
            "The first line of this file cannot be read as the names of columns."
        ) from error
    if len(header) > MAX_COLUMNS:
        raise UnreadableFile(f"This table has more than {MAX_COLUMNS} columns.")
    names = tuple(cell.strip(" \ufeff\0")[:200] for cell in header)
    return Table(text, delimiter, names, before + 1)


def _count_outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])

"""Lines of CSV, and cells of text that no spreadsheet runs as a formula. Pure.

A spreadsheet runs a cell that starts with = + - or @ (in Japan also the full-width signs), even
after spaces and quotes (OWASP, "CSV Injection"). If its separator is a semicolon or a tab, it
splits our cells there and at line breaks, in spite of quotes, so a cell may start after each of
these.
"""

import csv
import re
from collections.abc import Iterable
from typing import Any

_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫\t\r\n"
_CELL_START = r"(?:^|(?<=[;|\t\r\n]))"
# White space except for the signs: otherwise a run of them would be scanned again from each sign,
# in quadratic time.
_FORMULA = rf"(?:[^\S\t\r\n]|['\"])*[{_SIGNS}]"
_TO_ESCAPE = re.compile(rf"{_CELL_START}(?={_FORMULA})")
_ESCAPED = re.compile(rf"{_CELL_START}'(?={_FORMULA})")


def escape_formulas(text: str) -> str:
    """The text with an apostrophe before each start of a cell that a spreadsheet would run."""
    return _TO_ESCAPE.sub("'", text)


def unescape_formulas(cell: str) -> str:
    """The text from which `escape_formulas` made the cell."""
    return _ESCAPED.sub("", cell)


class _Echo:
    """A file for csv.writer that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def csv_line(cells: Iterable[Any]) -> str:
    """The cells as a line of a file, with its line break; None is an empty cell."""
    line: str = csv.writer(_Echo()).writerow(cells)
    return line

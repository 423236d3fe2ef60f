"""Text in the cells of a CSV file that no spreadsheet takes for a formula, and that comes back
letter for letter. Pure.

A spreadsheet runs a cell that begins with = + - or @, in Japan also with the full-width signs,
after spaces and quotes too (OWASP, "CSV Injection"). Where its separator is a semicolon or a tab it
splits our cells there, and at line breaks, whatever quotes are around them: each of these begins a
cell.
"""

import re

_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫\t\r\n"
_BEGINS = r"(?:^|(?<=[;|\t\r\n]))"
# Of white space the signs are left out: a run that could go on beyond one would be read again from
# each of them.
_FORMULA = rf"(?:[^\S\t\r\n]|['\"])*[{_SIGNS}]"
_TO_ESCAPE = re.compile(rf"{_BEGINS}(?={_FORMULA})")
_ESCAPED = re.compile(rf"{_BEGINS}'(?={_FORMULA})")


def escape_formulas(text: str) -> str:
    """The text with an apostrophe before each beginning that a spreadsheet would run."""
    return _TO_ESCAPE.sub("'", text)


def unescape_formulas(cell: str) -> str:
    """The text that `escape_formulas` made the cell of."""
    return _ESCAPED.sub("", cell)

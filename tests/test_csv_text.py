"""Cells of CSV: nothing that a spreadsheet would run, and the same text when it is read again."""

import csv
import re
from io import StringIO
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nutrition.csv_text import csv_line, escape_formulas, unescape_formulas

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
ODD = st.text(st.sampled_from([*SIGNS, *"';\"|\t\r\n, ", "a", "1", "\u3000", "\xa0"]), max_size=12)
TEXTS = ODD | st.text(st.characters(codec="utf-8"), max_size=20)


def cells_of_any_spreadsheet(cell: str) -> list[str]:
    """Where the cell may be cut, whatever separates cells there and whatever is quoted."""
    return [
        piece.lstrip(" '\"\u3000\xa0") if piece[:1] != "'" else piece
        for piece in re.split(r"[;|\t\r\n]", cell)
    ]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    "before", ["", " ", '"', "a;", "a; ", "a\t", "a\n", "a\r\n", "a|", "'\";", "\u3000"]
)
def test_cell_that_would_be_run_begins_with_an_apostrophe(before: str, sign: str) -> None:
    cell = escape_formulas(f"{before}{sign}1+1")

    assert not any(piece.startswith(tuple(SIGNS)) for piece in cells_of_any_spreadsheet(cell))
    assert cell != f"{before}{sign}1+1"


@given(TEXTS)
def test_no_text_is_run(text: str) -> None:
    pieces = cells_of_any_spreadsheet(escape_formulas(text))

    assert not any(piece.startswith(tuple(SIGNS)) for piece in pieces)


@given(TEXTS)
@example("'=1")
@example("''=1")
@example("';'=1")
@example("\t=1")
def test_text_comes_back_letter_for_letter(text: str) -> None:
    assert unescape_formulas(escape_formulas(text)) == text


@pytest.mark.parametrize(
    "text", ["", "0.5", "Almonds = nuts", "B-12", "Crème fraîche; 30 % fat", "'n Beetje", "a@b"]
)
def test_text_that_nothing_would_run_stays_as_it_is(text: str) -> None:
    assert escape_formulas(text) == unescape_formulas(text) == text


@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_rows_come_back_through_a_csv_file(texts: list[str]) -> None:
    file = StringIO(newline="")
    csv.writer(file).writerow([escape_formulas(text) for text in texts])

    (row,) = csv.reader(StringIO(file.getvalue(), newline=""))

    assert [unescape_formulas(cell) for cell in row] == texts


def test_no_text_takes_long() -> None:
    """A hundredth of the allowed time; looking on from each beginning takes half a minute."""
    text, before = "\t'" * 50_000, process_time()

    assert unescape_formulas(escape_formulas(text)) == text
    assert process_time() - before < 5


def test_cells_are_one_line_and_unknown_is_empty() -> None:
    line = csv_line(["food", None, 'a "b", c\nd'])

    assert line == 'food,,"a ""b"", c\nd"\r\n'
    assert list(csv.reader(StringIO(line, newline=""))) == [["food", "", 'a "b", c\nd']]

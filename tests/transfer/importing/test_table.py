"""From bytes to rows, whatever program wrote them."""

import pytest

from nutrition.transfer.importing.batch import ImportProblems, UnreadableFile
from nutrition.transfer.importing.table import MAX_ROWS, Table, decode, open_table

SMALL = "Date,Food\n2026-11-20,Käse\n"


def rows_of(text: str) -> tuple[list[list[str]], ImportProblems]:
    problems = ImportProblems()
    return [cells for _, cells in open_table(text).rows(problems)], problems


@pytest.mark.parametrize(
    ("encoding", "guess"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_told_apart(encoding: str, guess: str) -> None:
    decoded = decode(SMALL.encode(encoding))

    assert decoded.text.lstrip("\ufeff") == SMALL
    assert decoded.guess == guess


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\n", "empty"),
        (b"\0\0\0\0", "empty"),
        (b"PK\x03\x04rest", "zip or Excel"),
        (b"\x1f\x8brest", "compressed"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_binary_files_are_refused_with_advice(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        decode(content)


@pytest.mark.parametrize(
    "text",
    [
        "Date,Food\n2026-11-20,Kale\n",
        "Date;Food\n2026-11-20;Kale\n",
        "Date\tFood\r\n2026-11-20\tKale\r\n",
        "Date|Food\n2026-11-20|Kale",
        "sep=;\nDate;Food\n2026-11-20;Kale\n",
        "\n\nDate,Food\n\n2026-11-20,Kale\n\n,\n",
        "Date,Food\r2026-11-20,Kale\r",
        '"Date","Food"\n"2026-11-20","Kale"\n',
        "Date,Food\n2026-11-20,Kale,,\n",
    ],
)
def test_delimiters_and_line_ends_are_found(text: str) -> None:
    rows, problems = rows_of(text)

    assert rows == [["2026-11-20", "Kale"]]
    assert not problems.count


def test_delimiter_inside_quotes_does_not_count() -> None:
    assert open_table('"a;b;c;d",Food\n').delimiter == ","


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("A,B,C\n1,2,3\n1,2", "line 3", "cut off"),
        ("A,B\n1,2\n1,2,3\n", "line 3", "without quotes"),
        ('A,B\n1,2\n3,"four', "line 3", "cut off"),
        ("A,B\n1,\0\n", "line 2", "NUL"),
        (f"A,B\n1,{'x' * 3000}\n", "line 2", "2,000"),
        ('A,B\n"two\nlines",2\n1\n', "line 4", "1 cells"),
    ],
)
def test_faulty_lines_are_reported_by_their_number(text: str, where: str, says: str) -> None:
    _, problems = rows_of(text)

    assert [problem.where for problem in problems.details] == [where]
    assert says in problems.details[0].what


def test_too_many_lines_are_refused_without_reading_them_all() -> None:
    table = Table("A,B\n" + "1,2\n" * (MAX_ROWS + 10), ",", ("A", "B"), 1)

    with pytest.raises(UnreadableFile, match="more than 100,000 lines"):
        for _ in table.rows(ImportProblems()):
            pass


@pytest.mark.parametrize("text", ["no table at all\nreally\n", "x" * 10_000])
def test_text_without_columns_is_not_a_table(text: str) -> None:
    with pytest.raises(UnreadableFile, match="no columns"):
        open_table(text)

"""The quick-add line. tests/data/quickadd_lines.csv has a line of each kind that people write."""

import csv
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nutrition.diary.quickadd.parser import MAX_CHARACTERS, MAX_ITEMS, ParsedItem, parse_line

LINES = Path(__file__).parents[2] / "data" / "quickadd_lines.csv"


def _rows() -> list[tuple[str, str, str]]:
    with LINES.open(newline="", encoding="utf-8") as file:
        return [
            (row["text"].replace("\\n", "\n"), row["meal"], row["items"])
            for row in csv.DictReader(file)
        ]


def _as_listed(item: ParsedItem) -> str:
    """quantity|unit|size|words, with "?" after a guessed amount: how the list writes an item."""
    doubt = "?" if item.is_doubtful else ""
    return f"{item.quantity or ''}|{item.unit or ''}|{item.size or ''}|{item.words}{doubt}"


def _read(text: str) -> list[str]:
    return [_as_listed(item) for item in parse_line(text).items]


@pytest.mark.parametrize(("text", "meal", "items"), _rows())
def test_a_line_is_read_as_listed(text: str, meal: str, items: str) -> None:
    line = parse_line(text)

    assert "; ".join(_as_listed(item) for item in line.items) == items
    assert (line.meal or "") == meal
    assert line.problems == ()


@pytest.mark.parametrize("text", ["0 eggs", "-2 eggs", "999999999999 eggs", "9" * 900 + " eggs"])
def test_an_impossible_amount_is_ignored_and_reported(text: str) -> None:
    line = parse_line(text)

    assert [(item.quantity, item.is_doubtful) for item in line.items] == [(None, True)]
    assert line.problems[0].endswith(": enter an amount such as 1, 0.5 or 1/2.")


def test_an_amount_without_a_food_asks_which() -> None:
    line = parse_line("2 eggs and 30 g")

    assert [item.words for item in line.items] == ["eggs"]
    assert line.problems == ("“30 g”: which food?",)


def test_two_meals_in_one_text_are_reported() -> None:
    line = parse_line("breakfast: 2 eggs\nlunch: soup")

    assert line.meal == "breakfast"
    assert line.problems == ("This names breakfast and lunch. Enter one meal at a time.",)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", ",", "...", "breakfast:", "\x00", "\ud800", "\u202e", "()", "and"]
)
def test_a_text_without_a_food_has_no_items(text: str) -> None:
    assert parse_line(text).items == ()


def test_a_text_too_long_is_not_read_in_part() -> None:
    line = parse_line("2 eggs, " * 1250)

    assert line.items == ()
    assert line.problems == ("That is 10,000 characters. Enter up to 1,000 at a time.",)


def test_too_many_foods_are_not_read_in_part() -> None:
    line = parse_line(",".join(["egg"] * 100))

    assert line.items == ()
    assert line.problems == ("That is 100 foods. Enter up to 30 at a time.",)


def test_thirty_foods_are_read() -> None:
    assert len(parse_line(",".join(["egg"] * MAX_ITEMS)).items) == MAX_ITEMS


def test_invisible_characters_are_neither_read_nor_kept() -> None:
    text = "\u200f2 al\u200bmo\x00nds\ud800, <b>1 egg</b>"

    first, second = parse_line(text).items

    assert (first.quantity, first.words, first.text) == (2, "almonds", "2 almonds")
    assert text[first.start : first.end] == "2 al\u200bmo\x00nds"
    assert (second.quantity, "egg" in second.words) == (None, True)


def test_markup_is_text_like_any_other() -> None:
    (item,) = parse_line("1 cup <script>alert</script> soup").items

    assert item.text == "1 cup <script>alert</script> soup"


def test_offsets_find_each_food_in_the_text_as_typed() -> None:
    text = "Lunch:  2   eggs ,\t30 g  almonds"

    pieces = [text[item.start : item.end] for item in parse_line(text).items]

    assert pieces == ["2   eggs", "30 g  almonds"]


@given(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from("12½/,. gxand(\n-")), max_size=300)
)
def test_any_text_is_parsed_without_an_error(text: str) -> None:
    line = parse_line(text)

    for item in line.items:
        assert 0 <= item.start < item.end <= len(text)
        assert item.words
        assert item.quantity is None or item.quantity > 0
        item.text.encode()
        assert "\x00" not in item.text


@given(
    st.lists(
        st.sampled_from(
            [
                "2",
                "1/2",
                "half",
                "a",
                "eggs",
                "cup",
                "of",
                "and",
                "with",
                ",",
                "(",
                ")",
                "x",
                "-",
                "large",
                "dozen",
                "slices",
                ":",
                "for",
                "lunch",
            ]
        )
    )
)
def test_known_words_in_any_order_are_parsed_without_an_error(words: list[str]) -> None:
    parse_line(" ".join(words)[:MAX_CHARACTERS])


FOODS = [
    "almonds",
    "2% milk",
    "whole wheat bread",
    "mac and cheese",
    "Peanut butter",
    "7up",
    "crème brûlée",
    "tofu",
]
UNITS = {
    "g": "g",
    "cups": "cup",
    "tbsp.": "tbsp",
    "fl oz": "fl oz",
    "slices": "slice",
    "handfuls": "handful",
}
quantities = st.one_of(
    st.integers(1, 5000).map(lambda n: (str(n), Fraction(n))),
    st.integers(1, 9999).map(lambda n: (f"{n / 100:.2f}", Fraction(n, 100))),
    st.integers(1, 9999)
    .filter(lambda n: n % 1000)
    .map(lambda n: (f"{n / 10:.1f}".replace(".", ","), Fraction(n, 10))),
    st.tuples(st.integers(1, 9), st.integers(2, 9)).map(lambda n: (f"{n[0]}/{n[1]}", Fraction(*n))),
    st.sampled_from(
        [
            ("half a", Fraction(1, 2)),
            ("two", Fraction(2)),
            ("1½", Fraction(3, 2)),
            ("a dozen", Fraction(12)),
        ]
    ),
)


@st.composite
def written_items(draw: st.DrawFn) -> tuple[str, tuple[Fraction, str | None, str]]:
    """An item as somebody writes it, and what it means."""
    number, quantity = draw(quantities)
    spelling = draw(st.sampled_from([None, *UNITS]))
    words = draw(st.sampled_from(FOODS))
    amount = number if spelling is None else f"{number} {spelling}"
    amount_first = draw(st.booleans()) or number.startswith("half")
    text = f"{amount} {words}" if amount_first else f"{words} {amount}"
    return text, (quantity, UNITS.get(spelling or ""), words)


def reads_as_one_number(text: str, following: str) -> bool:
    return bool(re.search(r"(\d|½|two|dozen)$", text) and re.match(r"half|\d/\d", following))


@given(
    st.lists(written_items(), min_size=1, max_size=5),
    st.sampled_from([", ", "; ", "\n", " and ", " with ", " + "]),
)
def test_what_is_written_is_what_is_read(written: list, separator: str) -> None:
    texts = [text for text, _ in written]
    # "almonds 1 and half a melon" is one and a half to anybody's ear.
    assume(separator != " and " or not any(map(reads_as_one_number, texts, texts[1:])))

    line = parse_line(separator.join(text for text, _ in written))

    assert [(item.quantity, item.unit, item.words) for item in line.items] == [
        meant for _, meant in written
    ]
    assert line.problems == ()


def test_an_odd_list_of_amounts_and_foods_is_paired() -> None:
    assert _read("30 g, almonds, 20 g, walnuts") == ["30|g||almonds", "20|g||walnuts"]

"""Splits a typed line into numbers, words and separators."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from nutrition.diary.quickadd.vocabulary import FEW, FEW_ARE, JOINS, PHRASE
from nutrition.units import find_unit, number_at

Kind = Literal["number", "word", "times", "open", "close", "comma", "join", "break"]
SEPARATORS = frozenset({"comma", "join", "break"})


@dataclass(frozen=True)
class Token:
    """A piece of the cleaned text. A number has a value; "2-3" has its middle, and is `rough`."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Fraction | None = None
    rough: bool = False

    @property
    def lower(self) -> str:
        return self.text.lower()


def clean(text: str) -> tuple[str, list[int]]:
    """The text without invisible characters, and the place that each character had before.

    Spaces become single. Control characters, lone surrogates and direction marks are removed: they
    are never part of a food's name, and a surrogate or NUL cannot be stored. Digits of other
    scripts become 0-9.
    """
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char in "\n\r\u2028\u2029":
            char = "\n"
        elif char.isspace():
            char = " "
        elif unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            continue
        elif char.isdecimal():
            char = str(unicodedata.decimal(char))
        if char != " " or (chars and chars[-1] not in " \n"):
            chars.append(char)
            places.append(place)
    return "".join(chars), places


# Hyphens and slashes belong to a word before a letter ("whole-wheat"); the rest ends it.
_LETTER = r"[^\s,;:+&()\[\]{}<>=|•·…!?\"“”*×.\-–—/%~≈]"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|[-/](?=[^\W_]))*%?")
_RANGE = re.compile(r" ?(?:-|–|to\b|or\b) ?")
_TIMES = re.compile(r"(?<![^\W\d_])[xX×*](?![^\W\d_])")
_WITH = re.compile(
    r"w/(?!o\b)|(?:made|topped|served|mixed|filled|along|together) with\b", re.IGNORECASE
)
_MINUS = re.compile(r"[-−](?=[0-9.½¼¾])")
_PARENTHESIS = re.compile(r"\([^()\n]{0,80}\)")
_PUNCTUATION: dict[str, Kind] = {
    ",": "comma",
    ";": "break",
    "\n": "break",
    "•": "break",
    "|": "break",
}
_PUNCTUATION |= {"&": "join", "+": "join", ")": "close"}
_ABBREVIATIONS = frozenset(
    {"dr", "mr", "st", "approx", "ca", "lg", "med", "sm", "pkg", "pc", "pcs", "no", "w"}
)


def tokenize(text: str) -> list[Token]:
    """The tokens of a cleaned text, in linear time."""
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        token = _token(text, place, tokens[-1] if tokens else None)
        if token is None:
            place += 1
        else:
            tokens.append(token)
            place = token.end
    return tokens


def _token(text: str, place: int, previous: Token | None) -> Token | None:
    """The token that begins at `place`; None for a space, a dash and other meaningless signs."""
    char = text[place]
    if char == " ":
        return None
    at_start = previous is None or previous.kind in SEPARATORS
    if char.isalnum() and (phrase := PHRASE.match(text, place)):
        return Token("word", phrase[0], place, phrase.end())
    if (
        at_start
        and (minus := _MINUS.match(text, place))
        and (found := number_at(text, minus.end()))
    ):
        return Token("number", text[place : found[1]], place, found[1], -found[0])
    if char.isalpha() and (few := FEW.match(text, place)):
        return Token("number", few[0], place, few.end(), Fraction(FEW_ARE), rough=True)
    if times := _TIMES.match(text, place):
        return Token("times", times[0], place, times.end())
    if found := number_at(text, place):
        return _number(text, place, *found)
    if with_ := _WITH.match(text, place):
        return Token("join", with_[0], place, with_.end())
    if char == "(" and _PARENTHESIS.match(text, place):
        return Token("open", char, place, place + 1)
    if (
        char == "."
        and text[place + 1 : place + 2] in ("", " ", "\n")
        and _ends_a_sentence(previous)
    ):
        return Token("break", char, place, place + 1)
    if char in _PUNCTUATION:
        return Token(_PUNCTUATION[char], char, place, place + 1)
    if word := _WORD.match(text, place):
        # "protein powder in 300 ml milk"
        into = word[0].lower() == "in" and number_at(text, word.end() + 1)
        return Token(
            "join" if into or word[0].lower() in JOINS else "word", word[0], place, word.end()
        )
    return None


def _number(text: str, start: int, value: Fraction, end: int) -> Token:
    """A number, or the middle of "2-3", "2 to 3", "2 or 3"."""
    between = _RANGE.match(text, end)
    upper = number_at(text, between.end()) if between else None
    if upper and upper[0] > value:
        return Token(
            "number", text[start : upper[1]], start, upper[1], (value + upper[0]) / 2, rough=True
        )
    return Token("number", text[start:end], start, end, value)


def _ends_a_sentence(previous: Token | None) -> bool:
    return (
        previous is not None
        and previous.kind == "word"
        and previous.lower not in _ABBREVIATIONS
        and find_unit(previous.text) is None
    )

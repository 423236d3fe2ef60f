"""Parses the free text of a portion: "cup, chopped", "Potato large"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from nutrition.diary.amounts import PortionValues
from nutrition.diary.quickadd.vocabulary import SIZES, words
from nutrition.foods.keys import FoodKey
from nutrition.units import UNITS, Unit, find_unit

# "2 tomatoes" means whole ones (the best of WHOLES), not parts of one ("slice, medium").
PARTS = words("slice wedge strip ring spear leaf piece cubic inch stick pat cube")
WHOLES = {"medium": 8, "fruit": 9, "item": 6, "each": 6, "whole": 6, "piece": 5, "slice": 4}
PACKS = words("container package jar bag box bunch head block loaf carton recipe")
_SIZE = re.compile(
    r"\b(?:extra (?:large|small)|large|medium|small|jumbo|mini|miniature|baby)\b", re.IGNORECASE
)
SIZE_WORDS = frozenset(" ".join(SIZES.values()).split()) | {"jumbo", "mini", "miniature", "baby"}


_PIECES = re.compile(
    r"\((?:approx )?(\d+)(?:-(\d+))? (?:whole |medium )?"
    r"(?:almonds|halves|kernels|nuts|pcs|raisins|seeds)\)"
)
_HOLDS = re.compile(r"\b(\d+(?:/[1-9]\d*)?|\d*\.\d+) (cups?|tbsp|fl oz|ml)\b", re.IGNORECASE)
_ODD = re.compile(r"\byields?\b|in shell|purchased|cubic")


class ParsedUnit(NamedTuple):
    """The parsed text of a portion's unit: `head` has the words for what is counted ("potato"),
    `words` these and all that follow.
    """

    unit: Unit | None
    head: frozenset[str]
    words: frozenset[str]
    size: str | None
    # how many kernels, halves or whole nuts make it: "oz (23 whole kernels)"
    pieces: Fraction | None
    holds_ml: Fraction | None  # what a serving measures: "serving 1/2 cup"
    # the yield of a pound with bones, nuts in the shell, a cubic inch: not what lies on a plate
    is_odd: bool


@dataclass(frozen=True)
class ParsedPortion:
    """A portion with its parsed text; the other fields are those of ParsedUnit."""

    source: PortionValues
    amount: Fraction
    grams: Fraction
    unit: Unit | None
    head: frozenset[str]
    words: frozenset[str]
    size: str | None
    pieces: Fraction | None
    holds_ml: Fraction | None
    is_odd: bool

    @property
    def id(self) -> FoodKey:
        return self.source.id

    @property
    def each(self) -> Fraction:
        """Grams of one unit."""
        return self.grams / self.amount

    @property
    def is_volume(self) -> bool:
        return self.unit is not None and self.unit.kind == "volume"

    @property
    def per_ml(self) -> Fraction:
        """Grams in a millilitre, of a volume."""
        return self.each / self.unit.size if self.unit else Fraction(0)


def parse_portions(portions: Iterable[PortionValues]) -> list[ParsedPortion]:
    """The portions in their order; a row that weighs nothing is no portion. Without those that
    nobody weighed (unweighed.py).
    """
    return [
        ParsedPortion(
            portion, Fraction(portion.amount), Fraction(portion.grams), *parse_unit(portion.unit)
        )
        for portion in portions
        if portion.amount > 0 and portion.grams is not None and portion.grams > 0
    ]


class TypedName(NamedTuple):
    """What the typed name of a food says about its portions: the words that name one, and whether
    it is in the singular. Both stay the same while most letters are typed.
    """

    words: frozenset[str]
    is_singular: bool


def typed_name(words: str, portions: Sequence[PortionValues]) -> TypedName:
    typed = _typed_words(words)
    return typed._replace(words=typed.words & _words_of_heads(tuple(portions)))


@lru_cache(maxsize=256)  # each food of a list asks for the same
def _typed_words(words: str) -> TypedName:
    last_word = words.lower().split()[-1:]
    return TypedName(frozenset(stems(words)), stems(" ".join(last_word)) == last_word)


@lru_cache(maxsize=4096)
def _words_of_heads(portions: tuple[PortionValues, ...]) -> frozenset[str]:
    return frozenset().union(*(parse_unit(portion.unit).head for portion in portions))


# The sources write a few thousand texts, and every keystroke needs some twenty of them.
@lru_cache(maxsize=4096)
def parse_unit(text: str) -> ParsedUnit:
    plain = re.sub(r"\([^)]*\)?", " ", text)
    before_comma = plain.partition(",")[0]
    first = before_comma.split()[0] if before_comma.split() else ""
    unit = UNITS["fl oz"] if before_comma.lower().startswith("fl oz") else find_unit(first)
    size = _SIZE.search(plain)
    pieces = _PIECES.search(text)
    volume = None if unit else _HOLDS.search(text)
    return ParsedUnit(
        unit=unit,
        head=frozenset(stems(before_comma)),
        words=frozenset(stems(plain)),
        size=size[0].lower() if size else None,
        pieces=Fraction(int(pieces[1]) + int(pieces[2] or pieces[1]), 2) if pieces else None,
        holds_ml=(
            Fraction(volume[1]) * UNITS[volume[2].lower().removesuffix("s")].size
            if volume
            else None
        ),
        is_odd=_ODD.search(text) is not None,
    )


_IRREGULAR = {"leave": "leaf", "halve": "half", "loave": "loaf"}


def stems(text: str) -> list[str]:
    """The words in one number: "Cookies" and "cookie" are the same, "leaves" is "leaf"."""
    return [_stem(word) for word in re.findall(r"[^\W\d_]+", text.lower())]


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    if re.search(r"(?:[sc]h|x|ss|o)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
    return _IRREGULAR.get(word, word[:-2] + "y" if word.endswith("ie") else word)

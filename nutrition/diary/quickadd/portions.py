"""Understands a household measure in free text: "cup, chopped", "Potato large"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Protocol

from nutrition.diary.quickadd.vocabulary import SIZES, words
from nutrition.units import UNITS, Unit, find_unit


class PortionChoice(Protocol):
    """A row of the source: `amount` of `unit` weigh `grams` (0.75 "cup" 28 g)."""

    @property
    def id(self) -> int: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def unit(self) -> str: ...
    @property
    def grams(self) -> Decimal: ...


# "2 tomatoes" means whole ones (the best of WHOLES), not parts of one ("slice, medium").
PARTS = words("slice wedge strip ring spear leaf piece cubic inch stick pat cube")
WHOLES = {"medium": 8, "fruit": 9, "item": 6, "each": 6, "whole": 6, "piece": 5, "slice": 4}
PACKS = words("container package jar bag box bunch head block loaf carton recipe")
_SIZE = re.compile(
    r"\b(?:extra (?:large|small)|large|medium|small|jumbo|mini|miniature|baby)\b", re.IGNORECASE
)
SIZE_WORDS = frozenset(" ".join(SIZES.values()).split()) | {"jumbo", "mini", "miniature", "baby"}


@dataclass(frozen=True)
class KnownPortion:
    """A portion, read: `head` is what it counts ("potato"), `words` that and what follows."""

    id: int
    amount: Fraction
    grams: Fraction
    unit: Unit | None
    head: frozenset[str]
    words: frozenset[str]
    size: str | None
    # how many kernels, halves or whole nuts make it: "oz (23 whole kernels)"
    pieces: Fraction | None
    holds_ml: Fraction | None  # what a serving measures: "serving 1/2 cup"
    # the yield of a pound with bones, nuts in the shell, a cubic inch: not what lies on a plate
    is_odd: bool

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


def read_portions(portions: Iterable[PortionChoice]) -> list[KnownPortion]:
    """The portions in their order; a row that weighs nothing is no portion."""
    return [_read(portion) for portion in portions if portion.amount > 0 and portion.grams > 0]


_PIECES = re.compile(
    r"\((?:approx )?(\d+)(?:-(\d+))? (?:whole |medium )?"
    r"(?:almonds|halves|kernels|nuts|pcs|raisins|seeds)\)"
)
_HOLDS = re.compile(r"\b(\d+(?:/[1-9]\d*)?|\d*\.\d+) (cups?|tbsp|fl oz|ml)\b", re.IGNORECASE)
_ODD = re.compile(r"\byields?\b|in shell|purchased|cubic")


def _read(portion: PortionChoice) -> KnownPortion:
    amount, grams = Fraction(portion.amount), Fraction(portion.grams)
    return KnownPortion(portion.id, amount, grams, *_read_unit(portion.unit))


class _Read(NamedTuple):
    """What the text of a unit says; names as in KnownPortion."""

    unit: Unit | None
    head: frozenset[str]
    words: frozenset[str]
    size: str | None
    pieces: Fraction | None
    holds_ml: Fraction | None
    is_odd: bool


# the sources write a few thousand of them, and every keystroke reads some twenty
@lru_cache(maxsize=4096)
def _read_unit(text: str) -> _Read:
    plain = re.sub(r"\([^)]*\)?", " ", text)
    before_comma = plain.partition(",")[0]
    first = before_comma.split()[0] if before_comma.split() else ""
    unit = UNITS["fl oz"] if before_comma.lower().startswith("fl oz") else find_unit(first)
    size = _SIZE.search(plain)
    counted = _PIECES.search(text)
    pieces = Fraction(int(counted[1]) + int(counted[2] or counted[1]), 2) if counted else None
    held = None if unit else _HOLDS.search(text)
    holds_ml = Fraction(held[1]) * UNITS[held[2].lower().removesuffix("s")].size if held else None
    said = size[0].lower() if size else None
    odd = _ODD.search(text) is not None
    return _Read(
        unit, frozenset(stems(before_comma)), frozenset(stems(plain)), said, pieces, holds_ml, odd
    )


_IRREGULAR = {"leave": "leaf", "halve": "half", "loave": "loaf"}


def stems(text: str) -> list[str]:
    """The words in one number: "Cookies" and "cookie" are the same, "leaves" is "leaf"."""
    return [_stem(word) for word in re.findall(r"[^\W\d_]+", text.lower())]


def _stem(word: str) -> str:
    if re.search(r"(?:[sc]h|x|ss|o)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
    return _IRREGULAR.get(word, word[:-2] + "y" if word.endswith("ie") else word)

"""Finds the saved supplements that somebody names in the add box. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rapidfuzz.distance import OSA

from nutrition.diary.label_amounts.values import DoseLine
from nutrition.foods.search.words import typed_words
from nutrition.units import round_fraction

# Words that people use for any supplement.
COMMON_NAMES = ("supplement", "magnesium")
IGNORED = frozenset({"my", "mg"})
# A single letter begins too many names; a longer word may have one typing error.
MIN_LETTERS, MIN_LETTERS_FOR_ERROR = 2, 5
# "2 glycinate" are two; "glycinate 200" has the milligrams of its label.
MAX_TYPED = 10


class SupplementMatch(NamedTuple):
    """A saved supplement in the quantity that was meant. `is_named`: all of its name was typed."""

    supplement: DoseLine
    is_named: bool


def find_supplements(
    saved_supplements: Sequence[DoseLine], text: str, quantity: Fraction | None = None
) -> list[SupplementMatch]:
    """Those whose name or unit matches every word of the text, the fully named first.

    `quantity` is the number of units that was typed; without one each comes in its usual quantity.
    """
    typed = [word for word in typed_words(text) if word not in IGNORED]
    if not typed or all(len(word) < MIN_LETTERS for word in typed):
        return []
    found = []
    for supplement in saved_supplements:
        words = [*typed_words(supplement.name), *typed_words(supplement.unit)]
        if all(_matches_any(word, [*words, *COMMON_NAMES]) for word in typed):
            is_named = set(typed) >= set(typed_words(supplement.name)) - IGNORED
            found.append(SupplementMatch(_with_quantity(supplement, quantity), is_named))
    return sorted(found, key=lambda match: not match.is_named)


def _with_quantity(supplement: DoseLine, quantity: Fraction | None) -> DoseLine:
    if quantity is None or not 0 < quantity <= MAX_TYPED:
        return supplement
    return supplement._replace(quantity=round_fraction(quantity, 3) or Decimal("0.001"))


def _matches_any(typed: str, words: Sequence[str]) -> bool:
    """Whether a word begins with the typed one, singular or plural; long ones may have an error."""
    if any(word.startswith(typed) or typed == f"{word}s" for word in words):
        return True
    return len(typed) >= MIN_LETTERS_FOR_ERROR and any(
        OSA.distance(typed, word[: len(typed) + 1]) <= 1 for word in words
    )

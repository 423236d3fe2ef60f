"""Which saved supplements somebody means in the add box. Pure; nothing unsaved is offered."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rapidfuzz.distance import OSA

from nutrition.diary.label_amounts.values import DoseLine
from nutrition.foods.search.words import typed_words
from nutrition.units import round_fraction

# What people call any of them; "my" is said of what one keeps.
ANY = ("supplement", "magnesium")
LEFT_OUT = frozenset({"my", "mg"})
# A single letter begins too many names; a longer word may have one slip.
LEAST_LETTERS, SLIP_FROM = 2, 5
# "2 glycinate" are two; "glycinate 200" has the milligrams of its label.
MOST_TYPED = 10


class SupplementMatch(NamedTuple):
    """A saved supplement in the quantity that was meant. `is_named`: all of its name was typed."""

    product: DoseLine
    is_named: bool


def find_supplements(
    products: Sequence[DoseLine], text: str, quantity: Fraction | None = None
) -> list[SupplementMatch]:
    """Those whose name goes with every word of the text, the fully named first, else in their
    order.

    `quantity` counts units, where somebody typed one; else it is the usual one.
    """
    typed = [word for word in typed_words(text) if word not in LEFT_OUT]
    if not typed or all(len(word) < LEAST_LETTERS for word in typed):
        return []
    found = []
    for product in products:
        words = [*typed_words(product.name), *typed_words(product.unit)]
        if all(_goes_with(word, [*words, *ANY]) for word in typed):
            is_named = set(typed) >= set(typed_words(product.name)) - LEFT_OUT
            found.append(SupplementMatch(_in_quantity(product, quantity), is_named))
    return sorted(found, key=lambda one: not one.is_named)


def _in_quantity(product: DoseLine, quantity: Fraction | None) -> DoseLine:
    if quantity is None or not 0 < quantity <= MOST_TYPED:
        return product
    return product._replace(quantity=round_fraction(quantity, 3) or Decimal("0.001"))


def _goes_with(typed: str, words: Sequence[str]) -> bool:
    """Whether a word begins like the typed one, in the singular or plural, give or take a slip."""
    if any(word.startswith(typed) or typed == f"{word}s" for word in words):
        return True
    return len(typed) >= SLIP_FROM and any(
        OSA.distance(typed, word[: len(typed) + 1]) <= 1 for word in words
    )

"""Amounts of food in words: "1½ cups · 351 g". Pure."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_FRACTIONS = {
    Decimal("0.125"): "⅛",
    Decimal("0.25"): "¼",
    Decimal("0.333"): "⅓",
    Decimal("0.5"): "½",
    Decimal("0.667"): "⅔",
    Decimal("0.75"): "¾",
}
# Quantities are stored with 3 decimals, so a third of something comes back as 0.333.
_NEAR = Decimal("0.002")

# SR28's units that have a plural; "2 medium" and "2 oz" stay as they are.
_ADD_S = (
    "cup slice piece fruit egg bar container package serving pat stick fig date prune "
    "tortilla cracker sprout stalk wedge apricot pepper roll"
)
_PLURALS = {unit: f"{unit}s" for unit in _ADD_S.split()} | {
    "leaf": "leaves",
    "pouch": "pouches",
    "bunch": "bunches",
    "half": "halves",
}

# Marks the unit of a household measure without a weight in foods of older versions, which gave it
# a nominal one.
NOT_WEIGHED = "weight not given"


@lru_cache(maxsize=4096)  # the same amounts come again and again
def number_words(number: Decimal) -> str:
    """1.5 is "1½", 0.333 is "⅓", 0.7 is "0.7", 0.9995 is "1", 1250 is "1,250"."""
    whole = number.to_integral_value(ROUND_HALF_UP)
    if whole and abs(number - whole) <= _NEAR:
        return f"{whole:,f}"
    below = int(number)
    for value, glyph in _FRACTIONS.items():
        if abs(number - below - value) <= _NEAR:
            return f"{f'{below:,}' if below else ''}{glyph}"
    return f"{number.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():,f}"


@lru_cache(maxsize=4096)
def unit_words(unit: str) -> str:
    """SR28's unit without its dimensions: 'medium (7" to 7-7/8" long)' is "medium"."""
    return re.sub(r"\s*\([^)]*\)", "", unit).strip(" ,") or unit


def portion_words(number: Decimal, unit: str) -> str:
    """2 "cup, sliced" is "2 cups, sliced"."""
    unit = unit_words(unit)
    head, comma, rest = unit.partition(",")
    if number > 1 and head in _PLURALS:
        unit = f"{_PLURALS[head]}{comma}{rest}"
    return f"{number_words(number)} {unit}"


def portion_label(number: Decimal, unit: str) -> str:
    """The household measure as its source writes it: "0.75 cup"."""
    return f"{plain_number(number)} {unit}"


@lru_cache(maxsize=4096)
def grams_words(grams: Decimal) -> str:
    """Whole grams from 10 on, one decimal below."""
    step = Decimal(1) if grams >= 10 else Decimal("0.1")
    return f"{(grams.quantize(step, ROUND_HALF_UP) or grams).normalize():,f} g"


def plain_number(number: Decimal) -> str:
    """A decimal without trailing zeros: 28.350 is "28.35"."""
    return f"{number.normalize():f}"


@lru_cache(maxsize=4096)
def amount_words(grams: Decimal | None, number: Decimal | None, unit: str | None) -> str:
    """The amount eaten: "1 cup · 234 g" (portion), "30 g" (weight), "1 cup" (not weighed)."""
    if number is None or unit is None:
        return "" if grams is None else grams_words(grams)
    if grams is None or unit.endswith(f"({NOT_WEIGHED})"):
        return portion_words(number, unit)
    return f"{portion_words(number, unit)} · {grams_words(grams)}"

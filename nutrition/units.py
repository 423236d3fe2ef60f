"""Units of mass and volume, and the numbers that people type before them, as exact fractions.

Factors: NIST Handbook 44, Appendix C, "General Tables of Units of Measurement" (exact by
definition): the avoirdupois pound is 453.59237 g and the US liquid gallon 231 cubic inches,
3785.411784 ml; all others are whole fractions of these, so 1 oz = 28.349523125 g and 1 cup =
236.5882365 ml. US food labels round the same measures (21 CFR 101.9(b)(5)(viii): cup 240 ml, oz 28
g) and the ounce of SR28 is 28.35 g; what a person types is converted exactly.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Literal

UnitKind = Literal["mass", "volume"]


@dataclass(frozen=True)
class Unit:
    """A unit of mass or volume; `size` is in grams or in millilitres."""

    name: str
    kind: UnitKind
    size: Fraction


POUND = Fraction("453.59237")
GALLON = Fraction("3785.411784")

UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in (
        Unit("g", "mass", Fraction(1)),
        Unit("kg", "mass", Fraction(1000)),
        Unit("mg", "mass", Fraction(1, 1000)),
        Unit("µg", "mass", Fraction(1, 1_000_000)),
        Unit("oz", "mass", POUND / 16),
        Unit("lb", "mass", POUND),
        Unit("ml", "volume", Fraction(1)),
        Unit("cl", "volume", Fraction(10)),
        Unit("dl", "volume", Fraction(100)),
        Unit("l", "volume", Fraction(1000)),
        Unit("tsp", "volume", GALLON / 768),
        Unit("tbsp", "volume", GALLON / 256),
        Unit("fl oz", "volume", GALLON / 128),
        Unit("cup", "volume", GALLON / 16),
        Unit("pint", "volume", GALLON / 8),
        Unit("quart", "volume", GALLON / 4),
        Unit("gallon", "volume", GALLON),
    )
}

_SPELLINGS: dict[str, str] = {
    "g": "g gr gs gm gms gram grams gramme grammes gramm",
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
    "mg": "mg mgs milligram milligrams milligramme milligrammes",
    # micro sign, Greek mu, and ASCII stand-ins
    "µg": "µg μg ug mcg microgram micrograms microgramme microgrammes",
    "oz": "oz ozs ounce ounces",
    "lb": "lb lbs pound pounds",
    "ml": "ml mls milliliter milliliters millilitre millilitres cc",
    "cl": "cl centiliter centiliters centilitre centilitres",
    "dl": "dl deciliter deciliters decilitre decilitres",
    "l": "l liter liters litre litres",
    "tsp": "tsp tsps teaspoon teaspoons teaspoonful teaspoonfuls",
    "tbsp": "tbsp tbsps tbs tbl tablespoon tablespoons tablespoonful tablespoonfuls",
    "fl oz": "floz",
    "cup": "cup cups c cupful cupfuls",
    "pint": "pint pints pt pts",
    "quart": "quart quarts qt qts",
    "gallon": "gallon gallons gal gals",
}
_UNIT_OF: dict[str, Unit] = {
    word: UNITS[name] for name, words in _SPELLINGS.items() for word in words.split()
}
_FLUID_OUNCE = re.compile(r"fl(?:uid)?\.?\s*(?:oz|ounces?)\.?", re.IGNORECASE)


def find_unit(spelling: str) -> Unit | None:
    """The unit of mass or volume that "Cups", "tbsp." or "fl. oz" stands for, or None.

    Cooks distinguish T (tablespoon) and t (teaspoon) by case only.
    """
    if spelling.rstrip(".") in ("T", "t"):
        return UNITS["tbsp" if spelling[0] == "T" else "tsp"]
    if _FLUID_OUNCE.fullmatch(spelling):
        return UNITS["fl oz"]
    return _UNIT_OF.get(spelling.rstrip(".").lower())


def convert(quantity: Fraction, source: Unit, target: Unit) -> Fraction:
    """The same mass or volume in another unit. Raises ValueError between mass and volume."""
    if source.kind != target.kind:
        raise ValueError(f"{source.name} is a {source.kind}, {target.name} is a {target.kind}")
    return quantity * source.size / target.size


def round_fraction(value: Fraction, places: int) -> Decimal:
    """The nearest decimal with that many places (half to even), however large."""
    scaled = round(value * 10**places)
    return Decimal(scaled).scaleb(
        -places, Context(prec=len(str(scaled)) + places, rounding=ROUND_HALF_EVEN)
    )


# --- numbers --------------------------------------------------------------------------------------

_GLYPHS = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅕": "1/5",
    "⅖": "2/5",
    "⅗": "3/5",
    "⅘": "4/5",
}
_GLYPHS |= {"⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
_ONES = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_TEENS = {
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
}
_TEENS |= {"seventeen": 17, "eighteen": 18, "nineteen": 19}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_COUPLE = {"a couple of": 2, "a couple": 2, "couple of": 2, "a pair of": 2, "pair of": 2}
_COUNTS: dict[str, int] = _ONES | _TEENS | _TENS | _COUPLE | {"a": 1, "an": 1}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fourth": 4,
    "fourths": 4,
}


def _any(words: dict[str, int]) -> str:
    """A pattern for one of these whole words: not "one" in "oneself" or "half" in "half-fat"."""
    return rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![\w'’]|-[^\W\d])"


# Digits are matched possessively (++): "11/2" is never "1 1/2", and nothing is tried twice.
_THOUSANDS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})++(?![0-9])(?:\.[0-9]++)?"
_PLAIN = rf"(?:{_THOUSANDS}|[0-9]++(?:[.,][0-9]++)?|\.[0-9]++)"
_RATIO = r"[0-9]++ ?[/⁄] ?[0-9]++"
_WHOLE = rf"(?:{'|'.join(_TENS)})[ -]{_any(_ONES)}|{_any(_COUNTS)}|{_PLAIN}"
_PART_IN_WORDS = rf"(?:(?:{'|'.join(_ONES)}|an?|[1-9])[ -])?{_any(_PARTS)}"
_FRACTION = rf"[{''.join(_GLYPHS)}]|{_RATIO}"
_NUMBER = re.compile(
    rf"(?:(?P<dozens>half an?|half|{_WHOLE}) )?(?P<dozen>dozen)\b"
    rf"|(?:(?P<whole>{_WHOLE})(?: ?(?:and|&) |-| ?))?(?P<fraction>{_FRACTION})(?![0-9])"
    rf"|(?:(?P<units>{_WHOLE}) (?:and|&) )?(?P<part>{_PART_IN_WORDS})"
    rf"|(?P<plain>{_WHOLE})",
    re.IGNORECASE,
)
_LONGEST_NUMBER = 40  # characters; a hostile string of digits must not become a huge integer


def read_number(text: str) -> Fraction | None:
    """The number that the whole text consists of: "1,5", "1.5", "1/2", "1 ½", "half", "two", "a
    dozen"; or None.

    A comma before exactly three digits separates thousands ("1,000", but "0,125" is an eighth); any
    other is a decimal comma.
    """
    text = text.strip()
    if len(text) > _LONGEST_NUMBER:
        return None
    number, end = number_at(text, 0) or (None, 0)
    return number if end == len(text) else None


def number_at(text: str, start: int) -> tuple[Fraction, int] | None:
    """The number that starts at `start`, and where it ends. `text` must have single spaces."""
    match = _NUMBER.match(text, start)
    if not match:
        return None
    value = _value(match)
    return None if value is None else (value, match.end())


def _value(match: re.Match[str]) -> Fraction | None:
    """The value of a match of _NUMBER; None for a division by zero."""
    if match["dozen"]:
        dozens = match["dozens"]
        return 12 * (
            _whole(dozens.lower().removesuffix(" a").removesuffix(" an")) if dozens else Fraction(1)
        )
    if match["plain"]:
        return _whole(match["plain"])
    fraction = _ratio(match["fraction"]) if match["fraction"] else _part(match["part"])
    whole = match["whole"] or match["units"]
    return fraction if fraction is None or whole is None else fraction + _whole(whole)


def _whole(text: str) -> Fraction:
    """The value of "12", "1,000", "1,5", "two", "twenty-five", and of "half" before a dozen."""
    words = text.lower()
    if words in _COUNTS:
        return Fraction(_COUNTS[words])
    if words == "half":
        return Fraction(1, 2)
    if words[0].isalpha():
        tens, ones = re.split("[ -]", words)
        return Fraction(_TENS[tens] + _ONES[ones])
    return Fraction(words.replace(",", "" if re.fullmatch(_THOUSANDS, words) else "."))


def _ratio(text: str) -> Fraction | None:
    top, bottom = _GLYPHS.get(text, text).replace("⁄", "/").split("/")
    return Fraction(int(top), int(bottom)) if int(bottom) else None


def _part(text: str) -> Fraction:
    """The value of "half", "a third", "three quarters"."""
    *count, part = re.split("[ -]", text.lower())
    return (_whole(count[0]) if count else Fraction(1)) / _PARTS[part]

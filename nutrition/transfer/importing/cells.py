"""Parses the cells of a table: numbers, amounts, dates, times and meals. Pure."""

import re
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

DateOrder = Literal["YMD", "DMY", "MDY"]
DATE_ORDERS: tuple[DateOrder, ...] = ("YMD", "DMY", "MDY")
MealName = Literal["breakfast", "lunch", "dinner", "snack"]
MAX_AMOUNT = Decimal(10**7)  # the limit of the columns for amounts


class InvalidCell(ValueError):
    """The message says what is wrong with the cell."""


# --- numbers --------------------------------------------------------------------------------------

_DOT = re.compile(
    r"(?=[.]?[0-9])(?:[0-9]{1,3}(?:[, ’'][0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
)
_COMMA = re.compile(
    r"(?=,?[0-9])(?:[0-9]{1,3}(?:[. ’'][0-9]{3})+|[0-9]+)?(?:,[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
)
# Unambiguous cells; a unit may follow.
_CLEAR_COMMA = re.compile(r"\s*\d+(?:\.\d{3})*,(?!\d{3}\b)\d+(?:\s*[^\W\d].*)?|\s*\d+\.\d{3},\d+.*")
_CLEAR_DOT = re.compile(r"\s*\d+(?:,\d{3})*\.(?!\d{3}\b)\d+(?:\s*[^\W\d].*)?|\s*\d+,\d{3}\.\d+.*")
_SPACES = str.maketrans("\xa0\u202f\u2009", "   ")


def has_decimal_commas(cells: Iterable[str], *, delimiter: str) -> bool:
    """Whether "1,5" is one and a half. The majority of the unambiguous cells decides.

    Without such cells the delimiter decides: programs that write decimal commas put semicolons
    between the cells.
    """
    commas = dots = 0
    for cell in cells:
        commas += "," in cell and _CLEAR_COMMA.fullmatch(cell) is not None
        dots += "." in cell and _CLEAR_DOT.fullmatch(cell) is not None
    return commas > dots if commas or dots else delimiter == ";"


@lru_cache(maxsize=50_000)
def parse_number(cell: str, decimal_comma: bool) -> Decimal | None:
    """The number, digit for digit; None for an empty cell. Raises InvalidCell."""
    text = cell.translate(_SPACES).strip()
    if not text:
        return None
    if text.startswith(("-", "−")):
        raise InvalidCell(f"“{text[:20]}” is below 0.")
    pattern = _COMMA if decimal_comma else _DOT
    if len(text) > 40 or not pattern.fullmatch(text):
        raise InvalidCell(f"“{text[:20]}” is not a number.")
    plain = re.sub(r"[. ’']" if decimal_comma else r"[, ’']", "", text).replace(",", ".")
    number = Decimal(plain)
    if number >= MAX_AMOUNT:
        raise InvalidCell(f"“{text[:20]}” is too large.")
    return number


class ServingAmount(NamedTuple):
    """How much of a food: `quantity` of `unit`, which is "" where the file names none."""

    quantity: Decimal
    unit: str


_AMOUNT = re.compile(r"([0-9.,’' ]*[0-9])\s*(.*)", re.DOTALL)
_FRACTION = re.compile(
    r"(?:([0-9]{1,4})[ +]?)??(?:([0-9]{1,2})[/⁄]([1-9][0-9]?)|([½⅓⅔¼¾⅛⅜⅝⅞]))(?![0-9])\s*(.*)",
    re.DOTALL,
)
_FRACTION_SIGNS = {
    "½": (1, 2),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
}
# The rest of a malformed number such as 1e400 or 1/0, which must not be taken for a unit.
_REST_OF_NUMBER = re.compile(r"(?:[eE][+-]?|[/⁄])[0-9]")
THOUSANDTH = Decimal("0.001")


def parse_amount(cell: str, unit: str, decimal_comma: bool) -> ServingAmount | None:
    """Parses "2.00 large" or "30 g"; `unit` is that of a separate column. None for an empty cell.

    Raises InvalidCell.
    """
    text = " ".join(cell.translate(_SPACES).split())
    if not text:
        return None
    if match := _FRACTION.fullmatch(text):
        return _parse_fraction(match, text, unit)
    match = _AMOUNT.fullmatch(text)
    if match is None or _REST_OF_NUMBER.match(match[2]):
        parse_number(text, decimal_comma)  # raises with the reason
        raise InvalidCell(f"“{text[:20]}” is not an amount.")
    quantity = parse_number(match[1], decimal_comma)
    if not quantity:
        raise InvalidCell(f"“{text[:20]}” is not an amount above 0.")
    return ServingAmount(quantity, (match[2] or unit).strip())


def _parse_fraction(match: re.Match[str], text: str, unit: str) -> ServingAmount:
    """Parses "1 1/2 cups" and "1½ cups". Thirds are rounded like the columns for quantities."""
    numerator, denominator = (
        _FRACTION_SIGNS[match[4]] if match[4] else (int(match[2]), int(match[3]))
    )
    part = (Decimal(numerator) / Decimal(denominator)).quantize(THOUSANDTH)
    quantity = int(match[1] or 0) + part
    if not quantity or _REST_OF_NUMBER.match(match[5]):
        raise InvalidCell(f"“{text[:20]}” is not an amount above 0.")
    return ServingAmount(quantity, (match[5] or unit).strip())


# --- dates ----------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero",
            "feb february februar février febrero",
            "mar march märz mars marzo",
            "apr april avril abril",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet julio",
            "aug august août agosto",
            "sep sept september septembre septiembre",
            "oct okt october oktober octobre",
            "nov november novembre noviembre",
            "dec december dezember décembre diciembre dez",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMERIC_DATE = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})\.?")
_WORDY_DATE = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th|\.)?[ -]+)?(?P<m>[^\W\d]+)\.?[ -]+"
    r"(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?[ ]+)?(?P<y>\d{4}|\d{2})"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)


def split_datetime(cell: str) -> tuple[str, str]:
    """The day and the time of "2026-11-21T08:30:00Z" or "21/11/2026 8:30"."""
    text = " ".join(cell.translate(_SPACES).split())
    match = re.fullmatch(r"(.*?\d)(?:T|,? )(\d{1,2}:\d{2}.*)", text)
    return (match[1], match[2]) if match else (text, "")


@lru_cache(maxsize=10_000)
def parse_date(text: str, order: DateOrder) -> date | None:
    """The day, or None if the text is no date in that order.

    A year of four digits must be where the order has the year.
    """
    try:
        if re.fullmatch(r"\d{8}", text):
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if match := _NUMERIC_DATE.fullmatch(text):
            return _date_of_parts(match[1], match[2], match[3], order)
        match = _WORDY_DATE.fullmatch(text.lower())
        if match and match["m"] in _MONTHS and (match["d1"] or match["d2"]):
            # spreadsheets show 21-Nov-26
            year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
            return date(year, _MONTHS[match["m"]], int(match["d1"] or match["d2"]))
    except ValueError:
        pass
    return None


def _date_of_parts(first: str, second: str, third: str, order: DateOrder) -> date | None:
    year, month, day = {
        "YMD": (first, second, third),
        "DMY": (third, second, first),
        "MDY": (third, first, second),
    }[order]
    if len(month) > 2 or len(day) > 2:
        return None
    century = 2000 if len(year) <= 2 else 0
    return date(century + int(year), int(month), int(day))


def possible_date_orders(texts: Iterable[str]) -> list[DateOrder]:
    """The orders in which most of the texts are dates.

    Of orders that give the same days only the first is returned: they leave no choice.
    """
    distinct = list(dict.fromkeys(texts))
    days = {order: [parse_date(text, order) for text in distinct] for order in DATE_ORDERS}
    counts = {order: len(distinct) - days[order].count(None) for order in DATE_ORDERS}
    best = [order for order in DATE_ORDERS if counts[order] == max(counts.values()) > 0]
    orders: list[DateOrder] = []
    for order in best:
        if all(days[order] != days[earlier] for earlier in orders):
            orders.append(order)
    return orders


def parse_time(text: str) -> time | None:
    """Parses "8:30", "08:14 AM" and "20:30:05"; None for anything else: a meal needs no time."""
    match = _CLOCK.match(text.strip())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


# --- meals ----------------------------------------------------------------------------------------

_MEALS: dict[MealName, str] = {
    "breakfast": "breakfast frühstück petit-déjeuner desayuno colazione ontbijt brunch",
    "lunch": "lunch mittagessen déjeuner almuerzo pranzo middageten",
    "dinner": "dinner supper abendessen dîner cena avondeten tea",
    "snack": "snack snacks zwischenmahlzeit zwischenmahlzeiten collation merienda spuntino "
    "tussendoortje",
}
_MEAL_OF = {word: meal for meal, words in _MEALS.items() for word in words.split()} | {
    "petit déjeuner": "breakfast",
    "petit": "breakfast",
    "morning snack": "snack",
    "afternoon snack": "snack",
    "evening snack": "snack",
}


def parse_meal(text: str) -> MealName | None:
    """None for a name that is none of the four meals, such as "Uncategorized"."""
    words = " ".join(text.lower().split()).strip(" :.")
    return _MEAL_OF.get(words) or _MEAL_OF.get(words.partition(" ")[0])


def usual_meal(hour: int) -> MealName:
    """The same as diary.models.Meal.usual_at, which a pure module cannot import.

    A test compares the two.
    """
    if 4 <= hour < 11:
        return "breakfast"
    if 11 <= hour < 15:
        return "lunch"
    return "dinner" if 17 <= hour < 22 else "snack"

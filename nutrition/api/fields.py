"""The types of values in the API: how each is read or written, and how OpenAPI describes it.

What a schema allows is what is accepted, as far as a schema can say it: client programs and tests
are generated from it.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from nutrition.diary.amounts import MAX_GRAMS
from nutrition.diary.label_amounts.bounds import (
    COMPOUND,
    ELEMENTAL,
    LITRES,
    MG_PER_LITRE,
    UNITS_TAKEN,
    AmountBounds,
)
from nutrition.diary.models import Meal
from nutrition.foods.amount_words import plain_number
from nutrition.foods.basis import QUOTIENT_PLACES
from nutrition.foods.keys import (
    LARGEST_NUMBER,
    OWN,
    OWN_KEY_PATTERN,
    FoodKey,
    read_key,
    write_key,
)
from nutrition.intake.assessment import fixed_point

MealName = Literal["breakfast", "lunch", "dinner", "snack"]
MEALS: dict[str, Meal] = {meal.slug: meal for meal in Meal}

# --- amounts --------------------------------------------------------------------------------------

_DECIMAL = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20})?")


def amount_pattern(bounds: AmountBounds) -> str:
    """A regular expression for the decimals within the bounds, whose largest is a digit and zeros
    (10000, 20, 2000).
    """
    first, zeros = int(str(bounds.max_amount)[0]), len(str(bounds.max_amount)) - 1
    part = rf"(?:\.[0-9]{{1,{bounds.places}}})?"
    alternatives = [rf"[1-9][0-9]{{0,{zeros - 1}}}{part}"] if zeros else []
    if first > 1:
        alternatives.append(rf"[1-{first - 1}][0-9]{{{zeros}}}{part}")
    alternatives.append(rf"{bounds.max_amount}(?:\.0{{1,{bounds.places}}})?")
    small = "|".join(
        rf"{'0' * n}[1-9][0-9]{{0,{bounds.places - 1 - n}}}" for n in range(bounds.places)
    )
    alternatives.append(rf"0\.(?:{small})")
    if bounds.allows_zero:
        alternatives.append(rf"0(?:\.0{{1,{bounds.places}}})?")
    return f"^(?:{'|'.join(alternatives)})$"


def decimal_text(value: Any) -> str:
    """The value, if it is a decimal as text without an exponent. Raises ValueError for others."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError('Send a decimal as text, such as "30" or "12.5".')
    return value


def _amount_parser(bounds: AmountBounds) -> Callable[[Any], Decimal]:
    pattern = re.compile(amount_pattern(bounds))

    def parse(value: Any) -> Decimal:
        """A decimal as text; a JSON number too, rounded as a page would round it."""
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return bounds.check(_fraction(Decimal(value), bounds))
        amount = bounds.check(Fraction(decimal_text(value)))
        if not pattern.fullmatch(value):
            raise ValueError(
                f"This can have {bounds.places} decimals at the most, and no zeros in front."
            )
        return amount

    return parse


def _fraction(number: Decimal, bounds: AmountBounds) -> Fraction:
    """A JSON number as a fraction. One out of bounds becomes a small fraction out of bounds:
    1e999999 as a fraction would fill the memory.
    """
    if number > bounds.max_amount:
        return Fraction(bounds.max_amount + 1)
    if number < 0:
        return Fraction(-1)
    return Fraction(number.quantize(Decimal(1).scaleb(-bounds.places), ROUND_HALF_EVEN))


def _amount_schema(bounds: AmountBounds, example: str) -> dict[str, Any]:
    least = 0 if bounds.allows_zero else 10**-bounds.places
    unit = f", in {bounds.unit}" if bounds.unit else ""
    return {
        "anyOf": [
            {"type": "string", "pattern": amount_pattern(bounds)},
            {"type": "number", "minimum": least, "maximum": bounds.max_amount},
        ],
        "description": f"A decimal as text{unit}; at most {bounds.max_amount:,}.",
        "examples": [example],
    }


GRAMS = AmountBounds("g", 3, MAX_GRAMS)
QUANTITY = AmountBounds("portions", 3, MAX_GRAMS)

Grams = Annotated[
    Decimal, BeforeValidator(_amount_parser(GRAMS)), WithJsonSchema(_amount_schema(GRAMS, "30"))
]
Quantity = Annotated[
    Decimal,
    BeforeValidator(_amount_parser(QUANTITY)),
    WithJsonSchema(_amount_schema(QUANTITY, "1.5")),
]
ElementalMg = Annotated[
    Decimal,
    BeforeValidator(_amount_parser(ELEMENTAL)),
    WithJsonSchema(_amount_schema(ELEMENTAL, "100")),
]
CompoundMg = Annotated[
    Decimal,
    BeforeValidator(_amount_parser(COMPOUND)),
    WithJsonSchema(_amount_schema(COMPOUND, "500")),
]
Units = Annotated[
    Decimal,
    BeforeValidator(_amount_parser(UNITS_TAKEN)),
    WithJsonSchema(_amount_schema(UNITS_TAKEN, "1")),
]
Litres = Annotated[
    Decimal, BeforeValidator(_amount_parser(LITRES)), WithJsonSchema(_amount_schema(LITRES, "1.5"))
]
MgPerLitre = Annotated[
    Decimal,
    BeforeValidator(_amount_parser(MG_PER_LITRE)),
    WithJsonSchema(_amount_schema(MG_PER_LITRE, "24")),
]

# --- days and times -------------------------------------------------------------------------------

_MONTHS = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)


def _day_pattern(centuries: str) -> str:
    """A regular expression for the days of a calendar from 2000 (or 1900) on, with the leap days of
    2000, 2004, 2400 ...

    The description is read long after it was made, so no pattern ends with a year. The last day
    that is accepted depends on the day of the request (params.py).
    """
    leaps = rf"(?:{centuries})(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[3579][26])00"
    return rf"^(?:(?:{centuries})[0-9]{{2}}-{_MONTHS}|(?:{leaps})-02-29)$"


SINCE_2000 = _day_pattern("[2-9][0-9]")
SINCE_1900 = _day_pattern("19|[2-9][0-9]")


def _day(value: Any) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("Send a day such as 2026-11-21.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("No calendar has this day.") from None


def _day_schema(description: str, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "description": description})


ReadDay = BeforeValidator(_day)
PathDay = Annotated[date, ReadDay, WithJsonSchema({"type": "string", "format": "date"})]
DiaryDay = Annotated[
    date, ReadDay, _day_schema("From 2000-01-01 to a year from today.", SINCE_2000)
]
BirthDay = Annotated[date, ReadDay, _day_schema("In the past.", SINCE_1900)]
PastDay = Annotated[date, ReadDay, _day_schema("Today or in the past.", SINCE_2000)]

TIME = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"


def _time(value: Any) -> time:
    if not isinstance(value, str) or not re.fullmatch(f"{TIME[:-1]}(?::[0-5][0-9])?", value):
        raise ValueError("Send a time such as 12:30.")
    return time.fromisoformat(value)


ClockTime = Annotated[
    time, BeforeValidator(_time), WithJsonSchema({"type": "string", "pattern": TIME})
]


def _instant(value: Any) -> datetime:
    """RFC 3339. A plus that was not escaped arrives as a space; a leap second is read as the second
    before it.
    """
    text = str(value).strip().replace(" ", "+").replace(":60", ":59").upper()
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            "Send an instant with its time zone, such as 2026-11-21T08:00:00Z."
        ) from None


Instant = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]

# --- keys and names -------------------------------------------------------------------------------


_FOOD_KEY = WithJsonSchema(
    {
        "oneOf": [
            {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER},
            {"type": "string", "pattern": f"^{OWN_KEY_PATTERN}$"},
        ],
        "description": "A number; `own:` and a UUID where it is the person's own.",
    }
)


def _food_key(value: Any) -> FoodKey:
    if isinstance(value, str):
        key = read_key(value) if value.startswith(OWN) else None
    else:
        is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
        key = int(value) if is_whole and abs(value) <= LARGEST_NUMBER else value
    return _check_key(key)


def _check_key(key: Any) -> FoodKey:
    if isinstance(key, UUID):
        return key
    if not isinstance(key, int) or isinstance(key, bool) or not 1 <= key <= LARGEST_NUMBER:
        raise ValueError('Send the number of a food or a portion, or "own:" and its UUID.')
    return key


def _food_key_of_text(value: Any) -> FoodKey:
    return _check_key(read_key(str(value)))


def _written_key(key: FoodKey) -> int | str:
    return key if isinstance(key, int) else write_key(key)


FoodKeyIn = Annotated[FoodKey, BeforeValidator(_food_key), _FOOD_KEY]
FoodKeyOut = Annotated[FoodKey, PlainSerializer(_written_key), _FOOD_KEY]
# In an address, where everything is text.
FoodKeyText = Annotated[FoodKey, BeforeValidator(_food_key_of_text), _FOOD_KEY]
PageSize = Annotated[int, Field(ge=1, le=200, description="How many at the most.")]


def _strip_name(text: str) -> str:
    if "\0" in text:
        raise ValueError("A NUL is no character.")
    if not text.strip():
        raise ValueError("This cannot be empty.")
    return text.strip()


# A name of spaces alone says nothing.
Name = Annotated[str, StringConstraints(max_length=120, pattern=r"\S"), AfterValidator(_strip_name)]

# --- output ---------------------------------------------------------------------------------------

_DECIMAL_TEXT = WithJsonSchema(
    {"type": "string", "pattern": r"^-?[0-9]+(?:\.[0-9]+)?$", "examples": ["226.5"]}
)
DecimalText = Annotated[str, _DECIMAL_TEXT]
# Of a quotient without an end.
MOST_PLACES = 10


def amount_text(number: Decimal) -> str:
    """Exact, but for a quotient without an end."""
    if number.as_tuple().exponent == -QUOTIENT_PLACES:
        number = number.quantize(Decimal(1).scaleb(-MOST_PLACES), ROUND_HALF_EVEN)
    return plain_number(number)


PlainDecimal = Annotated[Decimal, PlainSerializer(amount_text), _DECIMAL_TEXT]
OneDecimal = Annotated[Decimal, PlainSerializer(partial(fixed_point, places=1)), _DECIMAL_TEXT]
ThreeDecimals = Annotated[Decimal, PlainSerializer(partial(fixed_point, places=3)), _DECIMAL_TEXT]
FourDecimals = Annotated[Decimal, PlainSerializer(partial(fixed_point, places=4)), _DECIMAL_TEXT]
IntegerText = Annotated[int, PlainSerializer(str), _DECIMAL_TEXT]


def _clock_text(at: time) -> str:
    return at.isoformat("seconds" if at.second else "minutes")


ClockText = Annotated[
    time,
    PlainSerializer(_clock_text),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^[0-9]{2}:[0-9]{2}(?::[0-9]{2})?$",
            "examples": ["12:30"],
        }
    ),
]
MealSlug = Annotated[MealName, BeforeValidator(lambda meal: Meal(meal).slug)]

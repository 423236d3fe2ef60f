"""What the API takes. An unknown key is refused: a misspelt one must not be lost in silence."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StrictBool, WithJsonSchema

from accounts.models import LATEST_DAY_START, FirstWeekday
from accounts.time_zones import time_zone_names
from nutrition.api.fields import (
    BirthDay,
    ClockTime,
    CompoundMg,
    DiaryDay,
    ElementalMg,
    Grams,
    Key,
    Litres,
    MealName,
    MgPerLitre,
    Name,
    PastDay,
    PathDay,
    Quantity,
    Units,
)
from nutrition.diary.quickadd.parser import MAX_CHARACTERS
from nutrition.diary.supplements.validation import label_keys
from nutrition.intake.salts import salts

ClientId = Annotated[
    UUID | None,
    Field(
        default=None,
        description="Made by the program. The same one again makes nothing new (200, not 201).",
    ),
]
TimeOfDay = Annotated[ClockTime | None, Field(default=None, description="On the person's clock.")]


def _salt(text: str) -> str:
    """The salt of that name, in whatever case: labels say Magnesium Oxide."""
    plain = " ".join(text.split()).casefold()
    return next((name for name in salts() if name.casefold() == plain), text)


Salt = Annotated[
    str, AfterValidator(_salt), WithJsonSchema({"type": "string", "enum": list(salts())})
]
Today = Annotated[
    PathDay | None,
    Field(default=None, description="As GET tells it; not looked at."),
]
ZONES = time_zone_names()
TimeZone = Annotated[
    str, WithJsonSchema({"type": "string", "enum": ZONES, "examples": ["Europe/Berlin"]})
]


def _first_weekday(day: int) -> int:
    if day not in FirstWeekday.values:
        raise ValueError("A week begins on 0 (Monday), 5 (Saturday) or 6 (Sunday).")
    return day


Weekday = Annotated[
    int,
    Field(strict=True),
    AfterValidator(_first_weekday),
    WithJsonSchema({"type": "integer", "enum": FirstWeekday.values}),
]
_NUTRIENTS: dict[str, Any] = {
    "type": "object",
    "properties": {
        key: {
            "type": "string",
            "pattern": r"^(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{1,3})?$",
            "description": words,
        }
        for key, (_, words) in label_keys().items()
    },
    "additionalProperties": False,
    "description": (
        "Other nutrients in one, by number in the unit of GET /nutrients, "
        "or by the key of another unit."
    ),
}


def _needs(*ways: tuple[str, ...]) -> dict[str, Any]:
    """A schema for "one of these groups of keys, and none of the others"."""
    everything = {key for way in ways for key in way}

    def way_schema(way: tuple[str, ...]) -> dict[str, Any]:
        left_out: dict[str, Any] = {key: {"type": "null"} for key in sorted(everything - set(way))}
        return {
            "required": list(way),
            "properties": left_out | {key: {"not": {"type": "null"}} for key in way},
        }

    return {"anyOf": [way_schema(way) for way in ways]}


def _not_both(first: str, *others: str) -> dict[str, Any]:
    """A schema for "this key, or those, or none"."""
    without = [
        {"properties": {key: {"type": "null"} for key in keys}} for keys in ((first,), others)
    ]
    return {"anyOf": without}


_NULL: dict[str, Any] = {"type": "null"}
_NOT_NULL: dict[str, Any] = {"not": _NULL}
_NO_SALT = {"form": _NULL, "compound_mg": _NULL, "name": _NOT_NULL}
# The label's figure, or null without one; a salt and its mass; or what else it lists.
_SUPPLEMENT: dict[str, Any] = {
    "anyOf": [
        {"required": ["magnesium_mg", "name"], "properties": _NO_SALT},
        {
            "required": ["form", "compound_mg"],
            "properties": {"magnesium_mg": _NULL, "form": _NOT_NULL, "compound_mg": _NOT_NULL},
        },
        {
            "required": ["name", "nutrients"],
            "properties": _NO_SALT | {"nutrients": {"minProperties": 1}},
        },
    ]
}


class Sent(Schema):
    model_config = ConfigDict(extra="forbid")


class EntryIn(Sent):
    """A food eaten: either its grams, or a portion of the food and how many of it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=_needs(("grams",), ("portion_id", "quantity"))
    )

    client_id: ClientId = None
    date: DiaryDay
    meal: MealName
    food_id: Key
    grams: Grams | None = None
    portion_id: Key | None = None
    quantity: Quantity | None = None
    time: TimeOfDay = None


class EntryChange(Sent):
    """What is named is changed. `grams` replaces a portion, a portion replaces grams; `time` null
    forgets it.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=_not_both("grams", "portion_id", "quantity")
    )

    date: DiaryDay | None = None
    meal: MealName | None = None
    grams: Grams | None = None
    portion_id: Key | None = None
    quantity: Quantity | None = None
    time: ClockTime | None = None


class CopyIn(Sent):
    """Logs a day again, or one meal of it. The copies take the newest values of their foods."""

    client_id: ClientId = None
    from_: DiaryDay = Field(alias="from")
    to: DiaryDay
    meal: MealName | None = Field(None, description="Without it the whole day is copied.")


class CopyOneIn(Sent):
    client_id: ClientId = None
    to: DiaryDay
    meal: MealName | None = None


class DoseIn(Sent):
    """A supplement: the magnesium on its label, or a salt and its mass; both for one tablet."""

    client_id: ClientId = None
    date: DiaryDay
    name: Name | None = Field(None, description="Needed but with `form`, which is then the name.")
    magnesium_mg: ElementalMg | None = Field(
        None, description="Elemental magnesium in one; null where it is not on the label."
    )
    form: Salt | None = None
    compound_mg: CompoundMg | None = Field(None, description="Mass of the salt in one.")
    quantity: Units = Decimal(1)
    unit: Annotated[str, Field(max_length=40)] = ""
    nutrients: Annotated[dict[str, Any], WithJsonSchema(_NUTRIENTS)] = {}
    time: TimeOfDay = None

    model_config = ConfigDict(extra="forbid", json_schema_extra=_SUPPLEMENT)


class DoseChange(Sent):
    """What is named is changed. `magnesium_mg` replaces a salt, a salt with its mass replaces
    `magnesium_mg`.

    A null for `magnesium_mg` says that it is not on the label.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=_not_both("magnesium_mg", "form", "compound_mg")
    )

    date: DiaryDay | None = None
    name: Name | None = None
    magnesium_mg: ElementalMg | None = None
    form: Salt | None = None
    compound_mg: CompoundMg | None = None
    quantity: Units | None = None
    unit: Annotated[str, Field(max_length=40)] | None = None
    nutrients: Annotated[
        dict[str, Any] | None, WithJsonSchema({"anyOf": [_NUTRIENTS, {"type": "null"}]})
    ] = None
    time: ClockTime | None = None


class ProductIn(Sent):
    """A supplement to keep, as for a dose."""

    name: Name | None = None
    magnesium_mg: ElementalMg | None = None
    form: Salt | None = None
    compound_mg: CompoundMg | None = None
    quantity: Units = Decimal(1)
    unit: Annotated[str, Field(max_length=40)] = ""
    nutrients: Annotated[dict[str, Any], WithJsonSchema(_NUTRIENTS)] = {}

    model_config = ConfigDict(extra="forbid", json_schema_extra=_SUPPLEMENT)


class TakeIn(Sent):
    client_id: ClientId = None
    date: DiaryDay


class WaterIn(Sent):
    """Water whose magnesium is on its label."""

    client_id: ClientId = None
    date: DiaryDay
    litres: Litres
    mg_per_litre: MgPerLitre


class WaterChange(Sent):
    date: DiaryDay | None = None
    litres: Litres | None = None
    mg_per_litre: MgPerLitre | None = None


class DayIn(Sent):
    status: Literal["complete", "in_progress"]


class ParseIn(Sent):
    text: Annotated[str, Field(max_length=MAX_CHARACTERS, examples=["2 eggs, 30 g almonds"])]


class PeriodIn(Sent):
    """A pregnancy or a time of breastfeeding; `to` null is not over. `id` may stand here, as GET
    gives it.
    """

    id: UUID | None = None
    kind: Literal["pregnant", "lactating"]
    from_: PastDay = Field(alias="from")
    to: DiaryDay | None = None


class PeriodChange(Sent):
    kind: Literal["pregnant", "lactating"] | None = None
    from_: PastDay | None = Field(None, alias="from")
    to: DiaryDay | None = None


class ProfileChange(Sent):
    """What is named is changed; `sex` and `birth_date` null are unknown. `life_stages` replaces the
    whole list.
    """

    sex: Literal["F", "M"] | None = None
    birth_date: BirthDay | None = None
    life_stages: list[PeriodIn] | None = Field(None, max_length=100)
    time_zone: TimeZone | None = None
    ul_region: Literal["US", "EU"] | None = None
    keyboard_shortcuts: StrictBool | None = None
    day_starts_at: Annotated[int, Field(ge=0, le=LATEST_DAY_START, strict=True)] | None = None
    week_starts_on: Weekday | None = None
    today: Today = None


def named(change: Sent) -> dict[str, Any]:
    """The keys that were sent, with their values: null is not the same as nothing."""
    return {name: getattr(change, name) for name in change.model_fields_set}

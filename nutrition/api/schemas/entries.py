"""Foods eaten."""

from datetime import date as Date
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AliasPath, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from nutrition.api.fields import (
    ClockText,
    ClockTime,
    DiaryDay,
    Grams,
    Key,
    MealName,
    MealSlug,
    PlainDecimal,
    Quantity,
)
from nutrition.api.schemas.base import (
    NOT_NULL,
    NULL,
    IdempotentIn,
    InSchema,
    OutSchema,
    TimeOfDay,
    all_null,
)
from nutrition.api.schemas.lists import ListOut
from nutrition.foods.own_foods import LINE_SOURCES
from nutrition.intake.per_100g import shortest_amount
from nutrition.intake.totals import exact_amount

_GRAMS_OR_PORTION: dict[str, Any] = {
    "anyOf": [
        {
            "required": ["grams"],
            "properties": {"grams": NOT_NULL, "portion_id": NULL, "quantity": NULL},
        },
        {
            "required": ["portion_id", "quantity"],
            "properties": {"grams": NULL, "portion_id": NOT_NULL, "quantity": NOT_NULL},
        },
    ]
}


class EntryIn(IdempotentIn):
    """A food eaten: either its grams, or a portion of the food and how many of it."""

    model_config = ConfigDict(json_schema_extra=_GRAMS_OR_PORTION)

    date: DiaryDay
    meal: MealName
    food_id: Key
    grams: Grams | None = None
    portion_id: Key | None = None
    quantity: Quantity | None = None
    time: TimeOfDay = None


class EntryChange(InSchema):
    """What is named is changed. `grams` replaces a portion, a portion replaces grams; `time` null
    forgets it.
    """

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [all_null("grams"), all_null("portion_id", "quantity")]}
    )

    date: DiaryDay | None = None
    meal: MealName | None = None
    grams: Grams | None = None
    portion_id: Key | None = None
    quantity: Quantity | None = None
    time: ClockTime | None = None


class EntryOut(OutSchema):
    """`magnesium_mg` null is unknown. `revision` names the values that it was logged with."""

    id: UUID
    client_id: UUID
    date: Date = Field(validation_alias="eaten_on")
    time: ClockText | None = Field(validation_alias="eaten_time")
    meal: MealSlug
    food_id: int = Field(validation_alias=AliasPath("revision", "food_id"))
    name: str = Field(validation_alias=AliasPath("revision", "food", "title"))
    source: str = Field(validation_alias=AliasPath("revision", "food", "source", "code"))
    source_id: str = Field(validation_alias=AliasPath("revision", "food", "source_ref"))
    revision: int = Field(validation_alias=AliasPath("revision", "number"))
    grams: PlainDecimal
    portion_id: int | None
    portion: Annotated[str | None, BeforeValidator(lambda portion: portion and portion.label)]
    quantity: PlainDecimal | None
    magnesium_mg: PlainDecimal | None = Field(validation_alias="mg_per_100g")
    energy_kcal: PlainDecimal | None = Field(validation_alias="kcal_per_100g")
    logged_at: datetime
    updated_at: datetime
    deleted_at: datetime | None

    @field_validator("magnesium_mg", "energy_kcal")
    @classmethod
    def in_the_grams_eaten(cls, per_100g: Decimal | None, info: ValidationInfo) -> Decimal | None:
        """Of a food that a line of an imported file made, in the digits of the file."""
        if per_100g is None:
            return None
        amount_of = shortest_amount if info.data["source"] in LINE_SOURCES else exact_amount
        return amount_of(info.data["grams"], per_100g)


class EntriesOut(ListOut):
    items: list[EntryOut]


class CopyIn(IdempotentIn):
    """Logs a day again, or one meal of it. The copies take the newest values of their foods."""

    from_: DiaryDay = Field(alias="from")
    to: DiaryDay
    meal: MealName | None = Field(None, description="Without it the whole day is copied.")


class CopyOneIn(IdempotentIn):
    to: DiaryDay
    meal: MealName | None = None


class CopiedOut(OutSchema):
    items: list[EntryOut]
    left_out: list[str] = Field(description="Foods that are not in the table any more.")

"""Foods eaten."""

from datetime import date as Date
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from nutrition.api.fields import (
    ClockText,
    ClockTime,
    DiaryDay,
    FoodKeyIn,
    FoodKeyOut,
    Grams,
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
from nutrition.foods.basis import amount_in
from nutrition.foods.own.models import LINE_SOURCES
from nutrition.intake.per_100g import BASES_OF_OLDER_VERSIONS, shortest_amount

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
    """A food eaten: either its grams, or a portion of the food and how many of it. A food of
    unknown weight has no grams.
    """

    model_config = ConfigDict(json_schema_extra=_GRAMS_OR_PORTION)

    date: DiaryDay
    meal: MealName
    food_id: FoodKeyIn
    grams: Grams | None = None
    portion_id: FoodKeyIn | None = None
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
    portion_id: FoodKeyIn | None = None
    quantity: Quantity | None = None
    time: ClockTime | None = None


class EntryOut(OutSchema):
    """`magnesium_mg` null is unknown. `grams` null: nobody knows the weight of the portion.
    `revision` names the values that it was logged with.
    """

    id: UUID
    client_id: UUID
    date: Date
    time: ClockText | None
    meal: MealSlug
    food_id: FoodKeyOut
    name: str
    source: str
    source_id: str
    revision: int
    grams: PlainDecimal | None
    portion_id: FoodKeyOut | None
    portion: str | None
    quantity: PlainDecimal | None
    magnesium_mg: PlainDecimal | None
    energy_kcal: PlainDecimal | None
    logged_at: datetime
    updated_at: datetime
    deleted_at: datetime | None

    @model_validator(mode="before")
    @classmethod
    def values_of(cls, entry: Any) -> Any:
        """Of an Entry of `entries_of`: attributes of attributes take pydantic twice the time."""
        if isinstance(entry, OutSchema):
            return entry
        revision = entry.logged_revision
        food, portion = revision.food, entry.portion or entry.own_portion
        measure = entry.logged_amount.measure
        amount_of = _line_amount if food.source.code in LINE_SOURCES else amount_in
        magnesium, energy = (
            None if amount is None else amount_of(measure, amount, revision.basis_grams)
            for amount in (revision.magnesium_mg, revision.energy_kcal)
        )
        return {
            "id": entry.id,
            "client_id": entry.client_id,
            "date": entry.eaten_on,
            "time": entry.eaten_time,
            "meal": entry.meal,
            "food_id": food.key,
            "name": food.title,
            "source": food.source.code,
            "source_id": food.source_ref,
            "revision": revision.number,
            "grams": entry.grams,
            "portion_id": portion and portion.id,
            "portion": portion and portion.label,
            "quantity": entry.quantity,
            "magnesium_mg": magnesium,
            "energy_kcal": energy,
            "logged_at": entry.logged_at,
            "updated_at": entry.updated_at,
            "deleted_at": entry.deleted_at,
        }


def _line_amount(measure: Decimal, per_basis: Decimal, basis: Decimal | None) -> Decimal:
    """In the digits of the file, where an older version made the food from a line of one."""
    if basis is not None and basis in BASES_OF_OLDER_VERSIONS:
        return shortest_amount(measure, per_basis, basis)
    return amount_in(measure, per_basis, basis)


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

"""Doses, and saved supplements, which the API calls products."""

from datetime import date as Date
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema

from nutrition.api.fields import (
    ClockText,
    ClockTime,
    CompoundMg,
    DecimalText,
    DiaryDay,
    ElementalMg,
    Name,
    PlainDecimal,
    Units,
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
from nutrition.diary.supplements.validation import label_keys
from nutrition.intake.salts import salts


def _salt(text: str) -> str:
    """The salt of that name in any case: labels say Magnesium Oxide."""
    plain = " ".join(text.split()).casefold()
    return next((name for name in salts() if name.casefold() == plain), text)


Salt = Annotated[
    str, AfterValidator(_salt), WithJsonSchema({"type": "string", "enum": list(salts())})
]
# The table stores an empty text for no salt.
FormOut = Annotated[str | None, BeforeValidator(lambda form: form or None)]
Unit = Annotated[str, Field(max_length=40)]
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
_NO_SALT = {"form": NULL, "compound_mg": NULL, "name": NOT_NULL}
# The label's figure, or null without one; a salt and its mass; or what else it lists.
_SUPPLEMENT: dict[str, Any] = {
    "anyOf": [
        {"required": ["magnesium_mg", "name"], "properties": _NO_SALT},
        {
            "required": ["form", "compound_mg"],
            "properties": {"magnesium_mg": NULL, "form": NOT_NULL, "compound_mg": NOT_NULL},
        },
        {
            "required": ["name", "nutrients"],
            "properties": _NO_SALT | {"nutrients": {"minProperties": 1}},
        },
    ]
}


class DoseIn(IdempotentIn):
    """A supplement: the magnesium on its label, or a salt and its mass; both for one tablet."""

    model_config = ConfigDict(json_schema_extra=_SUPPLEMENT)

    date: DiaryDay
    name: Name | None = Field(None, description="Needed but with `form`, which is then the name.")
    magnesium_mg: ElementalMg | None = Field(
        None, description="Elemental magnesium in one; null where it is not on the label."
    )
    form: Salt | None = None
    compound_mg: CompoundMg | None = Field(None, description="Mass of the salt in one.")
    quantity: Units = Decimal(1)
    unit: Unit = ""
    nutrients: Annotated[dict[str, Any], WithJsonSchema(_NUTRIENTS)] = {}
    time: TimeOfDay = None


class DoseChange(InSchema):
    """What is named is changed. `magnesium_mg` replaces a salt, a salt with its mass replaces
    `magnesium_mg`.

    A null for `magnesium_mg` says that it is not on the label.
    """

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [all_null("magnesium_mg"), all_null("form", "compound_mg")]}
    )

    date: DiaryDay | None = None
    name: Name | None = None
    magnesium_mg: ElementalMg | None = None
    form: Salt | None = None
    compound_mg: CompoundMg | None = None
    quantity: Units | None = None
    unit: Unit | None = None
    nutrients: Annotated[dict[str, Any] | None, WithJsonSchema({"anyOf": [_NUTRIENTS, NULL]})] = (
        None
    )
    time: ClockTime | None = None


class DoseOut(OutSchema):
    """`magnesium_mg` is in one; `total_mg` what was taken. Null where magnesium is not on the
    label.
    """

    id: UUID
    client_id: UUID
    date: Date = Field(validation_alias="taken_on")
    time: ClockText | None = Field(validation_alias="taken_time")
    name: str
    magnesium_mg: PlainDecimal | None = Field(validation_alias="elemental_mg")
    quantity: PlainDecimal
    unit: str
    total_mg: PlainDecimal | None = Field(validation_alias="mg")
    form: FormOut
    compound_mg: PlainDecimal | None
    nutrients: dict[str, DecimalText]
    logged_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class DosesOut(ListOut):
    items: list[DoseOut]


class ProductIn(InSchema):
    """A supplement to keep, as for a dose."""

    model_config = ConfigDict(json_schema_extra=_SUPPLEMENT)

    name: Name | None = None
    magnesium_mg: ElementalMg | None = None
    form: Salt | None = None
    compound_mg: CompoundMg | None = None
    quantity: Units = Decimal(1)
    unit: Unit = ""
    nutrients: Annotated[dict[str, Any], WithJsonSchema(_NUTRIENTS)] = {}


class ProductOut(OutSchema):
    id: UUID
    name: str
    magnesium_mg: PlainDecimal | None = Field(validation_alias="elemental_mg")
    quantity: PlainDecimal
    unit: str
    form: FormOut
    compound_mg: PlainDecimal | None
    nutrients: dict[str, DecimalText]


class ProductsOut(OutSchema):
    items: list[ProductOut]
    next: str | None


class TakeIn(IdempotentIn):
    date: DiaryDay

"""Water whose magnesium is on its label."""

from datetime import date as Date
from datetime import datetime
from uuid import UUID

from pydantic import Field

from nutrition.api.fields import DiaryDay, Litres, MgPerLitre, PlainDecimal
from nutrition.api.schemas.base import IdempotentIn, InSchema, OutSchema
from nutrition.api.schemas.lists import ListOut


class WaterIn(IdempotentIn):
    """Water whose magnesium is on its label."""

    date: DiaryDay
    litres: Litres
    mg_per_litre: MgPerLitre


class WaterChange(InSchema):
    date: DiaryDay | None = None
    litres: Litres | None = None
    mg_per_litre: MgPerLitre | None = None


class WaterOut(OutSchema):
    id: UUID
    client_id: UUID
    date: Date = Field(validation_alias="taken_on")
    litres: PlainDecimal
    mg_per_litre: PlainDecimal
    magnesium_mg: PlainDecimal = Field(validation_alias="mg")
    logged_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class WatersOut(ListOut):
    items: list[WaterOut]

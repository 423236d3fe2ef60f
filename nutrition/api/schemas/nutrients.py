"""All nutrients of a day, or their mean over several days."""

from datetime import date as Date
from typing import Literal

from pydantic import Field

from nutrition.api.fields import DecimalText, PlainDecimal, ThreeDecimals
from nutrition.api.schemas.base import OutSchema


class DayNutrient(OutSchema):
    """`bound` is what the amount is to the truth. References are for the person on that day."""

    number: str
    name: str
    unit: str
    group: str
    amount: DecimalText | None
    from_supplements: DecimalText
    from_water: DecimalText
    bound: Literal["exact", "at least", "at most", "about"]
    foods_without_value: int
    entries_without_value: int
    known_share_energy: ThreeDecimals | None
    known_share_grams: ThreeDecimals | None
    reference_kind: str | None
    reference_low: PlainDecimal | None
    reference_high: PlainDecimal | None
    percent: int | None
    ul: PlainDecimal | None = Field(description="The lowest of the days.")
    ul_beside: PlainDecimal | None = Field(
        description="Of the US, where EFSA has none: magnesium under 4 years."
    )
    ul_counts: str | None


class NutrientsOut(OutSchema):
    """`days_counted` of the `days` up to `date`: a mean leaves out days that are not complete."""

    date: Date
    days: int
    days_counted: int
    life_stages: list[str]
    stage_note: str | None = Field(
        description='"no DRI": the references are those of the nearest age.'
    )
    nutrients: list[DayNutrient]

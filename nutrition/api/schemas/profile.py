"""The profile, pregnancies and breastfeeding; and the export of everything."""

from datetime import date as Date
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field, StrictBool, WithJsonSchema

from accounts.models import LATEST_DAY_START, FirstWeekday
from accounts.time_zones import time_zone_names
from nutrition.api.fields import BirthDay, DiaryDay, PastDay, PathDay
from nutrition.api.schemas.base import InSchema, OutSchema

ZONES = time_zone_names()
TimeZone = Annotated[
    str, WithJsonSchema({"type": "string", "enum": ZONES, "examples": ["Europe/Berlin"]})
]
ConditionKind = Literal["pregnant", "lactating"]


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


class PeriodIn(InSchema):
    """A pregnancy or a time of breastfeeding; `to` null is not over. `id` may stand here, as GET
    gives it.
    """

    id: UUID | None = None
    kind: ConditionKind
    from_: PastDay = Field(alias="from")
    to: DiaryDay | None = None


class PeriodChange(InSchema):
    kind: ConditionKind | None = None
    from_: PastDay | None = Field(None, alias="from")
    to: DiaryDay | None = None


class PeriodOut(OutSchema):
    id: UUID
    kind: ConditionKind
    from_: Date = Field(validation_alias="starts_on", serialization_alias="from")
    to: Date | None = Field(validation_alias="ends_on")


class PeriodsOut(OutSchema):
    items: list[PeriodOut]


class ProfileChange(InSchema):
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
    today: PathDay | None = Field(default=None, description="As GET tells it; not looked at.")


class ProfileOut(OutSchema):
    sex: Literal["F", "M"] | None
    birth_date: Date | None
    life_stages: list[PeriodOut]
    time_zone: str
    ul_region: Literal["US", "EU"]
    keyboard_shortcuts: bool
    day_starts_at: int = Field(description="The hour at which a new day begins, 0 to 6.")
    week_starts_on: int = Field(description="0 Monday, 5 Saturday, 6 Sunday.")
    today: Date = Field(description="The day it is for the person.")


class ExportOut(Schema):
    """The head of the file; its other keys are the tables of what the person has."""

    format: Literal["magwise"]
    version: int
    exported_at: datetime
    account: dict[str, str]
    profile: dict[str, object]
    nutrients: dict[str, dict[str, str]]
    entries: list[dict[str, object]]
    foods: dict[str, dict[str, object]]

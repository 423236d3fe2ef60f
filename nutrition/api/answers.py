"""What the API gives, for OpenAPI. Views answer plain values (showing.py): these describe them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

Text = Annotated[str, Field(pattern=r"^-?[0-9]+(?:\.[0-9]+)?$", examples=["226.5"])]
Clock = Annotated[str, Field(pattern=r"^[0-9]{2}:[0-9]{2}(?::[0-9]{2})?$", examples=["12:30"])]
MealName = Literal["breakfast", "lunch", "dinner", "snack"]
Status = Literal["empty", "in_progress", "complete"]


class Answer(Schema):
    model_config = ConfigDict(extra="forbid")


class PortionOut(Answer):
    id: int
    label: str = Field(examples=["1 cup"])
    grams: Text


class FoodOut(Answer):
    """Amounts are per 100 g; null is unknown, which is not 0."""

    id: int
    name: str
    source_name: str = Field(description="The name as the source writes it.")
    source: str
    source_id: str
    category: str
    own: bool
    magnesium_mg_per_100g: Text | None
    energy_kcal_per_100g: Text | None
    portions: list[PortionOut] = Field(max_length=100)


class FoodsOut(Answer):
    items: list[FoodOut]
    next: str | None


class NutrientOut(Answer):
    number: str
    name: str
    unit: str
    per_100g: Text | None
    quality: str | None = Field(
        description="How the value came about: analytical, imputed, assumed_zero, ..."
    )
    quality_code: int | None


class NewerValues(Answer):
    """Entries of this food that were logged with older values."""

    entries: int
    older_mg: list[Text | None] = Field(max_length=100)
    newer_mg: Text | None


class OtherValueOut(Answer):
    """USDA says elsewhere that the food has `other` mg of magnesium, where the table has `here`:
    more than twofold.
    """

    per: Literal["100 g", "100 g of dry matter"]
    here: Text
    other: Text
    release: str
    food: str = Field(description="What the food is called there.")


class FoodDetail(FoodOut):
    state: Literal["active", "retired"]
    revision: int | None
    favourite: bool
    nutrients: list[NutrientOut]
    newer_values: NewerValues | None
    other_values: list[OtherValueOut]


class EntryOut(Answer):
    """`magnesium_mg` null is unknown. `revision` names the values that it was logged with."""

    id: UUID
    client_id: UUID
    date: date
    time: Clock | None
    meal: MealName
    food_id: int
    name: str
    source: str
    source_id: str
    revision: int
    grams: Text
    portion_id: int | None
    portion: str | None
    quantity: Text | None
    magnesium_mg: Text | None
    energy_kcal: Text | None
    logged_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class DoseOut(Answer):
    """`magnesium_mg` is in one; `total_mg` what was taken. Null where magnesium is not on the
    label.
    """

    id: UUID
    client_id: UUID
    date: date
    time: Clock | None
    name: str
    magnesium_mg: Text | None
    quantity: Text
    unit: str
    total_mg: Text | None
    form: str | None
    compound_mg: Text | None
    nutrients: dict[str, Text]
    logged_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class WaterOut(Answer):
    id: UUID
    client_id: UUID
    date: date
    litres: Text
    mg_per_litre: Text
    magnesium_mg: Text
    logged_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class RemovedOut(Answer):
    """A row that is gone for good: tidied away long after its deletion, or with the import that had
    brought it.
    """

    id: UUID
    removed_at: datetime


class Page(Answer):
    """`next` goes into `cursor` for the page after this one; null on the last. `as_of` is the next
    `updated_since`.
    """

    next: str | None
    as_of: datetime = Field(description="The same on all pages of one reading.")
    removed: list[RemovedOut] = Field(description="Only with `updated_since`.")


class EntriesOut(Page):
    items: list[EntryOut]


class DosesOut(Page):
    items: list[DoseOut]


class WatersOut(Page):
    items: list[WaterOut]


class CopiedOut(Answer):
    items: list[EntryOut]
    left_out: list[str] = Field(description="Foods that are not in the table any more.")


class ProductOut(Answer):
    id: UUID
    name: str
    magnesium_mg: Text | None
    quantity: Text
    unit: str
    form: str | None
    compound_mg: Text | None
    nutrients: dict[str, Text]


class ProductsOut(Answer):
    items: list[ProductOut]
    next: str | None


class DayNutrient(Answer):
    """`bound` is what the amount is to the truth. References are for the person on that day."""

    number: str
    name: str
    unit: str
    group: str
    amount: Text | None
    from_supplements: Text
    from_water: Text
    bound: Literal["exact", "at least", "at most", "about"]
    foods_without_value: int
    entries_without_value: int
    known_share_energy: Text | None
    known_share_grams: Text | None
    reference_kind: str | None
    reference_low: Text | None
    reference_high: Text | None
    percent: int | None
    ul: Text | None = Field(description="The lowest of the days.")
    ul_beside: Text | None = Field(
        description="Of the US, where EFSA has none: magnesium under 4 years."
    )
    ul_counts: str | None


class NutrientsOut(Answer):
    """`days_counted` of the `days` up to `date`: a mean leaves out days that are not complete."""

    date: date
    days: int
    days_counted: int
    life_stages: list[str]
    stage_note: str | None = Field(
        description='"no DRI": the references are those of the nearest age.'
    )
    nutrients: list[DayNutrient]


class PeriodOut(Answer):
    id: UUID
    kind: Literal["pregnant", "lactating"]
    from_: date = Field(alias="from")
    to: date | None


class PeriodsOut(Answer):
    items: list[PeriodOut]


class ProfileOut(Answer):
    sex: Literal["F", "M"] | None
    birth_date: date | None
    life_stages: list[PeriodOut]
    time_zone: str
    ul_region: Literal["US", "EU"]
    keyboard_shortcuts: bool
    day_starts_at: int = Field(description="The hour at which a new day begins, 0 to 6.")
    week_starts_on: int = Field(description="0 Monday, 5 Saturday, 6 Sunday.")
    today: date = Field(description="The day it is for the person.")


class UsualOut(Answer):
    """A food with the amount of the last time."""

    food_id: int
    name: str
    grams: Text
    portion_id: int | None
    quantity: Text | None
    favourite: bool


class UsualsOut(Answer):
    items: list[UsualOut]


class ParsedAmount(Answer):
    food: FoodOut
    grams: Text
    portion_id: int | None
    quantity: Text | None


class ParsedItem(Answer):
    """`sure` false: a person should look before this is logged. `food` null: nothing was found."""

    text: str
    food: FoodOut | None
    grams: Text | None
    portion_id: int | None
    quantity: Text | None
    sure: bool
    note: str
    alternatives: list[ParsedAmount]


class ParsedOut(Answer):
    meal: MealName | None
    items: list[ParsedItem]
    problems: list[str]


class ChangedOut(Answer):
    entries: int


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

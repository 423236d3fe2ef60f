"""What the API gives of days, weeks and longer times, for OpenAPI (see answers.py)."""

from datetime import date
from typing import Literal

from pydantic import Field

from nutrition.api.answers import Answer, DoseOut, EntryOut, Status, Text, WaterOut
from nutrition.intake.averages import Zone
from nutrition.intake.interpretation import Likelihood


class Magnesium(Answer):
    """A day's magnesium beside what is recommended. `unknown_foods` are the source ids of foods
    without a value.

    `unknown_supplements` are the names of supplements without magnesium on their label; they make
    no lower bound.
    """

    food_mg: Text | None
    water_label_mg: Text
    supplement_mg: Text
    total_mg: Text | None
    display_total_mg: Text | None
    unknown_foods: list[str] = Field(max_length=500)
    unknown_supplements: list[str]
    total_is_lower_bound: bool
    known_share_energy: Text | None
    known_share_grams: Text | None
    age_completed_months: int | None
    age_completed_years: int | None
    life_stages: list[str]
    stage_note: str | None
    reference_kind: str | None
    reference_low_mg: Text | None
    reference_high_mg: Text | None
    ear_mg: list[Text]
    percent: Text | None
    percent_of_low: Text | None = Field(None, description="Only where the reference is a range.")
    comparison: (
        Literal["no_data", "meets", "not_yet", "undetermined", "depends", "below_ai", "below"]
        | None
    )
    to_go_mg: Text | None
    supplement_ul_mg: Text | None
    supplement_vs_ul: Literal["none_taken", "within", "above", "no_ul"]
    supplement_ul_beside_mg: Text | None = Field(
        None, description="Of the US; only where EFSA has none (under 4)."
    )


class DayWordsOut(Answer):
    """What pages say: the amount as they write it, and the sentence below it. `total_at_most_mg` is
    the total with each food without a value at the 95th percentile of its group; null where nobody
    knows."""

    total_at_most_mg: Text | None
    says: str = Field(examples=["at least 226 mg, at most 410 mg"])
    sentence: str


class DayOut(DayWordsOut):
    """`doubtful_energy_kcal`: the energy of a day that is unlikely for a whole one; ask before
    closing it.

    Days of older versions may have more than 500 rows of a kind: `more` names these lists, which
    have the first 500.
    GET /entries?from=DATE&to=DATE has all of them, page by page. `magnesium` counts all.
    """

    date: date
    status: Status
    entries: list[EntryOut] = Field(max_length=500)
    doses: list[DoseOut] = Field(max_length=500)
    waters: list[WaterOut] = Field(max_length=500)
    more: list[Literal["entries", "doses", "waters"]]
    magnesium: Magnesium
    doubtful_energy_kcal: Text | None


class DayMagnesium(Magnesium, DayWordsOut):
    """`counts` says whether the day enters averages: complete, with enough known magnesium."""

    date: date
    status: Status
    counts: bool


class MeanOut(Answer):
    """`either_way_mg` is half of the 95 % interval that pages show, `ci95_half_width_mg` half of
    the one from the spread in mg of the person's sex and age. `probability_adequate` is the chance
    that the average meets the need, `word` what pages call it; null where it cannot be computed,
    and where it differs at the lower and the upper bound.
    `reading` is the sentence; empty for few days."""

    average_mg: Text | None
    average_at_most_mg: Text | None
    average_is_lower_bound: bool
    days_in_average: int
    either_way_mg: Text | None
    zone: Zone | None
    probability_adequate: Text | None
    ci95_half_width_mg: Text | None
    word: Likelihood | None
    reading: str


class WeekOut(MeanOut):
    week: str
    days: list[DayMagnesium]
    days_logged: int


class TrendOut(MeanOut):
    from_: date = Field(alias="from")
    to: date
    days: list[DayMagnesium]
    days_logged: int

"""Magnesium of a day, a week or a longer time, beside the recommended amount."""

from collections.abc import Sequence
from datetime import date as Date
from typing import Any, Literal, Self

from ninja import Schema
from pydantic import Field

from nutrition.api.fields import (
    DecimalText,
    DiaryDay,
    FourDecimals,
    IntegerText,
    OneDecimal,
    PlainDecimal,
    ThreeDecimals,
)
from nutrition.api.schemas.base import InSchema, OutSchema
from nutrition.api.schemas.entries import EntryOut
from nutrition.api.schemas.supplements import DoseOut
from nutrition.api.schemas.water import WaterOut
from nutrition.diary.limits import MAX_A_DAY
from nutrition.intake.assessment import Comparison, DayAssessment, DayStatus, UlComparison
from nutrition.intake.averages import Zone
from nutrition.intake.interpretation import Likelihood
from nutrition.intake.words import day_words
from nutrition.reports.summary import WeekAverage, WeekDay

RowKind = Literal["entries", "doses", "waters"]


class DayIn(InSchema):
    status: Literal["complete", "in_progress"]


class TrendQuery(Schema):
    range: Literal["4w", "3m", "1y"] = "4w"
    from_: DiaryDay | None = Field(None, alias="from", description="Instead of a range.")
    to: DiaryDay | None = Field(None, description="Today when not given.")


class Magnesium(OutSchema):
    """A day's magnesium beside what is recommended. `unknown_foods` are the source ids of foods
    without a value.

    `unknown_supplements` are the names of supplements without magnesium on their label; they make
    no lower bound.
    """

    food_mg: ThreeDecimals | None
    water_label_mg: ThreeDecimals
    supplement_mg: ThreeDecimals
    total_mg: ThreeDecimals | None
    display_total_mg: DecimalText | None
    unknown_foods: list[str] = Field(max_length=MAX_A_DAY)
    unknown_supplements: list[str]
    total_is_lower_bound: bool
    known_share_energy: ThreeDecimals | None
    known_share_grams: ThreeDecimals | None
    age_completed_months: int | None
    age_completed_years: int | None
    life_stages: list[str]
    stage_note: str | None
    reference_kind: str | None
    reference_low_mg: PlainDecimal | None
    reference_high_mg: PlainDecimal | None
    ear_mg: list[PlainDecimal]
    percent: IntegerText | None
    percent_of_low: IntegerText | None = Field(
        None, description="Only where the reference is a range."
    )
    comparison: Comparison | None
    to_go_mg: ThreeDecimals | None
    supplement_ul_mg: PlainDecimal | None
    supplement_vs_ul: UlComparison
    supplement_ul_beside_mg: PlainDecimal | None = Field(
        None, description="Of the US; only where EFSA has none (under 4)."
    )


def magnesium_values(day: DayAssessment, unknown_foods: Sequence[str]) -> dict[str, Any]:
    """The fields of Magnesium. `unknown_foods` are source ids: names change, and two foods may
    share one. Supplements have no such number.
    """
    values = {name: getattr(day, name) for name in Magnesium.model_fields}
    values["unknown_foods"] = unknown_foods[:MAX_A_DAY]
    values["unknown_supplements"] = day.unknown_supplements[:MAX_A_DAY]
    if day.reference_low_mg == day.reference_high_mg:
        del values["percent_of_low"]
    if day.supplement_ul_beside_mg is None:
        del values["supplement_ul_beside_mg"]
    return values


class DayWordsOut(OutSchema):
    """What pages say: the amount as they write it, and the sentence below it. `total_at_most_mg` is
    the total with each food without a value at the 95th percentile of its group; null where nobody
    knows."""

    total_at_most_mg: ThreeDecimals | None
    says: str = Field(examples=["at least 226 mg, at most 410 mg"])
    sentence: str


def words_values(day: DayAssessment) -> dict[str, Any]:
    """The fields of DayWordsOut."""
    words = day_words(day)
    return {"total_at_most_mg": day.at_most_mg, "says": words.amount, "sentence": words.note}


class DayOut(DayWordsOut):
    """`doubtful_energy_kcal`: the energy of a day that is unlikely for a whole one; ask before
    closing it.

    Days of older versions may have more than 500 rows of a kind: `more` names these lists, which
    have the first 500.
    GET /entries?from=DATE&to=DATE has all of them, page by page. `magnesium` counts all.
    """

    date: Date
    status: DayStatus
    entries: list[EntryOut] = Field(max_length=MAX_A_DAY)
    doses: list[DoseOut] = Field(max_length=MAX_A_DAY)
    waters: list[WaterOut] = Field(max_length=MAX_A_DAY)
    more: list[RowKind]
    magnesium: Magnesium
    doubtful_energy_kcal: PlainDecimal | None


class DayMagnesium(Magnesium, DayWordsOut):
    """`counts` says whether the day enters averages: complete, with enough known magnesium."""

    date: Date
    status: DayStatus
    counts: bool

    @classmethod
    def of(cls, day: WeekDay, unknown_foods: Sequence[str]) -> Self:
        return cls(
            date=day.on,
            status=day.magnesium.status,
            counts=day.counts,
            **magnesium_values(day.magnesium, unknown_foods),
            **words_values(day.magnesium),
        )


class MeanOut(OutSchema):
    """`either_way_mg` is half of the 95 % interval that pages show, `ci95_half_width_mg` half of
    the one from the spread in mg of the person's sex and age. `probability_adequate` is the chance
    that the average meets the need, `word` what pages call it; null where it cannot be computed,
    and where it differs at the lower and the upper bound.
    `reading` is the sentence; empty for few days."""

    average_mg: ThreeDecimals | None
    average_at_most_mg: ThreeDecimals | None
    average_is_lower_bound: bool
    days_in_average: int
    either_way_mg: OneDecimal | None
    zone: Zone | None
    probability_adequate: FourDecimals | None
    ci95_half_width_mg: OneDecimal | None
    word: Likelihood | None
    reading: str


def mean_values(mean: WeekAverage | None) -> dict[str, Any]:
    """The fields of MeanOut."""
    read = mean.read if mean else None
    assessment = read.assessment if read else None
    return {
        "average_mg": mean.mg if mean else None,
        "average_at_most_mg": mean.at_most_mg if mean else None,
        "average_is_lower_bound": bool(mean and mean.unknown),
        "days_in_average": mean.days if mean else 0,
        "either_way_mg": mean.either_way_mg if mean else None,
        "zone": assessment.zone if assessment else None,
        "probability_adequate": assessment.probability_adequate if assessment else None,
        "ci95_half_width_mg": assessment.ci95_half_width_mg if assessment else None,
        "word": read.likelihood if read else None,
        "reading": read.text if read else "",
    }


class WeekOut(MeanOut):
    week: str
    days: list[DayMagnesium]
    days_logged: int


class TrendOut(MeanOut):
    from_: Date = Field(serialization_alias="from")
    to: Date
    days: list[DayMagnesium]
    days_logged: int

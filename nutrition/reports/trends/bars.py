"""The bars of a chart and the rows of its table: days, or means of weeks or months. Pure."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from math import ceil
from typing import NamedTuple

from nutrition.foods.basis import ZERO
from nutrition.intake.nutrients import PageNutrient
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.words import without_value_words
from nutrition.reports.charts import USUAL_MG, Chart, ChartColumn, TargetStep, draw_chart
from nutrition.reports.nutrients.nutrient_words import nutrient_figure
from nutrition.reports.trends.amount_text import AmountText
from nutrition.reports.trends.chart_words import short_date, short_month, weekday_and_date
from nutrition.reports.trends.days import TrendDay
from nutrition.reports.trends.report import Mean, TrendReport, mean_of_days
from nutrition.reports.trends.spans import Bucket, Span

# Up to so many bars, each has a figure, and two lines below it: a phone has no room for more.
MOST_WITH_FIGURES = 10
MOST_LABELS = 12


class TrendBar(NamedTuple):
    """A bar, its two labels (empty for none), its description and its row of the table, as texts.

    `total` is "unknown" if no food has a value, and empty if nothing was logged; `nothing` says
    why. `at_most` is the upper bound of a total that is a lower bound. `counted` is "5 of 7" days.
    """

    bucket: Bucket
    column: ChartColumn
    label: str
    sublabel: str
    words: str
    row_name: str
    food: str
    supplement: str
    total: str
    at_most: str
    counted: str
    unknown: str
    is_full: bool
    is_gap: bool
    is_to_come: bool
    nothing: str

    @property
    def is_today(self) -> bool:
        return self.bucket.grain == "day" and not self.is_gap and not self.is_to_come

    @property
    def on(self) -> date:
        return self.bucket.first


def bars_of(report: TrendReport, span: Span) -> tuple[TrendBar, ...]:
    """`report` must have exactly the days of the span."""
    buckets = span.buckets()
    labels = _axis_labels(buckets, span.starts_on)
    bars, place = [], 0
    for bucket, (label, sublabel) in zip(buckets, labels, strict=True):
        days = report.days[place : place + bucket.days]
        place += bucket.days
        make = _day_bar if bucket.grain == "day" else _mean_bar
        bars.append(make(bucket, days, report.nutrient, label, sublabel))
    return tuple(bars)


def chart_of(report: TrendReport, bars: Sequence[TrendBar]) -> Chart:
    is_magnesium = report.nutrient.number == MAGNESIUM
    average = report.mean.amount if report.mean else None
    return draw_chart(
        [bar.column for bar in bars], average, usual=USUAL_MG if is_magnesium else ZERO
    )


def _day_bar(
    bucket: Bucket, days: Sequence[TrendDay], nutrient: PageNutrient, label: str, sublabel: str
) -> TrendBar:
    (day,) = days
    amount = AmountText.of_day(day, nutrient)
    parts = _parts_of(day, amount)
    has_food = day.amount is not None and not (day.is_food_unknown and not day.water)
    return TrendBar(
        bucket=bucket,
        column=ChartColumn(
            food=None if day.amount is None else day.amount - day.supplement,
            supplement=day.supplement,
            is_lower_bound=bool(day.unknown) or day.bound == "at least",
            at_most=day.at_most,
            target=day.goal.target,
        ),
        label=label,
        sublabel=sublabel,
        words=f"{weekday_and_date(day.on)}: {_day_sentence(day, amount, parts)}",
        row_name=f"{weekday_and_date(day.on)[:3]} {short_date(day.on)}",
        food=parts[0] if parts and has_food else "unknown",
        supplement=parts[1] if parts else _supplement_text(day, nutrient),
        total=amount.short if amount else "unknown" if day.is_unknown else "",
        at_most=amount.at_most if amount else "",
        counted="",
        unknown=f"{day.unknown:,} of {day.entries:,}",
        is_full=day.is_full,
        is_gap=day.is_gap,
        is_to_come=day.on > day.today and not day.is_logged,
        nothing=_empty_words(day),
    )


def _parts_of(day: TrendDay, amount: AmountText | None) -> tuple[str, str] | None:
    """What food (with water) and what supplements gave, as texts; None without an amount."""
    if amount is None or day.amount is None:
        return None
    return amount.part(day.amount - day.supplement), amount.part(day.supplement)


def _supplement_text(day: TrendDay, nutrient: PageNutrient) -> str:
    """ "unknown" for a dose whose label does not state its magnesium."""
    return "unknown" if day.amount is None else nutrient_figure(day.supplement, nutrient)


def _empty_words(day: TrendDay) -> str:
    return "not yet" if day.on > day.today else "nothing logged"


def _day_sentence(day: TrendDay, amount: AmountText | None, parts: tuple[str, str] | None) -> str:
    if not day.is_logged:
        return _empty_words(day)
    words = ["unknown"] if amount is None else [amount.words]
    if amount and parts and (amount.shown or day.supplement):
        words.append(f"food {parts[0]}, supplements {parts[1]}")
    if day.unknown:
        words.append(without_value_words(day.unknown, day.entries, "value"))
    if not day.is_full:
        words.append(
            "so far today" if day.is_today else "not marked complete" if day.is_over else "planned"
        )
    return ", ".join(words)


def _mean_bar(
    bucket: Bucket, days: Sequence[TrendDay], nutrient: PageNutrient, label: str, sublabel: str
) -> TrendBar:
    """The mean of the days that count; if none does, of the logged days, drawn paler."""
    counted = [day for day in days if day.counts]
    logged = [day for day in days if day.is_logged and not day.is_unknown and day.on <= day.today]
    mean = mean_of_days(counted or logged, None, None)
    amount = (
        AmountText.of(mean.amount, mean.at_most, mean.bound, counted or logged, nutrient)
        if mean
        else None
    )
    is_logged = any(day.is_logged for day in days)
    is_over, is_to_come = bucket.last < days[0].today, bucket.first > days[0].today
    name = (
        f"Week of {short_date(bucket.first)}"
        if bucket.grain == "week"
        else short_month(bucket.first)
    )
    if not is_over and not is_to_come:
        name += ", so far"
    return TrendBar(
        bucket=bucket,
        column=ChartColumn(
            food=mean.food if mean else None,
            supplement=mean.supplement if mean else ZERO,
            is_lower_bound=mean is not None and (mean.unknown > 0 or mean.bound == "at least"),
            at_most=mean.at_most if mean else None,
            steps=_steps(days),
        ),
        label=label,
        sublabel=sublabel,
        words=f"{name}: {_mean_sentence(mean, amount, days, len(counted))}",
        row_name=name,
        food=amount.part(mean.food) if mean and amount else "",
        supplement=amount.part(mean.supplement) if mean and amount else "",
        total=amount.short if amount else "unknown" if is_logged else "",
        at_most=amount.at_most if amount else "",
        counted=f"{len(counted)} of {len(days)}",
        unknown=f"{mean.unknown:,} of {mean.entries:,}" if mean else "",
        is_full=is_over and bool(counted),
        is_gap=is_over and not is_logged,
        is_to_come=is_to_come and not is_logged,
        nothing="nothing logged",
    )


def _mean_sentence(
    mean: Mean | None, amount: AmountText | None, of: Sequence[TrendDay], counted: int
) -> str:
    if mean is None or amount is None:
        if any(day.is_logged for day in of):
            return "unknown"
        return "not yet" if of[0].on > of[0].today else "nothing logged"
    days = f"{mean.days} {'complete' if counted else 'logged'} day{'' if mean.days == 1 else 's'}"
    words = [f"average {amount.words} a day"]
    if amount.shown or mean.supplement:
        words.append(f"food {amount.part(mean.food)}, supplements {amount.part(mean.supplement)}")
    words.append(days if counted else f"{days}, none counted in averages")
    return ", ".join(words)


def _steps(days: Sequence[TrendDay]) -> tuple[TargetStep, ...]:
    """The targets of a column of several days, each with its share of the days."""
    runs = ((target, len(list(run))) for target, run in groupby(day.goal.target for day in days))
    return tuple(TargetStep(count / len(days), target) for target, count in runs)


def _axis_labels(buckets: Sequence[Bucket], starts_on: int) -> list[tuple[str, str]]:
    """The two label lines under each bar; of many bars only some have labels."""
    if buckets[0].grain == "month":
        every = ceil(len(buckets) / MOST_LABELS)
        return [_month_label(buckets, place, every) for place in range(len(buckets))]
    if len(buckets) <= MOST_WITH_FIGURES and buckets[0].grain == "day":
        return [(weekday_and_date(bucket.first)[:3], str(bucket.first.day)) for bucket in buckets]
    every, start = ceil(len(buckets) / 4), 0
    if buckets[0].grain == "day":
        every, start = 7, (starts_on - buckets[0].first.weekday()) % 7
    return [
        (short_date(bucket.first) if place % every == start else "", "")
        for place, bucket in enumerate(buckets)
    ]


def _month_label(buckets: Sequence[Bucket], place: int, every: int) -> tuple[str, str]:
    """ "Dec", with the year below the first label of each year.

    The very first label has the year too, unless the next one does.
    """
    if place % every:
        return "", ""
    month, year = short_month(buckets[place].first).split()
    is_first = place == 0 and not any(
        bucket.first.month <= every for bucket in buckets[every : every + 1]
    )
    return month, year if is_first or buckets[place].first.month <= every else ""

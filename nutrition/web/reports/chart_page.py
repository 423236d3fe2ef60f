"""The context of a chart page: the chart and everything around it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe

from accounts.life_stage import Person
from accounts.models import User
from accounts.page_urls import url
from accounts.queries import person_of, ul_region_of
from nutrition.diary.sums import magnesium_by_food
from nutrition.intake.nutrients import Bound, PageNutrient, page_nutrients
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.totals import exact_sum
from nutrition.reports import charts
from nutrition.reports.day_totals import totals_between, totals_with_names
from nutrition.reports.logged_labels import labels_between, labels_with_spread_state
from nutrition.reports.nutrients.nutrient_words import nutrient_figure
from nutrition.reports.own_spread import MOST_COMPLETE_DAYS, kept_spread
from nutrition.reports.sources.page import TopSource, top_sources
from nutrition.reports.trends.bars import MOST_WITH_FIGURES, TrendBar, bars_of, chart_of
from nutrition.reports.trends.comparison import (
    GroupComparison,
    compare_weekdays_with_weekends,
    compare_with_days_before,
    days_to_compare,
)
from nutrition.reports.trends.days import TrendDay, trend_days
from nutrition.reports.trends.label_days import LabelDay
from nutrition.reports.trends.remarks import Stat, remarks_of, stats_of
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.spans import NAMES, Preset, Span
from nutrition.reports.trends.totals import DayTotal
from nutrition.reports.weeks import Week

# Spans up to this length are compared with the days before, which are read too. For longer ones
# these would be years.
MOST_DAYS_WITH_BEFORE = 366
MOST_WITH_ROUND_CORNERS = 28
# Fewer days do not have enough Saturdays and Sundays.
LEAST_DAYS_WITH_WEEKENDS = 28


class LinkedBar(NamedTuple):
    bar: TrendBar
    drawn: charts.ChartBar
    href: str


class Titled(NamedTuple):
    title: str
    comparison: GroupComparison


class ChartPage(NamedTuple):
    """`is_daily`: the table is of days, not of means."""

    report: TrendReport
    chart: charts.Chart
    columns: list[LinkedBar]
    stats: list[Stat]
    remarks: list[str]
    comparisons: list[Titled]
    is_daily: bool
    has_figures: bool
    number_columns: int
    corner: int
    days_needed: int


def trend_report(user: User, span: Span, nutrient: PageNutrient, today: date) -> TrendReport:
    """The report on the span, with the names of foods without a value.

    Three queries, and one more if the person has life-stage periods.
    """
    totals = totals_with_names(user, span.first, span.last, nutrient.number)
    labels = labels_between(user, span.first, span.last, nutrient.number, today)
    days = _trend_days(user, person_of(user), span, nutrient, today, totals, labels)
    return TrendReport(nutrient, days)


def _days_to_read(span: Span) -> Span:
    """Those of the span, and those before with which they are compared."""
    is_compared = span.days <= MOST_DAYS_WITH_BEFORE
    return Span(span.previous.first, span.last) if is_compared else span


def chart_page(
    user: User, person: Person, span: Span, nutrient: PageNutrient, today: date
) -> ChartPage:
    """Two queries of magnesium, and four if the days of the person's own spread have changed."""
    number, read = nutrient.number, _days_to_read(span)
    logged = labels_with_spread_state(user, read.first, read.last, today, most=MOST_COMPLETE_DAYS)
    own = kept_spread(user, number, logged.spread)
    totals = totals_between(user, read.first, read.last, number)
    labels = logged.days(number, today)
    days = _trend_days(user, person, read, nutrient, today, totals, labels)
    cut = (span.first - read.first).days
    report = TrendReport(nutrient, days[cut:], own)
    bars = bars_of(report, span)
    chart = chart_of(report, bars)
    return ChartPage(
        report=report,
        chart=chart,
        columns=[
            LinkedBar(bar, drawn, _href(bar, nutrient, span.starts_on))
            for bar, drawn in zip(bars, chart.bars, strict=True)
        ],
        stats=stats_of(report),
        remarks=remarks_of(report, span),
        comparisons=list(_comparisons(report, TrendReport(nutrient, days[:cut], own), span)),
        is_daily=span.grain == "day",
        has_figures=len(bars) <= MOST_WITH_FIGURES,
        number_columns=4 + (span.grain != "day") + report.has_at_most,
        corner=3 if len(bars) <= MOST_WITH_ROUND_CORNERS else 1,
        days_needed=days_to_compare(),
    )


def _trend_days(
    user: User,
    person: Person,
    span: Span,
    nutrient: PageNutrient,
    today: date,
    totals: Mapping[date, DayTotal],
    labels: Mapping[date, LabelDay],
) -> tuple[TrendDay, ...]:
    return trend_days(
        span.dates,
        totals,
        nutrient=nutrient,
        labels=labels,
        person=person,
        today=today,
        ul_region=ul_region_of(user),
    )


def _comparisons(report: TrendReport, before: TrendReport, span: Span) -> Sequence[Titled]:
    found = []
    if span.days >= LEAST_DAYS_WITH_WEEKENDS and report.counted:
        found.append(Titled("Weekdays and weekends", compare_weekdays_with_weekends(report)))
    if before.counted and report.counted:
        found.append(
            Titled("These days and those before", compare_with_days_before(report, before))
        )
    return found


def _href(bar: TrendBar, nutrient: PageNutrient, starts_on: int) -> str:
    """The address behind a bar: of a day its diary or foods, of a week or month its days."""
    match bar.bucket.grain:
        case "day" if nutrient.number == MAGNESIUM:
            return url("diary:day", bar.on)
        case "day":
            return url("reports:nutrient", bar.on, nutrient.number)
        case "week":
            return week_address(Week.containing(bar.on, starts_on), nutrient)
    return trends_address(
        {"from": bar.bucket.first.isoformat(), "to": bar.bucket.last.isoformat()}, nutrient
    )


def week_address(week: Week, nutrient: PageNutrient) -> str:
    return _week_address(get_script_prefix(), week, nutrient)


@lru_cache(maxsize=1024)
def _week_address(prefix: str, week: Week, nutrient: PageNutrient) -> str:
    return _address(url("reports:week", week), {}, nutrient)


def trends_address(query: dict[str, str], nutrient: PageNutrient) -> str:
    return _address(url("reports:trends"), query, nutrient)


def export_address(span: Span, nutrient: PageNutrient) -> str:
    query = {"from": span.first.isoformat(), "to": span.last.isoformat()}
    return _address(url("reports:export"), query, nutrient)


def _address(path: str, query: dict[str, str], nutrient: PageNutrient) -> str:
    """The address; its query leaves out magnesium, which is the default."""
    query = query if nutrient.number == MAGNESIUM else query | {"nutrient": nutrient.number}
    return f"{path}?{urlencode(query)}" if query else path


class WeekSources(NamedTuple):
    """The sources of a week's magnesium; the texts say what the first three foods and all gave."""

    top: tuple[TopSource, ...]
    from_first_three: str
    from_all: str


def week_sources(user: User, report: TrendReport, span: Span) -> WeekSources:
    """The sources up to today: nothing has come yet from what is planned for later days. One
    query."""
    last = min(span.last, report.days[0].today)
    top = top_sources(magnesium_by_food(user, span.first, last))
    bound: Bound = "at least" if report.has_unknown else "exact"
    return WeekSources(
        top=top,
        from_first_three=nutrient_figure(
            exact_sum(source.mg for source in top[:3]), report.nutrient, bound=bound
        ),
        from_all=nutrient_figure(report.from_food, report.nutrient, bound=bound),
    )


class RangeChoice(NamedTuple):
    href: str
    name: str
    is_current: bool


def range_choices(
    nutrient: PageNutrient, current: Preset | None, *, is_week: bool
) -> tuple[RangeChoice, ...]:
    """The links of the switch above every chart."""
    return _range_choices(get_script_prefix(), nutrient, current, is_week)


@lru_cache(maxsize=1024)  # addresses begin with the prefix
def _range_choices(
    prefix: str, nutrient: PageNutrient, current: Preset | None, is_week: bool
) -> tuple[RangeChoice, ...]:
    week = RangeChoice(_address(url("reports:this_week"), {}, nutrient), "Week", is_week)
    names = NAMES | {"1y": "Year"}
    presets = (
        RangeChoice(trends_address({"range": preset}, nutrient), name, preset == current)
        for preset, name in names.items()
    )
    return (week, *presets)


@cache
def nutrient_options(chosen: str) -> SafeString:
    """The nutrients to choose from: fifty options, rendered once for each choice."""
    groups: dict[str, list[PageNutrient]] = {}
    for nutrient in page_nutrients():
        groups.setdefault(nutrient.group, []).append(nutrient)
    known = {"groups": groups, "chosen": chosen}
    return mark_safe(render_to_string("reports/_nutrient_options.html", known))  # noqa: S308

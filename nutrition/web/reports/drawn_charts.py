"""The drawn chart of a span, kept until something that it shows changes.

Whoever turns from week to week, or comes back, gets what was drawn before. It holds no form,
because each page has a token of its own.
"""

from datetime import date
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe

from accounts.data_version import StateCache, versions_of
from accounts.models import User
from accounts.queries import person_of, ul_region_of
from nutrition.intake.nutrients import PageNutrient
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.nutrients.nutrient_words import few_foods_words
from nutrition.reports.trends.spans import Span
from nutrition.web.reports.chart_page import ChartPage, chart_page, week_sources
from nutrition.web.reports.sources_form import sources_address


class DrawnChart(NamedTuple):
    """HTML: the chart with its figures and its table, what is said about it, and the sources of a
    week. `open_days` are over, logged and not marked complete.
    """

    chart: str
    notes: str
    sources: str
    open_days: tuple[date, ...]
    is_empty: bool


chart_cache: StateCache[DrawnChart] = StateCache(size=100)  # 10 to 50 kB each


def drawn_chart(
    user: User, span: Span, nutrient: PageNutrient, today: date, *, is_week: bool
) -> DrawnChart:
    """No query if nothing changed, and at most five else."""
    person = person_of(user)
    state = (versions_of(user), today, person, ul_region_of(user), get_script_prefix())

    def draw() -> DrawnChart:
        page = chart_page(user, person, span, nutrient, today)
        return _draw(user, span, page, is_week=is_week)

    return chart_cache.of((user.pk, span, nutrient.number, is_week), state, draw)


def _draw(user: User, span: Span, page: ChartPage, *, is_week: bool) -> DrawnChart:
    report = page.report
    nutrient = report.nutrient
    context = {
        "span": span,
        "page": page,
        "report": report,
        "nutrient": nutrient,
        "is_magnesium": nutrient.number == MAGNESIUM,
        "few_foods": few_foods_words(nutrient),
        "sources": None,
        "sources_address": sources_address(span.first, span.last),
    }
    if is_week and nutrient.number == MAGNESIUM:
        context["sources"] = week_sources(user, report, span)
    if report.is_empty:
        return DrawnChart("", "", "", (), is_empty=True)
    return DrawnChart(
        chart=_html("reports/_drawn_chart.html", context),
        notes=_html("reports/_notes.html", context),
        sources=_html("reports/_week_sources.html", context) if is_week else "",
        open_days=tuple(day.on for day in report.open_days),
        is_empty=False,
    )


def _html(template: str, context: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(template, context))  # noqa: S308

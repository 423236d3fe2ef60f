"""The charts of longer ranges, and their numbers as CSV."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.clock import today_for
from accounts.queries import profile_of
from accounts.requests import PersonRequest
from nutrition.csv_text import csv_line
from nutrition.diary.days import is_diary_day
from nutrition.intake.nutrients import PageNutrient
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.nutrients.page import find_nutrient
from nutrition.reports.trends.export import csv_rows
from nutrition.reports.trends.spans import Span
from nutrition.web.reports.chart_page import (
    export_address,
    nutrient_options,
    range_choices,
    trend_report,
    trends_address,
)
from nutrition.web.reports.drawn_charts import drawn_chart
from nutrition.web.reports.sources_form import sources_address
from nutrition.web.reports.span_form import SpanForm


@login_required
@require_safe
def show_trends(request: PersonRequest) -> HttpResponse:
    """A chart of any days: `?range=4w`, `?range=3m&to=2026-08-23`,
    `?from=2025-01-01&to=2026-11-21`.
    """
    nutrient, (form, today) = requested_nutrient(request), _span_form(request)
    if not form.is_valid():
        return _invalid_span(request, form, nutrient)
    span: Span = form.cleaned_data["span"]
    later, earlier = span.next(today), span.previous
    context = {
        "title": span.title(today),
        "kicker": span.kicker(today),
        "earlier": trends_address(earlier.query(today), nutrient)
        if is_diary_day(earlier.last, today)
        else None,
        "later": trends_address(later.query(today), nutrient) if later else None,
        "ranges": range_choices(nutrient, span.preset, is_week=False),
        "hidden": span.query(today),
    }
    return render(
        request,
        "reports/trends.html",
        nutrient_context(nutrient) | chart_context(request, span, nutrient, today) | context,
    )


@login_required
@require_safe
def export_trends(request: PersonRequest) -> HttpResponse | StreamingHttpResponse:
    """The same days as CSV, a line for each."""
    nutrient, (form, today) = requested_nutrient(request), _span_form(request)
    if not form.is_valid():
        return _invalid_span(request, form, nutrient)
    span: Span = form.cleaned_data["span"]
    rows = csv_rows(trend_report(request.user, span, nutrient, today))
    name = f"magwise-{slugify(nutrient.name)}-{span.first}-to-{span.last}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(
        map(csv_line, rows), content_type="text/csv; charset=utf-8", headers=headers
    )


def _invalid_span(request: PersonRequest, form: SpanForm, nutrient: PageNutrient) -> HttpResponse:
    """The page with what was typed and what is wrong with it."""
    context = {
        "form": form,
        "title": "Choose other days",
        "kicker": "",
        "ranges": range_choices(nutrient, None, is_week=False),
    }
    return render(request, "reports/trends.html", nutrient_context(nutrient) | context, status=422)


def requested_nutrient(request: PersonRequest) -> PageNutrient:
    """The nutrient of the chart: magnesium unless `?nutrient=` names another."""
    found = find_nutrient(request.GET.get("nutrient") or MAGNESIUM)
    if found is None:
        raise Http404("There is no chart of such a nutrient.")
    return found


def nutrient_context(nutrient: PageNutrient) -> dict[str, Any]:
    """The context that every page with a chart has, whatever its days are."""
    return {
        "nutrient": nutrient,
        "is_magnesium": nutrient.number == MAGNESIUM,
        "nutrient_options": nutrient_options(nutrient.number),
    }


def chart_context(
    request: PersonRequest,
    span: Span,
    nutrient: PageNutrient,
    today: date,
    *,
    is_week: bool = False,
) -> dict[str, Any]:
    """The context of the chart of a span, and of its table."""
    return {
        "span": span,
        "drawn": drawn_chart(request.user, span, nutrient, today, is_week=is_week),
        "export": export_address(span, nutrient),
        "sources_address": sources_address(span.first, span.last),
    }


def _span_form(request: PersonRequest) -> tuple[SpanForm, date]:
    profile = profile_of(request.user)
    today = today_for(profile)
    return SpanForm(request.GET, today=today, starts_on=profile.week_starts_on), today

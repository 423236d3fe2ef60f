"""The pages of the reports."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.clock import today_for
from accounts.queries import person_of, profile_of
from accounts.requests import PersonRequest
from nutrition.diary.days import OUTSIDE, is_diary_day
from nutrition.diary.eaten import servings
from nutrition.reports.charts import draw
from nutrition.reports.summary import summarise
from nutrition.reports.weeks import Week


@login_required
@require_GET
def week(request: PersonRequest, week: Week | None = None) -> HttpResponse:
    """A week's magnesium; without a week in the address, that of today."""
    today = today_for(profile_of(request.user))
    week = week or Week.containing(today)
    if not _is_in_diary(week, today):
        raise Http404(OUTSIDE)
    foods = servings(request.user, week.monday, week.sunday)
    report = summarise(week, foods, person=person_of(request.user), today=today)
    chart = draw([day.column for day in report.days], report.average.mg if report.average else None)
    context = {
        "report": report,
        "chart": chart,
        "columns": list(zip(report.days, chart.bars, strict=True)),
        "title": week.title(today),
        "kicker": week.kicker(today),
        "previous_week": week.previous if _is_in_diary(week.previous, today) else None,
        "next_week": week.next if week.sunday < today else None,
    }
    return render(request, "reports/week.html", context)


def _is_in_diary(week: Week, today: date) -> bool:
    return any(is_diary_day(day, today) for day in week.days)

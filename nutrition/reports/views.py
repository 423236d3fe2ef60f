"""The pages of the reports."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.clock import today_for
from accounts.queries import person_of, profile_of, ul_region_of
from accounts.requests import PersonRequest
from nutrition.diary.closing import say
from nutrition.diary.days import OUTSIDE, is_diary_day
from nutrition.diary.eaten import servings
from nutrition.diary.labels.queries import taken_between
from nutrition.diary.undo import note
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
    report = summarise(
        week, foods, taken=taken_between(request.user, week.monday, week.sunday), person=person_of(request.user),
        today=today, ul_region=ul_region_of(request.user),
    )  # fmt: skip
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


@login_required
@require_POST
def complete(request: PersonRequest, week: Week) -> HttpResponse:
    """Says of the days that were sent (`day`, those of the week only) that they are complete: one tap for a week."""
    today = today_for(profile_of(request.user))
    sent = set(request.POST.getlist("day"))
    days = [day for day in week.days if day.isoformat() in sent and is_diary_day(day, today)]
    if days:
        before = say(user=request.user, days=days, said="complete")
        undo = note(request.user, "say_again", days[0], [[day.isoformat(), was] for day, was in before.items()])
        words = "1 day is" if len(days) == 1 else f"{len(days)} days are"
        messages.success(request, f"{words} complete.", extra_tags=undo)
    return redirect("reports:week", week)


def _is_in_diary(week: Week, today: date) -> bool:
    return any(is_diary_day(day, today) for day in week.days)

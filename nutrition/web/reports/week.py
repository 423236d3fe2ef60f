"""The page of a week, and the form that marks its days complete."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.clock import today_for
from accounts.queries import profile_of
from accounts.requests import PersonRequest
from nutrition.diary.actions import set_day_status
from nutrition.diary.days import DAY_NOT_HERE, OUTSIDE_DIARY, is_diary_day
from nutrition.diary.undo import undo_note
from nutrition.reports.trends.spans import week_span
from nutrition.reports.weeks import Week
from nutrition.web.reports.chart_page import range_choices, week_address
from nutrition.web.reports.trends import chart_context, nutrient_context, requested_nutrient


@login_required
@require_safe
def show_week(request: PersonRequest, week: Week | None = None) -> HttpResponse:
    """A week of one nutrient; without a week in the address, the current one."""
    profile, nutrient = profile_of(request.user), requested_nutrient(request)
    today = today_for(profile)
    week = (week or Week.containing(today, profile.week_starts_on)).starting(profile.week_starts_on)
    if not _is_in_diary(week, today):
        raise Http404(OUTSIDE_DIARY)
    earlier = week_address(week.previous, nutrient) if _is_in_diary(week.previous, today) else None
    span = week_span(week)
    context = {
        "week": week,
        "title": week.title(today),
        "kicker": week.kicker(today),
        "earlier": earlier,
        "later": week_address(week.next, nutrient) if week.last < today else None,
        "ranges": range_choices(nutrient, None, is_week=True),
    }
    context |= nutrient_context(nutrient)
    context |= chart_context(request, span, nutrient, today, is_week=True)
    return render(request, "reports/week.html", context)


@login_required
@require_POST
def complete_week(request: PersonRequest, week: Week) -> HttpResponse:
    """Marks the days that were sent (`day`, only those of the week) complete: one tap for a week.

    Days that have not come are left out, and the page says so.
    """
    profile = profile_of(request.user)
    today, week = today_for(profile), week.starting(profile.week_starts_on)
    sent = set(request.POST.getlist("day"))
    chosen = [day for day in week.days if day.isoformat() in sent and is_diary_day(day, today)]
    days = [day for day in chosen if day <= today]
    if chosen and not days:
        messages.info(request, DAY_NOT_HERE)
    if days:
        before = set_day_status(user=request.user, days=days, status="complete")
        undo = undo_note(
            request.user,
            "say_again",
            days[0],
            [[day.isoformat(), was] for day, was in before.items()],
        )
        words = "1 day is" if len(days) == 1 else f"{len(days)} days are"
        left_out = (
            " Days that have not come can only be planned." if len(days) < len(chosen) else ""
        )
        messages.success(request, f"{words} complete.{left_out}", extra_tags=undo)
    return redirect("reports:week", week)


def _is_in_diary(week: Week, today: date) -> bool:
    # The first week of year 1 may begin before Python's first date.
    return week.monday.year > 1 and any(is_diary_day(day, today) for day in week.days)

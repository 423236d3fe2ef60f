"""The page “Close the gap”, for a day and for a usual day. htmx gets the list alone."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.clock import current_diary_day, today_for
from accounts.ids import new_id
from accounts.queries import person_of, profile_of
from accounts.requests import PersonRequest
from nutrition.diary.days import OUTSIDE_DIARY, is_diary_day
from nutrition.diary.models import Meal
from nutrition.reports.gap import queries
from nutrition.reports.gap.queries import GapPage


@login_required
@require_safe
def show_gap(request: PersonRequest, on: date | None = None) -> HttpResponse:
    """What is missing on a day, by default today, and foods that would close the gap."""
    today = today_for(profile_of(request.user))
    on = on or today
    if not is_diary_day(on, today):
        raise Http404(OUTSIDE_DIARY)
    return _render_gap(
        request, queries.gap_page_of_day(request.user, person_of(request.user), on), on, "gap"
    )


@login_required
@require_safe
def show_usual_gap(request: PersonRequest) -> HttpResponse:
    """The same for the mean of the last complete days."""
    today = today_for(profile_of(request.user))
    return _render_gap(
        request,
        queries.usual_gap_page(request.user, person_of(request.user), today),
        today,
        "usual",
    )


def _render_gap(request: PersonRequest, page: GapPage, on: date, kind: str) -> HttpResponse:
    now = current_diary_day(profile_of(request.user))
    context = {
        "page": page,
        "on": on,
        "today": now.date,
        "kind": kind,
        "meal": Meal.usual_at(now.hour),
        # Each button logs once, however often it is pressed.
        "rows": [(food, new_id()) for food in page.suggestions],
        # Inside a day's page the responses go into that page; elsewhere they are pages.
        "in_day": bool(request.htmx) and kind == "gap",
    }
    return render(request, "reports/_gap.html" if request.htmx else "reports/gap.html", context)

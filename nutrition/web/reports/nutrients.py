"""The nutrients of a day or of seven days, and one nutrient with the foods that gave it."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.clock import today_for
from accounts.models import User
from accounts.page_urls import url
from accounts.queries import person_of, profile_of, ul_region_of
from accounts.requests import PersonRequest
from nutrition.diary.days import OUTSIDE_DIARY, is_diary_day
from nutrition.diary.label_amounts.queries import doses_and_water_between
from nutrition.intake.help import help_text
from nutrition.intake.nutrients import all_source_numbers
from nutrition.reports.logged import logged_in_diary_order
from nutrition.reports.nutrients.page import find_nutrient, nutrient_page, nutrients_page
from nutrition.reports.nutrients.period import WEEK, Period, PeriodIntake, intake_of_period
from nutrition.reports.own_spread import own_spread_of
from nutrition.web.reports.sources_form import sources_address

HELP = ("ul", "water", "absorb")


@login_required
@require_safe
def show_nutrients(request: PersonRequest, on: date | None = None) -> HttpResponse:
    """All nutrients of a day, by default today; with `?days=7` the mean of seven days."""
    person, today = person_of(request.user), today_for(profile_of(request.user))
    period = _period(request, on or today, today)
    basis = _period_intake(request.user, period)
    page = None
    if not basis.is_empty:
        region = ul_region_of(request.user)
        own = own_spread_of(request.user, today) if period.is_mean else None
        page = nutrients_page(
            basis, person=person, on=period.last, is_mean=period.is_mean, ul_region=region, own=own
        )
    context = _heading_context(period, basis, today) | {
        "page": page,
        "help": [help_text(name) for name in HELP],
    }
    return render(request, "reports/nutrients.html", context)


@login_required
@require_safe
def show_nutrient(request: PersonRequest, on: date, nutrient: str) -> HttpResponse:
    """One nutrient: every food that gave it, and those without a value."""
    found = find_nutrient(nutrient)
    if found is None:
        raise Http404("The nutrients page has no such nutrient.")
    person, today = person_of(request.user), today_for(profile_of(request.user))
    period = _period(request, on, today)
    basis = _period_intake(request.user, period)
    page = None
    if not basis.is_empty:
        page = nutrient_page(
            found, basis, person=person, on=on, ul_region=ul_region_of(request.user)
        )
    context = _heading_context(period, basis, today) | {"nutrient": found, "page": page}
    return render(request, "reports/nutrient.html", context)


def _period(request: PersonRequest, on: date, today: date) -> Period:
    if not is_diary_day(on, today):
        raise Http404(OUTSIDE_DIARY)
    return Period(on, WEEK if request.GET.get("days") == str(WEEK) else 1)


def _period_intake(user: User, period: Period) -> PeriodIntake:
    logged = logged_in_diary_order(user, period.first, period.last, all_source_numbers())
    return intake_of_period(
        period, logged, doses_and_water_between(user, period.first, period.last)
    )


def _heading_context(period: Period, basis: PeriodIntake, today: date) -> dict[str, object]:
    """What both pages show about their days, and the links to the days before and after."""
    query = f"?days={period.days}" if period.is_mean else ""

    def address(last: date) -> str:
        return f"{url('reports:nutrients', last)}{query}"

    return {
        "period": period,
        "days_counted": basis.days,
        "is_planned": period.last > today and not period.is_mean,
        "today": today,
        "title": period.title(today),
        "query": query,
        "here": address(period.last),
        "earlier": address(period.previous) if is_diary_day(period.previous, today) else None,
        "later": address(period.next) if period.last < today else None,
        "sources_address": sources_address(period.first, period.last),
    }

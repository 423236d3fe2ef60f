"""Where a nutrient came from in a range of days, and the entries of one food."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.clock import today_for
from accounts.page_urls import url
from accounts.pagination import page_and_slice, page_of
from accounts.queries import profile_of
from accounts.requests import PersonRequest
from nutrition.diary.label_amounts.queries import doses_and_water_between
from nutrition.foods.access import visible_food
from nutrition.foods.keys import FoodKey
from nutrition.reports.logged import portioned_between, totals_between
from nutrition.reports.logged_values import logged_values, numbers_of_values
from nutrition.reports.nutrients.nutrient_words import nutrient_amount_words
from nutrition.reports.sources.page import (
    LabelSources,
    days_logged_words,
    entries_words,
    label_sources,
    sources_page,
)
from nutrition.reports.weeks import date_range_title
from nutrition.web.reports.sources_form import SourceSelection, SourcesForm


@login_required
@require_safe
def show_sources(request: PersonRequest) -> HttpResponse:
    """Foods and groups with their shares; `?group=` shows the foods of one, `?all` every food."""
    today = today_for(profile_of(request.user))
    form = SourcesForm(request.GET, today=today)
    selection = form.selection
    logged = totals_between(
        request.user,
        selection.first,
        selection.until(today),
        numbers_of_values(selection.nutrient.number),
    )
    groups = {food.group.code: food.group for food in logged.foods.values()}
    group = groups.get(request.GET.get("group", ""))
    page = sources_page(
        selection.nutrient,
        logged.of_group(group) if group else logged,
        show_all="all" in request.GET,
    )
    query = f"{selection.query}&group={group.code}" if group else selection.query
    all_foods = f"{query}&all=1"
    most = max(len(page.foods), len(page.foods_without_value))
    part, shown = page_and_slice(request.GET.get("page"), most)
    context = {
        "form": form,
        "selection": selection,
        "title": date_range_title(selection.first, selection.last, today),
        "group": group,
        "days": days_logged_words(logged.days, selection.days_until(today)),
        "is_planned": selection.last > today,
        "page": page,
        "foods": page.foods[shown],
        "without": page.foods_without_value[shown],
        "part": part,
        "query": all_foods if "all" in request.GET else query,
        "all_foods": all_foods,
        "apart": None if group else _label_sources(request, selection, today),
    }
    return render(request, "reports/sources.html", context, status=422 if form.errors else 200)


@login_required
def show_source(request: PersonRequest, food_id: FoodKey) -> HttpResponse:
    """The entries of a food in the range."""
    food = visible_food(request.user, food_id)
    if request.method not in ("GET", "HEAD"):
        # After the look-up: what belongs to another person is not found, whatever the method.
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if food.key != food_id:  # the number that an own food had
        return redirect(f"{url('reports:source', food.key)}?{request.GET.urlencode()}")
    today = today_for(profile_of(request.user))
    selection = SourcesForm(request.GET, today=today).selection
    number = selection.nutrient.number
    logged = portioned_between(
        request.user,
        selection.first,
        selection.until(today),
        numbers_of_values(number),
        food_id=food.key,
    )
    values = logged_values(logged.foods, number)
    eaten = [(entry, values[entry.revision_id].eaten(entry.measure)) for entry in logged.entries]
    page = page_of(
        request.GET.get("page"),
        sorted(eaten, key=lambda row: row[0].eaten_on, reverse=True),  # stable within a day
    )
    context = {
        "food": food,
        "selection": selection,
        "title": date_range_title(selection.first, selection.last, today),
        "page": page,
        "rows": [
            (
                entry,
                None
                if food.amount is None
                else nutrient_amount_words(food.amount, selection.nutrient),
            )
            for entry, food in page
        ],
        "summary": entries_words([food for _, food in eaten], selection.nutrient),
        "is_planned": selection.last > today,
    }
    return render(request, "reports/source.html", context)


def _label_sources(request: PersonRequest, selection: SourceSelection, today: date) -> LabelSources:
    taken = doses_and_water_between(request.user, selection.first, selection.until(today))
    return label_sources(
        selection.nutrient, [label for day in taken.values() for label in day.labels]
    )

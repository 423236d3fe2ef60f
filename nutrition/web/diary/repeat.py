"""Logging again what was logged before: a meal, a day, or several of the usual foods at once."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from accounts.clock import current_diary_day
from accounts.ids import new_id
from accounts.queries import profile_of
from accounts.requests import PersonRequest, require_safe_or_post
from nutrition.diary import sentences
from nutrition.diary.actions import copy_day, log_picks
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import check_not_deleted, digest_of
from nutrition.diary.models import Meal
from nutrition.diary.suggestions.habits import usual_foods
from nutrition.diary.undo import undo_note_for_entries
from nutrition.web.diary.forms import MEALS, CopyForm
from nutrition.web.diary.responses import (
    cannot_log,
    day_changed,
    day_in_words,
    diary_day_or_404,
    status_code_of,
    today_of,
)
from nutrition.web.diary.usual_form import UsualForm

# As many check boxes as one takes in at a glance; the line is there for other foods.
MAX_USUAL_FOODS = 30


@login_required
@require_safe_or_post
def copy_day_or_meal(request: PersonRequest, on: date) -> HttpResponse:
    """Copies the day, or one meal of it, to another day that the form asks for."""
    on = diary_day_or_404(request.user, on)
    today = today_of(request.user)
    form = CopyForm(
        request.POST or None,
        today=today,
        initial={"to": today, "meal": request.GET.get("meal", "")},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        to, meal = form.cleaned_data["to"], form.cleaned_data["meal"]
        sent = {"copy": on, "to": to, "meal": meal and meal.slug}
        try:
            copied = copy_day(
                user=request.user,
                on=on,
                meal=meal,
                to=to,
                client_id=form.cleaned_data["client_id"],
                digest=digest_of(sent),
            )
            check_not_deleted(copied.entries)
        except CannotLog as reason:
            if request.htmx:
                return cannot_log(request, to, reason)
            form.add_error(None, str(reason))
            status = status_code_of(reason)
        else:
            text = sentences.copy_sentence(
                len(copied.remaining), copied.left_out, day_in_words(to, today)
            )
            undo = undo_note_for_entries(request.user, copied.remaining)
            return day_changed(
                request, to, text, undo=undo, new_ids={entry.id for entry in copied.remaining}
            )
    elif form.errors:
        status = 422
    context = {"form": form, "on": on, "client_id": new_id(), "today": today}
    return render(request, "diary/copy.html", context, status=status)


@login_required
@require_safe_or_post
def add_usual_foods(request: PersonRequest, on: date) -> HttpResponse:
    """The foods of the person's habits with a check box each: tick several, add once."""
    on = diary_day_or_404(request.user, on)
    today, hour = current_diary_day(profile_of(request.user))
    meal = MEALS.get(request.POST.get("meal") or request.GET.get("meal") or "", Meal.usual_at(hour))
    foods = usual_foods(request.user, meal, today, limit=MAX_USUAL_FOODS)
    if request.method != "POST":
        form = UsualForm(None, foods=foods, meal=meal)
        return render(request, "diary/usual.html", {"form": form, "on": on, "client_id": new_id()})
    form = UsualForm(request.POST, foods=foods, meal=meal)
    status = 422
    if form.is_valid():
        sent = {"usual": on, "meal": meal.slug, "fields": form.sent}
        try:
            logged = log_picks(
                user=request.user,
                on=on,
                meal=meal,
                picks=form.picks,
                client_id=form.cleaned_data["client_id"],
                digest=digest_of(sent),
            )
            check_not_deleted(logged.entries)
        except CannotLog as reason:
            form.add_error(None, str(reason))
            status = status_code_of(reason)
        else:
            undo = undo_note_for_entries(request.user, logged.remaining)
            text = sentences.addition_sentence(logged.foods, logged.meal.label)
            return day_changed(request, logged.on, text, undo=undo)
    return render(
        request, "diary/usual.html", {"form": form, "on": on, "client_id": new_id()}, status=status
    )

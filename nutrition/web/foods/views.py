"""The search for foods; the page of a food, from which it is logged, starred and avoided."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.clock import current_diary_day
from accounts.day_boundary import DiaryDay
from accounts.ids import new_id
from accounts.queries import person_of, profile_of
from accounts.requests import PersonRequest, require_safe_or_post
from nutrition.diary.actions import allow_food, avoid_food, log_picks, star, unstar
from nutrition.diary.amounts import GRAMS, CannotLog, Pick, write_pick
from nutrition.diary.digests import check_not_deleted, digest_of
from nutrition.diary.models import Avoided, Favourite, Meal
from nutrition.diary.revisions import newer_values, use_current_revision
from nutrition.diary.sentences import addition_sentence
from nutrition.diary.undo import UndoStep, undo_note, undo_note_for_entries
from nutrition.foods.access import visible_food
from nutrition.foods.amount_words import amount_words, plain_number
from nutrition.foods.models import Food, Portion
from nutrition.foods.other_values import other_value_words
from nutrition.foods.queries import contradicting_values, history, nutrient_lines
from nutrition.foods.search.queries import search
from nutrition.foods.search.ranking import Fit
from nutrition.intake.assessment import floor_percent
from nutrition.intake.references import MAGNESIUM, reference_of
from nutrition.intake.words import stage_words
from nutrition.web.diary.forms import EntryForm
from nutrition.web.diary.responses import day_changed, status_code_of, today_of

# Pages with a button for a food, by the `back` of its form.
BACK = {"settings": "avoided_foods", "gap": "reports:gap_today", "usual": "reports:usual_gap"}


@login_required
@require_safe
def search_page(request: PersonRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    hits = search(text, person=request.user, limit=30) if text.strip() else []
    not_found = bool(text.strip()) and (not hits or hits[0].fit is Fit.PART)
    return render(request, "foods/search.html", {"q": text, "hits": hits, "not_found": not_found})


@login_required
@require_safe_or_post
def show_food(request: PersonRequest, food_id: int) -> HttpResponse:
    """Shows the food; posting logs it."""
    food = visible_food(request.user, food_id)
    now = current_diary_day(profile_of(request.user))
    portions = list(Portion.objects.filter(food=food))
    facts = _facts(request, food, portions, now.date)
    form = EntryForm(
        request.POST or None,
        initial=_initial(portions, now),
        portions=portions,
        today=now.date,
        mg_per_100g=facts["magnesium"].per_100g if facts["magnesium"] else None,
    )
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        pick = Pick(
            food.pk, None if data["portion"] == GRAMS else int(data["portion"]), form.quantity
        )
        sent = {"food": write_pick(pick), "on": data["day"], "meal": data["meal"].slug}
        try:
            logged = log_picks(
                user=request.user,
                on=data["day"],
                meal=data["meal"],
                picks=[pick],
                client_id=data["client_id"] or new_id(),
                digest=digest_of(sent),
            )
            check_not_deleted(logged.entries)
        except CannotLog as reason:
            form.add_error(None, str(reason))
            status = status_code_of(reason)
        else:
            text = addition_sentence(logged.foods, logged.meal.label)
            return day_changed(
                request,
                logged.on,
                text,
                undo=undo_note_for_entries(request.user, logged.remaining),
            )
    starred = Favourite.objects.filter(user=request.user, food=food).exists()
    context = facts | {"form": form, "client_id": new_id(), "starred": starred}
    context["is_avoided"] = Avoided.objects.filter(user=request.user, food=food).exists()
    return render(request, "foods/food.html", context, status=status)


@login_required
@require_POST
def set_favourite(request: PersonRequest, food_id: int) -> HttpResponse:
    """Makes the food a favourite, or with `off` no longer one."""
    food = visible_food(request.user, food_id)
    if "off" in request.POST:
        unstar(user=request.user, food_id=food.pk)
        return _food_changed(request, food, f"{food.title} is no longer a favourite.", "star")
    star(user=request.user, food_id=food.pk)
    text = f"{food.title} is a favourite: it is offered first."
    return _food_changed(request, food, text, "unstar")


@login_required
@require_POST
def set_avoided(request: PersonRequest, food_id: int) -> HttpResponse:
    """Leaves the food out of suggestions, or with `off` lets it in again."""
    food = visible_food(request.user, food_id)
    if "off" in request.POST:
        allow_food(user=request.user, food_id=food.pk)
        text = f"{food.title} may be suggested again."
        return _food_changed(request, food, text, "avoid_food")
    avoid_food(user=request.user, food_id=food.pk)
    text = f"{food.title} is not suggested any more."
    return _food_changed(request, food, text, "allow_food")


def _food_changed(
    request: PersonRequest, food: Food, text: str, undo_step: UndoStep
) -> HttpResponse:
    """Shows `text` with Undo; without script on the page that `back` names, or on the food's."""
    today = today_of(request.user)
    undo = undo_note(request.user, undo_step, today, food.pk)
    if request.htmx:
        return day_changed(request, today, text, undo=undo)
    messages.success(request, text, extra_tags=undo)
    back = BACK.get(request.POST.get("back", ""))
    return redirect(back) if back else redirect("foods:food", food.pk)


@login_required
@require_POST
def use_newer_value(request: PersonRequest, food_id: int) -> HttpResponse:
    """Gives the person's earlier entries of the food its newer values."""
    food = visible_food(request.user, food_id)
    moved = use_current_revision(user=request.user, food=food)
    if moved:
        note = undo_note(
            request.user, "older_values", today_of(request.user), [food.current_id, moved]
        )
        messages.success(
            request, f"Your entries of {food.title} have the newer values.", extra_tags=note
        )
    return redirect("foods:food", food.pk)


def _initial(portions: list[Portion], now: DiaryDay) -> dict[str, object]:
    """One of the food's first portion, for the meal of this hour, today."""
    first = portions[0] if portions else None
    return {
        "amount": "100" if first is None else plain_number(first.amount),
        "portion": GRAMS if first is None else str(first.pk),
        "meal": Meal.usual_at(now.hour).slug,
        "day": now.date,
    }


def _facts(
    request: PersonRequest, food: Food, portions: list[Portion], today: date
) -> dict[str, Any]:
    """The food's values in its first portion and in 100 g, and where they come from."""
    grams = portions[0].grams if portions else Decimal(100)
    lines = nutrient_lines(food.current) if food.current else []
    magnesium = next((line for line in lines if line.number == MAGNESIUM), None)
    in_portion = magnesium.in_grams(grams) if magnesium else None
    reference = reference_of(MAGNESIUM, person_of(request.user), today)
    return {
        "food": food,
        "lines": [(line, line.in_grams(grams)) for line in lines if line.per_100g is not None],
        "magnesium": magnesium,
        "in_portion": in_portion,
        "portion": amount_words(grams, portions[0].amount, portions[0].unit)
        if portions
        else "100 g",
        "percent": floor_percent(in_portion, reference.high),
        "target": reference.high,
        "stage_words": stage_words(reference.stage_note, reference.high),
        "bar": min(100, floor_percent(in_portion, reference.high) or 0),
        "history": history(food),
        "newer": newer_values(request.user, food),
        "elsewhere": [
            other_value_words(value)
            for value in contradicting_values(food, magnesium.per_100g if magnesium else None)
        ],
    }

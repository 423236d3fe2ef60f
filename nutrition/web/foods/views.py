"""The search for foods; the page of a food, from which it is logged, starred and avoided."""

from collections.abc import Sequence
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
from nutrition.diary.actions import LogResult, log_picks
from nutrition.diary.amounts import GRAMS, Amount, CannotLog, Pick, PortionValues
from nutrition.diary.digests import check_not_deleted, digest_of
from nutrition.diary.marks.actions import allow_food, avoid_food, star, unstar
from nutrition.diary.marks.queries import is_avoided, is_starred
from nutrition.diary.models import Meal
from nutrition.diary.revisions import newer_values, use_current_revision
from nutrition.diary.sentences import addition_sentence
from nutrition.diary.undo import UndoStep, undo_note, undo_note_for_entries
from nutrition.foods.access import visible_food
from nutrition.foods.amount_words import plain_number
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.keys import FoodKey, write_key
from nutrition.foods.models import Food
from nutrition.foods.other_values import other_value_words
from nutrition.foods.own.models import OwnFood
from nutrition.foods.queries import contradicting_values, history, nutrient_lines, portions_of
from nutrition.foods.search.queries import search
from nutrition.foods.search.ranking import Fit
from nutrition.intake.assessment import floor_percent
from nutrition.intake.references import MAGNESIUM, reference_of
from nutrition.intake.words import stage_words
from nutrition.web.diary.forms import EntryForm, portions_for
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
def show_food(request: PersonRequest, food_id: FoodKey) -> HttpResponse:
    """Shows the food; posting logs it."""
    food = visible_food(request.user, food_id)
    if request.method != "POST" and food.key != food_id:  # the number that an own food had
        return redirect("foods:food", food.key)
    now = current_diary_day(profile_of(request.user))
    portions = portions_for(food.current, portions_of(food))
    usual = _usual_amount(food, portions)
    form = EntryForm(
        request.POST or None,
        initial=_initial(usual, now),
        portions=portions,
        today=now.date,
        revision=food.current,
    )
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            logged = _log(request, food_id, form)
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
    context = _facts(request, food, usual, now.date) | {
        "form": form,
        "client_id": new_id(),
        "starred": is_starred(request.user, food.key),
        "is_avoided": is_avoided(request.user, food.key),
    }
    return render(request, "foods/food.html", context, status=status)


def _log(request: PersonRequest, food_id: FoodKey, form: EntryForm) -> LogResult:
    """Raises CannotLog."""
    data = form.cleaned_data
    portion = form.portions.get(data["portion"])
    # As it was sent: a page of an older version names numbers, and may be sent again.
    as_sent = f"{write_key(food_id)}:{request.POST['portion']}:{form.quantity}"
    logged = log_picks(
        user=request.user,
        on=data["day"],
        meal=data["meal"],
        picks=[Pick(food_id, None if portion is None else portion.id, form.quantity)],
        client_id=data["client_id"] or new_id(),
        digest=digest_of({"food": as_sent, "on": data["day"], "meal": data["meal"].slug}),
    )
    check_not_deleted(logged.entries)
    return logged


@login_required
@require_POST
def set_favourite(request: PersonRequest, food_id: FoodKey) -> HttpResponse:
    """Makes the food a favourite, or with `off` no longer one."""
    food = visible_food(request.user, food_id)
    if "off" in request.POST:
        unstar(user=request.user, food_id=food.key)
        return _food_changed(request, food, f"{food.title} is no longer a favourite.", "star")
    star(user=request.user, food_id=food.key)
    text = f"{food.title} is a favourite: it is offered first."
    return _food_changed(request, food, text, "unstar")


@login_required
@require_POST
def set_avoided(request: PersonRequest, food_id: FoodKey) -> HttpResponse:
    """Leaves the food out of suggestions, or with `off` lets it in again."""
    food = visible_food(request.user, food_id)
    if "off" in request.POST:
        allow_food(user=request.user, food_id=food.key)
        text = f"{food.title} may be suggested again."
        return _food_changed(request, food, text, "avoid_food")
    avoid_food(user=request.user, food_id=food.key)
    text = f"{food.title} is not suggested any more."
    return _food_changed(request, food, text, "allow_food")


def _food_changed(
    request: PersonRequest, food: Food | OwnFood, text: str, undo_step: UndoStep
) -> HttpResponse:
    """Shows `text` with Undo; without script on the page that `back` names, or on the food's."""
    today = today_of(request.user)
    undo = undo_note(request.user, undo_step, today, write_key(food.key))
    if request.htmx:
        return day_changed(request, today, text, undo=undo)
    messages.success(request, text, extra_tags=undo)
    back = BACK.get(request.POST.get("back", ""))
    return redirect(back) if back else redirect("foods:food", food.key)


@login_required
@require_POST
def use_newer_value(request: PersonRequest, food_id: FoodKey) -> HttpResponse:
    """Gives the person's earlier entries of the food its newer values."""
    food = visible_food(request.user, food_id)
    moved = use_current_revision(user=request.user, food=food)
    if moved and food.current_id:
        note = undo_note(
            request.user,
            "older_values",
            today_of(request.user),
            [write_key(food.current_id), moved],
        )
        messages.success(
            request, f"Your entries of {food.title} have the newer values.", extra_tags=note
        )
    return redirect("foods:food", food.key)


def _usual_amount(food: Food | OwnFood, portions: Sequence[PortionValues]) -> Amount:
    """One of the food's first portion; for a food without any, what its values are of."""
    if portions:
        return Amount(portions[0].grams, portions[0], Decimal(1))
    return Amount(food.current.basis_grams if food.current else HUNDRED_GRAMS)


def _initial(usual: Amount, now: DiaryDay) -> dict[str, object]:
    """That amount, for the meal of this hour, today."""
    return {
        "amount": plain_number(usual.measure if usual.units is None else usual.units),
        "portion": GRAMS if usual.portion is None else write_key(usual.portion.id),
        "meal": Meal.usual_at(now.hour).slug,
        "day": now.date,
    }


def _facts(
    request: PersonRequest, food: Food | OwnFood, usual: Amount, today: date
) -> dict[str, Any]:
    """The food's values in the usual amount and in 100 g, and where they come from."""
    lines = nutrient_lines(food.current) if food.current else []
    magnesium = next((line for line in lines if line.number == MAGNESIUM), None)
    in_portion = magnesium.in_measure(usual.measure) if magnesium else None
    reference = reference_of(MAGNESIUM, person_of(request.user), today)
    return {
        "food": food,
        "lines": [
            (line, line.in_measure(usual.measure)) for line in lines if line.per_basis is not None
        ],
        "magnesium": magnesium,
        "in_portion": in_portion,
        "portion": usual.words,
        "has_weight": usual.grams is not None,
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

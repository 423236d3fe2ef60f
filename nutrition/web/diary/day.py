"""The page of a day, adding foods in the add box, and Undo."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from nutrition.diary import sentences
from nutrition.diary.actions import log_picks
from nutrition.diary.amounts import CannotLog, FoodAmount, SupplementPick, UnusualAmount
from nutrition.diary.digests import check_not_deleted, digest_of
from nutrition.diary.models import MAX_DOSE_MG, MAX_UNITS, SavedSupplement
from nutrition.diary.undo import CannotUndo, apply_undo
from nutrition.foods.queries import table_counts
from nutrition.web.diary.forms import Addition, InvalidAdditionError, read_addition
from nutrition.web.diary.responses import (
    Question,
    cannot_log,
    confirm_needed,
    day_changed,
    day_page,
    diary_day_or_404,
    entries_added,
    invalid,
    offer_choices,
    today_of,
)
from nutrition.web.diary.supplements import log_saved_and_show_day


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The welcome page; for people who are signed in, today."""
    if request.user.is_authenticated:
        return show_today(request)  # type: ignore[arg-type]
    counts = table_counts()
    context = (
        {"foods_total": f"{counts.foods:,}", "foods_unknown": f"{counts.unknown:,}"}
        if counts.foods
        else {}
    )
    return render(request, "home.html", context)


@login_required
@require_safe
def show_today(request: PersonRequest) -> HttpResponse:
    return day_page(request, today_of(request.user))


@login_required
@require_safe
def show_day(request: PersonRequest, on: date) -> HttpResponse:
    return day_page(request, diary_day_or_404(request.user, on))


@login_required
@require_safe
def list_choices(request: PersonRequest, on: date) -> HttpResponse:
    """The list under the add box, for the text typed so far."""
    offered = offer_choices(request, diary_day_or_404(request.user, on), request.GET.get("q", ""))
    return render(request, "diary/_listbox.html", {"choices": offered})


@login_required
@require_POST
def add_foods(request: PersonRequest, on: date) -> HttpResponse:
    """Logs the chosen foods or saved supplement; asks first when an amount is unusual."""
    on = diary_day_or_404(request.user, on)
    try:
        addition = read_addition(request.POST)
    except InvalidAdditionError as problem:
        return invalid(request, on, str(problem))
    if addition.supplement:
        return _log_saved(request, on, addition.supplement, addition.client_id)
    sent = {"on": on, "meal": addition.meal.slug, "picks": addition.sent}
    try:
        logged = log_picks(
            user=request.user,
            on=on,
            meal=addition.meal,
            picks=addition.picks,
            client_id=addition.client_id,
            digest=digest_of(sent),
            is_sure=addition.is_sure,
        )
        check_not_deleted(logged.entries)
    except UnusualAmount as unusual:
        return confirm_needed(request, on, _question(unusual.food, addition))
    except CannotLog as reason:
        return cannot_log(request, on, reason)
    sentence = sentences.addition_sentence(logged.foods, logged.meal.label)
    return entries_added(request, logged.on, f"{sentence} {addition.assumed}".strip(), logged)


def _log_saved(
    request: PersonRequest, on: date, pick: SupplementPick, client_id: UUID
) -> HttpResponse:
    """The amount has the same bounds as a typed dose."""
    saved = SavedSupplement.objects.of(request.user).filter(pk=pick.supplement_id).first()
    if saved is None:
        return invalid(request, on, "This supplement is not kept any more. Choose another.")
    if (
        not 0 < pick.quantity <= MAX_UNITS
        or pick.quantity * (saved.elemental_mg or 0) > MAX_DOSE_MG
    ):
        return invalid(
            request, on, f"One dose can be {MAX_DOSE_MG:,} mg at the most. Check the amount."
        )
    return log_saved_and_show_day(request, on, saved, client_id=client_id, quantity=pick.quantity)


def _question(food: FoodAmount, addition: Addition) -> Question:
    words = food.amount.words
    return Question(
        text=f"{food.title}, {sentences.amount_question(words, food.mg)}",
        confirm_label=f"Keep {words.partition(' · ')[0]}",
        picks=",".join(addition.sent),
        assumed=addition.assumed,
    )


@login_required
@require_POST
def undo_change(request: PersonRequest) -> HttpResponse:
    try:
        on = apply_undo(request.user, request.POST.get("token", ""))
    except CannotUndo:
        return day_changed(request, today_of(request.user), "This cannot be undone any more.")
    except CannotLog as reason:
        return cannot_log(request, today_of(request.user), reason)
    return day_changed(request, on, "Undone.")

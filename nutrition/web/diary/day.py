"""A day of the diary: looking at it, adding foods, undoing."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from nutrition.diary import sentences
from nutrition.diary import undo as undoing
from nutrition.diary.actions import log_picks
from nutrition.diary.amounts import CannotLog, Helping, Unusual
from nutrition.diary.digests import check_not_deleted, digest_of
from nutrition.diary.models import MAX_DOSE_MG, MAX_UNITS, SavedSupplement
from nutrition.diary.picks import SupplementPick
from nutrition.foods.queries import table_counts
from nutrition.web.diary.forms import AddForm
from nutrition.web.diary.responses import (
    Question,
    added,
    asked,
    cannot_log,
    changed,
    checked_day,
    choices_of,
    looked_at,
    refused,
    today_of,
)
from nutrition.web.diary.supplements import took


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The welcome page; for people who are signed in, today."""
    if request.user.is_authenticated:
        return today(request)  # type: ignore[arg-type]
    counts = table_counts()
    context = (
        {"foods_total": f"{counts.foods:,}", "foods_unknown": f"{counts.unknown:,}"}
        if counts.foods
        else {}
    )
    return render(request, "home.html", context)


@login_required
@require_safe
def today(request: PersonRequest) -> HttpResponse:
    return looked_at(request, today_of(request.user))


@login_required
@require_safe
def day(request: PersonRequest, on: date) -> HttpResponse:
    return looked_at(request, checked_day(request.user, on))


@login_required
@require_safe
def choices(request: PersonRequest, on: date) -> HttpResponse:
    """The list under the add box while somebody types."""
    offered = choices_of(request, checked_day(request.user, on), request.GET.get("q", ""))
    return render(request, "diary/_listbox.html", {"choices": offered})


@login_required
@require_POST
def add(request: PersonRequest, on: date) -> HttpResponse:
    """Logs what was chosen; asks back when an amount is unusual."""
    on = checked_day(request.user, on)
    form = AddForm(request.POST)
    if not form.is_valid():
        return refused(request, on, form.message())
    data = form.cleaned_data
    if data["product"]:
        return _take(request, on, data["product"], data["client_id"])
    sent = {"on": on, "meal": data["meal"].slug, "picks": form.sent}
    try:
        logged = log_picks(
            user=request.user,
            on=on,
            meal=data["meal"],
            picks=data["picks"],
            client_id=data["client_id"],
            digest=digest_of(sent),
            is_sure=data["sure"],
        )
        check_not_deleted(logged.entries)
    except Unusual as unusual:
        return asked(request, on, _question(unusual.helping, form))
    except CannotLog as reason:
        return cannot_log(request, on, reason)
    sentence = sentences.addition_sentence(logged.helpings, logged.meal.label)
    return added(request, logged.on, f"{sentence} {data['assumed']}".strip(), logged.kept)


def _take(request: PersonRequest, on: date, pick: SupplementPick, client_id: UUID) -> HttpResponse:
    """Logs a supplement that the person saved; the amount is bounded as that of a typed dose."""
    product = SavedSupplement.objects.of(request.user).filter(pk=pick.product_id).first()
    if product is None:
        return refused(request, on, "This supplement is not kept any more. Choose another.")
    if (
        not 0 < pick.quantity <= MAX_UNITS
        or pick.quantity * (product.elemental_mg or 0) > MAX_DOSE_MG
    ):
        return refused(
            request, on, f"One dose can be {MAX_DOSE_MG:,} mg at the most. Check the amount."
        )
    return took(request, on, product, client_id=client_id, quantity=pick.quantity)


def _question(helping: Helping, form: AddForm) -> Question:
    amount = helping.amount.words
    text = f"{helping.title}, {sentences.amount_question(amount, helping.mg)}"
    return Question(
        text,
        f"Keep {amount.partition(' · ')[0]}",
        ",".join(form.sent),
        form.cleaned_data["assumed"],
    )


@login_required
@require_POST
def undo(request: PersonRequest) -> HttpResponse:
    try:
        on = undoing.apply_undo(request.user, request.POST.get("token", ""))
    except undoing.CannotUndo:
        return changed(request, today_of(request.user), "This cannot be undone any more.")
    except CannotLog as reason:
        return cannot_log(request, today_of(request.user), reason)
    return changed(request, on, "Undone.")

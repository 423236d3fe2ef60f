"""Supplements: adding, changing, deleting and restoring doses, and the list of saved ones."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.ids import new_id
from accounts.pagination import page_of
from accounts.requests import PersonRequest, require_safe_or_post
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import digest_of
from nutrition.diary.models import SavedSupplement
from nutrition.diary.supplements import actions
from nutrition.diary.supplements.access import own_dose, own_saved_supplement
from nutrition.diary.undo import undo_note
from nutrition.web.diary.label_amounts import (
    delete_and_show_day,
    form_page,
    label_amount_changed,
    label_amount_logged,
    restore_and_show_day,
    sourced_texts,
)
from nutrition.web.diary.responses import cannot_log, day_changed, diary_day_or_404, today_of
from nutrition.web.diary.supplement_forms import DoseForm, initial_of_dose, initial_of_supplement

# Help texts in their order on the page (tables/help_facts.json). A person who adds a first
# supplement sees CARE above the form; later it is folded away below.
CARE = ("limits", "kidney", "med_antibiotics", "med_bisphosphonates")
ABOUT_DOSES = ("forms", "ul", "ul_eu", "med_diuretics", "med_ppi")


@login_required
@require_safe_or_post
def add_dose(request: PersonRequest, on: date) -> HttpResponse:
    """A supplement from its label; `?product=` fills the form in with a saved one."""
    on = diary_day_or_404(request.user, on)
    saved_supplements = list(SavedSupplement.objects.of(request.user))
    initial = {"day": on, "save": True}
    for saved in saved_supplements:
        if str(saved.pk) == request.GET.get("product"):
            initial |= initial_of_supplement(saved)
    form = DoseForm(request.POST or None, today=today_of(request.user), initial=initial)
    problem = None
    if request.method == "POST" and form.is_valid():
        data, label = form.cleaned_data, form.label
        sent = asdict(label) | {"on": data["day"], "at": data["time"], "save": data["save"]}
        try:
            dose, _ = actions.log_dose(
                user=request.user,
                on=data["day"],
                at=data["time"],
                label=label,
                save=data["save"],
                client_id=data["client_id"] or new_id(),
                digest=digest_of(sent),
            )
            return label_amount_logged(request, dose)
        except CannotLog as reason:
            problem = reason
    page = page_of(request.GET.get("page"), saved_supplements)
    context = {
        "on": on,
        "page": page,
        "saved_supplements": page.object_list,
        "care": sourced_texts(CARE),
        "about": sourced_texts(ABOUT_DOSES),
    }
    return form_page(request, "diary/dose.html", form, context, problem)


@login_required
@require_safe_or_post
def edit_dose(request: PersonRequest, dose_id: UUID) -> HttpResponse:
    dose = own_dose(request.user, dose_id)
    form = DoseForm(
        request.POST or None, today=today_of(request.user), dose=dose, initial=initial_of_dose(dose)
    )
    problem = None
    if request.method == "POST" and form.is_valid():
        data, label = form.cleaned_data, form.label
        try:
            actions.change_dose(
                dose, on=data["day"], at=data["time"], label=label, save=data["save"]
            )
            return label_amount_changed(request, dose, label.name, taken_on=data["day"])
        except CannotLog as reason:
            problem = reason
    context = {"on": dose.taken_on, "row": dose}
    return form_page(request, "diary/dose.html", form, context, problem)


@login_required
@require_POST
def delete_dose(request: PersonRequest, dose_id: UUID) -> HttpResponse:
    return delete_and_show_day(request, own_dose(request.user, dose_id))


@login_required
@require_POST
def restore_dose(request: PersonRequest, dose_id: UUID) -> HttpResponse:
    return restore_and_show_day(request, "dose", dose_id)


@login_required
@require_POST
def log_saved(request: PersonRequest, on: date, saved_id: UUID) -> HttpResponse:
    """One tap: the saved supplement in its usual quantity."""
    on = diary_day_or_404(request.user, on)
    saved = own_saved_supplement(request.user, saved_id)
    try:
        client_id = UUID(request.POST.get("client_id", ""))
    except ValueError:
        # The id makes a double tap log once. A button that sends none still logs.
        client_id = new_id()
    return log_saved_and_show_day(request, on, saved, client_id=client_id)


def log_saved_and_show_day(
    request: PersonRequest,
    on: date,
    saved: SavedSupplement,
    *,
    client_id: UUID,
    quantity: Decimal | None = None,
) -> HttpResponse:
    sent = {"take": saved.pk, "on": on, "quantity": quantity}
    try:
        dose, _ = actions.log_saved_supplement(
            user=request.user,
            saved=saved,
            on=on,
            client_id=client_id,
            digest=digest_of(sent),
            quantity=quantity,
        )
        return label_amount_logged(request, dose)
    except CannotLog as reason:
        return cannot_log(request, on, reason)


@login_required
@require_POST
def forget_saved(request: PersonRequest, saved_id: UUID) -> HttpResponse:
    """Takes a saved supplement off the list."""
    saved = own_saved_supplement(request.user, saved_id)
    actions.forget_supplement(user=request.user, saved_id=saved.pk)
    today = today_of(request.user)
    undo = undo_note(request.user, "keep_product", today, str(saved.pk))
    text = f"{saved.name} is no longer kept. What you logged stays."
    return day_changed(request, today, text, undo=undo)

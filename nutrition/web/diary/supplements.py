"""Supplements and water of a day: adding, changing, deleting, restoring."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.ids import new_id
from accounts.models import User
from accounts.pagination import page_of
from accounts.requests import PersonRequest, require_safe_or_post
from nutrition.diary import undo as undoing
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import check_not_deleted, digest_of
from nutrition.diary.label_amounts.access import own_deleted_label_amount
from nutrition.diary.label_amounts.actions import (
    change_label_amount,
    delete_label_amount,
    kind_of,
    restore_label_amount,
    state_of,
)
from nutrition.diary.models import Dose, SavedSupplement, Water
from nutrition.diary.supplements import actions
from nutrition.diary.supplements.access import own_dose, own_saved_supplement
from nutrition.diary.supplements.sentences import logged
from nutrition.diary.water import log_water, own_water
from nutrition.intake.help import help_text
from nutrition.web.diary.responses import (
    cannot_log,
    changed,
    checked_day,
    in_words,
    status_of,
    today_of,
)
from nutrition.web.diary.supplement_forms import (
    DoseForm,
    WaterForm,
    initial_of_dose,
    initial_of_supplement,
    initial_of_water,
)

# Said where a supplement is first added, in this order (tables/help_facts.json).
CARE = ("limits", "kidney", "med_antibiotics", "med_bisphosphonates")
ABOUT_DOSES = ("forms", "ul", "ul_eu", "med_diuretics", "med_ppi")
FETCH: dict[str, Callable[[User, UUID], Dose | Water]] = {"dose": own_dose, "water": own_water}


@login_required
@require_safe_or_post
def add_dose(request: PersonRequest, on: date) -> HttpResponse:
    """A supplement from its label; `?product=` starts with a saved one."""
    on = checked_day(request.user, on)
    products = list(SavedSupplement.objects.of(request.user))
    chosen = next(
        (product for product in products if str(product.pk) == request.GET.get("product")), None
    )
    initial = {"day": on, "save": True} | (initial_of_supplement(chosen) if chosen else {})
    form = DoseForm(request.POST or None, today=today_of(request.user), initial=initial)
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
            return _logged(request, dose)
        except CannotLog as reason:
            return _form_page(
                request, "diary/dose.html", form, on, _about_doses(request, products), reason
            )
    return _form_page(request, "diary/dose.html", form, on, _about_doses(request, products))


def _about_doses(request: PersonRequest, products: list[SavedSupplement]) -> dict[str, Any]:
    page = page_of(request.GET.get("page"), products)
    return {
        "page": page,
        "products": page.object_list,
        "care": _facts(CARE),
        "about": _facts(ABOUT_DOSES),
    }


def _logged(request: PersonRequest, row: Dose | Water) -> HttpResponse:
    """What was taken as it is stored, with Undo. Raises CannotLog when deleted since."""
    check_not_deleted([row])
    undo = undoing.undo_note(
        request.user, "remove_label", row.taken_on, [kind_of(row), str(row.pk)]
    )
    return changed(request, row.taken_on, logged(_name(row), row.mg), undo=undo, new=[row.pk])


@login_required
@require_POST
def take(request: PersonRequest, on: date, product_id: UUID) -> HttpResponse:
    """One tap: the saved supplement in its usual quantity."""
    on = checked_day(request.user, on)
    return took(
        request, on, own_saved_supplement(request.user, product_id), client_id=_client_id(request)
    )


def took(
    request: PersonRequest,
    on: date,
    product: SavedSupplement,
    *,
    client_id: UUID,
    quantity: Decimal | None = None,
) -> HttpResponse:
    """Logs the saved supplement and says so, with Undo."""
    sent = {"take": product.pk, "on": on, "quantity": quantity}
    try:
        dose, _ = actions.log_saved_supplement(
            user=request.user,
            saved=product,
            on=on,
            client_id=client_id,
            digest=digest_of(sent),
            quantity=quantity,
        )
        return _logged(request, dose)
    except CannotLog as reason:
        return cannot_log(request, on, reason)


def _client_id(request: PersonRequest) -> UUID:
    """What makes a double tap log once; a button that sends none logs all the same."""
    try:
        return UUID(request.POST.get("client_id", ""))
    except ValueError:
        return new_id()


@login_required
@require_POST
def forget(request: PersonRequest, product_id: UUID) -> HttpResponse:
    """Takes a saved supplement off the list."""
    product = own_saved_supplement(request.user, product_id)
    actions.forget_supplement(user=request.user, saved_id=product.pk)
    today = today_of(request.user)
    undo = undoing.undo_note(request.user, "keep_product", today, str(product.pk))
    return changed(
        request, today, f"{product.name} is no longer kept. What you logged stays.", undo=undo
    )


@login_required
@require_safe_or_post
def dose(request: PersonRequest, dose_id: UUID) -> HttpResponse:
    """Changes a supplement that was taken."""
    dose = own_dose(request.user, dose_id)
    form = DoseForm(
        request.POST or None, today=today_of(request.user), kept=dose, initial=initial_of_dose(dose)
    )
    if request.method == "POST" and form.is_valid():
        data, label = form.cleaned_data, form.label
        undo = _undo_of_change(request, dose)
        try:
            actions.change_dose(
                dose, on=data["day"], at=data["time"], label=label, save=data["save"]
            )
            return _changed(request, dose, label.name, data["day"], undo)
        except CannotLog as reason:
            return _form_page(
                request, "diary/dose.html", form, dose.taken_on, {"row": dose}, reason
            )
    return _form_page(request, "diary/dose.html", form, dose.taken_on, {"row": dose})


@login_required
@require_safe_or_post
def add_water(request: PersonRequest, on: date) -> HttpResponse:
    on = checked_day(request.user, on)
    form = WaterForm(request.POST or None, today=today_of(request.user), initial={"day": on})
    context = {"care": _facts(("water",))}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        amounts = {"litres": data["litres"], "mg_per_litre": data["mg_per_litre"]}
        try:
            water, _ = log_water(
                user=request.user,
                on=data["day"],
                client_id=data["client_id"] or new_id(),
                digest=digest_of(amounts | {"on": data["day"]}),
                **amounts,
            )
            return _logged(request, water)
        except CannotLog as reason:
            return _form_page(request, "diary/water.html", form, on, context, reason)
    return _form_page(request, "diary/water.html", form, on, context)


@login_required
@require_safe_or_post
def water(request: PersonRequest, water_id: UUID) -> HttpResponse:
    """Changes water that was taken."""
    water = own_water(request.user, water_id)
    form = WaterForm(
        request.POST or None, today=today_of(request.user), initial=initial_of_water(water)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        values = {"litres": data["litres"], "mg_per_litre": data["mg_per_litre"]}
        try:
            undo = _undo_of_change(request, water)
            change_label_amount(water, taken_on=data["day"], **values)
            return _changed(request, water, "water", data["day"], undo)
        except CannotLog as reason:
            return _form_page(
                request, "diary/water.html", form, water.taken_on, {"row": water}, reason
            )
    return _form_page(request, "diary/water.html", form, water.taken_on, {"row": water})


def _undo_of_change(request: PersonRequest, row: Dose | Water) -> str:
    payload = [kind_of(row), str(row.pk), state_of(row)]
    return undoing.undo_note(request.user, "put_back_label", row.taken_on, payload)


def _changed(
    request: PersonRequest, row: Dose | Water, name: str, on: date, undo: str
) -> HttpResponse:
    moved = f" It is now on {in_words(on, today_of(request.user))}." if on != row.taken_on else ""
    return changed(request, row.taken_on, f"Changed {name}.{moved}", undo=undo, new=[row.pk])


@login_required
@require_POST
def delete(request: PersonRequest, kind: str, label_id: UUID) -> HttpResponse:
    row = FETCH[kind](request.user, label_id)
    delete_label_amount(user=request.user, kind=kind, id_=row.pk)
    undo = undoing.undo_note(request.user, "restore_label", row.taken_on, [kind, str(row.pk)])
    return changed(request, row.taken_on, f"Deleted {_name(row)}.", undo=undo)


@login_required
@require_POST
def restore(request: PersonRequest, kind: str, label_id: UUID) -> HttpResponse:
    row = own_deleted_label_amount(request.user, kind, label_id)
    try:
        restore_label_amount(user=request.user, kind=kind, id_=row.pk)
    except CannotLog as reason:
        return cannot_log(request, row.taken_on, reason)
    undo = undoing.undo_note(request.user, "remove_label", row.taken_on, [kind, str(row.pk)])
    return changed(request, row.taken_on, f"Restored {_name(row)}.", undo=undo)


def _name(row: Dose | Water) -> str:
    return row.name if isinstance(row, Dose) else "water"


def _facts(names: tuple[str, ...]) -> list[object]:
    return [help_text(name) for name in names]


def _form_page(
    request: PersonRequest,
    template: str,
    form: DoseForm | WaterForm,
    on: date,
    context: dict[str, Any],
    reason: CannotLog | None = None,
) -> HttpResponse:
    """`reason` says why nothing was stored although the form is right; it gets a new id."""
    if reason:
        form.add_error("day" if reason.about == "day" else None, str(reason))
    client_id = new_id() if reason else form["client_id"].value() or new_id()
    status = status_of(reason) if reason else 422 if form.errors else 200
    return render(
        request, template, context | {"form": form, "on": on, "client_id": client_id}, status=status
    )

"""Doses and saved supplements ("products"). Labels are checked by the rules of the pages."""

from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router

from accounts.models import User
from nutrition.api.auth import ApiRequest
from nutrition.api.fields import decimal_text
from nutrition.api.idempotency import check_not_deleted, conflicts, identity_of
from nutrition.api.paging import latest, page_of
from nutrition.api.params import day_in_body
from nutrition.api.problems import field_problem
from nutrition.api.queries import doses_of
from nutrition.api.responses import json_response, no_content
from nutrition.api.schemas.base import sent_values
from nutrition.api.schemas.lists import LatestQuery, ListQuery
from nutrition.api.schemas.supplements import (
    DoseChange,
    DoseIn,
    DoseOut,
    DosesOut,
    ProductIn,
    ProductOut,
    ProductsOut,
    TakeIn,
)
from nutrition.diary.label_amounts.access import row_or_404
from nutrition.diary.label_amounts.actions import delete_label_amount, restore_label_amount
from nutrition.diary.label_amounts.bounds import nutrient_bounds
from nutrition.diary.models import Dose, SavedSupplement
from nutrition.diary.supplements import actions
from nutrition.diary.supplements.access import own_dose, own_saved_supplement
from nutrition.diary.supplements.actions import SupplementLabel
from nutrition.diary.supplements.validation import (
    LabelProblem,
    amount_problem,
    compound_problem,
    elemental_of,
    label_keys,
)
from nutrition.foods.amount_words import plain_number
from nutrition.intake.salts import salts

router = Router(tags=["Supplements"], by_alias=True)


@router.get("/doses", response=DosesOut, url_name="doses", summary="List doses")
def list_doses(request: ApiRequest, query: Query[ListQuery]) -> HttpResponse:
    rows = doses_of(request.person)
    return json_response(DosesOut.model_validate(page_of(request.person, rows, query, "taken_on")))


@router.post(
    "/doses", response={201: DoseOut, 200: DoseOut}, url_name="doses", summary="Log a supplement"
)
def add_dose(request: ApiRequest, body: DoseIn) -> HttpResponse:
    """Elemental magnesium as the label says (null where it says nothing), or a salt and its mass:
    it is computed.
    """
    person = request.person
    on, label = day_in_body(person, body.date), _label_of(body)
    with conflicts("date"):
        dose, is_new = actions.log_dose(
            user=person, on=on, label=label, at=body.time, **identity_of(body)
        )
    check_not_deleted(dose)
    return _dose_response(person, dose.id, is_new=is_new)


def _dose_response(person: User, dose_id: UUID, *, is_new: bool = False) -> HttpResponse:
    """The dose as it is stored."""
    dose = DoseOut.model_validate(
        row_or_404(doses_of(person).filter(deleted_at__isnull=True), dose_id)
    )
    location = reverse("api:dose", args=[dose_id]) if is_new else None
    return json_response(dose, status=201 if is_new else 200, location=location)


@router.get("/doses/{uuid:dose_id}", response=DoseOut, url_name="dose", summary="A dose")
def dose(request: ApiRequest, dose_id: UUID) -> HttpResponse:
    return _dose_response(request.person, dose_id)


@router.patch("/doses/{uuid:dose_id}", response=DoseOut, url_name="dose", summary="Change a dose")
def change_dose(request: ApiRequest, dose_id: UUID, body: DoseChange) -> HttpResponse:
    """What is not named stays as it is."""
    person = request.person
    dose = own_dose(person, dose_id)
    label = _changed_label(dose, body)
    on = dose.taken_on if body.date is None else day_in_body(person, body.date)
    at = sent_values(body).get("time", dose.taken_time)
    with conflicts("date"):
        actions.change_dose(dose, on=on, at=at, label=label)
    return _dose_response(person, dose_id)


@router.delete(
    "/doses/{uuid:dose_id}", response={204: None}, url_name="dose", summary="Delete a dose"
)
def delete_dose(request: ApiRequest, dose_id: UUID) -> HttpResponse:
    """It is kept for 30 days and can be restored."""
    delete_label_amount(user=request.person, kind="dose", id_=own_dose(request.person, dose_id).id)
    return no_content()


@router.post(
    "/doses/{uuid:dose_id}/restore",
    response=DoseOut,
    url_name="restore_dose",
    summary="Restore a dose",
)
def restore_dose(request: ApiRequest, dose_id: UUID) -> HttpResponse:
    with conflicts():
        restore_label_amount(user=request.person, kind="dose", id_=dose_id)
    return _dose_response(request.person, dose_id)


@router.get("/products", response=ProductsOut, url_name="products", summary="Kept supplements")
def list_products(request: ApiRequest, query: Query[LatestQuery]) -> HttpResponse:
    """The one used last first."""
    rows = SavedSupplement.objects.of(request.person)
    page, following = latest(rows, "used_at", query.limit, query.cursor)
    items = [ProductOut.model_validate(row) for row in page]
    return json_response(ProductsOut(items=items, next=following))


@router.put("/products", response=ProductOut, url_name="products", summary="Keep a supplement")
def keep_product(request: ApiRequest, body: ProductIn) -> HttpResponse:
    """One of the same name is replaced."""
    saved = actions.save_supplement(user=request.person, label=_label_of(body))
    return json_response(ProductOut.model_validate(saved))


@router.delete(
    "/products/{uuid:product_id}",
    response={204: None},
    url_name="product",
    summary="Keep a supplement no longer",
)
def forget_product(request: ApiRequest, product_id: UUID) -> HttpResponse:
    """What was logged stays."""
    actions.forget_supplement(
        user=request.person, saved_id=own_saved_supplement(request.person, product_id).pk
    )
    return no_content()


@router.post(
    "/products/{uuid:product_id}/take",
    response={201: DoseOut, 200: DoseOut},
    url_name="take_product",
    summary="Log a kept supplement",
)
def take_product(request: ApiRequest, product_id: UUID, body: TakeIn) -> HttpResponse:
    """In its usual quantity."""
    person = request.person
    saved = own_saved_supplement(person, product_id)
    on = day_in_body(person, body.date)
    with conflicts("date"):
        dose, is_new = actions.log_saved_supplement(
            user=person, saved=saved, on=on, **identity_of(body, of=str(product_id))
        )
    check_not_deleted(dose)
    return _dose_response(person, dose.id, is_new=is_new)


def _label_of(body: DoseIn | ProductIn) -> SupplementLabel:
    """The label in the body, checked. Raises ApiProblem."""
    return _label(
        name=body.name or body.form or "",
        elemental_mg=body.magnesium_mg,
        form=body.form or "",
        compound_mg=body.compound_mg,
        quantity=body.quantity,
        unit=body.unit,
        nutrients=_nutrients(body.nutrients),
        not_on_label="magnesium_mg" in sent_values(body),
    )


def _changed_label(dose: Dose, body: DoseChange) -> SupplementLabel:
    """The dose's label with the changes of the body.

    A figure for the magnesium replaces a salt, and the other way round; a null for it means that it
    is not on the label.
    """
    elemental_mg, form, compound_mg = (
        None if dose.form else dose.elemental_mg,
        dose.form,
        dose.compound_mg,
    )
    if body.magnesium_mg is not None:
        elemental_mg, form, compound_mg = body.magnesium_mg, body.form or "", body.compound_mg
    elif "magnesium_mg" in sent_values(body) and body.form is None and body.compound_mg is None:
        elemental_mg, form, compound_mg = None, "", None
    elif body.form is not None or body.compound_mg is not None:
        elemental_mg, form = None, body.form or dose.form
        compound_mg = dose.compound_mg if body.compound_mg is None else body.compound_mg
    return _label(
        name=dose.name if body.name is None else body.name,
        elemental_mg=elemental_mg,
        form=form,
        compound_mg=compound_mg,
        quantity=dose.quantity if body.quantity is None else body.quantity,
        unit=dose.unit if body.unit is None else body.unit,
        nutrients=dose.nutrients if body.nutrients is None else _nutrients(body.nutrients),
        not_on_label=dose.elemental_mg is None or "magnesium_mg" in sent_values(body),
        dose=dose,
    )


def _label(
    *,
    name: str,
    elemental_mg: Decimal | None,
    form: str,
    compound_mg: Decimal | None,
    quantity: Decimal,
    unit: str,
    nutrients: dict[str, str],
    not_on_label: bool,
    dose: Dose | None = None,
) -> SupplementLabel:
    """The label, checked; `dose` is the one that it changes. Raises ApiProblem."""
    if not name:
        raise field_problem("name", "Enter a name")
    if form and form not in salts():
        raise field_problem("form", "Choose a compound from the list of GET /api/v1/openapi.json")
    if "\0" in unit:
        raise field_problem("unit", "A NUL is no character.")
    _raise_if(compound_problem(form, compound_mg, elemental_mg))
    if form and compound_mg is not None:
        elemental_mg = elemental_of(form, compound_mg, dose)
    _raise_if(
        amount_problem(elemental_mg, quantity, may_be_unknown=not_on_label or bool(nutrients))
    )
    return SupplementLabel(
        name=name,
        elemental_mg=elemental_mg,
        unit=unit.strip(),
        quantity=quantity,
        form=form,
        compound_mg=compound_mg,
        nutrients=nutrients,
    )


def _raise_if(problem: LabelProblem | None) -> None:
    if problem:
        field = "magnesium_mg" if problem.field == "elemental_mg" else problem.field
        raise field_problem(field, problem.message)


def _nutrients(body: dict[str, Any]) -> dict[str, str]:
    """Amounts by the key of their unit, in the pages' order; one unit for each nutrient. Raises
    ApiProblem.
    """
    keys = label_keys()
    if unknown := next((key for key in body if key not in keys), None):
        raise field_problem(f"nutrients.{unknown}"[:100], "No nutrient of a label has this number.")
    amounts: dict[str, str] = {}
    seen = set()
    for key, (number, words) in keys.items():
        if key not in body:
            continue
        if number in seen:
            raise field_problem(f"nutrients.{key}", "This nutrient is stated in another unit, too.")
        seen.add(number)
        try:
            amounts[key] = plain_number(
                nutrient_bounds(f"({words})").check(Fraction(decimal_text(body[key])))
            )
        except ValueError as error:
            raise field_problem(f"nutrients.{key}", str(error)) from None
    return amounts

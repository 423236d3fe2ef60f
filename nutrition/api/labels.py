"""What is taken from labels: supplements, those that are kept, and water."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router

from nutrition.api.answers import DoseOut, DosesOut, ProductOut, ProductsOut, WaterOut, WatersOut
from nutrition.api.auth import ApiRequest
from nutrition.api.idempotency import conflicts, identified, not_deleted
from nutrition.api.label_input import changed_label, label_from
from nutrition.api.paging import latest, page_of
from nutrition.api.params import Latest, Listed, day_in_body
from nutrition.api.schemas import DoseChange, DoseIn, ProductIn, TakeIn, WaterChange, WaterIn, named
from nutrition.api.showing import answer, dose_json, nothing, product_json, water_json
from nutrition.diary.label_amounts.actions import (
    change_label_amount,
    delete_label_amount,
    restore_label_amount,
)
from nutrition.diary.models import Dose, SavedSupplement, Water
from nutrition.diary.supplements import actions
from nutrition.diary.supplements.access import own_dose, own_saved_supplement
from nutrition.diary.water import log_water, own_water

doses = Router(tags=["Supplements"], by_alias=True)
waters = Router(tags=["Water"], by_alias=True)


@doses.get("/doses", response=DosesOut, url_name="doses", summary="List doses")
def list_doses(request: ApiRequest, query: Listed) -> HttpResponse:
    rows = Dose.objects.filter(user=request.person)
    return answer(page_of(request.person, rows, query.asked(), "taken_on", dose_json))


@doses.post(
    "/doses", response={201: DoseOut, 200: DoseOut}, url_name="doses", summary="Log a supplement"
)
def add_dose(request: ApiRequest, sent: DoseIn) -> HttpResponse:
    """Elemental magnesium as the label says (null where it says nothing), or a salt and its mass:
    it is computed.
    """
    person = request.person
    on, label = day_in_body(person, sent.date), label_from(sent)
    with conflicts("date"):
        logged = actions.log_dose(
            user=person, on=on, label=label, at=sent.time, **identified(sent, sent.client_id)
        )
    return _told_dose(*logged)


def _told_dose(dose: Dose, is_new: bool = False) -> HttpResponse:
    not_deleted(dose)
    if not is_new:
        return answer(dose_json(dose))
    return answer(
        dose_json(_as_stored(dose)), status=201, location=reverse("api:dose", args=[dose.pk])
    )


def _as_stored(row: Any) -> Any:
    return type(row).objects.get(user=row.user_id, pk=row.pk)


@doses.get("/doses/{uuid:dose_id}", response=DoseOut, url_name="dose", summary="A dose")
def dose(request: ApiRequest, dose_id: UUID) -> HttpResponse:
    return _told_dose(own_dose(request.person, dose_id))


@doses.patch("/doses/{uuid:dose_id}", response=DoseOut, url_name="dose", summary="Change a dose")
def change_dose(request: ApiRequest, dose_id: UUID, sent: DoseChange) -> HttpResponse:
    """What is not named stays as it is."""
    person = request.person
    kept = own_dose(person, dose_id)
    label = changed_label(kept, sent)
    on = kept.taken_on if sent.date is None else day_in_body(person, sent.date)
    at = named(sent).get("time", kept.taken_time)
    with conflicts("date"):
        actions.change_dose(kept, on=on, at=at, label=label)
    return _told_dose(own_dose(person, dose_id))


@doses.delete(
    "/doses/{uuid:dose_id}", response={204: None}, url_name="dose", summary="Delete a dose"
)
def delete_dose(request: ApiRequest, dose_id: UUID) -> HttpResponse:
    """It is kept for 30 days and can be restored."""
    delete_label_amount(user=request.person, kind="dose", id_=own_dose(request.person, dose_id).pk)
    return nothing()


@doses.post(
    "/doses/{uuid:dose_id}/restore",
    response=DoseOut,
    url_name="restore_dose",
    summary="Restore a dose",
)
def restore_dose(request: ApiRequest, dose_id: UUID) -> HttpResponse:
    with conflicts():
        restore_label_amount(user=request.person, kind="dose", id_=dose_id)
    return _told_dose(own_dose(request.person, dose_id))


@doses.get("/products", response=ProductsOut, url_name="products", summary="Kept supplements")
def list_products(request: ApiRequest, query: Latest) -> HttpResponse:
    """The one used last first."""
    rows = SavedSupplement.objects.of(request.person)
    shown, following = latest(rows, "used_at", query.limit, query.cursor)
    return answer({"items": [product_json(product) for product in shown], "next": following})


@doses.put("/products", response=ProductOut, url_name="products", summary="Keep a supplement")
def keep_product(request: ApiRequest, sent: ProductIn) -> HttpResponse:
    """One of the same name is replaced."""
    product = actions.save_supplement(user=request.person, label=label_from(sent))
    return answer(product_json(product))


@doses.delete(
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
    return nothing()


@doses.post(
    "/products/{uuid:product_id}/take",
    response={201: DoseOut, 200: DoseOut},
    url_name="take_product",
    summary="Log a kept supplement",
)
def take_product(request: ApiRequest, product_id: UUID, sent: TakeIn) -> HttpResponse:
    """In its usual quantity."""
    person = request.person
    product = own_saved_supplement(person, product_id)
    on = day_in_body(person, sent.date)
    identity = identified(sent, sent.client_id, of=str(product_id))
    with conflicts("date"):
        logged = actions.log_saved_supplement(user=person, saved=product, on=on, **identity)
    return _told_dose(*logged)


@waters.get("/waters", response=WatersOut, url_name="waters", summary="List water")
def list_waters(request: ApiRequest, query: Listed) -> HttpResponse:
    rows = Water.objects.filter(user=request.person)
    return answer(page_of(request.person, rows, query.asked(), "taken_on", water_json))


@waters.post(
    "/waters",
    response={201: WaterOut, 200: WaterOut},
    url_name="waters",
    summary="Log water from its label",
)
def add_water(request: ApiRequest, sent: WaterIn) -> HttpResponse:
    """It counts like food, never toward the upper level of supplements."""
    person = request.person
    on = day_in_body(person, sent.date)
    amounts = {"litres": sent.litres, "mg_per_litre": sent.mg_per_litre}
    with conflicts("date"):
        water, is_new = log_water(user=person, on=on, **amounts, **identified(sent, sent.client_id))
    not_deleted(water)
    if not is_new:
        return answer(water_json(water))
    return answer(
        water_json(_as_stored(water)), status=201, location=reverse("api:water", args=[water.pk])
    )


@waters.get("/waters/{uuid:water_id}", response=WaterOut, url_name="water", summary="Water taken")
def water(request: ApiRequest, water_id: UUID) -> HttpResponse:
    return answer(water_json(own_water(request.person, water_id)))


@waters.patch(
    "/waters/{uuid:water_id}", response=WaterOut, url_name="water", summary="Change water"
)
def change_water(request: ApiRequest, water_id: UUID, sent: WaterChange) -> HttpResponse:
    """What is not named stays as it is."""
    person = request.person
    kept = own_water(person, water_id)
    with conflicts("date"):
        change_label_amount(
            kept,
            taken_on=kept.taken_on if sent.date is None else day_in_body(person, sent.date),
            litres=kept.litres if sent.litres is None else sent.litres,
            mg_per_litre=kept.mg_per_litre if sent.mg_per_litre is None else sent.mg_per_litre,
        )
    return answer(water_json(own_water(person, water_id)))


@waters.delete(
    "/waters/{uuid:water_id}", response={204: None}, url_name="water", summary="Delete water"
)
def delete_water(request: ApiRequest, water_id: UUID) -> HttpResponse:
    delete_label_amount(
        user=request.person, kind="water", id_=own_water(request.person, water_id).pk
    )
    return nothing()


@waters.post(
    "/waters/{uuid:water_id}/restore",
    response=WaterOut,
    url_name="restore_water",
    summary="Restore water",
)
def restore_water(request: ApiRequest, water_id: UUID) -> HttpResponse:
    with conflicts():
        restore_label_amount(user=request.person, kind="water", id_=water_id)
    return answer(water_json(own_water(request.person, water_id)))

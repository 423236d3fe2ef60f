"""Water whose magnesium is on its label."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router

from accounts.models import User
from nutrition.api.auth import ApiRequest
from nutrition.api.idempotency import check_not_deleted, conflicts, identity_of
from nutrition.api.paging import page_of
from nutrition.api.params import day_in_body
from nutrition.api.queries import waters_of
from nutrition.api.responses import json_response, no_content
from nutrition.api.schemas.lists import ListQuery
from nutrition.api.schemas.water import WaterChange, WaterIn, WaterOut, WatersOut
from nutrition.diary.label_amounts.access import row_or_404
from nutrition.diary.label_amounts.actions import (
    change_label_amount,
    delete_label_amount,
    restore_label_amount,
)
from nutrition.diary.water import log_water, own_water

router = Router(tags=["Water"], by_alias=True)


@router.get("/waters", response=WatersOut, url_name="waters", summary="List water")
def list_waters(request: ApiRequest, query: Query[ListQuery]) -> HttpResponse:
    rows = waters_of(request.person)
    return json_response(WatersOut.model_validate(page_of(request.person, rows, query, "taken_on")))


@router.post(
    "/waters",
    response={201: WaterOut, 200: WaterOut},
    url_name="waters",
    summary="Log water from its label",
)
def add_water(request: ApiRequest, body: WaterIn) -> HttpResponse:
    """It counts like food, never toward the upper level of supplements."""
    with conflicts("date"):
        water, is_new = log_water(
            user=request.person,
            on=day_in_body(request.person, body.date),
            litres=body.litres,
            mg_per_litre=body.mg_per_litre,
            **identity_of(body),
        )
    check_not_deleted(water)
    return _water_response(request.person, water.id, is_new=is_new)


def _water_response(person: User, water_id: UUID, *, is_new: bool = False) -> HttpResponse:
    """The water as it is stored."""
    water = WaterOut.model_validate(
        row_or_404(waters_of(person).filter(deleted_at__isnull=True), water_id)
    )
    location = reverse("api:water", args=[water_id]) if is_new else None
    return json_response(water, status=201 if is_new else 200, location=location)


@router.get("/waters/{uuid:water_id}", response=WaterOut, url_name="water", summary="Water taken")
def water(request: ApiRequest, water_id: UUID) -> HttpResponse:
    return _water_response(request.person, water_id)


@router.patch(
    "/waters/{uuid:water_id}", response=WaterOut, url_name="water", summary="Change water"
)
def change_water(request: ApiRequest, water_id: UUID, body: WaterChange) -> HttpResponse:
    """What is not named stays as it is."""
    person = request.person
    water = own_water(person, water_id)
    with conflicts("date"):
        change_label_amount(
            water,
            taken_on=water.taken_on if body.date is None else day_in_body(person, body.date),
            litres=water.litres if body.litres is None else body.litres,
            mg_per_litre=water.mg_per_litre if body.mg_per_litre is None else body.mg_per_litre,
        )
    return _water_response(person, water_id)


@router.delete(
    "/waters/{uuid:water_id}", response={204: None}, url_name="water", summary="Delete water"
)
def delete_water(request: ApiRequest, water_id: UUID) -> HttpResponse:
    delete_label_amount(
        user=request.person, kind="water", id_=own_water(request.person, water_id).id
    )
    return no_content()


@router.post(
    "/waters/{uuid:water_id}/restore",
    response=WaterOut,
    url_name="restore_water",
    summary="Restore water",
)
def restore_water(request: ApiRequest, water_id: UUID) -> HttpResponse:
    with conflicts():
        restore_label_amount(user=request.person, kind="water", id_=water_id)
    return _water_response(request.person, water_id)

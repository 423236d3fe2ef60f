"""The profile, on which recommended amounts depend, and the export of all data."""

from types import SimpleNamespace
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from accounts.access import own_period
from accounts.actions import OverlappingPeriod, change_profile, replace_periods, save_period
from accounts.life_stage import Condition
from accounts.models import LifeStagePeriod, Profile, User
from accounts.profile_input import InvalidBirthDate, check_birth_date, period_problems
from accounts.queries import periods_of, profile_of
from nutrition.api.auth import ApiRequest
from nutrition.api.params import today_of
from nutrition.api.problems import ApiProblem, field_problem
from nutrition.api.responses import JSON, json_response, no_content
from nutrition.api.schemas.base import sent_values
from nutrition.api.schemas.problems import FieldProblemOut
from nutrition.api.schemas.profile import (
    ZONES,
    ExportOut,
    PeriodChange,
    PeriodIn,
    PeriodOut,
    PeriodsOut,
    ProfileChange,
    ProfileOut,
)
from nutrition.transfer.export import json_file

router = Router(tags=["Profile"], by_alias=True)
# The keys of a body, by the fields of a period.
FIELDS = {"starts_on": "from", "ends_on": "to", "kind": "kind"}


@router.get("/profile", response=ProfileOut, url_name="profile", summary="The profile")
def profile(request: ApiRequest) -> HttpResponse:
    return json_response(_profile_out(request.person))


@router.patch("/profile", response=ProfileOut, url_name="profile", summary="Change the profile")
def change(request: ApiRequest, body: ProfileChange) -> HttpResponse:
    """What is not named stays as it is."""
    user, values = request.person, sent_values(body)
    if body.time_zone is not None and body.time_zone not in ZONES:
        raise field_problem(
            "time_zone", "Choose a time zone of the IANA database, such as Europe/Berlin."
        )
    today = today_of(user)
    if body.birth_date is not None:
        try:
            check_birth_date(body.birth_date, today=today)
        except InvalidBirthDate as problem:
            raise field_problem("birth_date", str(problem)) from None
    periods = values.pop("life_stages", None)
    values.pop("today", None)
    for name in ("time_zone", "ul_region", "keyboard_shortcuts", "day_starts_at", "week_starts_on"):
        if values.get(name) is None:
            values.pop(name, None)  # null changes nothing: these always have a value
    with transaction.atomic():
        change_profile(user=user, values=values)
        if periods is not None:
            _replace_periods(user, periods)
    return json_response(_profile_out(user))


def _replace_periods(user: User, periods: list[PeriodIn]) -> None:
    profile = profile_of(user)
    for number, period in enumerate(periods):
        _check(profile, period, f"life_stages.{number}.", status=422)
    try:
        replace_periods(user=user, periods=[Condition(p.kind, p.from_, p.to) for p in periods])
    except OverlappingPeriod as overlap:
        raise field_problem("life_stages", str(overlap)) from None


def _check(profile: Profile, period: PeriodIn, prefix: str = "", *, status: int) -> None:
    """Raises 422 for a period that is wrong by itself, `status` for one that contradicts the
    profile.
    """
    today = today_of(profile.user)
    by_itself = period_problems(period.from_, period.to, sex=None, birth_date=None, today=today)
    problems = by_itself or period_problems(
        period.from_, period.to, sex=profile.sex, birth_date=profile.birth_date, today=today
    )
    if problems:
        errors = [
            FieldProblemOut(field=prefix + FIELDS[field], message=message)
            for field, message in problems.items()
        ]
        raise ApiProblem(422 if by_itself else status, errors[0].message, errors=errors)


def _profile_out(user: User) -> ProfileOut:
    profile = Profile.objects.get(user=profile_of(user).user)
    return ProfileOut.model_validate(
        SimpleNamespace(**vars(profile), life_stages=_periods_out(user), today=today_of(user))
    )


def _periods_out(user: User) -> list[PeriodOut]:
    return [PeriodOut.model_validate(period) for period in periods_of(user)]


@router.get(
    "/life-stages",
    response=PeriodsOut,
    url_name="life_stages",
    summary="Pregnancies and breastfeeding",
)
def list_periods(request: ApiRequest) -> HttpResponse:
    """The latest first. Each day is compared with what was recommended on that day."""
    return json_response(PeriodsOut(items=_periods_out(request.person)))


@router.post(
    "/life-stages", response={201: PeriodOut}, url_name="life_stages", summary="Add a period"
)
def add_period(request: ApiRequest, body: PeriodIn) -> HttpResponse:
    """Days shared with another period of the same kind, or a profile that says male: 409."""
    period = _save_period(request.person, body)
    location = reverse("api:life_stage", args=[period.pk])
    return json_response(PeriodOut.model_validate(period), status=201, location=location)


@router.get("/life-stages/{uuid:pk}", response=PeriodOut, url_name="life_stage", summary="A period")
def period(request: ApiRequest, pk: UUID) -> HttpResponse:
    return json_response(PeriodOut.model_validate(own_period(request.person, pk)))


@router.patch(
    "/life-stages/{uuid:pk}", response=PeriodOut, url_name="life_stage", summary="Change a period"
)
def change_period(request: ApiRequest, pk: UUID, body: PeriodChange) -> HttpResponse:
    """What is not named stays as it is; `to` null is not over."""
    period = own_period(request.person, pk)
    changed = PeriodIn.model_construct(
        kind=body.kind or period.kind,
        from_=body.from_ or period.starts_on,
        to=sent_values(body).get("to", period.ends_on),
    )
    period = _save_period(request.person, changed, period)
    return json_response(PeriodOut.model_validate(period))


def _save_period(
    user: User, body: PeriodIn, period: LifeStagePeriod | None = None
) -> LifeStagePeriod:
    """`period` is the one to change; without it a new one is made. Raises ApiProblem."""
    _check(profile_of(user), body, status=409)
    try:
        return save_period(
            user=user, kind=body.kind, starts_on=body.from_, ends_on=body.to, period=period
        )
    except OverlappingPeriod as overlap:
        raise ApiProblem(409, str(overlap)) from None


@router.delete(
    "/life-stages/{uuid:pk}", response={204: None}, url_name="life_stage", summary="Delete a period"
)
def delete_period(request: ApiRequest, pk: UUID) -> HttpResponse:
    LifeStagePeriod.objects.filter(
        user=request.person, pk=own_period(request.person, pk).pk
    ).delete()
    return no_content()


@router.get(
    "/export",
    response=ExportOut,
    url_name="export",
    operation_id="nutrition_api_export_export",
    summary="Everything in one file",
    tags=["Export"],
)
def export(request: ApiRequest) -> StreamingHttpResponse:
    """The `magwise.json` of the page of exports, which another Magwise reads again. Written while
    it is sent.
    """
    pieces = json_file(request.person, now=timezone.now())
    headers = {"Cache-Control": "private, no-store"}
    return StreamingHttpResponse(pieces, content_type=JSON, headers=headers)

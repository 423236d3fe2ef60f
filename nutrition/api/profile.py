"""Who the person is, as far as recommended amounts depend on it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from ninja import Router

from accounts.access import own_period
from accounts.actions import OverlappingPeriod, change_profile, replace_periods, save_period
from accounts.life_stage import Condition
from accounts.models import LifeStagePeriod, Profile, User
from accounts.profile_input import InvalidBirthDate, check_birth_date, period_problems
from accounts.queries import periods_of, profile_of
from nutrition.api.answers import PeriodOut, PeriodsOut, ProfileOut
from nutrition.api.auth import ApiRequest
from nutrition.api.params import today_of
from nutrition.api.problems import FieldProblem, Problem, refused
from nutrition.api.schemas import ZONES, PeriodChange, PeriodIn, ProfileChange, named
from nutrition.api.showing import answer, nothing, period_json

router = Router(tags=["Profile"], by_alias=True)
KEYS = {"starts_on": "from", "ends_on": "to", "kind": "kind"}


@router.get("/profile", response=ProfileOut, url_name="profile", summary="The profile")
def profile(request: ApiRequest) -> HttpResponse:
    return answer(_told(request.person))


@router.patch("/profile", response=ProfileOut, url_name="profile", summary="Change the profile")
def change(request: ApiRequest, sent: ProfileChange) -> HttpResponse:
    """What is not named stays as it is."""
    user, values = request.person, named(sent)
    if sent.time_zone is not None and sent.time_zone not in ZONES:
        raise refused(
            "time_zone", "Choose a time zone of the IANA database, such as Europe/Berlin."
        )
    today = today_of(user)
    if sent.birth_date is not None:
        try:
            check_birth_date(sent.birth_date, today=today)
        except InvalidBirthDate as problem:
            raise refused("birth_date", str(problem)) from None
    periods = values.pop("life_stages", None)
    values.pop("today", None)
    for name in ("time_zone", "ul_region", "keyboard_shortcuts", "day_starts_at", "week_starts_on"):
        if values.get(name) is None:
            values.pop(name, None)  # these cannot be unknown
    with transaction.atomic():
        change_profile(user=user, values=values)
        if periods is not None:
            _replace(user, periods)
    return answer(_told(user))


def _replace(user: User, sent: list[PeriodIn]) -> None:
    mine = profile_of(user)
    for number, period in enumerate(sent):
        _check(mine, period, f"life_stages.{number}.", status=422)
    try:
        replace_periods(user=user, periods=[Condition(p.kind, p.from_, p.to) for p in sent])
    except OverlappingPeriod as overlap:
        raise refused("life_stages", str(overlap)) from None


def _check(mine: Profile, period: PeriodIn, prefix: str = "", *, status: int) -> None:
    """422 for what is wrong in itself; `status` for what contradicts the profile as it is."""
    today = today_of(mine.user)
    alone = period_problems(period.from_, period.to, sex=None, birth_date=None, today=today)
    problems = alone or period_problems(
        period.from_, period.to, sex=mine.sex, birth_date=mine.birth_date, today=today
    )
    if problems:
        errors = [
            FieldProblem(prefix + KEYS[field], message) for field, message in problems.items()
        ]
        raise Problem(422 if alone else status, errors[0].message, errors=errors)


def _told(user: User) -> dict[str, Any]:
    mine = Profile.objects.get(user=profile_of(user).user)
    return {
        "sex": mine.sex,
        "birth_date": None if mine.birth_date is None else mine.birth_date.isoformat(),
        "life_stages": [period_json(period) for period in periods_of(user)],
        "time_zone": mine.time_zone,
        "ul_region": mine.ul_region,
        "keyboard_shortcuts": mine.keyboard_shortcuts,
        "day_starts_at": mine.day_starts_at,
        "week_starts_on": mine.week_starts_on,
        "today": today_of(user).isoformat(),
    }


@router.get(
    "/life-stages",
    response=PeriodsOut,
    url_name="life_stages",
    summary="Pregnancies and breastfeeding",
)
def list_periods(request: ApiRequest) -> HttpResponse:
    """The latest first. Each day is compared with what was recommended on that day."""
    return answer({"items": [period_json(period) for period in periods_of(request.person)]})


@router.post(
    "/life-stages", response={201: PeriodOut}, url_name="life_stages", summary="Add a period"
)
def add_period(request: ApiRequest, sent: PeriodIn) -> HttpResponse:
    """Days shared with another period of the same kind, or a profile that says male: 409."""
    made = _saved(request.person, sent, None)
    return answer(period_json(made), status=201, location=reverse("api:life_stage", args=[made.pk]))


@router.get("/life-stages/{uuid:pk}", response=PeriodOut, url_name="life_stage", summary="A period")
def period(request: ApiRequest, pk: UUID) -> HttpResponse:
    return answer(period_json(own_period(request.person, pk)))


@router.patch(
    "/life-stages/{uuid:pk}", response=PeriodOut, url_name="life_stage", summary="Change a period"
)
def change_period(request: ApiRequest, pk: UUID, sent: PeriodChange) -> HttpResponse:
    """What is not named stays as it is; `to` null is not over."""
    kept, values = own_period(request.person, pk), named(sent)
    whole = PeriodIn.model_construct(
        kind=sent.kind or kept.kind,
        from_=sent.from_ or kept.starts_on,
        to=values.get("to", kept.ends_on),
    )
    return answer(period_json(_saved(request.person, whole, kept)))


def _saved(user: User, sent: PeriodIn, kept: LifeStagePeriod | None) -> LifeStagePeriod:
    _check(profile_of(user), sent, status=409)
    try:
        return save_period(
            user=user, kind=sent.kind, starts_on=sent.from_, ends_on=sent.to, period=kept
        )
    except OverlappingPeriod as overlap:
        raise Problem(409, str(overlap)) from None


@router.delete(
    "/life-stages/{uuid:pk}", response={204: None}, url_name="life_stage", summary="Delete a period"
)
def delete_period(request: ApiRequest, pk: UUID) -> HttpResponse:
    LifeStagePeriod.objects.filter(
        user=request.person, pk=own_period(request.person, pk).pk
    ).delete()
    return nothing()

"""Magnesium of a day, a week or a longer time, beside the recommended amount."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from ninja import Query, Router

from accounts.models import User
from accounts.queries import person_of, profile_of, ul_region_of
from nutrition.api.auth import ApiRequest
from nutrition.api.fields import PathDay
from nutrition.api.params import day_in_path, today_of
from nutrition.api.problems import ApiProblem, field_problem
from nutrition.api.queries import doses_of, entries_on, taken_on, waters_of
from nutrition.api.responses import json_response
from nutrition.api.schemas.days import (
    DayIn,
    DayMagnesium,
    DayOut,
    Magnesium,
    RowKind,
    TrendOut,
    TrendQuery,
    WeekOut,
    magnesium_values,
    mean_values,
    words_values,
)
from nutrition.api.schemas.entries import EntryOut
from nutrition.api.schemas.supplements import DoseOut
from nutrition.api.schemas.water import WaterOut
from nutrition.diary.actions import FutureDay, set_day_status
from nutrition.diary.days import OUTSIDE_DIARY, is_diary_day
from nutrition.diary.label_amounts.queries import doses_and_water_between
from nutrition.diary.limits import MAX_A_DAY
from nutrition.diary.queries import day_statuses
from nutrition.diary.sums import sums_between
from nutrition.intake.assessment import assess_day
from nutrition.intake.day_status import day_status, effective_status, implausible_kcal
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.totals import DoseMagnesium, LabelWater
from nutrition.reports.logged import foods_without_magnesium, logged_in_diary_order
from nutrition.reports.logged_values import logged_values, numbers_of_values
from nutrition.reports.own_spread import own_spread_of
from nutrition.reports.summary import WeekDay, average_days, days_logged, summarise, week_days
from nutrition.reports.trends.spans import MOST_DAYS, preset_span
from nutrition.reports.weeks import Week

router = Router(tags=["Days"], by_alias=True)


@router.get("/days/{on}", response=DayOut, url_name="day", summary="A day with its magnesium")
def day(request: ApiRequest, on: PathDay) -> HttpResponse:
    """Everything logged, and the total beside what is recommended for the person on that day."""
    return json_response(_day(request.person, day_in_path(request.person, on)))


@router.put(
    "/days/{on}", response=DayOut, url_name="day", summary="Say that a day is complete, or not"
)
def set_day(request: ApiRequest, on: PathDay, body: DayIn) -> HttpResponse:
    """Only complete days enter averages. A day without entries stays empty, whatever is said about
    it.

    A day that has not come yet can be planned, but not completed: 409.
    """
    on = day_in_path(request.person, on)
    try:
        set_day_status(user=request.person, days=[on], status=body.status)
    except FutureDay as reason:
        raise ApiProblem(409, str(reason)) from None
    return json_response(_day(request.person, on))


def _day(user: User, on: date) -> DayOut:
    """Five queries, a sixth for life stages."""
    entries = entries_on(user, on, MAX_A_DAY)
    doses, waters = taken_on(doses_of(user), on), taken_on(waters_of(user), on)
    person = person_of(user)
    if len(entries) <= MAX_A_DAY:
        eaten = [entry.eaten for entry in entries]
        unknown = [
            entry.food.source_ref
            for entry, food in zip(entries, eaten, strict=True)
            if food.per_basis is None
        ]
    else:  # older versions took longer days: all of it counts, the beginning is shown
        logged = logged_in_diary_order(user, on, on, numbers_of_values(MAGNESIUM))
        values = logged_values(logged.foods, MAGNESIUM)
        eaten = [values[revision].eaten(measure) for _, revision, measure in logged.entries]
        unknown = foods_without_magnesium(user, on, on).get(on, [])
    rows: dict[RowKind, list[Any]] = {"entries": entries, "doses": doses, "waters": waters}
    statement = effective_status(day_statuses(user, [on])[on], on, today=today_of(user))
    status = day_status(statement, is_logged=bool(entries or doses or waters))
    assessment = assess_day(
        eaten,
        person=person,
        on=on,
        status=status,
        ul_region=ul_region_of(user),
        water=[LabelWater(water.litres, water.mg_per_litre) for water in waters],
        doses=[DoseMagnesium(dose.mg, dose.name) for dose in doses],
    )
    return DayOut(
        date=on,
        status=status,
        entries=[EntryOut.model_validate(entry) for entry in entries[:MAX_A_DAY]],
        doses=[DoseOut.model_validate(dose) for dose in doses[:MAX_A_DAY]],
        waters=[WaterOut.model_validate(water) for water in waters[:MAX_A_DAY]],
        more=[kind for kind, of_kind in rows.items() if len(of_kind) > MAX_A_DAY],
        magnesium=Magnesium(**magnesium_values(assessment, unknown)),
        doubtful_energy_kcal=implausible_kcal(eaten, person, on) if eaten else None,
        **words_values(assessment),
    )


@router.get("/weeks/{week}", response=WeekOut, url_name="week", summary="A week and its average")
def week(request: ApiRequest, week: str) -> HttpResponse:
    """Monday to Sunday, such as 2026-W47. A day without entries is no data, not 0."""
    today = today_of(request.person)
    try:
        chosen = Week.parse(week)
    except ValueError:
        raise Http404("There is no such week.") from None
    if not any(is_diary_day(on, today) for on in chosen.days):
        raise Http404("No diary has this week.")
    sums = sums_between(request.person, chosen.monday, chosen.sunday)
    person = person_of(request.person)
    report = summarise(
        chosen,
        sums,
        taken=doses_and_water_between(request.person, chosen.monday, chosen.sunday),
        person=person,
        today=today,
        ul_region=ul_region_of(request.person),
        own=own_spread_of(request.person, today),
    )
    return json_response(
        WeekOut(
            week=str(chosen),
            days=_days_out(request.person, report.days),
            days_logged=report.days_logged,
            **mean_values(report.average),
        )
    )


def _days_out(user: User, days: Sequence[WeekDay]) -> list[DayMagnesium]:
    """The days, which follow each other, with the source ids of their foods without a value."""
    unknown: Mapping[date, list[str]] = {}
    if any(day.unknown for day in days):
        unknown = foods_without_magnesium(user, days[0].on, days[-1].on)
    return [DayMagnesium.of(day, unknown.get(day.on, ())) for day in days]


@router.get("/trends", response=TrendOut, url_name="trends", summary="Each day of a longer time")
def trends(request: ApiRequest, query: Query[TrendQuery]) -> HttpResponse:
    """At most five years. The average is that of the days that count."""
    user = request.person
    today = today_of(user)
    first, last = _span(today, query, profile_of(user).week_starts_on)
    person = person_of(user)
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    days = week_days(
        dates,
        sums_between(user, first, last),
        taken=doses_and_water_between(user, first, last),
        person=person,
        today=today,
        ul_region=ul_region_of(user),
    )
    own = own_spread_of(user, today)
    return json_response(
        TrendOut(
            from_=first,
            to=last,
            days=_days_out(user, days),
            days_logged=days_logged(days),
            **mean_values(average_days(days, person, own)),
        )
    )


def _span(today: date, query: TrendQuery, starts_on: int) -> tuple[date, date]:
    """The first and the last day, as on the page of trends: up to `to`, or to today."""
    last = query.to or today
    first = query.from_ or preset_span(query.range, last, starts_on).first
    for field, on in (("from", first), ("to", last)):
        if not is_diary_day(on, today):
            raise field_problem(field, OUTSIDE_DIARY)
    if last < first:
        raise field_problem("to", "This is before `from`.")
    if (last - first).days >= MOST_DAYS:
        raise field_problem("from", f"Ask for {MOST_DAYS:,} days at the most.")
    return first, last

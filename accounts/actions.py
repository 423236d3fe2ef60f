"""What changes a person's profile and life-stage periods."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.life_stage import Condition, ConditionKind, SexCode
from accounts.models import LifeStagePeriod, Profile, User
from accounts.queries import periods_on, profile_of


class OverlappingPeriod(Exception):
    """The days asked for contradict a period that is already there."""

    def __init__(self, other: LifeStagePeriod) -> None:
        super().__init__(f"collides with {other}")
        self.other = other


@dataclass(frozen=True, slots=True)
class LifeStageStart:
    """ "Pregnant since 3 May": what holds from a first day on. `kind` None says neither holds any
    longer.
    """

    kind: ConditionKind | None
    first_day: date


def _lock(user: User) -> None:
    """Makes two submits of one person queue up: the second sees what the first has written."""
    User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def save_profile(
    *,
    user: User,
    sex: SexCode | None,
    birth_date: date | None,
    time_zone: str,
    life_stage: LifeStageStart | None,
    today: date,
) -> None:
    """Keeps the profile page's answers; `life_stage` None leaves periods. Raises PeriodsCollide."""
    _lock(user)
    Profile.objects.update_or_create(
        user=user,
        defaults={
            "sex": sex,
            "birth_date": birth_date,
            "time_zone": time_zone,
            "set_up_at": timezone.now(),
        },
    )
    if life_stage:
        _start_life_stage(user, life_stage, today)


def _start_life_stage(user: User, answer: LifeStageStart, today: date) -> None:
    """Ends what holds today the day before the new first day, and begins (or moves) the new."""
    same_kind = None
    for period in periods_on(user, today):
        if period.kind == answer.kind:
            same_kind = period
        elif period.starts_on < answer.first_day:
            LifeStagePeriod.objects.filter(user=user, pk=period.pk).update(
                ends_on=answer.first_day - timedelta(days=1)
            )
        elif period.starts_on == answer.first_day:
            # Chosen and taken back on the same day: it has never held.
            LifeStagePeriod.objects.filter(user=user, pk=period.pk).delete()
        else:
            raise OverlappingPeriod(period)
    if answer.kind:
        ends_on = same_kind.ends_on if same_kind else None
        save_period(
            user=user,
            kind=answer.kind,
            starts_on=answer.first_day,
            ends_on=ends_on,
            period=same_kind,
        )


@transaction.atomic
def save_period(
    *,
    user: User,
    kind: ConditionKind,
    starts_on: date,
    ends_on: date | None,
    period: LifeStagePeriod | None = None,
) -> LifeStagePeriod:
    """Adds a period, or changes the given one, and returns it.

    Raises PeriodsCollide when one of its kind shares a day with it.
    """
    _lock(user)
    others = LifeStagePeriod.objects.filter(user=user, kind=kind)
    if period:
        others = others.exclude(pk=period.pk)
    sharing_a_day = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if ends_on:
        sharing_a_day = sharing_a_day.filter(starts_on__lte=ends_on)
    if other := sharing_a_day.first():
        raise OverlappingPeriod(other)
    values = {"kind": kind, "starts_on": starts_on, "ends_on": ends_on}
    if period:
        LifeStagePeriod.objects.filter(user=user, pk=period.pk).update(**values)
        return LifeStagePeriod(pk=period.pk, user=user, **values)
    return LifeStagePeriod.objects.create(user=user, **values)


@transaction.atomic
def replace_periods(*, user: User, periods: Iterable[Condition]) -> None:
    """Makes these the person's periods, and no others. Raises PeriodsCollide."""
    _lock(user)
    LifeStagePeriod.objects.filter(user=user).delete()
    for period in periods:
        save_period(user=user, kind=period.kind, starts_on=period.starts_on, ends_on=period.ends_on)


@transaction.atomic
def change_profile(*, user: User, values: Mapping[str, Any]) -> None:
    """Changes only these fields of the profile; the first-run page counts as answered by it."""
    mine = profile_of(user)
    for name, value in values.items():
        setattr(mine, name, value)
    if values:
        Profile.objects.filter(user=user).update(**values, set_up_at=timezone.now())

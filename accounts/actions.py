"""Changes to a person's profile and life-stage periods."""

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
    """The days contradict a period that exists. The message tells the person which one."""

    def __init__(self, other: LifeStagePeriod) -> None:
        super().__init__(f"These days overlap with: {other.in_words()}")


@dataclass(frozen=True, slots=True)
class LifeStageStart:
    """ "Pregnant since 3 May": the condition that holds from `first_day` on; `kind` None is neither
    pregnant nor breastfeeding.
    """

    kind: ConditionKind | None
    first_day: date


def _lock(user: User) -> None:
    """Serialises one person's requests: the second sees what the first has written."""
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
    """Saves the answers of the profile page; `life_stage` None leaves the periods as they are.

    Raises OverlappingPeriod.
    """
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


def _start_life_stage(user: User, start: LifeStageStart, today: date) -> None:
    """Ends the periods that hold today on the day before `first_day`, and saves the new one. A
    period of the same kind moves its first day instead.
    """
    same_kind = None
    for period in periods_on(user, today):
        if period.kind == start.kind:
            same_kind = period
        elif period.starts_on < start.first_day:
            LifeStagePeriod.objects.filter(user=user, pk=period.pk).update(
                ends_on=start.first_day - timedelta(days=1)
            )
        elif period.starts_on == start.first_day:
            # Chosen and taken back on the same day: it has never held.
            LifeStagePeriod.objects.filter(user=user, pk=period.pk).delete()
        else:
            raise OverlappingPeriod(period)
    if start.kind:
        save_period(
            user=user,
            kind=start.kind,
            starts_on=start.first_day,
            ends_on=same_kind.ends_on if same_kind else None,
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

    Raises OverlappingPeriod if another one of its kind shares a day with it.
    """
    _lock(user)
    overlapping = LifeStagePeriod.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), user=user, kind=kind
    )
    if period:
        overlapping = overlapping.exclude(pk=period.pk)
    if ends_on:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if other := overlapping.first():
        raise OverlappingPeriod(other)
    values = {"kind": kind, "starts_on": starts_on, "ends_on": ends_on}
    if period:
        LifeStagePeriod.objects.filter(user=user, pk=period.pk).update(**values)
        return LifeStagePeriod(pk=period.pk, user=user, **values)
    return LifeStagePeriod.objects.create(user=user, **values)


@transaction.atomic
def replace_periods(*, user: User, periods: Iterable[Condition]) -> None:
    """Makes these the person's only periods. Raises OverlappingPeriod."""
    _lock(user)
    LifeStagePeriod.objects.filter(user=user).delete()
    for period in periods:
        save_period(user=user, kind=period.kind, starts_on=period.starts_on, ends_on=period.ends_on)


@transaction.atomic
def change_profile(*, user: User, values: Mapping[str, Any]) -> None:
    """Changes only these fields of the profile, and counts the first-run page as answered."""
    profile = profile_of(user)
    for name, value in values.items():
        setattr(profile, name, value)
    if values:
        Profile.objects.filter(user=user).update(**values, set_up_at=timezone.now())

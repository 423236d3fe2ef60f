"""Reads of a person's profile, life-stage periods and e-mail addresses."""

from datetime import date
from typing import Literal, cast

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from accounts.life_stage import Condition, Person, SexCode
from accounts.models import LifeStagePeriod, Profile, User
from accounts.sql import as_date, fetch_all

_PERIODS = """
    SELECT kind, starts_on, ends_on FROM accounts_lifestageperiod
    WHERE user_id = %s ORDER BY starts_on
"""


def profile_of(user: User) -> Profile:
    """The person's profile; the first request that finds none creates an empty one."""
    try:
        return user.profile
    except Profile.DoesNotExist:
        user.profile = Profile.objects.get_or_create(user=user)[0]
        return user.profile


def person_of(user: User) -> Person:
    """What reference intakes depend on, with all life-stage periods (at most one query).

    The user of a request knows whether there are any (`has_periods`, accounts/person_rows.py),
    which saves the query for most people.
    """
    profile = profile_of(user)
    may_have_periods = profile.sex != "M" and getattr(user, "has_periods", True)
    periods = fetch_all(_PERIODS, [user.pk]) if may_have_periods else []
    return Person(
        sex=cast(SexCode | None, profile.sex),  # the database's constraints allow no other value
        birth_date=profile.birth_date,
        conditions=tuple(
            Condition(kind, as_date(starts_on), None if ends_on is None else as_date(ends_on))
            for kind, starts_on, ends_on in periods
        ),
    )


def ul_region_of(user: User) -> Literal["US", "EU"]:
    """Whose upper level (UL) for magnesium from supplements the person goes by."""
    return cast(Literal["US", "EU"], profile_of(user).ul_region)


def periods_on(user: User, on: date) -> QuerySet[LifeStagePeriod]:
    """The life-stage periods that hold on a day, a pregnancy last."""
    holds = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    return LifeStagePeriod.objects.filter(holds, user=user).order_by("kind", "starts_on")


def periods_of(user: User) -> QuerySet[LifeStagePeriod]:
    """The latest first."""
    return LifeStagePeriod.objects.filter(user=user).order_by("-starts_on", "kind")


def emails_of(user: User) -> set[str]:
    """All e-mail addresses of a person, confirmed or not."""
    return {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}

"""Saying that days are complete, or that they are not."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from accounts.clock import today_for
from accounts.models import User
from accounts.queries import profile_of
from nutrition.diary.days import TO_COME
from nutrition.diary.models import Day
from nutrition.intake.day_status import Said


class DayToCome(Exception):
    """Nothing was kept: one of the days to complete is later than the person's today."""

    def __init__(self) -> None:
        super().__init__(TO_COME)


def say(*, user: User, days: Iterable[date], said: Said) -> dict[date, Said | None]:
    """Keeps what was said about the days; returns what had been said before, which is what Undo
    needs.

    A later day can be planned, but not completed (DayToCome).
    """
    days = list(days)
    if said == "complete" and days and max(days) > today_for(profile_of(user)):
        raise DayToCome
    before = said_about(user, days)
    rows = [Day(user=user, date=day, status=said) for day in days]
    Day.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "date"], update_fields=["status"]
    )
    return before


def said_about(user: User, days: Iterable[date]) -> dict[date, Said | None]:
    days = list(days)
    rows = dict(Day.objects.filter(user=user, date__in=days).values_list("date", "status"))
    return {day: cast(Said | None, rows.get(day)) for day in days}


def say_again(*, user: User, before: Mapping[date, Said | None]) -> int:
    """Puts back what had been said about each day; how many days that were."""
    Day.objects.filter(
        user=user, date__in=[day for day, said in before.items() if said is None]
    ).delete()
    for day, said in before.items():
        if said is not None:
            Day.objects.filter(user=user, date=day).update(status=said)
    return len(before)

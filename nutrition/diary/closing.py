"""Saying that days are complete, or that they are not."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from accounts.clock import today_for
from accounts.models import User
from accounts.queries import profile_of
from nutrition.diary.days import DAY_NOT_HERE
from nutrition.diary.models import Day
from nutrition.intake.day_status import DayStatement


class FutureDay(Exception):
    """Nothing was kept: one of the days to complete is later than the person's today."""

    def __init__(self) -> None:
        super().__init__(DAY_NOT_HERE)


def set_day_status(
    *, user: User, days: Iterable[date], status: DayStatement
) -> dict[date, DayStatement | None]:
    """Keeps what was said about the days; returns what had been said before, which is what Undo
    needs.

    A later day can be planned, but not completed (DayToCome).
    """
    days = list(days)
    if status == "complete" and days and max(days) > today_for(profile_of(user)):
        raise FutureDay
    before = day_statuses(user, days)
    rows = [Day(user=user, date=day, status=status) for day in days]
    Day.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "date"], update_fields=["status"]
    )
    return before


def day_statuses(user: User, days: Iterable[date]) -> dict[date, DayStatement | None]:
    days = list(days)
    rows = dict(Day.objects.filter(user=user, date__in=days).values_list("date", "status"))
    return {day: cast(DayStatement | None, rows.get(day)) for day in days}


def restore_day_statuses(*, user: User, before: Mapping[date, DayStatement | None]) -> int:
    """Puts back what had been said about each day; how many days that were."""
    Day.objects.filter(
        user=user, date__in=[day for day, said in before.items() if said is None]
    ).delete()
    for day, said in before.items():
        if said is not None:
            Day.objects.filter(user=user, date=day).update(status=said)
    return len(before)

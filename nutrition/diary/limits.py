"""The most rows that a day takes.

More are a mistake or an attack, and every page of the day would have to show them.

Days of older versions may have more. They stay as they are, and accept nothing new.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.db.models import Count, F

from accounts.data_version import lock_person
from accounts.models import User
from nutrition.diary.amounts import CannotLog
from nutrition.diary.models import Dose, Entry, Water

MAX_A_DAY = 500
MAX_PICKS = 30  # a form, or a line of the add box, names at most this many foods
# Up to here a count without a lock is enough: eight of the largest forms at once do not fill a day.
LOCK_ABOVE = MAX_A_DAY // 2
DATE_FIELDS = {Entry: "eaten_on", Dose: "taken_on", Water: "taken_on"}
ROW_NAMES = {Entry: "entries", Dose: "supplements", Water: "entries of water"}
LoggedModel = type[Entry] | type[Dose] | type[Water]


def check_day_limit(*, user: User, model: LoggedModel, new: Mapping[date, int]) -> None:
    """Raises CannotLog when a day would get too many rows; `new` counts those to be stored.

    Call it in the transaction that stores them. SQLite has one writer at a time; on PostgreSQL a
    request that could fill a day waits for the lock on the person's row and counts again.
    """
    if not new:
        return
    existing, is_large = count_by_day(user, model, new), sum(new.values()) > MAX_PICKS
    if is_large or needs_lock(existing, new):
        lock_person(user.pk)
        existing = count_by_day(user, model, new)
    check_day_counts(model, existing, new)


def needs_lock(existing: Mapping[date, int], new: Mapping[date, int]) -> bool:
    """Whether requests at the same moment could fill a day, so that the lock is needed."""
    return any(existing.get(day, 0) + more > LOCK_ABOVE for day, more in new.items())


def check_day_counts(
    model: LoggedModel, existing: Mapping[date, int], new: Mapping[date, int]
) -> None:
    """The check of check_day_limit for counts that the caller has. Raises CannotLog."""
    for day in sorted(new):
        if new[day] and (problem := limit_problem(model, day, existing.get(day, 0), new[day])):
            raise CannotLog(problem, "day")


def count_by_day(user: User, model: LoggedModel, days: Mapping[date, int]) -> Counter[date]:
    """How many rows of the model each of the days has."""
    rows = model._default_manager.filter(
        user=user, deleted_at__isnull=True, **{f"{DATE_FIELDS[model]}__in": list(days)}
    ).values_list(F(DATE_FIELDS[model]))
    return Counter(dict(rows.annotate(Count("id")).order_by()))


def limit_problem(model: LoggedModel, day: date, existing: int, more: int) -> str:
    """Why the day cannot take so many more; empty when it can."""
    if existing + more <= MAX_A_DAY:
        return ""
    words, name = f"{day.day} {day:%B %Y}", ROW_NAMES[model]
    if existing >= MAX_A_DAY:
        return f"{words} already has {existing:,} {name}; a day takes {MAX_A_DAY} at the most."
    return (
        f"{words} has {existing:,} {name}, and {more:,} more would be over {MAX_A_DAY}, "
        "the most that a day takes."
    )

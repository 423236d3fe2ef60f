"""Leaves out rows of a file above the daily limit (diary/limits.py), and reports how many."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import User
from nutrition.diary.limits import MAX_A_DAY, ROW_NAMES, LoggedModel, count_by_day
from nutrition.diary.models import Dose, Entry, Water
from nutrition.diary.stored_ids import stored_ids
from nutrition.transfer.importing.batch import ImportBatch, ImportProblems


def drop_over_daily_limit(user: User, batch: ImportBatch, problems: ImportProblems) -> None:
    """Removes the rows from the batch; adds a problem for each day that has too many."""
    batch.entries = _within_limit(
        user,
        Entry,
        batch.entries,
        problems,
        lambda entry: (
            entry.eaten_on,
            entry.id,
            entry.timestamps.get("deleted_at") is not None,
        ),
    )
    for name, model in (("doses", Dose), ("waters", Water)):
        if rows := batch.rows.get(name):
            batch.rows[name] = _within_limit(
                user,
                model,
                rows,
                problems,
                lambda row: (row["taken_on"], row["id"], row.get("deleted_at") is not None),
            )


def _within_limit(
    user: User,
    model: LoggedModel,
    rows: list[Any],
    problems: ImportProblems,
    key: Callable[[Any], tuple[date, UUID, bool]],
) -> list[Any]:
    """`key` gives a row's day, its id, and whether it is deleted."""
    keys = [key(row) for row in rows]
    days = Counter(day for day, _, is_deleted in keys if not is_deleted)
    logged = count_by_day(user, model, days)
    full_days = {day for day, count in days.items() if logged[day] + count > MAX_A_DAY}
    if not full_days:
        return rows
    existing = stored_ids(user, model, [id_ for day, id_, _ in keys if day in full_days])
    room = {day: max(0, MAX_A_DAY - logged[day]) for day in full_days}
    within, over = [], Counter[date]()
    for row, (day, id_, is_deleted) in zip(rows, keys, strict=True):
        # Deleted rows need no room, and those that the diary already has were counted.
        if day in full_days and not is_deleted and id_ not in existing:
            if not room[day]:
                over[day] += 1
                continue
            room[day] -= 1
        within.append(row)
    for day, count in sorted(over.items()):
        what = f"{count:,} over the limit of {MAX_A_DAY} {ROW_NAMES[model]} a day."
        problems.add(f"{day.day} {day:%B %Y}", what, lines=count)
    return within

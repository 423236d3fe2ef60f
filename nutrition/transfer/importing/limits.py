"""What a file would log on a day that cannot take it (diary/limits.py): left out, and told."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import User
from nutrition.diary.limits import MAX_A_DAY, ROW_NAMES, LoggedModel, count_by_day
from nutrition.diary.models import Dose, Entry, Water
from nutrition.transfer.importing.batch import ImportBatch, ImportProblems

IDS_AT_ONCE = 500


def drop_over_daily_limit(user: User, batch: ImportBatch, problems: ImportProblems) -> None:
    """Takes it out of the batch; a problem for each such day."""
    batch.entries = _within_limit(
        user,
        Entry,
        batch.entries,
        problems,
        lambda entry: (entry.eaten_on, entry.client_id, entry.stamps.get("deleted_at") is not None),
    )
    for name, model in (("doses", Dose), ("waters", Water)):
        if rows := batch.rows.get(name):
            batch.rows[name] = _within_limit(
                user,
                model,
                rows,
                problems,
                lambda row: (row["taken_on"], row["client_id"], row.get("deleted_at") is not None),
            )


def _within_limit(
    user: User,
    model: LoggedModel,
    rows: list[Any],
    problems: ImportProblems,
    told: Callable[[Any], tuple[date, UUID, bool]],
) -> list[Any]:
    """The rows that their days take; `told` gives day, client's id, and whether it is deleted."""
    days = Counter(day for day, _, is_deleted in map(told, rows) if not is_deleted)
    there = count_by_day(user, model, days)
    full = {day for day, count in days.items() if there[day] + count > MAX_A_DAY}
    if not full:
        return rows
    known = _stored_client_ids(user, model, [id_ for day, id_, _ in map(told, rows) if day in full])
    room = {day: max(0, MAX_A_DAY - there[day]) for day in full}
    kept, left_out = [], Counter[date]()
    for row in rows:
        day, id_, is_deleted = told(row)
        if day in full and not is_deleted and id_ not in known:
            if not room[day]:
                left_out[day] += 1
                continue
            room[day] -= 1
        kept.append(row)
    for day, count in sorted(left_out.items()):
        what = f"{count:,} over the {MAX_A_DAY} {ROW_NAMES[model]} that a day takes at the most."
        problems.add(f"{day.day} {day:%B %Y}", what, lines=count)
    return kept


def _stored_client_ids(user: User, model: LoggedModel, ids: list[UUID]) -> set[UUID]:
    """Those that the diary has already: they need no room."""
    rows = model._default_manager.filter(user=user)
    return {
        id_
        for some in _id_batches(ids)
        for id_ in rows.filter(client_id__in=some).values_list("client_id", flat=True)
    }


def _id_batches(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))

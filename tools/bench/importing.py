"""Measures how long an import and its Undo keep others from writing: SQLite has one writer at a
time.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.diary.removal import BATCH_SIZE, remove_for_good
from nutrition.transfer.actions import import_steps, stage_file
from tools.bench.figure import Figure

ENTRIES, FOODS, A_DAY = 100_000, 1_500, 12  # as many lines as a file may have
HEADER = "Day,Time,Group,Food Name,Amount,Energy (kcal),Magnesium (mg),Calcium (mg)\n"


def import_figures(person: User, entries: int = ENTRIES) -> Iterator[Figure]:
    """CPU time of the last transaction, which stores all rows; no other one is long."""
    today = date.today()
    run = stage_file(user=person, content=_file(entries, today), file_name="bench.csv", today=today)
    steps = import_steps(user=person, run_id=run.pk, matches={}, leave_out=False, today=today)
    last = LastTransaction()
    with connection.execute_wrapper(last):
        for _ in steps:
            last.started_at = time.process_time()
    seconds = time.process_time() - last.started_at
    yield Figure(f"import of {entries:,} entries: storing", seconds, "s", "import")
    last_ids = (
        Entry.objects.filter(user=person).order_by("-id").values_list("id", flat=True)[:BATCH_SIZE]
    )
    rows = Entry.objects.filter(user=person, id__in=list(last_ids))
    start = time.process_time()
    removed = remove_for_good(rows)
    seconds = time.process_time() - start
    yield Figure(f"Undo of an import: {removed} rows", seconds, "s", "undo of an import")


class LastTransaction:
    """Notes when the last transaction started, by its BEGIN. On PostgreSQL no such statement is
    seen, and the time that the caller sets stays.
    """

    started_at = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("BEGIN"):
            self.started_at = time.process_time()
        return execute(sql, *rest)


def _file(entries: int, today: date) -> bytes:
    first = today - timedelta(days=entries // A_DAY)
    lines = (
        f"{first + timedelta(days=n // A_DAY)},,Lunch,Food number {n * 7919 % FOODS},"
        f"{n * 31 % 400 + 1}.00 g,{n % 500}.5,{n % 90}.25,{n % 70}.1\n"
        for n in range(entries)
    )
    return (HEADER + "".join(lines)).encode()

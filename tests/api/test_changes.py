"""What a program with a copy of the diary hears: what was stored, changed and taken away."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from nutrition.api import paging
from nutrition.diary.actions import delete_entries
from nutrition.diary.label_amounts.actions import delete_label_amount
from nutrition.diary.models import Dose, Entry, Tombstone, Water
from nutrition.diary.removal import remove_expired
from nutrition.transfer import actions
from tests.api.programs import Program, fields, json_of
from tests.builders import Foods, drink, log, take
from tests.transfer.files import (
    CRONOMETER,
    TODAY,
    export_bytes,
    import_json,
    import_table,
    stage_table,
)

DAY = "2026-11-21"
KINDS = ["entries", "doses", "waters"]
MODELS = {"entries": Entry, "doses": Dose, "waters": Water}


@pytest.fixture(autouse=True)
def no_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a minute passed between one step and the next: a program hears of nothing twice."""
    monkeypatch.setattr(paging, "OVERLAP", timedelta())


class Copy:
    """A program's copy of one list, kept in step with what the API says."""

    def __init__(self, program: Program, kind: str, limit: int = 200) -> None:
        self.program, self.kind, self.limit = program, kind, limit
        self.rows: dict[str, Any] = {}
        self.reported: list[str] = []
        self.since = self._read("")

    def _read(self, query: str, between: Callable[[], None] = lambda: None) -> str:
        cursor: str | None = ""
        while cursor is not None:
            page = self.program.get(
                f"/{self.kind}?limit={self.limit}{query}{cursor and f'&cursor={cursor}'}"
            )
            assert len(page["items"]) + len(page["removed"]) <= self.limit
            for row in page["items"]:
                self.rows[row["id"]] = row
                if row["deleted_at"]:
                    del self.rows[row["id"]]
            for gone in page["removed"]:
                self.rows.pop(gone["id"], None)
            self.reported += [row["id"] for row in (*page["items"], *page["removed"])]
            cursor, as_of = page["next"], page["as_of"]
            between()
        return as_of

    def keep_in_step(self, between: Callable[[], None] = lambda: None) -> list[str]:
        """The ids of what the lists reported."""
        self.reported = []
        self.since = self._read(f"&updated_since={quote(self.since)}", between)
        return self.reported


def rows_of(program: Program, kind: str) -> dict[str, Any]:
    return {row["id"]: row for row in program.get(f"/{kind}?limit=200")["items"]}


def one_of(kind: str, person: User, foods: Foods) -> Any:
    if kind == "entries":
        return log(person, foods.banana, grams="120", on=DAY)
    return (
        take(person, "Glycinate", "100", on=DAY)
        if kind == "doses"
        else drink(person, "1", "24", on=DAY)
    )


def put_away(kind: str, row: Any) -> None:
    if kind == "entries":
        delete_entries(user=row.user, ids=[row.id])
    else:
        delete_label_amount(user=row.user, kind=kind.removesuffix("s"), id_=row.id)


@pytest.mark.parametrize("kind", KINDS)
def test_row_that_was_tidied_away_is_reported(
    kind: str, program: Program, alice: User, foods: Foods
) -> None:
    row = one_of(kind, alice, foods)
    copy = Copy(program, kind)
    put_away(kind, row)
    remove_expired(before=timezone.now())

    reported = copy.keep_in_step()

    assert reported == [str(row.id)]
    assert copy.rows == {}


@pytest.mark.parametrize("kind", KINDS)
def test_row_that_was_brought_is_told_though_it_is_old(
    kind: str, program: Program, alice: User, bob: User, foods: Foods
) -> None:
    row = one_of(kind, bob, foods)
    MODELS[kind].objects.filter(id=row.id).update(changed_at=datetime(2024, 1, 1, tzinfo=UTC))
    copy = Copy(program, kind)

    import_json(alice, export_bytes(bob))

    assert copy.keep_in_step() == list(rows_of(program, kind)) != []


@pytest.mark.parametrize("kind", ["entries", "doses"])
def test_import_that_takes_long_is_reported_although_somebody_read_meanwhile(
    kind: str, program: Program, alice: User, foods: Foods
) -> None:
    run = stage_table(alice, CRONOMETER)
    steps = actions.import_steps(
        user=alice, run_id=run.pk, matches={}, leave_out=False, today=TODAY
    )
    assert [next(steps), next(steps)] == [(0, 3), (3, 3)]
    copy = Copy(program, kind)

    assert list(steps) == []

    assert copy.keep_in_step() == list(rows_of(program, kind)) != []


@pytest.mark.parametrize("kind", KINDS)
def test_undo_of_an_import_is_reported(
    kind: str, program: Program, alice: User, bob: User, foods: Foods
) -> None:
    one_of(kind, bob, foods)
    run = import_json(alice, export_bytes(bob))
    copy = Copy(program, kind)
    brought = list(copy.rows)

    actions.undo_import(user=alice, run_id=run.pk)

    assert copy.keep_in_step() == brought != []
    assert copy.rows == {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_brought_back_under_its_id_is_not_gone(
    kind: str, program: Program, alice: User, bob: User, foods: Foods
) -> None:
    one_of(kind, bob, foods)
    file = export_bytes(bob)
    run = import_json(alice, file)
    copy = Copy(program, kind)
    brought = list(copy.rows)

    actions.undo_import(user=alice, run_id=run.pk)
    import_json(alice, file)

    assert copy.keep_in_step() == brought != []
    assert copy.rows == rows_of(program, kind)


def test_nothing_is_told_to_others(alice: User, bob: User, foods: Foods) -> None:
    copies = [Copy(Program(bob), kind) for kind in KINDS]
    for kind in KINDS:
        put_away(kind, one_of(kind, alice, foods))
    remove_expired(before=timezone.now())

    assert [copy.keep_in_step() for copy in copies] == [[], [], []]


def test_what_goes_of_one_list_is_not_told_in_another(
    program: Program, alice: User, foods: Foods
) -> None:
    copies = {kind: Copy(program, kind) for kind in KINDS}
    put_away("doses", one_of("doses", alice, foods))
    remove_expired(before=timezone.now())

    assert [kind for kind, copy in copies.items() if copy.keep_in_step()] == ["doses"]


def test_change_while_the_pages_are_read_is_told_the_next_time(
    program: Program, alice: User, foods: Foods
) -> None:
    first, *_ = [log(alice, foods.banana, grams=str(n), on=f"2026-11-{n:02}") for n in range(1, 6)]
    copy = Copy(program, "entries", limit=2)
    for row in Entry.objects.of(alice):
        program.send("PATCH", f"/entries/{row.id}", {"grams": "50"})

    copy.keep_in_step(between=lambda: delete_entries(user=alice, ids=[first.id]) and None)
    copy.keep_in_step()

    assert copy.rows == rows_of(program, "entries")


def test_change_while_everything_is_read_for_the_first_time_is_reported(
    program: Program, alice: User, foods: Foods
) -> None:
    rows = [log(alice, foods.banana, grams=str(n), on=f"2026-11-{n:02}") for n in range(1, 6)]
    copy = Copy(program, "entries", limit=2)

    copy._read(
        "",
        between=lambda: program.send("PATCH", f"/entries/{rows[0].id}", {"grams": "50"}) and None,
    )
    copy.keep_in_step()

    assert copy.rows == rows_of(program, "entries")


STEPS = st.lists(
    st.sampled_from(["log", "import", "undo", "delete", "restore", "change", "tidy", "hear"]),
    min_size=3,
    max_size=12,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, limit=st.sampled_from([1, 2, 200]))
def test_copy_is_what_the_diary_is_whatever_happens(
    alice: User, foods: Foods, steps: list[str], limit: int
) -> None:
    Entry.objects.filter(user=alice).delete()
    program, runs = Program(alice), []
    log(alice, foods.banana, grams="1", on=DAY)
    copy = Copy(program, "entries", limit)

    for number, step in enumerate(steps):
        newest = Entry.objects.filter(user=alice).order_by("-id").first()
        match step:
            case "log":
                log(alice, foods.spinach, grams=str(number + 1), on=DAY)
            case "import":
                runs.append(import_table(alice, CRONOMETER.replace("Oats", f"Oats {number}")))
            case "undo" if runs:
                actions.undo_import(user=alice, run_id=runs.pop().pk)
            case "delete" if newest:
                delete_entries(user=alice, ids=[newest.id])
            case "restore" if newest:
                program.send("POST", f"/entries/{newest.id}/restore")
            case "change" if newest:
                program.send("PATCH", f"/entries/{newest.id}", {"grams": str(number + 2)})
            case "tidy":
                remove_expired(before=timezone.now())
            case "hear":
                copy.keep_in_step()
    copy.keep_in_step()

    assert copy.rows == rows_of(program, "entries")


def test_program_that_asks_after_too_long_a_time_begins_anew(program: Program) -> None:
    long_ago = timezone.now() - timedelta(days=90, seconds=1)

    statuses = [
        program.send("GET", f"/{kind}?updated_since={quote(long_ago.isoformat())}").status_code
        for kind in KINDS
    ]
    problem = json_of(program.send("GET", f"/entries?updated_since={quote(long_ago.isoformat())}"))

    assert statuses == [410, 410, 410]
    assert "Read everything again" in problem["detail"]


def test_what_is_gone_is_remembered_for_ninety_days(
    program: Program, alice: User, foods: Foods
) -> None:
    put_away("entries", one_of("entries", alice, foods))
    remove_expired(before=timezone.now())
    Tombstone.objects.update(removed_at=timezone.now() - timedelta(days=90))
    remove_expired(before=timezone.now() - timedelta(days=30))
    kept = Tombstone.objects.count()
    Tombstone.objects.update(removed_at=timezone.now() - timedelta(days=92))

    remove_expired(before=timezone.now() - timedelta(days=30))

    assert (kept, Tombstone.objects.count()) == (1, 0)


def test_transaction_that_was_open_for_a_minute_is_reported(
    program: Program, alice: User, foods: Foods, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "OVERLAP", timedelta(seconds=60))
    stamped = timezone.now()
    copy = Copy(program, "entries")
    row = log(alice, foods.banana, grams="1", on=DAY)
    Entry.objects.filter(id=row.id).update(changed_at=stamped)

    assert copy.keep_in_step() == [str(row.id)]


@pytest.mark.parametrize(
    "cursor", ["2026-11-21." + "0" * 32 + ".1", "1." + "0" * 32, "x." + "0" * 32 + ".1"]
)
def test_cursor_of_another_list_is_refused(program: Program, cursor: str) -> None:
    since = quote(timezone.now().isoformat())

    response = program.send("GET", f"/entries?updated_since={since}&cursor={cursor}")

    assert (response.status_code, fields(response)) == (422, ["cursor"])


def test_queries_do_not_grow_with_what_changed(program: Program, alice: User, foods: Foods) -> None:
    since = quote(timezone.now().isoformat())
    program.get(f"/entries?updated_since={since}")
    query_counts = []

    for number in (1, 30):
        for n in range(number):
            log(alice, foods.banana, grams=str(n + 1), on=DAY)
        with CaptureQueriesContext(connection) as queries:
            program.get(f"/entries?updated_since={since}")
        query_counts.append(len(queries))

    assert query_counts[0] == query_counts[1] < 10

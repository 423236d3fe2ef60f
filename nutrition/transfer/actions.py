"""Taking a file in: kept until it is confirmed, then stored as a whole, to be taken back."""

import zlib
from collections.abc import Container, Generator, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import LifeStagePeriod, Profile, User
from nutrition.diary.models import Avoided, Day, Dose, Entry, Favourite, SavedSupplement, Water
from nutrition.diary.tombstones import BATCH_SIZE, remove_for_good
from nutrition.foods.models import Food
from nutrition.foods.own_foods import delete_own_foods
from nutrition.transfer.importing.batch import FileFood, ImportProblem, ImportResult
from nutrition.transfer.importing.food_matches import food_matches
from nutrition.transfer.importing.preview import ImportOptions, ParsedFile, detect_kind, parse_file
from nutrition.transfer.importing.resolve_foods import (
    ResolvedFoods,
    parts_of_foods,
    resolve_chosen_foods,
    stage_foods,
)
from nutrition.transfer.importing.save_batch import (
    PreparedRows,
    json_keys,
    prepare_rows,
    save_prepared,
)
from nutrition.transfer.models import KEEP_FILE, KEEP_UNDO, ImportRun

FOODS_AT_ONCE = 25  # each with its revisions and all their values
LONGEST_FILE_NAME = 120
# How often to look again at what the person has, if that changes before the storing.
TRIES = 3
# How many people `tidy_imports` goes through at a time.
PEOPLE_AT_A_TIME = 500
# Where the rows of an import are, in the order in which they can be deleted: what refers to foods
# goes first.
TABLES: dict[str, type[models.Model]] = {
    "entries": Entry,
    "favourites": Favourite,
    "avoided": Avoided,
    "doses": Dose,
    "waters": Water,
    "products": SavedSupplement,
    "days": Day,
    "life_stages": LifeStagePeriod,
}

Steps = Generator[tuple[int, int], None, ImportRun]
"""Yields (entries done, of how many) while it stores, and returns the finished run."""


class CannotImport(Exception):
    """Nothing was stored; the message says why. `problems` are the lines that cannot be taken."""

    def __init__(self, message: str, problems: list[ImportProblem] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or []


class CannotUndoImport(Exception):
    """The import was never done, was undone already, or was too long ago."""


def stage_file(*, user: User, content: bytes, file_name: str, today: date) -> ImportRun:
    """Keeps the file with what the dry run found. One file waits at a time: an older one is
    forgotten.

    Raises UnreadableFile, and then keeps nothing.
    """
    kind = detect_kind(content)
    parsed = parse_file(user, content, ImportOptions(), today=today)
    run = ImportRun(
        user=user,
        kind=kind,
        file_name=_printable_name(file_name),
        content=zlib.compress(content, 6),
        preview=parsed.preview,
    )
    for waiting in ImportRun.objects.of(user).filter(state=ImportRun.State.STAGED).defer("content"):
        _delete_staged_run(waiting)
    run.save(force_insert=True)
    return run


def _printable_name(name: str) -> str:
    return (
        "".join(character for character in name if character.isprintable())[:LONGEST_FILE_NAME]
        or "file"
    )


def save_options(*, run: ImportRun, answers: dict[str, Any], today: date) -> None:
    """Keeps what was said about the file, and reads it again. Raises UnreadableFile unchanged."""
    parsed = parse_file(run.user, _content_of(run), ImportOptions.of(answers), today=today)
    ImportRun.objects.of(run.user).filter(pk=run.pk, state=ImportRun.State.STAGED).update(
        answers=answers, preview=parsed.preview
    )


def _content_of(run: ImportRun) -> bytes:
    if run.content is None:
        raise CannotImport("The file is not kept any more. Choose it again.")
    return zlib.decompress(bytes(run.content))


def import_steps(
    *,
    user: User,
    run_id: UUID,
    matches: dict[str, int],
    leave_out: bool,
    today: date,
    digest: int | None = None,
) -> Steps:
    """Stores the file, all or nothing; with `leave_out` without the lines that cannot be taken.

    Done twice it does nothing the second time; `digest` is that of what was sent
    (diary/digests.py). Raises CannotImport, also when the file was imported with other answers, and
    UnreadableFile. What takes long is done outside of transactions: others write meanwhile.
    """
    run = ImportRun.objects.of(user).get(pk=run_id)
    if run.state != ImportRun.State.STAGED:
        if None not in (digest, run.answers.get("sent")) and run.answers["sent"] != digest:
            raise CannotImport(
                "This file was imported before, with other answers. Nothing was changed now."
            )
        return run
    if gone := sorted(matches.keys() - food_matches(user, matches).keys()):
        raise CannotImport(
            f"The food chosen for “{gone[0]}” is not in the table any more. Choose another."
        )
    answers = ImportOptions.of(run.answers)._replace(matches=matches)
    parsed = parse_file(user, _content_of(run), answers, today=today)
    _require_ready(parsed, leave_out=leave_out)
    batch = parsed.batch
    yield 0, len(batch.entries)
    chosen = {entry.revision for entry in batch.entries if isinstance(entry.revision, int)}
    resolved = resolve_chosen_foods(user, chosen)
    _stage_foods(user, run_id, batch.foods, resolved)
    tries_left = TRIES
    while True:
        ready = yield from prepare_rows(user=user, batch=batch, resolved=resolved)
        ready.stamp(timezone.now())
        try:
            done, staged = _store_batch(user, run_id, parsed, resolved, ready, digest=digest)
            break
        # something of the file was stored meanwhile: look again what the person has
        except IntegrityError:
            tries_left -= 1
            if not tries_left:
                raise
    # Another try may have had other answers, and made foods that this one has no use for.
    _delete_staged_foods(user, staged, but=resolved.foods_made)
    return done


def _store_batch(
    user: User,
    run_id: UUID,
    parsed: ParsedFile,
    resolved: ResolvedFoods,
    ready: PreparedRows,
    *,
    digest: int | None,
) -> tuple[ImportRun, tuple[int, int] | None]:
    """The import that is done, and the ids of the foods that were made for it before."""
    with ready.at_hand() as store_rows, transaction.atomic():
        waiting = _lock_staged_run(user, run_id)
        staged = _staged_food_span(waiting)
        waiting.answers = waiting.answers | {"sent": digest}
        save_prepared(
            user=user, batch=parsed.batch, resolved=resolved, ready=ready, store_rows=store_rows
        )
        left_out, preview = parsed.problems.count, parsed.preview
        done = _finish_run(user, waiting, ready.brought, left_out=left_out, preview=preview)
    return done, staged


def _stage_foods(
    user: User, run_id: UUID, foods: Iterable[FileFood], resolved: ResolvedFoods
) -> None:
    """A few in each transaction. Those of a try that was interrupted, or that goes on at this
    moment, are taken over:
    whoever is first stores them all."""
    for part in parts_of_foods(foods):
        with transaction.atomic():
            waiting = _lock_staged_run(user, run_id)
            resolved.staged = _staged_food_span(waiting)
            stage_foods(user, part, resolved)
            _save_staged_food_span(waiting, resolved)


def _lock_staged_run(user: User, run_id: UUID) -> ImportRun:
    """The file, locked, as long as nobody has taken it in or forgotten it."""
    run = (
        ImportRun.objects.select_for_update()
        .of(user)
        .filter(pk=run_id, state=ImportRun.State.STAGED)
        .first()
    )
    if run is None:
        raise CannotImport("This file is imported already, or was forgotten. Look at your imports.")
    return run


def _staged_food_span(run: ImportRun) -> tuple[int, int] | None:
    """The first and the last id of foods that were made for a file that is not stored yet."""
    span = run.made.get("staged_foods")
    return (span[0], span[1]) if span else None


def _save_staged_food_span(run: ImportRun, resolved: ResolvedFoods) -> None:
    if resolved.staged and resolved.staged != _staged_food_span(run):
        ImportRun.objects.of(run.user).filter(pk=run.pk).update(
            made={"staged_foods": list(resolved.staged)}
        )


def _delete_staged_run(run: ImportRun) -> None:
    """A file that was not imported goes, and with it what an interrupted import had made ready."""
    _delete_staged_foods(run.user, _staged_food_span(run))
    ImportRun.objects.of(run.user).filter(pk=run.pk, state=ImportRun.State.STAGED).delete()


def _delete_staged_foods(
    user: User, staged: tuple[int, int] | None, *, but: Container[int] = ()
) -> None:
    """The foods that were made for a file and are in no diary."""
    if staged:
        foods = Food.objects.filter(owner=user, pk__range=staged, state=Food.State.RETIRED)
        _delete_unused_foods(
            user, [pk for pk in foods.values_list("pk", flat=True) if pk not in but]
        )


def _finish_run(
    user: User, run: ImportRun, brought: ImportResult, *, left_out: int, preview: dict[str, Any]
) -> ImportRun:
    """The file goes; what it brought is kept."""
    run.state, run.done_at, run.content = ImportRun.State.DONE, timezone.now(), None
    run.made = json_keys(brought)
    run.preview = {
        "added": {name: count for name, count in brought.added.items() if count},
        "known": {name: count for name, count in brought.known.items() if count},
        "notes": brought.notes,
        "left_out": left_out,
        "problems": preview["problems"] if left_out else [],
        "span": preview["span"],
    }
    ImportRun.objects.of(user).filter(pk=run.pk).update(
        state=run.state,
        done_at=run.done_at,
        content=None,
        made=run.made,
        preview=run.preview,
        answers=run.answers,
    )
    return run


def _require_ready(parsed: ParsedFile, *, leave_out: bool) -> None:
    if not parsed.preview["ready"]:
        raise CannotImport("Answer the questions about this file first.", parsed.problems.listed)
    if parsed.problems.count and not leave_out:
        raise CannotImport("Some lines cannot be taken over.", parsed.problems.listed)


def run_through(steps: Steps) -> ImportRun:
    """Lets it run to its end without telling anybody how far it is."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def cancel_import(*, run: ImportRun) -> None:
    """Forgets a file that was not imported."""
    for waiting in ImportRun.objects.of(run.user).filter(pk=run.pk, state=ImportRun.State.STAGED):
        _delete_staged_run(waiting)


def undo_import(*, user: User, run_id: UUID) -> int:
    """Takes everything away that the import brought, changed since or not; how many rows. Raises
    CannotUndo.

    The rows go for good, so that the file can be imported again: a few at a time, so that others
    write meanwhile. Where it was interrupted, it can be done again and takes the rest.
    """
    run = ImportRun.objects.of(user).get(pk=run_id)
    if not run.can_be_undone:
        raise CannotUndoImport
    removed = 0
    for name, model in TABLES.items():
        keys = run.made.get(name, [])
        for start in range(0, len(keys), BATCH_SIZE):
            removed += remove_for_good(
                model._default_manager.filter(user=user, pk__in=keys[start : start + BATCH_SIZE])
            )
    _delete_unused_foods(user, run.made.get("foods", []))
    with transaction.atomic():
        if (
            ImportRun.objects.of(user)
            .filter(pk=run.pk, state=ImportRun.State.DONE)
            .update(state=ImportRun.State.UNDONE, made={})
        ):
            _restore_profile(user, run.made.get("profile", []))
    return removed


def _delete_unused_foods(user: User, ids: list[int]) -> None:
    """Those of its foods that nothing else of the person refers to."""
    for start in range(0, len(ids), FOODS_AT_ONCE):
        some = ids[start : start + FOODS_AT_ONCE]
        used = set(
            Entry.objects.filter(user=user, revision__food__in=some).values_list(
                "revision__food", flat=True
            )
        )
        for model in (Favourite, Avoided):
            used |= set(
                model._default_manager.filter(user=user, food__in=some).values_list(
                    "food", flat=True
                )
            )
        delete_own_foods(
            user=user,
            ids=Food.objects.filter(owner=user, pk__in=set(some) - used).values_list(
                "pk", flat=True
            ),
        )


def _restore_profile(user: User, before: list[dict[str, Any]]) -> None:
    for values in before:
        Profile.objects.filter(user=user).update(**values)


def tidy_imports(*, now: datetime) -> int:
    """Forgets unconfirmed files, and what a late Undo would need; returns how many rows."""
    tidied = 0
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(people), PEOPLE_AT_A_TIME):
        runs = ImportRun.objects.filter(user__in=people[start : start + PEOPLE_AT_A_TIME])
        for run in runs.filter(state=ImportRun.State.STAGED, created_at__lt=now - KEEP_FILE).defer(
            "content"
        ):
            _delete_staged_run(run)
            tidied += 1
        late = runs.filter(state=ImportRun.State.DONE, done_at__lt=now - KEEP_UNDO).exclude(made={})
        tidied += late.update(made={})
    return tidied

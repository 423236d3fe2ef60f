"""Imports: a file is staged until it is confirmed, then stored as a whole, and can be undone."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.data_version import changing_data
from accounts.models import LifeStagePeriod, Profile, User
from nutrition.diary.marks.models import Avoided, Favourite
from nutrition.diary.models import Day, Dose, Entry, SavedSupplement, Water
from nutrition.diary.removal import BATCH_SIZE, remove_for_good
from nutrition.foods.own.actions import delete_own_foods, delete_staged_foods
from nutrition.transfer.importing.batch import FileFood, ImportProblem, ImportResult
from nutrition.transfer.importing.food_matches import food_matches
from nutrition.transfer.importing.preview import ImportOptions, ParsedFile, parse_file
from nutrition.transfer.importing.resolve_foods import (
    ResolvedFoods,
    parts_of_foods,
    resolve_chosen_foods,
    stage_foods,
)
from nutrition.transfer.importing.save_batch import (
    PreparedRows,
    foods_to_add,
    known_entries,
    prepare_rows,
    save_prepared,
)
from nutrition.transfer.models import KEEP_FILE, KEEP_UNDO, ImportRun

FOODS_AT_ONCE = 25  # each with its revisions
MAX_FILE_NAME = 120
# How often the rows are prepared at most, if the person's diary changes meanwhile.
MAX_TRIES = 3
USERS_AT_ONCE = 500  # that `tidy_imports` goes through
# The tables with the rows of an import, in an order in which they can be deleted. The foods of an
# import are deleted after these, which refer to them.
MODELS: dict[str, type[models.Model]] = {
    "entries": Entry,
    "favourites": Favourite,
    "avoided": Avoided,
    "doses": Dose,
    "waters": Water,
    "products": SavedSupplement,
    "days": Day,
    "life_stages": LifeStagePeriod,
}


class CannotImport(Exception):
    """Nothing was stored; the message says why. `problems` are the lines that it is about."""

    def __init__(self, message: str, problems: list[ImportProblem] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or []


class CannotUndoImport(Exception):
    """The import was never done, was undone already, or was too long ago."""


def stage_file(*, user: User, content: bytes, file_name: str, today: date) -> ImportRun:
    """Stores the file with its preview, in place of the file that was staged before.

    Raises UnreadableFile, and then stores nothing.
    """
    parsed = parse_file(user, content, ImportOptions(), today=today)
    run = ImportRun(
        user=user,
        kind=parsed.kind,
        file_name=_printable_name(file_name),
        content=zlib.compress(content, 6),
        preview=parsed.preview,
    )
    staged = ImportRun.objects.of(user).filter(state=ImportRun.State.STAGED)
    for earlier in staged.defer("content"):
        _delete_staged_run(earlier)
    run.save(force_insert=True)
    return run


def _printable_name(name: str) -> str:
    printable = "".join(character for character in name if character.isprintable())
    return printable[:MAX_FILE_NAME] or "file"


def save_options(*, run: ImportRun, answers: dict[str, Any], today: date) -> None:
    """Parses the file again with these options (ImportOptions). If that raises UnreadableFile,
    nothing is changed.
    """
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
) -> Iterator[tuple[int, int]]:
    """Stores the staged file, all or nothing; with `leave_out`, all but the lines with problems.

    Yields the number of prepared entries and the number of all; the caller must exhaust the
    iterator. Whatever takes long happens between transactions, so that others can write.

    `digest` is that of the request (diary/digests.py): a request that comes twice does nothing the
    second time. Raises UnreadableFile and CannotImport, also if the file was imported with other
    options.
    """
    run = ImportRun.objects.of(user).get(pk=run_id)
    if run.state != ImportRun.State.STAGED:
        if None not in (digest, run.answers.get("sent")) and run.answers["sent"] != digest:
            raise CannotImport(
                "This file was imported before, with other answers. Nothing was changed now."
            )
        return
    if gone := sorted(matches.keys() - food_matches(user, matches).keys()):
        raise CannotImport(
            f"The food chosen for “{gone[0]}” is not in the table any more. Choose another."
        )
    options = ImportOptions.of(run.answers)._replace(matches=matches)
    parsed = parse_file(user, _content_of(run), options, today=today)
    _require_ready(parsed, leave_out=leave_out)
    batch = parsed.batch
    yield 0, len(batch.entries)
    chosen = {entry.revision for entry in batch.entries if isinstance(entry.revision, int)}
    resolved = resolve_chosen_foods(chosen)
    known = known_entries(user, batch.entries)
    _stage_foods(user, run_id, foods_to_add(batch, known), resolved)
    for tries_left in reversed(range(MAX_TRIES)):
        prepared = PreparedRows(entry_ids=set(known))
        yield from prepare_rows(prepared, user=user, batch=batch, resolved=resolved)
        prepared.set_changed_at(timezone.now())
        try:
            _store_batch(user, run_id, parsed, resolved, prepared, digest=digest)
            return
        # A row of the file was stored meanwhile: prepare the others once more.
        except IntegrityError:
            if not tries_left:
                raise


def _require_ready(parsed: ParsedFile, *, leave_out: bool) -> None:
    if not parsed.is_ready:
        raise CannotImport("Answer the questions about this file first.", parsed.problems.details)
    if parsed.problems.count and not leave_out:
        raise CannotImport("Some lines cannot be imported.", parsed.problems.details)


def _store_batch(
    user: User,
    run_id: UUID,
    parsed: ParsedFile,
    resolved: ResolvedFoods,
    prepared: PreparedRows,
    *,
    digest: int | None,
) -> None:
    with prepared.writers() as writers, changing_data(user.pk):
        run = _lock_staged_run(user, run_id)
        run.answers = run.answers | {"sent": digest}
        save_prepared(
            user=user, batch=parsed.batch, resolved=resolved, prepared=prepared, writers=writers
        )
        # An interrupted try with other options may have added foods that this one does not use.
        delete_staged_foods(user)
        _finish_run(user, run, prepared.result, parsed)


def _stage_foods(
    user: User, run_id: UUID, foods: Iterable[FileFood], resolved: ResolvedFoods
) -> None:
    """Adds the foods, a few in each transaction.

    Foods that an interrupted try added, or that another try is adding at this moment, are reused:
    the try that finishes first stores them all.
    """
    for part in parts_of_foods(foods):
        with changing_data(user.pk):
            _lock_staged_run(user, run_id)
            stage_foods(user, part, resolved)


def _lock_staged_run(user: User, run_id: UUID) -> ImportRun:
    run = _locked_if_staged(user, run_id)
    if run is None:
        raise CannotImport("This file is imported already, or was forgotten. Look at your imports.")
    return run


def _locked_if_staged(user: User, run_id: UUID) -> ImportRun | None:
    runs = ImportRun.objects.select_for_update().of(user).defer("content", "preview", "made")
    return runs.filter(pk=run_id, state=ImportRun.State.STAGED).first()


@transaction.atomic
def _delete_staged_run(run: ImportRun) -> None:
    """Deletes the file, with the foods that an interrupted import had added: those that are staged,
    because one file of a person waits at a time.
    """
    if _locked_if_staged(run.user, run.pk):
        delete_staged_foods(run.user)
        ImportRun.objects.of(run.user).filter(pk=run.pk).delete()


def _finish_run(user: User, run: ImportRun, result: ImportResult, parsed: ParsedFile) -> None:
    """Drops the content of the file; keeps what Undo and the report need."""
    left_out = parsed.problems.count
    report = {
        "added": {name: count for name, count in result.new_counts.items() if count},
        "known": {name: count for name, count in result.existing_counts.items() if count},
        "notes": result.notes,
        "left_out": left_out,
        "problems": parsed.preview["problems"] if left_out else [],
        "span": parsed.preview["span"],
    }
    ImportRun.objects.of(user).filter(pk=run.pk).update(
        state=ImportRun.State.DONE,
        done_at=timezone.now(),
        content=None,
        made=result.new_keys,
        preview=report,
        answers=run.answers,
    )


def cancel_import(*, run: ImportRun) -> None:
    """Deletes a file that was not imported."""
    for staged in ImportRun.objects.of(run.user).filter(pk=run.pk, state=ImportRun.State.STAGED):
        _delete_staged_run(staged)


def undo_import(*, user: User, run_id: UUID) -> int:
    """Deletes everything that the import added, even if changed since; returns the number of rows.

    The rows are deleted for good, so that the file can be imported again. They are deleted a few at
    a time, so that others can write; if that is interrupted, another Undo deletes the rest. Raises
    CannotUndoImport.
    """
    run = ImportRun.objects.of(user).get(pk=run_id)
    if not run.can_be_undone:
        raise CannotUndoImport
    removed = 0
    for name, model in MODELS.items():
        keys = run.made.get(name, [])
        for start in range(0, len(keys), BATCH_SIZE):
            removed += remove_for_good(
                model._default_manager.filter(user=user, id__in=keys[start : start + BATCH_SIZE])
            )
    _delete_unused_foods(user, run.made.get("foods", []))
    with transaction.atomic():
        is_first = (
            ImportRun.objects.of(user)
            .filter(pk=run.pk, state=ImportRun.State.DONE)
            .update(state=ImportRun.State.UNDONE, made={})
        )
        if is_first:
            for values in run.made.get("profile", []):
                Profile.objects.filter(user=user).update(**values)
    return removed


def _delete_unused_foods(user: User, ids: list[str]) -> None:
    """Deletes those of the foods to which no other row of the person refers."""
    for start in range(0, len(ids), FOODS_AT_ONCE):
        with transaction.atomic():
            some = {UUID(id_) for id_ in ids[start : start + FOODS_AT_ONCE]}
            entries = Entry.objects.filter(user=user, own_revision__food_id__in=some)
            used = set(entries.values_list("own_revision__food_id", flat=True).distinct())
            for model in (Favourite, Avoided):
                rows = model._default_manager.filter(user=user, own_food_id__in=some)
                used |= set(rows.values_list("own_food_id", flat=True))
            delete_own_foods(user=user, ids=some - used)


def tidy_imports(*, now: datetime) -> int:
    """Deletes files that were not confirmed in time, and the data for Undo once it is too late.

    Returns the number of rows.
    """
    tidied = 0
    users = list(User.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(users), USERS_AT_ONCE):
        runs = ImportRun.objects.filter(user__in=users[start : start + USERS_AT_ONCE])
        staged = runs.filter(state=ImportRun.State.STAGED, created_at__lt=now - KEEP_FILE)
        for run in staged.defer("content"):
            _delete_staged_run(run)
            tidied += 1
        late = runs.filter(state=ImportRun.State.DONE, done_at__lt=now - KEEP_UNDO).exclude(made={})
        tidied += late.update(made={})
    return tidied

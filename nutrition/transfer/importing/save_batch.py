"""Stores a batch: adds what the person does not have yet, and changes nothing that they logged.

SQLite allows no other write while a transaction writes, and nobody may see half an import. So the
foods are stored first, a few at a time and not searchable. Then all rows are prepared, and one
short transaction stores them and makes the foods searchable.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from accounts.models import LifeStagePeriod, Profile, User
from accounts.queries import profile_of
from nutrition.diary.models import Dose, Entry, Water
from nutrition.diary.stored_ids import stored_ids
from nutrition.foods.loading.bulk import Row, staged_rows, update_statistics_after
from nutrition.foods.models import Food
from nutrition.foods.search.actions import own_food_rows, publish_own_foods
from nutrition.transfer.importing.batch import FileEntry, FoodMark, ImportBatch, ImportResult
from nutrition.transfer.importing.resolve_foods import ResolvedFoods
from nutrition.transfer.sections import (
    FOOD_SECTIONS,
    LIFE_STAGES,
    PLAIN_SECTIONS,
    SECTION_NAMES,
    Section,
    json_value,
    section_count,
)

ENTRIES_AT_ONCE = 1_000


@dataclass(slots=True)
class PreparedRows:
    """Rows with the values that the database takes, by model, and the result of storing them."""

    rows: dict[type[models.Model], list[Row]] = field(default_factory=dict)
    result: ImportResult = field(default_factory=ImportResult)
    search_words: list[Row] = field(default_factory=list)  # by which the new foods are found
    entry_ids: set[UUID] = field(default_factory=set)  # of entries that are stored or prepared

    def set_changed_at(self, now: datetime) -> None:
        """Sets the time just before the rows are stored.

        Programs with a copy of the diary request what changed since a minute before their last
        request, and preparing a long diary may take longer than that minute.
        """
        for model, rows in self.rows.items():
            columns = [column.attname for column in model._meta.local_concrete_fields]
            if "changed_at" in columns:
                index = columns.index("changed_at")
                value = _database_value(model._meta.local_concrete_fields[index], now)
                self.rows[model] = [(*row[:index], value, *row[index + 1 :]) for row in rows]

    @contextmanager
    def writers(self) -> Iterator[list[Callable[[], None]]]:
        """Functions that store the rows, one for each table, for the short transaction within.

        After it the database counts the tables that became much larger.
        """
        with ExitStack() as stack:
            yield [
                stack.enter_context(
                    staged_rows(
                        model, [str(one.column) for one in model._meta.local_concrete_fields], rows
                    )
                )
                for model, rows in self.rows.items()
                if rows
            ]
        for model, rows in self.rows.items():
            update_statistics_after(model, len(rows))


def prepare_rows(
    prepared: PreparedRows, *, user: User, batch: ImportBatch, resolved: ResolvedFoods
) -> Iterator[tuple[int, int]]:
    """Fills `prepared` and writes nothing. Yields the number of prepared entries and of all.

    An existing row is recognised by its id, its day or its name.
    """
    result = prepared.result
    result.new_keys["foods"] = list(resolved.new_food_ids)
    result.new_counts["foods"] = len(resolved.new_food_ids)
    if resolved.copy_count:
        result.notes.append(
            f"{resolved.copy_count:,} of the foods {'is' if resolved.copy_count == 1 else 'are'} "
            "not in this table with the same values. Your entries keep the values of the file."
        )
    for section in PLAIN_SECTIONS:
        _prepare_section(user, section, batch.rows.get(section.name, []), prepared)
    prepared.search_words = own_food_rows(user=user, ids=resolved.searchable_ids)
    total = len(batch.entries)
    for start in range(0, total, ENTRIES_AT_ONCE):
        _prepare_entries(user, batch.entries[start : start + ENTRIES_AT_ONCE], resolved, prepared)
        yield min(start + ENTRIES_AT_ONCE, total), total


def save_prepared(
    *,
    user: User,
    batch: ImportBatch,
    resolved: ResolvedFoods,
    prepared: PreparedRows,
    writers: Iterable[Callable[[], None]],
) -> None:
    """Needs the caller's short transaction. Raises IntegrityError if a row was stored meanwhile."""
    now = timezone.now()
    for write in writers:
        write()
    publish_own_foods(user=user, words=prepared.search_words)
    for food_id, revision_id in resolved.current_revision_ids.items():
        Food.objects.filter(owner=user, pk=food_id).update(current=revision_id)
    for section in FOOD_SECTIONS:
        marks = [mark for mark in batch.marks if mark.section == section.name]
        _save_marks(user, section, marks, prepared.result, now)
    _fill_profile(user, batch.profile, prepared.result)


def _database_row(row: models.Model) -> Row:
    return tuple(
        _database_value(column, getattr(row, column.attname))
        for column in row._meta.local_concrete_fields
    )


def _database_value(column: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(column, models.JSONField):
        return json.dumps(value)
    return column.get_db_prep_save(value, connection)


def _count_rows(result: ImportResult, name: str, new: Iterable[Any], existing_count: int) -> None:
    keys = [str(row.id) for row in new]
    result.new_counts[name] = result.new_counts.get(name, 0) + len(keys)
    result.existing_counts[name] = result.existing_counts.get(name, 0) + existing_count
    result.new_keys.setdefault(name, []).extend(keys)


def _prepare_section(
    user: User, section: Section, rows: list[dict[str, Any]], prepared: PreparedRows
) -> None:
    own = section.model._default_manager.filter(user=user)
    existing = _existing_keys(user, section, rows)
    new, periods = [], list(own) if section is LIFE_STAGES else []
    for row in rows:
        key = tuple(row[name] for name in section.natural_key)
        if key in existing or _overlaps_period(section, row, periods, prepared.result):
            continue
        existing.add(key)
        new.append(section.model(user=user, **_column_values(row)))
        periods.append(new[-1])
    prepared.rows[section.model] = list(map(_database_row, new))
    _count_rows(prepared.result, section.name, new, len(rows) - len(new))


def _existing_keys(user: User, section: Section, rows: list[dict[str, Any]]) -> set[Any]:
    if issubclass(section.model, Dose | Water):
        return {(id_,) for id_ in stored_ids(user, section.model, [row["id"] for row in rows])}
    own = section.model._default_manager.filter(user=user)
    return set(own.values_list(*section.natural_key)) if rows else set()


def _overlaps_period(
    section: Section, row: dict[str, Any], periods: Iterable[Any], result: ImportResult
) -> bool:
    """Whether the person has a period of the same kind on some of those days; it is kept."""
    if section is not LIFE_STAGES:
        return False
    period = LifeStagePeriod(**row)
    for other in periods:
        ends_before = period.ends_on is not None and period.ends_on < other.starts_on
        starts_after = other.ends_on is not None and other.ends_on < period.starts_on
        if other.kind == period.kind and not ends_before and not starts_after:
            result.notes.append(
                f"Left out, because it shares days with one you have: {period.in_words()}."
            )
            return True
    return False


def _column_values(row: dict[str, Any]) -> dict[str, Any]:
    """Leaves out changed_at, which is set when the row is stored here, and instants that the file
    does not have: they get the default of the column.
    """
    return {
        name: value
        for name, value in row.items()
        if name != "changed_at" and (value is not None or not name.endswith("_at"))
    }


def _prepare_entries(
    user: User, entries: list[FileEntry], resolved: ResolvedFoods, prepared: PreparedRows
) -> None:
    existing = prepared.entry_ids
    existing.update(stored_ids(user, Entry, [entry.id for entry in entries]))
    new = []
    for entry in entries:
        if entry.id not in existing:  # if an id comes twice, its first entry counts
            existing.add(entry.id)
            new.append(_new_entry(user, entry, resolved))
    prepared.rows.setdefault(Entry, []).extend(map(_database_row, new))
    _count_rows(prepared.result, "entries", new, len(entries) - len(new))


def _new_entry(user: User, entry: FileEntry, resolved: ResolvedFoods) -> Entry:
    key = str(entry.revision)
    portion_id = None
    if entry.portion is not None:
        portion_id = resolved.portion_ids[(key, entry.portion.amount, entry.portion.unit)]
    return Entry(
        id=entry.id,
        user=user,
        eaten_on=entry.eaten_on,
        eaten_time=entry.eaten_time,
        meal=entry.meal,
        revision_id=resolved.revision_ids[key],
        grams=entry.grams,
        portion_id=portion_id,
        quantity=entry.quantity,
        **_column_values(entry.timestamps),
    )


def _save_marks(
    user: User, section: Section, marks: list[FoodMark], result: ImportResult, now: datetime
) -> None:
    """Favourites, or foods to avoid; a row has a food or (avoided only) a group."""
    columns = ["food_id" if name == "food" else name for name in section.natural_key]
    own = section.model._default_manager.filter(user=user)
    existing = set(own.values_list(*columns)) if marks else set()
    stamp = next(column for column in section.columns.values() if column.endswith("_at"))
    new, missing = [], 0
    for mark in marks:
        food_id = None if mark.group else _food_id(user, mark)
        if food_id is None and not mark.group:
            missing += 1
            continue
        values = {"food_id": food_id, "group": mark.group}
        key = tuple(values[name] for name in columns)
        if key not in existing:
            existing.add(key)
            fields = dict(zip(columns, key, strict=True)) | {stamp: mark.marked_at or now}
            new.append(section.model(user=user, **fields))
    section.model._default_manager.bulk_create(new, ignore_conflicts=True)
    if missing:
        name, count = section_count(SECTION_NAMES[section.name], missing)
        foods = "its food" if missing == 1 else "their foods"
        result.notes.append(f"Left out: {count} {name}, because this table does not have {foods}.")
    _count_rows(result, section.name, new, len(marks) - len(new) - missing)


def _food_id(user: User, mark: FoodMark) -> int | None:
    foods = Food.objects.seen_by(user).filter(source__code=mark.source, source_ref=mark.source_ref)
    return foods.filter(owner__isnull=not mark.is_own).values_list("pk", flat=True).first()


def _fill_profile(user: User, values: dict[str, Any], result: ImportResult) -> None:
    """A new account gets all values of the file; any other only those that it lacks."""
    if not values:
        return
    profile = profile_of(user)
    is_new = profile.set_up_at is None
    changed = {
        name: value
        for name, value in values.items()
        if value is not None
        and getattr(profile, name) != value
        and (is_new or getattr(profile, name) is None)
    }
    if changed:
        before = {name: json_value(getattr(profile, name)) for name in changed}
        Profile.objects.filter(user=user).update(**changed)
        result.new_keys["profile"] = [before]
        result.notes.append("Your profile was completed from the file.")
        for name, value in changed.items():
            setattr(profile, name, value)

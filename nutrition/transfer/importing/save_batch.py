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

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.utils import timezone

from accounts.models import LifeStagePeriod, Profile, User
from accounts.queries import profile_of
from nutrition.diary.models import Dose, Entry, Water
from nutrition.diary.stored_ids import stored_ids
from nutrition.foods.keys import FoodKey
from nutrition.foods.loading.bulk import Row, staged_rows, update_statistics_after
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood
from nutrition.transfer.importing.batch import (
    FileEntry,
    FileFood,
    FoodMark,
    ImportBatch,
    ImportResult,
)
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
FOODS_AT_ONCE = 2_000  # in one statement


@dataclass(slots=True)
class PreparedRows:
    """Rows with the values that the database takes, by model, and the result of storing them."""

    rows: dict[type[models.Model], list[Row]] = field(default_factory=dict)
    result: ImportResult = field(default_factory=ImportResult)
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
    result.new_keys["foods"] = list(map(str, resolved.new_food_ids))
    result.new_counts["foods"] = len(resolved.new_food_ids)
    if resolved.copy_count:
        result.notes.append(
            f"{resolved.copy_count:,} of the foods {'is' if resolved.copy_count == 1 else 'are'} "
            "not in this table with the same values. Your entries keep the values of the file."
        )
    for section in PLAIN_SECTIONS:
        _prepare_section(user, section, batch.rows.get(section.name, []), prepared)
    total = len(batch.entries)
    for start in range(0, total, ENTRIES_AT_ONCE):
        _prepare_entries(user, batch.entries[start : start + ENTRIES_AT_ONCE], resolved, prepared)
        yield min(start + ENTRIES_AT_ONCE, total), total


def known_entries(user: User, entries: list[FileEntry]) -> frozenset[UUID]:
    """The ids of those that the person has already."""
    known: set[UUID] = set()
    for start in range(0, len(entries), ENTRIES_AT_ONCE):
        some = entries[start : start + ENTRIES_AT_ONCE]
        known.update(stored_ids(user, Entry, [entry.id for entry in some]))
    return frozenset(known)


def foods_to_add(batch: ImportBatch, known: frozenset[UUID]) -> list[FileFood]:
    """Not those that no search offers, nobody marked, and only known entries have: the entries keep
    the food that they have.
    """
    of_known = {entry.revision for entry in batch.entries if entry.id in known}
    of_known -= {entry.revision for entry in batch.entries if entry.id not in known}
    marked = {(mark.source, mark.source_ref) for mark in batch.marks}
    return [
        food
        for food in batch.foods
        if food.is_searchable
        or (food.source, food.source_ref) in marked
        or not all(revision.key in of_known for revision in food.revisions)
    ]


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
    _publish_foods(user, resolved)
    for section in FOOD_SECTIONS:
        marks = [mark for mark in batch.marks if mark.section == section.name]
        _save_marks(user, section, marks, prepared.result, now)
    _fill_profile(user, batch.profile, prepared.result)


def _publish_foods(user: User, resolved: ResolvedFoods) -> None:
    """Lets the person see the foods of the file, and their newest values."""
    own = OwnFood.objects.filter(user=user)
    searchable = set(resolved.searchable_ids)
    others = [id_ for id_ in resolved.new_food_ids if id_ not in searchable]
    for state, ids in (
        (OwnFood.State.ACTIVE, resolved.searchable_ids),
        (OwnFood.State.RETIRED, others),
    ):
        for start in range(0, len(ids), FOODS_AT_ONCE):
            own.filter(id__in=ids[start : start + FOODS_AT_ONCE]).update(state=state)
    for food_id, revision_id in resolved.current_revision_ids.items():
        own.filter(id=food_id).update(current_id=revision_id)


def _database_row(row: models.Model) -> Row:
    return tuple(
        _database_value(column, getattr(row, column.attname))
        for column in row._meta.local_concrete_fields
    )


def _database_value(column: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(column, models.JSONField):
        return json.dumps(value)
    # Not through the proxy `connection`, which looks the connection up for each of its attributes.
    return None if value is None else column.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])


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
    revision_id, portion_id = resolved.revision_ids[key], None
    if entry.portion is not None:
        portion_id = resolved.portion_ids[(key, entry.portion.key)]
    own = "own_" if isinstance(revision_id, UUID) else ""
    return Entry(
        id=entry.id,
        user=user,
        eaten_on=entry.eaten_on,
        eaten_time=entry.eaten_time,
        meal=entry.meal,
        grams=entry.grams,
        quantity=entry.quantity,
        **{f"{own}revision_id": revision_id, f"{own}portion_id": portion_id},
        **_column_values(entry.timestamps),
    )


def _save_marks(
    user: User, section: Section, marks: list[FoodMark], result: ImportResult, now: datetime
) -> None:
    """Favourites, or foods to avoid; a row has a food, shared or own, or (avoided only) a group."""
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
        values = {"food_id": None, "own_food_id": None, "group": mark.group} | {
            "own_food_id" if mark.is_own else "food_id": food_id
        }
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


def _food_id(user: User, mark: FoodMark) -> FoodKey | None:
    foods: models.QuerySet[Any] = (
        OwnFood.objects.filter(user=user).exclude(state=OwnFood.State.STAGED)
        if mark.is_own
        else Food.objects.all()
    )
    same = foods.filter(source__code=mark.source, source_ref=mark.source_ref)
    found: FoodKey | None = same.values_list("pk", flat=True).first()
    return found


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

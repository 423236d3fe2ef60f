"""Stores a batch: adds what the person does not have yet, and changes nothing of what they have.

Nothing else can be written to SQLite while a transaction writes, and nobody may see half an import.
So the foods come first, a few at a time and such that nobody finds them; then all rows are made
ready; and one short transaction stores these and makes the foods found.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import LifeStagePeriod, Profile, User
from accounts.queries import profile_of
from nutrition.diary.models import Entry
from nutrition.foods.loading.bulk import Row, staged_rows
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
    section_count,
)

AT_ONCE = 1_000
Told = Generator[tuple[int, int], None, "PreparedRows"]
"""Yields (entries made ready, of how many)."""


@dataclass(slots=True)
class PreparedRows:
    """Rows as the database takes them, by table, and what they will have brought."""

    rows: dict[type[models.Model], list[Row]] = field(default_factory=dict)
    brought: ImportResult = field(default_factory=ImportResult)
    words: list[Row] = field(default_factory=list)  # by which new foods are found

    def stamp(self, now: datetime) -> None:
        """For programs that keep a copy the rows change when they are stored: they ask what changed
        since a minute before they asked last, and to make a long diary ready may take longer."""
        for model, rows in self.rows.items():
            columns = [one.attname for one in model._meta.local_concrete_fields]
            if "changed_at" in columns:
                place = columns.index("changed_at")
                stamp = _database_value(model._meta.local_concrete_fields[place], now)
                self.rows[model] = [(*row[:place], stamp, *row[place + 1 :]) for row in rows]

    @contextmanager
    def at_hand(self) -> Iterator[list[Callable[[], None]]]:
        """Around the short transaction that stores the rows by calling each of these."""
        with ExitStack() as waiting:
            yield [
                waiting.enter_context(
                    staged_rows(
                        model, [str(one.column) for one in model._meta.local_concrete_fields], rows
                    )
                )
                for model, rows in self.rows.items()
                if rows
            ]


def prepare_rows(*, user: User, batch: ImportBatch, resolved: ResolvedFoods) -> Told:
    """Reads only. A row is known again by its client's id or its day."""
    ready = PreparedRows()
    brought = ready.brought
    brought.made["foods"] = list(resolved.foods_made)
    brought.added["foods"] = len(resolved.foods_made)
    if resolved.copies:
        brought.notes.append(
            f"{resolved.copies:,} of the foods {'is' if resolved.copies == 1 else 'are'} "
            "not in this table with the same values. Your entries keep the values of the file."
        )
    for section in PLAIN_SECTIONS:
        _prepare_section(user, section, batch.rows.get(section.name, []), ready)
    ready.words = own_food_rows(user=user, ids=resolved.found)
    total, cells = len(batch.entries), cell_reader(Entry)
    for start in range(0, total, AT_ONCE):
        _prepare_entries(user, batch.entries[start : start + AT_ONCE], resolved, ready, cells)
        yield min(start + AT_ONCE, total), total
    return ready


def save_prepared(
    *,
    user: User,
    batch: ImportBatch,
    resolved: ResolvedFoods,
    ready: PreparedRows,
    store_rows: Iterable[Callable[[], None]],
) -> None:
    """In the caller's short transaction. IntegrityError when a row was stored meanwhile."""
    now = timezone.now()
    for store in store_rows:
        store()
    publish_own_foods(user=user, words=ready.words)
    for food_id, revision_id in resolved.currents.items():
        Food.objects.filter(owner=user, pk=food_id).update(current=revision_id)
    for section in FOOD_SECTIONS:
        _save_marks(
            user,
            section,
            [mark for mark in batch.marks if mark.section == section.name],
            ready.brought,
            now,
        )
    _fill_profile(user, batch.profile, ready.brought)


def cell_reader(model: type[models.Model]) -> Callable[[models.Model], Row]:
    """What makes of a row its cells, in the order of the model's columns."""
    fields = [(one.attname, one) for one in model._meta.local_concrete_fields]

    def cells(row: models.Model) -> Row:
        return tuple(_database_value(one, getattr(row, name)) for name, one in fields)

    return cells


def _database_value(column: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(column, models.JSONField):
        return json.dumps(value)
    return column.get_db_prep_save(value, connection)


def _count_rows(brought: ImportResult, name: str, made: Iterable[Any], known: int) -> None:
    keys = [str(row.pk) for row in made]
    brought.added[name] = brought.added.get(name, 0) + len(keys)
    brought.known[name] = brought.known.get(name, 0) + known
    brought.made.setdefault(name, []).extend(keys)


def _prepare_section(
    user: User, section: Section, rows: list[dict[str, Any]], ready: PreparedRows
) -> None:
    mine = section.model._default_manager.filter(user=user)
    known = set(mine.values_list(*section.natural)) if rows else set()
    new, periods = [], list(mine) if section is LIFE_STAGES else []
    for row in rows:
        natural = tuple(row[name] for name in section.natural)
        if natural in known or _overlaps_period(section, row, periods, ready.brought):
            continue
        known.add(natural)
        new.append(section.model(user=user, **_field_values(row)))
        periods.append(new[-1])
    ready.rows[section.model] = list(map(cell_reader(section.model), new))
    _count_rows(ready.brought, section.name, new, len(rows) - len(new))


def _overlaps_period(
    section: Section, row: dict[str, Any], periods: Iterable[Any], brought: ImportResult
) -> bool:
    """Whether the person has said something else about those days; what they said stays."""
    if section is not LIFE_STAGES:
        return False
    period = LifeStagePeriod(**row)
    for other in periods:
        before = period.ends_on is not None and period.ends_on < other.starts_on
        after = other.ends_on is not None and other.ends_on < period.starts_on
        if other.kind == period.kind and not before and not after:
            brought.notes.append(
                f"Left out, because it shares days with one you have: {period.in_words()}."
            )
            return True
    return False


def _field_values(row: dict[str, Any]) -> dict[str, Any]:
    """Instants that the file lacks take the default; for programs the row changed when it came."""
    given = {
        name: value for name, value in row.items() if value is not None or not name.endswith("_at")
    }
    given.pop("changed_at", None)
    return given


def _prepare_entries(
    user: User,
    some: list[FileEntry],
    resolved: ResolvedFoods,
    ready: PreparedRows,
    cells: Callable[[models.Model], Row],
) -> None:
    sent = {entry.client_id: entry for entry in reversed(some)}
    known = set(
        Entry.objects.filter(user=user, client_id__in=list(sent)).values_list(
            "client_id", flat=True
        )
    )
    new = [
        _new_entry(user, entry, resolved)
        for client_id, entry in reversed(sent.items())
        if client_id not in known
    ]
    ready.rows.setdefault(Entry, []).extend(map(cells, new))
    _count_rows(ready.brought, "entries", new, len(some) - len(new))


def _new_entry(user: User, entry: FileEntry, resolved: ResolvedFoods) -> Entry:
    key = str(entry.revision)
    portion_id = None
    if entry.portion is not None:
        portion_id = resolved.portions[(key, entry.portion.amount, entry.portion.unit)]
    return Entry(
        id=new_id(),
        user=user,
        client_id=entry.client_id,
        eaten_on=entry.eaten_on,
        eaten_time=entry.eaten_time,
        meal=entry.meal,
        revision_id=resolved.revisions[key],
        grams=entry.grams,
        portion_id=portion_id,
        quantity=entry.quantity,
        **_field_values(entry.stamps),
    )


def _save_marks(
    user: User, section: Section, marks: list[FoodMark], brought: ImportResult, now: datetime
) -> None:
    """Favourites, or what is avoided; a row has a food or (avoided only) a group."""
    mine = (
        set(
            section.model._default_manager.filter(user=user).values_list(*_natural_columns(section))
        )
        if marks
        else set()
    )
    stamp = next(column for column in section.columns.values() if column.endswith("_at"))
    new, missing = [], 0
    for mark in marks:
        food_id = None if mark.group else _food_id(user, mark)
        if food_id is None and not mark.group:
            missing += 1
            continue
        fields = {"food_id": food_id, "group": mark.group}
        natural = tuple(fields[name] for name in _natural_columns(section))
        if natural not in mine:
            mine.add(natural)
            kept = dict(zip(_natural_columns(section), natural, strict=True))
            new.append(section.model(user=user, **kept, **{stamp: mark.marked_at or now}))
    section.model._default_manager.bulk_create(new, ignore_conflicts=True)
    if missing:
        name, count = section_count(SECTION_NAMES[section.name], missing)
        foods = "its food" if missing == 1 else "their foods"
        brought.notes.append(f"Left out: {count} {name}, because this table does not have {foods}.")
    _count_rows(brought, section.name, new, len(marks) - len(new) - missing)


def _natural_columns(section: Section) -> list[str]:
    return ["food_id" if name == "food" else name for name in section.natural]


def _food_id(user: User, mark: FoodMark) -> int | None:
    foods = Food.objects.seen_by(user).filter(source__code=mark.source, source_ref=mark.source_ref)
    return foods.filter(owner__isnull=not mark.is_own).values_list("pk", flat=True).first()


def _fill_profile(user: User, given: dict[str, Any], brought: ImportResult) -> None:
    """An account that was never set up takes all; any other only what it does not say."""
    if not given:
        return
    profile = profile_of(user)
    untouched = profile.set_up_at is None
    changed = {
        name: value
        for name, value in given.items()
        if value is not None
        and getattr(profile, name) != value
        and (untouched or getattr(profile, name) is None)
    }
    if changed:
        before = {name: _json_value(getattr(profile, name)) for name in changed}
        Profile.objects.filter(user=user).update(**changed)
        brought.made["profile"] = [before]
        brought.notes.append("Your profile was completed from the file.")
        for name, value in changed.items():
            setattr(profile, name, value)


def _json_value(value: Any) -> Any:
    return (
        value.isoformat() if isinstance(value, datetime) or hasattr(value, "isoformat") else value
    )


def json_keys(brought: ImportResult) -> dict[str, list[Any]]:
    """What is kept for Undo."""
    return {
        name: [str(key) if isinstance(key, UUID) else key for key in keys]
        for name, keys in brought.made.items()
    }

"""Undo without a table: the toast carries a signed note that says how to undo a step.

The note names its person, and undoing it touches the rows of that person only.
"""

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.core import signing
from django.utils import timezone

from accounts.data_version import changing_data
from accounts.models import User
from nutrition.diary.actions import UNDOABLE, delete_entries, restore_day_statuses, restore_entries
from nutrition.diary.label_amounts.actions import (
    delete_label_amount,
    put_back_label_amount,
    restore_label_amount,
)
from nutrition.diary.limits import check_day_limit
from nutrition.diary.marks.actions import allow_food, avoid_food, star, unstar
from nutrition.diary.models import Entry
from nutrition.diary.revisions import restore_revisions
from nutrition.diary.supplements.actions import restore_supplement
from nutrition.foods.keys import FoodKey, read_key
from nutrition.foods.models import Portion

SALT = "nutrition.diary.undo"
# How long deleted rows stay in the database, and so how long a note is valid.
UNDO_PERIOD = timedelta(days=30)

# A note in a page that is still open has these names: they stay when the functions are renamed.
UndoStep = Literal[
    "remove",
    "restore",
    "put_back",
    "star",
    "unstar",
    "older_values",
    "remove_label",
    "restore_label",
    "put_back_label",
    "keep_product",
    "say_again",
    "avoid_food",
    "allow_food",
]


class CannotUndo(Exception):
    """The note is invalid, too old or somebody else's, or what it would restore is gone."""


def undo_note(user: User, step: UndoStep, day: date, payload: Any) -> str:
    """A signed note: applying it performs `step` and then shows `day`.

    The payload of `remove` and `restore` are entry ids, of `put_back` an entry before its change,
    of `star`, `unstar`, `avoid_food` and `allow_food` the text of a food's key, of `older_values`
    that of the newer revision and what use_current_revision returned, of `keep_product` the id of a
    saved supplement, of the steps for labels the kind and the id (and the earlier state), and of
    `say_again` pairs of a day and its earlier status.
    """
    return signing.dumps([user.pk, step, day.isoformat(), payload], salt=SALT, compress=True)


def undo_note_for_entries(user: User, entries: Sequence[Entry]) -> str:
    """The note that removes the entries just logged."""
    return undo_note(user, "remove", entries[0].eaten_on, [str(entry.id) for entry in entries])


def entry_state(entry: Entry) -> dict[str, str | None]:
    """The entry as text: the payload of `put_back`."""
    values = {field: getattr(entry, field) for field in UNDOABLE}
    return {"id": str(entry.id)} | {
        key: None if value is None else str(value) for key, value in values.items()
    }


def apply_undo(user: User, token: str) -> date:
    """Undoes the step and returns the day to show.

    Raises CannotUndo, also when nothing is left to undo, and CannotLog when the day is full.
    """
    try:
        owner, step, day, payload = signing.loads(token, salt=SALT, max_age=UNDO_PERIOD)
    except signing.BadSignature as error:
        raise CannotUndo from error
    if owner != user.pk:
        raise CannotUndo
    if not _undo_step(user, step, payload):
        raise CannotUndo
    return date.fromisoformat(day)


def _undo_step(user: User, step: UndoStep, payload: Any) -> int:
    """Returns how many rows it changed."""
    match step:
        case "remove":
            return delete_entries(user=user, ids=[UUID(id_) for id_ in payload])
        case "restore":
            return restore_entries(user=user, ids=[UUID(id_) for id_ in payload])
        case "put_back":
            return _restore_entry(user, payload)
        case "star":
            return star(user=user, food_id=_key(payload))
        case "unstar":
            return unstar(user=user, food_id=_key(payload))
        case "avoid_food":
            return avoid_food(user=user, food_id=_key(payload))
        case "allow_food":
            return allow_food(user=user, food_id=_key(payload))
        case "older_values":
            newer_id, moved = payload
            return restore_revisions(user=user, newer_id=_key(newer_id), moved=moved)
        case "keep_product":
            return restore_supplement(user=user, saved_id=UUID(payload))
        case "say_again":
            return restore_day_statuses(
                user=user, before={date.fromisoformat(day): status for day, status in payload}
            )
        case _:
            return _undo_label_step(user, step, payload)


def _key(payload: str | int) -> FoodKey:
    """Notes of older versions have numbers."""
    key = read_key(str(payload))
    if key is None:
        raise CannotUndo
    return key


def _undo_label_step(user: User, step: UndoStep, payload: Any) -> int:
    kind, id_, *state = payload
    match step:
        case "remove_label":
            return delete_label_amount(user=user, kind=kind, id_=UUID(id_))
        case "restore_label":
            return restore_label_amount(user=user, kind=kind, id_=UUID(id_))
        case _:
            return put_back_label_amount(user=user, kind=kind, id_=UUID(id_), state=state[0])


def _restore_entry(user: User, state: dict[str, str | None]) -> int:
    def read(field: str, kind: Any) -> Any:
        value = state.get(field)  # notes of older versions have no own portion
        return None if value is None else kind(value)

    entries = Entry.objects.of(user).filter(id=UUID(state["id"]))
    on = read("eaten_on", date.fromisoformat)
    own_portion_id = read("own_portion_id", UUID)
    # Curators may have deleted the portion since; the grams say what was eaten all the same.
    portion = Portion.objects.filter(pk=read("portion_id", int)).first()
    with changing_data(user.pk):
        check_day_limit(user=user, model=Entry, new={on: entries.exclude(eaten_on=on).count()})
        return entries.update(
            grams=read("grams", Decimal),
            portion=portion,
            own_portion_id=own_portion_id,
            quantity=read("quantity", Decimal) if portion or own_portion_id else None,
            meal=read("meal", int),
            eaten_on=on,
            eaten_time=read("eaten_time", time.fromisoformat),
            changed_at=timezone.now(),
        )

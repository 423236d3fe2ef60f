"""Writes that doses and waters have in common."""

from collections import Counter
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.data_version import changing_data
from accounts.models import User
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import check_digests, has_digests, other_request
from nutrition.diary.limits import check_day_limit
from nutrition.diary.models import Dose, Supplement, Water
from nutrition.diary.stored_ids import has_former_id, stored_ids

Row = TypeVar("Row", Dose, Water)

MODELS: dict[str, type[Dose] | type[Water]] = {"dose": Dose, "water": Water}
# The fields that a change can touch, and that its Undo therefore restores.
_CHANGEABLE = {
    "dose": ("taken_on", "taken_time", *(field.name for field in Supplement._meta.fields)),
    "water": ("taken_on", "litres", "mg_per_litre"),
}


def kind_of(row: Dose | Water) -> str:
    """The key of MODELS, which Undo notes contain."""
    return "dose" if isinstance(row, Dose) else "water"


def insert_once(row: Row) -> tuple[Row, bool]:
    """Stores a row once per id; returns the stored row, and whether it is new.

    Call it within `changing_data`. The key decides, so that two requests at once store one row.
    Raises CannotLog.
    """
    try:
        with transaction.atomic():
            check_day_limit(user=row.user, model=type(row), new={row.taken_on: 1})
            if has_former_id(row.user, row.KIND, [row.id]):
                raise IntegrityError  # as for an id that a row has
            row.save(force_insert=True)
    except (IntegrityError, CannotLog):
        stored = _sent_before(row)
        if stored is None:
            raise
        return stored, False
    return row, True


def _sent_before(row: Row) -> Row | None:
    """The row that was stored under this id. Raises CannotLog when another request made it."""
    ids = stored_ids(row.user, type(row), [row.id])
    stored = type(row)._default_manager.filter(user=row.user, id__in=ids.values()).first()
    if stored is not None:
        check_digests([stored], row.digest)
        content = _CHANGEABLE[kind_of(row)]
        is_same = all(getattr(stored, name) == getattr(row, name) for name in content)
        if not (is_same or has_digests([stored], row.digest)):
            raise other_request()
    return stored


def change_label_amount(row: Dose | Water, *, taken_on: date, **values: Any) -> None:
    """Changes what was taken. Raises CannotLog."""
    with changing_data(row.user_id):
        store_label_amount(row, taken_on=taken_on, **values)


def store_label_amount(row: Dose | Water, *, taken_on: date, **values: Any) -> None:
    """Stores what was taken; call it within `changing_data`. Raises CannotLog."""
    if taken_on != row.taken_on:
        check_day_limit(user=row.user, model=type(row), new={taken_on: 1})
    type(row)._default_manager.filter(user=row.user_id, id=row.id).update(
        taken_on=taken_on, **values, changed_at=timezone.now()
    )


def delete_label_amount(*, user: User, kind: str, id_: UUID) -> int:
    """Marks a dose or a water as deleted; it is kept for Undo. Returns the number of rows."""
    now = timezone.now()
    rows = MODELS[kind].objects.of(user).filter(id=id_)
    with changing_data(user.pk):
        return rows.update(deleted_at=now, changed_at=now)


def restore_label_amount(*, user: User, kind: str, id_: UUID) -> int:
    """Restores a deleted dose or water. Returns the number of rows. Raises CannotLog."""
    model = MODELS[kind]
    deleted = model._default_manager.filter(user=user, id=id_, deleted_at__isnull=False)
    with changing_data(user.pk):
        days = Counter(deleted.values_list("taken_on", flat=True))
        check_day_limit(user=user, model=model, new=days)
        return deleted.update(deleted_at=None, changed_at=timezone.now())


def state_of(row: Dose | Water) -> dict[str, Any]:
    """The row as text, for an Undo note, which outlives the request."""
    values = {name: getattr(row, name) for name in _CHANGEABLE[kind_of(row)]}
    return {
        name: value if value is None or isinstance(value, dict) else str(value)
        for name, value in values.items()
    }


def put_back_label_amount(*, user: User, kind: str, id_: UUID, state: dict[str, Any]) -> int:
    """Undoes a change; `state` comes from `state_of`. Returns how many rows. Raises CannotLog."""
    model = MODELS[kind]
    rows = model.objects.of(user).filter(id=id_)
    taken_on = date.fromisoformat(state["taken_on"])
    with changing_data(user.pk):
        moved = rows.exclude(taken_on=taken_on).count()
        check_day_limit(user=user, model=model, new={taken_on: moved})
        # Django converts the text of each field, as it does for a form.
        return rows.update(**state, changed_at=timezone.now())

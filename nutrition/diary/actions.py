"""Writes to the diary. Each returns what its Undo needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User
from nutrition.diary.measuring import CannotLog, Helping, Weighed, measure
from nutrition.diary.models import Entry, Favourite, Meal, Receipt
from nutrition.diary.picks import Pick
from nutrition.diary.tombstones import AT_ONCE, KINDS, forget_tombstones, remove_for_good
from nutrition.foods.models import Food

# How many people `tidy` goes through at a time.
PEOPLE_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """The new entries, and the foods that could not be copied: they are not in the table any more.

    `is_new` is False when the same client id had made these copies before.
    """

    entries: list[Entry]
    left_out: tuple[str, ...]
    is_new: bool = True


def log_foods(*, user: User, on: date, meal: Meal, picks: Sequence[Pick], client_id: UUID) -> list[Entry]:
    """Logs the foods as one step. The same `client_id` again changes nothing and returns the same entries."""
    return log_helpings(user=user, on=on, meal=meal, helpings=measure(user, picks), client_id=client_id)


def log_helpings(*, user: User, on: date, meal: Meal, helpings: Sequence[Helping], client_id: UUID) -> list[Entry]:
    """The same for what has been measured already."""
    return log_once(user=user, on=on, meal=meal, helpings=helpings, client_id=client_id)[0]


def log_once(
    *, user: User, on: date, meal: Meal, helpings: Sequence[Helping], client_id: UUID, at: time | None = None
) -> tuple[list[Entry], bool]:
    """The same, with whether the entries are new; `at` is the time of day when it is known."""
    entries = [
        Entry(
            user=user, client_id=_client_id(client_id, position), eaten_on=on, eaten_time=at, meal=meal,
            revision_id=helping.revision_id, grams=helping.amount.grams,
            portion=helping.amount.portion, quantity=helping.amount.quantity,
        )
        for position, helping in enumerate(helpings)
    ]  # fmt: skip
    return _insert_once(user, entries)


def copy_entries(
    *, user: User, entries: Iterable[Entry], to: date, client_id: UUID, meal: Meal | None = None
) -> Copied:
    """Logs the same amounts of the same foods on another day, each in its own meal unless one is given.

    A new meal is a new fact: it takes the newest values of its foods. Raises CannotLog when there is nothing to copy.
    The entries come with their foods.
    """
    copies, left_out = [], []
    for entry in entries:
        food = entry.revision.food
        if food.current_id is None or food.state != Food.State.ACTIVE:
            left_out.append(food.title)
            continue
        copies.append(
            Entry(
                user=user, client_id=uuid5(client_id, str(entry.pk)), eaten_on=to, meal=meal or entry.meal,
                revision_id=food.current_id, grams=entry.grams, portion_id=entry.portion_id, quantity=entry.quantity,
            )
        )  # fmt: skip
    if not copies:
        gone = "These foods are not in the table any more." if left_out else "Nothing was logged there."
        raise CannotLog(f"{gone} Nothing was copied.")
    made, is_new = _insert_once(user, copies)
    return Copied(made, tuple(left_out), is_new)


def _client_id(sent: UUID, position: int) -> UUID:
    """Several foods come with one id: the first keeps it, the others derive theirs, so that a resend finds them."""
    return sent if position == 0 else uuid5(sent, str(position))


def _insert_once(user: User, entries: list[Entry]) -> tuple[list[Entry], bool]:
    """The entries, and whether they are new.

    The unique (user, client_id) decides in the database: looking first would let two submits at once both insert.
    """
    try:
        with transaction.atomic():
            return Entry.objects.bulk_create(entries), True
    except IntegrityError:
        known = list(Entry.objects.filter(user=user, client_id__in=[entry.client_id for entry in entries]))
        if not known:
            raise
        return known, False


# What a change can touch, and so what its Undo puts back.
UNDOABLE = ("grams", "portion_id", "quantity", "meal", "eaten_on", "eaten_time")


def change_entry(*, entry: Entry, amount: Weighed, meal: Meal, on: date, at: time | None) -> None:
    """Changes amount, meal, date or time. The revision stays the one that was logged."""
    entry.grams, entry.portion, entry.quantity = amount.grams, amount.portion, amount.quantity
    entry.eaten_on, entry.eaten_time = on, at
    move_entry(entry=entry, meal=meal)


def move_entry(*, entry: Entry, meal: Meal) -> None:
    """Puts the entry, as it now is, into that meal."""
    entry.meal = meal
    Entry.objects.filter(user=entry.user_id, pk=entry.pk).update(
        **{field: getattr(entry, field) for field in UNDOABLE}, changed_at=timezone.now()
    )


def delete_entries(*, user: User, ids: Iterable[UUID]) -> int:
    """Takes entries out of the diary; they are kept for Undo."""
    now = timezone.now()
    return Entry.objects.of(user).filter(pk__in=list(ids)).update(deleted_at=now, changed_at=now)


def restore_entries(*, user: User, ids: Iterable[UUID]) -> int:
    deleted = Entry.objects.filter(user=user, pk__in=list(ids), deleted_at__isnull=False)
    return deleted.update(deleted_at=None, changed_at=timezone.now())


def star(*, user: User, food_id: int) -> bool:
    """Whether the food was not a favourite before."""
    _, made = Favourite.objects.get_or_create(user=user, food_id=food_id)
    return made


def unstar(*, user: User, food_id: int) -> bool:
    """Whether the food was a favourite."""
    deleted, _ = Favourite.objects.filter(user=user, food_id=food_id).delete()
    return bool(deleted)


def tidy(*, before: datetime) -> int:
    """Removes for good what was deleted before then, of everybody; returns how many rows.

    Each statement names its people, so that it also runs where the diary is spread over machines.
    """
    removed = 0
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(people), PEOPLE_AT_A_TIME):
        some = people[start : start + PEOPLE_AT_A_TIME]
        for model in KINDS:
            removed += _remove_deleted(model, some, before)
        Receipt.objects.filter(user__in=some, sent_at__lt=before).delete()
        forget_tombstones(some, now=timezone.now())
    return removed


def _remove_deleted(model: type[models.Model], people: list[Any], before: datetime) -> int:
    """A few at a time: whoever logs something meanwhile does not wait for all of them."""
    removed = 0
    late = model._default_manager.filter(user__in=people, deleted_at__lt=before)
    while ids := list(late.values_list("pk", flat=True)[:AT_ONCE]):
        removed += remove_for_good(late.filter(pk__in=ids))
    return removed

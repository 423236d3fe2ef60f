"""Writes to the diary. Each returns what its Undo needs."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid5

from django.db import IntegrityError
from django.utils import timezone

from accounts.clock import today_for
from accounts.data_version import changing_data
from accounts.models import User
from accounts.queries import profile_of
from accounts.sql import insert_all
from nutrition.diary.amounts import (
    Amount,
    CannotLog,
    FoodAmount,
    Pick,
    UnusualAmount,
    check_weight,
)
from nutrition.diary.days import DAY_NOT_HERE
from nutrition.diary.digests import check_digests, has_digests, other_request
from nutrition.diary.limits import check_day_counts, check_day_limit, needs_lock
from nutrition.diary.models import Day, Entry, Meal, Receipt
from nutrition.diary.picks import resolve_picks
from nutrition.diary.queries import day_statuses, entries_to_copy
from nutrition.diary.stored_ids import has_former_id, stored_ids
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food, FoodRevision
from nutrition.foods.own.models import OwnFoodRevision
from nutrition.intake.day_status import DayStatement


class LogResult(NamedTuple):
    """The entries logged under a client id, and the amounts of those not deleted.

    `is_new` is False when the same request was sent before: the entries are as they are now.
    """

    entries: list[Entry]
    foods: list[FoodAmount]
    is_new: bool

    @property
    def remaining(self) -> list[Entry]:
        return _not_deleted(self.entries)

    @property
    def on(self) -> date:
        return self.remaining[0].eaten_on

    @property
    def meal(self) -> Meal:
        return Meal(self.remaining[0].meal)


class CopyResult(NamedTuple):
    """The copies, and the titles of foods that are not in the table any more and were left out.

    `is_new` is False when the same request was sent before: the entries are as they are now,
    deleted ones too.
    """

    entries: list[Entry]
    left_out: tuple[str, ...]
    is_new: bool = True

    @property
    def remaining(self) -> list[Entry]:
        return _not_deleted(self.entries)


def _not_deleted(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.deleted_at is None]


def log_picks(
    *,
    user: User,
    on: date,
    meal: Meal,
    picks: Sequence[Pick],
    client_id: UUID,
    digest: int | None = None,
    at: time | None = None,
    is_sure: bool = True,
) -> LogResult:
    """Logs the foods as one step, once per client id; `at` is the time of day when it is known.

    `digest` is that of what was sent (digests.py). A resend is answered even when its foods are
    gone. The key (user, id) decides in the database: looking first would let two submits at once
    both insert. Raises CannotLog, and UnusualAmount unless the person `is_sure`.
    """
    ids = [_entry_id(client_id, position) for position in range(len(picks))]
    entries: list[Entry] = []
    try:
        foods, entries_before, was_logged = resolve_picks(user, picks, on, ids)
        unusual = next((food for food in foods if food.is_unusual), None)
        if unusual and not is_sure:
            raise UnusualAmount(unusual)
        common = {"user": user, "digest": digest, "eaten_on": on, "eaten_time": at, "meal": meal}
        entries = [
            Entry(**common, id=id_, **entry_columns(food.revision_id, food.amount))
            for id_, food in zip(ids, foods, strict=True)
        ]
        if was_logged:
            raise IntegrityError  # as for an id that a row has
        before, new = {on: entries_before}, {on: len(entries)}
        check_day_counts(Entry, before, new)
        with changing_data(user.pk):
            if needs_lock(before, new):
                check_day_limit(user=user, model=Entry, new=new)
            insert_all(entries)
        return LogResult(entries, foods, True)
    except (CannotLog, IntegrityError):
        stored = _entries_sent_before(user, ids, digest, entries)
        if not stored:
            raise
    return LogResult(stored, [_food_amount(entry) for entry in _not_deleted(stored)], False)


def entry_columns(revision_id: FoodKey, amount: Amount) -> dict[str, Any]:
    """The columns of an entry of this revision, shared or own."""
    own = "own_" if isinstance(revision_id, UUID) else ""
    return {
        f"{own}revision_id": revision_id,
        f"{own}portion_id": amount.portion_id,
        "grams": amount.grams,
        "quantity": amount.quantity,
    }


def _food_amount(entry: Entry) -> FoodAmount:
    food, revision = entry.food, entry.logged_revision
    return FoodAmount(food.key, food.title, revision.pk, entry.logged_amount, entry.eaten.amount)


def copy_entries(
    *,
    user: User,
    find_entries: Callable[[], Iterable[Entry]],
    to: date,
    client_id: UUID,
    digest: int | None = None,
    meal: Meal | None = None,
) -> CopyResult:
    """Logs the same amounts of the same foods on another day, each in its own meal or in `meal`.

    The copies take the newest values of their foods. `find_entries` gives the entries with their
    foods; it is not called for a resend, whose copies outlive the entries that were copied. Raises
    CannotLog, also when there is nothing to copy.
    """
    if copied := _copy_sent_before(user, client_id, digest):
        return copied
    copies, left_out = _make_copies(user, find_entries(), to, meal, client_id, digest)
    if not copies:
        why = (
            "These foods are not in the table any more" if left_out else "Nothing was logged there"
        )
        raise CannotLog(f"{why}. Nothing was copied.")
    receipt = Receipt(
        user=user,
        client_id=client_id,
        digest=digest,
        left_out=left_out,
        entries=[str(copy.id) for copy in copies],
    )
    try:
        with changing_data(user.pk):
            receipt.save(force_insert=True)
            if has_former_id(user, Entry.KIND, [copy.id for copy in copies]):
                raise IntegrityError  # as for an id that a row has
            check_day_limit(user=user, model=Entry, new={to: len(copies)})
            return CopyResult(Entry.objects.bulk_create(copies), tuple(left_out))
    except (CannotLog, IntegrityError):
        if copied := _copy_sent_before(user, client_id, digest):
            return copied
        # Receipts are removed in time, and older versions wrote none: ids identify the rows, too.
        stored = _entries_sent_before(user, [copy.id for copy in copies], digest, copies)
        if not stored:
            raise
    return CopyResult(stored, tuple(left_out), is_new=False)


def _make_copies(
    user: User,
    entries: Iterable[Entry],
    to: date,
    meal: Meal | None,
    client_id: UUID,
    digest: int | None,
) -> tuple[list[Entry], list[str]]:
    """The copies, not stored yet, and the titles of foods that are not in the table any more."""
    copies, left_out = [], []
    for entry in entries:
        food, amount = entry.food, entry.logged_amount
        if food.current_id is None or food.state != Food.State.ACTIVE:
            left_out.append(food.title)
            continue
        copies.append(
            Entry(
                user=user,
                id=uuid5(client_id, str(entry.id)),
                digest=digest,
                eaten_on=to,
                meal=meal or entry.meal,
                **entry_columns(_revision_to_copy(entry), amount),
            )
        )
    return copies, left_out


def _revision_to_copy(entry: Entry) -> FoodKey:
    """The newest of the food, but the same one where the newest has a weight and this one none, or
    the other way round: the amount would say nothing about it.
    """
    own = entry.own_revision
    if own is not None and (own.basis_grams is None) != (own.food.current.basis_grams is None):
        return cast(FoodKey, own.id)
    return cast(FoodKey, entry.food.current_id)


def copy_day(
    *, user: User, on: date, meal: Meal | None, to: date, client_id: UUID, digest: int | None = None
) -> CopyResult:
    """Copies a day, or one meal of it. Raises CannotLog, also for a copy onto the same day."""
    if to == on:
        raise CannotLog(
            "The copy would log the same foods twice on one day. Choose another day.", "day"
        )
    return copy_entries(
        user=user,
        find_entries=lambda: entries_to_copy(user, on, meal),
        to=to,
        client_id=client_id,
        digest=digest,
    )


def _copy_sent_before(user: User, client_id: UUID, digest: int | None) -> CopyResult | None:
    """The copy that the receipt for the id records; None without a receipt. Raises CannotLog."""
    receipt = Receipt.objects.filter(user=user, client_id=client_id).first()
    if receipt is None:
        return None
    check_digests([receipt], digest)
    entries = Entry.objects.filter(user=user, id__in=receipt.entries).with_foods().order_by("id")
    return CopyResult(list(entries), tuple(receipt.left_out), is_new=False)


def _entry_id(sent: UUID, position: int) -> UUID:
    """Foods sent together share one id: the first gets it, the others get ids derived from it."""
    return sent if position == 0 else uuid5(sent, str(position))


def _entries_sent_before(
    user: User, ids: Sequence[UUID], digest: int | None, new: Sequence[Entry]
) -> list[Entry]:
    """The entries under the ids. Raises CannotLog when another request made them: one that would
    not have logged `new`, where that is not known by its digest.
    """
    stored = stored_ids(user, Entry, ids)
    rows = Entry.objects.filter(user=user, id__in=stored.values()).with_foods()
    by_id = {row.id: row for row in rows}
    entries = [by_id[stored[id_]] for id_ in ids if id_ in stored]
    check_digests(entries, digest)
    if entries and not has_digests(entries, digest):
        foods = _foods_of(user, new)
        logged = [_content(entry, entry.food.key) for entry in entries]
        if logged != [_content(entry, foods[_revision_key(entry)]) for entry in new]:
            raise other_request()
    return entries


def _foods_of(user: User, entries: Iterable[Entry]) -> dict[FoodKey, FoodKey]:
    """The keys of foods by those of their revisions, of entries that are not stored."""
    keys = {_revision_key(entry) for entry in entries}
    shared = FoodRevision.objects.filter(pk__in=[key for key in keys if isinstance(key, int)])
    own = OwnFoodRevision.objects.filter(
        user=user, id__in=[key for key in keys if isinstance(key, UUID)]
    )
    return dict(shared.values_list("pk", "food")) | dict(own.values_list("id", "food_id"))


def _revision_key(entry: Entry) -> FoodKey:
    return cast(FoodKey, entry.revision_id or entry.own_revision_id)


def _content(entry: Entry, food_id: FoodKey) -> tuple[Any, ...]:
    return food_id, *(getattr(entry, field) for field in UNDOABLE)


# What a change can touch, and so what its Undo restores.
UNDOABLE = (
    "grams",
    "portion_id",
    "own_portion_id",
    "quantity",
    "meal",
    "eaten_on",
    "eaten_time",
)


def change_entry(*, entry: Entry, amount: Amount, meal: Meal, on: date, at: time | None) -> None:
    """Changes amount, meal, date or time. The revision stays the one that was logged.

    Raises CannotLog, and then leaves the entry as it is.
    """
    check_weight(entry.food.title, amount, entry.logged_revision.basis_grams)
    with changing_data(entry.user_id):
        check_day_limit(user=entry.user, model=Entry, new={} if on == entry.eaten_on else {on: 1})
        columns = entry_columns(entry.logged_revision.pk, amount)
        for name, value in columns.items():
            setattr(entry, name, value)
        entry.meal, entry.eaten_on, entry.eaten_time = meal, on, at
        _store_change(entry)


def move_entry(*, entry: Entry, meal: Meal) -> None:
    """Stores the entry with this meal."""
    with changing_data(entry.user_id):
        entry.meal = meal
        _store_change(entry)


def _store_change(entry: Entry) -> None:
    Entry.objects.filter(user=entry.user_id, id=entry.id).update(
        **{field: getattr(entry, field) for field in UNDOABLE}, changed_at=timezone.now()
    )


def delete_entries(*, user: User, ids: Iterable[UUID]) -> int:
    """Marks entries as deleted; they stay for Undo until remove_expired."""
    now, entries = timezone.now(), Entry.objects.of(user).filter(id__in=list(ids))
    with changing_data(user.pk):
        return entries.update(deleted_at=now, changed_at=now)


def restore_entries(*, user: User, ids: Iterable[UUID]) -> int:
    """Restores deleted entries; returns how many. Raises CannotLog."""
    deleted = Entry.objects.filter(user=user, id__in=list(ids), deleted_at__isnull=False)
    with changing_data(user.pk):
        days = Counter(deleted.values_list("eaten_on", flat=True))
        check_day_limit(user=user, model=Entry, new=days)
        return deleted.update(deleted_at=None, changed_at=timezone.now())


class FutureDay(Exception):
    """Nothing was stored: a day after the person's today cannot be complete."""

    def __init__(self) -> None:
        super().__init__(DAY_NOT_HERE)


def set_day_status(
    *, user: User, days: Iterable[date], status: DayStatement
) -> dict[date, DayStatement | None]:
    """Stores the status that the person gives the days; returns the earlier ones, for Undo.

    A day after today can be planned, but not completed: raises FutureDay.
    """
    days = list(days)
    if status == "complete" and days and max(days) > today_for(profile_of(user)):
        raise FutureDay
    before = day_statuses(user, days)
    rows = [Day(user=user, date=day, status=status) for day in days]
    with changing_data(user.pk, alone=True):
        Day.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["user", "date"], update_fields=["status"]
        )
    return before


def restore_day_statuses(*, user: User, before: Mapping[date, DayStatement | None]) -> int:
    """Restores the earlier status of each day, None for no status; returns the number of days."""
    without = [day for day, status in before.items() if status is None]
    with changing_data(user.pk, alone=True):
        Day.objects.filter(user=user, date__in=without).delete()
        for day, status in before.items():
            if status is not None:
                Day.objects.filter(user=user, date=day).update(status=status)
    return len(before)

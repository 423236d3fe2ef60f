"""Writes to the diary. Each returns what its Undo needs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User
from nutrition.diary.amounts import CannotLog, Helping, Unusual, Weighed, measure
from nutrition.diary.digests import check_digests
from nutrition.diary.limits import check_day_counts, check_day_limit, needs_lock
from nutrition.diary.models import Entry, Favourite, Meal, Receipt
from nutrition.diary.picks import Pick
from nutrition.diary.queries import entries_to_copy
from nutrition.diary.tombstones import (
    BATCH_SIZE,
    TOMBSTONE_KINDS,
    forget_tombstones,
    remove_for_good,
)
from nutrition.foods.models import Food
from nutrition.intake.totals import PER_100_G

# How many people `tidy` goes through at a time.
PEOPLE_AT_A_TIME = 500


class LogResult(NamedTuple):
    """The entries and what those that are not deleted hold.

    `is_new` is False when the same thing was sent before: they are as they are now.
    """

    entries: list[Entry]
    helpings: list[Helping]
    is_new: bool

    @property
    def kept(self) -> list[Entry]:
        """Those that are not deleted."""
        return [entry for entry in self.entries if entry.deleted_at is None]

    @property
    def on(self) -> date:
        return self.kept[0].eaten_on

    @property
    def meal(self) -> Meal:
        return Meal(self.kept[0].meal)


@dataclass(frozen=True, slots=True)
class CopyResult:
    """The new entries, and the foods that could not be copied: they are not in the table any more.

    `is_new` is False when the same thing was sent before: the entries are as they are now, deleted
    ones too.
    """

    entries: list[Entry]
    left_out: tuple[str, ...]
    is_new: bool = True

    @property
    def kept(self) -> list[Entry]:
        """Those that are not deleted."""
        return [entry for entry in self.entries if entry.deleted_at is None]


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
    gone. The unique (user, client_id) decides in the database: looking first would let two submits
    at once both insert. Raises CannotLog, and Unusual when the person is not `is_sure` yet.
    """
    try:
        helpings, there = measure(user, picks, on)
        unusual = next((helping for helping in helpings if helping.is_unusual), None)
        if unusual and not is_sure:
            raise Unusual(unusual)
        entries = [
            Entry(
                user=user,
                client_id=_client_id(client_id, position),
                digest=digest,
                eaten_on=on,
                eaten_time=at,
                meal=meal,
                revision_id=helping.revision_id,
                grams=helping.amount.grams,
                portion=helping.amount.portion,
                quantity=helping.amount.quantity,
            )
            for position, helping in enumerate(helpings)
        ]
        counted, new = {on: there}, {on: len(entries)}
        check_day_counts(Entry, counted, new)
        with transaction.atomic():
            if needs_lock(counted, new):
                check_day_limit(user=user, model=Entry, new=new)
            return LogResult(Entry.objects.bulk_create(entries), helpings, True)
    except (CannotLog, IntegrityError):
        known = _known(
            user, [_client_id(client_id, position) for position in range(len(picks))], digest
        )
        if not known:
            raise
    return LogResult(known, [_held(entry) for entry in known if entry.deleted_at is None], False)


def _held(entry: Entry) -> Helping:
    amount = Weighed(entry.grams, entry.portion, entry.quantity)
    mg = None if entry.mg_per_100g is None else entry.mg_per_100g * entry.grams * PER_100_G
    return Helping(entry.revision.food.title, entry.revision_id, amount, mg)


def copy_entries(
    *,
    user: User,
    entries: Iterable[Entry],
    to: date,
    client_id: UUID,
    digest: int | None = None,
    meal: Meal | None = None,
) -> CopyResult:
    """Logs the same amounts of the same foods on another day, each in its own meal or in `meal`.

    A new meal is a new fact: it takes the newest values of its foods. The same thing sent again is
    answered from what it made, whatever became of `entries`: they are read only for a new one.
    Raises CannotLog, also when there is nothing to copy. The entries come with their foods.
    """
    if copied := _copied(user, client_id, digest):
        return copied
    copies, left_out = _copies(user, entries, to, meal, client_id, digest)
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
        entries=[str(copy.pk) for copy in copies],
    )
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
            check_day_limit(user=user, model=Entry, new={to: len(copies)})
            return CopyResult(Entry.objects.bulk_create(copies), tuple(left_out))
    except (CannotLog, IntegrityError):
        if copied := _copied(user, client_id, digest):
            return copied
        # Receipts are not kept for ever, and older versions gave none: ids identify the rows, too.
        known = _known(user, [copy.client_id for copy in copies], digest)
        if not known:
            raise
    return CopyResult(known, tuple(left_out), is_new=False)


def _copies(
    user: User,
    entries: Iterable[Entry],
    to: date,
    meal: Meal | None,
    client_id: UUID,
    digest: int | None,
) -> tuple[list[Entry], list[str]]:
    """Not stored yet; and the titles of the foods that the table does not have any more."""
    copies, left_out = [], []
    for entry in entries:
        food = entry.revision.food
        if food.current_id is None or food.state != Food.State.ACTIVE:
            left_out.append(food.title)
            continue
        copies.append(
            Entry(
                user=user,
                client_id=uuid5(client_id, str(entry.pk)),
                digest=digest,
                eaten_on=to,
                meal=meal or entry.meal,
                revision_id=food.current_id,
                grams=entry.grams,
                portion_id=entry.portion_id,
                quantity=entry.quantity,
            )
        )
    return copies, left_out


def copy_day(
    *, user: User, on: date, meal: Meal | None, to: date, client_id: UUID, digest: int | None = None
) -> CopyResult:
    """The same for a day, or one meal of it. Raises CannotLog, also for a copy onto itself."""
    if to == on:
        raise CannotLog(
            "The copy would log the same foods twice on one day. Choose another day.", "day"
        )
    entries = entries_to_copy(user, on, meal)
    return copy_entries(user=user, entries=entries, to=to, client_id=client_id, digest=digest)


def _copied(user: User, client_id: UUID, digest: int | None) -> CopyResult | None:
    """What was copied under the id before."""
    receipt = Receipt.objects.filter(user=user, client_id=client_id).first()
    if receipt is None:
        return None
    check_digests([receipt], digest)
    entries = (
        Entry.objects.filter(user=user, pk__in=receipt.entries)
        .select_related("revision__food")
        .order_by("pk")
    )
    return CopyResult(list(entries), tuple(receipt.left_out), is_new=False)


def _client_id(sent: UUID, position: int) -> UUID:
    """Several foods come with one id: the first keeps it, the others derive theirs from it."""
    return sent if position == 0 else uuid5(sent, str(position))


def _known(user: User, client_ids: Sequence[UUID], digest: int | None) -> list[Entry]:
    """What was made under the ids before. Raises CannotLog when it was made of something else."""
    known = list(
        Entry.objects.filter(user=user, client_id__in=client_ids)
        .with_amounts()
        .select_related("revision__food", "portion")
    )
    check_digests(known, digest)
    return sorted(known, key=lambda entry: client_ids.index(entry.client_id))


# What a change can touch, and so what its Undo puts back.
UNDOABLE = ("grams", "portion_id", "quantity", "meal", "eaten_on", "eaten_time")


def change_entry(*, entry: Entry, amount: Weighed, meal: Meal, on: date, at: time | None) -> None:
    """Changes amount, meal, date or time. The revision stays the one that was logged. Raises
    CannotLog, and then leaves the entry as it is."""
    with transaction.atomic():
        check_day_limit(user=entry.user, model=Entry, new={} if on == entry.eaten_on else {on: 1})
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


@transaction.atomic
def restore_entries(*, user: User, ids: Iterable[UUID]) -> int:
    """Puts deleted entries back; how many. Raises CannotLog."""
    deleted = Entry.objects.filter(user=user, pk__in=list(ids), deleted_at__isnull=False)
    check_day_limit(user=user, model=Entry, new=Counter(deleted.values_list("eaten_on", flat=True)))
    return deleted.update(deleted_at=None, changed_at=timezone.now())


def star(*, user: User, food_id: int) -> bool:
    """Whether the food was not a favourite before, and is in the table."""
    if not Food.objects.seen_by(user).filter(pk=food_id).exists():
        return False
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
        for model in TOMBSTONE_KINDS:
            removed += _remove_deleted(model, some, before)
        Receipt.objects.filter(user__in=some, sent_at__lt=before).delete()
        forget_tombstones(some, now=timezone.now())
    return removed


def _remove_deleted(model: type[models.Model], people: list[Any], before: datetime) -> int:
    """A few at a time: whoever logs something meanwhile does not wait for all of them."""
    removed = 0
    late = model._default_manager.filter(user__in=people, deleted_at__lt=before)
    while ids := list(late.values_list("pk", flat=True)[:BATCH_SIZE]):
        removed += remove_for_good(late.filter(pk__in=ids))
    return removed

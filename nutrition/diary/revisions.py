"""Entries keep the values they were logged with, until a person accepts a food's newer ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.data_version import changing_data
from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.keys import FoodKey, read_key, write_key
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood


class RevisionMagnesium(NamedTuple):
    """mg in so many grams; None is unknown. Without `basis` it is in one portion."""

    mg: Decimal | None
    basis: Decimal | None


@dataclass(frozen=True, slots=True)
class NewerValues:
    """How many entries have older values, and the values."""

    entries: int
    older: tuple[RevisionMagnesium, ...]
    newer: RevisionMagnesium


# The keys of the revisions that entries had, each with the instant of the change, by which Undo
# finds them.
RevisionMoves = list[tuple[str, str]]


def newer_values(user: User, food: Food | OwnFood) -> NewerValues | None:
    """None where no entry has older values. Most foods have one revision and need no query."""
    current = food.current
    if current is None or current.number == 1:
        return None
    revision, values = "revision", ["revision__mg_per_100g"]
    if food.is_own:
        revision = "own_revision"
        values = ["own_revision__magnesium_mg", "own_revision__basis_grams"]
    older = list(
        _older_entries(user, food)
        .order_by(f"{revision}__number")
        .values_list(f"{revision}__number", *values)
        .annotate(count=Count("id"))
    )
    if not older:
        return None
    amounts = [
        RevisionMagnesium(mg, basis[0] if basis else HUNDRED_GRAMS) for _, mg, *basis, _ in older
    ]
    return NewerValues(
        entries=sum(row[-1] for row in older),
        older=tuple(dict.fromkeys(amounts)),
        newer=RevisionMagnesium(current.magnesium_mg, current.basis_grams),
    )


def _older_entries(user: User, food: Food | OwnFood) -> QuerySet[Entry]:
    """Those that could have the newest values: not where one has a weight and the other none."""
    entries = Entry.objects.of(user)
    if isinstance(food, Food):
        return entries.filter(revision__food=food).exclude(revision=food.current)
    return entries.filter(
        own_revision__food_id=food.id, grams__isnull=food.current.basis_grams is None
    ).exclude(own_revision_id=food.current_id)


def use_current_revision(*, user: User, food: Food | OwnFood) -> RevisionMoves:
    """Points the person's entries of the food to its newest values.

    Returns what restore_revisions needs.
    """
    if food.current_id is None:
        return []
    column = "own_revision_id" if food.is_own else "revision_id"
    keys = sorted(set(_older_entries(user, food).values_list(column, flat=True)))
    now = timezone.now()
    moved: RevisionMoves = []
    with changing_data(user.pk):
        for place, key in enumerate(keys):
            # An instant of its own for each revision tells them apart; ids of all entries would
            # make the note too long.
            instant = now + timedelta(microseconds=place)
            _move(Entry.objects.of(user), key, food.current_id, at=instant)
            moved.append((write_key(key), instant.isoformat()))
    return moved


def _move(entries: QuerySet[Entry], source: FoodKey, target: FoodKey, *, at: datetime) -> int:
    column = "revision_id" if isinstance(source, int) else "own_revision_id"
    return entries.filter(**{column: source}).update(**{column: target}, changed_at=at)


def restore_revisions(*, user: User, newer_id: FoodKey, moved: RevisionMoves) -> int:
    """Gives entries their older values back, except those changed since; returns how many."""
    entries, now, count = Entry.objects.of(user), timezone.now(), 0
    with changing_data(user.pk):
        for older, instant in moved:
            key = read_key(str(older))  # notes of older versions have numbers
            if key is not None and type(key) is type(newer_id):
                moved_then = entries.filter(changed_at=datetime.fromisoformat(instant))
                count += _move(moved_then, newer_id, key, at=now)
    return count

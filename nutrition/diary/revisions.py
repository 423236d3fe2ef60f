"""Entries keep the values they were logged with, until a person accepts a food's newer ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.models import Food


@dataclass(frozen=True, slots=True)
class NewerValues:
    """How many entries have older values, and the values in mg per 100 g; None is unknown."""

    entries: int
    older_mg: tuple[Decimal | None, ...]
    newer_mg: Decimal | None


# The revisions that entries had, each with the instant of the change, by which Undo finds them.
RevisionMoves = list[tuple[int, str]]


def newer_values(user: User, food: Food) -> NewerValues | None:
    """None where no entry has older values. Most foods have one revision and need no query."""
    if food.current is None or food.current.number == 1:
        return None
    older = list(
        Entry.objects.of(user)
        .filter(revision__food=food)
        .exclude(revision=food.current)
        .order_by("revision__number")
        .values_list("revision__number", "revision__mg_per_100g")
        .annotate(count=Count("id"))
    )
    if not older:
        return None
    return NewerValues(
        entries=sum(count for _, _, count in older),
        older_mg=tuple(dict.fromkeys(mg for _, mg, _ in older)),
        newer_mg=food.current.mg_per_100g,
    )


@transaction.atomic
def use_current_revision(*, user: User, food: Food) -> RevisionMoves:
    """Points the person's entries of the food to its newest values.

    Returns what restore_revisions needs.
    """
    entries = Entry.objects.of(user).filter(revision__food=food).exclude(revision=food.current)
    now = timezone.now()
    moved: RevisionMoves = []
    for place, revision_id in enumerate(sorted(set(entries.values_list("revision_id", flat=True)))):
        # An instant of its own for each revision tells them apart; ids of all entries would make
        # the note too long.
        instant = now + timedelta(microseconds=place)
        Entry.objects.of(user).filter(revision=revision_id).update(
            revision=food.current, changed_at=instant
        )
        moved.append((revision_id, instant.isoformat()))
    return moved


@transaction.atomic
def restore_revisions(*, user: User, newer_id: int, moved: RevisionMoves) -> int:
    """Gives entries their older values back, except those changed since; returns how many."""
    return sum(
        Entry.objects.of(user)
        .filter(revision=newer_id, changed_at=datetime.fromisoformat(instant))
        .update(revision=older_id, changed_at=timezone.now())
        for older_id, instant in moved
    )

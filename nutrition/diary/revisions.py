"""Entries keep the values they were logged with; here a person may accept a food's newer ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.models import Food, Nutrient, NutrientAmount


@dataclass(frozen=True, slots=True)
class NewerValues:
    """How many entries have older values, and both values in mg per 100 g; None is unknown."""

    entries: int
    older_mg: tuple[Decimal | None, ...]
    newer_mg: Decimal | None


# A revision that entries had, and the instant at which they left it, by which they are found again.
Moved = list[tuple[int, str]]


def newer_values(user: User, food: Food) -> NewerValues | None:
    """None where no entry could change: most foods have one revision and cost no query."""
    if food.current is None or food.current.number == 1:
        return None
    older = list(
        Entry.objects.of(user)
        .filter(revision__food=food)
        .exclude(revision=food.current)
        .order_by("revision__number")
        .values_list("revision_id")
        .annotate(count=Count("id"))
    )
    if not older:
        return None
    revisions = [revision_id for revision_id, _ in older]
    mg = dict(
        NutrientAmount.objects.filter(
            revision__in=[*revisions, food.current.pk], nutrient=Nutrient.MAGNESIUM
        ).values_list("revision_id", "amount")
    )
    return NewerValues(
        entries=sum(count for _, count in older),
        older_mg=tuple(dict.fromkeys(mg.get(revision_id) for revision_id in revisions)),
        newer_mg=mg.get(food.current.pk),
    )


@transaction.atomic
def use_current_revision(*, user: User, food: Food) -> Moved:
    """Lets the person's entries of the food point at its newest values; returns what
    put_back_revisions needs.
    """
    entries = Entry.objects.of(user).filter(revision__food=food).exclude(revision=food.current)
    now = timezone.now()
    moved: Moved = []
    for place, revision_id in enumerate(sorted(set(entries.values_list("revision_id", flat=True)))):
        # Each revision gets an instant of its own, short enough for a note.
        instant = now + timedelta(microseconds=place)
        Entry.objects.of(user).filter(revision=revision_id).update(
            revision=food.current, changed_at=instant
        )
        moved.append((revision_id, instant.isoformat()))
    return moved


@transaction.atomic
def put_back_revisions(*, user: User, newer_id: int, moved: Moved) -> int:
    """How many entries got their older values again; those changed since keep what they have."""
    return sum(
        Entry.objects.of(user)
        .filter(revision=newer_id, changed_at=datetime.fromisoformat(instant))
        .update(revision=older_id, changed_at=timezone.now())
        for older_id, instant in moved
    )

"""Rows that go for good leave a tombstone for programs with a copy of the diary."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from nutrition.diary.models import Dose, Entry, Tombstone, Water

# Whoever asked last before this has to read everything again.
SYNC_PERIOD = timedelta(days=90)
# One day longer, so that none is tidied away between the question and its answer.
TOMBSTONE_LIFETIME = SYNC_PERIOD + timedelta(days=1)
TOMBSTONE_KINDS: dict[type[models.Model], Tombstone.Kind] = {
    Entry: Tombstone.Kind.ENTRY,
    Dose: Tombstone.Kind.DOSE,
    Water: Tombstone.Kind.WATER,
}
BATCH_SIZE = 500


@transaction.atomic
def remove_for_good(rows: models.QuerySet[models.Model]) -> int:
    """Deletes rows of any people; returns how many. Give it BATCH_SIZE at most at a time."""
    gone = list(rows.select_for_update().values_list("user_id", "pk"))
    if kind := TOMBSTONE_KINDS.get(rows.model):
        now = timezone.now()
        Tombstone.objects.bulk_create(
            Tombstone(user_id=user_id, kind=kind, row_id=id_, removed_at=now)
            for user_id, id_ in gone
        )
    people, ids = {user_id for user_id, _ in gone}, [id_ for _, id_ in gone]
    return (
        rows.model._default_manager.filter(user__in=people, pk__in=ids).delete()[0] if gone else 0
    )


def forget_tombstones(people: list[int], *, now: datetime) -> int:
    return Tombstone.objects.filter(
        user__in=people, removed_at__lt=now - TOMBSTONE_LIFETIME
    ).delete()[0]

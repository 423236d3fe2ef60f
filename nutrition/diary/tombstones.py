"""Rows that go for good leave a tombstone for programs with a copy of the diary."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from nutrition.diary.models import Dose, Entry, Tombstone, Water

# Whoever asked last before this has to read everything again.
REMEMBERED = timedelta(days=90)
# One day longer, so that none is tidied away between the question and its answer.
KEPT = REMEMBERED + timedelta(days=1)
KINDS: dict[type[models.Model], Tombstone.Kind] = {
    Entry: Tombstone.Kind.ENTRY,
    Dose: Tombstone.Kind.DOSE,
    Water: Tombstone.Kind.WATER,
}
AT_ONCE = 500


@transaction.atomic
def remove_for_good(rows: models.QuerySet[models.Model]) -> int:
    """Deletes rows, which name their people; returns how many. AT_ONCE make a short transaction."""
    gone = list(rows.select_for_update().values_list("user_id", "pk"))
    if kind := KINDS.get(rows.model):
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
    return Tombstone.objects.filter(user__in=people, removed_at__lt=now - KEPT).delete()[0]

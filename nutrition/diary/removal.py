"""Removing rows for good. Each leaves a tombstone for programs with a copy of the diary."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from nutrition.diary.models import Dose, Entry, Receipt, Tombstone, Water

# A program that last asked before this has to read everything again.
SYNC_PERIOD = timedelta(days=90)
# One day longer, so that no tombstone goes between a program's question and its answer.
TOMBSTONE_LIFETIME = SYNC_PERIOD + timedelta(days=1)
TOMBSTONE_KINDS: dict[type[models.Model], Tombstone.Kind] = {
    Entry: Tombstone.Kind.ENTRY,
    Dose: Tombstone.Kind.DOSE,
    Water: Tombstone.Kind.WATER,
}
# Few enough rows for a short transaction: others who write do not wait long.
BATCH_SIZE = 500
PEOPLE_AT_A_TIME = 500


def remove_expired(*, before: datetime) -> int:
    """Removes everybody's rows that were deleted before then; returns how many.

    Receipts of that time and old tombstones go, too. Each statement names its people, so that it
    also runs where the diary is spread over machines.
    """
    removed = 0
    everybody = list(User.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(everybody), PEOPLE_AT_A_TIME):
        people = everybody[start : start + PEOPLE_AT_A_TIME]
        for model in TOMBSTONE_KINDS:
            removed += _remove_deleted(model, people, before)
        Receipt.objects.filter(user__in=people, sent_at__lt=before).delete()
        Tombstone.objects.filter(
            user__in=people, removed_at__lt=timezone.now() - TOMBSTONE_LIFETIME
        ).delete()
    return removed


def _remove_deleted(model: type[models.Model], people: list[Any], before: datetime) -> int:
    removed = 0
    expired = model._default_manager.filter(user__in=people, deleted_at__lt=before)
    while ids := list(expired.values_list("pk", flat=True)[:BATCH_SIZE]):
        removed += remove_for_good(expired.filter(pk__in=ids))
    return removed


@transaction.atomic
def remove_for_good(rows: models.QuerySet[models.Model]) -> int:
    """Deletes the rows, at most BATCH_SIZE of any people, and returns how many it deleted."""
    keys = list(rows.select_for_update().values_list("user_id", "pk"))
    if not keys:
        return 0
    if kind := TOMBSTONE_KINDS.get(rows.model):
        now = timezone.now()
        Tombstone.objects.bulk_create(
            Tombstone(user_id=user_id, kind=kind, row_id=id_, removed_at=now)
            for user_id, id_ in keys
        )
    people, ids = {user_id for user_id, _ in keys}, [id_ for _, id_ in keys]
    return rows.model._default_manager.filter(user__in=people, pk__in=ids).delete()[0]

"""Removing rows for good. Each leaves a tombstone for programs with a copy of the diary."""

from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from accounts.data_version import changing_data
from accounts.models import User
from nutrition.diary.models import Dose, Entry, Receipt, Tombstone, Water
from nutrition.diary.rows import DiaryKind, DiaryRow, FormerId

# A program that last asked before this has to read everything again.
SYNC_PERIOD = timedelta(days=90)
# One day longer, so that no tombstone goes between a program's question and its answer.
TOMBSTONE_LIFETIME = SYNC_PERIOD + timedelta(days=1)
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
        for model in (Entry, Dose, Water):
            removed += _remove_deleted(model, people, before)
        Receipt.objects.filter(user__in=people, sent_at__lt=before).delete()
        Tombstone.objects.filter(
            user__in=people, removed_at__lt=timezone.now() - TOMBSTONE_LIFETIME
        ).delete()
    return removed


def _remove_deleted(model: type[models.Model], people: list[Any], before: datetime) -> int:
    removed = 0
    expired = model._default_manager.filter(user__in=people, deleted_at__lt=before)
    while keys := list(expired.values_list("pk", flat=True)[:BATCH_SIZE]):
        removed += remove_for_good(expired.filter(pk__in=keys))
    return removed


@transaction.atomic
def remove_for_good(rows: models.QuerySet[models.Model]) -> int:
    """Deletes the rows, at most BATCH_SIZE of any people, and returns how many it deleted."""
    removed = 0
    keys = rows.order_by("user_id").select_for_update().values_list("user_id", "id")
    for user_id, of_person in groupby(keys, itemgetter(0)):
        ids = [id_ for _, id_ in of_person]
        if issubclass(rows.model, DiaryRow):
            _leave_tombstones(user_id, rows.model.KIND, ids)
        # Two people may have rows with the same id.
        with changing_data(user_id):
            removed += rows.model._default_manager.filter(user=user_id, id__in=ids).delete()[0]
    return removed


def _leave_tombstones(user_id: int, kind: DiaryKind, ids: list[UUID]) -> None:
    now = timezone.now()
    Tombstone.objects.bulk_create(
        Tombstone(user_id=user_id, kind=kind, row_id=id_, removed_at=now) for id_ in ids
    )
    FormerId.objects.filter(user=user_id, kind=kind, row_id__in=ids).delete()

"""Reads that only the API needs."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from nutrition.diary.models import Dose, Entry, Water
from nutrition.foods.models import Food


def entries_of(user: User) -> QuerySet[Any]:
    """All entries of the person, deleted ones too, with everything that an EntryOut shows."""
    return (
        Entry.objects.filter(user=user)
        .with_client_ids()
        .with_amounts()
        .with_foods()
        .select_related("revision__food__source", "portion")
    )


def entries_on(user: User, on: date, limit: int) -> list[Any]:
    """The day's entries in the order of the page: up to `limit`, and one more if there are more."""
    entries = entries_of(user).filter(eaten_on=on, deleted_at__isnull=True)
    return list(entries.order_by("meal", "logged_at", "id")[: limit + 1])


def doses_of(user: User) -> QuerySet[Any]:
    """All doses of the person, deleted ones too, with everything that a DoseOut shows."""
    return Dose.objects.filter(user=user).with_client_ids()


def waters_of(user: User) -> QuerySet[Any]:
    return Water.objects.filter(user=user).with_client_ids()


def taken_on(rows: QuerySet[Any], on: date) -> list[Any]:
    """Those of the doses or waters that were taken on the day."""
    return list(rows.filter(taken_on=on, deleted_at__isnull=True).order_by("logged_at", "id"))


def foods_by_source(user: User, source_id: str, source: str | None) -> list[int]:
    """Ids of the foods with this number; more than one where sources share a number."""
    foods = Food.objects.visible_to(user).filter(source_ref=source_id)
    if source:
        foods = foods.filter(source__code=source)
    return list(foods.order_by("rank", "id").values_list("id", flat=True)[:50])


def foods_after(user: User, food_id: int, limit: int) -> list[int]:
    """Ids of the foods that the person may log, in the order of their ids."""
    foods = Food.objects.visible_to(user).filter(pk__gt=food_id, current__isnull=False)
    return list(foods.order_by("id").values_list("id", flat=True)[:limit])

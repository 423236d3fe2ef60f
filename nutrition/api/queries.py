"""Reads that only the API needs."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from nutrition.diary.models import Dose, Entry, Water
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food, Portion
from nutrition.foods.own.models import OwnFood, OwnPortion
from nutrition.foods.queries import portions_of


def entries_of(user: User) -> QuerySet[Any]:
    """All entries of the person, deleted ones too, with everything that an EntryOut shows."""
    return Entry.objects.filter(user=user).with_client_ids().with_foods()


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


def foods_by_source(user: User, source_id: str, source: str | None, limit: int) -> list[FoodKey]:
    """Keys of the foods with this number, the person's own last; more than one where sources share
    a number.
    """
    named = {"source_ref": source_id} | ({"source__code": source} if source else {})
    shared = Food.objects.filter(state=Food.State.ACTIVE, **named).order_by("rank", "id")
    return _keys(shared, _own_foods(user).filter(**named), limit)


def foods_after(user: User, key: FoodKey | None, limit: int) -> list[FoodKey]:
    """Keys of the foods that the person may log: the shared ones by number, then the person's own
    in the order in which they were made.
    """
    shared = Food.objects.filter(state=Food.State.ACTIVE, current__isnull=False).order_by("id")
    own = _own_foods(user).filter(current_id__isnull=False)
    if isinstance(key, UUID):
        return _keys(shared.none(), own.filter(id__gt=key), limit)
    return _keys(shared.filter(id__gt=key or 0), own, limit)


def _own_foods(user: User) -> QuerySet[OwnFood]:
    return OwnFood.objects.filter(user=user, state=OwnFood.State.ACTIVE).order_by("id")


def _keys(shared: QuerySet[Food], own: QuerySet[OwnFood], limit: int) -> list[FoodKey]:
    """Up to `limit`. One query, two where there are not enough shared foods."""
    keys: list[FoodKey] = list(shared.values_list("id", flat=True)[:limit])
    keys += own.values_list("id", flat=True)[: limit - len(keys)]
    return keys


def portion_of(food: Food | OwnFood, key: FoodKey) -> Portion | OwnPortion | None:
    """The food's portion with this id, or, if it is an own one, with this former number."""
    for portion in portions_of(food):
        if key in (portion.id, getattr(portion, "former_number", None)):
            return portion
    return None

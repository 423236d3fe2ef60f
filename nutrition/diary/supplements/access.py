"""Whose labels they are. What is not yours does not exist (404)."""

from typing import TypeVar, cast
from uuid import UUID

from django.http import Http404

from accounts.models import User
from nutrition.diary.models import Dose, Product, Water
from nutrition.diary.supplements.actions import MODELS

Row = TypeVar("Row")


def own_dose(user: User, dose_id: UUID) -> Dose:
    return _found(Dose.objects.of(user).filter(pk=dose_id).first())


def own_water(user: User, water_id: UUID) -> Water:
    return _found(Water.objects.of(user).filter(pk=water_id).first())


def own_product(user: User, product_id: UUID) -> Product:
    return _found(
        Product.objects.filter(user=user, pk=product_id, forgotten_at__isnull=True).first()
    )


def own_deleted_label(user: User, kind: str, id_: UUID) -> Dose | Water:
    """A dose or a water that the person deleted, as long as it is kept."""
    rows = MODELS[kind].objects.filter(user=user, pk=id_, deleted_at__isnull=False)
    return cast(Dose | Water, _found(rows.first()))


def _found(row: Row | None) -> Row:
    if row is None:
        raise Http404("No such thing in your diary.")
    return row

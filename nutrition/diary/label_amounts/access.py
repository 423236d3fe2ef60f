"""Doses and waters of the signed-in person. Another person's give 404, as if they did not exist."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404

from accounts.models import User
from nutrition.diary.label_amounts.actions import MODELS
from nutrition.diary.models import Dose, Water

Row = TypeVar("Row", bound=Model)


def row_or_404(rows: QuerySet[Row], id_: UUID) -> Row:
    row = rows.filter(id=id_).first()
    if row is None:
        raise Http404("No such thing in your diary.")
    return row


def own_deleted_label_amount(user: User, kind: str, id_: UUID) -> Dose | Water:
    """A dose or a water that the person deleted and can still restore."""
    rows: QuerySet[Any] = MODELS[kind]._default_manager.filter(user=user, deleted_at__isnull=False)
    return row_or_404(rows, id_)

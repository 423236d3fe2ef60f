"""Finds rows of the diary by the ids that were sent with them."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import User
from nutrition.diary.models import Dose, Entry, Water
from nutrition.diary.rows import DiaryKind, FormerId

IDS_AT_ONCE = 500


def stored_ids(
    user: User, model: type[Entry] | type[Dose] | type[Water], sent: Sequence[UUID]
) -> dict[UUID, UUID]:
    """The ids of the person's rows, deleted ones too, by the id that was sent; others are left out.

    They are the same, except for rows of older versions (FormerId). One id can be both, of two
    rows: under it a program sent the row that had it formerly.
    """
    found: dict[UUID, UUID] = {}
    rows = model._default_manager.filter(user=user)
    former = FormerId.objects.filter(user=user, kind=model.KIND)
    for start in range(0, len(sent), IDS_AT_ONCE):
        some = sent[start : start + IDS_AT_ONCE]
        found |= {id_: id_ for id_ in rows.filter(id__in=some).values_list("id", flat=True)}
        found |= former.filter(id__in=some).values_list("id", "row_id")
    return found


def has_former_id(user: User, kind: DiaryKind, sent: Sequence[UUID]) -> bool:
    """Whether one of the ids names a row of an older version."""
    return FormerId.objects.filter(user=user, kind=kind, id__in=sent).exists()

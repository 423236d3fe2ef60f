"""Entries of the signed-in person. Another person's give 404, as if they did not exist."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from nutrition.diary.models import Entry


def own_entry(user: User, entry_id: UUID) -> Entry:
    """The person's entry with its food, portion and amounts, unless it is deleted."""
    entry = Entry.objects.of(user).with_foods().filter(id=entry_id).first()
    if entry is None:
        raise Http404("No such entry in your diary.")
    return entry


def own_deleted_entry(user: User, entry_id: UUID) -> Entry:
    """An entry that the person deleted and can still restore."""
    entry = (
        Entry.objects.filter(user=user, deleted_at__isnull=False, id=entry_id).with_foods().first()
    )
    if entry is None:
        raise Http404("No such deleted entry in your diary.")
    return entry

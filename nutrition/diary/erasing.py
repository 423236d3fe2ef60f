"""Erasing a person: everything in every room."""

from datetime import datetime

from django.db import transaction

from accounts import leaving
from accounts.models import User
from nutrition.foods.own import delete_own_foods


def erase_who_left(*, now: datetime) -> int:
    """Erases the accounts whose time is over and what is left of sessions and counters; returns how
    many accounts.

    Their bytes may still be in the files: leaving.wipe_freed_space() comes after this.
    """
    people = leaving.due(now)
    leaving.erase_sessions(people)
    erased = sum(_erase_if_due(user, now) for user in people)
    leaving.forget_old_counters()
    return erased


@transaction.atomic
def _erase_if_due(user: User, now: datetime) -> bool:
    """Whether the person was erased; not if they took it back a moment ago."""
    if not leaving.still_due(user, now):
        return False
    erase(user)
    return True


@transaction.atomic
def erase(user: User) -> None:
    """The account with all its rows: what was logged first, own foods are under it."""
    leaving.erase_rows(user)
    delete_own_foods(user=user)
    leaving.erase_account(user)
    leaving.note_wipe_as_due()

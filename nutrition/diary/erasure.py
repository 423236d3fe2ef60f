"""Erasing a person: everything in every room."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.security import deletion
from nutrition.foods.own_foods import delete_own_foods


def erase_who_left(*, now: datetime) -> int:
    """Erases the accounts whose time is over and what is left of sessions and counters; returns how
    many accounts.

    Their bytes may still be in the files: deletion.wipe_freed_space() comes after this.
    """
    people = deletion.accounts_due(now)
    deletion.erase_sessions(people)
    erased = sum(_erase_if_due(user, now) for user in people)
    deletion.delete_expired_counters()
    return erased


@transaction.atomic
def _erase_if_due(user: User, now: datetime) -> bool:
    """Whether the person was erased; not if they took it back a moment ago."""
    if not deletion.lock_if_due(user, now):
        return False
    erase(user)
    return True


@transaction.atomic
def erase(user: User) -> None:
    """The account with all its rows: what was logged first, own foods are under it."""
    deletion.erase_rows(user)
    delete_own_foods(user=user)
    deletion.erase_account(user)
    deletion.mark_wipe_due()

"""Erases people with all their data."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.security import deletion


def erase_due_accounts(*, now: datetime) -> int:
    """Erases accounts whose deletion is due, and expired sessions and counters.

    Returns the number of accounts. Their bytes may still be in the database's files: call
    deletion.wipe_freed_space() afterwards.
    """
    people = deletion.accounts_due(now)
    deletion.erase_sessions(people)
    erased = sum(_erase_if_due(user, now) for user in people)
    deletion.delete_expired_counters()
    return erased


@transaction.atomic
def _erase_if_due(user: User, now: datetime) -> bool:
    """Whether the person was erased: they may have cancelled the deletion a moment ago."""
    if not deletion.lock_if_due(user, now):
        return False
    erase(user)
    return True


@transaction.atomic
def erase(user: User) -> None:
    """Erases the account and all its rows."""
    deletion.erase_rows(user)
    deletion.erase_account(user)
    deletion.mark_wipe_due()

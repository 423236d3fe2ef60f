"""Deleting an account: 14 days in which its owner may keep it, then all rows of the person are
erased."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, models
from django.utils import timezone

from accounts.models import User
from accounts.own_rows import OwnReference
from accounts.queries import emails_of, profile_of
from accounts.rate_limits import delete_expired_attempts
from accounts.security.sign_in_methods import sign_out

GRACE_PERIOD = timedelta(days=14)
WIPE_FAILED = (
    "SQLite's file could not be rewritten ({}), so bytes of an erased account may still be "
    "in it. The next `tidy_diary` or `tidy_accounts` tries again."
)


class RowCount(NamedTuple):
    """How many rows of one kind a person has: 3,268 "entries"."""

    number: int
    name: str

    def __str__(self) -> str:
        return f"{self.number:,} {self.name}"


def plan_deletion(user: User, *, now: datetime) -> datetime:
    """Signs out everywhere; returns when the account is erased. A second call keeps the date."""
    User.objects.filter(pk=user.pk, deletion_due_at=None).update(deletion_due_at=now + GRACE_PERIOD)
    sign_out(user)
    user.refresh_from_db(fields=["deletion_due_at"])
    return user.deletion_due_at or now + GRACE_PERIOD


def cancel_deletion(user: User) -> None:
    User.objects.filter(pk=user.pk).update(deletion_due_at=None)


def send_deletion_mail(user: User, due_at: datetime) -> None:
    """Informs the owner, who may not be the one that asked for the deletion."""
    erased_on = due_at.astimezone(ZoneInfo(profile_of(user).time_zone)).date()
    get_adapter().send_notification_mail(
        "account/email/deletion_planned", user, {"erased_on": erased_on}
    )


def accounts_due(now: datetime) -> list[User]:
    """The accounts whose grace period is over."""
    return list(User.objects.filter(deletion_due_at__lte=now).order_by("pk"))


def lock_if_due(user: User, now: datetime) -> bool:
    """Whether the account is still due. If so it stays locked until the transaction ends, so that
    nobody can cancel a deletion that is under way.
    """
    return User.objects.select_for_update().filter(pk=user.pk, deletion_due_at__lte=now).exists()


def owned_row_counts(user: User) -> list[RowCount]:
    """What the deletion page lists, the most first; kinds without rows are left out, and what is
    only a part of another row.
    """
    counts = []
    for model in owned_models():
        if model._meta.app_label != "nutrition" or _is_part(model):
            continue
        if number := model._default_manager.filter(user=user).count():
            name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
            counts.append(RowCount(number, str(name)))
    return sorted(counts, reverse=True)


def _is_part(model: type[models.Model]) -> bool:
    """Whether its rows are parts of others of the person, as the portions of a food."""
    return any(
        isinstance(constraint, OwnReference) and not model._meta.get_field(constraint.column).null
        for constraint in model._meta.constraints
    )


def owned_models() -> list[type[models.Model]]:
    """All our models with a `user` field, so that a new one is erased without being listed here."""
    return [
        model
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.name == "user"
        and field.related_model is User
        and model._meta.app_label in ("accounts", "nutrition")
    ]


def erase_rows(user: User) -> None:
    """Erases all rows that name the person, with one statement per table. Nobody else's rows refer
    to them (tests/ownership.py).

    Call it in a transaction, before what these rows refer to is erased.
    """
    # What refers to others first: SQLite looks for references to each row that goes, and 2,000
    # foods before their 20,000 entries took 9 s, not 0.5.
    for model in reversed(owned_models()):
        model._default_manager.filter(user=user).delete()


def erase_account(user: User) -> None:
    """Erases the account with the rows of other packages, and the admin's log entries about it.

    A curator's changes to foods stay, without the name.
    """
    user_type = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=user_type, object_id=str(user.pk)).delete()
    user.delete()


def erase_sessions(users: list[User]) -> None:
    """Erases these users' sessions, and all expired ones.

    A session that stopped half-way through signing in has no user yet, but the e-mail address.
    """
    keys = {str(user.pk) for user in users}
    emails = {email for user in users for email in emails_of(user)}
    for session in Session.objects.iterator() if users else ():
        data = session.get_decoded()
        if data.get(SESSION_KEY) in keys or any(
            email in text for text in _texts_in(data) for email in emails
        ):
            session.delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _texts_in(value: Any) -> Iterator[str]:
    """All strings in nested dicts and lists."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _texts_in(part)
    elif isinstance(value, str):
        yield value


def delete_expired_counters() -> None:
    """Deletes expired rate-limit counters, and expired rows of the cache (used codes), which Django
    would keep until the cache is full.
    """
    delete_expired_attempts()
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608


# SQLite stores this number in the database file for the program to use. It changes with the
# transaction and is part of a backup. 1 means that bytes of an erased account may still be in the
# file.
_MARK_WIPE_DUE, _MARK_WIPE_DONE = "PRAGMA user_version = 1", "PRAGMA user_version = 0"


def mark_wipe_due() -> None:
    """Call it in the transaction that erases: a later run then wipes, even after a crash."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(_MARK_WIPE_DUE)


def wipe_freed_space() -> str:
    """Rewrites SQLite's files if a wipe is due: deleted rows stay in them until their space is
    reused.

    Returns why it was not possible now (the disk is full, somebody reads), and the wipe stays due;
    empty if all is well. PostgreSQL frees the space itself (autovacuum).
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA user_version")
        if not cursor.fetchone()[0]:
            return ""
        try:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy, *_ = cursor.fetchone()
        except OperationalError as error:
            return str(error)
        if is_busy:
            return "somebody is reading"
        cursor.execute(_MARK_WIPE_DONE)
    return ""

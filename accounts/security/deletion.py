"""Leaving for good: 14 days in which a person may come back, then every row of theirs is erased."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, models
from django.utils import timezone

from accounts.models import User
from accounts.queries import emails_of
from accounts.security.sign_in_methods import sign_out
from accounts.tries import forget_old_tries

GRACE = timedelta(days=14)
WIPE_FAILED = (
    "SQLite's file could not be written anew ({}), so bytes of an erased account may still be "
    "in it. The next `tidy_diary` or `tidy_accounts` tries again."
)


class RowCount(NamedTuple):
    """What somebody has of one kind: 3,268 "entries"."""

    number: int
    name: str

    def __str__(self) -> str:
        return f"{self.number:,} {self.name}"


def plan_deletion(user: User, *, now: datetime) -> datetime:
    """Closes the account, signs it out everywhere; returns when it is erased, once and for all."""
    User.objects.filter(pk=user.pk, deletion_due_at=None).update(deletion_due_at=now + GRACE)
    sign_out(user)
    user.refresh_from_db(fields=["deletion_due_at"])
    return user.deletion_due_at or now + GRACE


def cancel_deletion(user: User) -> None:
    User.objects.filter(pk=user.pk).update(deletion_due_at=None)


def accounts_due(now: datetime) -> list[User]:
    return list(User.objects.filter(deletion_due_at__lte=now).order_by("pk"))


def is_still_due(user: User, now: datetime) -> bool:
    """Asked again in the transaction that erases: until it ends, nobody can take the wish back."""
    return User.objects.select_for_update().filter(pk=user.pk, deletion_due_at__lte=now).exists()


def row_counts_of(user: User) -> list[RowCount]:
    """What would go, to be read before deciding; kinds with nothing are left out."""
    kinds = [(model, "user") for model in owned_models() if model._meta.app_label == "nutrition"]
    kinds += [
        (model, "owner")
        for model in _models_with_user_field("owner")
        if model._meta.model_name == "food"
    ]
    piles = []
    for model, field in kinds:
        if count := model._default_manager.filter(**{field: user}).count():
            name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
            piles.append(RowCount(count, f"{name}{' of your own' if field == 'owner' else ''}"))
    return sorted(piles, reverse=True)


def owned_models() -> list[type[models.Model]]:
    """Every table of ours with a `user`: one that is added later is erased unasked."""
    return [
        model
        for model in _models_with_user_field("user")
        if model._meta.app_label in ("accounts", "nutrition")
    ]


def _models_with_user_field(name: str) -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.name == name and field.related_model is User
    ]


def erase_rows(user: User) -> None:
    """All rows that name the person. Call it in a transaction, before what they may refer to.

    No rows depend on them (tests/ownership.py): it is one statement a table.
    """
    for model in owned_models():
        model._default_manager.filter(user=user).delete()


def erase_account(user: User) -> None:
    """The account itself, with the rows of the packages that name it, and what the admin wrote down
    about it.

    What a curator did to foods stays, without the name.
    """
    about = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=about, object_id=str(user.pk)).delete()
    user.delete()


def erase_sessions(people: list[User]) -> None:
    """Their sessions, those that stopped half-way through signing in too; and all that are over."""
    keys = {str(person.pk) for person in people}
    emails = {email for person in people for email in emails_of(person)}
    for session in Session.objects.iterator() if people else ():
        data = session.get_decoded()
        if data.get(SESSION_KEY) in keys or any(
            email in text for text in _texts(data) for email in emails
        ):
            session.delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _texts(value: Any) -> Iterator[str]:
    """Every text in the data of a session."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def delete_expired_counters() -> None:
    """Of tries, and of codes that were used, which the cache keeps until it is full."""
    forget_old_tries()
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [_as_stored(timezone.now())])  # noqa: S608


def _as_stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment.replace(microsecond=0))


# SQLite keeps this number in the file itself, for the program to use: it changes with the
# transaction and comes along in a backup. 1 says that bytes of somebody who left may still be in
# the file.
_MARK_WIPE_DUE, _MARK_WIPE_DONE = "PRAGMA user_version = 1", "PRAGMA user_version = 0"


def mark_wipe_due() -> None:
    """In the transaction that erases, so that whatever happens afterwards the next run knows."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(_MARK_WIPE_DUE)


def wipe_freed_space() -> str:
    """SQLite leaves what was deleted in its files until the space is used again: if that is due,
    write them anew.

    Returns why it could not be done now (the disk is full, somebody reads); then it stays due.
    PostgreSQL does so by itself (autovacuum).
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

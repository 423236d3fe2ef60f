"""A database that a newer Magwise migrated is no place for this one: a page would fail."""

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]  # app, name


class NewerDatabase(Exception):
    """For the operator. Nothing was changed."""


def refuse_newer_database() -> None:
    """Raises NewerDatabase. An empty database is none."""
    if unknown := newer_than_here(MigrationRecorder(connection).applied_migrations()):
        raise NewerDatabase(
            "This database was used by a newer Magwise: this program does not know its "
            f"{'.'.join(unknown)}. Start that version, or restore a backup that this one made."
        )


def newer_than_here(applied: Iterable[Migration]) -> Migration | None:
    """The last of those that come after all that this program has for the same app.

    Others that it does not have are old: packages drop migrations that they have merged into one,
    and apps go.
    """
    last: dict[str, str] = {}
    for app, name in MigrationLoader(None).disk_migrations:
        last[app] = max(name, last.get(app, ""))
    return max(
        ((app, name) for app, name in applied if app in last and name > last[app]), default=None
    )

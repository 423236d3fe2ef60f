"""Compares the migrations of the database with those of this version.

A database that a newer Magwise has migrated is refused: pages of this version would fail.
"""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]  # app, name


class NewerDatabaseError(Exception):
    """Says why, for the operator. Nothing was changed."""


def refuse_newer_database() -> None:
    """Raise NewerDatabaseError for a newer database; an empty one passes."""
    if unknown := newest_unknown_migration(MigrationRecorder(connection).applied_migrations()):
        raise NewerDatabaseError(
            "This database was used by a newer Magwise: this program does not know its "
            f"{'.'.join(unknown)}. Start that version, or restore a backup that this one made."
        )


def is_migration_missing() -> bool:
    """Whether this version has a migration that the database does not have yet."""
    applied = MigrationRecorder(connection).applied_migrations()
    return any(migration not in applied for migration in known_migrations())


def known_migrations() -> Iterator[Migration]:
    """The migrations of this version by their files: importing them all costs each start 35 ms."""
    for app in apps.get_app_configs():
        module, _ = MigrationLoader.migrations_module(app.label)
        if module and (package := find_spec(module)):
            for file in iter_modules(package.submodule_search_locations):
                yield app.label, file.name


def newest_unknown_migration(applied: Iterable[Migration]) -> Migration | None:
    """The newest applied migration that comes after all that this version has for its app.

    Other unknown migrations are old: packages drop migrations that they have squashed, and apps
    are removed.
    """
    newest: dict[str, str] = {}
    for app, name in known_migrations():
        newest[app] = max(name, newest.get(app, ""))
    return max(
        ((app, name) for app, name in applied if app in newest and name > newest[app]),
        default=None,
    )

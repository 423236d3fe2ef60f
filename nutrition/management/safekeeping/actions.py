"""Keeping everything in a file, and putting it back."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from accounts.models import User
from nutrition.management.newer import newer_than_here
from nutrition.management.safekeeping import postgres, sqlite
from nutrition.management.safekeeping.files import CannotKeep, check, in_place, refuse_to_overwrite

KINDS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgres}


def back_up(path: Path, *, overwrite: bool) -> int:
    """Writes the database into the file; returns its size in bytes. Raises CannotKeep. The server may run."""
    if not overwrite:
        refuse_to_overwrite(path)
    try:
        with in_place(path) as draft:
            KINDS[connection.vendor].save(connection.get_connection_params(), draft)
    except OSError as error:
        raise CannotKeep(f"{path} could not be written: {error.strerror}.") from error
    return path.stat().st_size


def put_back(path: Path, *, replace: bool) -> None:
    """Makes the database what it was, and migrates it to this version. Raises CannotKeep. The server must not run."""
    check(path)
    kind = KINDS[connection.vendor]
    if unknown := newer_than_here(kind.migrations_in(connection.get_connection_params(), path)):
        raise CannotKeep(f"The backup was made by a newer Magwise (it has {'.'.join(unknown)}). Update first.")
    if not replace and holds_people():
        raise CannotKeep("There are people in this database. Add --replace to delete all it holds.")
    connection.close()
    kind.load(connection.get_connection_params(), path)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def holds_people() -> bool:
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()

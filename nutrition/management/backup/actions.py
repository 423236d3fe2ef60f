"""Keeping everything in a file, and putting it back."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from accounts.models import User
from nutrition.management.backup import postgres, sqlite
from nutrition.management.backup.files import (
    CannotKeep,
    check,
    checksum_path,
    in_place,
    refuse_to_overwrite,
)
from nutrition.management.backup.saved import Saved
from nutrition.management.newer_database import newer_than_here

# The short form is what was documented for cron before `--keep` was there.
NAMED = re.compile(r"magwise-\d{4}-\d\d-\d\d(T\d{6}Z)?\.backup")

KINDS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgres}


def back_up(path: Path, *, overwrite: bool, older: Sequence[Path] = ()) -> Saved:
    """Writes the database into the file; returns what is in it. Raises CannotKeep. The server may
    run.

    Where older backups are, a database without people is probably the wrong one. It becomes none:
    night after night such backups would take the places of the good ones.
    """
    if not overwrite:
        refuse_to_overwrite(path)
    try:
        with in_place(path) as draft:
            saved: Saved = KINDS[connection.vendor].save(connection.get_connection_params(), draft)
            if not saved.people and (older or path.exists()):
                raise CannotKeep(
                    "There are no people in this database. Nothing was saved; check DATABASE_URL."
                )
    except OSError as error:
        raise CannotKeep(f"{path} could not be written: {error.strerror}.") from error
    return saved


def back_up_into(folder: Path, *, keep: int, now: datetime) -> tuple[Path, Saved, list[Path]]:
    """A new backup in the folder, its path, and the older ones that were deleted for it: `keep`
    good ones are left.

    Raises CannotKeep. Only what this function has named is deleted, and only after the new one is
    on the disk.
    """
    path = folder / f"magwise-{now:%Y-%m-%dT%H%M%SZ}.backup"
    older = sorted(
        (file for file in folder.glob("magwise-*") if NAMED.fullmatch(file.name)), reverse=True
    )
    saved = back_up(path, overwrite=False, older=older)
    good = [file for file in older if is_whole(file)]
    gone = good[keep - 1 :]
    for file in gone:
        checksum_path(file).unlink()
        file.unlink()
    return path, saved, gone


def is_whole(path: Path) -> bool:
    try:
        check(path)
    except CannotKeep:
        return False
    return True


def put_back(path: Path, *, replace: bool) -> None:
    """Makes the database what it was, and migrates it to this version. Raises CannotKeep. The
    server must not run.
    """
    check(path)
    kind = KINDS[connection.vendor]
    if unknown := newer_than_here(kind.migrations_in(connection.get_connection_params(), path)):
        raise CannotKeep(
            f"The backup was made by a newer Magwise (it has {'.'.join(unknown)}). Update first."
        )
    if not replace and holds_people():
        raise CannotKeep("There are people in this database. Add --replace to delete all it holds.")
    connection.close()
    kind.load(connection.get_connection_params(), path)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def holds_people() -> bool:
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()

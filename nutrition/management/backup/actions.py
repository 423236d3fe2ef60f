"""Back up the whole database into a file, and restore it."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from accounts.models import User
from nutrition.foods.loading.bulk import update_statistics
from nutrition.management.backup import postgres, sqlite
from nutrition.management.backup.files import (
    BackupError,
    check_backup,
    checksum_path,
    refuse_to_overwrite,
    write_backup,
)
from nutrition.management.backup.summary import BackupSummary
from nutrition.management.newer_database import newest_unknown_migration

# Names without a time are those that cron wrote, as documented, before there was `--keep`.
BACKUP_NAME = re.compile(r"magwise-\d{4}-\d\d-\d\d(T\d{6}Z)?\.backup")

KINDS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgres}


def back_up(path: Path, *, overwrite: bool, older: Sequence[Path] = ()) -> BackupSummary:
    """Write the database into the file; return what it contains. The server may be running.

    If there are older backups, a database without people is probably the wrong one and is refused:
    night after night, its backups would replace the good ones. Raises BackupError.
    """
    if not overwrite:
        refuse_to_overwrite(path)
    try:
        with write_backup(path) as draft:
            summary: BackupSummary = KINDS[connection.vendor].save(
                connection.get_connection_params(), draft
            )
            if not summary.people and (older or path.exists()):
                raise BackupError(
                    "There are no people in this database. Nothing was saved; check DATABASE_URL."
                )
    except OSError as error:
        raise BackupError(f"{path} could not be written: {error.strerror}.") from error
    return summary


def back_up_into(
    folder: Path, *, keep: int, now: datetime
) -> tuple[Path, BackupSummary, list[Path]]:
    """Make a new backup in the folder and delete the oldest, so that `keep` good ones are left.

    Returns the new path, what it contains, and the deleted files. Only files named as this function
    names them are deleted, and only after the new one is on the disk. Raises BackupError.
    """
    path = folder / f"magwise-{now:%Y-%m-%dT%H%M%SZ}.backup"
    older = sorted(
        (file for file in folder.glob("magwise-*") if BACKUP_NAME.fullmatch(file.name)),
        reverse=True,
    )
    summary = back_up(path, overwrite=False, older=older)
    good = [file for file in older if is_whole(file)]
    outdated = good[keep - 1 :]
    for file in outdated:
        checksum_path(file).unlink()
        file.unlink()
    return path, summary, outdated


def is_whole(path: Path) -> bool:
    try:
        check_backup(path)
    except BackupError:
        return False
    return True


def restore_backup(path: Path, *, replace: bool) -> None:
    """Replace the database with the backup and migrate it to this version. Stop the server first.

    Raises BackupError.
    """
    check_backup(path)
    kind = KINDS[connection.vendor]
    if unknown := newest_unknown_migration(
        kind.migrations_in(connection.get_connection_params(), path)
    ):
        raise BackupError(
            f"The backup was made by a newer Magwise (it has {'.'.join(unknown)}). Update first."
        )
    if not replace and has_people():
        raise BackupError(
            "There are people in this database. Add --replace to delete all it holds."
        )
    connection.close()
    kind.load(connection.get_connection_params(), path)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    update_statistics()  # a dump has none


def has_people() -> bool:
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()

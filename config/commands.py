"""Checks the database before a command of `manage.py` uses it."""

from pathlib import Path

import django
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from nutrition.management.newer_database import NewerDatabaseError, refuse_newer_database

COMMANDS_WITHOUT_DATABASE = {"", "collectstatic", "diffsettings", "findstatic", "help", "version"}
COMMANDS_THAT_CREATE_DATABASE = {"migrate", "prepare", "restore"}
# `prepare` checks the version itself, once no other process can change it. A newer database may be
# backed up, and restoring an older backup is the way back from it.
COMMANDS_FOR_ANY_VERSION = {"backup", "prepare", "restore"}


def check_database(arguments: list[str]) -> None:
    """Raises CommandError if the command would create an empty database by mistake, or damage the
    database of a newer Magwise.
    """
    command = next((argument for argument in arguments if not argument.startswith("-")), "")
    if (
        command in COMMANDS_WITHOUT_DATABASE
        or "--help" in arguments
        or (command == "check" and "--database" not in arguments)
    ):
        return
    django.setup()
    if command not in COMMANDS_THAT_CREATE_DATABASE:
        refuse_missing_database_file()
    if command not in COMMANDS_FOR_ANY_VERSION and not is_database_file_missing():
        refuse_newer_version()


def refuse_missing_database_file() -> None:
    """SQLite would create the file: a backup from cron, without its settings, would save an empty
    database.
    """
    if is_database_file_missing():
        raise CommandError(
            f"There is no database {connection.settings_dict['NAME']}. "
            "Start Magwise once (./run makes it), or name the one that is meant: "
            "DATABASE_URL or DATA_DIR, in the environment or in magwise.env."
        )


def is_database_file_missing() -> bool:
    name = str(connection.settings_dict["NAME"])
    return connection.vendor == "sqlite" and name != ":memory:" and not Path(name).exists()


def refuse_newer_version() -> None:
    try:
        refuse_newer_database()
    except NewerDatabaseError as reason:
        raise CommandError(str(reason)) from None
    except DatabaseError:  # the command itself reports it better
        connection.close()

"""Backups by pg_dump and pg_restore, which must be installed and not older than the server."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from nutrition.management.backup.files import BackupError, NotMagwiseError
from nutrition.management.backup.summary import BackupSummary, summarize

# Runs in one transaction with the restore: either everything is replaced, or nothing changes.
EMPTY = "SET lock_timeout = '10s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
# The password is in the environment; the others are settings of the driver, not of libpq.
NOT_FOR_PROGRAMS = ("password", "cursor_factory", "context", "prepare_threshold")


def save(parameters: dict[str, Any], to: Path) -> BackupSummary:
    with _snapshot(parameters) as (snapshot, fetch_row):
        try:
            summary = summarize(fetch_row)
        except psycopg.errors.UndefinedTable as error:
            raise NotMagwiseError(parameters["dbname"], error) from error
        _run("pg_dump", parameters, "--format=custom", f"--snapshot={snapshot}", f"--file={to}")
    _run("pg_restore", None, "--list", str(to))
    return summary


@contextmanager
def _snapshot(parameters: dict[str, Any]) -> Iterator[tuple[str, Callable[[str], tuple[Any, ...]]]]:
    """Yield the name of a snapshot, unchanged while others write, and a function to query it."""
    try:
        raw_connection = psycopg.connect(**parameters)
    except psycopg.OperationalError as error:
        raise BackupError(
            f"The database cannot be opened: {' '.join(str(error).split())}."
        ) from error
    with closing(raw_connection) as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

        def fetch_row(query: str) -> tuple[Any, ...]:
            return cursor.execute(query).fetchall()[0]

        yield fetch_row("SELECT pg_export_snapshot()")[0], fetch_row


def load(parameters: dict[str, Any], path: Path) -> None:
    """Replace everything with the backup; tables that are not in it are dropped too."""
    with tempfile.TemporaryDirectory() as folder:  # only readable by its owner
        empty, data = Path(folder) / "empty.sql", Path(folder) / "data.sql"
        empty.write_text(EMPTY)
        _run("pg_restore", None, "--no-owner", "--no-privileges", f"--file={data}", str(path))
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run("psql", parameters, *options, f"--file={empty}", f"--file={data}")


def migrations_in(parameters: dict[str, Any], path: Path) -> set[tuple[str, str]]:
    """(app, name) of the migrations that were applied when the backup was made."""
    rows = _run(
        "pg_restore", None, "--data-only", "--table=django_migrations", "--file=-", str(path)
    )
    cells = [line.split("\t") for line in rows.splitlines() if line.count("\t") == 3]
    if not cells:
        raise BackupError(f"{path} is no backup of Magwise on PostgreSQL.")
    return {(app, name) for _, app, name, _ in cells}


def _run(program: str, parameters: dict[str, Any] | None, *options: str) -> str:
    """Run the program and return its output. The password is in the environment, hidden from other
    users.
    """
    if not shutil.which(program):
        raise BackupError(
            f"{program} is not installed. On Debian and Ubuntu: apt install postgresql-client"
        )
    arguments, variables = [program, *options], {}
    if parameters is not None:
        connection_parameters = {
            key: value for key, value in parameters.items() if key not in NOT_FOR_PROGRAMS
        }
        arguments.append(f"--dbname={make_conninfo(**connection_parameters)}")
        variables = {"PGPASSWORD": parameters.get("password", "")}
    result = subprocess.run(  # noqa: S603
        arguments, env=os.environ | variables, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise BackupError(f"{program}: {result.stderr.strip()}")
    return result.stdout

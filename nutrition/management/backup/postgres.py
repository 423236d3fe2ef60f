"""PostgreSQL's own pg_dump and pg_restore, which must be here and not older than the server."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.errors
from psycopg2.extensions import make_dsn

from nutrition.management.backup.files import CannotKeep, NothingToKeep
from nutrition.management.backup.saved import Saved, count

# All in one transaction: either everything is the backup's afterwards, or nothing has changed.
EMPTY = "SET lock_timeout = '10s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


def save(parameters: dict[str, Any], to: Path) -> Saved:
    with _instant(parameters) as (snapshot, ask):
        try:
            saved = count(ask)
        except psycopg2.errors.UndefinedTable as error:
            raise NothingToKeep(parameters["dbname"], error) from error
        _run("pg_dump", parameters, "--format=custom", f"--snapshot={snapshot}", f"--file={to}")
    _run("pg_restore", None, "--list", str(to))
    return saved


@contextmanager
def _instant(parameters: dict[str, Any]) -> Iterator[tuple[str, Callable[[str], tuple[Any, ...]]]]:
    """A state of the database that stays the same while others write; and how to ask it."""
    try:
        opened = psycopg2.connect(**parameters)
    except psycopg2.OperationalError as error:
        raise CannotKeep(
            f"The database cannot be opened: {' '.join(str(error).split())}."
        ) from error
    with closing(opened) as connection, connection.cursor() as cursor:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)

        def ask(query: str) -> tuple[Any, ...]:
            cursor.execute(query)
            row: tuple[Any, ...] = cursor.fetchone()
            return row

        yield ask("SELECT pg_export_snapshot()")[0], ask


def load(parameters: dict[str, Any], path: Path) -> None:
    """Puts the backup into the place of everything; tables that it does not know go, too."""
    with tempfile.TemporaryDirectory() as folder:  # nobody else may look into it
        empty, data = Path(folder) / "empty.sql", Path(folder) / "data.sql"
        empty.write_text(EMPTY)
        _run("pg_restore", None, "--no-owner", "--no-privileges", f"--file={data}", str(path))
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run("psql", parameters, *options, f"--file={empty}", f"--file={data}")


def migrations_in(parameters: dict[str, Any], path: Path) -> set[tuple[str, str]]:
    """(app, name) of the migrations that the backup has seen."""
    rows = _run(
        "pg_restore", None, "--data-only", "--table=django_migrations", "--file=-", str(path)
    )
    cells = [line.split("\t") for line in rows.splitlines() if line.count("\t") == 3]
    if not cells:
        raise CannotKeep(f"{path} is no backup of Magwise on PostgreSQL.")
    return {(app, name) for _, app, name, _ in cells}


def _run(program: str, parameters: dict[str, Any] | None, *options: str) -> str:
    """What the program printed; the password goes by the environment, which others cannot see."""
    if not shutil.which(program):
        raise CannotKeep(
            f"{program} is not installed. On Debian and Ubuntu: apt install postgresql-client"
        )
    arguments, variables = [program, *options], {}
    if parameters is not None:
        of_libpq = {
            key: value
            for key, value in parameters.items()
            if key not in ("password", "cursor_factory")
        }
        arguments.append(f"--dbname={make_dsn(**of_libpq)}")
        variables = {"PGPASSWORD": parameters.get("password", "")}
    result = subprocess.run(  # noqa: S603
        arguments, env=os.environ | variables, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise CannotKeep(f"{program}: {result.stderr.strip()}")
    return result.stdout

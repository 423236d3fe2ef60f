"""A new database is made at once, and is what all migrations would have made."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from nutrition.management.new_database import is_database_empty, make_database
from nutrition.management.newer_database import known_migrations

pytestmark = pytest.mark.django_db(transaction=True)

# Each line is one thing of the database in words. Left out is what nothing depends on: the order of
# columns, the names that PostgreSQL gave keys before their table was renamed, and how wide the ids
# of Django's own tables between people and groups are (migrations do not know the app's setting).
OF_POSTGRESQL = """
    SELECT concat_ws(' ', 'column', table_name, column_name, data_type, character_maximum_length,
        numeric_precision, numeric_scale, is_nullable, column_default, is_identity,
        identity_generation, collation_name)
    FROM information_schema.columns
    WHERE table_schema = 'public' AND (table_name, column_name) NOT IN (
        ('accounts_user_groups', 'id'), ('accounts_user_user_permissions', 'id'))
    UNION ALL
    SELECT concat_ws(' ', 'constraint', conrelid::regclass,
        CASE WHEN contype NOT IN ('p', 'f') THEN conname END, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes
    WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'
    UNION ALL
    SELECT concat_ws(' ', 'trigger', tgrelid::regclass, pg_get_triggerdef(oid))
    FROM pg_trigger WHERE NOT tgisinternal
"""


@contextmanager
def empty_database(path: Path) -> Iterator[None]:
    """Connects to a new database: that file, or on PostgreSQL one of its name."""
    usual = connection.settings_dict["NAME"]
    is_file = connection.vendor == "sqlite"
    if not is_file:
        execute(f"CREATE DATABASE {path.name}")
    connection.close()
    connection.settings_dict["NAME"] = str(path) if is_file else path.name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        if not is_file:
            execute(f"DROP DATABASE {path.name}")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def schema() -> Counter[str]:
    """Every column, constraint, index and trigger, in words."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(OF_POSTGRESQL)
            return Counter(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return Counter(
            f"{kind} {name} {part}" for kind, name, sql in cursor.fetchall() for part in parts(sql)
        )


def parts(sql: str) -> Iterator[str]:
    """What stands between the outermost commas of a statement that makes a table; others whole."""
    if not sql.startswith("CREATE TABLE"):
        yield " ".join(sql.split())
        return
    depth, start = 0, sql.index("(") + 1
    for place, letter in enumerate(sql):
        depth += (letter == "(") - (letter == ")")
        if (letter == "," and depth == 1) or (letter == ")" and depth == 0):
            yield " ".join(sql[start:place].split())
            start = place + 1


def rows() -> dict[str, set[tuple[Any, ...]]]:
    """What is in a database before the first food."""
    permission = ("content_type__app_label", "content_type__model", "codename", "name")
    return {
        "migrations": set(MigrationRecorder(connection).applied_migrations()),
        "permissions": set(Permission.objects.values_list(*permission)),
        "groups": set(Group.objects.values_list("name", "permissions__codename")),
        "number": {(table, count(table)) for table in connection.introspection.table_names()},
    }


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_new_database_is_what_all_migrations_make(tmp_path: Path) -> None:
    with empty_database(tmp_path / "migrated"):
        call_command("migrate", verbosity=0)
        migrated = schema(), rows()

    with empty_database(tmp_path / "made_at_once"):
        assert is_database_empty()
        make_database(lambda: None)
        made_at_once = schema(), rows()
        call_command("migrate", verbosity=0, check_unapplied=True)

    assert made_at_once[0] - migrated[0] == migrated[0] - made_at_once[0] == Counter()
    assert made_at_once[1] == migrated[1]
    assert len(migrated[0]) > 200


def test_migrations_are_known_by_their_files() -> None:
    assert set(known_migrations()) == set(MigrationLoader(None).disk_migrations)


def test_making_of_a_database_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    def write_and_be_killed() -> None:
        Group.objects.create(name="first row")
        raise KeyboardInterrupt

    with empty_database(tmp_path / "killed"):
        with pytest.raises(KeyboardInterrupt):
            make_database(write_and_be_killed)

        assert is_database_empty()

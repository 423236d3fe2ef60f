"""A diary that an earlier version wrote on SQLite, with ids and instants as text, is read on."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from nutrition.diary.models import Entry
from tests.builders import Foods, log
from tests.foods.test_migrations import migrate_to

TABLE = Entry._meta.db_table
TEXT_OF_INSTANT = (
    "strftime('%Y-%m-%d %H:%M:%S', {0} / 1000000, 'unixepoch') || printf('.%06d', {0} % 1000000)"
)
EARLIER = {
    "id": ("blob", "char(32)", "lower(hex(id))"),
    "client_id": ("blob", "char(32)", "lower(hex(client_id))"),
    **{
        name: ("bigint", "datetime", TEXT_OF_INSTANT.format(name))
        for name in ("logged_at", "changed_at", "deleted_at")
    },
}
BEFORE, SHORTENED = ("nutrition", "0009_source_names"), ("nutrition", "0010_short_ids")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="PostgreSQL has had its own types from the beginning"
    ),
]


def asked(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        return cursor.execute(statement).fetchall()


def write_as_earlier(entry: Any) -> None:
    """The table of entries and its rows as the first version had them."""
    [(made,)] = asked(f"SELECT sql FROM sqlite_master WHERE name = '{TABLE}'")
    for name, (now, then, _) in EARLIER.items():
        assert f'"{name}" {now}' in made
        made = made.replace(f'"{name}" {now}', f'"{name}" {then}')
    columns = [column.column for column in entry._meta.concrete_fields]
    values = [EARLIER[name][2] if name in EARLIER else name for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(made.replace(TABLE, "earlier", 1))
        cursor.execute(
            f"INSERT INTO earlier ({', '.join(columns)}) SELECT {', '.join(values)} FROM {TABLE}"
        )
        cursor.execute(f"DROP TABLE {TABLE}")
        cursor.execute(f"ALTER TABLE earlier RENAME TO {TABLE}")


def described() -> list[tuple]:
    """Columns and indexes; those that constraints make have no statement of their own."""
    indexes = (
        f"SELECT name, sql IS NULL FROM sqlite_master WHERE type = 'index' AND tbl_name = '{TABLE}'"
    )
    return sorted(asked(f"SELECT name, type FROM pragma_table_info('{TABLE}')")) + sorted(
        asked(indexes)
    )


def test_no_entry_of_an_earlier_version_is_lost(alice: User, foods: Foods) -> None:
    kept, deleted = (
        log(alice, food, grams="30", on="2026-11-21") for food in (foods.almonds, foods.banana)
    )
    Entry.objects.filter(user=alice, id=deleted.id).update(
        deleted_at=deleted.logged_at, changed_at=deleted.logged_at.replace(year=2027)
    )
    rows, table = list(Entry.objects.order_by("id").values()), described()
    write_as_earlier(migrate_to(BEFORE).get_model("nutrition", "Entry"))

    migrate_to()

    assert list(Entry.objects.order_by("id").values()) == rows
    assert Entry.objects.filter(user=alice, id=kept.id).exists()
    assert described() == table


def test_new_database_stays_as_it_is(alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="30", on="2026-11-21")
    migrate_to(BEFORE)
    rows = asked(f"SELECT * FROM {TABLE}")

    migrate_to(SHORTENED)

    assert asked(f"SELECT * FROM {TABLE}") == rows
    migrate_to()

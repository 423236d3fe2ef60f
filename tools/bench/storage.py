"""How many bytes an entry takes on the disk."""

from collections.abc import Iterator

from django.db import connection

from nutrition.diary.models import Entry
from tools.bench.figure import Figure

_OF_SQLITE = """
    SELECT schema.name, SUM(pages.pgsize)
    FROM sqlite_schema schema JOIN dbstat pages ON pages.name = schema.name
    WHERE schema.tbl_name = %s GROUP BY schema.name
"""
_OF_POSTGRESQL = """
    SELECT relname, pg_table_size(oid) FROM pg_class
    WHERE oid = %s::regclass
       OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %s::regclass)
"""


def storage_figures() -> Iterator[Figure]:
    """Bytes of the table and all its indexes per entry, deleted ones included."""
    table = Entry._meta.db_table
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(*((_OF_SQLITE, [table]) if on_sqlite else (_OF_POSTGRESQL, [table, table])))
        sizes = dict(cursor.fetchall())
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
        entries = cursor.fetchone()[0]
    each = ", ".join(
        f"{name.removeprefix('nutrition_')} {int(size) / entries:.0f}"
        for name, size in sizes.items()
    )
    total = sum(map(int, sizes.values())) / entries
    gate = f"entry on {connection.vendor}"
    yield Figure("bytes per entry, with its indexes", total, "", gate, f"of {entries:,}: {each}")

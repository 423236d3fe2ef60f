"""Makes a new database from the models as they are, in one transaction.

Replaying every migration since the first version takes 20 times as long (docs/adr/0015). Both ways
give the same database, as tests/management/test_new_database.py proves.
"""

from collections.abc import Callable
from typing import cast

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps

# What migrations make beside the tables of the models, in their order: the cache's table, the
# index of the food search, the group of the curators.
ALSO_MADE = [
    ("accounts", "0002_cache_table"),
    ("nutrition", "0003_curators"),
    ("nutrition", "0020_food_search_index"),
]


def is_database_empty() -> bool:
    return not connection.introspection.table_names()


def make_database(fill: Callable[[], object]) -> None:
    """Make all tables and let `fill` write their first rows. A kill in between leaves no table.

    Django's schema editor makes indexes and PostgreSQL's foreign keys when it is left: once for all
    rows, where checking and indexing row by row took three times as long.
    """
    migrations = MigrationLoader(None).disk_migrations
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for name in ALSO_MADE:
            for operation in migrations[name].operations:
                if isinstance(operation, RunPython):
                    operation.code(cast(StateApps, apps), editor)  # it asks for models only
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
        editor.create_model(recorder.Migration)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name) for app, name in migrations
        )
        fill()

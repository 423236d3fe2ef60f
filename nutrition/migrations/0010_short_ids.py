from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import migrations

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def id_as_bytes(text):
    return UUID(text).bytes


def instant_as_number(text):
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH) // MICROSECOND


# By the name of a field's kind (accounts/ids.py); SQLite calls them in a statement.
FUNCTIONS = {"IdField": id_as_bytes, "InstantField": instant_as_number}


def shorten(apps, schema_editor):
    """Databases of the first versions have ids and instants as text on SQLite: these are read no
    more.

    The migrations that made the tables say already how columns are today; a new database has
    nothing to change.
    """
    connection = schema_editor.connection
    if connection.vendor != "sqlite":
        return
    for function in FUNCTIONS.values():
        connection.connection.create_function(function.__name__, 1, function, deterministic=True)
    models = [*apps.get_app_config("accounts").get_models(), *apps.get_app_config("nutrition").get_models()]
    for model in models:
        fields = [field for field in model._meta.local_concrete_fields if field.get_internal_type() in FUNCTIONS]
        if fields and is_old(connection, model, fields):
            shorten_table(schema_editor, model, fields)


def is_old(connection, model, fields):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA table_info({model._meta.db_table})")
        types = {name: kind for _, name, kind, *_ in cursor.fetchall()}
    return any(types[field.column] != field.db_type(connection) for field in fields)


def shorten_table(schema_editor, model, fields):
    for field in fields:
        change = FUNCTIONS[field.get_internal_type()].__name__
        schema_editor.execute(
            f"UPDATE {model._meta.db_table} SET {field.column} = {change}({field.column}) "
            f"WHERE typeof({field.column}) = 'text'"
        )
    # as AlterField does: the columns are declared anew, with all indexes
    schema_editor._remake_table(model)


class Migration(migrations.Migration):

    dependencies = [
        ("nutrition", "0009_source_names"),
        ("accounts", "0006_api_tokens"),
    ]

    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]

from decimal import Decimal
from sys import stderr

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.ids
import nutrition.foods.fields

PARTS = 20
ENTRY, DOSE, WATER = 1, 2, 3
DAY_NUMBER = "CAST(julianday({0}) - 2440587.5 AS INTEGER)"
DAY_TEXT = "date({0} * 86400, 'unixepoch')"


def whole(column):
    return f"CAST(ROUND({column} * 1000) AS BIGINT)"


def decimal(column):
    return f"{column} / 1000.0"


class Rebuild(migrations.CreateModel):
    """A table is made anew, and its rows are copied in the order of their key, in one transaction:
    Django cannot change a primary key.

    `day` is the column of the local date, `numbers` are the columns that become whole numbers.
    """

    def __init__(self, name, fields, *, kind, day, numbers=(), **options):
        super().__init__(name, fields, **options)
        self.kind, self.day, self.numbers = kind, day, numbers

    def state_forwards(self, app_label, state):
        state.remove_model(app_label, self.name_lower)
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        expressions = {"changed_at": "NULLIF(changed_at, logged_at)"}
        expressions |= {column: whole(column) for column in self.numbers}
        if schema_editor.connection.vendor == "sqlite":
            expressions[self.day] = DAY_NUMBER.format(self.day)
        former = (
            "INSERT INTO nutrition_formerid (user_id, kind, id, row_id)"
            f" SELECT user_id, {self.kind}, client_id, id FROM {{before}} WHERE client_id <> id"
        )
        self.rebuild(app_label, schema_editor, from_state, to_state, expressions, former)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        former = (
            "SELECT former.id FROM nutrition_formerid former WHERE former.user_id = earlier.user_id"
            f" AND former.kind = {self.kind} AND former.row_id = earlier.id"
        )
        expressions = {
            "changed_at": "COALESCE(changed_at, logged_at)",
            "client_id": f"COALESCE(({former}), id)",
        }
        expressions |= {column: decimal(column) for column in self.numbers}
        if schema_editor.connection.vendor == "sqlite":
            expressions[self.day] = DAY_TEXT.format(self.day)
        self.rebuild(app_label, schema_editor, from_state, to_state, expressions, "")

    def rebuild(self, app_label, schema_editor, from_state, to_state, expressions, former):
        old = from_state.apps.get_model(app_label, self.name)
        new = to_state.apps.get_model(app_label, self.name)
        table = new._meta.db_table
        before = f"{table}_before"
        columns = [field.column for field in new._meta.local_concrete_fields]
        selected = ", ".join(expressions.get(column, column) for column in columns)
        schema_editor.execute(
            f"CREATE TABLE {before} AS"
            f" SELECT *, row_number() OVER (ORDER BY user_id, id) AS nth FROM {table}"
        )
        if former:
            schema_editor.execute(former.format(before=before))
        schema_editor.delete_model(old)
        schema_editor.create_model(new)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {before}")
            [total] = cursor.fetchone()
            size = total // PARTS + 1
            for first in range(1, total + 1, size):
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(columns)})"
                    f" SELECT {selected} FROM {before} earlier"
                    " WHERE nth BETWEEN %s AND %s ORDER BY nth",
                    [first, first + size - 1],
                )
                if self.kind == ENTRY:
                    done = min(first + size - 1, total)
                    stderr.write(f"\r  {done:,} of {total:,} entries were copied. ")
                    stderr.flush()
        if total and self.kind == ENTRY:
            stderr.write("\n")
        schema_editor.execute(f"DROP TABLE {before}")


class ToDayNumbers(migrations.AlterField):
    """On SQLite the text of a date becomes the days since 1970."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.convert(app_label, schema_editor, from_state, to_state, DAY_NUMBER)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.convert(app_label, schema_editor, from_state, to_state, DAY_TEXT)

    def convert(self, app_label, schema_editor, from_state, to_state, expression):
        if schema_editor.connection.vendor != "sqlite":
            return
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f"UPDATE {table} SET {self.name} = {expression.format(self.name)}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class FinishInTransaction(migrations.operations.base.Operation):
    """Makes the indexes and foreign keys that Django puts off to the end. With none left it records
    the migration in its transaction, and not after it: a kill in between would leave new tables
    that the next start makes again.
    """

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement, None)
        schema_editor.deferred_sql.clear()

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass


def person():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        django.db.models.deletion.CASCADE,
        db_index=False,
        related_name="+",
    )


def diary_row():
    """The first columns of a row of the diary."""
    return [
        ("pk", composite_key("user_id", "id")),
        ("id", accounts.ids.IdField(default=accounts.ids.new_id)),
        (
            "digest",
            models.BigIntegerField(
                editable=False, help_text="Of what was sent (diary/digests.py).", null=True
            ),
        ),
        ("logged_at", accounts.ids.InstantField(default=django.utils.timezone.now)),
        (
            "changed_at",
            accounts.ids.InstantField(
                blank=True, help_text="Empty: not since it was logged.", null=True
            ),
        ),
        (
            "deleted_at",
            accounts.ids.InstantField(blank=True, help_text="Kept 30 days for Undo.", null=True),
        ),
        ("user", person()),
    ]


def composite_key(*names):
    return models.CompositePrimaryKey(
        *names, blank=True, editable=False, primary_key=True, serialize=False
    )


def local_time():
    return models.TimeField(
        blank=True, help_text="Local time, when the person gave one.", null=True
    )


def existing_rows(date):
    """The index of a day's doses or waters."""
    return models.Index(
        condition=models.Q(deleted_at__isnull=True), fields=["user", "taken_on"], name=date
    )


ENTRY_FIELDS = [
    *diary_row(),
    (
        "revision",
        models.ForeignKey(
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="nutrition.foodrevision",
        ),
    ),
    (
        "portion",
        models.ForeignKey(
            blank=True,
            db_index=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="nutrition.portion",
        ),
    ),
    ("eaten_time", local_time()),
    ("eaten_on", accounts.ids.DayField()),
    ("grams", nutrition.foods.fields.ScaledDecimalField(decimal_places=3, max_digits=8)),
    (
        "quantity",
        nutrition.foods.fields.ScaledDecimalField(
            blank=True, decimal_places=3, help_text="Of the portion.", max_digits=8, null=True
        ),
    ),
    (
        "meal",
        models.PositiveSmallIntegerField(
            choices=[(1, "Breakfast"), (2, "Lunch"), (3, "Dinner"), (4, "Snacks")]
        ),
    ),
]
DOSE_FIELDS = [
    *diary_row(),
    ("taken_on", accounts.ids.DayField()),
    ("name", models.CharField(max_length=120)),
    (
        "unit",
        models.CharField(
            blank=True, help_text="What is counted: tablet, capsule.", max_length=40
        ),
    ),
    ("quantity", models.DecimalField(decimal_places=3, default=Decimal(1), max_digits=7)),
    (
        "elemental_mg",
        models.DecimalField(blank=True, decimal_places=6, max_digits=12, null=True),
    ),
    (
        "form",
        models.CharField(
            blank=True, help_text="The salt, where its mass was typed.", max_length=80
        ),
    ),
    ("compound_mg", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
    ("nutrients", models.JSONField(blank=True, default=dict)),
    ("taken_time", local_time()),
]
WATER_FIELDS = [
    *diary_row(),
    ("taken_on", accounts.ids.DayField()),
    ("litres", models.DecimalField(decimal_places=3, max_digits=5)),
    ("mg_per_litre", models.DecimalField(decimal_places=3, max_digits=7)),
]


class Migration(migrations.Migration):
    dependencies = [
        ("nutrition", "0017_catalogue_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "FormerId",
            [
                ("pk", composite_key("user_id", "kind", "id")),
                ("id", accounts.ids.IdField()),
                ("row_id", accounts.ids.IdField()),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "entry"), (2, "dose"), (3, "water")]
                    ),
                ),
                ("user", person()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "kind", "row_id"), name="former_id_once"
                    )
                ]
            },
        ),
        Rebuild(
            "Entry",
            ENTRY_FIELDS,
            kind=ENTRY,
            day="eaten_on",
            numbers=("grams", "quantity"),
            options={
                "verbose_name_plural": "entries",
                "indexes": [
                    models.Index(
                        condition=models.Q(deleted_at__isnull=True),
                        fields=["user", "eaten_on", "grams", "revision"],
                        name="entry_person_day",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(grams__gt=0) & models.Q(grams__lte=10_000),
                        name="entry_grams_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(meal__in=[1, 2, 3, 4]), name="entry_meal_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(portion__isnull=True, quantity__isnull=True)
                        | models.Q(
                            portion__isnull=False, quantity__isnull=False, quantity__gt=0
                        ),
                        name="entry_portion_with_quantity",
                    ),
                ],
            },
        ),
        Rebuild(
            "Dose",
            DOSE_FIELDS,
            kind=DOSE,
            day="taken_on",
            options={
                "indexes": [existing_rows("dose_person_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(name=""), name="dose_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(quantity__gt=0) & models.Q(quantity__lte=100),
                        name="dose_quantity_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(elemental_mg__gte=0)
                        & models.Q(elemental_mg__lte=10_000),
                        name="dose_amount_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(form="", compound_mg__isnull=True)
                        | ~models.Q(form="")
                        & models.Q(
                            compound_mg__isnull=False,
                            compound_mg__gt=0,
                            elemental_mg__isnull=False,
                        ),
                        name="dose_form_with_compound",
                    ),
                ],
            },
        ),
        Rebuild(
            "Water",
            WATER_FIELDS,
            kind=WATER,
            day="taken_on",
            options={
                "indexes": [existing_rows("water_person_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(litres__gt=0) & models.Q(litres__lte=20),
                        name="water_litres_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(mg_per_litre__gte=0)
                        & models.Q(mg_per_litre__lte=2_000),
                        name="water_mg_per_litre_plausible",
                    ),
                ],
            },
        ),
        ToDayNumbers("Day", "date", accounts.ids.DayField()),
        migrations.AlterField(
            "Tombstone",
            "kind",
            models.PositiveSmallIntegerField(choices=[(1, "entry"), (2, "dose"), (3, "water")]),
        ),
        FinishInTransaction(),
    ]

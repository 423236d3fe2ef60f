import json
from decimal import Decimal
from itertools import groupby, islice
from operator import itemgetter
from sys import stderr

import django.db.models.deletion
from django.db import migrations, models

from nutrition.foods.fields import ScaledDecimalField

REVISIONS_AT_ONCE = 1_000
MAGNESIUM, ENERGY_KCAL = "304", "208"
PER_100_G = {"max_digits": 12, "decimal_places": 5, "null": True, "blank": True, "editable": False}


def move_values(apps, schema_editor):
    """Writes the amounts of each revision into its own row."""
    amounts = apps.get_model("nutrition", "NutrientAmount")
    total = amounts.objects.values("revision").distinct().count()
    revisions = revision_columns(apps, amounts)
    update = (
        "UPDATE nutrition_foodrevision"
        " SET amounts = %s, details = %s, mg_per_100g = %s, kcal_per_100g = %s WHERE id = %s"
    )
    done = 0
    with schema_editor.connection.cursor() as cursor:
        while part := list(islice(revisions, REVISIONS_AT_ONCE)):
            cursor.executemany(update, part)
            done += len(part)
            stderr.write(f"\r  The values of {done:,} of {total:,} foods were moved. ")
            stderr.flush()
        if schema_editor.connection.vendor == "postgresql":
            # ToWholeNumbers made the rows anew, so that the foreign keys of the changed ones are
            # yet to be checked; until then the table cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    if total:
        stderr.write("\n")


def revision_columns(apps, amounts):
    numbers = dict(apps.get_model("nutrition", "Nutrient").objects.values_list("id", "number"))
    rows = amounts.objects.order_by("revision_id").values_list(
        "revision_id", "nutrient_id", "amount", "quality", "samples", "standard_error", "changed_on"
    )
    for revision_id, cells in groupby(rows.iterator(chunk_size=20_000), itemgetter(0)):
        values, samples, errors, months = {}, {}, {}, {}
        for _, nutrient_id, amount, quality, count, error, changed_on in cells:
            number = numbers[nutrient_id]
            values[number] = [digits(amount), quality]
            if count is not None:
                samples[number] = count
            if error is not None:
                errors[number] = digits(error)
            if changed_on is not None:
                months.setdefault(f"{changed_on:%Y-%m}", []).append(number)
        details = {"samples": samples, "errors": errors, "months": months}
        details = {name: part for name, part in details.items() if part}
        columns = compact(values), compact(details)
        yield *columns, whole(values, MAGNESIUM), whole(values, ENERGY_KCAL), revision_id


def compact(column):
    return json.dumps(column, separators=(",", ":"))


def digits(number):
    """Without the zeros that the column added."""
    return f"{number.normalize():f}"


def whole(values, number):
    return int(Decimal(values[number][0]).scaleb(5)) if number in values else None


class ToWholeNumbers(migrations.AlterField):
    """The decimals of a column become whole numbers of their last place: 253.5 is 25,350,000."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        number = f"CAST(ROUND({self.name} * 100000) AS BIGINT)"
        self.convert(app_label, schema_editor, from_state, to_state, "bigint", number)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        number = f"{self.name} / 100000.0"
        self.convert(app_label, schema_editor, from_state, to_state, "numeric(12, 5)", number)

    def convert(self, app_label, schema_editor, from_state, to_state, kind, number):
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"ALTER TABLE {table} ALTER COLUMN {self.name} TYPE {kind} USING {number}"
            )
            return
        schema_editor.execute(
            f"UPDATE {table} SET {self.name} = {number} WHERE {self.name} IS NOT NULL"
        )
        super().database_forwards(app_label, schema_editor, from_state, to_state)


def percentile(of):
    return ScaledDecimalField(
        **PER_100_G,
        help_text=of,
    )


class Migration(migrations.Migration):
    dependencies = [("nutrition", "0015_saved_supplements")]

    operations = [
        migrations.AlterField(
            "Release",
            "sha256",
            models.CharField(
                max_length=64, blank=True, help_text="Of the newest file that has it."
            ),
        ),
        # The name "amounts" becomes that of a column; nothing changes in the database.
        migrations.AlterField(
            "NutrientAmount",
            "revision",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                to="nutrition.foodrevision",
                related_name="amount_rows",
                db_index=False,
            ),
        ),
        migrations.AddField(
            "FoodRevision",
            "mg_per_100g",
            ScaledDecimalField(
                **PER_100_G,
                help_text="The magnesium of `amounts`, for sums in the database.",
            ),
        ),
        migrations.AddField(
            "FoodRevision",
            "kcal_per_100g",
            ScaledDecimalField(
                **PER_100_G,
                help_text="The energy of `amounts`, for sums in the database.",
            ),
        ),
        ToWholeNumbers(
            "FoodRevision",
            "magnesium_at_most",
            ScaledDecimalField(
                **PER_100_G,
                help_text=(
                    "mg per 100 g, where the magnesium is unknown: "
                    "what the richest foods of the group have."
                ),
            ),
        ),
        ToWholeNumbers(
            "FoodCategory",
            "magnesium_p95",
            percentile(
                "95th percentile of the known magnesium of the group in the built-in table, "
                "mg per 100 g."
            ),
        ),
        ToWholeNumbers(
            "Source",
            "magnesium_p95",
            percentile(
                "The built-in table's: 95th percentile of its known magnesium, mg per 100 g."
            ),
        ),
        migrations.AddField(
            "FoodRevision",
            "amounts",
            models.JSONField(
                default=dict,
                editable=False,
                help_text="All known amounts; see nutrition/foods/values.py.",
            ),
        ),
        migrations.AddField(
            "FoodRevision",
            "details",
            models.JSONField(
                default=dict,
                editable=False,
                help_text="What only the food's page shows of them.",
            ),
        ),
        migrations.RunPython(move_values, migrations.RunPython.noop),
        migrations.DeleteModel("NutrientAmount"),
        migrations.AddConstraint(
            "FoodRevision",
            models.CheckConstraint(
                condition=models.Q(mg_per_100g__gte=0), name="revision_magnesium_not_negative"
            ),
        ),
        migrations.AddConstraint(
            "FoodRevision",
            models.CheckConstraint(
                condition=models.Q(kcal_per_100g__gte=0), name="revision_energy_not_negative"
            ),
        ),
        migrations.AddConstraint(
            "FoodRevision",
            models.CheckConstraint(
                condition=models.Q(magnesium_at_most__isnull=True)
                | models.Q(magnesium_at_most__gte=0, mg_per_100g__isnull=True),
                name="revision_bound_only_of_unknown",
            ),
        ),
    ]

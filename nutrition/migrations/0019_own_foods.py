from collections import defaultdict
from decimal import ROUND_HALF_EVEN, ROUND_UP, Decimal
from importlib import import_module
from sys import stderr

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Q

import accounts.ids
import accounts.own_rows
import nutrition.foods.fields
from nutrition.foods.search.words import food_words

search = import_module("nutrition.migrations.0002_food_search")
one_id = import_module("nutrition.migrations.0018_one_id")

PARTS = 20
FOODS_AT_ONCE = 1_000
MAX_AMOUNT, AMOUNT_STEP = 10_000, Decimal("0.00001")
FOOD, REVISION, PORTION = 1, 2, 3
OWN = "(SELECT id FROM nutrition_food WHERE owner_id IS NOT NULL)"


class ChangeAtOnce(migrations.operations.base.Operation):
    """Several changes of one table, and new values of rows. SQLite makes a table anew for nearly
    each change: here once for all. PostgreSQL changes the columns, the rows and then the rest.

    `values` are expressions by column, of the row `old`; `moved` tells which rows they change.
    """

    def __init__(self, model_name, columns, rest=(), *, values=None, moved="", then=()):
        self.model_name, self.columns, self.rest = model_name, [*columns], [*rest]
        self.values, self.moved, self.then = values or {}, moved, then

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # made anew once, not after each operation
        for operation in [*self.columns, *self.rest]:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "sqlite":
            self.remake(app_label, schema_editor, from_state, to_state, self.values)
            run(schema_editor, self.then)
            return
        middle = self.middle_state(app_label, from_state)
        for operation in self.columns:
            operation.database_forwards(app_label, schema_editor, from_state, middle)
        if self.values:
            table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
            changes = ", ".join(f"{column} = {value}" for column, value in self.values.items())
            run(schema_editor, [f"UPDATE {table} old SET {changes} WHERE {self.moved}"])
        run(schema_editor, self.then)
        # A table cannot be altered while foreign keys of its rows are yet to be checked.
        run(schema_editor, ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"])
        for operation in self.rest:
            operation.database_forwards(app_label, schema_editor, middle, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "sqlite":
            self.remake(app_label, schema_editor, from_state, to_state, {})
            return
        middle = self.middle_state(app_label, to_state)
        for operation in reversed(self.rest):
            operation.database_backwards(app_label, schema_editor, from_state, middle)
        for operation in reversed(self.columns):
            operation.database_backwards(app_label, schema_editor, middle, to_state)

    def middle_state(self, app_label, state):
        """With the columns changed, and not the rest."""
        middle = state.clone()
        middle.__dict__.pop("apps", None)
        for operation in self.columns:
            operation.state_forwards(app_label, middle)
        return middle

    def remake(self, app_label, schema_editor, from_state, to_state, values):
        old = from_state.apps.get_model(app_label, self.model_name)
        new = to_state.apps.get_model(app_label, self.model_name)
        table = new._meta.db_table
        kept = {field.column for field in old._meta.local_concrete_fields}
        columns = [field.column for field in new._meta.local_concrete_fields]
        selected = [
            values.get(column, f'old."{column}"' if column in kept else "NULL")
            for column in columns
        ]
        run(
            schema_editor,
            [
                "PRAGMA legacy_alter_table = ON",  # other tables shall refer to the new one
                f"ALTER TABLE {table} RENAME TO {table}_before",
                "PRAGMA legacy_alter_table = OFF",
            ],
        )
        schema_editor.create_model(new)
        copy_rows(schema_editor, table, columns, selected)
        run(
            schema_editor,
            [
                # Numbers that were given to foods of people are never given to others.
                f"DELETE FROM sqlite_sequence WHERE name = '{table}'",
                f"UPDATE sqlite_sequence SET name = '{table}' WHERE name = '{table}_before'",
                f"DROP TABLE {table}_before",
            ],
        )


def run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def copy_rows(schema_editor, table, columns, selected):
    names = ", ".join(f'"{column}"' for column in columns)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), MIN(rowid), MAX(rowid) FROM {table}_before")
        total, first, last = cursor.fetchone()
        if not total:
            return
        size, done = (last - first) // PARTS + 1, 0
        for start in range(first, last + 1, size):
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {', '.join(selected)}"
                f" FROM {table}_before old WHERE rowid BETWEEN %s AND %s ORDER BY rowid",
                [start, start + size - 1],
            )
            done += cursor.rowcount
            if table == "nutrition_entry":
                tell(f"{done:,} of {total:,} entries were copied.")
    if table == "nutrition_entry":
        stderr.write("\n")


def tell(sentence):
    stderr.write(f"\r  {sentence} ")
    stderr.flush()


def remove_index(apps, schema_editor):
    search.remove_index(apps, schema_editor)


def make_index(apps, schema_editor):
    search.make_index(apps, schema_editor)
    if schema_editor.connection.vendor == "sqlite":
        words = "SELECT position, words FROM nutrition_foodwords WHERE owner_id IS NULL"
        run(schema_editor, [f"INSERT INTO nutrition_food_fts(rowid, words) {words}"])


def move_own_foods(apps, schema_editor):
    """People's foods become rows of their owner. Until the end of the migration the table own_id
    has their new ids.

    So does a shared food with more magnesium than MAX_AMOUNT, which curators could write down, for
    each person who logged it: the days stay as they were.
    """
    kind = "uuid" if schema_editor.connection.vendor == "postgresql" else "blob"
    run(
        schema_editor,
        [
            "CREATE TEMPORARY TABLE own_id (kind integer, user_id bigint, number bigint,"
            f" id {kind}, PRIMARY KEY (kind, user_id, number))"
        ],
    )
    foods = [apps.get_model("nutrition", name) for name in ("Food", "FoodRevision", "Portion")]
    pairs = [*foods[0].objects.filter(owner__isnull=False).values_list("pk", "owner_id")]
    beyond, logged = shared_beyond_bound(apps)
    pairs = sorted(pairs + logged)
    is_staged, food_ids = staged_foods(apps), {}
    for start in range(0, len(pairs), FOODS_AT_ONCE):
        part = pairs[start : start + FOODS_AT_ONCE]
        food_ids |= move_some(apps, schema_editor, foods, part, is_staged)
        tell(f"{start + len(part):,} of {len(pairs):,} foods of people were moved.")
    if pairs:
        stderr.write("\n")
    for revision in beyond:
        forget_beyond_bound(revision)
    rename_made_foods(apps, food_ids)


def shared_beyond_bound(apps):
    """The revisions, and each food of them with each person who logged it."""
    beyond = [
        *apps.get_model("nutrition", "FoodRevision")
        .objects.filter(food__owner__isnull=True)
        .filter(
            Q(mg_per_100g__gt=MAX_AMOUNT)
            | Q(kcal_per_100g__gt=MAX_AMOUNT)
            | Q(magnesium_at_most__gt=MAX_AMOUNT)
        )
    ]
    entries = apps.get_model("nutrition", "Entry").objects
    logged = entries.filter(revision__food__in={revision.food_id for revision in beyond})
    pairs = logged.values_list("revision__food", "user_id").distinct() if beyond else []
    return beyond, [*pairs]


def forget_beyond_bound(revision):
    for number, name in (("304", "mg_per_100g"), ("208", "kcal_per_100g")):
        if (getattr(revision, name) or 0) > MAX_AMOUNT:
            setattr(revision, name, None)
            revision.amounts.pop(number, None)
    if (revision.magnesium_at_most or 0) > MAX_AMOUNT:
        revision.magnesium_at_most = MAX_AMOUNT
    revision.save()


def staged_foods(apps):
    """Whether a food, by its number and its owner, is of an import that is not complete."""
    runs = apps.get_model("nutrition", "ImportRun").objects.filter(state="staged")
    ranges = {
        user_id: made["staged_foods"]
        for user_id, made in runs.values_list("user_id", "made")
        if made.get("staged_foods")
    }
    return lambda number, user_id: (
        user_id in ranges and ranges[user_id][0] <= number <= ranges[user_id][1]
    )


def move_some(apps, schema_editor, models_before, pairs, is_staged):
    """Returns the new ids of the foods by their number and owner."""
    own_food, own_revision, own_portion = (
        apps.get_model("nutrition", name) for name in ("OwnFood", "OwnFoodRevision", "OwnPortion")
    )
    owners = defaultdict(list)
    for number, user_id in pairs:
        owners[number].append(user_id)
    foods, revisions, portions = (
        new_ids(owners, model.objects.filter(**{f"{name}__in": owners}), name)
        for model, name in zip(models_before, ("id", "food_id", "food_id"), strict=True)
    )
    food_ids = {key: id_ for key, (id_, _) in foods.items()}
    own_food.objects.bulk_create(
        food_row(own_food, id_, user_id, row, revisions, is_staged(number, user_id))
        for (number, user_id), (id_, row) in foods.items()
    )
    own_revision.objects.bulk_create(
        revision_row(own_revision, id_, user_id, food_ids[row.food_id, user_id], row)
        for (_, user_id), (id_, row) in revisions.items()
    )
    own_portion.objects.bulk_create(
        own_portion(
            id=id_,
            user_id=user_id,
            food_id=food_ids[row.food_id, user_id],
            position=row.position,
            amount=row.amount,
            unit=row.unit,
            grams=row.grams,
            former_number=number if foods[row.food_id, user_id][1].owner_id else None,
        )
        for (number, user_id), (id_, row) in portions.items()
    )
    note_ids(schema_editor, {FOOD: foods, REVISION: revisions, PORTION: portions})
    return food_ids


def new_ids(owners, rows, food):
    """By the old number and the owner: the new id and the row, in the order of the old ones."""
    found = [(row, owner) for row in rows.order_by("pk") for owner in owners[getattr(row, food)]]
    ids = sorted(accounts.ids.new_id() for _ in found)
    return {(row.pk, owner): (id_, row) for (row, owner), id_ in zip(found, ids, strict=True)}


def food_row(own_food, id_, user_id, row, revisions, is_staged):
    current = revisions.get((row.current_id, user_id))
    return own_food(
        id=id_,
        user_id=user_id,
        source_id=row.source_id,
        source_ref=row.source_ref,
        name=row.name,
        short_name=row.short_name,
        synonyms=row.synonyms,
        state="staged" if is_staged and row.state != "active" else row.state,
        words=food_words(short_name=row.short_name, synonyms=row.synonyms, name=row.name),
        former_number=row.pk if row.owner_id else None,
        current_id=current and current[0],
        created_at=row.created_at,
    )


def revision_row(own_revision, id_, user_id, food_id, row):
    bounded = [row.mg_per_100g, row.kcal_per_100g, row.magnesium_at_most]
    # Of less than 100 g, where that has more than MAX_AMOUNT.
    tens = 0
    while any(one is not None and one.scaleb(-tens) > MAX_AMOUNT for one in bounded):
        tens += 1
    return own_revision(
        id=id_,
        user_id=user_id,
        food_id=food_id,
        number=row.number,
        release_id=row.release_id,
        made_at=row.made_at,
        reason=row.reason,
        basis_grams=Decimal(100).scaleb(-tens),
        magnesium_mg=in_less(row.mg_per_100g, tens, ROUND_UP),
        energy_kcal=in_less(row.kcal_per_100g, tens),
        magnesium_at_most=in_less(row.magnesium_at_most, tens, ROUND_UP),
        amounts={
            number: [amount_text(number, text, tens), quality]
            for number, (text, quality) in row.amounts.items()
        },
    )


def amount_text(number, text, tens):
    if not tens:
        return text
    amount = in_less(Decimal(text), tens, ROUND_UP if number == "304" else ROUND_HALF_EVEN)
    return f"{amount.normalize():f}"


def in_less(amount, tens, rounding=ROUND_HALF_EVEN):
    """Magnesium is rounded up, as imports did: so the figures of their files can be told."""
    return amount and amount.scaleb(-tens).quantize(AMOUNT_STEP, rounding)


def note_ids(schema_editor, moved):
    connection = schema_editor.connection
    field = accounts.ids.IdField()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO own_id (kind, user_id, number, id) VALUES (%s, %s, %s, %s)",
            [
                (kind, user_id, number, field.get_db_prep_value(id_, connection))
                for kind, rows in moved.items()
                for (number, user_id), (id_, _) in rows.items()
            ],
        )


def rename_made_foods(apps, food_ids):
    """What an import added is deleted by Undo: by the new ids."""
    runs = apps.get_model("nutrition", "ImportRun").objects
    for run_id, user_id, made in runs.exclude(made={}).values_list("pk", "user_id", "made"):
        made.pop("staged_foods", None)
        if "foods" in made:
            ids = [food_ids.get((number, user_id)) for number in made["foods"]]
            made["foods"] = [str(id_) for id_ in ids if id_]
        runs.filter(pk=run_id).update(made=made)


def own_id(kind, column):
    return (
        f"(SELECT id FROM own_id WHERE kind = {kind} AND user_id = old.user_id"
        f" AND number = old.{column})"
    )


def is_own(kind, column):
    return f"EXISTS {own_id(kind, column)}"


def shared_number(kind, column):
    return f"CASE WHEN NOT {is_own(kind, column)} THEN old.{column} END"


def refuse_with_own_foods(apps, schema_editor):
    if apps.get_model("nutrition", "OwnFood").objects.exists():
        raise IrreversibleError(
            "People have foods of their own, which the earlier version keeps elsewhere. "
            "Restore the backup that was made before the upgrade."
        )


def own_row():
    return [
        (
            "id",
            accounts.ids.IdField(
                default=accounts.ids.new_id, editable=False, primary_key=True, serialize=False
            ),
        ),
        (
            "user",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]


def reference(to, column):
    return models.ForeignObject(
        editable=False,
        from_fields=["user", column],
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=f"nutrition.{to}",
        to_fields=["user", "id"],
    )


def add_reference(model, name, to, column):
    """It has no column of its own."""
    field = migrations.AddField(model, name, reference(to, column))
    return migrations.SeparateDatabaseAndState(state_operations=[field])


def amount():
    return nutrition.foods.fields.ScaledDecimalField(
        blank=True, decimal_places=5, editable=False, max_digits=12, null=True
    )


def once(name, *fields):
    return models.UniqueConstraint(fields=fields, name=name)


def once_per_number(name):
    return models.UniqueConstraint(
        condition=Q(former_number__isnull=False), fields=("user", "former_number"), name=name
    )


def plausible(name, column):
    return models.CheckConstraint(
        condition=Q((f"{column}__gte", 0), (f"{column}__lte", MAX_AMOUNT)), name=name
    )


def bound_only_of_unknown(name, column):
    return models.CheckConstraint(
        condition=Q(magnesium_at_most__isnull=True)
        | Q(
            ("magnesium_at_most__gte", 0),
            ("magnesium_at_most__lte", MAX_AMOUNT),
            (f"{column}__isnull", True),
        ),
        name=name,
    )


def own_reference(name, column, to):
    return accounts.own_rows.OwnReference(column=column, name=name, to=f"nutrition.{to}")


REVISION_FIELD, PORTION_FIELD = (
    {
        "blank": True,
        "db_index": False,
        "null": True,
        "on_delete": django.db.models.deletion.PROTECT,
        "related_name": "+",
        "to": f"nutrition.{to}",
    }
    for to in ("foodrevision", "portion")
)


class Migration(migrations.Migration):
    dependencies = [
        ("nutrition", "0018_one_id"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(remove_index, make_index),
        migrations.CreateModel(
            "OwnFood",
            [
                *own_row(),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="nutrition.source",
                    ),
                ),
                ("source_ref", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=300)),
                ("short_name", models.CharField(blank=True, max_length=120)),
                ("synonyms", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("retired", "Retired: not found by search; logged days keep it"),
                            ("staged", "Staged: of an import that is not complete yet"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        editable=False,
                        help_text="All names as stems; see nutrition.foods.search.words.",
                    ),
                ),
                (
                    "former_number",
                    models.BigIntegerField(
                        blank=True,
                        editable=False,
                        help_text="Its number while own foods stood among the shared ones.",
                        null=True,
                    ),
                ),
                ("current_id", accounts.ids.IdField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "food of your own",
                "verbose_name_plural": "foods of your own",
                "indexes": [
                    models.Index(
                        condition=Q(state="active"),
                        fields=["user", "id"],
                        name="ownfood_person_active",
                    )
                ],
                "constraints": [
                    once("ownfood_of_its_user", "user", "id"),
                    once("ownfood_once", "user", "source", "source_ref"),
                    once_per_number("ownfood_once_per_number"),
                    own_reference("ownfood_current", "current_id", "OwnFoodRevision"),
                ],
            },
        ),
        migrations.CreateModel(
            "OwnFoodRevision",
            [
                *own_row(),
                ("food_id", accounts.ids.IdField()),
                ("food", reference("ownfood", "food_id")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "release",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Of a copy of a shared food.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="nutrition.release",
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(max_length=300)),
                (
                    "basis_grams",
                    nutrition.foods.fields.ScaledDecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text=(
                            "What the amounts are of. Empty: one of the food's portion, "
                            "of unknown weight."
                        ),
                        max_digits=8,
                        null=True,
                    ),
                ),
                ("magnesium_mg", amount()),
                ("energy_kcal", amount()),
                ("magnesium_at_most", amount()),
                ("amounts", models.JSONField(default=dict, editable=False)),
            ],
            options={
                "ordering": ["food_id", "number"],
                "constraints": [
                    once("ownfoodrevision_of_its_user", "user", "id"),
                    once("ownfoodrevision_number_once", "user", "food_id", "number"),
                    own_reference("ownfoodrevision_food", "food_id", "OwnFood"),
                    models.CheckConstraint(
                        condition=Q(basis_grams__gt=0, basis_grams__lte=10_000),
                        name="ownfoodrevision_basis_plausible",
                    ),
                    plausible("ownfoodrevision_magnesium_plausible", "magnesium_mg"),
                    plausible("ownfoodrevision_energy_plausible", "energy_kcal"),
                    bound_only_of_unknown("ownfoodrevision_bound_only_of_unknown", "magnesium_mg"),
                ],
            },
        ),
        add_reference("OwnFood", "current", "ownfoodrevision", "current_id"),
        migrations.CreateModel(
            "OwnPortion",
            [
                *own_row(),
                ("food_id", accounts.ids.IdField()),
                ("food", reference("ownfood", "food_id")),
                ("position", models.PositiveSmallIntegerField()),
                ("amount", models.DecimalField(decimal_places=3, default=Decimal(1), max_digits=7)),
                ("unit", models.CharField(max_length=120)),
                (
                    "grams",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=8, null=True),
                ),
                (
                    "former_number",
                    models.BigIntegerField(blank=True, editable=False, null=True),
                ),
            ],
            options={
                "ordering": ["food_id", "position"],
                "constraints": [
                    once("ownportion_of_its_user", "user", "id"),
                    once("ownportion_position_once", "user", "food_id", "position"),
                    once_per_number("ownportion_once_per_number"),
                    own_reference("ownportion_food", "food_id", "OwnFood"),
                    models.CheckConstraint(
                        condition=Q(("amount__gt", 0))
                        & (Q(("grams__isnull", True)) | Q(("grams__gt", 0))),
                        name="ownportion_above_zero",
                    ),
                ],
            },
        ),
        migrations.RunPython(move_own_foods, migrations.RunPython.noop),
        ChangeAtOnce(
            "Favourite",
            [
                migrations.AddField(
                    "Favourite", "own_food_id", accounts.ids.IdField(blank=True, null=True)
                ),
                add_reference("Favourite", "own_food", "ownfood", "own_food_id"),
                migrations.AlterField("Favourite", "user", own_row()[1][1]),
                migrations.AlterField(
                    "Favourite",
                    "food",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="nutrition.food",
                    ),
                ),
            ],
            [
                migrations.AddConstraint(
                    "Favourite", once("favourite_once_per_own_food", "user", "own_food_id")
                ),
                migrations.AddConstraint(
                    "Favourite", own_reference("favourite_own_food", "own_food_id", "OwnFood")
                ),
                migrations.AddConstraint(
                    "Favourite",
                    models.CheckConstraint(
                        condition=Q(food__isnull=False, own_food_id__isnull=True)
                        | Q(food__isnull=True, own_food_id__isnull=False),
                        name="favourite_of_one_food",
                    ),
                ),
            ],
            values={
                "own_food_id": own_id(FOOD, "food_id"),
                "food_id": shared_number(FOOD, "food_id"),
            },
            moved=is_own(FOOD, "food_id"),
        ),
        ChangeAtOnce(
            "Avoided",
            [
                migrations.RemoveConstraint("Avoided", "avoided_group_or_food"),
                migrations.AddField(
                    "Avoided", "own_food_id", accounts.ids.IdField(blank=True, null=True)
                ),
                add_reference("Avoided", "own_food", "ownfood", "own_food_id"),
            ],
            [
                migrations.AddConstraint(
                    "Avoided", once("avoided_once_per_own_food", "user", "own_food_id")
                ),
                migrations.AddConstraint(
                    "Avoided", own_reference("avoided_own_food", "own_food_id", "OwnFood")
                ),
                migrations.AddConstraint(
                    "Avoided",
                    models.CheckConstraint(
                        condition=~Q(group="") & Q(food__isnull=True, own_food_id__isnull=True)
                        | Q(group="", food__isnull=False, own_food_id__isnull=True)
                        | Q(group="", food__isnull=True, own_food_id__isnull=False),
                        name="avoided_group_or_food",
                    ),
                ),
            ],
            values={
                "own_food_id": own_id(FOOD, "food_id"),
                "food_id": shared_number(FOOD, "food_id"),
            },
            moved=is_own(FOOD, "food_id"),
        ),
        ChangeAtOnce(
            "Entry",
            [
                migrations.RemoveConstraint("Entry", "entry_grams_plausible"),
                migrations.RemoveConstraint("Entry", "entry_portion_with_quantity"),
                # For each row that is deleted below, PostgreSQL would search all entries.
                migrations.AlterField(
                    "Entry", "revision", models.ForeignKey(db_constraint=False, **REVISION_FIELD)
                ),
                migrations.AlterField(
                    "Entry", "portion", models.ForeignKey(db_constraint=False, **PORTION_FIELD)
                ),
                migrations.AddField(
                    "Entry", "own_revision_id", accounts.ids.IdField(blank=True, null=True)
                ),
                add_reference("Entry", "own_revision", "ownfoodrevision", "own_revision_id"),
                migrations.AddField(
                    "Entry", "own_portion_id", accounts.ids.IdField(blank=True, null=True)
                ),
                add_reference("Entry", "own_portion", "ownportion", "own_portion_id"),
                migrations.AlterField(
                    "Entry",
                    "grams",
                    nutrition.foods.fields.ScaledDecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="Empty: so many of a portion whose weight nobody knows.",
                        max_digits=8,
                        null=True,
                    ),
                ),
            ],
            [
                migrations.AlterField("Entry", "revision", models.ForeignKey(**REVISION_FIELD)),
                migrations.AlterField("Entry", "portion", models.ForeignKey(**PORTION_FIELD)),
                migrations.AddIndex(
                    "Entry",
                    models.Index(
                        condition=Q(deleted_at__isnull=True, own_revision_id__isnull=False),
                        fields=["user", "eaten_on", "own_revision_id", "grams", "quantity"],
                        name="entry_person_own",
                    ),
                ),
                *(
                    migrations.AddIndex(
                        "Entry",
                        models.Index(
                            condition=Q(**{f"{column}__isnull": False}),
                            fields=["user", column],
                            name=f"entry_{name}_logged",
                        ),
                    )
                    for name, column in (
                        ("own_revision", "own_revision_id"),
                        ("own_portion", "own_portion_id"),
                    )
                ),
                migrations.AddConstraint(
                    "Entry",
                    models.CheckConstraint(
                        condition=Q(own_revision_id__isnull=True, revision__isnull=False)
                        | Q(own_revision_id__isnull=False, revision__isnull=True),
                        name="entry_of_one_revision",
                    ),
                ),
                migrations.AddConstraint(
                    "Entry",
                    models.CheckConstraint(
                        condition=Q(grams__isnull=False, grams__gt=0, grams__lte=10_000)
                        | Q(
                            grams__isnull=True,
                            own_portion_id__isnull=False,
                            quantity__isnull=False,
                            quantity__lte=10_000,
                        ),
                        name="entry_grams_plausible",
                    ),
                ),
                migrations.AddConstraint(
                    "Entry",
                    models.CheckConstraint(
                        condition=Q(
                            own_portion_id__isnull=True,
                            portion__isnull=True,
                            quantity__isnull=True,
                        )
                        | Q(quantity__isnull=False, quantity__gt=0)
                        & (
                            Q(
                                own_portion_id__isnull=True,
                                portion__isnull=False,
                                revision__isnull=False,
                            )
                            | Q(
                                own_portion_id__isnull=False,
                                own_revision_id__isnull=False,
                                portion__isnull=True,
                            )
                        ),
                        name="entry_portion_with_quantity",
                    ),
                ),
                migrations.AddConstraint(
                    "Entry",
                    own_reference("entry_own_revision", "own_revision_id", "OwnFoodRevision"),
                ),
                migrations.AddConstraint(
                    "Entry", own_reference("entry_own_portion", "own_portion_id", "OwnPortion")
                ),
            ],
            values={
                "own_revision_id": own_id(REVISION, "revision_id"),
                "revision_id": shared_number(REVISION, "revision_id"),
                "own_portion_id": own_id(PORTION, "portion_id"),
                "portion_id": shared_number(PORTION, "portion_id"),
            },
            moved=is_own(REVISION, "revision_id"),
            then=[
                "UPDATE nutrition_food SET current_id = NULL WHERE owner_id IS NOT NULL",
                f"DELETE FROM nutrition_foodwords WHERE food_id IN {OWN}",
                f"DELETE FROM nutrition_portion WHERE food_id IN {OWN}",
                f"DELETE FROM nutrition_foodrevision WHERE food_id IN {OWN}",
                "DELETE FROM nutrition_food WHERE owner_id IS NOT NULL",
                "DROP TABLE own_id",
            ],
        ),
        migrations.RemoveField("FoodWords", "owner"),
        ChangeAtOnce(
            "Food",
            [
                migrations.RemoveConstraint("Food", "shared_food_once_per_source"),
                migrations.RemoveConstraint("Food", "own_food_once"),
            ],
            [
                migrations.RemoveField("Food", "owner"),
                migrations.AddConstraint(
                    "Food", once("shared_food_once_per_source", "source", "source_ref")
                ),
            ],
        ),
        ChangeAtOnce(
            "FoodRevision",
            [
                migrations.RemoveConstraint("FoodRevision", "revision_magnesium_not_negative"),
                migrations.RemoveConstraint("FoodRevision", "revision_energy_not_negative"),
                migrations.RemoveConstraint("FoodRevision", "revision_bound_only_of_unknown"),
                migrations.AddConstraint(
                    "FoodRevision", plausible("revision_magnesium_plausible", "mg_per_100g")
                ),
                migrations.AddConstraint(
                    "FoodRevision", plausible("revision_energy_plausible", "kcal_per_100g")
                ),
                migrations.AddConstraint(
                    "FoodRevision",
                    bound_only_of_unknown("revision_bound_only_of_unknown", "mg_per_100g"),
                ),
            ],
        ),
        one_id.FinishInTransaction(),
        migrations.RunPython(migrations.RunPython.noop, refuse_with_own_foods),
    ]

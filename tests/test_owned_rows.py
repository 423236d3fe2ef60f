"""Every row of a person names the person, in the schema and in every statement
(tests/ownership.py).
"""

from typing import Any

import pytest
from django.db import models
from django.test.utils import isolate_apps

from accounts.models import User
from accounts.own_rows import OwnReference, own_reference
from nutrition.diary.models import Entry
from nutrition.foods.own.models import OwnFood
from tests.ownership import StatementGate, our_models, owned_models, schema_faults, stray_references


def test_diary_is_owned() -> None:
    assert Entry in owned_models()


@pytest.mark.parametrize("model", owned_models(), ids=lambda model: model.__name__)
def test_owned_table_can_be_spread_by_person(model: type[models.Model]) -> None:
    assert schema_faults(model) == []


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_persons_are_called_user_where_they_own(model: type[models.Model]) -> None:
    assert stray_references(model) == []


class Referring(models.Model):
    """Of one person, with the id of another row."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    row_id = models.UUIDField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


def table_with(
    *constraints: models.BaseConstraint, **fields: "models.Field[Any, Any]"
) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "nutrition", "constraints": list(constraints)})
    return type("Table", (Referring,), {"__module__": __name__, "Meta": meta} | fields)


def checked(to: str) -> OwnReference:
    return OwnReference(name="reference", column="row_id", to=to)


FOOD: Any = OwnFood  # itself, because a test's tables are not found by name


@isolate_apps("nutrition")
def test_reference_by_the_id_alone_is_caught() -> None:
    food: Any = models.ForeignKey(OwnFood, models.DO_NOTHING, related_name="+")

    assert schema_faults(table_with(food=food)) == ["food could refer to another person's row"]


@isolate_apps("nutrition")
def test_reference_that_the_database_does_not_check_is_caught() -> None:
    assert schema_faults(table_with(food=own_reference(FOOD, "row_id"))) == [
        "food could refer to another person's row"
    ]


@isolate_apps("nutrition")
def test_reference_whose_check_is_of_another_table_is_caught() -> None:
    table = table_with(checked("nutrition.OwnPortion"), food=own_reference(FOOD, "row_id"))

    assert schema_faults(table) == ["food could refer to another person's row"]


@isolate_apps("nutrition")
def test_reference_that_the_database_checks_is_right() -> None:
    table = table_with(checked("nutrition.OwnFood"), food=own_reference(FOOD, "row_id"))

    assert schema_faults(table) == []


@isolate_apps("nutrition")
def test_reference_to_a_table_without_a_key_of_the_person_is_caught() -> None:
    assert schema_faults(table_with(checked("nutrition.Day"))) == [
        "reference has no key to refer to"
    ]


@pytest.fixture
def gate() -> StatementGate:
    return StatementGate(["diary"])


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT * FROM "diary" WHERE "diary"."user_id" = %s',
        'SELECT * FROM "diary" WHERE ("diary"."id" = %s AND "diary"."user_id" IN (%s, %s))',
        (
            'SELECT * FROM "person" INNER JOIN "diary" ON ("person"."id" = "diary"."user_id")'
            ' WHERE "person"."id" = %s'
        ),
        (
            'SELECT * FROM "food" WHERE EXISTS('
            'SELECT 1 FROM "diary" U0 WHERE (U0."user_id" = %s AND U0."food" = %s))'
        ),
        'UPDATE "diary" SET "grams" = %s WHERE ("diary"."user_id" = %s AND "diary"."id" = %s)',
        'DELETE FROM "diary" WHERE "diary"."user_id" IN (%s)',
        'INSERT INTO "diary" ("id", "user_id") VALUES (%s, %s)',
        'SELECT * FROM "food"',
        "SELECT * FROM diary WHERE user_id = %s AND id = 7",
        (
            "select entry.id from diary entry "
            "where entry.user_id = %s and (entry.grams > 1 or entry.grams < 0)"
        ),
        (
            "SELECT * FROM diary AS entry JOIN food ON food.id = entry.food_id "
            "WHERE entry.user_id IN (%s, %s)"
        ),
        (
            "SELECT * FROM food WHERE EXISTS "
            "(SELECT 1 FROM diary d WHERE d.food_id = food.id AND d.user_id = %s)"
        ),
        "SELECT * FROM diary a JOIN diary b ON b.user_id = a.user_id WHERE a.user_id = %s",
        (
            'SELECT * FROM "diary" LEFT OUTER JOIN "diary" T2 ON ("diary"."user_id" = T2."user_id"'
            ' AND "diary"."food" = T2."id") WHERE "diary"."user_id" = %s'
        ),
        (
            "SELECT id, (SELECT COUNT(*) FROM diary e WHERE e.user_id = %s AND e.day = %s) "
            "FROM food WHERE id = %s"
        ),
        "SELECT 1 FROM diary WHERE user_id = %s UNION ALL SELECT 2 FROM diary WHERE user_id = %s",
        (
            "SELECT * FROM person p WHERE EXISTS "
            "(SELECT 1 FROM diary WHERE diary.user_id = p.id) AND p.id = %s"
        ),
        "DELETE FROM diary WHERE user_id = %s",
        "SELECT 'FROM diary' FROM food -- FROM diary",
        "SELECT * FROM diary_of_foods",
    ],
)
def test_statement_that_names_the_person_passes(gate: StatementGate, sql: str) -> None:
    assert gate.nameless_tables(sql) == []


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT * FROM "diary" WHERE "diary"."id" = %s',
        'SELECT "diary"."user_id" FROM "diary"',
        'SELECT * FROM "diary" WHERE "diary"."user_id" IS NOT NULL',
        (
            'SELECT * FROM "diary" WHERE "diary"."user_id" = %s AND '
            'EXISTS(SELECT 1 FROM "diary" U0 WHERE U0."food" = %s)'
        ),
        'UPDATE "diary" SET "user_id" = %s WHERE "diary"."id" = %s',
        'UPDATE "diary" SET "grams" = %s',
        'DELETE FROM "diary" WHERE "diary"."id" IN (%s)',
        'INSERT INTO "diary" ("id") VALUES (%s)',
        "SELECT * FROM diary",
        "SELECT * FROM main.diary WHERE id = %s",
        "select * from Diary entry where entry.id = %s",
        "SELECT * FROM food, diary WHERE food.id = %s",
        "SELECT diary.user_id FROM diary AS d WHERE d.user_id IS NOT NULL",
        "SELECT * FROM diary WHERE user_id = %s OR id = %s",
        "SELECT * FROM diary WHERE (user_id = %s AND id = %s) OR grams > %s",
        "SELECT * FROM diary WHERE NOT (user_id = %s)",
        "SELECT * FROM diary WHERE user_id <> %s",
        "SELECT * FROM diary WHERE user_id = user_id",
        "SELECT * FROM diary WHERE food_user_id = %s",
        "SELECT * FROM diary WHERE id = %s -- AND user_id = %s",
        "SELECT * FROM diary WHERE note = 'user_id = 7'",
        "SELECT * FROM diary a JOIN diary b ON b.food_id = a.food_id WHERE a.user_id = %s",
        "SELECT * FROM person WHERE id IN (SELECT user_id FROM diary WHERE food_id = %s)",
        "SELECT * FROM food WHERE EXISTS (SELECT 1 FROM diary d WHERE d.food_id = food.id)",
        (
            "SELECT * FROM diary a WHERE a.user_id = %s AND "
            "EXISTS (SELECT 1 FROM diary b WHERE b.food_id = a.food_id)"
        ),
        "SELECT (SELECT COUNT(*) FROM diary e WHERE e.day = %s) FROM diary WHERE user_id = %s",
        "SELECT 1 FROM diary WHERE user_id = %s UNION ALL SELECT 2 FROM diary",
        "WITH mine AS (SELECT * FROM diary) SELECT * FROM mine WHERE mine.user_id = %s",
        "UPDATE diary SET user_id = %s",
        "DELETE FROM diary WHERE id = (SELECT id FROM food WHERE user_id = %s)",
    ],
)
def test_statement_about_everybody_is_caught(gate: StatementGate, sql: str) -> None:
    assert gate.nameless_tables(sql) == ["diary"]


def test_statements_of_the_tests_themselves_are_let_through(
    alice: User, owned_rows_gate: StatementGate
) -> None:
    assert not Entry.objects.exists()

    assert owned_rows_gate.faults == []

"""Every row of a person names the person, in the schema and in every statement (tests/ownership.py)."""

import pytest
from django.db import models

from accounts.models import User
from nutrition.diary.models import Entry
from tests.ownership import StatementGate, our_models, owned_models, schema_faults, stray_references


def test_diary_is_owned() -> None:
    assert Entry in owned_models()


@pytest.mark.parametrize("model", owned_models(), ids=lambda model: model.__name__)
def test_owned_table_can_be_spread_by_person(model: type[models.Model]) -> None:
    assert schema_faults(model) == []


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_persons_are_called_user_where_they_own(model: type[models.Model]) -> None:
    assert stray_references(model) == []


@pytest.fixture
def gate() -> StatementGate:
    return StatementGate(["diary"])


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT * FROM "diary" WHERE "diary"."user_id" = %s',
        'SELECT * FROM "diary" WHERE ("diary"."id" = %s AND "diary"."user_id" IN (%s, %s))',
        'SELECT * FROM "person" INNER JOIN "diary" ON ("person"."id" = "diary"."user_id") WHERE "person"."id" = %s',
        'SELECT * FROM "food" WHERE EXISTS(SELECT 1 FROM "diary" U0 WHERE (U0."user_id" = %s AND U0."food" = %s))',
        'UPDATE "diary" SET "grams" = %s WHERE ("diary"."user_id" = %s AND "diary"."id" = %s)',
        'DELETE FROM "diary" WHERE "diary"."user_id" IN (%s)',
        'INSERT INTO "diary" ("id", "user_id") VALUES (%s, %s)',
        'SELECT * FROM "food"',
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
        'SELECT * FROM "diary" WHERE "diary"."user_id" = %s AND EXISTS(SELECT 1 FROM "diary" U0 WHERE U0."food" = %s)',
        'UPDATE "diary" SET "user_id" = %s WHERE "diary"."id" = %s',
        'UPDATE "diary" SET "grams" = %s',
        'DELETE FROM "diary" WHERE "diary"."id" IN (%s)',
        'INSERT INTO "diary" ("id") VALUES (%s)',
    ],
)
def test_statement_about_everybody_is_caught(gate: StatementGate, sql: str) -> None:
    assert gate.nameless_tables(sql) == ["diary"]


def test_statements_of_the_tests_themselves_are_let_through(alice: User, owned_rows_gate: StatementGate) -> None:
    assert not Entry.objects.exists()

    assert owned_rows_gate.faults == []

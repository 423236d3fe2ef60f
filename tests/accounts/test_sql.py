"""Statements that PostgreSQL keeps prepared, in the settings of the product."""

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.sql import fetch_all

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL's plans"),
    pytest.mark.django_db(transaction=True),
]
SQL = "SELECT email FROM accounts_user WHERE id = %s"
RUNS = 3  # how many it takes until a statement is prepared


@pytest.fixture
def other_connection() -> Iterator[BaseDatabaseWrapper]:
    other = connection.copy()
    yield other
    other.close()


def prepared() -> list[str]:
    statements = fetch_all("SELECT statement FROM pg_prepared_statements", [])
    return [statement for (statement,) in statements if "FROM accounts_user" in statement]


def test_third_run_of_a_statement_prepares_it_for_all_values() -> None:
    for user_id in range(RUNS - 1):
        fetch_all(SQL, [user_id])
    before = prepared()

    for user_id in range(10):
        fetch_all(SQL, [user_id])

    assert (len(before), len(prepared())) == (0, 1)


def test_prepared_statement_outlives_a_failed_transaction() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        for _ in range(RUNS):
            fetch_all(SQL, [1])
        fetch_all("SELECT nonsense", [])

    rows = [fetch_all(SQL, [1]) for _ in range(RUNS)]

    assert (rows, len(prepared())) == ([[]] * RUNS, 1)


def test_prepared_statement_goes_on_when_a_migration_changes_its_table(
    other_connection: BaseDatabaseWrapper,
) -> None:
    for _ in range(RUNS):
        fetch_all(SQL, [1])

    with other_connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user ADD COLUMN later integer NOT NULL DEFAULT 0")
    rows = fetch_all(SQL, [1])
    with other_connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user DROP COLUMN later")

    assert (rows, fetch_all(SQL, [1])) == ([], [])


def test_new_connection_prepares_its_statements_again() -> None:
    for _ in range(RUNS):
        fetch_all(SQL, [1])
    connection.close()
    after_closing = prepared()

    for _ in range(RUNS):
        fetch_all(SQL, [1])

    assert (len(after_closing), len(prepared())) == (0, 1)

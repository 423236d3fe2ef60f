"""Many rows at once are held to the same rules as one."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from nutrition.foods.loading.bulk import foreign_keys_checked_at_once, insert_rows, staged_rows
from nutrition.foods.models import Nutrient, NutrientAmount
from tests.builders import Foods

pytestmark = pytest.mark.django_db
COLUMNS = ["revision_id", "nutrient_id", "amount", "quality"]


def references_of_amounts() -> set[tuple[str, ...]]:
    """On PostgreSQL with their names and whether they wait for the end of the transaction."""
    table = NutrientAmount._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return {
                (name, *map(str, to))
                for name, to in connection.introspection.get_relations(cursor, table).items()
            }
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid), convalidated::text FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = %s::regclass",
            [table],
        )
        return set(cursor.fetchall())


def test_a_first_load_leaves_the_references_of_the_table_as_they_were(foods: Foods) -> None:
    amount = NutrientAmount.objects.get(revision=foods.spinach.current, nutrient=Nutrient.MAGNESIUM)
    NutrientAmount.objects.all().delete()
    before = references_of_amounts()

    with foreign_keys_checked_at_once(NutrientAmount):
        insert_rows(
            NutrientAmount,
            COLUMNS,
            [(amount.revision_id, amount.nutrient_id, "79", 1)],
            lambda written: None,
        )

    assert len(before) == 2
    assert references_of_amounts() == before
    assert NutrientAmount.objects.get().amount == 79


def test_a_first_load_with_a_reference_to_nothing_is_refused() -> None:
    assert not NutrientAmount.objects.exists()

    with pytest.raises(IntegrityError), transaction.atomic():
        with foreign_keys_checked_at_once(NutrientAmount):
            insert_rows(NutrientAmount, COLUMNS, [(404, 1090, "1", 1)], lambda written: None)
        connection.check_constraints()

    assert not NutrientAmount.objects.exists()
    assert len(references_of_amounts()) == 2


def rows_of(amounts: QuerySet[NutrientAmount]) -> list[tuple[Any, ...]]:
    return list(amounts.order_by("revision", "nutrient").values_list(*COLUMNS))


def test_rows_at_hand_are_stored_as_they_were_when_they_are_asked_for(foods: Foods) -> None:
    spinachs = NutrientAmount.objects.filter(revision=foods.spinach.current)
    before = rows_of(spinachs)
    rows = [
        (revision, nutrient, str(amount), quality) for revision, nutrient, amount, quality in before
    ]
    spinachs.delete()

    with staged_rows(NutrientAmount, COLUMNS, rows) as store:
        assert not spinachs.exists()
        store()

    assert rows_of(spinachs) == before


def test_rows_at_hand_are_held_to_the_rules_of_the_table(foods: Foods) -> None:
    amount = NutrientAmount.objects.filter(revision=foods.spinach.current)[0]
    twice = (amount.revision_id, amount.nutrient_id, "1", 1)

    for _ in range(2):  # what was waiting is gone after an error, too
        with (
            pytest.raises(IntegrityError),
            staged_rows(NutrientAmount, COLUMNS, [twice]) as store,
            transaction.atomic(),
        ):
            store()

    assert NutrientAmount.objects.get(pk=amount.pk).amount == amount.amount

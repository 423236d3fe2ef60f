"""Many rows at once are held to the same rules as one."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from nutrition.foods.loading.bulk import (
    insert_rows,
    staged_rows,
    update_statistics,
    update_statistics_after,
)
from nutrition.foods.models import Nutrient, Portion
from tests.builders import Foods

pytestmark = pytest.mark.django_db
COLUMNS = ["id", "food_id", "position", "amount", "unit", "grams"]


def rows_of(portions: QuerySet[Portion]) -> list[tuple[Any, ...]]:
    return list(portions.order_by("position").values_list(*COLUMNS))


on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no statistics"
)


def rows_that_postgresql_expects(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return int(cursor.fetchall()[0][0])


def test_rows_that_refer_to_nothing_are_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Portion, COLUMNS, [(1, 404, 1, "1", "cup", "30")], lambda written: None)
        connection.check_constraints()

    assert not Portion.objects.exists()


def test_rows_at_hand_are_stored_as_they_were_when_they_are_asked_for(foods: Foods) -> None:
    almonds = Portion.objects.filter(food=foods.almonds)
    before = rows_of(almonds)
    rows = [(*keys, str(amount), unit, str(grams)) for *keys, amount, unit, grams in before]
    almonds.delete()

    with staged_rows(Portion, COLUMNS, rows) as store:
        assert not almonds.exists()
        store()

    assert rows_of(almonds) == before


def test_rows_at_hand_are_held_to_the_rules_of_the_table(foods: Foods) -> None:
    portion = Portion.objects.filter(food=foods.spinach)[0]
    twice = (portion.pk, foods.spinach.pk, 1, "1", "pot", "900")

    for _ in range(2):  # what was waiting is gone after an error, too
        with (
            pytest.raises(IntegrityError),
            staged_rows(Portion, COLUMNS, [twice]) as store,
            transaction.atomic(),
        ):
            store()

    assert Portion.objects.get(pk=portion.pk).unit == portion.unit


@on_postgres
def test_statistics_follow_rows_that_make_a_table_much_larger(foods: Foods) -> None:
    update_statistics(Nutrient)
    before = Nutrient.objects.count()
    Nutrient.objects.bulk_create(
        Nutrient(number=f"n{id_}", id=id_, name="New", unit="mg", position=id_)
        for id_ in range(9000, 9100)
    )

    update_statistics_after(Nutrient, 20)
    after_few = rows_that_postgresql_expects("nutrition_nutrient")
    update_statistics_after(Nutrient, 100)
    after_many = rows_that_postgresql_expects("nutrition_nutrient")

    assert (after_few, after_many) == (before, before + 100)

"""Many rows at once are held to the same rules as one."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from nutrition.foods.loading.bulk import insert_rows, staged_rows
from nutrition.foods.models import Portion
from tests.builders import Foods

pytestmark = pytest.mark.django_db
COLUMNS = ["id", "food_id", "position", "amount", "unit", "grams"]


def rows_of(portions: QuerySet[Portion]) -> list[tuple[Any, ...]]:
    return list(portions.order_by("position").values_list(*COLUMNS))


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

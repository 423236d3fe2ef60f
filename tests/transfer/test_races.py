"""What two people import at the same moment, with real transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.own.models import OwnFood
from tests.builders import make_foods, make_person
from tests.transfer.files import confirm_import, stage_table

FOODS = 150  # more than one transaction adds


def file_of(lines: list[int]) -> str:
    return "Date,Food,Amount,Magnesium (mg)\n" + "".join(
        f"2026-11-20,Food {n},{n % 90 + 1} g,{n}\n" for n in lines
    )


@pytest.mark.django_db(transaction=True)
def test_people_who_import_the_same_foods_at_once_do_not_wait_for_each_other() -> None:
    make_foods()
    alice, bob = make_person("alice"), make_person("bob")
    lines = list(range(FOODS))
    runs = [
        (alice, stage_table(alice, file_of(lines)).pk),
        (bob, stage_table(bob, file_of(lines[::-1])).pk),
    ]
    start = Barrier(len(runs))

    def confirm(run: tuple[User, UUID]) -> str:
        start.wait()
        try:
            return confirm_import(*run).state
        finally:
            connection.close()

    with ThreadPoolExecutor(len(runs)) as pool:
        states = list(pool.map(confirm, runs))

    assert states == ["done", "done"]
    for person in (alice, bob):
        assert Entry.objects.of(person).count() == FOODS
        foods = OwnFood.objects.filter(user=person, state=OwnFood.State.ACTIVE)
        assert foods.count() == FOODS

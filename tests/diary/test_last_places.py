"""A day takes no more than it may, also when several things come for its last places."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.actions import copy_day, log_picks
from nutrition.diary.amounts import CannotLog, Pick
from nutrition.diary.limits import MAX_A_DAY, count_by_day
from nutrition.diary.models import Dose, Entry, Meal, Water
from nutrition.diary.supplements.actions import SupplementLabel, log_dose
from nutrition.diary.water import log_water
from tests.builders import Foods, log, make_foods, make_person

pytestmark = pytest.mark.django_db(transaction=True)

FULL, BEFORE = date(2026, 11, 21), date(2026, 11, 20)
AT_ONCE = 8


def meal_of(person: User, foods: Foods) -> None:
    picks = [Pick(foods.sugar.pk, None, Fraction(1))] * 20
    log_picks(user=person, on=FULL, meal=Meal.LUNCH, picks=picks, client_id=new_id())


def food(person: User, foods: Foods) -> None:
    picks = [Pick(foods.sugar.pk, None, Fraction(1))]
    log_picks(user=person, on=FULL, meal=Meal.LUNCH, picks=picks, client_id=new_id())


def copy(person: User, foods: Foods) -> None:
    copy_day(user=person, on=BEFORE, meal=None, to=FULL, client_id=new_id())


def dose(person: User, foods: Foods) -> None:
    log_dose(user=person, on=FULL, label=SupplementLabel("Citrate", Decimal(1)), client_id=new_id())


def water(person: User, foods: Foods) -> None:
    log_water(user=person, on=FULL, litres=Decimal(1), mg_per_litre=Decimal(1), client_id=new_id())


def fill(person: User, foods: Foods, *, leave: int) -> None:
    some = range(MAX_A_DAY - leave)
    revision = foods.sugar.current
    Entry.objects.bulk_create(
        [
            Entry(user=person, eaten_on=FULL, meal=Meal.LUNCH, revision=revision, grams=Decimal(1))
            for _ in some
        ]
    )
    Dose.objects.bulk_create(
        [Dose(user=person, taken_on=FULL, name="x", elemental_mg=Decimal(1)) for _ in some]
    )
    Water.objects.bulk_create(
        [
            Water(user=person, taken_on=FULL, litres=Decimal(1), mg_per_litre=Decimal(1))
            for _ in some
        ]
    )


def at_once(action: Callable[[], Any]) -> list[bool]:
    """Who found room."""
    start = Barrier(AT_ONCE)

    def run(_: int) -> bool:
        start.wait()
        try:
            action()
        except CannotLog:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.mark.parametrize(
    ("door", "leave", "model"),
    [
        (meal_of, 20, Entry),
        (food, 1, Entry),
        (copy, 1, Entry),
        (dose, 1, Dose),
        (water, 1, Water),
    ],
)
def test_concurrent_additions_never_fill_a_day_beyond_its_limit(
    door: Callable[[User, Foods], None], leave: int, model: Any
) -> None:
    person, foods = make_person("alice"), make_foods()
    log(person, foods.almonds, grams="30", on=BEFORE.isoformat())
    fill(person, foods, leave=leave)

    found_room = at_once(partial(door, person, foods))

    assert sum(found_room) == 1
    assert count_by_day(person, model, {FULL: 0})[FULL] == MAX_A_DAY

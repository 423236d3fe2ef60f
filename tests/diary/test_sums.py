"""The database adds up the same as Python does, on SQLite and on PostgreSQL, to the last digit."""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.models import Entry, Meal
from nutrition.diary.sums import (
    NOTHING_EATEN,
    magnesium_by_food,
    sums_between,
    sums_on,
)
from nutrition.foods.models import Food, FoodRevision
from nutrition.intake.totals import EatenFood, add_up
from tests.builders import Foods, log, revise
from tests.diary.added_up import added_up_in_python
from tests.intake.strategies import decimals

FIRST = date(2026, 11, 16)
LAST = FIRST + timedelta(days=2)
MOST_GRAMS, MOST_IN_100_G = Decimal(10_000), Decimal("9999999.99999")


class Eaten(NamedTuple):
    on: date
    food: EatenFood


def eaten_foods() -> SearchStrategy[Eaten]:
    """Of usual size, of the smallest and of the largest that the tables hold."""
    amounts = (
        decimals("0", "1000", 5)
        | st.sampled_from([Decimal(0), Decimal("167.77215"), Decimal("167.77216"), MOST_IN_100_G])
        | decimals("0", "9999999.99999", 5)
    )
    name, grams = st.just("Soup"), decimals("0.001", "500", 3) | st.just(MOST_GRAMS)
    kcal, unknown = st.none() | amounts, st.none()
    known_food = st.builds(EatenFood, name, grams, amounts, kcal, unknown)
    unknown_food = st.builds(EatenFood, name, grams, unknown, kcal, st.none() | amounts)
    return st.builds(Eaten, st.dates(FIRST, LAST), known_food | unknown_food)


def store(person: User, food: Food, eaten: list[Eaten]) -> None:
    """Each with a revision of its own."""
    revisions = FoodRevision.objects.bulk_create(
        FoodRevision(
            food=food,
            number=number,
            made_at=timezone.now(),
            reason="made for a test",
            mg_per_100g=one.food.per_100g,
            kcal_per_100g=one.food.kcal_per_100g,
            magnesium_at_most=one.food.at_most_per_100g,
        )
        for number, one in enumerate(eaten, 2)
    )
    Entry.objects.bulk_create(
        Entry(
            user=person,
            eaten_on=one.on,
            meal=Meal.LUNCH,
            grams=one.food.grams,
            revision=revision,
        )
        for one, revision in zip(eaten, revisions, strict=True)
    )


@given(st.lists(eaten_foods(), max_size=12))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_days_are_what_python_adds_up(alice: User, foods: Foods, eaten: list[Eaten]) -> None:
    Entry.objects.all().delete()
    FoodRevision.objects.filter(food=foods.mystery, number__gt=1).delete()
    store(alice, foods.mystery, eaten)

    assert sums_between(alice, FIRST, LAST) == added_up_in_python(eaten)


@pytest.mark.parametrize("known", [True, False])
def test_a_day_of_the_largest_entries_loses_no_digit(
    alice: User, foods: Foods, known: bool
) -> None:
    mg, at_most = (MOST_IN_100_G, None) if known else (None, MOST_IN_100_G)
    food = EatenFood("Soup", MOST_GRAMS, mg, MOST_IN_100_G, at_most)
    eaten = [Eaten(FIRST, food)]
    store(alice, foods.mystery, eaten)
    entry = Entry.objects.get()
    Entry.objects.bulk_create(
        Entry(
            user=alice,
            eaten_on=FIRST,
            meal=Meal.LUNCH,
            grams=MOST_GRAMS,
            revision_id=entry.revision_id,
        )
        for _ in range(499)
    )

    found = sums_between(alice, FIRST, FIRST)[FIRST]

    assert found == added_up_in_python(eaten * 500)[FIRST]
    assert found.total.at_most == Decimal("499999999999.5")


def test_a_day_without_entries_has_no_amount(alice: User) -> None:
    found = sums_between(alice, FIRST, FIRST)

    assert found == {}
    assert (NOTHING_EATEN.entries, NOTHING_EATEN.total) == (
        0,
        add_up([])._replace(unknown_names=()),
    )


def test_entries_of_others_and_deleted_ones_are_not_added(
    alice: User, bob: User, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on=FIRST.isoformat())
    gone = log(alice, foods.almonds, grams="50", on=FIRST.isoformat())
    delete_entries(user=alice, ids=[gone.id])
    log(bob, foods.almonds, grams="50", on=FIRST.isoformat())

    found = sums_between(alice, FIRST, FIRST)[FIRST]

    assert (found.entries, found.total.known) == (1, Decimal(150))


def test_days_need_not_follow_each_other(alice: User, foods: Foods) -> None:
    days = [FIRST - timedelta(days=ago) for ago in (0, 10, 20)]
    for on in days:
        log(alice, foods.almonds, grams="50", on=on.isoformat())

    found = sums_on(alice, [days[0], days[2], LAST])

    assert found == {on: sums_between(alice, on, on)[on] for on in (days[0], days[2])}


def test_a_foods_revisions_and_entries_are_one_sum(alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="50", on=FIRST.isoformat())
    revise(foods.almonds, magnesium="250")
    log(alice, foods.almonds, grams="10", on=LAST.isoformat())
    log(alice, foods.mystery, grams="10", on=LAST.isoformat())

    found = magnesium_by_food(alice, FIRST, LAST)

    assert sorted(found) == sorted(
        [
            (foods.almonds.pk, "Almonds", Decimal(175), 2),
            (foods.mystery.pk, "Mystery bar", Decimal(0), 1),
        ]
    )

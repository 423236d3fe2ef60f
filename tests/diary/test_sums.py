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
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from nutrition.intake.totals import EatenFood, add_up
from tests.builders import Foods, log, make_own_food, revise, revise_own_food
from tests.diary.added_up import added_up_in_python
from tests.intake.strategies import decimals

FIRST = date(2026, 11, 16)
LAST = FIRST + timedelta(days=2)
MOST_GRAMS, MOST_IN_BASIS = Decimal(10_000), Decimal(10_000)
HALF_A_CUP = Decimal(120)


class Eaten(NamedTuple):
    on: date
    food: EatenFood
    is_own: bool = False


def eaten_foods() -> SearchStrategy[Eaten]:
    """Shared and own ones, of usual size, of the smallest and of the largest that the tables hold,
    and some of unknown weight.
    """
    amounts = (
        decimals("0", "1000", 5)
        | st.sampled_from([Decimal(0), Decimal("0.00001"), MOST_IN_BASIS])
        | decimals("0", "9999.99999", 5)
    )
    name, measure = st.just("Soup"), decimals("0.001", "500", 3) | st.just(MOST_GRAMS)
    kcal, unknown = st.none() | amounts, st.none()
    bases = st.none() | decimals("0.001", "10000", 3) | st.sampled_from([Decimal(100), HALF_A_CUP])

    def of_basis(basis: SearchStrategy[Decimal | None], is_own: bool) -> SearchStrategy[Eaten]:
        known_food = st.builds(EatenFood, name, measure, amounts, kcal, unknown, basis)
        unknown_food = st.builds(
            EatenFood, name, measure, unknown, kcal, st.none() | amounts, basis
        )
        return st.builds(Eaten, st.dates(FIRST, LAST), known_food | unknown_food, st.just(is_own))

    return of_basis(st.just(Decimal(100)), False) | of_basis(bases, True)


def store(person: User, food: Food, own_food: OwnFood, eaten: list[Eaten]) -> None:
    """Each with a revision of its own."""
    portion = OwnPortion.objects.get(user=person, food_id=own_food.id)
    for number, (on, one, is_own) in enumerate(eaten, 2):
        entry = Entry(user=person, eaten_on=on, meal=Meal.LUNCH, grams=one.grams)
        if is_own:
            revision = OwnFoodRevision.objects.create(
                user=person,
                food_id=own_food.id,
                number=number,
                basis_grams=one.basis,
                magnesium_mg=one.per_basis,
                energy_kcal=one.kcal_per_basis,
                magnesium_at_most=one.at_most_per_basis,
            )
            entry.own_revision_id = revision.id
            if one.basis is None:
                entry.own_portion_id, entry.quantity = portion.id, one.measure
        else:
            entry.revision = FoodRevision.objects.create(
                food=food,
                number=number,
                made_at=timezone.now(),
                reason="made for a test",
                mg_per_100g=one.per_basis,
                kcal_per_100g=one.kcal_per_basis,
                magnesium_at_most=one.at_most_per_basis,
            )
        entry.save()


@pytest.fixture
def bread(alice: User) -> OwnFood:
    return make_own_food("Bread", owner=alice, magnesium="50", portions={"slice": None})


@given(st.lists(eaten_foods(), max_size=12))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_days_are_what_python_adds_up(
    alice: User, foods: Foods, bread: OwnFood, eaten: list[Eaten]
) -> None:
    Entry.objects.all().delete()
    FoodRevision.objects.filter(food=foods.mystery, number__gt=1).delete()
    OwnFoodRevision.objects.filter(user=alice, food_id=bread.id, number__gt=1).delete()
    store(alice, foods.mystery, bread, eaten)

    assert sums_between(alice, FIRST, LAST) == added_up_in_python(eaten)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("is_own", [True, False])
def test_a_day_of_the_largest_entries_loses_no_digit(
    alice: User, foods: Foods, bread: OwnFood, known: bool, is_own: bool
) -> None:
    mg, at_most = (MOST_IN_BASIS, None) if known else (None, MOST_IN_BASIS)
    food = EatenFood("Soup", MOST_GRAMS, mg, MOST_IN_BASIS, at_most)
    eaten = [Eaten(FIRST, food, is_own)]
    store(alice, foods.mystery, bread, eaten)
    entry = Entry.objects.get()
    Entry.objects.bulk_create(
        Entry(
            user=alice,
            eaten_on=FIRST,
            meal=Meal.LUNCH,
            grams=MOST_GRAMS,
            revision_id=entry.revision_id,
            own_revision_id=entry.own_revision_id,
        )
        for _ in range(499)
    )

    found = sums_between(alice, FIRST, FIRST)[FIRST]

    assert found == added_up_in_python(eaten * 500)[FIRST]
    assert found.total.at_most == 500_000_000


def test_half_a_cup_has_what_its_label_says(alice: User, bread: OwnFood) -> None:
    revise_own_food(bread, magnesium="320", basis_grams="120")
    for grams in ("40", "40", "40"):
        log(alice, bread, grams=grams, on=FIRST.isoformat())

    found = sums_between(alice, FIRST, FIRST)[FIRST]

    assert found.total.known == 320


def test_servings_of_unknown_weight_count(alice: User, bread: OwnFood) -> None:
    revise_own_food(bread, magnesium="12.5", kcal=None, basis_grams=None)
    log(alice, bread, portion="slice", quantity="3", on=FIRST.isoformat())

    found = sums_between(alice, FIRST, FIRST)[FIRST]

    assert (found.total.known, found.total.known_share_grams) == (Decimal("37.5"), None)
    assert found.total.is_covered


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


def test_the_food_that_gave_most_may_be_an_own_one(alice: User, bread: OwnFood) -> None:
    log(alice, bread, grams="300", on=FIRST.isoformat())

    assert magnesium_by_food(alice, FIRST, LAST) == [(bread.id, "Bread", Decimal(150), 1)]

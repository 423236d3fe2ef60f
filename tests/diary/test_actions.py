"""Writing to the diary: once, for one's own rows, and so that it can be undone."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.access import own_entry
from nutrition.diary.actions import (
    change_entry,
    copy_day,
    copy_entries,
    delete_entries,
    log_picks,
    move_entry,
    restore_entries,
)
from nutrition.diary.amounts import CannotLog, Pick, amount_of
from nutrition.diary.marks.actions import star, unstar
from nutrition.diary.marks.models import Favourite
from nutrition.diary.models import Entry, Meal
from nutrition.diary.queries import entries_to_copy
from nutrition.foods.models import Food
from tests.builders import Foods, log, make_own_food, revise, revise_own_food

DAY, NEXT_DAY = date(2026, 11, 20), date(2026, 11, 21)


def test_several_foods_are_logged_as_one_step(alice: User, foods: Foods) -> None:
    picks = [Pick(foods.spinach.pk, None, Fraction(30)), Pick(foods.almonds.pk, None, Fraction(10))]

    entries = log_picks(
        user=alice, on=DAY, meal=Meal.DINNER, picks=picks, client_id=new_id()
    ).entries

    assert [entry.revision.food for entry in entries] == [foods.spinach, foods.almonds]
    assert {entry.meal for entry in entries} == {Meal.DINNER}


def test_the_same_client_id_logs_once(alice: User, foods: Foods) -> None:
    picks = [Pick(foods.spinach.pk, None, Fraction(30)), Pick(foods.almonds.pk, None, Fraction(10))]
    client_id = new_id()

    first = log_picks(
        user=alice, on=DAY, meal=Meal.DINNER, picks=picks, client_id=client_id
    ).entries
    again = log_picks(
        user=alice, on=DAY, meal=Meal.DINNER, picks=picks, client_id=client_id
    ).entries

    assert {entry.id for entry in first} == {entry.id for entry in again}
    assert Entry.objects.filter(user=alice).count() == 2


def test_two_people_may_send_the_same_client_id(alice: User, bob: User, foods: Foods) -> None:
    client_id = new_id()

    for person in (alice, bob):
        log_picks(
            user=person,
            on=DAY,
            meal=1,
            picks=[Pick(foods.spinach.pk, None, Fraction(1))],
            client_id=client_id,
        )

    assert [Entry.objects.of(person).count() for person in (alice, bob)] == [1, 1]


def test_nothing_is_logged_when_one_food_cannot_be(alice: User, foods: Foods) -> None:
    picks = [Pick(foods.spinach.pk, None, Fraction(30)), Pick(10**9, None, Fraction(10))]

    with pytest.raises(CannotLog):
        log_picks(user=alice, on=DAY, meal=Meal.DINNER, picks=picks, client_id=new_id())

    assert not Entry.objects.filter(user=alice).exists()


def test_a_copy_takes_the_newest_values_and_the_old_entry_keeps_its_own(
    alice: User, foods: Foods
) -> None:
    old = log(alice, foods.spinach, grams="30", on="2026-11-20")
    new_revision = revise(foods.spinach, magnesium="33")

    copied = copy_entries(
        user=alice,
        find_entries=lambda: entries_to_copy(alice, DAY, None),
        to=NEXT_DAY,
        client_id=new_id(),
    )

    old.refresh_from_db()
    assert [(copy.revision_id, copy.grams, copy.eaten_on) for copy in copied.entries] == [
        (new_revision.pk, old.grams, NEXT_DAY)
    ]
    assert old.revision_id != new_revision.pk


def bowls_of_soup(person: User) -> Entry:
    """Two bowls of a food whose weight nobody knows."""
    soup = make_own_food(
        "Soup", owner=person, magnesium="25", basis_grams=None, portions={"bowl": None}
    )
    return log(person, soup, portion="bowl", quantity="2", on="2026-11-20")


def test_a_copy_of_an_own_food_takes_its_newest_values(alice: User) -> None:
    drink = make_own_food("Drink", owner=alice, magnesium="320", basis_grams="120")
    log(alice, drink, grams="60", on="2026-11-20")
    newer = revise_own_food(drink, magnesium="300", basis_grams="120")

    [copy] = copy_day(user=alice, on=DAY, meal=None, to=NEXT_DAY, client_id=new_id()).entries

    assert (copy.own_revision_id, copy.revision_id, copy.grams) == (newer.id, None, 60)


def test_a_copy_of_unknown_weight_keeps_values_that_say_how_much_it_was(alice: User) -> None:
    entry = bowls_of_soup(alice)
    revise_own_food(entry.food, magnesium="10", basis_grams="100")

    [copy] = copy_day(user=alice, on=DAY, meal=None, to=NEXT_DAY, client_id=new_id()).entries

    assert (copy.own_revision_id, copy.quantity) == (entry.own_revision_id, 2)


def test_grams_of_an_entry_of_unknown_weight_are_refused(alice: User) -> None:
    entry = own_entry(alice, bowls_of_soup(alice).id)

    with pytest.raises(CannotLog, match="Nobody knows what Soup weighs"):
        change_entry(
            entry=entry, amount=amount_of(Fraction(30), None), meal=Meal.LUNCH, on=DAY, at=None
        )

    assert own_entry(alice, entry.id).quantity == 2


def test_a_resend_of_an_own_food_is_answered_with_the_entry(alice: User) -> None:
    soup = make_own_food("Soup", owner=alice, magnesium="25")
    sent: Any = {
        "user": alice,
        "on": DAY,
        "meal": Meal.LUNCH,
        "picks": [Pick(soup.id, None, Fraction(300))],
        "client_id": new_id(),
    }

    first, second = log_picks(**sent), log_picks(**sent)

    assert (first.is_new, second.is_new) == (True, False)
    assert second.foods == first.foods


def test_copying_twice_with_one_client_id_copies_once(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    log(alice, foods.almonds, grams="30", on="2026-11-20")
    client_id = new_id()

    for _ in range(2):
        copy_entries(
            user=alice,
            find_entries=lambda: entries_to_copy(alice, DAY, None),
            to=NEXT_DAY,
            client_id=client_id,
        )

    assert Entry.objects.of(alice).filter(eaten_on=NEXT_DAY).count() == 2


def test_a_retired_food_is_left_out_of_a_copy_and_named(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    log(alice, foods.almonds, grams="30", on="2026-11-20")
    Food.objects.filter(pk=foods.almonds.pk).update(state=Food.State.RETIRED)

    copied = copy_entries(
        user=alice,
        find_entries=lambda: entries_to_copy(alice, DAY, None),
        to=NEXT_DAY,
        client_id=new_id(),
    )

    assert [entry.revision.food.title for entry in copied.entries] == ["Spinach, raw"]
    assert copied.left_out == ("Almonds",)


@pytest.mark.parametrize("retired", [True, False])
def test_copying_nothing_is_refused(retired: bool, alice: User, foods: Foods) -> None:
    if retired:
        log(alice, foods.almonds, grams="30", on="2026-11-20")
        Food.objects.filter(pk=foods.almonds.pk).update(state=Food.State.RETIRED)

    with pytest.raises(CannotLog, match="Nothing was copied"):
        copy_entries(
            user=alice,
            find_entries=lambda: entries_to_copy(alice, DAY, None),
            to=NEXT_DAY,
            client_id=new_id(),
        )


def test_only_the_named_meal_is_copied(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20", meal=Meal.LUNCH)
    dinner = log(alice, foods.almonds, grams="30", on="2026-11-20", meal=Meal.DINNER)

    assert list(entries_to_copy(alice, DAY, Meal.DINNER)) == [dinner]


def test_moving_changes_only_the_meal(alice: User, foods: Foods) -> None:
    entry = log(alice, foods.spinach, grams="30", on="2026-11-20", meal=Meal.LUNCH)

    move_entry(entry=entry, meal=Meal.SNACK)

    moved = Entry.objects.of(alice).get()
    assert (moved.meal, moved.grams, moved.eaten_on, moved.revision_id) == (
        Meal.SNACK,
        entry.grams,
        DAY,
        entry.revision_id,
    )


def test_nobody_deletes_or_restores_for_another_person(
    alice: User, bob: User, foods: Foods
) -> None:
    entry = log(alice, foods.spinach, grams="30", on="2026-11-20")

    assert delete_entries(user=bob, ids=[entry.id]) == 0
    delete_entries(user=alice, ids=[entry.id])
    assert restore_entries(user=bob, ids=[entry.id]) == 0
    assert restore_entries(user=alice, ids=[entry.id]) == 1


def test_starring_twice_makes_one_favourite(alice: User, bob: User, foods: Foods) -> None:
    assert star(user=alice, food_id=foods.almonds.pk) is True
    assert star(user=alice, food_id=foods.almonds.pk) is False
    assert unstar(user=bob, food_id=foods.almonds.pk) is False
    assert unstar(user=alice, food_id=foods.almonds.pk) is True


def test_the_database_refuses_a_second_star(alice: User, foods: Foods) -> None:
    Favourite.objects.create(user=alice, food=foods.almonds)

    with pytest.raises(IntegrityError), transaction.atomic():
        Favourite.objects.create(user=alice, food=foods.almonds)

"""Undo: a signed note takes one step back, for its own person only."""

from datetime import date, time, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from nutrition.diary.access import own_entry
from nutrition.diary.actions import change_entry, delete_entries
from nutrition.diary.amounts import amount_of
from nutrition.diary.marks.actions import star
from nutrition.diary.marks.models import Favourite
from nutrition.diary.models import Entry, Meal
from nutrition.diary.undo import (
    UNDO_PERIOD,
    CannotUndo,
    apply_undo,
    entry_state,
    undo_note,
    undo_note_for_entries,
)
from nutrition.foods.keys import write_key
from nutrition.foods.own.models import OwnFood, OwnPortion
from tests.builders import Foods, log, make_own_food

DAY = date(2026, 11, 20)


@pytest.fixture
def entry(alice: User, foods: Foods) -> Entry:
    return log(alice, foods.spinach, grams="30", on="2026-11-20")


def test_undo_removes_what_was_added(alice: User, entry: Entry) -> None:
    on = apply_undo(alice, undo_note_for_entries(alice, [entry]))

    assert on == DAY
    assert not Entry.objects.of(alice).exists()


def test_undo_restores_what_was_deleted(alice: User, entry: Entry) -> None:
    delete_entries(user=alice, ids=[entry.id])

    apply_undo(alice, undo_note(alice, "restore", DAY, [str(entry.id)]))

    assert Entry.objects.of(alice).get() == entry


def test_undo_restores_every_changed_field(alice: User, entry: Entry, foods: Foods) -> None:
    before = entry_state(entry)
    cup = foods.spinach.portions.get()
    change_entry(
        entry=entry, amount=amount_of(2, cup), meal=Meal.SNACK, on=date(2026, 11, 1), at=time(8, 30)
    )

    apply_undo(alice, undo_note(alice, "put_back", DAY, before))

    assert entry_state(Entry.objects.of(alice).get()) == before


def test_undo_removes_and_restores_a_favourite(alice: User, foods: Foods) -> None:
    star(user=alice, food_id=foods.almonds.pk)

    apply_undo(alice, undo_note(alice, "unstar", DAY, foods.almonds.pk))
    assert not Favourite.objects.filter(user=alice).exists()
    apply_undo(alice, undo_note(alice, "star", DAY, foods.almonds.pk))

    assert Favourite.objects.filter(user=alice).exists()


@pytest.mark.parametrize("is_old_note", [True, False])
def test_undo_removes_the_star_of_an_own_food(alice: User, is_old_note: bool) -> None:
    soup = make_own_food("Soup", owner=alice, magnesium="25")
    OwnFood.objects.filter(user=alice).update(former_number=4711)
    star(user=alice, food_id=soup.id)
    payload = 4711 if is_old_note else write_key(soup.id)

    apply_undo(alice, undo_note(alice, "unstar", DAY, payload))

    assert not Favourite.objects.filter(user=alice).exists()


def test_undo_puts_back_a_portion_of_unknown_weight(alice: User) -> None:
    soup = make_own_food(
        "Soup", owner=alice, magnesium="25", basis_grams=None, portions={"bowl": None}
    )
    entry = log(alice, soup, portion="bowl", quantity="2", on="2026-11-20")
    before = entry_state(own_entry(alice, entry.id))
    bowl = OwnPortion.objects.get(user=alice)
    change_entry(
        entry=own_entry(alice, entry.id),
        amount=amount_of(Fraction(5), bowl),
        meal=Meal.SNACK,
        on=DAY,
        at=None,
    )

    apply_undo(alice, undo_note(alice, "put_back", DAY, before))

    assert entry_state(own_entry(alice, entry.id)) == before


def test_another_persons_note_does_nothing(alice: User, bob: User, entry: Entry) -> None:
    token = undo_note_for_entries(alice, [entry])

    with pytest.raises(CannotUndo):
        apply_undo(bob, token)

    assert Entry.objects.of(alice).exists()


def test_a_note_for_bob_does_not_reach_rows_of_alice(alice: User, bob: User, entry: Entry) -> None:
    with pytest.raises(CannotUndo):
        apply_undo(bob, undo_note(bob, "remove", DAY, [str(entry.id)]))

    assert Entry.objects.of(alice).exists()


@pytest.mark.parametrize("token", ["", "x", "\0", "a:b:c", "ü" * 1000])
def test_an_invalid_note_is_refused(token: str, alice: User) -> None:
    with pytest.raises(CannotUndo):
        apply_undo(alice, token)


def test_a_note_is_valid_as_long_as_deleted_entries_are_kept(alice: User, entry: Entry) -> None:
    token = undo_note_for_entries(alice, [entry])

    with (
        time_machine.travel(timezone.now() + UNDO_PERIOD + timedelta(minutes=1)),
        pytest.raises(CannotUndo),
    ):
        apply_undo(alice, token)


def test_a_second_undo_is_refused(alice: User, entry: Entry) -> None:
    token = undo_note_for_entries(alice, [entry])
    apply_undo(alice, token)

    with pytest.raises(CannotUndo):
        apply_undo(alice, token)

"""Undo: a signed note takes one step back, for its own person only."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from nutrition.diary.actions import change_entry, delete_entries, star
from nutrition.diary.amounts import amount_of
from nutrition.diary.models import Entry, Favourite, Meal
from nutrition.diary.undo import (
    UNDO_PERIOD,
    CannotUndo,
    apply_undo,
    entry_state,
    undo_note,
    undo_note_for_entries,
)
from tests.builders import Foods, log

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

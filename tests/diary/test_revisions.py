import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.models import Entry
from nutrition.diary.revisions import (
    NewerValues,
    RevisionMagnesium,
    newer_values,
    restore_revisions,
    use_current_revision,
)
from nutrition.foods.access import visible_food
from nutrition.foods.models import Food
from tests.builders import Foods, log, make_food, make_own_food, revise, revise_own_food

pytestmark = pytest.mark.django_db


def kale_logged_by(person: User, times: int = 3) -> Food:
    """A food that had 47 mg when it was logged and has 33 now."""
    kale = make_food("Kale, raw", magnesium="47")
    for day in range(1, times + 1):
        log(person, kale, grams="100", on=f"2026-11-{day:02}")
    revise(kale, magnesium="33")
    return kale


def in_100_g(mg: int | None) -> RevisionMagnesium:
    return RevisionMagnesium(None if mg is None else Decimal(mg), Decimal(100))


def revisions(person: User) -> list[int]:
    return list(
        Entry.objects.filter(user=person)
        .order_by("eaten_on", "id")
        .values_list("revision__number", flat=True)
    )


def test_entries_with_older_values_are_counted(alice: User) -> None:
    kale = kale_logged_by(alice)

    assert newer_values(alice, kale) == NewerValues(
        entries=3, older=(in_100_g(47),), newer=in_100_g(33)
    )


def test_an_unknown_older_or_newer_value_is_none(alice: User) -> None:
    kale = kale_logged_by(alice)
    log(alice, kale, grams="100", on="2026-11-05")
    revise(kale, magnesium=None)

    assert newer_values(alice, kale) == NewerValues(
        entries=4, older=(in_100_g(47), in_100_g(33)), newer=in_100_g(None)
    )


def test_nothing_is_offered_where_nothing_would_change(
    alice: User, bob: User, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="10", on="2026-11-01")
    kale = kale_logged_by(alice)

    assert newer_values(alice, foods.almonds) is None
    assert newer_values(bob, kale) is None


def test_the_newer_values_are_used_for_all_entries_of_that_food_and_person(
    alice: User, bob: User, foods: Foods
) -> None:
    kale = kale_logged_by(alice)
    log(bob, kale, grams="10", on="2026-11-01")
    Entry.objects.filter(user=bob).update(revision=kale.revisions.get(number=1))

    use_current_revision(user=alice, food=kale)

    assert revisions(alice) == [2, 2, 2]
    assert revisions(bob) == [1]
    assert newer_values(alice, kale) is None


def test_undo_gives_each_entry_its_own_older_values(alice: User) -> None:
    kale = kale_logged_by(alice, times=2)
    log(alice, kale, grams="100", on="2026-11-05")
    revise(kale, magnesium="30")

    moved = use_current_revision(user=alice, food=kale)
    assert revisions(alice) == [3, 3, 3]
    put_back = restore_revisions(user=alice, newer_id=kale.current_id or 0, moved=moved)

    assert put_back == 3
    assert revisions(alice) == [1, 1, 2]


def test_undo_leaves_later_entries_and_other_people_alone(alice: User, bob: User) -> None:
    kale = kale_logged_by(alice, times=1)
    moved = use_current_revision(user=alice, food=kale)
    log(alice, kale, grams="100", on="2026-11-09")

    assert restore_revisions(user=bob, newer_id=kale.current_id or 0, moved=moved) == 0
    assert restore_revisions(user=alice, newer_id=kale.current_id or 0, moved=moved) == 1
    assert revisions(alice) == [1, 2]


def test_deleted_entries_are_not_touched(alice: User) -> None:
    kale = kale_logged_by(alice, times=1)
    delete_entries(user=alice, ids=[Entry.objects.get(user=alice).id])

    assert newer_values(alice, kale) is None
    assert use_current_revision(user=alice, food=kale) == []


def test_one_click_uses_the_new_value_and_undo_restores_the_old_one(
    alice: User, alice_client: Client
) -> None:
    kale = kale_logged_by(alice)

    page = alice_client.post(f"/foods/{kale.pk}/newer-value/", follow=True)
    assert revisions(alice) == [2, 2, 2]
    [token] = re.findall(r'name="token" value="([^"]+)"', page.content.decode())
    alice_client.post("/diary/undo/", {"token": token})

    assert revisions(alice) == [1, 1, 1]


def test_the_food_page_offers_it_in_words(alice: User, rf: RequestFactory) -> None:
    kale = kale_logged_by(alice)

    part = render_to_string(
        "foods/_newer_value.html",
        {"food": kale, "newer": newer_values(alice, kale)},
        request=rf.get("/"),
    )

    words = " ".join(part.split())
    assert "3 of your entries have older values of this food: 47 mg then, 33 mg" in words
    assert "Use the new value for these 3 entries" in part
    assert f"/foods/{kale.pk}/newer-value/" in part


def test_newer_values_of_an_own_food_come_with_their_basis(alice: User) -> None:
    drink = make_own_food("Drink", owner=alice, magnesium="320", basis_grams="120")
    log(alice, drink, grams="60", on="2026-11-01")
    revise_own_food(drink, magnesium="300", basis_grams="125")
    older, newer = (
        RevisionMagnesium(Decimal(mg), Decimal(basis)) for mg, basis in ((320, 120), (300, 125))
    )

    assert newer_values(alice, visible_food(alice, drink.id)) == NewerValues(1, (older,), newer)


def test_an_own_food_gets_its_newer_values_and_loses_them_by_undo(alice: User) -> None:
    drink = make_own_food("Drink", owner=alice, magnesium="320", basis_grams="120")
    entry = log(alice, drink, grams="60", on="2026-11-01")
    newer = revise_own_food(drink, magnesium="300", basis_grams="120")

    moved = use_current_revision(user=alice, food=visible_food(alice, drink.id))
    after = Entry.objects.get(user=alice).own_revision_id
    restore_revisions(user=alice, newer_id=newer.id, moved=moved)

    assert after == newer.id
    assert Entry.objects.get(user=alice).own_revision_id == entry.own_revision_id


def test_an_entry_of_unknown_weight_keeps_its_values(alice: User) -> None:
    soup = make_own_food(
        "Soup", owner=alice, magnesium="25", basis_grams=None, portions={"bowl": None}
    )
    log(alice, soup, portion="bowl", on="2026-11-01")
    revise_own_food(soup, magnesium="10", basis_grams="100")
    food = visible_food(alice, soup.id)

    assert newer_values(alice, food) is None
    assert use_current_revision(user=alice, food=food) == []

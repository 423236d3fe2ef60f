"""What somebody often eats at a meal, with the amount of the last time."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.data_version import changing_data, shared_data_changed
from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.actions import (
    change_entry,
    delete_entries,
    log_picks,
    move_entry,
    restore_entries,
)
from nutrition.diary.amounts import Amount, Pick, read_pick
from nutrition.diary.marks.actions import star, unstar
from nutrition.diary.models import Entry, Meal
from nutrition.diary.suggestions import habits
from nutrition.diary.suggestions.habits import habits_of, usual_foods
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood, OwnPortion
from tests.builders import Foods, log, make_food, make_own_food, revise_own_food

TODAY = date(2026, 11, 21)


def titles(person: User, meal: Meal = Meal.LUNCH) -> list[str]:
    return [food.title for food in usual_foods(person, meal, TODAY, limit=8)]


def test_what_is_eaten_most_often_at_the_meal_comes_first(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    for day in ("2026-11-10", "2026-11-11"):
        log(alice, foods.almonds, grams="30", on=day)
    log(alice, foods.banana, grams="100", on="2026-11-20", meal=Meal.BREAKFAST)

    assert titles(alice) == ["Almonds", "Spinach, raw"]


def test_the_amount_is_that_of_the_last_time(alice: User, foods: Foods) -> None:
    cup = foods.spinach.portions.get()
    third = [Pick(foods.spinach.pk, cup.pk, Fraction(1, 3))]
    log(alice, foods.spinach, grams="30", on="2026-11-19")
    log_picks(user=alice, on=date(2026, 11, 20), meal=Meal.LUNCH, picks=third, client_id=new_id())

    [food] = usual_foods(alice, Meal.LUNCH, TODAY, limit=8)

    assert (food.amount.words, food.short_words) == ("⅓ cup · 10 g", "⅓ cup")
    assert read_pick(food.pick) == third[0]


@pytest.mark.parametrize("grams", [["10", "20"], ["20", "10"]])
def test_the_last_of_several_entries_of_one_time_is_the_one_added_last(
    alice: User, foods: Foods, grams: list[str]
) -> None:
    for each in grams:
        log(alice, foods.spinach, grams=each, on="2026-11-20")
    Entry.objects.filter(user=alice).update(logged_at=datetime(2026, 11, 20, 12, tzinfo=UTC))

    [food] = usual_foods(alice, Meal.LUNCH, TODAY, limit=8)

    last = habits_of(alice).last[foods.spinach.pk]
    assert food.amount.grams == last.grams == Decimal(grams[-1])


def test_favourites_come_first_even_when_never_eaten(alice: User, foods: Foods) -> None:
    nettle = make_food("Nettle", magnesium="50")
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    for food in (foods.banana, nettle):
        star(user=alice, food_id=food.pk)

    usual = usual_foods(alice, Meal.LUNCH, TODAY, limit=8)

    assert [(food.title, food.is_favourite, food.amount.words) for food in usual] == [
        ("Banana", True, "1 medium · 120 g"),
        ("Nettle", True, "100 g"),
        ("Spinach, raw", False, "30 g"),
    ]


def test_retired_foods_old_habits_and_other_people_are_left_out(
    alice: User, bob: User, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    log(alice, foods.almonds, grams="30", on="2026-01-01")
    log(bob, foods.banana, grams="30", on="2026-11-20")
    star(user=alice, food_id=foods.spinach.pk)
    Food.objects.filter(pk=foods.spinach.pk).update(state=Food.State.RETIRED)

    assert titles(alice) == []


def test_habits_count_foods_and_hold_the_last_amounts(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-19")
    log(alice, foods.spinach, grams="45", on="2026-11-20")

    habits = habits_of(alice)

    assert habits.times == {foods.spinach.pk: 2}
    assert habits.last == {foods.spinach.pk: (Decimal(45), None, None)}


@pytest.mark.parametrize("entries", [1, 60])
def test_unchanged_usual_foods_take_no_statement_but_for_the_versions(
    entries: int, alice: User, foods: Foods, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for _ in range(entries):
        log(alice, foods.spinach, grams="30", on="2026-11-20")
    with django_assert_num_queries(2):
        before = usual_foods(alice, Meal.LUNCH, TODAY, limit=8)

    with django_assert_num_queries(1):  # the versions
        after = usual_foods(alice, Meal.LUNCH, TODAY, limit=8)

    assert after is before


def test_usual_foods_follow_every_change(alice: User, foods: Foods) -> None:
    entry = log(alice, foods.spinach, grams="30", on="2026-11-20")
    assert titles(alice) == ["Spinach, raw"]

    move_entry(entry=entry, meal=Meal.DINNER)
    assert titles(alice) == []
    assert titles(alice, Meal.DINNER) == ["Spinach, raw"]

    delete_entries(user=alice, ids=[entry.id])
    assert titles(alice, Meal.DINNER) == []

    star(user=alice, food_id=foods.banana.pk)
    assert titles(alice) == ["Banana"]

    unstar(user=alice, food_id=foods.banana.pk)
    star(user=alice, food_id=foods.almonds.pk)
    assert titles(alice) == ["Almonds"]

    Food.objects.filter(pk=foods.almonds.pk).update(short_name="Sweet almonds")
    shared_data_changed()
    assert titles(alice) == ["Sweet almonds"]


def test_usual_foods_end_with_their_period(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    assert titles(alice) == ["Spinach, raw"]

    later = usual_foods(alice, Meal.LUNCH, date(2026, 12, 21), limit=8)

    assert list(later) == []


def test_usual_foods_of_another_person_are_their_own(alice: User, bob: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    assert titles(alice) == ["Spinach, raw"]

    assert titles(bob) == []


def test_usual_own_foods_follow_their_names(alice: User, foods: Foods) -> None:
    own = make_own_food("Nettle", magnesium="50", owner=alice)
    log(alice, own, grams="30", on="2026-11-20")
    assert titles(alice) == ["Nettle"]

    with changing_data(alice.pk):
        OwnFood.objects.filter(user=alice, id=own.id).update(short_name="Young nettle")

    assert titles(alice) == ["Young nettle"]


def test_own_foods_are_counted_and_offered_with_the_shared_ones(
    alice: User, bob: User, foods: Foods
) -> None:
    stew = make_own_food(
        "Stew", owner=alice, magnesium="25", basis_grams=None, portions={"serving": None}
    )
    bran = make_own_food("Bran", owner=alice, magnesium="320", portions={"cup": "240"})
    serving = OwnPortion.objects.get(user=alice, food_id=stew.id)
    cup = OwnPortion.objects.get(user=alice, food_id=bran.id)
    for day in ("2026-11-18", "2026-11-19"):
        log(alice, stew, portion="serving", quantity="1.5", on=day)
        log(bob, foods.almonds, grams="30", on=day)
    log(alice, bran, portion="cup", on="2026-11-20")
    log(alice, foods.spinach, grams="30", on="2026-11-19")

    usual = usual_foods(alice, Meal.LUNCH, TODAY, limit=8)

    assert [(food.food_id, food.amount.words, food.pick) for food in usual] == [
        (stew.id, "1½ servings", f"own:{stew.id}:own:{serving.id}:3/2"),
        (bran.id, "1 cup · 240 g", f"own:{bran.id}:own:{cup.id}:1"),
        (foods.spinach.pk, "30 g", f"{foods.spinach.pk}:g:30"),
    ]
    habits = habits_of(alice)
    assert habits.times == {stew.id: 2, bran.id: 1, foods.spinach.pk: 1}
    assert habits.last == {
        stew.id: (None, serving.id, Decimal("1.5")),
        bran.id: (240, cup.id, 1),
        foods.spinach.pk: (30, None, None),
    }


def test_favourites_among_own_foods_come_first_with_one_of_their_first_portion(
    alice: User, bob: User, foods: Foods
) -> None:
    stew = make_own_food(
        "Stew", owner=alice, magnesium="25", basis_grams=None, portions={"serving": None}
    )
    bran = make_own_food("Bran", owner=alice, magnesium="320", portions={"cup": "240"})
    soup = make_own_food("Soup", owner=alice, magnesium="20")
    log(alice, soup, grams="300", on="2026-11-20", meal=Meal.DINNER)
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    for food in (stew, bran, soup, foods.banana):
        star(user=alice, food_id=food.key)

    usual = usual_foods(alice, Meal.LUNCH, TODAY, limit=8)

    assert [(food.title, food.is_favourite, food.amount.words) for food in usual] == [
        ("Soup", True, "300 g"),
        ("Banana", True, "1 medium · 120 g"),
        ("Stew", True, "1 serving"),
        ("Bran", True, "1 cup · 240 g"),
        ("Spinach, raw", False, "30 g"),
    ]
    assert usual_foods(bob, Meal.LUNCH, TODAY, limit=8) == ()


@pytest.mark.parametrize("state", [OwnFood.State.RETIRED, OwnFood.State.STAGED])
def test_usual_own_foods_are_active(state: OwnFood.State, alice: User, foods: Foods) -> None:
    stew = make_own_food("Stew", owner=alice, magnesium="25")
    log(alice, stew, grams="300", on="2026-11-20")
    star(user=alice, food_id=stew.key)
    OwnFood.objects.filter(user=alice).update(state=state)

    assert titles(alice) == []


def test_the_last_amount_of_an_own_food_that_got_a_weight_since_is_not_offered(
    alice: User, foods: Foods
) -> None:
    stew = make_own_food(
        "Stew", owner=alice, magnesium="25", basis_grams=None, portions={"serving": None}
    )
    log(alice, stew, portion="serving", on="2026-11-20")

    revise_own_food(stew, magnesium="25", basis_grams="400")

    assert titles(alice) == []


def test_favourites_among_own_foods_count_as_a_change(alice: User, foods: Foods) -> None:
    stew = make_own_food("Stew", owner=alice, magnesium="25")
    assert titles(alice) == []

    star(user=alice, food_id=stew.key)
    assert titles(alice) == ["Stew"]

    unstar(user=alice, food_id=stew.key)
    assert titles(alice) == []


def test_a_favourite_comes_with_its_last_amount_at_any_meal(alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="42", on="2026-11-20", meal=Meal.SNACK)
    star(user=alice, food_id=foods.almonds.pk)

    [food] = usual_foods(alice, Meal.LUNCH, TODAY, limit=8)

    assert food.amount.words == "42 g"


def eaten(person: User) -> dict[FoodKey, int]:
    return dict(habits_of(person).times)


def test_habits_follow_every_change_of_the_diary(alice: User, foods: Foods) -> None:
    assert eaten(alice) == {}

    first = log(alice, foods.spinach, grams="30", on="2026-11-20")
    assert eaten(alice) == {foods.spinach.pk: 1}

    delete_entries(user=alice, ids=[first.id])
    assert eaten(alice) == {}

    restore_entries(user=alice, ids=[first.id])
    assert eaten(alice) == {foods.spinach.pk: 1}

    first.refresh_from_db()
    amount, day = Amount(Decimal(45)), date(2026, 11, 20)
    change_entry(entry=first, amount=amount, meal=Meal.DINNER, on=day, at=None)
    assert habits_of(alice).last[foods.spinach.pk].grams == 45


def test_habits_count_the_newest_entries_after_one_is_deleted(
    alice: User, foods: Foods, monkeypatch: pytest.MonkeyPatch
) -> None:
    instant = datetime(2026, 11, 20, tzinfo=UTC)
    logged = [
        (foods.almonds, "2026-11-20"),
        (foods.spinach, "2026-11-19"),
        (foods.spinach, "2026-11-18"),
    ]
    entries = [log(alice, food, grams="30", on=on) for food, on in logged]
    Entry.objects.filter(user=alice).update(changed_at=instant)  # as after an import
    monkeypatch.setattr(habits, "NEWEST_ENTRIES", 2)
    assert eaten(alice) == {foods.almonds.pk: 1, foods.spinach.pk: 1}

    delete_entries(user=alice, ids=[entries[0].id])

    assert eaten(alice) == {foods.spinach.pk: 2}


def test_unchanged_habits_take_no_statement_but_for_the_version(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    before = habits_of(alice)

    with CaptureQueriesContext(connection) as asked:
        after = habits_of(alice)

    assert after is before
    assert len(asked) == 1


def test_habits_of_another_person_are_their_own(alice: User, bob: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")

    assert eaten(alice) == {foods.spinach.pk: 1}
    assert eaten(bob) == {}

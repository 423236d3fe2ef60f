"""What the add box offers for a line, and what it says about what it took for granted."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from nutrition.diary.choices import Choices, Option, choices_for, usual_choices
from nutrition.diary.habits import Habits, habits_of, usual_foods
from nutrition.diary.models import Meal
from nutrition.diary.picks import read_pick
from nutrition.foods.models import Food
from nutrition.foods.search.actions import index_food
from tests.builders import Foods, log, make_food


@pytest.fixture(autouse=True)
def indexed(foods: Foods) -> None:
    make_food("Spinach, boiled", magnesium="87", portions={"cup": "180"})
    for food in Food.objects.all():
        index_food(food)


def read(text: str, person: User, *, use: tuple[str, ...] = (), habits: Habits | None = None) -> Choices:
    return choices_for(text, user=person, habits=habits or Habits(), target=Decimal(320), use=use)


def options(choices: Choices) -> list[Option]:
    return [option for group in choices.groups for option in group.options]


def test_one_food_is_offered_with_the_amount_that_was_typed(alice: User, foods: Foods) -> None:
    first = options(read("30 g almonds", alice))[0]

    assert (first.title, first.detail, first.mg) == ("Almonds", "30 g", "90 mg")
    assert read_pick(first.picks) == read_pick(f"{foods.almonds.pk}:g:30")


def test_without_an_amount_the_last_one_counts_and_is_said(alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="42", on="2026-11-20")

    first = options(read("almonds", alice, habits=habits_of(alice)))[0]

    assert first.detail == "42 g, as last time"


def test_several_foods_say_what_was_assumed_where_it_matters(alice: User, foods: Foods) -> None:
    add_all = options(read("2 cups spinach, 30 g almonds", alice))[0]

    assert add_all.title == "Add 2 foods"
    assert add_all.assumed == "Spinach was taken as raw; boiled would be 313 mg."
    assert len(add_all.picks.split(",")) == 2


def test_the_runner_up_can_be_used_instead_and_is_assumed_no_more(alice: User, foods: Foods) -> None:
    line = "2 cups spinach, 30 g almonds"
    [other] = [option for option in options(read(line, alice)) if option.use]

    chosen = options(read(line, alice, use=(other.use,)))

    assert (chosen[0].mg, chosen[0].assumed) == ("403 mg", "")


def test_what_is_not_found_is_named_and_left_out(alice: User, foods: Foods) -> None:
    add_all = options(read("30 g almonds, 2 qqzzxx", alice))[0]

    assert (add_all.title, add_all.assumed) == ("Add 1 food", "“2 qqzzxx” was not found and left out.")


def test_a_food_without_a_value_makes_the_sum_a_lower_bound(alice: User, foods: Foods) -> None:
    add_all = options(read("30 g almonds, 40 g mystery bar", alice))[0]

    assert add_all.mg == "90+ mg"


def test_a_meal_that_was_typed_is_passed_on(alice: User) -> None:
    assert read("dinner: 30 g almonds", alice).meal == "dinner"


def test_the_empty_box_offers_what_is_often_eaten(alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="42", on="2026-11-20", meal=Meal.SNACK)
    from_habits = usual_foods(alice, Meal.SNACK, date(2026, 11, 21), limit=8)

    [group] = usual_choices(alice, from_habits).groups

    assert group.label == "You often eat now"
    assert [(option.title, option.detail, option.mg) for option in group.options] == [("Almonds", "42 g", "126 mg")]


@pytest.mark.parametrize("use", ["", ":", "x:2 cups spinach", "999999999999:2 cups spinach", "1" * 50 + ":a", "\0:\0"])
def test_a_choice_that_no_page_offered_is_ignored(use: str, alice: User) -> None:
    assert options(read("2 cups spinach, 30 g almonds", alice, use=(use,)))[0].title == "Add 2 foods"

"""What the add box offers for a line, and what it says about what it took for granted."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from nutrition.diary.amounts import read_pick
from nutrition.diary.models import Meal
from nutrition.diary.suggestions.choices import (
    Choices,
    Option,
    choices_for,
    match_line,
    usual_choices,
)
from nutrition.diary.suggestions.habits import Habits, habits_of, usual_foods
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood, OwnPortion
from nutrition.foods.search.actions import index_food
from tests.builders import Foods, log, make_food, make_own_food


@pytest.fixture(autouse=True)
def indexed(foods: Foods) -> None:
    make_food("Spinach, boiled", magnesium="87", portions={"cup": "180"})
    for food in Food.objects.all():
        index_food(food)


def read(
    text: str, person: User, *, use: tuple[str, ...] = (), habits: Habits | None = None
) -> Choices:
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


def test_several_foods_say_which_assumptions_matter(alice: User, foods: Foods) -> None:
    add_all = options(read("2 cups spinach, 30 g almonds", alice))[0]

    assert add_all.title == "Add 2 foods"
    assert add_all.assumed == "Spinach was taken as raw; boiled would be 313 mg."
    assert len(add_all.picks.split(",")) == 2


def test_a_chosen_runner_up_is_no_assumption(alice: User, foods: Foods) -> None:
    line = "2 cups spinach, 30 g almonds"
    [other] = [option for option in options(read(line, alice)) if option.use]

    chosen = options(read(line, alice, use=(other.use,)))

    assert (chosen[0].mg, chosen[0].assumed) == ("403 mg", "")


def test_what_is_not_found_is_named_and_left_out(alice: User, foods: Foods) -> None:
    add_all = options(read("30 g almonds, 2 qqzzxx", alice))[0]

    assert (add_all.title, add_all.assumed) == (
        "Add 1 food",
        "“2 qqzzxx” was not found and left out.",
    )


def test_a_food_that_has_only_some_of_the_words_is_not_what_was_typed(
    alice: User, foods: Foods
) -> None:
    found = read("almond croissant", alice)

    assert found.similar
    assert [
        (group.label, [option.title for option in group.options]) for group in found.groups
    ] == [("Similar names", ["Almonds"])]
    assert found.problems == (
        "No food called “almond croissant”. Check the spelling or try a simpler word.",
    )


def test_a_similar_food_among_several_is_left_out_but_can_be_chosen(
    alice: User, foods: Foods
) -> None:
    line = "1 almond croissant, 2 cups raw spinach"
    add_all, left_out, instead, _ = options(read(line, alice))

    chosen = options(read(line, alice, use=(instead.use,)))[0]

    assert (add_all.title, add_all.assumed) == (
        "Add 1 food",
        "“1 almond croissant” was not found and left out.",
    )
    assert (left_out.detail, instead.detail) == ("not found, left out", "Or Almonds")
    assert chosen.title == "Add 2 foods"


def test_a_misspelt_word_is_reported(alice: User, foods: Foods) -> None:
    foods.almonds.rank = 30  # slips are looked for among the plain foods
    index_food(foods.almonds)

    add_all = options(read("30 g almnds, 2 cups raw spinach", alice))[0]

    assert add_all.assumed == "“almnds” was read as Almonds."


def test_a_food_that_is_farther_from_what_was_typed_is_no_runner_up(
    alice: User, foods: Foods
) -> None:
    index_food(make_food("Almond butter biscuits with cream", magnesium="20"))

    add_all = options(read("30 g almonds, 2 cups raw spinach", alice))[0]

    assert add_all.assumed == ""


def test_an_amount_that_was_guessed_makes_no_runner_up(alice: User, foods: Foods) -> None:
    """Six almonds weigh 6 g; of blanched ones only the ounce is known: six would be another."""
    whole = make_food("Hazelnuts", magnesium="163", portions={"hazelnut": "1"})
    blanched = make_food("Hazelnuts, blanched", magnesium="160", portions={"oz": "28.35"})
    for food in (whole, blanched):
        index_food(food)

    assert options(read("6 hazelnuts, 30 g almonds", alice))[0].assumed == ""


def test_a_can_or_a_slice_means_the_food_that_comes_so(alice: User, foods: Foods) -> None:
    for title, portions in (
        ("Lentils, boiled", {"cup": "198"}),
        ("Lentils, canned", {"cup": "180"}),
        ("Turkey, ground", {"patty": "82"}),
        ("Turkey, sliced", {"slice": "15"}),
    ):
        index_food(make_food(title, magnesium="20", portions=portions))

    first = [
        options(read(line, alice))[0].title
        for line in ("a can of lentils", "2 slices of turkey", "100 g lentils")
    ]

    assert first == ["Lentils, canned", "Turkey, sliced", "Lentils, boiled"]


def test_a_food_without_a_value_makes_the_sum_a_lower_bound(alice: User, foods: Foods) -> None:
    add_all = options(read("30 g almonds, 40 g mystery bar", alice))[0]

    assert add_all.mg == "90+ mg"


def test_an_own_food_is_offered_with_exactly_what_its_label_says(alice: User) -> None:
    bran = make_own_food(
        "Bran", owner=alice, magnesium="320", basis_grams="120", portions={"half cup": "120"}
    )
    portion = OwnPortion.objects.get(user=alice, food_id=bran.id)

    match = match_line("1 half cup bran", user=alice, habits=Habits(), target=Decimal(320))
    first = options(read("bran", alice))[0]

    assert match.items[0].offers[0].hit.id == bran.id
    assert (first.detail, first.mg) == ("1 half cup · 120 g", "320 mg")
    assert first.picks == f"own:{bran.id}:own:{portion.id}:1"


def test_a_food_that_nobody_weighed_is_offered_in_its_portion(alice: User, foods: Foods) -> None:
    stew = make_own_food(
        "Lentil stew",
        owner=alice,
        magnesium="25.5",
        basis_grams=None,
        portions={"serving": None, "bowl": None},
    )
    serving, bowl = OwnPortion.objects.filter(user=alice, food_id=stew.id).order_by("position")

    first, other = options(read("lentil stew", alice))
    two = options(read("2 servings lentil stew", alice))[0]

    assert (first.detail, first.mg) == ("1 serving", "26 mg")
    assert first.picks == f"own:{stew.id}:own:{serving.id}:1"
    assert (other.detail, other.picks) == ("1 bowl", f"own:{stew.id}:own:{bowl.id}:1")
    assert (two.detail, two.mg) == ("2 servings", "51 mg")
    assert two.picks == f"own:{stew.id}:own:{serving.id}:2"


def test_grams_of_a_food_that_nobody_weighed_are_not_taken_as_if_they_were_known(
    alice: User, foods: Foods
) -> None:
    make_own_food(
        "Lentil stew", owner=alice, magnesium="25", basis_grams=None, portions={"serving": None}
    )

    add_all = options(read("300 g lentil stew, 30 g almonds", alice))[0]

    assert (add_all.mg, add_all.assumed) == (
        "115 mg",
        "Lentil stew: 1 serving, what one weighs is not known.",
    )


def test_a_runner_up_without_a_weight_is_compared_in_its_own_portion(
    alice: User, foods: Foods
) -> None:
    for title, magnesium in (("Almonds, smoked", "90"), ("Almonds, salted", "600")):
        make_own_food(
            title, owner=alice, magnesium=magnesium, basis_grams=None, portions={"bag": None}
        )
    log(alice, foods.almonds, grams="30", on="2026-11-20")

    line = read("30 g almonds, 30 g banana", alice, habits=habits_of(alice))

    assert options(line)[0].assumed.startswith(
        "Almonds was taken; Almonds, salted would be 600 mg."
    )


def test_an_own_food_can_be_chosen_for_a_part_of_the_line(alice: User, foods: Foods) -> None:
    own = make_own_food("Porridge", owner=alice, magnesium="1000")
    former = foods.mystery.pk + 1_000
    OwnFood.objects.filter(user=alice).update(former_number=former)
    line = "100 g almonds, 30 g banana"

    for key in (f"own:{own.id}", str(former)):
        add_all = options(read(line, alice, use=(f"{key}:100 g almonds",)))[0]

        assert f"own:{own.id}:g:100" in add_all.picks


def test_the_typed_meal_is_returned(alice: User) -> None:
    assert read("dinner: 30 g almonds", alice).meal == "dinner"


def test_the_empty_box_offers_what_is_often_eaten(alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="42", on="2026-11-20", meal=Meal.SNACK)
    from_habits = usual_foods(alice, Meal.SNACK, date(2026, 11, 21), limit=8)

    [group] = usual_choices(alice, from_habits).groups

    assert group.label == "You often eat now"
    assert [(option.title, option.detail, option.mg) for option in group.options] == [
        ("Almonds", "42 g", "126 mg")
    ]


@pytest.mark.parametrize(
    "use",
    [
        "",
        ":",
        "x:2 cups spinach",
        "999999999999:2 cups spinach",
        "1" * 50 + ":a",
        "\0:\0",
        "own:1:a",
    ],
)
def test_a_choice_that_no_page_offered_is_ignored(use: str, alice: User) -> None:
    assert (
        options(read("2 cups spinach, 30 g almonds", alice, use=(use,)))[0].title == "Add 2 foods"
    )

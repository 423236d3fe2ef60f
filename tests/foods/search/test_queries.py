"""What a search gives back, to whom, for any text."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from nutrition.foods.models import Food
from nutrition.foods.search.actions import index_food
from nutrition.foods.search.queries import MAX_LIMIT, food_hits, search
from tests.builders import Foods, make_food, revise

pytestmark = pytest.mark.django_db


def titles(text: str, person: User, **more: object) -> list[str]:
    return [hit.title for hit in search(text, person=person, **more)]  # type: ignore[arg-type]


def test_a_hit_says_what_a_list_shows(foods: Foods, alice: User) -> None:
    [hit] = search("almond", person=alice, habits={foods.almonds.pk: 3})

    assert (hit.id, hit.title, hit.source, hit.is_own, hit.times_eaten) == (
        foods.almonds.pk,
        "Almonds",
        "TEST",
        False,
        3,
    )
    assert (hit.magnesium_mg, hit.energy_kcal) == (Decimal(300), Decimal(600))
    assert [(choice.unit, choice.grams) for choice in hit.portions] == [
        ("oz", Decimal("28.35")),
        ("almond", Decimal("1.2")),
    ]


def test_an_unknown_value_is_none_and_a_known_zero_is_zero(foods: Foods, alice: User) -> None:
    [mystery] = search("mystery", person=alice)
    [sugar] = search("sugar", person=alice)

    assert mystery.magnesium_mg is None
    assert sugar.magnesium_mg == 0


def test_the_values_are_those_of_the_current_revision(foods: Foods, alice: User) -> None:
    revise(foods.spinach, magnesium="93")

    assert search("spinach", person=alice)[0].magnesium_mg == 93


def test_a_person_finds_the_own_foods_and_nobody_else_s(alice: User, bob: User) -> None:
    make_food("Grandma's lentil stew", magnesium="40", owner=alice)

    assert titles("lentil stew", alice) == ["Grandma's lentil stew"]
    assert titles("lentil stew", bob) == []


def test_a_retired_food_is_not_found_even_when_the_index_still_has_it(
    foods: Foods, alice: User
) -> None:
    Food.objects.filter(pk=foods.spinach.pk).update(state=Food.State.RETIRED)

    assert titles("spinach", alice) == []


def test_hits_are_the_foods_that_are_visible_to_the_person(
    foods: Foods, alice: User, bob: User
) -> None:
    make_food("Alice's bar", magnesium="1", owner=alice)
    make_food("Bob's bar", magnesium="1", owner=bob)
    Food.objects.filter(pk=foods.sugar.pk).update(state=Food.State.RETIRED)
    everything = list(Food.objects.values_list("pk", flat=True))

    shown = {hit.id for hit in food_hits(everything, person=alice)}

    assert shown == set(Food.objects.visible_to(alice).values_list("pk", flat=True))


def test_what_was_eaten_before_comes_first_then_own_foods(foods: Foods, alice: User) -> None:
    eaten = make_food("Banana bread", magnesium="20")
    own = make_food("Banana pancakes", magnesium="20", owner=alice)

    found = search("banana", person=alice, habits={eaten.pk: 1})

    assert [hit.id for hit in found] == [eaten.pk, own.pk, foods.banana.pk]


@pytest.mark.parametrize(
    "typed", ["ALMONDS", "almnd", "almon", "álmond", "'almonds'", "almond -", "almonds*"]
)
def test_capitals_slips_accents_and_signs_do_not_matter(
    typed: str, foods: Foods, alice: User
) -> None:
    with_plain_rank(foods.almonds)

    assert titles(typed, alice) == ["Almonds"]


def with_plain_rank(food: Food) -> None:
    """Only plain foods' words are known to the spelling."""
    food.rank = 10
    food.save()
    index_food(food)


def test_when_no_food_has_all_words_some_are_enough(foods: Foods, alice: User) -> None:
    assert titles("wild banana", alice) == ["Banana"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "%" * 100_000,
        "\x00",
        "\ud800",
        '"',
        "'",
        "-",
        "*",
        "()",
        ":",
        "^",
        "\\",
        "&|!",
        "NOT",
        "AND OR",
        "NEAR(a b)",
        "words:spinach",
        "x" * 10_000,
        "spinach " * 5_000,
        "日本 茶",
        "½",
        "²",
        "\u202e",
        "\u0301",
    ],
)
def test_no_text_is_an_error(typed: str, foods: Foods, alice: User) -> None:
    assert len(search(typed, person=alice)) <= 8


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(max_size=30))
def test_any_text_is_searched(text: str, foods: Foods, alice: User) -> None:
    assert len(search(text, person=alice)) <= 8


def test_the_limit_is_kept_and_has_a_limit_itself(foods: Foods, alice: User) -> None:
    for number in range(MAX_LIMIT + 10):
        make_food(f"Soup number {number}", magnesium="1")

    assert len(search("soup", person=alice, limit=3)) == 3
    assert len(search("soup", person=alice, limit=10**20)) == MAX_LIMIT
    assert search("soup", person=alice, limit=-1) == []


def test_a_search_asks_three_times_however_much_it_finds(foods: Foods, alice: User) -> None:
    search("spinach", person=alice)
    with CaptureQueriesContext(connection) as one:
        search("banana", person=alice)
    for number in range(30):
        make_food(f"Banana {number}", magnesium="1", portions={"slice": "3", "piece": "30"})
    search("spinach", person=alice, habits={foods.almonds.pk: 2})

    with CaptureQueriesContext(connection) as many:
        search("banana", person=alice, limit=30, habits={foods.almonds.pk: 2})

    assert len(one) == len(many) == 3


def test_a_search_that_was_asked_before_only_looks_for_changes(foods: Foods, alice: User) -> None:
    search("banana", person=alice)

    with CaptureQueriesContext(connection) as again:
        search("banana", person=alice)

    assert len(again) == 1

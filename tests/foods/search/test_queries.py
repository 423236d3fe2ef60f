"""What a search gives back, to whom, for any text."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from nutrition.foods.keys import FoodKey
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood
from nutrition.foods.search import index
from nutrition.foods.search.actions import index_food
from nutrition.foods.search.queries import MAX_LIMIT, food_hits, own_candidates_cache, search
from tests.builders import Foods, make_food, make_own_food, revise

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
    make_own_food("Grandma's lentil stew", magnesium="40", owner=alice)

    assert titles("lentil stew", alice) == ["Grandma's lentil stew"]
    assert titles("lentil stew", bob) == []


def test_a_retired_food_is_not_found_even_when_the_index_still_has_it(
    foods: Foods, alice: User
) -> None:
    Food.objects.filter(pk=foods.spinach.pk).update(state=Food.State.RETIRED)

    assert titles("spinach", alice) == []


@pytest.mark.parametrize("state", [OwnFood.State.RETIRED, OwnFood.State.STAGED])
def test_own_foods_that_are_not_active_are_not_found(state: OwnFood.State, alice: User) -> None:
    own = make_own_food("Lentil stew", magnesium="40", owner=alice, state=state)

    assert titles("lentil stew", alice) == []
    assert food_hits([own.id], person=alice) == []


def test_hits_are_active_foods_of_all_and_of_the_person(
    foods: Foods, alice: User, bob: User
) -> None:
    own = make_own_food("Alice's bar", magnesium="1", owner=alice)
    others = make_own_food("Bob's bar", magnesium="1", owner=bob)
    Food.objects.filter(pk=foods.sugar.pk).update(state=Food.State.RETIRED)
    keys: list[FoodKey] = [foods.sugar.pk, others.id, own.id, foods.banana.pk]

    assert [hit.id for hit in food_hits(keys, person=alice)] == [own.id, foods.banana.pk]


def test_the_former_number_of_an_own_food_finds_it_for_its_owner_only(
    foods: Foods, alice: User, bob: User
) -> None:
    own = make_own_food("Alice's bar", magnesium="1", owner=alice)
    former = foods.mystery.pk + 1_000
    OwnFood.objects.filter(user=alice).update(former_number=former)

    [hit] = food_hits([former], person=alice)

    assert hit.id == own.id
    assert food_hits([former], person=bob) == []


def test_amounts_of_an_own_food_are_those_of_its_basis(alice: User) -> None:
    make_own_food(
        "Bran", owner=alice, magnesium="320", kcal="250", basis_grams="120", portions={"cup": "240"}
    )

    [hit] = search("bran", person=alice)

    assert (hit.per_basis, hit.kcal_per_basis, hit.basis) == (320, 250, 120)
    assert (hit.mg_of(Decimal(120)), hit.mg_of(Decimal(60))) == (320, 160)
    assert hit.magnesium_mg is not None
    assert round(hit.magnesium_mg, 12) == Decimal("266.666666666667")
    assert [(portion.unit, portion.grams) for portion in hit.portions] == [("cup", 240)]


def test_a_food_that_nobody_weighed_has_amounts_of_a_portion_and_none_of_100_g(alice: User) -> None:
    make_own_food("Stew", owner=alice, magnesium="25", basis_grams=None, portions={"serving": None})

    [hit] = search("stew", person=alice)

    assert (hit.basis, hit.magnesium_mg, hit.energy_kcal) == (None, None, None)
    assert hit.mg_of(Decimal(3)) == 75
    assert [(portion.unit, portion.grams) for portion in hit.portions] == [("serving", None)]


def test_portions_without_a_weight_are_offered_of_unweighed_foods_only(alice: User) -> None:
    portions: dict[str, str | None] = {"serving": None, "cup": "240"}
    for name, basis in (("Weighed stew", "100"), ("Counted stew", None)):
        make_own_food(name, owner=alice, magnesium="25", basis_grams=basis, portions=portions)
    make_own_food("Stew of nothing", owner=alice, magnesium="25", basis_grams=None)

    hits = search("stew", person=alice)

    assert {hit.name: [portion.unit for portion in hit.portions] for hit in hits} == {
        "Weighed stew": ["cup"],
        "Counted stew": ["serving"],
    }


def test_the_newest_own_foods_are_found_and_the_older_of_equals_comes_first(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    oldest, second, third = (
        make_own_food("Lentil stew", owner=alice, magnesium=None) for _ in range(3)
    )
    every = [hit.id for hit in search("stew", person=alice)]
    monkeypatch.setattr(index, "_OWN_FOODS", index._OWN_FOODS.replace(f"{index.OWN_LIMIT}", "2"))
    own_candidates_cache.clear()

    assert every == [oldest.id, second.id, third.id]
    assert [hit.id for hit in search("stew", person=alice)] == [second.id, third.id]


def test_what_was_eaten_before_comes_first_then_own_foods(foods: Foods, alice: User) -> None:
    eaten = make_food("Banana bread", magnesium="20")
    own = make_own_food("Banana pancakes", magnesium="20", owner=alice)

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


def test_own_foods_take_one_statement_more_however_many(foods: Foods, alice: User) -> None:
    search("banana", person=alice, limit=20)
    for number in range(30):
        make_own_food(f"Banana {number}", owner=alice, magnesium="1", portions={"slice": "3"})

    with CaptureQueriesContext(connection) as asked:
        found = search("banana", person=alice, limit=20)

    assert (len(found), len(asked)) == (20, 3)  # versions, names, foods


def test_a_search_that_was_asked_before_only_looks_for_changes(foods: Foods, alice: User) -> None:
    search("banana", person=alice)

    with CaptureQueriesContext(connection) as again:
        search("banana", person=alice)

    assert len(again) == 1

"""The order of the foods that match."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from accounts.ids import new_id
from nutrition.foods.keys import FoodKey
from nutrition.foods.search.query import Reading, Term
from nutrition.foods.search.ranking import Fit, RankedFood, SearchCandidate, rank_foods
from nutrition.foods.search.words import food_words


def food(
    food_id: int,
    title: str,
    *,
    rank: int = 500,
    own: bool = False,
    synonyms: str = "",
    name: str = "",
) -> SearchCandidate:
    return SearchCandidate(
        food_id, rank, own, food_words(short_name=title, synonyms=synonyms, name=name)
    )


def looking_for(*words: str, meant: tuple[str, ...] = ()) -> list[Reading]:
    last = len(words) - 1
    return [
        Reading(tuple(Term(word, meant, is_prefix=at == last) for at, word in enumerate(words)))
    ]


def order(
    foods: list[SearchCandidate],
    readings: list[Reading],
    habits: Mapping[FoodKey, int] | None = None,
) -> list[FoodKey]:
    return [found.food_id for found in rank_foods(foods, readings, habits=habits or {}, limit=10)]


def test_the_food_itself_comes_before_what_is_made_of_it() -> None:
    foods = [
        food(1, "Almond butter"),
        food(2, "Cake with almonds"),
        food(3, "Almonds"),
        food(4, "Almonds, roasted"),
    ]

    assert order(foods, looking_for("almond")) == [3, 4, 1, 2]


def test_the_last_word_says_what_a_food_is() -> None:
    foods = [food(1, "Bread crumbs"), food(2, "Rye bread")]

    assert order(foods, looking_for("bread")) == [2, 1]


def test_a_whole_word_comes_before_the_beginning_of_one_before_a_slip() -> None:
    foods = [food(1, "Peanuts"), food(2, "Plea"), food(3, "Peas")]

    assert order(foods, looking_for("pea", meant=("plea",))) == [3, 1, 2]


def test_the_plainer_food_wins_when_the_words_say_nothing() -> None:
    foods = [food(1, "Spinach, canned", rank=5_000), food(2, "Spinach, raw", rank=60)]

    assert order(foods, looking_for("spinach")) == [2, 1]


def test_a_food_that_lacks_a_word_is_left_out() -> None:
    assert order(
        [food(1, "Brown lentils"), food(2, "Brown bread")], looking_for("brown", "lentil")
    ) == [1]


def test_the_words_may_come_from_different_names() -> None:
    foods = [food(1, "Hummus", synonyms="chickpea dip", name="Hummus, commercial")]

    assert order(foods, looking_for("dip", "commercial")) == [1]


def test_what_the_person_ate_before_comes_first_then_the_person_s_own() -> None:
    foods = [food(1, "Almonds"), food(2, "Almond cake", own=True), food(3, "Almond milk")]

    assert order(foods, looking_for("almond"), {3: 2}) == [3, 2, 1]


def test_of_two_foods_eaten_before_the_more_usual_comes_first() -> None:
    foods = [food(1, "Yogurt, plain"), food(2, "Yogurt, Greek")]

    assert order(foods, looking_for("yogurt"), {1: 1, 2: 40}) == [2, 1]


def test_equally_good_foods_come_in_the_order_of_their_keys_of_either_kind() -> None:
    largest, older, newer = 2**53 - 1, new_id(), new_id()
    own = [
        SearchCandidate(key, 500, True, food_words(short_name="Almonds", synonyms="", name=""))
        for key in (newer, older)
    ]
    foods = [food(largest, "Almonds"), *own, food(largest - 1, "Almonds")]

    assert order(foods, looking_for("almond")) == [older, newer, largest - 1, largest]
    assert order(foods, looking_for("almond"), {largest: 1, newer: 1}) == [
        newer,
        largest,
        older,
        largest - 1,
    ]


def test_a_habit_that_does_not_match_is_not_shown() -> None:
    assert order([food(1, "Almonds"), food(2, "Coffee")], looking_for("almond"), {2: 100}) == [1]


def test_when_loose_one_word_is_enough_and_more_are_better() -> None:
    foods = [food(1, "Tomato, raw"), food(2, "Cherry tomato jam"), food(3, "Rice")]

    found = rank_foods(foods, looking_for("cherri", "tomato"), habits={}, limit=10, any_word=True)

    assert [one.food_id for one in found] == [2, 1]


def test_says_whether_a_food_has_the_words_or_slips_of_them_or_only_some() -> None:
    foods = [food(1, "Spinach, raw"), food(2, "Spinach soup"), food(3, "Parsnip soup")]
    readings = looking_for("spinach", "soup", meant=("parsnip",))

    found = rank_foods(foods, readings, habits={}, limit=10, any_word=True)

    assert {one.food_id: one.fit for one in found} == {1: Fit.PART, 2: Fit.WORDS, 3: Fit.SLIPS}


def test_says_how_much_worse_than_the_first_a_food_is() -> None:
    foods = [
        food(1, "Spinach, raw", rank=60),
        food(2, "Spinach, boiled", rank=100),
        food(3, "Spinach pie", rank=900),
    ]

    raw, boiled, pie = rank_foods(foods, looking_for("spinach"), habits={}, limit=10)

    assert boiled.penalty - raw.penalty < 0.2
    assert pie.penalty - raw.penalty > 2


def test_what_is_said_after_the_comma_belongs_to_every_name_of_the_food() -> None:
    foods = [
        food(1, "Spaghetti, spinach, cooked", rank=3_200),
        food(2, "Pasta, cooked", rank=60, synonyms="spaghetti, macaroni"),
    ]

    assert order(foods, looking_for("cooked", "spaghetti")) == [2, 1]


WORDS = st.sampled_from(["nut", "butter", "butternut", "salt", "raw"])
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@st.composite
def any_food(draw: st.DrawFn) -> SearchCandidate:
    title = draw(PHRASES) + draw(st.sampled_from(["", ", raw", ", with salt and butter"]))
    return food(
        draw(st.integers(1, 10_000)),
        title,
        rank=draw(st.sampled_from([0, 1, 50, 5_000])),
        own=draw(st.booleans()),
        synonyms=",".join(draw(st.lists(PHRASES, max_size=2))),
        name=draw(PHRASES) + ", " + draw(PHRASES),
    )


@given(
    foods=st.lists(any_food(), max_size=12, unique_by=lambda each: each.food_id),
    words=st.lists(st.sampled_from(["nut", "butt", "s", "slat"]), min_size=1, max_size=2),
    limit=st.integers(0, 4),
    any_word=st.booleans(),
    eaten=st.booleans(),
)
def test_the_best_few_are_the_first_of_all(
    foods: list[SearchCandidate], words: list[str], limit: int, any_word: bool, eaten: bool
) -> None:
    readings = looking_for(*words, meant=("salt",) if "slat" in words else ())
    habits = {each.food_id: each.rank + 1 for each in foods[::2]} if eaten else {}

    def best(limit: int) -> list[RankedFood]:
        return rank_foods(foods, readings, habits=habits, limit=limit, any_word=any_word)

    assert best(limit) == best(len(foods))[:limit]

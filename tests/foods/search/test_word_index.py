"""The plain foods in memory answer as the index of the database would."""

import pytest

from nutrition.foods.keys import FoodKey
from nutrition.foods.search.query import Reading, Term
from nutrition.foods.search.word_index import MATCHES_LIMIT, WordIndex

INDEX = WordIndex(
    [
        (31, 5, "almond | nut , almond"),
        (12, 40, "almond butter | nut butter , almond"),
        (77, 900, "butter , salt"),
        (50, 7_000, "buttermilk , low fat"),
    ]
)


def found(*terms: Term, all_words: bool = True) -> list[FoodKey]:
    return [food.food_id for food in INDEX.find([Reading(terms)], all_words=all_words)]


def test_foods_with_the_word_come_in_quality_order() -> None:
    assert found(Term("almond")) == [31, 12]


def test_an_unfinished_word_finds_the_words_that_it_begins() -> None:
    assert found(Term("butter", is_prefix=True)) == [12, 77, 50]
    assert found(Term("butter")) == [12, 77]


def test_all_words_are_needed_or_one_is_enough() -> None:
    terms = (Term("almond"), Term("salt", is_prefix=True))

    assert found(*terms) == []
    assert found(*terms, all_words=False) == [31, 12, 77]


def test_a_correction_finds_what_was_meant() -> None:
    assert found(Term("amond", ("almond", "salt"))) == [31, 12, 77]


def test_each_reading_finds_its_foods() -> None:
    readings = [Reading((Term("salt"),)), Reading((Term("fat"),)), Reading((Term("kale"),))]

    assert [food.food_id for food in INDEX.find(readings, all_words=True)] == [77, 50]


def test_a_word_has_the_rank_of_its_best_food_and_punctuation_is_no_word() -> None:
    ranks = INDEX.ranks()

    assert (ranks["almond"], ranks["butter"], ranks["salt"]) == (5, 40, 900)
    assert not {"|", ","} & ranks.keys()


def test_the_best_come_for_the_typed_word_and_as_many_for_the_unfinished_one() -> None:
    finished = [(place, place, "cherry pie") for place in range(100)]
    unfinished = [(100 + place, 100 + place, "cherrystone") for place in range(100)]
    terms = (Term("cherry", is_prefix=True),)

    foods = WordIndex([*unfinished, *finished]).find([Reading(terms)], all_words=True)

    assert [food.food_id for food in foods] == [
        *range(100, 100 + MATCHES_LIMIT),
        *range(MATCHES_LIMIT),
    ]


@pytest.mark.parametrize("term", [Term("z"), Term("zz", ("y",), is_prefix=True)])
def test_a_word_that_no_food_has_finds_nothing(term: Term) -> None:
    assert found(term) == []
    assert WordIndex([]).find([Reading((term,))], all_words=True) == []

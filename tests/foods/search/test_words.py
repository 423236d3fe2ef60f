"""Folding and stems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.foods.search.words import (
    HEAD_END,
    MAX_TYPED_WORDS,
    MAX_WORD,
    PHRASE_END,
    fold,
    food_words,
    name_words,
    stem,
    typed_words,
)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("almond", "almonds"),
        ("berry", "berries"),
        ("cookie", "cookies"),
        ("potato", "potatoes"),
        ("peach", "peaches"),
        ("leaf", "leaves"),
        ("apple", "apples"),
        ("egg", "eggs"),
        ("turkey", "turkeys"),
        ("radish", "radishes"),
    ],
)
def test_one_and_many_have_one_stem(one: str, many: str) -> None:
    assert stem(one) == stem(many)


@pytest.mark.parametrize("word", ["asparagus", "swiss", "couscous", "hummus", "pea", "soy"])
def test_a_word_that_is_not_a_plural_keeps_its_end(word: str) -> None:
    assert stem(word) == word


def test_accents_capitals_and_ligatures_are_folded() -> None:
    assert (
        fold("Crème BRÛLÉE, Gruyère, Œufs, Weißwurst") == "creme brulee, gruyere, oeufs, weisswurst"
    )


def test_what_is_typed_loses_little_words_and_apostrophes() -> None:
    assert typed_words("a glass of Goat's milk & the oats") == ["glass", "goats", "milk", "oats"]


def test_little_words_stay_when_there_is_nothing_else() -> None:
    assert typed_words("with a") == ["with", "a"]


def test_a_name_ends_its_head_at_the_comma_or_at_with() -> None:
    assert name_words("Oatmeal, cooked with water") == f"oatmeal {HEAD_END} cooked water"
    assert name_words("Lasagna with meat") == f"lasagna {HEAD_END} meat"


def test_the_words_of_a_food_begin_with_what_people_say_and_repeat_nothing() -> None:
    words = food_words(short_name="Almonds", synonyms="almond, whole almonds", name="Nuts, almonds")

    assert words.split(f" {PHRASE_END} ") == ["almond", "whol almond", f"nut {HEAD_END} almond"]


@given(st.text())
def test_typed_words_are_few_short_and_of_letters_and_digits(text: str) -> None:
    words = typed_words(text * 30)

    assert len(words) <= MAX_TYPED_WORDS
    assert all(0 < len(word) <= MAX_WORD and word.isalnum() for word in words)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=15))
def test_a_stem_is_what_the_word_begins_with_but_for_its_last_letters(word: str) -> None:
    assert stem(word)
    assert stem(word)[:-1] == word[: len(stem(word)) - 1]

"""Typing errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.foods.search.spelling import Vocabulary, allowed_slips

WORDS = Vocabulary(
    {"almond": 10, "spinach": 20, "peanut": 30, "butter": 40, "salmon": 50, "oat": 60, "turkey": 70}
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("almnd", "almond"),
        ("spinich", "spinach"),
        ("slamon", "salmon"),
        ("buttter", "butter"),
        ("turki", "turkey"),
    ],
)
def test_a_missing_wrong_swapped_or_doubled_letter_is_forgiven(typed: str, meant: str) -> None:
    assert WORDS.corrections(typed)[0] == meant


@pytest.mark.parametrize("typed", ["xy", "zzzzzz", "42", "kombucha"])
def test_a_word_that_is_like_no_other_is_left_alone(typed: str) -> None:
    assert WORDS.corrections(typed) == ()


def test_of_two_words_equally_near_the_plainer_food_s_comes_first() -> None:
    words = Vocabulary({"bean": 500, "beat": 100})

    assert words.corrections("beab") == ("beat", "bean")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("beaf", "beef"),
        ("kinoa", "quinoa"),
        ("hummas", "hummus"),
        ("tofoo", "tofu"),
        ("letus", "lettuc"),
    ],
)
def test_a_word_that_sounds_the_same_comes_before_one_that_looks_alike(
    typed: str, meant: str
) -> None:
    words = Vocabulary(
        {
            "bean": 1,
            "kiwi": 2,
            "ham": 3,
            "tomato": 4,
            "beef": 90,
            "quinoa": 90,
            "hummus": 90,
            "tofu": 90,
            "lettuc": 90,
        }
    )

    assert words.corrections(typed)[0] == meant


def test_a_short_word_that_sounds_like_a_long_one_is_not_meant_by_it() -> None:
    assert Vocabulary({"abalone": 1}).corrections("blin") == ()


def test_two_words_typed_as_one_are_split_into_known_words() -> None:
    assert WORDS.split("peanutbutter") == ("peanut", "butter")
    assert WORDS.split("peanutxyz") is None


def test_the_first_letters_of_a_word_are_no_error() -> None:
    assert WORDS.has_prefix("spin")
    assert not WORDS.has_prefix("spun")


@given(st.text(max_size=40))
def test_any_text_is_answered_with_at_most_three_known_words(text: str) -> None:
    meant = WORDS.corrections(text)

    assert len(meant) <= 3
    assert all(word in WORDS for word in meant)


@given(st.text())
def test_more_letters_allow_more_slips(text: str) -> None:
    assert allowed_slips(text) in (0, 1, 2, 3)

"""What a mean of several days says, and that one scale of words is used for all of them."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.life_stage import Condition, Person
from nutrition.intake.averages import assess_mean, day_to_day_sd
from nutrition.intake.interpretation import (
    MORE_DAYS,
    MeanInterpretation,
    chance_words,
    interpret_mean,
    likelihood_of,
)
from nutrition.intake.references import Reference, reference_of
from tests.intake.strategies import ON, decimals, people

WOMAN = Person("F", date(1982, 3, 1))
INFANT = Person("F", date(2026, 5, 1))
CHILD = Person("F", date(2020, 1, 1))
RECOMMENDED = "310–420 mg recommended for your possible ages and sexes"


def read(
    mean: str | Decimal,
    *,
    days: int = 7,
    of_days: int | None = None,
    person: Person = WOMAN,
    at_most: str | Decimal | None = None,
    is_lower_bound: bool = False,
    found: Sequence[Reference] = (),
) -> MeanInterpretation:
    return interpret_mean(
        Decimal(mean),
        None if at_most is None else Decimal(at_most),
        days=days,
        of_days=of_days or days,
        references=found or [reference_of("304", person, ON)],
        is_lower_bound=is_lower_bound or at_most is not None,
    )


def said(mean: str, **how: object) -> str:
    return read(mean, **how).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        ("1", "very likely enough"),
        ("0.975", "very likely enough"),
        ("0.9749", "probably enough"),
        ("0.85", "probably enough"),
        ("0.8499", "cannot be told yet"),
        ("0.5", "cannot be told yet"),
        ("0.1501", "cannot be told yet"),
        ("0.15", "probably not enough"),
        ("0.0251", "probably not enough"),
        ("0.025", "very likely not enough"),
        ("0", "very likely not enough"),
    ],
)
def test_the_scale_of_words_has_its_steps(probability: str, word: str) -> None:
    assert likelihood_of(Decimal(probability)) == word


@pytest.mark.parametrize(
    ("mean", "end"),
    [
        ("360", "is above the 320 mg recommended for you: very likely enough."),
        (
            "320",
            "reaches the 320 mg recommended for you: probably enough. "
            "More days would make it surer.",
        ),
        (
            "319.9",
            "is below the 320 mg recommended for you, which covers nearly everybody: "
            "probably enough.",
        ),
        ("290", "is below the 320 mg recommended for you: cannot be told yet."),
        (
            "210",
            "is below the 320 mg recommended for you: probably not enough. "
            "More days would make it surer.",
        ),
        ("170", "is below the 320 mg recommended for you: very likely not enough."),
    ],
)
def test_an_average_of_a_week_is_read_in_words(mean: str, end: str) -> None:
    words = said(mean, of_days=7)

    assert words.startswith("An average of ")
    assert end in words


def test_the_plain_fact_says_over_how_many_of_how_many_days() -> None:
    assert said("290", days=98, of_days=363).startswith(
        "An average of 290 mg a day over 98 of 363 days is below"
    )
    assert said("1687", days=3, of_days=1200).startswith(
        "An average of 1,687 mg a day over 3 of 1,200 days is above"
    )


def test_a_hair_around_the_recommended_amount_changes_no_word() -> None:
    assert read("319.999", days=60).likelihood == read("320", days=60).likelihood


def test_the_number_is_one_click_away() -> None:
    assert read("320", days=3).chance == "about 84 in 100"
    assert "about 84 in 100" in read("320", days=3).explanation
    assert "84" not in read("320", days=3).text


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("0.836", None, "about 84 in 100"),
        ("0.4", "0.84", "about 40 to 84 in 100"),
        ("0.001", None, "less than 1 in 100"),
        ("0.001", "0.014", "about 1 in 100"),
        ("0.9999", None, "more than 99 in 100"),
    ],
)
def test_a_chance_is_never_0_or_100(low: str, high: str | None, words: str) -> None:
    assert chance_words(Decimal(low), None if high is None else Decimal(high)) == words


def test_the_same_average_over_fewer_days_is_less_sure() -> None:
    assert "very likely enough" in said("360", days=7)
    assert "probably enough" in said("360", days=3)


def test_fewer_than_three_days_are_not_read() -> None:
    assert said("226", days=2) == ""


def test_bounds_that_are_told_in_one_word_are_told() -> None:
    words = said("100", at_most="150")

    assert words.startswith("An average of at least 100 mg, at most 150 mg a day")
    assert "is below the 320 mg recommended for you: very likely not enough." in words


def test_a_crumb_of_an_unknown_soup_does_not_silence_many_days() -> None:
    assert (
        read("226.2", days=98, at_most="226.3").likelihood
        == read("226.2", days=98).likelihood
        is not None
    )


def test_bounds_that_are_told_in_two_words_are_not_judged() -> None:
    words = said("226", at_most="420")

    assert "may be below the 320 mg recommended for you, or reach it" in words
    assert (
        "is not judged: at least would be “cannot be told yet”, at most “very likely enough”."
        in words
    )
    assert read("226", at_most="420").likelihood is None


@pytest.mark.parametrize(
    ("mean", "at_most", "fact"),
    [
        ("300", "309.9", "is below even the low end of the 310–420 mg"),
        ("300", "310", f"may be below the {RECOMMENDED}, or lie within it."),
        ("310", "419.9", "lies within the 310–420 mg"),
        ("310", "420", f"may lie within the {RECOMMENDED}, or reach even the"),
        ("300", "420", f"may be below the {RECOMMENDED}, or reach even the"),
        ("300", None, f"may be below the {RECOMMENDED}, or reach even the"),
        ("310", None, f"may lie within the {RECOMMENDED}, or reach even the"),
    ],
)
def test_each_bound_beside_a_range_is_told_where_it_is(
    mean: str, at_most: str | None, fact: str
) -> None:
    assert fact in said(mean, at_most=at_most, is_lower_bound=True, person=Person())


def test_without_an_upper_bound_only_the_top_of_the_scale_can_be_told() -> None:
    assert "how much they hold at most is not known" in said("226", is_lower_bound=True)
    assert read("400", is_lower_bound=True).likelihood == "very likely enough"


@pytest.mark.parametrize(
    ("person", "missing"),
    [
        (Person("F"), "Without your birth date it"),
        (Person(None, date(1982, 3, 1)), "Without your sex it"),
        (Person(), "Without your birth date and sex it"),
        (CHILD, "of one child of this age differ has not been published"),
    ],
)
def test_what_is_missing_is_named_and_no_days_are_promised(person: Person, missing: str) -> None:
    for mean in ("10", "120", "250", "315", "350", "900"):
        words = said(mean, person=person)

        assert missing in words or missing.replace("it", "differs") in words
        assert "More days" not in words
        assert read(mean, person=person).likelihood is None


def test_an_ai_is_adequate_intake_and_below_it_nothing_is_said_against_it() -> None:
    below, above = said("20", person=INFANT), said("80", person=INFANT)

    assert "is below the adequate intake (AI) of 30 mg at this age" in below
    assert "does not mean too little" in below
    assert "is above the adequate intake (AI) of 30 mg at this age: likely enough." in above
    assert "recommended" not in below + above


def test_above_50_a_pregnant_woman_reads_that_there_is_no_dri() -> None:
    pregnant = Person("F", date(1974, 3, 1), (Condition("pregnant", date(2026, 1, 1)),))

    assert "There is no DRI for pregnancy or breastfeeding above 50 years" in said(
        "400", person=pregnant
    )


def test_a_changed_amount_is_told_and_nothing_is_called_missing() -> None:
    found = [
        reference_of("304", Person("F", date(1995, 11, 12)), on) for on in (date(2026, 11, 1), ON)
    ]

    words = said("315", found=found)

    assert words.startswith(
        "Your recommended amount changed in this time. An average of 315 mg a day"
    )
    assert "lies within the 310–320 mg recommended in this time" in words
    assert "Without your" not in words


MEANS = decimals("1", "900", 3) | decimals("319", "321", 3)


@given(MEANS, st.none() | decimals("0", "200", 3), st.integers(1, 400), people(), st.booleans())
def test_no_reading_contradicts_its_figures(
    mean: Decimal, more: Decimal | None, days: int, person: Person, is_lower_bound: bool
) -> None:
    reference = reference_of("304", person, ON)
    at_most = None if more is None else mean + more
    found = read(mean, days=days, person=person, at_most=at_most, is_lower_bound=is_lower_bound)

    words, whole, high = found.text, found.display.whole, reference.high
    if high is not None:
        assert (whole >= high) == (mean >= high)
    if re.search(r"days? (reaches|is above)", words):
        assert high is not None
        assert mean >= high
        assert ("reaches" in words) == (whole == high)
    if "is below" in words:
        assert high is not None
        assert (at_most if at_most is not None else mean) < high
    if "or reach" in words:
        assert high is not None
        assert at_most is None or at_most >= high
    if "may be below" in words:
        assert reference.low is not None
        assert mean < reference.low
    if "deficien" in words.lower():
        raise AssertionError(words)
    if found.likelihood is None:
        assert "More days" not in words


@given(MEANS, st.integers(3, 400), people())
def test_more_days_are_promised_only_where_they_would_change_the_word(
    mean: Decimal, days: int, person: Person
) -> None:
    reference = reference_of("304", person, ON)
    found = read(mean, days=days, person=person)

    if "More days" in found.text:
        later = assess_mean(mean, MORE_DAYS, reference, day_to_day_sd(reference.stages))
        assert days < MORE_DAYS
        assert later is not None
        assert later.probability_adequate is not None
        assert likelihood_of(later.probability_adequate) != found.likelihood

"""What is said about a day's magnesium, and that no figure in it contradicts another."""

import re
from datetime import date
from decimal import ROUND_FLOOR, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.life_stage import Condition, Person
from nutrition.intake.assessment import DayAssessment, DayStatus, assess_day
from nutrition.intake.totals import DoseMagnesium, EatenFood, LabelWater
from nutrition.intake.words import (
    DayWords,
    at_most_words,
    day_words,
    display_amount,
    foods_without_value_words,
    part_words,
    whole_mg,
    without_value_words,
)
from tests.intake.strategies import ON, decimals, people

WOMAN = Person("F", date(1982, 3, 1))
INFANT = Person("F", date(2026, 5, 1))
PREGNANT_AT_52 = Person("F", date(1974, 3, 1), (Condition("pregnant", date(2026, 1, 1)),))


def day(
    mg: str | None,
    *,
    person: Person = WOMAN,
    status: DayStatus = "complete",
    unknown_kcal: str | None = None,
    at_most: str | None = None,
) -> DayAssessment:
    """That much magnesium in food of 1,000 kcal, and perhaps 100 g of a food without a value."""
    foods = [] if mg is None else [EatenFood("oats", Decimal(100), Decimal(mg), Decimal(1000))]
    if unknown_kcal is not None:
        bound = None if at_most is None else Decimal(at_most)
        foods.append(EatenFood("soup", Decimal(100), None, Decimal(unknown_kcal), bound))
    return assess_day(foods, person=person, on=ON, status=status)


MORE_SAYS_THE_WEEK = "One day says little; the weekly average says more."


@pytest.mark.parametrize(
    ("assessed", "sentence"),
    [
        (day("331.12"), "You logged 331 mg, the amount recommended for you (320 mg)."),
        (day("320"), "You logged 320 mg, the amount recommended for you."),
        (day("320.4"), "You logged 320 mg, the amount recommended for you."),
        (day("733"), "You logged 733 mg, more than the 320 mg recommended for you."),
        (
            day("331", unknown_kcal="3", at_most="134"),
            "You logged at least 331 mg, at most 465 mg: "
            "it reaches the 320 mg recommended for you.",
        ),
        (
            day("320", unknown_kcal="3"),
            "You logged at least 320 mg: it reaches the 320 mg recommended for you.",
        ),
        (
            day("733", unknown_kcal="3", at_most="134"),
            "You logged at least 733 mg, at most 867 mg, more than the 320 mg recommended for you.",
        ),
        (day("1687"), "You logged 1,687 mg, more than the 320 mg recommended for you."),
        (
            day("226"),
            f"You logged 226 mg, 70% of the 320 mg recommended for you. {MORE_SAYS_THE_WEEK}",
        ),
        (
            day("319.6"),
            f"You logged 319 mg, 99% of the 320 mg recommended for you. {MORE_SAYS_THE_WEEK}",
        ),
        (
            day("226", unknown_kcal="111.1"),
            "At least 226 mg; 1 of 2 entries has no magnesium value (about 10% of your energy), "
            "so the day cannot be judged.",
        ),
        (
            day("319.6", unknown_kcal="3", at_most="80"),
            "At least 319 mg, at most 400 mg; 1 of 2 entries has no magnesium value (under 1% "
            "of your energy), so the day cannot be judged.",
        ),
        (
            day("226", unknown_kcal="3", at_most="40"),
            "You logged at least 226 mg, at most 266 mg: less than the 320 mg recommended for you; "
            f"1 of 2 entries has no magnesium value. {MORE_SAYS_THE_WEEK}",
        ),
        (
            day("226", unknown_kcal="3", at_most="93.5"),
            "You logged at least 226 mg, at most 319.5 mg: less than the 320 mg recommended for "
            f"you; 1 of 2 entries has no magnesium value. {MORE_SAYS_THE_WEEK}",
        ),
        (
            day("20", person=INFANT),
            "You logged 20 mg, 66% of the adequate intake (AI) of 30 mg at this age. "
            "An AI is an estimate: a lower number does not mean too little.",
        ),
        (
            day("80", person=INFANT),
            "You logged 80 mg; the adequate intake (AI) at this age is 30 mg.",
        ),
        (
            day("200", person=Person("F")),
            "You logged 200 mg, 62% of 320 mg, the high end "
            f"of the 310–320 mg recommended for your possible ages. {MORE_SAYS_THE_WEEK}",
        ),
        (
            day("430", person=Person()),
            "You logged 430 mg: "
            "it reaches the amount for all ages and sexes that may be yours (310–420 mg).",
        ),
        (
            day("430", person=Person("F")),
            "You logged 430 mg: it reaches the amount for all ages that may be yours (310–320 mg).",
        ),
        (
            day("430", person=Person(None, date(1982, 3, 1))),
            "You logged 430 mg: it reaches the amount for either sex (320–420 mg).",
        ),
        (
            day("315", person=Person("F")),
            "You logged 315 mg: it reaches the amount for some ages, not for all (310–320 mg). "
            "With your birth date the target is exact.",
        ),
        (
            day("330", person=Person(None, date(1982, 3, 1))),
            "You logged 330 mg: it reaches the amount for one sex, not for the other (320–420 mg). "
            "With your sex the target is exact.",
        ),
        (
            day("330", person=Person()),
            "You logged 330 mg: it reaches the amount for some ages or sexes, "
            "not for all (310–420 mg). With your birth date and sex the target is exact.",
        ),
        (
            day("400", person=PREGNANT_AT_52),
            "You logged 400 mg, more than the 360 mg recommended for you. There is no DRI for "
            "pregnancy or breastfeeding above 50 years: the amount is the one for 31 to 50 years.",
        ),
        (day(None, status="empty"), "Nothing logged yet."),
        (
            day(None, unknown_kcal="100", at_most="120"),
            "What was logged has no magnesium value, so the day is unknown: at most 120 mg in all.",
        ),
    ],
)
def test_a_day_is_described_in_the_words_of_the_assessment_rules(
    assessed: DayAssessment, sentence: str
) -> None:
    assert day_words(assessed).note == sentence


@pytest.mark.parametrize(
    ("person", "mg", "missing"),
    [
        (Person("F"), "315", "birth date"),
        (Person(None, date(2001, 1, 1)), "349.96", "sex"),
        (Person(), "350", "birth date and sex"),
    ],
)
def test_between_two_amounts_the_day_says_what_would_make_them_one(
    person: Person, mg: str, missing: str
) -> None:
    assert day_words(day(mg, person=person)).note.endswith(
        f"With your {missing} the target is exact."
    )


@pytest.mark.parametrize(
    ("assessed", "beside"),
    [
        (day("319.996", status="in_progress"), "1 mg to go"),
        (day("214", status="in_progress"), "106 mg to go"),
        (day("319.996", status="in_progress", unknown_kcal="10"), "up to 1 mg to go"),
        (day("214", status="in_progress", unknown_kcal="10", at_most="300"), "up to 106 mg to go"),
        (day("200", status="in_progress", person=Person("F")), "120 mg to go to 320 mg"),
        (day("315", status="in_progress", person=Person("F")), "5 mg to go to 320 mg"),
        (day(None, status="in_progress", unknown_kcal="10"), "up to 320 mg to go"),
        (day("320", status="in_progress"), "at target"),
        (day("75", person=INFANT), "at the adequate intake"),
        (day("200", person=Person("F")), "62% of 320 mg"),
        (day("319.999"), "99% of it"),
        (day(None, status="empty"), "your daily target"),
        (day(None, status="empty", person=INFANT), "adequate intake (AI)"),
    ],
)
def test_beside_the_number_stands_how_far_it_is(assessed: DayAssessment, beside: str) -> None:
    assert day_words(assessed).beside == beside


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([], ""),
        (["Soup"], "Without a value: Soup."),
        (
            ["SMART SOUP, Thai Curry", "DOVE, Milk"] * 33,
            "Without a value: SMART SOUP, Thai Curry; DOVE, Milk.",
        ),
        ([*"abcdef"], "Without a value: a; b; c; d; e; f."),
        ([*"abcdefg"], "Without a value: a; b; c; d; e; f; and 1 other food."),
        ([f"food {n}" for n in range(6)] + [f"soup {n}" for n in range(1494)], None),
    ],
)
def test_each_food_without_a_value_is_named_once_and_only_the_first_of_many(
    entries: list[str], sentence: str | None
) -> None:
    words = foods_without_value_words(entries)

    assert (
        words == sentence
        if sentence is not None
        else words.endswith("; food 5; and 1,494 other foods.")
    )


def test_no_data_is_not_0() -> None:
    empty = day_words(day(None, status="empty"))
    tablet = day_words(
        assess_day([], person=WOMAN, on=ON, status="in_progress", doses=[DoseMagnesium(None)])
    )

    assert (empty.figure, empty.display, empty.amount) == ("", None, "nothing logged")
    assert (tablet.figure, tablet.display, tablet.to_go) == ("unknown", None, "")
    assert tablet.note == "No magnesium is on the labels of what you logged."


def test_a_day_of_unknown_foods_only_is_unknown_with_or_without_a_bound() -> None:
    for at_most in (None, "0", "120", "900"):
        assert day_words(day(None, unknown_kcal="100", at_most=at_most)).figure == "unknown"
    assert day_words(day("0", unknown_kcal="100")).figure == "0"


def test_counts_of_entries_agree_with_their_verb() -> None:
    assert without_value_words(1, 1) == "1 of 1 entry has no magnesium value"
    assert without_value_words(1, 2) == "1 of 2 entries has no magnesium value"
    assert without_value_words(2, 2) == "2 of 2 entries have no magnesium value"
    assert without_value_words(1, 8, "value", foods=1) == "1 of 8 entries has no value (1 food)"
    assert without_value_words(1200, 2400, "zinc value", foods=1100) == (
        "1,200 of 2,400 entries have no zinc value (1,100 foods)"
    )


@pytest.mark.parametrize(
    ("amount", "written"),
    [("319.6", "319"), ("320", "320"), ("320.4", "320"), ("319.4", "319"), ("320.5", "321")],
)
def test_a_total_is_rounded_to_its_own_side(amount: str, written: str) -> None:
    assert display_amount(Decimal(amount), [Decimal(320)]).figure == written


def test_lower_bounds_are_rounded_down_and_upper_ones_up() -> None:
    both = display_amount(
        Decimal("226.9"), [Decimal(320)], is_lower_bound=True, at_most=Decimal("300.1")
    )

    assert both.words == "at least 226 mg, at most 301 mg"
    assert at_most_words(Decimal("319.2"), [Decimal(310), Decimal(320)]) == "at most 319.2 mg"
    assert (
        display_amount(Decimal("226.9"), [], is_lower_bound=True, at_most=Decimal("226.9")).words
        == "227 mg"
    )


@given(
    decimals("0", "2000", 3), decimals("0", "2000", 3), st.sampled_from([Decimal(75), Decimal(320)])
)
def test_no_part_is_shown_above_its_whole(
    food: Decimal, supplement: Decimal, goal: Decimal
) -> None:
    whole = food + supplement
    for is_lower_bound in (True, False):
        written = display_amount(whole, [goal], is_lower_bound=is_lower_bound)
        for amount in (food, supplement):
            assert int(part_words(amount, whole, written).replace(",", "")) <= written.whole


# What hypothesis walks: totals near and far from every amount, bounds, statuses, anybody.
AMOUNTS = decimals("0", "1200", 3) | st.sampled_from(
    [30, 75, 80, 130, 240, 310, 320, 350, 360, 400, 410, 420]
).flatmap(lambda goal: decimals(str(goal - 1), str(goal + 1), 3))
BOUNDS = st.none() | decimals("0", "400", 3)
UNKNOWN = st.lists(
    st.tuples(decimals("0.001", "300", 3), BOUNDS, st.none() | decimals("0", "600", 2)), max_size=3
)


@st.composite
def days(draw: st.DrawFn) -> DayAssessment:
    foods = [
        EatenFood("food", Decimal(100), amount, Decimal(500))
        for amount in draw(st.lists(AMOUNTS, max_size=2))
    ]
    foods += [EatenFood("soup", grams, None, kcal, bound) for grams, bound, kcal in draw(UNKNOWN)]
    doses = [DoseMagnesium(mg) for mg in draw(st.lists(AMOUNTS, max_size=1))]
    waters = [LabelWater(Decimal(1), mg) for mg in draw(st.lists(AMOUNTS, max_size=1))]
    is_logged = bool(foods or doses or waters)
    status: DayStatus = draw(st.sampled_from(["in_progress", "complete"])) if is_logged else "empty"
    return assess_day(foods, person=draw(people()), on=ON, status=status, doses=doses, water=waters)


def figures(text: str) -> list[Decimal]:
    return [Decimal(number.replace(",", "")) for number in re.findall(r"\d[\d,.]*", text)]


def assert_agrees(assessed: DayAssessment, words: DayWords) -> None:
    said = f"{words.beside} {words.note}"
    high = assessed.reference_high_mg
    if assessed.comparison != "meets":
        assert "at target" not in said
        assert "at the adequate intake" not in said
        assert "the amount recommended for you" not in said
        assert "more than the" not in said
    assert not re.search(r"(?<![\d,])0 mg to go", said)
    if assessed.comparison == "meets" and high is not None:
        assert words.display
        assert words.display.whole >= high
        assert not words.to_go
    elif words.display and high is not None:
        assert words.display.whole < high
        assert words.display.whole + figures(words.to_go)[0] == high
        assert not re.search(r"\b100%", said)
        for low in filter(None, (assessed.reference_low_mg,)):
            assert (words.display.whole >= low) == (
                assessed.total_mg is not None and assessed.total_mg >= low
            )


@given(days())
def test_no_sentence_contradicts_the_comparison_of_its_day(assessed: DayAssessment) -> None:
    assert_agrees(assessed, day_words(assessed))


@given(days())
def test_no_two_equal_numbers_stand_on_both_sides_of_an_inequality(assessed: DayAssessment) -> None:
    words = day_words(assessed)

    for one, other in re.findall(
        r"(\d[\d,]*) mg, (?:more than the|at most) (\d[\d,.]*) mg", words.note
    ):
        assert one != other
    for one, other in re.findall(
        r"at most (\d[\d,.]*) mg: less than the (?:\d[\d,]*–)?(\d[\d,]*) mg", words.note
    ):
        assert figures(one)[0] < figures(other)[0]
    if words.display and words.display.prefix and words.display.at_most:
        assert words.display.whole < figures(words.display.at_most)[0]


@given(days())
def test_bounds_are_true_and_on_their_side(assessed: DayAssessment) -> None:
    words = day_words(assessed)

    if words.display and words.display.prefix:
        assert assessed.total_mg is not None
        assert words.display.whole == assessed.total_mg.quantize(Decimal(1), ROUND_FLOOR)
        if assessed.at_most_mg is not None:
            assert assessed.at_most_mg <= figures(words.at_most)[0]


@given(days())
def test_a_day_is_left_open_only_where_its_bounds_are_told_in_other_words(
    assessed: DayAssessment,
) -> None:
    if assessed.comparison != "undetermined" or assessed.at_most_mg is None or assessed.is_unknown:
        return
    low, high = assessed.reference_low_mg, assessed.reference_high_mg
    assert low is not None
    assert high is not None
    assert assessed.total_mg is not None

    sides = {(amount >= low, amount >= high) for amount in (assessed.total_mg, assessed.at_most_mg)}

    assert ("cannot be judged" in day_words(assessed).note) == (len(sides) == 2)


@given(days())
def test_an_ai_is_never_recommended_for_you(assessed: DayAssessment) -> None:
    words = day_words(assessed)

    if assessed.reference_kind == "AI":
        assert "recommended" not in f"{words.beside} {words.note}"


def test_thousands_have_their_comma() -> None:
    assert whole_mg(Decimal("1687.4")) == "1,687"
    assert display_amount(Decimal("12345.6"), [Decimal(320)]).figure == "12,346"

"""What is said about a day, and about what was done to it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.life_stage import Person
from nutrition.diary.measuring import Helping, weigh
from nutrition.diary.sentences import added, beside, copied, is_that_so, note, taken_as
from nutrition.intake.assessment import DayAssessment, DayStatus, assess_day
from nutrition.intake.totals import DoseTaken, Eaten

ON = date(2026, 11, 21)
WOMAN = Person("F", date(1982, 3, 1))


def day(
    mg: str, *, person: Person = WOMAN, status: DayStatus = "complete", unknown_kcal: str | None = None
) -> DayAssessment:
    """That much magnesium in food of 1,000 kcal, and a food without a value where its kcal are given."""
    foods = [Eaten("oats", Decimal(100), Decimal(mg), Decimal(1000))]
    if unknown_kcal is not None:
        foods.append(Eaten("soup", Decimal(100), None, Decimal(unknown_kcal)))
    return assess_day(foods, person=person, on=ON, status=status)


def helping(title: str, mg: str | None) -> Helping:
    return Helping(title, 1, weigh(Fraction(30), None), None if mg is None else Decimal(mg))


def test_a_day_with_only_a_vitamin_tablet_is_not_called_empty() -> None:
    tablet = assess_day([], person=WOMAN, on=ON, status="complete", doses=[DoseTaken(None, "Vitamin C")])
    nothing = assess_day([], person=WOMAN, on=ON, status="empty")

    assert note(tablet, 0) == "No magnesium is on the labels of what you logged."
    assert note(nothing, 0) == "Nothing logged yet."


@pytest.mark.parametrize(
    ("helpings", "sentence"),
    [
        ([helping("Almonds", "81.0")], "Added Almonds, 30 g, to dinner, 81 mg."),
        ([helping("Soup", None)], "Added Soup, 30 g, to dinner. It has no magnesium value."),
        ([helping("Sugar", "0")], "Added Sugar, 30 g, to dinner, 0 mg."),
        ([helping("A", "0.25"), helping("B", "0.25")], "Added 2 foods to dinner, 1 mg."),
        ([helping("A", "10"), helping("B", None)], "Added 2 foods to dinner, at least 10 mg."),
        ([helping("A", None), helping("B", None)], "Added 2 foods to dinner. They have no magnesium value."),
    ],
)
def test_adding_says_what_it_adds_and_never_takes_unknown_for_zero(helpings: list[Helping], sentence: str) -> None:
    assert added(helpings, "Dinner") == sentence


def test_copying_names_what_was_left_out() -> None:
    assert copied(1, (), "today") == "Copied 1 food to today."
    assert copied(2, ("Soup",), "today") == "Copied 2 foods to today. Left out, because no longer in the table: Soup."


@pytest.mark.parametrize(
    ("title", "other", "sentence"),
    [
        ("Spinach, raw", "Spinach, boiled", "Spinach was taken as raw; boiled would be 313 mg."),
        (
            "White rice, cooked",
            "Brown rice, cooked",
            "White rice, cooked was taken; Brown rice, cooked would be 313 mg.",
        ),
        ("Egg", "Egg, raw", "Egg was taken; Egg, raw would be 313 mg."),
    ],
)
def test_an_assumption_is_told_with_its_alternative(title: str, other: str, sentence: str) -> None:
    assert taken_as(title, other, Decimal("313.2")) == sentence


def test_an_unusual_amount_is_asked_back_with_what_it_holds() -> None:
    assert is_that_so("30 cups · 900 g", Decimal(711)) == "30 cups · 900 g? That holds 711 mg of magnesium."
    assert is_that_so("9000 g", None) == "9000 g?"


@pytest.mark.parametrize(
    ("assessed", "sentence"),
    [
        (day("331.12"), "You logged 331 mg, the amount recommended for you (320 mg)."),
        (
            day("226"),
            "You logged 226 mg, 70% of the 320 mg recommended for you. One day says little; the weekly average says "
            "more.",
        ),
        (
            day("319.6"),
            "You logged just under 320 mg, 99% of the 320 mg recommended for you. One day says little; the weekly "
            "average says more.",
        ),
        (
            day("226", unknown_kcal="111.1"),
            "At least 226 mg; 1 food has no magnesium value (about 10% of your energy), so the day cannot be judged.",
        ),
        (
            day("226", unknown_kcal="3"),
            "At least 226 mg; 1 food has no magnesium value (under 1% of your energy), so the day cannot be judged.",
        ),
        (
            day("20", person=Person("F", date(2026, 5, 1))),
            "There is only an estimate (AI) for this age; a lower number does not mean too little.",
        ),
    ],
)
def test_a_day_is_described_in_the_words_of_the_assessment_rules(assessed: DayAssessment, sentence: str) -> None:
    assert note(assessed, 1) == sentence


@pytest.mark.parametrize(
    ("person", "mg", "missing"),
    [
        (Person("F"), "315", "birth date"),
        (Person(None, date(2001, 1, 1)), "349.96", "sex"),
        (Person(), "350", "birth date and sex"),
    ],
)
def test_between_two_amounts_the_day_says_what_would_make_them_one(person: Person, mg: str, missing: str) -> None:
    assert note(day(mg, person=person), 1).endswith(f"With your {missing} the target is exact.")


def test_what_is_missing_is_never_0() -> None:
    assert beside(day("319.996", status="in_progress")) == "under 1 mg to go"
    assert beside(day("214", status="in_progress")) == "106 mg to go"
    assert beside(day("319.996", status="in_progress", unknown_kcal="10")) == "under 1 mg to go"
    assert beside(day("214", status="in_progress", unknown_kcal="10")) == "up to 106 mg to go"

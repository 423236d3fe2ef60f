from datetime import date
from decimal import Decimal

import pytest

from accounts.life_stage import Person
from nutrition.intake.averages import day_to_day_sd, judge
from nutrition.intake.references import references
from nutrition.reports.reading import reading

ON = date(2026, 11, 21)
WOMAN = Person("F", date(1982, 3, 1))
INFANT = Person("F", date(2026, 5, 1))


def said(mean: str, *, days: int = 7, person: Person = WOMAN, is_lower_bound: bool = False) -> str:
    reference = references("304", person, ON)
    judgement = judge(Decimal(mean), days, reference, day_to_day_sd(reference.stages))
    assert judgement is not None
    return reading(judgement, reference, days=days, is_lower_bound=is_lower_bound)


@pytest.mark.parametrize(
    ("mean", "end"),
    [
        ("360", "reaches the 320 mg recommended for you: very likely enough."),
        ("325", "reaches the 320 mg recommended for you: probably enough, and more days would make it surer."),
        ("290", "need (265 mg) and the 320 mg recommended for you: there is probably room to improve."),
        ("226", "is below the average need (265 mg): there is very likely room to improve."),
    ],
)
def test_an_average_of_a_week_is_read_in_words(mean: str, end: str) -> None:
    assert said(mean).startswith(f"An average of {mean} mg a day")
    assert said(mean).endswith(end)


def test_the_same_average_over_fewer_days_is_less_sure() -> None:
    assert "very likely enough" in said("360", days=7)
    assert "probably enough" in said("360", days=3)


def test_fewer_than_three_days_are_not_read() -> None:
    assert said("226", days=2) == ""


def test_a_lower_bound_below_the_recommended_amount_is_not_judged() -> None:
    words = said("226", is_lower_bound=True)

    assert words.startswith("An average of at least 226 mg a day")
    assert words.endswith("is not judged.")


def test_a_lower_bound_that_reaches_it_is_read() -> None:
    assert "at least 360 mg a day reaches" in said("360", is_lower_bound=True)


def test_without_an_age_a_mean_between_the_two_amounts_is_open() -> None:
    assert "With your birth date and sex the target is exact." in said("315", person=Person("F"))


def test_below_an_estimate_nothing_is_said_against_it() -> None:
    assert "does not mean too little" in said("20", person=INFANT)
    assert "likely enough" in said("80", person=INFANT)


@pytest.mark.parametrize("mean", ["100", "226", "290", "325", "360"])
def test_no_reading_speaks_of_deficiency(mean: str) -> None:
    assert "deficien" not in said(mean).lower()

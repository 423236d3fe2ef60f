from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.life_stage import Person
from nutrition.intake.assessment import DayStatus
from nutrition.intake.day_status import (
    DayStatement,
    day_status,
    effective_status,
    energy_limits,
    implausible_kcal,
)
from nutrition.intake.totals import EatenFood

ON = date(2026, 11, 21)
WOMAN, MAN, ANYBODY = Person("F", date(1990, 5, 10)), Person("M", date(1990, 5, 10)), Person()


def meal(kcal: str) -> EatenFood:
    return EatenFood("meal", Decimal(100), Decimal(10), Decimal(kcal))


@pytest.mark.parametrize(
    ("said", "is_logged", "status"),
    [
        (None, False, "empty"),
        ("complete", False, "empty"),
        (None, True, "in_progress"),
        ("in_progress", True, "in_progress"),
        ("complete", True, "complete"),
    ],
)
def test_a_day_is_complete_once_it_is_logged_and_its_person_says_so(
    said: DayStatement | None, is_logged: bool, status: DayStatus
) -> None:
    assert day_status(said, is_logged=is_logged) == status


@pytest.mark.parametrize(
    ("days_ahead", "said"), [(-1, "complete"), (0, "complete"), (1, "in_progress")]
)
def test_a_day_that_has_not_come_is_not_complete_whatever_was_said(
    days_ahead: int, said: DayStatement
) -> None:
    assert effective_status("complete", ON + timedelta(days=days_ahead), today=ON) == said


def test_a_day_that_has_not_come_may_have_been_said_nothing_of() -> None:
    assert [
        effective_status(said, ON + timedelta(days=1), today=ON) for said in (None, "in_progress")
    ] == [
        None,
        "in_progress",
    ]


@pytest.mark.parametrize("person", [WOMAN, MAN], ids=["F", "M"])
def test_the_limits_themselves_are_plausible(person: Person) -> None:
    limits = energy_limits(person, ON)
    assert limits is not None

    for kcal, doubtful in (
        (limits.low, False),
        (limits.high, False),
        (limits.low - 1, True),
        (limits.high + 1, True),
    ):
        assert (implausible_kcal([meal(str(kcal))], person, ON) is not None) == doubtful


def test_unknown_sex_gets_the_wider_limits() -> None:
    women, men, both = (energy_limits(person, ON) for person in (WOMAN, MAN, ANYBODY))

    assert women and men and both
    assert (both.low, both.high) == (women.low, men.high)


def test_children_are_not_asked() -> None:
    child = Person("F", date(2020, 1, 1))

    assert implausible_kcal([meal("100")], child, ON) is None


def test_unknown_energy_can_be_too_much_but_not_too_little() -> None:
    unknown = EatenFood("soup", Decimal(300), None, None)

    assert implausible_kcal([meal("100"), unknown], WOMAN, ON) is None
    assert implausible_kcal([meal("4000"), unknown], WOMAN, ON) == 4000


def test_energy_counts_by_the_basis_of_each_food() -> None:
    cup = EatenFood("oats", Decimal(80), None, Decimal(3000), basis=Decimal(120))
    shake = EatenFood("shake", Decimal("1.5"), None, Decimal(1500), basis=None)

    assert implausible_kcal([cup, shake], WOMAN, ON) == 4250

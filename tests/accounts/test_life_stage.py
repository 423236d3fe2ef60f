from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.life_stage import Condition, Person, completed_months

DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("birth_date", "on", "months"),
    [
        (date(1995, 11, 21), date(2026, 11, 20), 371),
        (date(1995, 11, 21), date(2026, 11, 21), 372),
        (date(2026, 11, 21), date(2026, 11, 21), 0),
        (date(2026, 11, 22), date(2026, 11, 21), -1),
        (date(2000, 2, 29), date(2001, 2, 28), 11),
        (date(2000, 2, 29), date(2001, 3, 1), 12),
        (date(2000, 2, 29), date(2004, 2, 28), 47),
        (date(2000, 2, 29), date(2004, 2, 29), 48),
        (date(2026, 1, 31), date(2026, 4, 30), 2),
        (date(2026, 1, 31), date(2026, 5, 1), 3),
    ],
)
def test_a_month_is_completed_on_the_day_of_birth_or_the_first_day_after_it(
    birth_date: date, on: date, months: int
) -> None:
    assert completed_months(birth_date, on) == months


@given(birth_date=DATES, on=DATES)
def test_age_grows_by_at_most_one_month_a_day_and_never_shrinks(birth_date: date, on: date) -> None:
    grown = completed_months(birth_date, on + timedelta(days=1)) - completed_months(birth_date, on)

    assert grown in (0, 1)


@given(birth_date=DATES, years=st.integers(0, 120))
def test_the_birthday_itself_counts(birth_date: date, years: int) -> None:
    is_leap_day = (birth_date.month, birth_date.day) == (2, 29)
    birthday = (
        date(birth_date.year + years, 3, 1)
        if is_leap_day
        else birth_date.replace(year=birth_date.year + years)
    )

    months = completed_months(birth_date, birthday)

    assert months == years * 12
    if years % 4:
        assert completed_months(birth_date, birthday - timedelta(days=1)) == years * 12 - 1


def test_a_condition_holds_from_its_first_to_its_last_day() -> None:
    alice = Person("F", conditions=(Condition("pregnant", date(2026, 1, 10), date(2026, 10, 1)),))

    assert not alice.condition_on(date(2026, 1, 9))
    assert alice.condition_on(date(2026, 1, 10)) == {"pregnant"}
    assert alice.condition_on(date(2026, 10, 1)) == {"pregnant"}
    assert not alice.condition_on(date(2026, 10, 2))


def test_an_open_condition_continues_and_two_may_hold_at_once() -> None:
    alice = Person(
        "F",
        conditions=(
            Condition("lactating", date(2025, 3, 1)),
            Condition("pregnant", date(2026, 1, 10), None),
        ),
    )

    assert alice.condition_on(date(2025, 12, 31)) == {"lactating"}
    assert alice.condition_on(date(2030, 1, 1)) == {"lactating", "pregnant"}


def test_without_a_birth_date_the_age_is_unknown() -> None:
    assert Person("F").completed_months(date(2026, 11, 21)) is None

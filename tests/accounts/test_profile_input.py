from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.profile_input import MAX_AGE_YEARS, InvalidBirthDate, parse_birth_date

TODAY = date(2026, 11, 22)


def test_three_empty_parts_are_an_unknown_date() -> None:
    assert parse_birth_date("", " ", "", today=TODAY) is None


@given(st.dates(min_value=date(1906, 11, 22), max_value=TODAY))
def test_every_date_of_the_last_120_years_is_read_back(birth_date: date) -> None:
    read = parse_birth_date(
        str(birth_date.day), f"{birth_date.month:02}", str(birth_date.year), today=TODAY
    )

    assert read == birth_date


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("27", "", "1982"), "Enter the day, the month and the year"),
        (("27", "March", "1982"), "in numbers"),
        (("27", "3", "82"), "in numbers"),
        (("-1", "3", "1982"), "in numbers"),
        (("1_0", "3", "1982"), "in numbers"),
        (("٢", "3", "1982"), "in numbers"),
        (("30", "2", "1982"), "no such date"),
        (("29", "2", "1981"), "no such date"),
        (("0", "0", "0000"), "no such date"),
        (("23", "11", "2026"), "today or in the past"),
        (("21", "11", "1906"), "last 120 years"),
    ],
)
def test_messages_about_impossible_dates_of_birth_say_what_to_do(
    typed: tuple[str, str, str], words: str
) -> None:
    with pytest.raises(InvalidBirthDate, match=words):
        parse_birth_date(*typed, today=TODAY)


def test_the_oldest_accepted_birthday_is_exactly_120_years_ago() -> None:
    oldest = TODAY.replace(year=TODAY.year - MAX_AGE_YEARS)
    day_before = oldest - timedelta(days=1)

    assert (
        parse_birth_date(str(oldest.day), str(oldest.month), str(oldest.year), today=TODAY)
        == oldest
    )
    with pytest.raises(InvalidBirthDate):
        parse_birth_date(
            str(day_before.day), str(day_before.month), str(day_before.year), today=TODAY
        )

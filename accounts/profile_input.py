"""Parsing and checking what a person types about themselves. Pure."""

import re
from datetime import date

MAX_AGE_YEARS = 120
FIRST_DAY_IN_FUTURE = "First day must be today or in the past"
NOT_FOR_MALE = (
    "Pregnancy and breastfeeding go with “Female” as the sex registered at birth. "
    "Change one of the two answers"
)


class InvalidBirthDate(ValueError):
    """The message tells the person what to change."""


def parse_birth_date(day: str, month: str, year: str, *, today: date) -> date | None:
    """None if all three parts are empty. Raises InvalidBirthDate."""
    parts = [day.strip(), month.strip(), year.strip()]
    if not any(parts):
        return None
    if not all(parts):
        raise InvalidBirthDate("Enter the day, the month and the year, or leave all three empty")
    # int() alone would accept "1_0", "+3" and digits of other scripts.
    if not re.fullmatch(r"[0-9]{1,2} [0-9]{1,2} [0-9]{4}", " ".join(parts)):
        raise InvalidBirthDate("Enter your date of birth in numbers, such as 27 3 1982")
    try:
        birth_date = date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        raise InvalidBirthDate("There is no such date. Check the day and the month") from None
    return check_birth_date(birth_date, today=today)


def check_birth_date(birth_date: date, *, today: date) -> date:
    """Returns the date. Raises InvalidBirthDate if nobody alive today can be born on it."""
    if birth_date > today:
        raise InvalidBirthDate("Date of birth must be today or in the past")
    if (birth_date.year + MAX_AGE_YEARS, birth_date.month, birth_date.day) < (
        today.year,
        today.month,
        today.day,
    ):
        raise InvalidBirthDate(f"Date of birth must be in the last {MAX_AGE_YEARS} years")
    return birth_date


def period_problems(
    starts_on: date | None,
    ends_on: date | None,
    *,
    sex: str | None,
    birth_date: date | None,
    today: date,
) -> dict[str, str]:
    """Messages about a pregnancy or a time of breastfeeding, by the name of the field."""
    problems = {}
    if starts_on and starts_on > today:
        problems["starts_on"] = FIRST_DAY_IN_FUTURE
    elif starts_on and birth_date and starts_on < birth_date:
        problems["starts_on"] = "First day must be after your date of birth"
    elif starts_on and ends_on and ends_on < starts_on:
        problems["ends_on"] = "Last day must be the first day or later"
    if sex == "M":
        problems["kind"] = NOT_FOR_MALE
    return problems

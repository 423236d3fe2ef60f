"""Weeks, numbered as in ISO 8601 (2026-W47), that begin on the weekday that the person chose.

ISO numbers a week by its Thursday. So does Magwise: whatever day a week begins with, its address
names the ISO week of its Thursday. 2026-W47 is 16 to 22 November if weeks begin on Monday, 15 to 21
if they begin on Sunday, 14 to 20 if on Saturday. Each day lies in exactly one week, and each week
has exactly one address, for everybody.
"""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


@dataclass(frozen=True, order=True)
class Week:
    """Seven days, identified by the Monday of their ISO week.

    `starts_on` is a weekday as Python counts them (6 is Sunday).
    """

    monday: date
    starts_on: int = 0

    @classmethod
    def containing(cls, day: date, starts_on: int = 0) -> Self:
        first = day - timedelta(days=(day.weekday() - starts_on) % 7)
        return cls(first + timedelta(days=-starts_on % 7), starts_on)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parses an ISO week such as "2026-W47". Raises ValueError if there is no such week."""
        match = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
        if not match:
            raise ValueError(f"not a week: {text!r}")
        year, number = int(match[1]), int(match[2])
        date.fromisocalendar(year, number, 7)  # the last week of 9999 has no Sunday
        return cls(date.fromisocalendar(year, number, 1))

    def starting(self, starts_on: int) -> Self:
        """The week with the same address for somebody whose weeks begin on another day."""
        return type(self)(self.monday, starts_on)

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def first(self) -> date:
        return self.monday - timedelta(days=-self.starts_on % 7)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range(7))

    @property
    def sunday(self) -> date:
        """The last day of the ISO week, whatever day the week begins with."""
        return self.monday + timedelta(days=6)

    @property
    def previous(self) -> Self:
        return type(self)(self.monday - timedelta(days=7), self.starts_on)

    @property
    def next(self) -> Self:
        return type(self)(self.monday + timedelta(days=7), self.starts_on)

    @property
    def in_words(self) -> str:
        """Such as "9 to 15 November 2026"."""
        return date_range_words(self.first, self.last, " to ", " to ", with_year=True)

    def title(self, today: date) -> str:
        """Such as "9–15 November"; with the year if it is not the current one."""
        return date_range_title(self.first, self.last, today)

    def kicker(self, today: date) -> str:
        """The words above the title: "This week", "Last week" or "Week 47"."""
        this_week = Week.containing(today, self.starts_on)
        if self == this_week:
            return "This week"
        if self == this_week.previous:
            return "Last week"
        return f"Week {self.monday.isocalendar().week}"


def date_range_title(first: date, last: date, today: date) -> str:
    """Such as "9–15 November"; with the year if it is not the current one."""
    return date_range_words(
        first, last, "–", " – ", with_year={first.year, last.year} != {today.year}
    )


def date_range_words(first: date, last: date, narrow: str, wide: str, *, with_year: bool) -> str:
    """The first and the last day, with month and year once if both days share them.

    `narrow` joins days of one month, `wide` other days.
    """
    ending = f"{last.day} {month_name[last.month]}" + (f" {last.year}" if with_year else "")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{narrow}{ending}"
    beginning = f"{first.day} {month_name[first.month]}" + (
        f" {first.year}" if first.year != last.year else ""
    )
    return f"{beginning}{wide}{ending}"

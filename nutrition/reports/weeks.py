"""ISO weeks: Monday to Sunday, numbered as in 2026-W47 (ISO 8601)."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


@dataclass(frozen=True, order=True)
class Week:
    """A week by its Monday."""

    monday: date

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads "2026-W47"; ValueError when there is no such week."""
        match = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
        if not match:
            raise ValueError(f"not a week: {text!r}")
        year, number = int(match[1]), int(match[2])
        date.fromisocalendar(year, number, 7)  # the last week of 9999 has no Sunday
        return cls(date.fromisocalendar(year, number, 1))

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    @property
    def sunday(self) -> date:
        return self.days[-1]

    @property
    def previous(self) -> Self:
        return type(self)(self.monday - timedelta(days=7))

    @property
    def next(self) -> Self:
        return type(self)(self.monday + timedelta(days=7))

    @property
    def in_words(self) -> str:
        """Such as "9 to 15 November 2026"."""
        return span(self.monday, self.sunday, " to ", " to ", with_year=True)

    def title(self, today: date) -> str:
        """Such as "9–15 November"; with the year when that is not the one of today."""
        return span_title(self.monday, self.sunday, today)

    def kicker(self, today: date) -> str:
        """What stands above the title: how far back the week is."""
        this_week = Week.containing(today)
        if self == this_week:
            return "This week"
        if self == this_week.previous:
            return "Last week"
        return f"Week {self.monday.isocalendar().week}"


def span_title(first: date, last: date, today: date) -> str:
    """Such as "9–15 November"; with the year when that is not the one of today."""
    return span(first, last, "–", " – ", with_year={first.year, last.year} != {today.year})


def span(first: date, last: date, narrow: str, wide: str, *, with_year: bool) -> str:
    """First to last day, saying month and year once where both days share them."""
    ending = f"{last.day} {month_name[last.month]}" + (f" {last.year}" if with_year else "")
    if first.month == last.month:
        return f"{first.day}{narrow}{ending}"
    beginning = f"{first.day} {month_name[first.month]}" + (f" {first.year}" if first.year != last.year else "")
    return f"{beginning}{wide}{ending}"

"""The days of a chart, and how they are grouped into bars. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from nutrition.reports.weeks import Week, date_range_title, date_range_words

Preset = Literal["4w", "3m", "1y"]
Grain = Literal["day", "week", "month"]

NAMES: dict[Preset, str] = {"4w": "4 weeks", "3m": "3 months", "1y": "12 months"}
WEEKS_OF_3_MONTHS = 13
MONTHS_OF_A_YEAR = 12

MOST_DAYS = 5 * 366
# In days. More bars would be too thin to tell apart, or to hit, on a phone.
MOST_DAILY, MOST_WEEKLY = 35, 27 * 7

ONE_DAY = timedelta(days=1)


class Bucket(NamedTuple):
    """The days of one bar: a day, or the part of a week or month that lies in the span."""

    grain: Grain
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day, both included; `preset` is the name of a preset range."""

    first: date
    last: date
    starts_on: int = 0
    preset: Preset | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range(self.days))

    @property
    def grain(self) -> Grain:
        """Daily bars up to five weeks, weekly means up to half a year, monthly means beyond."""
        if self.days <= MOST_DAILY:
            return "day"
        return "week" if self.days <= MOST_WEEKLY else "month"

    @property
    def in_words(self) -> str:
        """Such as "24 August to 21 November 2026"."""
        return date_range_words(self.first, self.last, " to ", " to ", with_year=True)

    def title(self, today: date) -> str:
        return date_range_title(self.first, self.last, today)

    def kicker(self, today: date) -> str:
        """The words above the title: "Last 4 weeks", "4 weeks", "61 days"."""
        if self.preset:
            return (
                f"Last {NAMES[self.preset]}"
                if self.last == today
                else NAMES[self.preset].capitalize()
            )
        return "1 day" if self.days == 1 else f"{self.days:,} days"

    @property
    def previous(self) -> "Span":
        """The span of equal length right before this one; of a preset range, that preset."""
        last = self.first - ONE_DAY
        if self.preset:
            return preset_span(self.preset, last, self.starts_on)
        return Span(last - timedelta(days=self.days - 1), last, self.starts_on)

    def next(self, today: date) -> "Span | None":
        """The span right after; None if this one reaches today. A preset range ends by today."""
        if self.last >= today:
            return None
        if self.preset:
            return preset_span(
                self.preset, min(today, _end_after(self.preset, self.last)), self.starts_on
            )
        return Span(self.last + ONE_DAY, self.last + timedelta(days=self.days), self.starts_on)

    def query(self, today: date) -> dict[str, str]:
        """The parameters of an address that shows these days."""
        if self.preset:
            return {"range": self.preset} | (
                {} if self.last == today else {"to": self.last.isoformat()}
            )
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    def buckets(self) -> tuple[Bucket, ...]:
        """The days of each bar, left to right; the outer two may be parts of a week or month."""
        return tuple(self._buckets())

    def _buckets(self) -> Iterator[Bucket]:
        first = self.first
        while first <= self.last:
            last = min(self._end_of_bucket(first), self.last)
            yield Bucket(self.grain, first, last)
            first = last + ONE_DAY

    def _end_of_bucket(self, day: date) -> date:
        match self.grain:
            case "day":
                return day
            case "week":
                return Week.containing(day, self.starts_on).last
        return end_of_month(day)


def preset_span(preset: Preset, last: date, starts_on: int = 0) -> Span:
    """28 days, 13 weeks or 12 months: the last week or month up to `last`, the others whole."""
    match preset:
        case "4w":
            first = last - timedelta(days=27)
        case "3m":
            first = Week.containing(last, starts_on).first - timedelta(weeks=WEEKS_OF_3_MONTHS - 1)
        case "1y":
            first = _months_before(last.replace(day=1), MONTHS_OF_A_YEAR - 1)
    return Span(first, last, starts_on, preset)


def week_span(week: Week) -> Span:
    return Span(week.first, week.last, week.starts_on)


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _end_after(preset: Preset, last: date) -> date:
    match preset:
        case "4w":
            return last + timedelta(days=28)
        case "3m":
            return last + timedelta(weeks=WEEKS_OF_3_MONTHS)
    return end_of_month(_months_before(last.replace(day=1), -MONTHS_OF_A_YEAR))


def _months_before(first_of_month: date, months: int) -> date:
    years, month = divmod(first_of_month.year * 12 + first_of_month.month - 1 - months, 12)
    return date(years, month + 1, 1)

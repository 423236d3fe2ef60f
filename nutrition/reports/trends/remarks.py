"""The words around a chart: its large figures, and what its bars leave out. Pure."""

from calendar import day_name, month_name
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from nutrition.intake.references import MAGNESIUM
from nutrition.reports.trends.days import TrendDay
from nutrition.reports.trends.report import Mean, TrendReport
from nutrition.reports.trends.spans import Span

DAYS_OF_A_WEEK = 7
# If there are more days, only their number is given.
MOST_NAMED = 7


class Stat(NamedTuple):
    """A large figure, its unit (empty if it counts days) and its caption."""

    figure: str
    unit: str
    caption: str


def stats_of(report: TrendReport) -> list[Stat]:
    """The average, the days at target if there is a target, and the days logged."""
    stats = [Stat("–", "", "no average yet")]
    if report.mean:
        caption = _mean_caption(report, report.mean)
        stats = [Stat(report.mean_figure, report.nutrient.unit, caption)]
    full = len(report.complete_days)
    if full and report.is_compared:
        days = (
            "days"
            if full == DAYS_OF_A_WEEK and _is_week(report)
            else f"complete {_day_or_days(full)}"
        )
        at_least = ", at least" if report.may_be_more_at_target else ""
        caption = f"{days} at {report.target_name}{at_least}"
        stats.append(Stat(f"{report.days_at_target:,} of {full:,}", "", caption))
    so_far = " so far" if report.includes_today else ""
    caption = f"{_day_or_days(report.days_so_far)} logged{so_far}"
    stats.append(Stat(f"{report.days_logged:,} of {report.days_so_far:,}", "", caption))
    return stats


def _mean_caption(report: TrendReport, mean: Mean) -> str:
    words = f"average of {mean.days:,} complete {_day_or_days(mean.days)}"
    if mean.days == DAYS_OF_A_WEEK and _is_week(report):
        words = "a day on average"
    if report.read and report.read.display.prefix:
        return f"{words}, {report.read.display.at_most or 'at least'}"
    if not report.read and mean.bound == "at least":
        return f"{words}, at least"
    return words


def remarks_of(report: TrendReport, span: Span) -> list[str]:
    """What the bars and the average leave out, in a sentence or two each.

    `report` must have the days of the span.
    """
    return list(_remarks(report, span))


def _remarks(report: TrendReport, span: Span) -> Iterator[str]:
    is_daily, is_week = span.grain == "day", _is_week(report)
    if not is_daily:
        yield (
            f"Each bar is the average of the {span.grain}’s complete days. "
            "Paler bars are not over, or have no day that counts."
        )
    if report.today_is_open:
        paler = "its bar is paler, and " if is_daily else ""
        days = f" and of the days at {report.target_name}" if report.is_compared else ""
        yield f"Today is not complete yet: {paler}it is left out of the average{days}."
    if report.has_gap:
        days = "Days without entries are"
        if is_daily:
            days = "Dashes at the bottom are days without entries. They are"
        yield f"{days} left out, not counted as zero."
    if report.days_with_low_coverage:
        days = _named_days(report.days_with_low_coverage, is_week)
        value = f"{report.nutrient.in_a_sentence} value"
        yield (f"{days} left out of the average, because too much of what you ate has no {value}.")
    if report.days_without_food:
        is_magnesium = report.nutrient.number == MAGNESIUM
        labels = "supplements or water from its label" if is_magnesium else "supplements"
        days = _named_days(report.days_without_food, is_week)
        yield f"{days} left out of the average, because no food is logged, only {labels}."
    if not is_week and report.open_days:
        count = len(report.open_days)
        yield (
            f"{count:,} logged {_day_or_days(count)} {'is' if count == 1 else 'are'} not marked "
            "complete, and left out of the average. Open a day, or its week, to finish it."
        )
    if report.either_way:
        own = ", from how much your own days differ" if report.own else ""
        yield (f"The 95% interval of your usual amount is the average ± {report.either_way}{own}.")


def _is_week(report: TrendReport) -> bool:
    """Whether the names of weekdays are enough to name its days."""
    return len(report.days) == DAYS_OF_A_WEEK


def _named_days(days: Sequence[TrendDay], is_week: bool) -> str:
    """ "Monday and Tuesday are", "3 June, 4 June and 9 June are", "12 complete days are"."""
    if len(days) > MOST_NAMED:
        return f"{len(days):,} complete days are"
    *others, last = (_day_name(day.on, is_week) for day in days)
    return f"{', '.join(others)} and {last} are" if others else f"{last} is"


def _day_name(day: date, is_week: bool) -> str:
    return day_name[day.weekday()] if is_week else f"{day.day} {month_name[day.month]}"


def _day_or_days(count: int) -> str:
    return "day" if count == 1 else "days"

"""Reads what labels gave, for charts: many days, one nutrient, and no name of a product.

One hand-written statement (accounts/sql.py says why). It also reads the state of the days from
which the person's own spread comes, so that nothing has to ask for that alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from json import loads
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from accounts.sql import as_date, decimal_or_none, fetch_all, summable_instant, to_decimal
from nutrition.diary.rows import DiaryRow
from nutrition.intake.day_status import DayStatement, effective_status
from nutrition.intake.labels import (
    LabelContribution,
    dose_amounts,
    label_contributions,
    water_amounts,
)
from nutrition.reports.trends.label_days import LabelDay, add_labels

# The kind of a row is "dose", "water" or the status of a day.
_LABELS = """
    SELECT 'dose', CAST(taken_on AS TEXT), elemental_mg, quantity, nutrients FROM nutrition_dose
    WHERE user_id = %s AND taken_on BETWEEN %s AND %s AND deleted_at IS NULL
    UNION ALL
    SELECT 'water', CAST(taken_on AS TEXT), mg_per_litre, litres, NULL FROM nutrition_water
    WHERE user_id = %s AND taken_on BETWEEN %s AND %s AND deleted_at IS NULL
    UNION ALL
    SELECT status, CAST(date AS TEXT), NULL, NULL, NULL FROM nutrition_day
    WHERE user_id = %s AND date BETWEEN %s AND %s"""
# The last days that were marked complete; and of each table how many rows there are from the first
# to the last of them, with the sum of the instants at which they were changed.
_SPAN = """
    WITH complete AS (
        SELECT date FROM nutrition_day WHERE user_id = %s AND status = 'complete' AND date <= %s
        ORDER BY date DESC LIMIT %s
    ), span AS (
        SELECT MIN(date) AS first, MAX(date) AS last, {days} AS days FROM complete
    )"""
_STATE_OF_TABLE = """
    (SELECT COUNT(*) || '/' || COALESCE(SUM({changed_at}), 0) FROM {table}
     WHERE user_id = %s AND deleted_at IS NULL AND {day} BETWEEN first AND last)"""
_DAY_COLUMNS = {
    "nutrition_entry": "eaten_on",
    "nutrition_dose": "taken_on",
    "nutrition_water": "taken_on",
}


class SpreadState(NamedTuple):
    """The last complete days, and the state of all that was logged from the first to the last.

    A new row has its `logged_at`, and every change sets `changed_at` to now. So the number of rows
    and the sum of these instants do not come again, whichever process or machine wrote them.
    """

    days: str
    rows: str

    @property
    def dates(self) -> list[date]:
        return sorted(as_date(day) for day in self.days.split())


class LoggedLabels(NamedTuple):
    """Doses, water and statuses of the days that a chart reads, and the state of the spread."""

    rows: Sequence[tuple[Any, ...]]
    spread: SpreadState

    def days(self, number: str, today: date) -> dict[date, LabelDay]:
        """What they gave of the nutrient; days without anything are left out."""
        return _by_day(self.rows, number, today)


def labels_between(
    user: User, first: date, last: date, number: str, today: date
) -> dict[date, LabelDay]:
    """By day; days without anything are left out. One query."""
    return _by_day(fetch_all(_LABELS, [user.pk, first, last] * 3), number, today)


def labels_with_spread_state(
    user: User, first: date, last: date, today: date, *, most: int
) -> LoggedLabels:
    """The spread is that of the last complete days, at most `most`. One query."""
    rows = fetch_all(
        f"{_span_sql()} {_LABELS} UNION ALL {_state_sql()}",
        [user.pk, today, most, *[user.pk, first, last] * 3, *_state_parameters(user)],
    )
    [spread] = [text for kind, text, *_ in rows if kind == "state"]
    return LoggedLabels([row for row in rows if row[0] != "state"], _state(spread))


def spread_state(user: User, today: date, *, most: int) -> SpreadState:
    """Of the last complete days, at most `most`. One query."""
    parameters = [user.pk, today, most, *_state_parameters(user)]
    [(_, text, *_)] = fetch_all(f"{_span_sql()} {_state_sql()}", parameters)
    return _state(text)


@cache
def _span_sql() -> str:
    is_postgres = connection.vendor == "postgresql"
    day = "CAST(date AS TEXT)"
    return _SPAN.format(
        days=f"STRING_AGG({day}, ' ')" if is_postgres else f"GROUP_CONCAT({day}, ' ')"
    )


@cache
def _state_sql() -> str:
    changed_at = summable_instant(DiaryRow.UPDATED_AT)
    states = " || ' ' || ".join(
        _STATE_OF_TABLE.format(table=table, day=day, changed_at=changed_at)
        for table, day in _DAY_COLUMNS.items()
    )
    return f"SELECT 'state', COALESCE(days, '') || '|' || {states}, NULL, NULL, NULL FROM span"  # noqa: S608


def _state_parameters(user: User) -> list[Any]:
    return [user.pk] * len(_DAY_COLUMNS)


def _state(text: str) -> SpreadState:
    days, _, rows = text.partition("|")
    return SpreadState(days, rows)


def _by_day(rows: Sequence[tuple[Any, ...]], number: str, today: date) -> dict[date, LabelDay]:
    given: dict[str, list[LabelContribution]] = defaultdict(list)
    statuses: dict[str, DayStatement] = {}
    for kind, day, mg, quantity, nutrients in rows:
        if quantity is None:
            statuses[day] = kind
        else:
            given[day] += _contributions(number, kind, mg, quantity, nutrients)
    days = {}
    for day in statuses.keys() | given.keys():
        on = as_date(day)
        status = effective_status(statuses.get(day), on, today=today)
        days[on] = add_labels(given.get(day, ()), is_empty=day not in given, status=status)
    return days


@lru_cache(maxsize=4096)  # people take the same every day
def _contributions(
    number: str, kind: str, mg_of_one: Any, quantity: Any, nutrients: str | None
) -> tuple[LabelContribution, ...]:
    """What a dose or water gave of the nutrient: nothing, or one amount."""
    mg, times = decimal_or_none(mg_of_one), to_decimal(quantity)
    total = None if mg is None else mg * times
    if kind == "water" and total is not None:
        return label_contributions(number, [water_amounts(times, total)])
    stated = loads(nutrients or "{}")
    others = {key: Decimal(amount) * times for key, amount in stated.items()}
    return label_contributions(number, [dose_amounts("", total, others)])

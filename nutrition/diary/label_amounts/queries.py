"""Doses, water and statuses of days, and saved supplements, as the lines of pages.

One hand-written statement, so that the day's page needs one query for all of them (ADR 4).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from json import loads
from typing import Any, NamedTuple
from uuid import UUID

from accounts.clock import today_for
from accounts.data_version import StateCache, versions_of
from accounts.models import User
from accounts.queries import profile_of
from accounts.sql import as_date, as_uuid, decimal_or_none, fetch_all, to_decimal
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater, WaterLine
from nutrition.diary.marks.queries import Avoidances
from nutrition.diary.models import Dose, Water
from nutrition.intake.day_status import DayStatement, effective_status


class LabelRow(NamedTuple):
    """A row of the statements: what one tablet or litre holds, and how many were taken."""

    kind: str  # "dose", "water", "status" (as its name), "saved" or "avoided" (group or food)
    id: Any
    taken_on: Any
    name: Any
    unit: str
    mg_of_one: Any
    quantity: Any
    logged_at: Any
    nutrients_of_one: str | None  # JSON


_DAYS = """
    SELECT 'dose', id, taken_on, name, unit, elemental_mg, quantity, logged_at, nutrients
    FROM nutrition_dose
    WHERE user_id = %s AND taken_on BETWEEN %s AND %s AND deleted_at IS NULL
    UNION ALL
    SELECT 'water', id, taken_on, '', 'l', mg_per_litre, litres, logged_at, NULL
    FROM nutrition_water
    WHERE user_id = %s AND taken_on BETWEEN %s AND %s AND deleted_at IS NULL
    UNION ALL
    SELECT 'status', id, date, status, '', NULL, NULL, NULL, NULL FROM nutrition_day
    WHERE user_id = %s AND date BETWEEN %s AND %s
"""
_SAVED = """
    SELECT 'saved', id, NULL, name, unit, elemental_mg, quantity, used_at, nutrients
    FROM nutrition_savedsupplement
    WHERE user_id = %s AND forgotten_at IS NULL
"""
_AVOIDED = """
    SELECT 'avoided', id, NULL, "group", '', NULL, food_id, NULL, NULL FROM nutrition_avoided
    WHERE user_id = %s
"""
# In the order of logging: by `logged_at` and `id`.
_ORDER = "ORDER BY 8 NULLS LAST, 2"


def doses_and_water_between(user: User, first: date, last: date) -> dict[date, DosesAndWater]:
    """By day; days without anything are left out. One query."""
    rows = fetch_all(_DAYS + _ORDER, [user.pk, first, last] * 3)
    return _by_day(user, [LabelRow(*row) for row in rows])


def doses_and_water_with_saved(
    user: User, first: date, last: date
) -> tuple[dict[date, DosesAndWater], list[DoseLine]]:
    """The same, and the person's saved supplements, the one used last first. Still one query."""
    statement = f"{_DAYS} UNION ALL {_SAVED} {_ORDER}"
    rows = [LabelRow(*row) for row in fetch_all(statement, [*[user.pk, first, last] * 3, user.pk])]
    saved = [_dose_line(row) for row in reversed(rows) if row.kind == "saved"]
    of_days = [row for row in rows if row.kind != "saved"]
    return _by_day(user, of_days), saved


def doses_and_water_with_avoided(
    user: User, first: date, last: date
) -> tuple[dict[date, DosesAndWater], Avoidances]:
    """The same, and what the person avoids. Still one query."""
    statement = f"{_DAYS} UNION ALL {_AVOIDED} {_ORDER}"
    rows = [LabelRow(*row) for row in fetch_all(statement, [*[user.pk, first, last] * 3, user.pk])]
    avoided = [row for row in rows if row.kind == "avoided"]
    of_days = [row for row in rows if row.kind != "avoided"]
    return _by_day(user, of_days), Avoidances(
        groups=frozenset(row.name for row in avoided if row.name),
        foods=frozenset(int(row.quantity) for row in avoided if row.quantity is not None),
    )


# Each key of typing asks for them. A person can save as many as they like.
MOST_KEPT_SUPPLEMENTS = 60
saved_supplements_cache: StateCache[Sequence[DoseLine]] = StateCache(
    size=500, keepable=lambda saved: len(saved) <= MOST_KEPT_SUPPLEMENTS
)


def saved_supplement_lines(user: User) -> Sequence[DoseLine]:
    """The saved supplements, the one used last first, as the add box offers them. One query if the
    person's data changed, none else.
    """
    return saved_supplements_cache.of(
        user.pk, versions_of(user).own, lambda: _read_saved_supplements(user)
    )


def _read_saved_supplements(user: User) -> Sequence[DoseLine]:
    rows = fetch_all(f"{_SAVED} {_ORDER}", [user.pk])
    return tuple(_dose_line(LabelRow(*row)) for row in reversed(rows))


def _by_day(user: User, rows: list[LabelRow]) -> dict[date, DosesAndWater]:
    """The days in the order of the rows."""
    if not rows:
        return {}
    today = today_for(profile_of(user))
    doses: dict[date, list[DoseLine]] = defaultdict(list)
    waters: dict[date, list[WaterLine]] = defaultdict(list)
    statuses: dict[date, DayStatement | None] = {}
    days: dict[date, None] = {}  # an ordered set
    for row in rows:
        on = as_date(row.taken_on)
        days[on] = None
        if row.kind == "dose":
            doses[on].append(_dose_line(row))
        elif row.kind == "water":
            litres, mg_per_litre = to_decimal(row.quantity), to_decimal(row.mg_of_one)
            waters[on].append(WaterLine(as_uuid(row.id), litres, mg_per_litre))
        else:
            statuses[on] = effective_status(row.name, on, today=today)
    return {on: DosesAndWater(tuple(doses[on]), tuple(waters[on]), statuses.get(on)) for on in days}


def _dose_line(row: LabelRow) -> DoseLine:
    # Most labels state magnesium alone.
    stated = {} if row.nutrients_of_one in (None, "{}") else loads(row.nutrients_of_one)
    others = {key: Decimal(amount) for key, amount in stated.items()}
    mg_of_one, quantity = decimal_or_none(row.mg_of_one), to_decimal(row.quantity)
    return DoseLine(as_uuid(row.id), row.name, row.unit, mg_of_one, quantity, others)


class DeletedLabelAmount(NamedTuple):
    """A dose or a water that can still be restored."""

    kind: str
    id: UUID
    name: str
    mg: Decimal | None
    taken_on: date


def deleted_label_amounts(user: User, since: datetime, part: slice) -> list[DeletedLabelAmount]:
    """What the person deleted since then, the latest first; `part` of all. Two queries."""
    deleted, latest = {"user": user, "deleted_at__gte": since}, ("-deleted_at", "-id")
    doses = Dose.objects.filter(**deleted).order_by(*latest)[: part.stop]
    waters = Water.objects.filter(**deleted).order_by(*latest)[: part.stop]
    dated = [
        (row.deleted_at, DeletedLabelAmount("dose", row.id, row.name, row.mg, row.taken_on))
        for row in doses
    ]
    dated += [
        (row.deleted_at, DeletedLabelAmount("water", row.id, "Water", row.mg, row.taken_on))
        for row in waters
    ]
    return [deleted_row for _, deleted_row in sorted(dated, reverse=True)][part]

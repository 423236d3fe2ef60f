"""What was taken from labels, and what was said about the days. One statement for all."""

from datetime import date, datetime
from decimal import Decimal
from json import loads
from typing import Any, NamedTuple
from uuid import UUID

from accounts.clock import today_for
from accounts.models import User
from accounts.queries import profile_of
from accounts.sql import as_date, as_uuid, decimal_or_none, fetch_all, to_decimal
from nutrition.diary.label_amounts.values import (
    NO_DOSES_OR_WATER,
    DoseLine,
    DosesAndWater,
    WaterLine,
)
from nutrition.diary.models import Dose, Water
from nutrition.intake.day_status import effective_status

# Columns: kind, id, day, name or status, unit, magnesium of one, how many, logged at (for the
# order), the other nutrients of one.
_TAKEN = """
    SELECT 'dose', id, taken_on, name, unit, elemental_mg, quantity, logged_at, nutrients
    FROM nutrition_dose
    WHERE user_id = %s AND taken_on BETWEEN %s AND %s AND deleted_at IS NULL
    UNION ALL
    SELECT 'water', id, taken_on, '', 'l', mg_per_litre, litres, logged_at, NULL
    FROM nutrition_water
    WHERE user_id = %s AND taken_on BETWEEN %s AND %s AND deleted_at IS NULL
    UNION ALL
    SELECT 'day', id, date, status, '', NULL, NULL, NULL, NULL FROM nutrition_day
    WHERE user_id = %s AND date BETWEEN %s AND %s
"""
_KEPT = """
    SELECT 'saved', id, NULL, name, unit, elemental_mg, quantity, used_at, nutrients
    FROM nutrition_savedsupplement
    WHERE user_id = %s AND forgotten_at IS NULL
"""
_PRODUCTS = f"UNION ALL {_KEPT}"


def doses_and_water_between(user: User, first: date, last: date) -> dict[date, DosesAndWater]:
    """By day; days of which nothing is known are left out. One query."""
    return _by_day(_ask(_TAKEN, user, first, last), today_for(profile_of(user)))


def doses_and_water_with_saved(
    user: User, first: date, last: date
) -> tuple[dict[date, DosesAndWater], list[DoseLine]]:
    """The same, and the person's saved supplements, the one used last first. Still one query."""
    rows = _ask(_TAKEN + _PRODUCTS, user, first, last)
    products = [_dose(row) for row in reversed(rows) if row[0] == "saved"]
    return _by_day(
        [row for row in rows if row[0] != "saved"], today_for(profile_of(user))
    ), products


def saved_supplement_lines(user: User) -> list[DoseLine]:
    """The saved supplements, the one used last first, as the add box offers them. One query."""
    rows = sorted(fetch_all(_KEPT, [user.pk]), key=_logged, reverse=True)
    return [_dose(row) for row in rows]


def _ask(sql: str, user: User, first: date, last: date) -> list[tuple[Any, ...]]:
    """The rows in the order in which they were logged."""
    parameters = [user.pk, first, last] * 3 + ([user.pk] if sql.endswith(_PRODUCTS) else [])
    rows = fetch_all(sql, parameters)
    return sorted(rows, key=_logged)


def _logged(row: tuple[Any, ...]) -> tuple[str, UUID]:
    """Instants of one kind of row sort as their text does, on either database."""
    return str(row[7]), as_uuid(row[1])


def _by_day(rows: list[tuple[Any, ...]], today: date) -> dict[date, DosesAndWater]:
    days: dict[date, DosesAndWater] = {}
    for row in rows:
        kind, id_, on, text, _, each, number, *_ = row
        on = as_date(on)
        day = days.get(on, NO_DOSES_OR_WATER)
        match kind:
            case "dose":
                days[on] = DosesAndWater((*day.doses, _dose(row)), day.waters, day.status)
            case "water":
                water = WaterLine(as_uuid(id_), to_decimal(number), to_decimal(each))
                days[on] = DosesAndWater(day.doses, (*day.waters, water), day.status)
            case _:
                days[on] = DosesAndWater(
                    day.doses, day.waters, effective_status(text, on, today=today)
                )
    return days


def _dose(row: tuple[Any, ...]) -> DoseLine:
    _, id_, _, name, unit, each, number, _, nutrients = row
    others = (
        {}
        if nutrients == "{}"
        else {key: Decimal(amount) for key, amount in loads(nutrients).items()}
    )
    return DoseLine(as_uuid(id_), name, unit, decimal_or_none(each), to_decimal(number), others)


class DeletedLabelAmount(NamedTuple):
    """A dose or a water that can still be restored."""

    kind: str
    id: UUID
    name: str
    mg: Decimal | None
    taken_on: date


def deleted_label_amounts(user: User, since: datetime, part: slice) -> list[DeletedLabelAmount]:
    """What the person deleted since then, the latest first (two queries)."""
    deleted, latest = {"user": user, "deleted_at__gte": since}, ("-deleted_at", "-id")
    doses = Dose.objects.filter(**deleted).order_by(*latest)[: part.stop]
    waters = Water.objects.filter(**deleted).order_by(*latest)[: part.stop]
    found = [
        (row.deleted_at, DeletedLabelAmount("dose", row.pk, row.name, row.mg, row.taken_on))
        for row in doses
    ]
    found += [
        (row.deleted_at, DeletedLabelAmount("water", row.pk, "Water", row.mg, row.taken_on))
        for row in waters
    ]
    return [label for _, label in sorted(found, reverse=True)][part]

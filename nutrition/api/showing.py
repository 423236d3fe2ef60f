"""Rows and figures as the API tells them: decimals are exact text, unknown is None."""

import json
from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from accounts.models import LifeStagePeriod
from nutrition.diary.limits import MAX_A_DAY
from nutrition.diary.models import Dose, Entry, Meal, SavedSupplement, Supplement, Water
from nutrition.diary.suggestions.habits import UsualFood
from nutrition.foods.amount_words import plain_number
from nutrition.foods.own_foods import LINE_SOURCES
from nutrition.foods.search.queries import FoodHit
from nutrition.intake.assessment import DayAssessment, as_json, fixed_point
from nutrition.intake.per_100g import shortest_amount
from nutrition.intake.totals import exact_amount
from nutrition.intake.words import day_words
from nutrition.reports.summary import WeekAverage, WeekDay

JSON = "application/json"
# A file may have brought more for one food; no answer grows with them.
MOST_PORTIONS = 100


def answer(told: Any, *, status: int = 200, location: str | None = None) -> HttpResponse:
    """The body as JSON. Not validated again: tests compare responses with the OpenAPI schema."""
    response = HttpResponse(json.dumps(told), content_type=JSON, status=status)
    if location:
        response.headers["Location"] = location
    return response


def nothing() -> HttpResponse:
    return HttpResponse(status=204)


def plain(number: Decimal | None) -> str | None:
    return None if number is None else plain_number(number)


def instant(moment: datetime | None) -> str | None:
    """RFC 3339, in UTC."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def clock(at: time | None) -> str | None:
    return None if at is None else at.isoformat("seconds" if at.second else "minutes")


def food_json(hit: FoodHit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "name": hit.title,
        "source_name": hit.name,
        "source": hit.source,
        "source_id": hit.source_ref,
        "category": hit.category,
        "own": hit.is_own,
        "magnesium_mg_per_100g": plain(hit.magnesium_mg),
        "energy_kcal_per_100g": plain(hit.energy_kcal),
        "portions": [
            {
                "id": portion.id,
                "label": f"{plain_number(portion.amount)} {portion.unit}",
                "grams": plain(portion.grams),
            }
            for portion in hit.portions[:MOST_PORTIONS]
        ],
    }


def entry_json(entry: Any) -> dict[str, Any]:
    """Of an Entry with its amounts, food, source and portion (queries.entries_of)."""
    food = entry.revision.food
    return {
        "id": str(entry.pk),
        "client_id": str(entry.client_id),
        "date": entry.eaten_on.isoformat(),
        "time": clock(entry.eaten_time),
        "meal": Meal(entry.meal).slug,
        "food_id": food.pk,
        "name": food.title,
        "source": food.source.code,
        "source_id": food.source_ref,
        "revision": entry.revision.number,
        "grams": plain(entry.grams),
        "portion_id": entry.portion_id,
        "portion": None if entry.portion is None else entry.portion.label,
        "quantity": plain(entry.quantity),
        "magnesium_mg": plain(_in(entry, entry.mg_per_100g)),
        "energy_kcal": plain(_in(entry, entry.kcal_per_100g)),
    } | _history(entry)


def _in(entry: Entry, per_100g: Decimal | None) -> Decimal | None:
    """Of a food that a line of a file made in the digits of the file."""
    if per_100g is None:
        return None
    amount_of = shortest_amount if entry.revision.food.source.code in LINE_SOURCES else exact_amount
    return amount_of(entry.grams, per_100g)


def _history(row: Entry | Dose | Water) -> dict[str, str | None]:
    return {
        "logged_at": instant(row.logged_at),
        "updated_at": instant(row.changed_at),
        "deleted_at": instant(row.deleted_at),
    }


def dose_json(dose: Dose) -> dict[str, Any]:
    return (
        {
            "id": str(dose.pk),
            "client_id": str(dose.client_id),
            "date": dose.taken_on.isoformat(),
            "time": clock(dose.taken_time),
            "total_mg": plain(dose.mg),
        }
        | _label(dose)
        | _history(dose)
    )


def product_json(product: SavedSupplement) -> dict[str, Any]:
    return {"id": str(product.pk)} | _label(product)


def _label(supplement: Supplement) -> dict[str, Any]:
    return {
        "name": supplement.name,
        "magnesium_mg": plain(supplement.elemental_mg),
        "quantity": plain(supplement.quantity),
        "unit": supplement.unit,
        "form": supplement.form or None,
        "compound_mg": plain(supplement.compound_mg),
        "nutrients": supplement.nutrients,
    }


def water_json(water: Water) -> dict[str, Any]:
    return {
        "id": str(water.pk),
        "client_id": str(water.client_id),
        "date": water.taken_on.isoformat(),
        "litres": plain(water.litres),
        "mg_per_litre": plain(water.mg_per_litre),
        "magnesium_mg": plain(water.mg),
    } | _history(water)


def magnesium_json(day: DayAssessment, unknown_foods: Iterable[str]) -> dict[str, Any]:
    """The assessment with the source ids of the foods without a value: names change, and two foods
    may share one.

    Supplements have no such number: their names are told.
    """
    return as_json(day) | {
        "unknown_foods": list(unknown_foods)[:MAX_A_DAY],
        "unknown_supplements": list(day.unknown_supplements)[:MAX_A_DAY],
    }


def words_json(day: DayAssessment) -> dict[str, Any]:
    """What pages say about the day, beside the figures that are always the same."""
    words = day_words(day)
    return {
        "total_at_most_mg": fixed_point(day.at_most_mg, 3),
        "says": words.amount,
        "sentence": words.note,
    }


def day_magnesium_json(day: WeekDay, unknown_foods: Iterable[str]) -> dict[str, Any]:
    head = {"date": day.on.isoformat(), "status": day.magnesium.status, "counts": day.counts}
    return head | magnesium_json(day.magnesium, unknown_foods) | words_json(day.magnesium)


def mean_json(mean: WeekAverage | None) -> dict[str, Any]:
    """A mean of magnesium and what pages say about it."""
    read = mean.read if mean else None
    judgement = read.assessment if read else None
    return {
        "average_mg": fixed_point(mean.mg, 3) if mean else None,
        "average_at_most_mg": fixed_point(mean.at_most_mg, 3) if mean else None,
        "average_is_lower_bound": bool(mean and mean.unknown),
        "days_in_average": mean.days if mean else 0,
        "either_way_mg": fixed_point(mean.either_way_mg, 1) if mean else None,
        "zone": judgement.zone if judgement else None,
        "probability_adequate": fixed_point(judgement.probability_adequate, 4)
        if judgement
        else None,
        "ci95_half_width_mg": fixed_point(judgement.ci95_half_width_mg, 1) if judgement else None,
        "word": read.likelihood if read else None,
        "reading": read.text if read else "",
    }


def period_json(period: LifeStagePeriod) -> dict[str, Any]:
    to = None if period.ends_on is None else period.ends_on.isoformat()
    return {
        "id": str(period.pk),
        "kind": period.kind,
        "from": period.starts_on.isoformat(),
        "to": to,
    }


def usual_json(usual: UsualFood) -> dict[str, Any]:
    return {
        "food_id": usual.food_id,
        "name": usual.title,
        "grams": plain(usual.grams),
        "portion_id": usual.portion_id,
        "quantity": plain(usual.quantity),
        "favourite": usual.starred,
    }

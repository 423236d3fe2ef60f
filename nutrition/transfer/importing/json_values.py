"""What a field makes of a value of magwise.json, within its bounds."""

from datetime import UTC, date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from nutrition.diary.models import MAX_DOSE_MG, MAX_GRAMS, MAX_LITRES, MAX_MG_PER_LITRE, MAX_UNITS
from nutrition.foods.models import NutrientAmount
from nutrition.transfer.sections import Section

# Above zero and at most; the database has the same bounds as constraints.
BOUNDS: dict[str, tuple[Decimal, Decimal, bool]] = {
    "Entry.grams": (Decimal(0), Decimal(MAX_GRAMS), False),
    "Entry.quantity": (Decimal(0), Decimal(10**6), False),
    "Portion.amount": (Decimal(0), Decimal(10**6), False),
    "Portion.grams": (Decimal(0), Decimal(10**6), False),
    "Dose.quantity": (Decimal(0), Decimal(MAX_UNITS), False),
    "Dose.elemental_mg": (Decimal(0), Decimal(MAX_DOSE_MG), True),
    "Dose.compound_mg": (Decimal(0), Decimal(10**6), False),
    "Water.litres": (Decimal(0), Decimal(MAX_LITRES), False),
    "Water.mg_per_litre": (Decimal(0), Decimal(MAX_MG_PER_LITRE), True),
    "NutrientAmount.amount": (Decimal(0), Decimal(10**7), True),
}
BOUNDS |= {
    key.replace("Dose", "SavedSupplement"): bound
    for key, bound in BOUNDS.items()
    if key.startswith("Dose")
}
# Years; instants near the ends of the calendar cannot be moved to another time zone.
EARLIEST, LATEST = {"eaten_on": 2000, "taken_on": 2000, "date": 2000}, 2200


class InvalidValue(Exception):
    """A value that cannot be taken over."""


def row_values(section: Section, item: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row, without its key: the row gets a new one."""
    return {
        column: column_value(section, name, item)
        for name, column in section.columns.items()
        if column != "id"
    }


def column_value(section: Section, name: str, item: dict[str, Any]) -> Any:
    value = clean_value(section.model, section.columns[name], item.get(name), name)
    field = section.model._meta.get_field(section.columns[name])
    return aware_instant(value) if isinstance(field, models.DateTimeField) else value


def clean_value(model: type[models.Model], column: str, value: Any, name: str) -> Any:
    """What the field makes of the value, within its bounds. Numbers are text or JSON's own."""
    field: Any = model._meta.get_field(column)
    if isinstance(value, dict | list) != isinstance(field, models.JSONField):
        raise InvalidValue(f"{name}: This value has another form than in an export.")
    if isinstance(value, str) and (len(value) > 1_000 or "\0" in value or not _is_storable(value)):
        raise InvalidValue(f"{name}: This text has characters that cannot be stored.")
    if isinstance(field, models.JSONField):
        return _label_nutrients(value, name)
    if value is None and field.null:
        return None
    try:
        return _clean_scalar(model, column, type(value).__name__, value)
    except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
        said = error.messages[0] if isinstance(error, ValidationError) else "This is no such value."
        raise InvalidValue(f"{name}: {said}") from error


@lru_cache(maxsize=20_000)
def _clean_scalar(model: type[models.Model], column: str, kind: str, value: Any) -> Any:
    """Most values come again and again; `kind` tells 1 from True. Raises ValidationError etc."""
    field: Any = model._meta.get_field(column)
    cleaned = field.clean(value, None)
    if isinstance(cleaned, date) and not EARLIEST.get(column, 1900) <= cleaned.year <= LATEST:
        raise ValidationError(f"{cleaned.year} is no year that Magwise keeps.")
    bound = BOUNDS.get(f"{model.__name__}.{column}")
    if bound is not None and isinstance(cleaned, Decimal):
        least, most, may_be_least = bound
        if not (least < cleaned <= most or (may_be_least and cleaned == least)):
            raise ValidationError(f"{cleaned} is out of bounds.")
    return cleaned


def _is_storable(text: str) -> bool:
    """Half of a surrogate pair is no character of any database."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _label_nutrients(value: Any, name: str) -> dict[str, str]:
    """{"401": "60"}: the other nutrients of a label."""
    if not isinstance(value, dict) or len(value) > 200:
        raise InvalidValue(f"{name}: This value has another form than in an export.")
    cleaned = {}
    for number, amount in value.items():
        if len(number) > 8 or "\0" in number or not _is_storable(number):
            raise InvalidValue(f"{name}: There is no such nutrient.")
        cleaned[number] = f"{clean_value(NutrientAmount, 'amount', amount, f'{name} {number}'):f}"
    return cleaned


def aware_instant(value: Any) -> Any:
    """An instant; without a zone it is taken for UTC."""
    return value if value is None or timezone.is_aware(value) else value.replace(tzinfo=UTC)


def text_of(item: dict[str, Any], name: str, longest: int, *, empty: bool = False) -> str:
    value = item.get(name)
    if value is None and empty:
        return ""
    if not isinstance(value, str) or len(value) > longest or (not value and not empty):
        raise InvalidValue(f"{name}: This is no text of at most {longest} characters.")
    if "\0" in value or not _is_storable(value):
        raise InvalidValue(f"{name}: This text has characters that cannot be stored.")
    return value

"""Cleans the values of magwise.json with the fields of the models, and checks their bounds."""

from datetime import UTC, date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from nutrition.diary.amounts import MAX_GRAMS
from nutrition.diary.models import (
    MAX_DOSE_MG,
    MAX_LITRES,
    MAX_MG_PER_LITRE,
    MAX_UNITS,
    Dose,
    Entry,
    SavedSupplement,
    Water,
)
from nutrition.foods.models import FoodRevision
from nutrition.foods.own.models import OwnFoodRevision, OwnPortion
from nutrition.transfer.sections import Section


class ValueBound(NamedTuple):
    """Values are above 0, or also 0 with `allows_zero`, up to `maximum`."""

    maximum: Decimal
    allows_zero: bool


# The database has the same bounds as constraints.
BOUNDS: dict[tuple[type[models.Model], str], ValueBound] = {
    (Entry, "grams"): ValueBound(Decimal(MAX_GRAMS), False),
    (Entry, "quantity"): ValueBound(Decimal(10**6), False),
    (OwnPortion, "amount"): ValueBound(Decimal(10**6), False),
    (OwnPortion, "grams"): ValueBound(Decimal(10**6), False),
    (OwnFoodRevision, "basis_grams"): ValueBound(Decimal(MAX_GRAMS), False),
    (Dose, "quantity"): ValueBound(Decimal(MAX_UNITS), False),
    (Dose, "elemental_mg"): ValueBound(Decimal(MAX_DOSE_MG), True),
    (Dose, "compound_mg"): ValueBound(Decimal(10**6), False),
    (SavedSupplement, "quantity"): ValueBound(Decimal(MAX_UNITS), False),
    (SavedSupplement, "elemental_mg"): ValueBound(Decimal(MAX_DOSE_MG), True),
    (SavedSupplement, "compound_mg"): ValueBound(Decimal(10**6), False),
    (Water, "litres"): ValueBound(Decimal(MAX_LITRES), False),
    (Water, "mg_per_litre"): ValueBound(Decimal(MAX_MG_PER_LITRE), True),
    (FoodRevision, "mg_per_100g"): ValueBound(Decimal(10**7), True),
}
# Instants near the ends of the calendar cannot be converted to another time zone.
FIRST_YEARS = {"eaten_on": 2000, "taken_on": 2000, "date": 2000}
FIRST_YEAR, LAST_YEAR = 1900, 2200


class InvalidValue(Exception):
    """A value that cannot be imported; the message begins with its name."""


def row_values(section: Section, item: dict[str, Any]) -> dict[str, Any]:
    """The columns of a row; in the diary its "client_id" is its id. Raises InvalidValue."""
    return {
        column: column_value(section, name, item)
        for name, column in section.columns.items()
        if name != "id"
    }


def column_value(section: Section, name: str, item: dict[str, Any]) -> Any:
    value = clean_value(section.model, section.columns[name], item.get(name), name)
    field = section.model._meta.get_field(section.columns[name])
    return aware_instant(value) if isinstance(field, models.DateTimeField) else value


def clean_value(model: type[models.Model], column: str, value: Any, name: str) -> Any:
    """`name` is that of the value in the file. Numbers may be text or JSON numbers.

    Raises InvalidValue.
    """
    field: Any = model._meta.get_field(column)
    if isinstance(value, dict | list) != isinstance(field, models.JSONField):
        raise InvalidValue(f"{name}: This is not as it is in an export.")
    if isinstance(value, str) and (len(value) > 1_000 or "\0" in value or not _is_storable(value)):
        raise InvalidValue(f"{name}: This text has characters that cannot be stored.")
    if isinstance(field, models.JSONField):
        return _clean_label_nutrients(value, name)
    if value is None and field.null:
        return None
    try:
        return _clean_scalar(model, column, type(value).__name__, value)
    except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
        reason = (
            error.messages[0] if isinstance(error, ValidationError) else "This value is not valid."
        )
        raise InvalidValue(f"{name}: {reason}") from error


@lru_cache(maxsize=20_000)
def _clean_scalar(model: type[models.Model], column: str, kind: str, value: Any) -> Any:
    """Cached, because most values repeat; `kind` distinguishes 1 from True, which are equal.

    Raises ValidationError, ValueError, TypeError or ArithmeticError.
    """
    field: Any = model._meta.get_field(column)
    cleaned = field.clean(value, None)
    if isinstance(cleaned, date) and not (
        FIRST_YEARS.get(column, FIRST_YEAR) <= cleaned.year <= LAST_YEAR
    ):
        raise ValidationError(f"The year {cleaned.year} is out of range.")
    bound = BOUNDS.get((model, column))
    if bound is not None and isinstance(cleaned, Decimal):
        is_allowed_zero = bound.allows_zero and cleaned == 0
        if not is_allowed_zero and not 0 < cleaned <= bound.maximum:
            raise ValidationError(f"{cleaned} is out of range.")
    return cleaned


def _is_storable(text: str) -> bool:
    """No database can store half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _clean_label_nutrients(value: Any, name: str) -> dict[str, str]:
    """The nutrients of a label other than magnesium: {"401": "60"}."""
    if not isinstance(value, dict) or len(value) > 200:
        raise InvalidValue(f"{name}: This is not as it is in an export.")
    cleaned = {}
    for number, amount in value.items():
        if len(number) > 8 or "\0" in number or not _is_storable(number):
            raise InvalidValue(f"{name}: There is no such nutrient.")
        cleaned[number] = f"{clean_amount(amount, f'{name} {number}'):f}"
    return cleaned


def clean_amount(value: Any, name: str) -> Decimal:
    """The known amount of any nutrient: the bounds are those of magnesium. Raises InvalidValue."""
    if value is None:
        raise InvalidValue(f"{name}: This field cannot be null.")
    amount: Decimal = clean_value(FoodRevision, "mg_per_100g", value, name)
    return amount


def aware_instant(value: Any) -> Any:
    """Treats an instant without a time zone as UTC."""
    return value if value is None or timezone.is_aware(value) else value.replace(tzinfo=UTC)


def text_of(item: dict[str, Any], name: str, max_length: int, *, may_be_empty: bool = False) -> str:
    value = item.get(name)
    if value is None and may_be_empty:
        return ""
    if not isinstance(value, str) or len(value) > max_length or (not value and not may_be_empty):
        raise InvalidValue(f"{name}: This must be a text of at most {max_length} characters.")
    if "\0" in value or not _is_storable(value):
        raise InvalidValue(f"{name}: This text has characters that cannot be stored.")
    return value

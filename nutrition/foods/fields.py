"""Columns for decimals that the database adds up exactly, the same on SQLite and PostgreSQL."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

AMOUNT_PLACES = 5
"""Decimals of an amount in 100 g of a food."""
GRAM_PLACES = 3
"""Decimals of grams of food and of a number of portions."""


class ScaledDecimalField(models.DecimalField):
    """A Decimal, stored as the whole number of its last place: 79.5 with 5 places is 7,950,000.

    SQLite would store a decimal as a float, and add up floats. A number with more places than the
    column has is refused, because it would lose digits.
    """

    def get_internal_type(self) -> str:
        return "IntegerField" if self.max_digits < 10 else "BigIntegerField"  # 4 bytes or 8

    def get_prep_value(self, value: Any) -> int | None:
        number = self.to_python(value)
        return None if number is None else to_scaled(number, self.decimal_places)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        return value if prepared else self.get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if hasattr(value, "as_sql"):
            return value
        return self.get_db_prep_value(value, connection)

    def from_db_value(self, value: int | None, *_: object) -> Decimal | None:
        return scaled_or_none(value, self.decimal_places)


def to_scaled(number: Decimal, places: int = AMOUNT_PLACES) -> int:
    """The whole number that stands for `number`. Raises ValueError if digits would be lost."""
    scaled = number.scaleb(places)
    if scaled != (whole := int(scaled)):
        raise ValueError(f"{number} has more than {places} decimal places")
    return whole


def from_scaled(number: int, places: int = AMOUNT_PLACES) -> Decimal:
    """The decimal that the whole number stands for."""
    return Decimal(number).scaleb(-places)


def scaled_or_none(number: int | None, places: int = AMOUNT_PLACES) -> Decimal | None:
    return None if number is None else from_scaled(int(number), places)

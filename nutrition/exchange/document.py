"""Reads magwise.json into a parcel. All is checked before anything is stored; ids in the file mean
nothing here.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from nutrition.diary.models import (
    MAX_DOSE_MG,
    MAX_GRAMS,
    MAX_LITRES,
    MAX_MG_PER_LITRE,
    MAX_UNITS,
    Meal,
)
from nutrition.exchange.parcel import (
    FileEntry,
    FileFood,
    FileRevision,
    Marked,
    Measure,
    Parcel,
    Problems,
    Unreadable,
)
from nutrition.exchange.sections import ENTRIES, FORMAT, OF_FOODS, PLAIN, PROFILE, VERSION, Section
from nutrition.foods.models import Food, FoodRevision, NutrientAmount, Portion, Quality

# More than anybody logs in a life.
MOST_ITEMS = 500_000
MEALS = {meal.slug: meal.value for meal in Meal}
QUALITIES = set(Quality.values)
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
    key.replace("Dose", "Product"): bound for key, bound in BOUNDS.items() if key.startswith("Dose")
}


# Years; instants near the ends of the calendar cannot be moved to another time zone.
EARLIEST, LATEST = {"eaten_on": 2000, "taken_on": 2000, "date": 2000}, 2200


class _Wrong(Exception):
    """A value that cannot be taken over."""


def parse(content: bytes) -> dict[str, Any]:
    """The JSON object of the file. Raises Unreadable."""
    try:
        found = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_int=_whole,
            parse_constant=_refuse,
        )
    except UnicodeDecodeError as error:
        raise Unreadable(
            "This file is not in UTF-8. Choose the file as Magwise exported it."
        ) from error
    except (ValueError, RecursionError, ArithmeticError) as error:
        said = (
            f" It breaks off or is damaged in line {error.lineno}."
            if isinstance(error, json.JSONDecodeError)
            else ""
        )
        raise Unreadable(
            f"This file is not complete JSON.{said} Export it again and choose the new file."
        ) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Unreadable("This JSON file was not exported by Magwise.")
    version = found.get("version")
    if version != VERSION:
        raise Unreadable(
            f"This file has version {str(version)[:20]} of the format; "
            f"Magwise here reads version {VERSION}."
        )
    return found


def _whole(digits: str) -> int:
    if len(digits) > 18:
        raise ValueError("too long a number")
    return int(digits)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no number")


class Reader:
    """Reads the sections of one document; `problems` collects what is wrong with them.

    `nutrients` is the id of each nutrient of this table by its number.
    """

    def __init__(self, document: dict[str, Any], nutrients: dict[str, int]) -> None:
        self.document, self.nutrients = document, nutrients
        self.problems = Problems()
        self.strange: set[str] = set()  # nutrients that this table does not have

    def parcel(self) -> Parcel:
        revisions = dict(self._foods())
        parcel = Parcel(entries=list(self._entries(set(revisions))), marks=list(self._marks()))
        parcel.foods = _grouped(revisions, parcel.entries)
        parcel.rows = {section.name: list(self._rows(section)) for section in PLAIN}
        parcel.profile = self._profile()
        return parcel

    def _items(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        items = self.document.get(name, [])
        if not isinstance(items, list):
            self.problems.add(name, "This is not a list.")
            return
        if len(items) > MOST_ITEMS:
            raise Unreadable(f"This file has more than {MOST_ITEMS:,} {name}.")
        for position, item in enumerate(items):
            if isinstance(item, dict):
                yield f"{name}[{position}]", item
            else:
                self.problems.add(f"{name}[{position}]", "This is not an object.")

    def _rows(self, section: Section) -> Iterator[dict[str, Any]]:
        for where, item in self._items(section.name):
            try:
                yield _checked(section, _columns(section, item))
            except _Wrong as wrong:
                self.problems.add(where, str(wrong))

    def _profile(self) -> dict[str, Any]:
        item = self.document.get("profile", {})
        if not isinstance(item, dict):
            self.problems.add("profile", "This is not an object.")
            return {}
        try:
            row = {
                column: _value(PROFILE, name, item)
                for name, column in PROFILE.columns.items()
                if name in item
            }
        except _Wrong as wrong:
            self.problems.add("profile", str(wrong))
            return {}
        if row.get("time_zone", "UTC") not in available_timezones():
            self.problems.add("profile", "time_zone: There is no such time zone.")
        return row

    def _entries(self, revisions: set[str]) -> Iterator[FileEntry]:
        for where, item in self._items(ENTRIES.name):
            try:
                entry = _entry(item)
            except _Wrong as wrong:
                self.problems.add(where, str(wrong))
                continue
            if entry.revision in revisions:
                yield entry
            else:
                self.problems.add(
                    where, f"revision: The file has no food {str(entry.revision)[:40]!r}."
                )

    def _marks(self) -> Iterator[Marked]:
        for section in OF_FOODS:
            for where, item in self._items(section.name):
                try:
                    yield _marked(section, item)
                except _Wrong as wrong:
                    self.problems.add(where, str(wrong))

    def _foods(self) -> Iterator[tuple[str, FileFood]]:
        """Each revision as a food of one revision."""
        foods = self.document.get("foods", {})
        if not isinstance(foods, dict):
            self.problems.add("foods", "This is not an object.")
            return
        for key, item in foods.items():
            try:
                if not isinstance(item, dict):
                    raise _Wrong("This is not an object.")
                yield key, self._food(key, item)
            except _Wrong as wrong:
                self.problems.add(f"foods[{key[:40]!r}]", str(wrong))

    def _food(self, key: str, item: dict[str, Any]) -> FileFood:
        amounts, quality = item.get("per_100g"), item.get("quality", {})
        portions = item.get("portions", [])
        if (
            not isinstance(amounts, dict)
            or not isinstance(quality, dict)
            or not isinstance(portions, list)
        ):
            raise _Wrong("per_100g, quality or portions have another form than in an export.")
        values = {}
        for number, amount in amounts.items():
            if amount is not None and number not in self.nutrients:
                self.strange.add(number[:8])
            elif amount is not None:
                values[self.nutrients[number]] = _clean(
                    NutrientAmount, "amount", amount, f"per_100g {number}"
                )
        codes = {
            self.nutrients[number]: code
            for number, code in quality.items()
            if number in self.nutrients and isinstance(code, int) and code in QUALITIES
        }
        is_own = item.get("own") is True
        revision = FileRevision(
            key,
            values,
            codes,
            release=_text(item, "release", 100, empty=True),
            reason=_text(item, "reason", 300, empty=True),
            made_at=_stamp(_clean(FoodRevision, "made_at", item.get("made_at"), "made_at")),
            is_current=item.get("current") is True,
        )
        return FileFood(
            _text(item, "source", 20),
            _text(item, "source_id", 20),
            _text(item, "name", 300),
            _text(item, "short_name", 120, empty=True),
            _text(item, "synonyms", 500, empty=True),
            is_shared=not is_own,
            is_found=is_own and item.get("state") == Food.State.ACTIVE,
            portions=tuple(_measure(portion) for portion in portions),
            revisions=(revision,),
        )


def _grouped(revisions: dict[str, FileFood], entries: list[FileEntry]) -> list[FileFood]:
    """One food for the revisions of each; with the measures that its entries were logged with."""
    measures: dict[str, dict[Measure, None]] = {}
    for entry in entries:
        if entry.portion is not None:
            measures.setdefault(str(entry.revision), {})[entry.portion] = None
    together: dict[tuple[str, str, bool], list[FileFood]] = {}
    for food in revisions.values():
        together.setdefault((food.source, food.source_ref, food.is_shared), []).append(food)
    grouped = []
    for foods in together.values():
        newest = next((food for food in foods if food.revisions[0].is_current), foods[-1])
        used = [measure for food in foods for measure in measures.get(food.revisions[0].key, {})]
        portions = tuple(dict.fromkeys([*newest.portions, *used]))
        together_ = tuple(food.revisions[0] for food in foods)
        grouped.append(
            FileFood(
                newest.source,
                newest.source_ref,
                newest.name,
                newest.short_name,
                newest.synonyms,
                newest.is_shared,
                newest.is_found,
                portions,
                together_,
            )
        )
    return grouped


# --- values ---------------------------------------------------------------------------------------


def _columns(section: Section, item: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row, without its key: the row gets a new one."""
    return {
        column: _value(section, name, item)
        for name, column in section.columns.items()
        if column != "id"
    }


def _value(section: Section, name: str, item: dict[str, Any]) -> Any:
    value = _clean(section.model, section.columns[name], item.get(name), name)
    return (
        _stamp(value)
        if isinstance(section.model._meta.get_field(section.columns[name]), _STAMP)
        else value
    )


_STAMP = models.DateTimeField


def _clean(model: type[models.Model], column: str, value: Any, name: str) -> Any:
    """What the field makes of the value, within its bounds. Numbers are text or JSON's own."""
    field: Any = model._meta.get_field(column)
    if isinstance(value, dict | list) != isinstance(field, models.JSONField):
        raise _Wrong(f"{name}: This value has another form than in an export.")
    if isinstance(value, str) and (
        len(value) > 1_000 or "\0" in value or not _can_be_stored(value)
    ):
        raise _Wrong(f"{name}: This text has characters that cannot be stored.")
    if isinstance(field, models.JSONField):
        return _label_nutrients(value, name)
    if value is None and field.null:
        return None
    try:
        return _cleaned(model, column, type(value).__name__, value)
    except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
        said = error.messages[0] if isinstance(error, ValidationError) else "This is no such value."
        raise _Wrong(f"{name}: {said}") from error


@lru_cache(maxsize=20_000)
def _cleaned(model: type[models.Model], column: str, kind: str, value: Any) -> Any:
    """Most values come again and again; `kind` tells 1 from True. Raises ValidationError,
    ValueError and the like.
    """
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


def _can_be_stored(text: str) -> bool:
    """Half of a surrogate pair is no character of any database."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _label_nutrients(value: Any, name: str) -> dict[str, str]:
    """{"401": "60"}: the other nutrients of a label."""
    if not isinstance(value, dict) or len(value) > 200:
        raise _Wrong(f"{name}: This value has another form than in an export.")
    cleaned = {}
    for number, amount in value.items():
        if len(number) > 8 or "\0" in number or not _can_be_stored(number):
            raise _Wrong(f"{name}: There is no such nutrient.")
        cleaned[number] = f"{_clean(NutrientAmount, 'amount', amount, f'{name} {number}'):f}"
    return cleaned


def _stamp(value: Any) -> Any:
    """An instant; without a zone it is taken for UTC."""
    return value if value is None or timezone.is_aware(value) else value.replace(tzinfo=UTC)


def _text(item: dict[str, Any], name: str, longest: int, *, empty: bool = False) -> str:
    value = item.get(name)
    if value is None and empty:
        return ""
    if not isinstance(value, str) or len(value) > longest or (not value and not empty):
        raise _Wrong(f"{name}: This is no text of at most {longest} characters.")
    if "\0" in value or not _can_be_stored(value):
        raise _Wrong(f"{name}: This text has characters that cannot be stored.")
    return value


def _measure(item: Any) -> Measure:
    if not isinstance(item, dict):
        raise _Wrong("portion: This is not an object.")
    amount, grams = (
        _clean(Portion, name, item.get(name), f"portion {name}") for name in ("amount", "grams")
    )
    return Measure(amount, _text(item, "unit", 120), grams)


def _entry(item: dict[str, Any]) -> FileEntry:
    meal = item.get("meal")
    if not isinstance(meal, str) or meal not in MEALS:
        raise _Wrong("meal: This is breakfast, lunch, dinner or snack.")
    row = _columns(ENTRIES, item | {"meal": MEALS[meal]})
    portion = None if item.get("portion") is None else _measure(item["portion"])
    if (portion is None) != (row["quantity"] is None):
        raise _Wrong("portion: A portion needs a quantity, and a quantity a portion.")
    return FileEntry(
        row["client_id"],
        row["eaten_on"],
        row["eaten_time"],
        row["meal"],
        _text(item, "revision", 40),
        row["grams"],
        portion,
        row["quantity"],
        {name: row[name] for name in ("logged_at", "changed_at", "deleted_at")},
    )


def _marked(section: Section, item: dict[str, Any]) -> Marked:
    row = _columns(section, item)
    group = row.get("group", "")
    marked_at = next(value for name, value in row.items() if name.endswith("_at"))
    if group:
        return Marked(section.name, "", "", False, group, marked_at)
    source, ref = _text(item, "source", 20), _text(item, "source_id", 20)
    return Marked(section.name, source, ref, item.get("own") is True, "", marked_at)


def _checked(section: Section, row: dict[str, Any]) -> dict[str, Any]:
    """What holds between the fields of a row, as the database's constraints say."""
    if "form" in row and bool(row["form"]) != (row["compound_mg"] is not None):
        raise _Wrong("form: A compound needs its mass, and a mass its compound.")
    if row.get("form") and row["elemental_mg"] is None:
        raise _Wrong("magnesium_mg: A compound has its magnesium beside it.")
    if (
        section.name == "life_stages"
        and row["ends_on"] is not None
        and row["ends_on"] < row["starts_on"]
    ):
        raise _Wrong("to: This is before the first day.")
    return row

"""Reads magwise.json into a checked batch. Ids in the file are never used: see ADR 8."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal
from typing import Any
from zoneinfo import available_timezones

from nutrition.diary.models import Meal
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.foods.models import MAX_AMOUNT, FoodRevision, Quality
from nutrition.foods.own.models import MAX_GRAMS, OwnFood, OwnFoodRevision, OwnPortion
from nutrition.foods.values import ENERGY_KCAL, MAGNESIUM
from nutrition.intake.per_100g import STEP
from nutrition.transfer.importing.batch import (
    FileEntry,
    FileFood,
    FilePortion,
    FileRevision,
    FoodMark,
    ImportBatch,
    ImportProblems,
    UnreadableFile,
)
from nutrition.transfer.importing.json_values import (
    InvalidValue,
    aware_instant,
    clean_amount,
    clean_value,
    column_value,
    row_values,
    text_of,
)
from nutrition.transfer.sections import (
    ENTRIES,
    FOOD_SECTIONS,
    FORMAT,
    PLAIN_SECTIONS,
    PROFILE,
    VERSION,
    Section,
)

# More than anybody logs in a lifetime.
MAX_ITEMS = 500_000
MEAL_NUMBERS = {meal.slug: meal.value for meal in Meal}
QUALITIES = set(Quality.values)


def parse_document(content: bytes) -> dict[str, Any]:
    """The JSON object of the file. Raises UnreadableFile."""
    try:
        document = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_int=_parse_int,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            "This file is not in UTF-8. Choose the file as Magwise exported it."
        ) from error
    except (ValueError, RecursionError, ArithmeticError) as error:
        place = (
            f" It breaks off or is damaged in line {error.lineno}."
            if isinstance(error, json.JSONDecodeError)
            else ""
        )
        raise UnreadableFile(
            f"This file is not complete JSON.{place} Export it again and choose the new file."
        ) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnreadableFile("This JSON file was not exported by Magwise.")
    version = document.get("version")
    if version != VERSION:
        raise UnreadableFile(
            f"This file has version {str(version)[:20]} of the format; "
            f"this Magwise reads version {VERSION}."
        )
    return document


def _parse_int(digits: str) -> int:
    if len(digits) > 18:
        raise ValueError("too long a number")
    return int(digits)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


class DocumentReader:
    """Reads the sections of one document; `problems` collects what is wrong with them.

    `unknown_nutrients` are numbers of nutrients that are not among the `known_numbers`.
    """

    def __init__(self, document: dict[str, Any], known_numbers: frozenset[str]) -> None:
        self.document, self.known_numbers = document, known_numbers
        self.problems = ImportProblems()
        self.unknown_nutrients: set[str] = set()

    def read(self) -> ImportBatch:
        revisions = dict(self._foods())
        bases = {key: food.revisions[0].basis for key, food in revisions.items()}
        batch = ImportBatch(entries=list(self._entries(bases)), marks=list(self._marks()))
        batch.foods = _group_revisions(revisions, batch.entries)
        batch.rows = {section.name: list(self._rows(section)) for section in PLAIN_SECTIONS}
        batch.profile = self._profile()
        return batch

    def _items(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        items = self.document.get(name, [])
        if not isinstance(items, list):
            self.problems.add(name, "This is not a list.")
            return
        if len(items) > MAX_ITEMS:
            raise UnreadableFile(f"This file has more than {MAX_ITEMS:,} {name}.")
        for position, item in enumerate(items):
            if isinstance(item, dict):
                yield f"{name}[{position}]", item
            else:
                self.problems.add(f"{name}[{position}]", "This is not an object.")

    def _rows(self, section: Section) -> Iterator[dict[str, Any]]:
        for where, item in self._items(section.name):
            try:
                row = row_values(section, item)
                _check_row(section, row)
                yield row
            except InvalidValue as error:
                self.problems.add(where, str(error))

    def _profile(self) -> dict[str, Any]:
        item = self.document.get("profile", {})
        if not isinstance(item, dict):
            self.problems.add("profile", "This is not an object.")
            return {}
        try:
            row = {
                column: column_value(PROFILE, name, item)
                for name, column in PROFILE.columns.items()
                if name in item
            }
        except InvalidValue as error:
            self.problems.add("profile", str(error))
            return {}
        if row.get("time_zone", "UTC") not in available_timezones():
            self.problems.add("profile", "time_zone: There is no such time zone.")
        return row

    def _entries(self, bases: dict[str, Decimal | None]) -> Iterator[FileEntry]:
        """`bases` are those of the revisions, by their keys."""
        for where, item in self._items(ENTRIES.name):
            try:
                entry = _file_entry(item)
                key = str(entry.revision)
                if key not in bases:
                    raise InvalidValue(f"revision: The file has no food {key[:40]!r}.")
                _check_weight(entry, bases[key])
                yield entry
            except InvalidValue as error:
                self.problems.add(where, str(error))

    def _marks(self) -> Iterator[FoodMark]:
        for section in FOOD_SECTIONS:
            for where, item in self._items(section.name):
                try:
                    yield _food_mark(section, item)
                except InvalidValue as error:
                    self.problems.add(where, str(error))

    def _foods(self) -> Iterator[tuple[str, FileFood]]:
        """Each revision as a food of one revision."""
        foods = self.document.get("foods", {})
        if not isinstance(foods, dict):
            self.problems.add("foods", "This is not an object.")
            return
        for key, item in foods.items():
            try:
                if not isinstance(item, dict):
                    raise InvalidValue("This is not an object.")
                yield key, self._food(key, item)
            except InvalidValue as error:
                self.problems.add(f"foods[{key[:40]!r}]", str(error))

    def _food(self, key: str, item: dict[str, Any]) -> FileFood:
        quality, portions = item.get("quality", {}), item.get("portions", [])
        if not isinstance(quality, dict) or not isinstance(portions, list):
            raise InvalidValue("quality or portions are not as they are in an export.")
        file_portions = tuple(_file_portion(portion) for portion in portions)
        values, basis = self._amounts(item)
        if any((portion.grams is None) != (basis is None) for portion in file_portions):
            raise InvalidValue("portions: All have a weight, or none has, and then no basis.")
        codes = {
            number: code
            for number, code in quality.items()
            if number in self.known_numbers and isinstance(code, int) and code in QUALITIES
        }
        is_own = item.get("own") is True
        revision = FileRevision(
            key,
            values,
            codes,
            release=text_of(item, "release", 100, may_be_empty=True),
            reason=text_of(item, "reason", 300, may_be_empty=True),
            made_at=aware_instant(
                clean_value(FoodRevision, "made_at", item.get("made_at"), "made_at")
            ),
            is_current=item.get("current") is True,
            basis=basis,
        )
        return FileFood(
            text_of(item, "source", 20),
            text_of(item, "source_id", 20),
            text_of(item, "name", 300),
            text_of(item, "short_name", 120, may_be_empty=True),
            text_of(item, "synonyms", 500, may_be_empty=True),
            is_shared=not is_own,
            is_searchable=is_own and item.get("state") == OwnFood.State.ACTIVE,
            portions=file_portions,
            revisions=(revision,),
        )

    def _amounts(self, item: dict[str, Any]) -> tuple[dict[str, Decimal], Decimal | None]:
        """The known amounts, and what they are of in grams; None for a food of unknown weight."""
        name = "amounts" if "basis" in item else "per_100g"
        amounts = item.get(name)
        if not isinstance(amounts, dict):
            raise InvalidValue(f"{name}: This is not as it is in an export.")
        values = {}
        for number, amount in amounts.items():
            if amount is not None and number not in self.known_numbers:
                self.unknown_nutrients.add(number[:8])
            elif amount is not None:
                values[number] = clean_amount(amount, f"{name} {number}")
        if "basis" not in item:
            return _within_bounds(values)
        if any(values.get(number, 0) > MAX_AMOUNT for number in (MAGNESIUM, ENERGY_KCAL)):
            raise InvalidValue(
                "amounts: There can be at most 10,000 mg of magnesium and 10,000 kcal."
            )
        return values, _basis(item["basis"])


def _group_revisions(revisions: dict[str, FileFood], entries: list[FileEntry]) -> list[FileFood]:
    """Joins the revisions of each food; the food gets all portions that its entries use."""
    portions_of: dict[str, dict[FilePortion, None]] = {}
    for entry in entries:
        if entry.portion is not None:
            portions_of.setdefault(str(entry.revision), {})[entry.portion] = None
    by_identity: dict[tuple[str, str, bool], list[FileFood]] = {}
    for food in revisions.values():
        by_identity.setdefault((food.source, food.source_ref, food.is_shared), []).append(food)
    grouped = []
    for foods in by_identity.values():
        newest = next((food for food in foods if food.revisions[0].is_current), foods[-1])
        used = [one for food in foods for one in portions_of.get(food.revisions[0].key, {})]
        portions = tuple(dict.fromkeys([*newest.portions, *used]))
        all_revisions = tuple(food.revisions[0] for food in foods)
        grouped.append(replace(newest, portions=portions, revisions=all_revisions))
    return grouped


def _basis(item: Any) -> Decimal | None:
    if item is None:
        return None
    grams = item.get("grams") if isinstance(item, dict) else None
    basis: Decimal | None = clean_value(OwnFoodRevision, "basis_grams", grams, "basis grams")
    if basis is None:
        raise InvalidValue("basis: This is not as it is in an export.")
    return basis


def _within_bounds(values: dict[str, Decimal]) -> tuple[dict[str, Decimal], Decimal]:
    """Amounts in 100 g, or in less where older versions had more magnesium or energy than can be
    stored now. What has too many decimals then is rounded up.
    """
    bounded = [values[number] for number in (MAGNESIUM, ENERGY_KCAL) if number in values]
    tens = 0
    while any(value.scaleb(-tens) > MAX_AMOUNT for value in bounded):
        tens += 1
    if tens:
        values = {
            number: value.scaleb(-tens).quantize(STEP, ROUND_CEILING)
            for number, value in values.items()
        }
    return values, HUNDRED_GRAMS.scaleb(-tens)


def _check_weight(entry: FileEntry, basis: Decimal | None) -> None:
    if (entry.grams is None) != (basis is None):
        raise InvalidValue("grams: An entry has a weight if its food has one.")
    if basis is None and not 0 < entry.measure <= MAX_GRAMS:
        raise InvalidValue("quantity: Without a weight, an entry has at most 10,000 portions.")
    if entry.portion is not None and (entry.portion.grams is None) != (basis is None):
        raise InvalidValue("portion: It has a weight if its food has one.")


def _file_portion(item: Any) -> FilePortion:
    if not isinstance(item, dict):
        raise InvalidValue("portion: This is not an object.")
    amount, grams = (
        clean_value(OwnPortion, name, item.get(name), f"portion {name}")
        for name in ("amount", "grams")
    )
    return FilePortion(amount, text_of(item, "unit", 120), grams)


def _file_entry(item: dict[str, Any]) -> FileEntry:
    meal = item.get("meal")
    if not isinstance(meal, str) or meal not in MEAL_NUMBERS:
        raise InvalidValue("meal: This must be breakfast, lunch, dinner or snack.")
    row = row_values(ENTRIES, item | {"meal": MEAL_NUMBERS[meal]})
    portion = None if item.get("portion") is None else _file_portion(item["portion"])
    if (portion is None) != (row["quantity"] is None):
        raise InvalidValue("portion: A portion needs a quantity, and a quantity a portion.")
    return FileEntry(
        row["id"],
        row["eaten_on"],
        row["eaten_time"],
        row["meal"],
        text_of(item, "revision", 40),
        row["grams"],
        portion,
        row["quantity"],
        {name: row[name] for name in ("logged_at", "changed_at", "deleted_at")},
    )


def _food_mark(section: Section, item: dict[str, Any]) -> FoodMark:
    row = row_values(section, item)
    group = row.get("group", "")
    marked_at = next(value for name, value in row.items() if name.endswith("_at"))
    if group:
        return FoodMark(section.name, "", "", False, group, marked_at)
    source, ref = text_of(item, "source", 20), text_of(item, "source_id", 20)
    return FoodMark(section.name, source, ref, item.get("own") is True, "", marked_at)


def _check_row(section: Section, row: dict[str, Any]) -> None:
    """Checks what the database's constraints demand of several columns together."""
    if "form" in row and bool(row["form"]) != (row["compound_mg"] is not None):
        raise InvalidValue("form: A compound needs its mass, and a mass its compound.")
    if row.get("form") and row["elemental_mg"] is None:
        raise InvalidValue("magnesium_mg: A compound has its magnesium beside it.")
    if (
        section.name == "life_stages"
        and row["ends_on"] is not None
        and row["ends_on"] < row["starts_on"]
    ):
        raise InvalidValue("to: This is before the first day.")

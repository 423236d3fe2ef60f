"""The two files of an export, in pieces of text: magwise.json and a table of entries (CSV)."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from accounts.models import User
from nutrition.csv_text import csv_line, escape_formulas
from nutrition.diary.models import Dose, Meal, Water
from nutrition.diary.undo import UNDO_PERIOD
from nutrition.foods.amount_words import plain_number
from nutrition.foods.basis import amount_in
from nutrition.foods.models import Nutrient
from nutrition.foods.own.models import LINE_SOURCES
from nutrition.intake.per_100g import BASES_OF_OLDER_VERSIONS, shortest_amount
from nutrition.intake.references import MAGNESIUM
from nutrition.transfer.queries import (
    ExportEntry,
    JsonItem,
    doses_and_waters,
    export_entries,
    food_section_items,
    plain_items,
    profile_item,
    revision_amounts,
    revision_items,
)
from nutrition.transfer.sections import FOOD_SECTIONS, FORMAT, VERSION, json_value

# Items in one piece: large pieces take less time, small ones less memory.
PIECE_SIZE = 200
# Without this mark Excel reads the file as Windows-1252.
BYTE_ORDER_MARK = "\ufeff"


def json_file(user: User, *, now: datetime) -> Iterator[str]:
    """Everything of the person, including what was deleted in the last 30 days.

    Foods come last, because only then is it known which revisions the entries have.
    """
    deleted_since = now - UNDO_PERIOD
    nutrients = list(Nutrient.objects.all())
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": json_value(now),
        "account": {"email": user.email, "joined_at": json_value(user.date_joined)},
        "profile": profile_item(user),
        "nutrients": {row.number: {"name": row.name, "unit": row.unit} for row in nutrients},
    }
    yield _json(head)[:-1]  # without the closing brace
    for name, items in plain_items(user, deleted_since):
        yield from _json_list(name, items)
    for section in FOOD_SECTIONS:
        yield from _json_list(section.name, food_section_items(section, user))
    shared_ids: set[int] = set()
    entries = export_entries(user, deleted_since)
    yield from _json_list("entries", _entry_items(entries, shared_ids))
    yield ',\n"foods": {'
    comma = ""
    for key, item in revision_items(user, shared_ids, nutrients):
        yield f"{comma}\n{_json(key)}: {_json(item)}"
        comma = ","
    yield "}}\n"


def _entry_items(entries: Iterable[ExportEntry], shared_ids: set[int]) -> Iterator[JsonItem]:
    """Adds the shared foods' revisions of the entries to `shared_ids`."""
    for entry in entries:
        if isinstance(entry.revision_id, int):
            shared_ids.add(entry.revision_id)
        yield entry.item


def _json_list(name: str, items: Iterable[Any]) -> Iterator[str]:
    """A member of the file: one item on each line."""
    remaining, comma = iter(items), ""
    yield f",\n{_json(name)}: ["
    while some := list(islice(remaining, PIECE_SIZE)):
        yield comma + ",".join(f"\n{_json(item)}" for item in some)
        comma = ","
    yield "]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- the table ------------------------------------------------------------------------------------

_HEADER = [
    "Type",
    "Date",
    "Time",
    "Meal",
    "Food",
    "Amount",
    "Unit",
    "Weight (g)",
    "Source",
    "Source ID",
    "Release",
]


def csv_file(user: User) -> Iterator[str]:
    """One line for each food, supplement and water; cells of unknown amounts are empty."""
    nutrients = list(Nutrient.objects.all())
    yield BYTE_ORDER_MARK + csv_line(
        [*_HEADER, *(escape_formulas(f"{row.name} ({row.unit})") for row in nutrients)]
    )
    entries = export_entries(user)
    while some := list(islice(entries, PIECE_SIZE)):
        amounts = revision_amounts(user, {entry.revision_id for entry in some})
        yield "".join(
            csv_line(_food_line(entry, *amounts[entry.revision_id], nutrients)) for entry in some
        )
    for row in doses_and_waters(user):
        yield csv_line(_dose_or_water_line(row, nutrients))


def _food_line(
    entry: ExportEntry,
    basis: Decimal | None,
    amounts: dict[str, Decimal],
    nutrients: list[Nutrient],
) -> list[str]:
    """Foods that an older version made from lines of a file keep the digits of that file."""
    amount, unit = entry.portion or (entry.measure, "g")
    item = entry.item
    is_of_line = entry.source in LINE_SOURCES and basis in BASES_OF_OLDER_VERSIONS
    eaten = {
        number: shortest_amount(entry.measure, per_basis, basis)
        if is_of_line and basis is not None
        else amount_in(entry.measure, per_basis, basis)
        for number, per_basis in amounts.items()
    }
    return [
        "food",
        item["date"],
        (item["time"] or "")[:5],
        Meal[item["meal"].upper()].label,
        escape_formulas(entry.food_name),
        plain_number(amount),
        escape_formulas(unit),
        "" if entry.grams is None else plain_number(entry.grams),
        *map(escape_formulas, (entry.source, entry.source_ref, entry.release)),
        *(plain_number(eaten[row.number]) if row.number in eaten else "" for row in nutrients),
    ]


def _dose_or_water_line(row: Dose | Water, nutrients: list[Nutrient]) -> list[str]:
    if isinstance(row, Dose):
        at = "" if row.taken_time is None else row.taken_time.isoformat()[:5]
        start = ["supplement", row.taken_on.isoformat(), at, "", escape_formulas(row.name)]
        start += [plain_number(row.quantity), escape_formulas(row.unit)]
        amounts = {
            number: plain_number(Decimal(amount) * row.quantity)
            for number, amount in row.nutrients.items()
        }
    else:
        start = ["water", row.taken_on.isoformat(), "", "", "Water", plain_number(row.litres), "l"]
        amounts = {}
    start += [""] * (len(_HEADER) - len(start))
    amounts[MAGNESIUM] = "" if row.mg is None else plain_number(row.mg)
    return start + [amounts.get(nutrient.number, "") for nutrient in nutrients]

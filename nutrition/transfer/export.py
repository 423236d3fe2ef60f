"""The two files to take along, as pieces of text: magwise.json, and a table of entries."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from accounts.models import User
from nutrition.csv_text import escape_formulas
from nutrition.diary.models import Dose, Meal, Water
from nutrition.diary.undo import UNDO_PERIOD
from nutrition.foods.amount_words import plain_number
from nutrition.foods.models import Nutrient
from nutrition.foods.own_foods import LINE_SOURCES
from nutrition.intake.per_100g import shortest_amount
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.totals import exact_amount
from nutrition.transfer.queries import (
    ExportEntry,
    Item,
    Values,
    doses_and_waters,
    export_entries,
    items_of_foods,
    nutrients_of_list,
    own_revisions,
    plain_items,
    profile_item,
    revision_items,
    values_of_revisions,
)
from nutrition.transfer.sections import FOOD_SECTIONS, FORMAT, VERSION, json_value

# Items in one piece: fewer pieces cost less, more of them less memory.
TOGETHER = 500
# The byte order mark without which Excel reads the file as Windows-1252.
BOM = "\ufeff"


def json_file(user: User, *, now: datetime) -> Iterator[str]:
    """All the person has, with what was deleted in the last 30 days; foods come last."""
    deleted_since = now - UNDO_PERIOD
    nutrients = nutrients_of_list()
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": json_value(now),
        "account": {"email": user.email, "joined_at": json_value(user.date_joined)},
        "profile": profile_item(user),
        "nutrients": {row.number: {"name": row.name, "unit": row.unit} for row in nutrients},
    }
    yield _text(head)[:-1]
    for name, items in plain_items(user, deleted_since):
        yield from _list(name, items)
    for section in FOOD_SECTIONS:
        yield from _list(section.name, items_of_foods(section, user))
    revisions = set(own_revisions(user))
    yield from _list("entries", _remembering(revisions, export_entries(user, deleted_since)))
    yield ',\n"foods": {'
    comma = ""
    for id_, item in revision_items(revisions, nutrients):
        yield f"{comma}\n{_text(str(id_))}: {_text(item)}"
        comma = ","
    yield "}}\n"


def _remembering(revisions: set[int], logged: Iterable[ExportEntry]) -> Iterator[Item]:
    for entry in logged:
        revisions.add(entry.revision_id)
        yield entry.item


def _list(name: str, items: Iterable[Any]) -> Iterator[str]:
    """A member of the file: one item on each line."""
    remaining, comma = iter(items), ""
    yield f",\n{_text(name)}: ["
    while some := list(islice(remaining, TOGETHER)):
        yield comma + ",".join(f"\n{_text(item)}" for item in some)
        comma = ","
    yield "]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- the table ------------------------------------------------------------------------------------

_HEAD = [
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


class _Echo:
    """What csv.writer writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def csv_file(user: User) -> Iterator[str]:
    """One line for each food, supplement and water; what is not known stays empty."""
    write = csv.writer(_Echo()).writerow
    nutrients = nutrients_of_list()
    yield BOM + write([*_HEAD, *(escape_formulas(f"{row.name} ({row.unit})") for row in nutrients)])
    logged = export_entries(user)
    while some := list(islice(logged, TOGETHER)):
        values = values_of_revisions(list({entry.revision_id for entry in some}))
        yield "".join(
            write(_food_line(entry, values[entry.revision_id], nutrients)) for entry in some
        )
    for row in doses_and_waters(user):
        yield write(_label_line(row, nutrients))


def _food_line(entry: ExportEntry, values: Values, nutrients: list[Nutrient]) -> list[str]:
    """Amounts of a food that a line of a file made in the digits of the file."""
    name, source, number, release = entry.food
    amount, unit = entry.portion_words or (entry.grams, "g")
    amount_of = shortest_amount if source in LINE_SOURCES else exact_amount
    item = entry.item
    return [
        "food",
        item["date"],
        (item["time"] or "")[:5],
        Meal[item["meal"].upper()].label,
        escape_formulas(name),
        plain_number(amount),
        escape_formulas(unit),
        plain_number(entry.grams),
        *map(escape_formulas, (source, number, release)),
        *(
            ""
            if (known := values.get(row.pk)) is None
            else plain_number(amount_of(entry.grams, known[0]))
            for row in nutrients
        ),
    ]


def _label_line(row: Dose | Water, nutrients: list[Nutrient]) -> list[str]:
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
    start += [""] * (len(_HEAD) - len(start))
    amounts[MAGNESIUM] = "" if row.mg is None else plain_number(row.mg)
    return start + [amounts.get(nutrient.number, "") for nutrient in nutrients]

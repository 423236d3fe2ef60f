"""Reads an uploaded file as far as answers allow, and says what would come. Stores nothing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.models import User
from nutrition.diary.days import FIRST_DAY, PLANNING_PERIOD
from nutrition.diary.models import Entry, Meal
from nutrition.foods.amount_words import amount_words, plain_number
from nutrition.foods.models import Nutrient
from nutrition.transfer.importing.batch import (
    FileEntry,
    ImportBatch,
    ImportProblems,
    UnreadableFile,
)
from nutrition.transfer.importing.cells import DATE_ORDERS, DateOrder, parse_date
from nutrition.transfer.importing.food_matches import MOST_FOODS, food_matches, match_options
from nutrition.transfer.importing.foods import ServingsBatch, build_batch
from nutrition.transfer.importing.limits import drop_over_daily_limit
from nutrition.transfer.importing.magwise_json import DocumentReader, parse_document
from nutrition.transfer.importing.rows import CellFormat, Read, detect_cell_format, read_servings
from nutrition.transfer.importing.table import decode, open_table
from nutrition.transfer.importing.table_layout import TableLayout, detect_layout
from nutrition.transfer.models import ImportRun
from nutrition.transfer.sections import SECTION_NAMES

FIRST_ROWS = 8
IDS_AT_ONCE = 500
ORDER_LABELS: dict[DateOrder, str] = {
    "YMD": "Year, month, day",
    "DMY": "Day, month, year",
    "MDY": "Month, day, year",
}


class ImportOptions(NamedTuple):
    """What was said about a file. `matches` are foods of the table by the file's names."""

    order: DateOrder | None = None
    columns: dict[str, int] | None = None
    supplements: bool = True
    matches: dict[str, int] = {}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "ImportOptions":
        return cls(**{name: stored[name] for name in cls._fields if name in stored})


@dataclass(slots=True)
class ParsedFile:
    """A file read. `preview` is what the page shows, as JSON; no import while it `asks`."""

    batch: ImportBatch
    problems: ImportProblems
    preview: dict[str, Any] = field(default_factory=dict)
    asks: bool = False


def detect_kind(content: bytes) -> ImportRun.Kind:
    """Which program wrote the file. Raises UnreadableFile."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        parse_document(content)
        return ImportRun.Kind.MAGWISE
    header = open_table(decode(content).text).header
    return ImportRun.Kind(detect_layout(header, _units()).kind)


def parse_file(user: User, content: bytes, answers: ImportOptions, *, today: date) -> ParsedFile:
    """Raises UnreadableFile when nothing of the file can be used."""
    is_document = detect_kind(content) is ImportRun.Kind.MAGWISE
    parsed = _parse_magwise(content) if is_document else _parse_csv(user, content, answers, today)
    drop_over_daily_limit(user, parsed.batch, parsed.problems)
    preview = parsed.preview
    preview |= {
        "problems": [list(problem) for problem in parsed.problems.listed],
        "ready": not parsed.asks,
    }
    preview |= {"problem_count": parsed.problems.count, **_count_contents(user, parsed.batch)}
    if not is_document and not parsed.asks and parsed.batch.is_empty:
        if not parsed.problems.count:
            raise UnreadableFile("There is nothing in this file but its header.")
        preview["ready"] = False
    return parsed


def _units() -> dict[str, str]:
    return dict(Nutrient.objects.values_list("number", "unit"))


def _ids() -> dict[str, int]:
    return dict(Nutrient.objects.values_list("number", "pk"))


# --- magwise.json ---------------------------------------------------------------------------------


def _parse_magwise(content: bytes) -> ParsedFile:
    reader = DocumentReader(parse_document(content), _ids())
    batch = reader.batch()
    names = {
        revision.key: food.short_name or food.name
        for food in batch.foods
        for revision in food.revisions
    }
    magnesium = {
        revision.key: revision.values.get(Nutrient.MAGNESIUM)
        for food in batch.foods
        for revision in food.revisions
    }
    notes = []
    if reader.strange:
        notes.append(
            f"This table does not have the nutrients {', '.join(sorted(reader.strange)[:10])}."
        )
    rows = [
        _entry_row(entry, names[str(entry.revision)], magnesium[str(entry.revision)])
        for entry in batch.entries[:FIRST_ROWS]
    ]
    unknown = Counter(
        names[str(entry.revision)]
        for entry in batch.entries
        if magnesium[str(entry.revision)] is None
    )
    preview = {
        "notes": notes,
        "rows": rows,
        "unknown": unknown.most_common(10),
        "unknown_count": unknown.total(),
    }
    return ParsedFile(batch, reader.problems, preview)


def _entry_row(entry: FileEntry, name: str, mg_per_100g: Decimal | None) -> list[str]:
    portion = entry.portion
    number = None if portion is None or entry.quantity is None else entry.quantity * portion.amount
    words = amount_words(entry.grams, number, None if portion is None else portion.unit)
    mg = (
        "unknown"
        if mg_per_100g is None
        else f"{plain_number((mg_per_100g * entry.grams / 100).quantize(Decimal('0.1')))} mg"
    )
    return [entry.eaten_on.isoformat(), Meal(entry.meal).label, name, words, mg]


def _count_contents(user: User, batch: ImportBatch) -> dict[str, Any]:
    """How much there is of what, and how many entries the diary has already."""
    counts = [["entries", len(batch.entries)]]
    counts += [[SECTION_NAMES[name], len(rows)] for name, rows in batch.rows.items() if rows]
    marks = Counter(mark.section for mark in batch.marks)
    counts += [[SECTION_NAMES[name], number] for name, number in marks.items()]
    days = [entry.eaten_on for entry in batch.entries]
    span = [min(days).isoformat(), max(days).isoformat(), len(set(days))] if days else []
    ids = [entry.client_id for entry in batch.entries]
    known = sum(
        Entry.objects.filter(user=user, client_id__in=ids[start : start + IDS_AT_ONCE]).count()
        for start in range(0, len(ids), IDS_AT_ONCE)
    )
    return {"counts": counts, "span": span, "known": known}


# --- tables ---------------------------------------------------------------------------------------


def _parse_csv(user: User, content: bytes, answers: ImportOptions, today: date) -> ParsedFile:
    text, guessed = decode(content)
    table = open_table(text)
    columns = detect_layout(table.header, _units(), answers.columns)
    cell_format = detect_cell_format(table, columns)
    preview: dict[str, Any] = {
        "header": list(table.header),
        "columns": dict(columns.roles),
        "unused": list(columns.unused),
        "orders": _date_order_choices(cell_format),
        "order": answers.order,
        "may_map": columns.kind == "table",
        "missing": list(columns.missing),
        "is_supplements": answers.supplements,
    }
    preview["notes"] = _notes(columns, guessed, cell_format)
    order = answers.order or (cell_format.orders[0] if len(cell_format.orders) == 1 else None)
    if columns.missing or (order is None and cell_format.orders):
        return ParsedFile(ImportBatch(), ImportProblems(), preview, asks=True)
    read = Read()
    chosen = food_matches(user, answers.matches) if answers.matches else {}
    servings = read_servings(
        table,
        columns,
        order=order or "YMD",
        comma=cell_format.comma,
        first=FIRST_DAY,
        last=today + PLANNING_PERIOD,
        read=read,
    )
    made = build_batch(
        servings,
        columns,
        _ids(),
        problems=read.problems,
        as_supplements=answers.supplements,
        chosen=chosen,
    )
    preview |= _preview_of_batch(made, read)
    if not columns.is_totals and not answers.matches:
        preview["matches"] = _match_questions(user, made, columns)
    return ParsedFile(made.batch, read.problems, preview)


def _notes(columns: TableLayout, guessed: str, cell_format: CellFormat) -> list[str]:
    notes = []
    if guessed:
        notes.append(
            f"The file does not say how its letters are stored; it was read as {guessed}. "
            "Check the names below."
        )
    if cell_format.comma:
        notes.append("Its numbers were read with decimal commas: 1,5 is one and a half.")
    if columns.missing:
        wanted = " and ".join(columns.missing)
        notes.append(f"Say above which column has the {wanted}, and the file is read again.")
    elif columns.is_totals:
        notes.append(
            "Each line is a whole meal without its foods. What the file does not say about "
            "magnesium stays unknown, so these days will show “at least”."
        )
        notes.append(
            "MyFitnessPal counts what it does not know as 0: "
            "a 0 is taken for unknown, but for energy, protein, carbohydrate and fat."
        )
    elif not columns.has_magnesium:
        notes.append(
            "This file has no magnesium. Choose foods of the table below, or leave it unknown."
        )
    return notes


def _date_order_choices(cell_format: CellFormat) -> list[dict[str, str]]:
    """The possible orders, with the first date in each; empty where there is nothing to ask."""
    if len(cell_format.orders) < 2:
        return []
    example = next(
        (
            text
            for text in cell_format.examples
            if len({parse_date(text, order) for order in cell_format.orders}) > 1
        ),
        cell_format.examples[0],
    )
    days = {
        order: parse_date(example, order) for order in DATE_ORDERS if order in cell_format.orders
    }
    return [
        {
            "value": order,
            "label": ORDER_LABELS[order],
            "example": f"{example} is {day.day} {day:%B %Y}",
        }
        for order, day in days.items()
        if day is not None
    ]


def _preview_of_batch(made: ServingsBatch, read: Read) -> dict[str, Any]:
    names = {revision.key: food.name for food in made.batch.foods for revision in food.revisions}
    magnesium = {
        revision.key: revision.values.get(Nutrient.MAGNESIUM)
        for food in made.batch.foods
        for revision in food.revisions
    }
    first = sorted(made.batch.entries, key=lambda entry: (entry.eaten_on, entry.meal))[:FIRST_ROWS]
    rows = [
        _entry_row(
            entry,
            names.get(str(entry.revision), "a food of the table"),
            magnesium.get(str(entry.revision)),
        )
        for entry in first
    ]
    return {
        "rows": rows,
        "foods": len(made.foods),
        "unweighed": made.unweighed,
        "totals": read.totals,
        "meals": read.meals.most_common(20),
        "supplements": made.supplements.most_common(30),
        "unknown": made.unknown.most_common(10),
        "unknown_count": made.unknown.total(),
    }


def _match_questions(user: User, made: ServingsBatch, columns: TableLayout) -> list[dict[str, Any]]:
    """The table's foods for those without magnesium; only the same name is ticked."""
    found = []
    for name, count in made.unknown.most_common(MOST_FOODS):
        options = match_options(user, name, made.amounts[name])
        if options:
            sure = next((offer.food_id for offer in options if offer.is_same_name), None)
            found.append(
                {
                    "name": name,
                    "count": count,
                    "chosen": None if columns.has_magnesium else sure,
                    "options": [list(offer) for offer in options],
                }
            )
    return found

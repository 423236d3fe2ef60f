"""Parses an uploaded file as far as the person's options allow, to show what it would add.

Stores nothing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypedDict

from accounts.models import User
from nutrition.diary.days import FIRST_DAY, PLANNING_PERIOD
from nutrition.diary.models import Entry, Meal
from nutrition.diary.stored_ids import stored_ids
from nutrition.foods.amount_words import amount_words, plain_number
from nutrition.foods.basis import amount_in
from nutrition.foods.models import Nutrient
from nutrition.foods.values import MAGNESIUM
from nutrition.transfer.importing.batch import (
    FileEntry,
    FileRevision,
    ImportBatch,
    ImportProblems,
    UnreadableFile,
)
from nutrition.transfer.importing.cells import DATE_ORDERS, DateOrder, parse_date
from nutrition.transfer.importing.food_matches import MAX_FOODS, food_matches, match_options
from nutrition.transfer.importing.foods import ServingsBatch, build_batch
from nutrition.transfer.importing.limits import drop_over_daily_limit
from nutrition.transfer.importing.magwise_json import DocumentReader, parse_document
from nutrition.transfer.importing.rows import (
    CellFormat,
    RowRules,
    TableContents,
    detect_cell_format,
    read_servings,
)
from nutrition.transfer.importing.table import decode, open_table
from nutrition.transfer.importing.table_layout import Role, TableLayout, detect_layout
from nutrition.transfer.models import ImportRun
from nutrition.transfer.sections import SECTION_NAMES

FIRST_ROWS = 8
ORDER_LABELS: dict[DateOrder, str] = {
    "YMD": "Year, month, day",
    "DMY": "Day, month, year",
    "MDY": "Month, day, year",
}


class ImportOptions(NamedTuple):
    """How to read a file, as the person chose.

    `order` is the order of its dates, `columns` are the numbers of its columns by role. With
    `supplements` tablets and the like become doses. `matches` are ids of foods by their names in
    it.
    """

    order: DateOrder | None = None
    columns: dict[str, int] | None = None
    supplements: bool = True
    matches: dict[str, int] = {}

    @classmethod
    def of(cls, answers: dict[str, Any]) -> "ImportOptions":
        """From the JSON of ImportRun.answers."""
        return cls(**{name: answers[name] for name in cls._fields if name in answers})


class Preview(TypedDict, total=False):
    """What the preview page shows, as JSON in ImportRun.preview."""

    ready: bool
    counts: list[list[Any]]  # rows by the name of the section
    span: list[Any]  # the first and the last day, and how many days have entries
    known: int  # entries that the diary already has
    notes: list[str]
    rows: list[list[str]]  # the first entries
    unknown: list[tuple[str, int]]  # foods without magnesium, and their entries
    unknown_count: int
    problems: list[list[str]]
    problem_count: int
    # of tables only
    header: list[str]
    columns: dict[Role, int]
    unused: list[str]
    missing: list[Role]
    may_map: bool  # the person may choose the columns
    orders: list[dict[str, str]]  # of dates, if there is a choice
    order: DateOrder | None
    is_supplements: bool
    supplements: list[tuple[str, int]]
    foods: int
    unweighed: int
    meals: list[tuple[str, int]]  # unknown names of meals
    totals: int
    matches: list[dict[str, Any]]


@dataclass(slots=True)
class ParsedFile:
    """`is_ready` if there is something to import and no question is open.

    With an open question the batch is empty.
    """

    kind: ImportRun.Kind
    batch: ImportBatch
    problems: ImportProblems
    preview: Preview
    is_ready: bool = True


def parse_file(user: User, content: bytes, options: ImportOptions, *, today: date) -> ParsedFile:
    """Decodes the content once. Raises UnreadableFile if nothing in it can be used."""
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    parsed = _parse_magwise(content) if is_json else _parse_table(user, content, options, today)
    drop_over_daily_limit(user, parsed.batch, parsed.problems)
    if not is_json and parsed.is_ready and parsed.batch.is_empty:
        if not parsed.problems.count:
            raise UnreadableFile("There is nothing in this file but its header.")
        parsed.is_ready = False
    _count_contents(user, parsed)
    return parsed


def _count_contents(user: User, parsed: ParsedFile) -> None:
    """Adds to the preview the rows of each section and the entries that the diary already has."""
    batch = parsed.batch
    marks = Counter(mark.section for mark in batch.marks)
    days = [entry.eaten_on for entry in batch.entries]
    known = len(set(stored_ids(user, Entry, [entry.id for entry in batch.entries]).values()))
    parsed.preview |= {
        "problems": [list(problem) for problem in parsed.problems.details],
        "problem_count": parsed.problems.count,
        "ready": parsed.is_ready,
        "counts": [
            ["entries", len(batch.entries)],
            *([SECTION_NAMES[name], len(rows)] for name, rows in batch.rows.items() if rows),
            *([SECTION_NAMES[name], count] for name, count in marks.items()),
        ],
        "span": [min(days).isoformat(), max(days).isoformat(), len(set(days))] if days else [],
        "known": known,
    }


def _first_rows(batch: ImportBatch, entries: Iterable[FileEntry]) -> list[list[str]]:
    """Day, meal, food, amount and magnesium of the entries, as the page shows them."""
    names = _names_of_foods(batch)
    revisions = _revisions_of(batch)
    return [
        [
            entry.eaten_on.isoformat(),
            Meal(entry.meal).label,
            names.get(str(entry.revision), "a food of the table"),
            _amount_of(entry),
            _magnesium_of(entry, revisions.get(str(entry.revision))),
        ]
        for entry in entries
    ]


def _names_of_foods(batch: ImportBatch) -> dict[str, str]:
    """By the key of the revision."""
    return {
        revision.key: food.short_name or food.name
        for food in batch.foods
        for revision in food.revisions
    }


def _revisions_of(batch: ImportBatch) -> dict[str, FileRevision]:
    """By their keys."""
    return {revision.key: revision for food in batch.foods for revision in food.revisions}


def _amount_of(entry: FileEntry) -> str:
    if entry.portion is None or entry.quantity is None:
        return amount_words(entry.grams, None, None)
    return amount_words(entry.grams, entry.quantity * entry.portion.amount, entry.portion.unit)


def _magnesium_of(entry: FileEntry, revision: FileRevision | None) -> str:
    if revision is None or MAGNESIUM not in revision.values:
        return "unknown"
    mg = amount_in(entry.measure, revision.values[MAGNESIUM], revision.basis)
    return f"{plain_number(mg.quantize(Decimal('0.1')))} mg"


# --- magwise.json ---------------------------------------------------------------------------------


def _parse_magwise(content: bytes) -> ParsedFile:
    known_numbers = frozenset(Nutrient.objects.values_list("number", flat=True))
    reader = DocumentReader(parse_document(content), known_numbers)
    batch = reader.read()
    notes = []
    if reader.unknown_nutrients:
        numbers = ", ".join(sorted(reader.unknown_nutrients)[:10])
        notes.append(f"This table does not have the nutrients {numbers}.")
    names, revisions = _names_of_foods(batch), _revisions_of(batch)
    unknown = Counter(
        names[str(entry.revision)]
        for entry in batch.entries
        if MAGNESIUM not in revisions[str(entry.revision)].values
    )
    preview: Preview = {
        "notes": notes,
        "rows": _first_rows(batch, batch.entries[:FIRST_ROWS]),
        "unknown": unknown.most_common(10),
        "unknown_count": unknown.total(),
    }
    return ParsedFile(ImportRun.Kind.MAGWISE, batch, reader.problems, preview)


# --- tables ---------------------------------------------------------------------------------------


def _parse_table(user: User, content: bytes, options: ImportOptions, today: date) -> ParsedFile:
    text, guess = decode(content)
    table = open_table(text)
    units = dict(Nutrient.objects.values_list("number", "unit"))
    layout = detect_layout(table.header, units, options.columns)
    cell_format = detect_cell_format(table, layout)
    preview: Preview = {
        "header": list(table.header),
        "columns": dict(layout.roles),
        "unused": list(layout.unused),
        "orders": _date_order_choices(cell_format),
        "order": options.order,
        "may_map": layout.kind == "table",
        "missing": list(layout.missing),
        "is_supplements": options.supplements,
        "notes": _notes(layout, guess, cell_format),
    }
    kind, orders = ImportRun.Kind(layout.kind), cell_format.date_orders
    order = options.order or (orders[0] if len(orders) == 1 else None)
    if layout.missing or (order is None and orders):
        return ParsedFile(kind, ImportBatch(), ImportProblems(), preview, is_ready=False)
    rules = RowRules(
        layout, order or "YMD", cell_format.has_decimal_commas, FIRST_DAY, today + PLANNING_PERIOD
    )
    contents = read_servings(table, rules)
    result = build_batch(
        contents.servings,
        layout,
        problems=contents.problems,
        as_supplements=options.supplements,
        matches=food_matches(user, options.matches) if options.matches else {},
    )
    preview |= _preview_of_batch(result, contents)
    if not layout.is_totals and not options.matches:
        preview["matches"] = _match_questions(user, result, layout)
    return ParsedFile(kind, result.batch, contents.problems, preview)


def _notes(layout: TableLayout, guess: str, cell_format: CellFormat) -> list[str]:
    notes = []
    if guess:
        notes.append(
            f"The file does not say how its letters are stored; it was read as {guess}. "
            "Check the names below."
        )
    if cell_format.has_decimal_commas:
        notes.append("Its numbers were read with decimal commas: 1,5 is one and a half.")
    if layout.missing:
        missing = " and ".join(layout.missing)
        notes.append(f"Say above which column has the {missing}, and the file is read again.")
    elif layout.is_totals:
        notes.append(
            "Each line is a whole meal without its foods. What the file does not say about "
            "magnesium stays unknown, so these days will show “at least”."
        )
        notes.append(
            "MyFitnessPal counts what it does not know as 0: "
            "a 0 is read as unknown, except for energy, protein, carbohydrate and fat."
        )
    elif not layout.has_magnesium:
        notes.append(
            "This file has no magnesium. Choose foods of the table below, or leave it unknown."
        )
    return notes


def _date_order_choices(cell_format: CellFormat) -> list[dict[str, str]]:
    """The possible orders, each with its reading of an example; empty without a choice."""
    orders, examples = cell_format.date_orders, cell_format.date_examples
    if len(orders) < 2:
        return []
    ambiguous = (text for text in examples if len({parse_date(text, one) for one in orders}) > 1)
    example = next(ambiguous, examples[0])
    days = {order: parse_date(example, order) for order in DATE_ORDERS if order in orders}
    return [
        {
            "value": order,
            "label": ORDER_LABELS[order],
            "example": f"{example} is {day.day} {day:%B %Y}",
        }
        for order, day in days.items()
        if day is not None
    ]


def _preview_of_batch(result: ServingsBatch, contents: TableContents) -> Preview:
    by_day = sorted(result.batch.entries, key=lambda entry: (entry.eaten_on, entry.meal))
    return {
        "rows": _first_rows(result.batch, by_day[:FIRST_ROWS]),
        "foods": len(result.foods),
        "unweighed": result.unweighed,
        "totals": contents.total_lines,
        "meals": contents.unknown_meals.most_common(20),
        "supplements": result.supplements.most_common(30),
        "unknown": result.unknown.most_common(10),
        "unknown_count": result.unknown.total(),
    }


def _match_questions(
    user: User, result: ServingsBatch, layout: TableLayout
) -> list[dict[str, Any]]:
    """Foods of the database to choose for those without magnesium.

    Only a food of the same name is preselected, and none if the file has the magnesium of others.
    """
    questions = []
    for name, count in result.unknown.most_common(MAX_FOODS):
        options = match_options(user, name, result.amounts[name])
        if options:
            same = next((option.food_id for option in options if option.is_same_name), None)
            questions.append(
                {
                    "name": name,
                    "count": count,
                    "chosen": None if layout.has_magnesium else same,
                    "options": [list(option) for option in options],
                }
            )
    return questions

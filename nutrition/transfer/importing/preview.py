"""Reads an uploaded file as far as answers allow, and says what would come. Stores nothing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.models import User
from nutrition.diary.days import AHEAD, FIRST_DAY
from nutrition.diary.models import Entry, Meal
from nutrition.foods.models import Nutrient
from nutrition.foods.wording import amount_words, number_plain
from nutrition.transfer.importing.batch import FileEntry, Parcel, Problems, Unreadable
from nutrition.transfer.importing.cells import ORDERS, Order, read_date
from nutrition.transfer.importing.foods import Made, make
from nutrition.transfer.importing.limits import leave_out_what_has_no_room
from nutrition.transfer.importing.magwise_json import Reader, parse
from nutrition.transfer.importing.offers import MOST_FOODS, chosen_foods, offers
from nutrition.transfer.importing.rows import Habit, Read, look_at, read_servings
from nutrition.transfer.importing.table import decode, open_table
from nutrition.transfer.importing.table_layout import Columns, find_columns
from nutrition.transfer.models import ImportRun
from nutrition.transfer.sections import SECTION_NAMES

FIRST_ROWS = 8
IDS_AT_ONCE = 500
ORDER_LABELS: dict[Order, str] = {
    "YMD": "Year, month, day",
    "DMY": "Day, month, year",
    "MDY": "Month, day, year",
}


class Answers(NamedTuple):
    """What was said about a file. `matches` are foods of the table by the file's names."""

    order: Order | None = None
    columns: dict[str, int] | None = None
    supplements: bool = True
    matches: dict[str, int] = {}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Answers":
        return cls(**{name: stored[name] for name in cls._fields if name in stored})


@dataclass(slots=True)
class Reading:
    """A file read. `preview` is what the page shows, as JSON; no import while it `asks`."""

    parcel: Parcel
    problems: Problems
    preview: dict[str, Any] = field(default_factory=dict)
    asks: bool = False


def kind_of(content: bytes) -> ImportRun.Kind:
    """Which program wrote the file. Raises Unreadable."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        parse(content)
        return ImportRun.Kind.MAGWISE
    header = open_table(decode(content).text).header
    return ImportRun.Kind(find_columns(header, _units()).kind)


def read_file(user: User, content: bytes, answers: Answers, *, today: date) -> Reading:
    """Raises Unreadable when nothing of the file can be used."""
    is_document = kind_of(content) is ImportRun.Kind.MAGWISE
    reading = _read_document(content) if is_document else _read_table(user, content, answers, today)
    leave_out_what_has_no_room(user, reading.parcel, reading.problems)
    preview = reading.preview
    preview |= {
        "problems": [list(problem) for problem in reading.problems.listed],
        "ready": not reading.asks,
    }
    preview |= {"problem_count": reading.problems.count, **_counted(user, reading.parcel)}
    if not is_document and not reading.asks and reading.parcel.is_empty:
        if not reading.problems.count:
            raise Unreadable("There is nothing in this file but its header.")
        preview["ready"] = False
    return reading


def _units() -> dict[str, str]:
    return dict(Nutrient.objects.values_list("number", "unit"))


def _ids() -> dict[str, int]:
    return dict(Nutrient.objects.values_list("number", "pk"))


# --- magwise.json ---------------------------------------------------------------------------------


def _read_document(content: bytes) -> Reading:
    reader = Reader(parse(content), _ids())
    parcel = reader.parcel()
    names = {
        revision.key: food.short_name or food.name
        for food in parcel.foods
        for revision in food.revisions
    }
    magnesium = {
        revision.key: revision.values.get(Nutrient.MAGNESIUM)
        for food in parcel.foods
        for revision in food.revisions
    }
    notes = []
    if reader.strange:
        notes.append(
            f"This table does not have the nutrients {', '.join(sorted(reader.strange)[:10])}."
        )
    rows = [
        _row(entry, names[str(entry.revision)], magnesium[str(entry.revision)])
        for entry in parcel.entries[:FIRST_ROWS]
    ]
    unknown = Counter(
        names[str(entry.revision)]
        for entry in parcel.entries
        if magnesium[str(entry.revision)] is None
    )
    preview = {
        "notes": notes,
        "rows": rows,
        "unknown": unknown.most_common(10),
        "unknown_count": unknown.total(),
    }
    return Reading(parcel, reader.problems, preview)


def _row(entry: FileEntry, name: str, mg_per_100g: Decimal | None) -> list[str]:
    portion = entry.portion
    number = None if portion is None or entry.quantity is None else entry.quantity * portion.amount
    words = amount_words(entry.grams, number, None if portion is None else portion.unit)
    mg = (
        "unknown"
        if mg_per_100g is None
        else f"{number_plain((mg_per_100g * entry.grams / 100).quantize(Decimal('0.1')))} mg"
    )
    return [entry.eaten_on.isoformat(), Meal(entry.meal).label, name, words, mg]


def _counted(user: User, parcel: Parcel) -> dict[str, Any]:
    """How much there is of what, and how many entries the diary has already."""
    counts = [["entries", len(parcel.entries)]]
    counts += [[SECTION_NAMES[name], len(rows)] for name, rows in parcel.rows.items() if rows]
    marks = Counter(mark.section for mark in parcel.marks)
    counts += [[SECTION_NAMES[name], number] for name, number in marks.items()]
    days = [entry.eaten_on for entry in parcel.entries]
    span = [min(days).isoformat(), max(days).isoformat(), len(set(days))] if days else []
    ids = [entry.client_id for entry in parcel.entries]
    known = sum(
        Entry.objects.filter(user=user, client_id__in=ids[start : start + IDS_AT_ONCE]).count()
        for start in range(0, len(ids), IDS_AT_ONCE)
    )
    return {"counts": counts, "span": span, "known": known}


# --- tables ---------------------------------------------------------------------------------------


def _read_table(user: User, content: bytes, answers: Answers, today: date) -> Reading:
    text, guessed = decode(content)
    table = open_table(text)
    columns = find_columns(table.header, _units(), answers.columns)
    habit = look_at(table, columns)
    preview: dict[str, Any] = {
        "header": list(table.header),
        "columns": dict(columns.roles),
        "unused": list(columns.unused),
        "orders": _order_choices(habit),
        "order": answers.order,
        "may_map": columns.kind == "table",
        "missing": list(columns.missing),
        "is_supplements": answers.supplements,
    }
    preview["notes"] = _notes(columns, guessed, habit)
    order = answers.order or (habit.orders[0] if len(habit.orders) == 1 else None)
    if columns.missing or (order is None and habit.orders):
        return Reading(Parcel(), Problems(), preview, asks=True)
    read = Read()
    chosen = chosen_foods(user, answers.matches) if answers.matches else {}
    servings = read_servings(
        table,
        columns,
        order=order or "YMD",
        comma=habit.comma,
        first=FIRST_DAY,
        last=today + AHEAD,
        read=read,
    )
    made = make(
        servings,
        columns,
        _ids(),
        problems=read.problems,
        as_supplements=answers.supplements,
        chosen=chosen,
    )
    preview |= _found(made, read)
    if not columns.is_totals and not answers.matches:
        preview["matches"] = _matches(user, made, columns)
    return Reading(made.parcel, read.problems, preview)


def _notes(columns: Columns, guessed: str, habit: Habit) -> list[str]:
    notes = []
    if guessed:
        notes.append(
            f"The file does not say how its letters are stored; it was read as {guessed}. "
            "Check the names below."
        )
    if habit.comma:
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


def _order_choices(habit: Habit) -> list[dict[str, str]]:
    """The possible orders, with the first date in each; empty where there is nothing to ask."""
    if len(habit.orders) < 2:
        return []
    example = next(
        (
            text
            for text in habit.examples
            if len({read_date(text, order) for order in habit.orders}) > 1
        ),
        habit.examples[0],
    )
    days = {order: read_date(example, order) for order in ORDERS if order in habit.orders}
    return [
        {
            "value": order,
            "label": ORDER_LABELS[order],
            "example": f"{example} is {day.day} {day:%B %Y}",
        }
        for order, day in days.items()
        if day is not None
    ]


def _found(made: Made, read: Read) -> dict[str, Any]:
    names = {revision.key: food.name for food in made.parcel.foods for revision in food.revisions}
    magnesium = {
        revision.key: revision.values.get(Nutrient.MAGNESIUM)
        for food in made.parcel.foods
        for revision in food.revisions
    }
    first = sorted(made.parcel.entries, key=lambda entry: (entry.eaten_on, entry.meal))[:FIRST_ROWS]
    rows = [
        _row(
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


def _matches(user: User, made: Made, columns: Columns) -> list[dict[str, Any]]:
    """The table's foods for those without magnesium; only the same name is ticked."""
    found = []
    for name, count in made.unknown.most_common(MOST_FOODS):
        options = offers(user, name, made.amounts[name])
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

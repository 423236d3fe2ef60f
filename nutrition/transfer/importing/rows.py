"""Reads rows as servings: what was eaten, when, how much, its nutrients. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple

from nutrition.csv_text import unescape_formulas
from nutrition.transfer.importing.batch import ImportProblems
from nutrition.transfer.importing.cells import (
    DateOrder,
    InvalidCell,
    MealName,
    ServingAmount,
    has_decimal_commas,
    parse_amount,
    parse_date,
    parse_meal,
    parse_number,
    parse_time,
    possible_date_orders,
    split_datetime,
    usual_meal,
)
from nutrition.transfer.importing.table import Table
from nutrition.transfer.importing.table_layout import (
    ALWAYS_KNOWN,
    NutrientColumn,
    Role,
    TableLayout,
)

LONGEST_NAME = 300
# Enough to tell how a program writes its numbers.
ROWS_LOOKED_AT = 2_000
TOTAL_LINES = {
    "total",
    "totals",
    "daily total",
    "daily totals",
    "total of the day",
    "summe",
    "gesamt",
}
MEAL_WORDS: dict[MealName, str] = {
    "breakfast": "Breakfast",
    "lunch": "Lunch",
    "dinner": "Dinner",
    "snack": "Snacks",
}
Values = tuple[Decimal | None, ...]


class FileServing(NamedTuple):
    """One line; `values` by the columns' nutrients, in the file's digits; None is unknown."""

    line: int
    day: date
    at: time | None
    meal: MealName
    food: str
    amount: ServingAmount | None
    values: Values
    category: str


@dataclass(slots=True)
class CellFormat:
    """How the file writes: the orders its dates can be in with examples, and its numbers."""

    orders: list[DateOrder]
    examples: list[str]
    comma: bool


@dataclass(slots=True)
class Read:
    """What a reading found besides servings; `meals` counts names that are no meals of ours."""

    problems: ImportProblems = field(default_factory=ImportProblems)
    meals: Counter[str] = field(default_factory=Counter)
    totals: int = 0  # lines left out because they add up others


def detect_cell_format(table: Table, columns: TableLayout) -> CellFormat:
    """Reads the whole table once for its dates, and its beginning for its numbers."""
    day = columns.roles.get("date")
    dates: dict[str, None] = {}
    cells: list[str] = []
    indexes = [column.place for column in columns.nutrients]
    if "amount" in columns.roles:
        indexes.append(columns.roles["amount"])
    for count, (_, row) in enumerate(table.rows(ImportProblems())):
        if day is not None:
            dates[split_datetime(row[day])[0]] = None
        if count < ROWS_LOOKED_AT:
            cells += [row[index] for index in indexes if row[index]]
    comma = has_decimal_commas(cells, delimiter=table.delimiter)
    return CellFormat(possible_date_orders(dates), list(dates)[:3], comma)


def read_servings(
    table: Table,
    columns: TableLayout,
    *,
    order: DateOrder,
    comma: bool,
    first: date,
    last: date,
    read: Read,
) -> Iterator[FileServing]:
    """The lines that can be taken; `first` and `last` bound the days; `read` has what is wrong."""
    for line, cells in table.rows(read.problems):
        named = {
            role: unescape_formulas(cells[index]).strip() for role, index in columns.roles.items()
        }
        if _is_total(named):
            read.totals += 1
            continue
        try:
            yield _parse_serving(line, named, cells, columns, order, comma, (first, last), read)
        except InvalidCell as fault:
            read.problems.add(f"line {line}", str(fault))


def _is_total(named: Mapping[Role, str]) -> bool:
    """A line that adds up others says so in its meal, its date or (without a meal) its food."""
    said = named.get("meal") or named.get("date", "")
    words = {said, named.get("food", "") if not named.get("meal") else ""}
    return any(word.lower().rstrip(" :") in TOTAL_LINES for word in words)


def _parse_serving(
    line: int,
    named: Mapping[Role, str],
    cells: list[str],
    columns: TableLayout,
    order: DateOrder,
    comma: bool,
    bounds: tuple[date, date],
    read: Read,
) -> FileServing:
    text, clock = split_datetime(named["date"])
    day = parse_date(text, order)
    if day is None:
        raise InvalidCell(f"“{text[:20]}” is no date." if text else "The date is missing.")
    if not bounds[0] <= day <= bounds[1]:
        raise InvalidCell(
            f"{day.isoformat()} is outside the diary, "
            f"which goes from {bounds[0].year} to a year from now."
        )
    at = parse_time(named.get("time") or clock)
    meal = _parse_meal(named.get("meal", ""), at, read)
    food = _parse_food(named, columns, meal)
    amount = parse_amount(named.get("amount", ""), named.get("unit", "") or columns.unit, comma)
    values = tuple(
        _parse_value(cells[column.place], column, columns, comma) for column in columns.nutrients
    )
    return FileServing(line, day, at, meal, food, amount, values, named.get("category", "").lower())


def _parse_meal(text: str, at: time | None, read: Read) -> MealName:
    meal = parse_meal(text)
    if meal is not None:
        return meal
    if text:
        read.meals[text[:40]] += 1
    return "snack" if at is None else usual_meal(at.hour)


def _parse_food(named: Mapping[Role, str], columns: TableLayout, meal: MealName) -> str:
    if columns.is_totals:
        return f"{MEAL_WORDS[meal]}, all of it"
    food = " ".join(named["food"].split())
    if not food:
        raise InvalidCell("The food is missing.")
    if len(food) > LONGEST_NAME:
        raise InvalidCell(f"The name of the food has more than {LONGEST_NAME} characters.")
    return food


def _parse_value(
    cell: str, column: NutrientColumn, columns: TableLayout, comma: bool
) -> Decimal | None:
    value = parse_number(cell, comma)
    if value is None or (
        not value and columns.kind == "myfitnesspal" and column.number not in ALWAYS_KNOWN
    ):
        return None
    return value if column.factor == 1 else value * column.factor

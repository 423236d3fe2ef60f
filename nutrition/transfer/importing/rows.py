"""Reads the rows of a table as servings: what was eaten, when, how much, which nutrients. Pure."""

from collections import Counter
from collections.abc import Mapping
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

MAX_NAME_LENGTH = 300
# Enough to tell how a program writes its numbers.
SAMPLE_ROWS = 2_000
TOTAL_WORDS = {
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
# Amounts in the order of the layout's nutrients, in the digits of the file; None is unknown.
ServingValues = tuple[Decimal | None, ...]


class FileServing(NamedTuple):
    """One line of a table."""

    line: int
    day: date
    at: time | None
    meal: MealName
    food: str
    amount: ServingAmount | None
    values: ServingValues
    category: str


@dataclass(frozen=True, slots=True)
class CellFormat:
    """How the file writes dates and numbers. `date_orders` are the possible ones, with examples."""

    date_orders: list[DateOrder]
    date_examples: list[str]
    has_decimal_commas: bool


@dataclass(frozen=True, slots=True)
class RowRules:
    """How to read a row, and the first and last day that the diary accepts."""

    layout: TableLayout
    date_order: DateOrder
    has_decimal_commas: bool
    first_day: date
    last_day: date


@dataclass(slots=True)
class TableContents:
    """The servings of a table, and what else was in it."""

    servings: list[FileServing] = field(default_factory=list)
    problems: ImportProblems = field(default_factory=ImportProblems)
    unknown_meals: Counter[str] = field(default_factory=Counter)
    total_lines: int = 0  # left out: they add up other lines


def detect_cell_format(table: Table, layout: TableLayout) -> CellFormat:
    """Reads all dates of the table, and the numbers of its first rows."""
    day = layout.roles.get("date")
    dates: dict[str, None] = {}
    cells: list[str] = []
    indexes = [column.position for column in layout.nutrients]
    if "amount" in layout.roles:
        indexes.append(layout.roles["amount"])
    for count, (_, row) in enumerate(table.rows(ImportProblems())):
        if day is not None:
            dates[split_datetime(row[day])[0]] = None
        if count < SAMPLE_ROWS:
            cells += [row[index] for index in indexes if row[index]]
    commas = has_decimal_commas(cells, delimiter=table.delimiter)
    return CellFormat(possible_date_orders(dates), list(dates)[:3], commas)


def read_servings(table: Table, rules: RowRules) -> TableContents:
    """A row that cannot be read becomes a problem, and the others are read."""
    contents = TableContents()
    for line, cells in table.rows(contents.problems):
        named = {
            role: unescape_formulas(cells[index]).strip()
            for role, index in rules.layout.roles.items()
        }
        if _is_total(named):
            contents.total_lines += 1
            continue
        try:
            contents.servings.append(_parse_serving(line, named, cells, rules, contents))
        except InvalidCell as fault:
            contents.problems.add(f"line {line}", str(fault))
    return contents


def _is_total(named: Mapping[Role, str]) -> bool:
    """A line that adds up others says so in its meal; without a meal, in its date or food."""
    label = named.get("meal") or named.get("date", "")
    words = {label, named.get("food", "") if not named.get("meal") else ""}
    return any(word.lower().rstrip(" :") in TOTAL_WORDS for word in words)


def _parse_serving(
    line: int,
    named: Mapping[Role, str],
    cells: list[str],
    rules: RowRules,
    contents: TableContents,
) -> FileServing:
    layout, commas = rules.layout, rules.has_decimal_commas
    text, clock = split_datetime(named["date"])
    day = parse_date(text, rules.date_order)
    if day is None:
        raise InvalidCell(f"“{text[:20]}” is not a date." if text else "The date is missing.")
    if not rules.first_day <= day <= rules.last_day:
        raise InvalidCell(
            f"{day.isoformat()} is outside the diary, "
            f"which goes from {rules.first_day.year} to a year from now."
        )
    at = parse_time(named.get("time") or clock)
    meal = _parse_meal(named.get("meal", ""), at, contents.unknown_meals)
    food = _parse_food(named, layout, meal)
    unit = named.get("unit", "") or layout.amount_unit
    amount = parse_amount(named.get("amount", ""), unit, commas)
    values = tuple(
        _parse_value(cells[column.position], column, layout, commas) for column in layout.nutrients
    )
    return FileServing(line, day, at, meal, food, amount, values, named.get("category", "").lower())


def _parse_meal(text: str, at: time | None, unknown_meals: Counter[str]) -> MealName:
    meal = parse_meal(text)
    if meal is not None:
        return meal
    if text:
        unknown_meals[text[:40]] += 1
    return "snack" if at is None else usual_meal(at.hour)


def _parse_food(named: Mapping[Role, str], layout: TableLayout, meal: MealName) -> str:
    if layout.is_totals:
        return f"{MEAL_WORDS[meal]}, all of it"
    food = " ".join(named["food"].split())
    if not food:
        raise InvalidCell("The food is missing.")
    if len(food) > MAX_NAME_LENGTH:
        raise InvalidCell(f"The name of the food has more than {MAX_NAME_LENGTH} characters.")
    return food


def _parse_value(
    cell: str, column: NutrientColumn, layout: TableLayout, commas: bool
) -> Decimal | None:
    value = parse_number(cell, commas)
    if value is None:
        return None
    # MyFitnessPal writes 0 for what it does not know.
    if not value and layout.kind == "myfitnesspal" and column.number not in ALWAYS_KNOWN:
        return None
    return value if column.factor == 1 else value * column.factor

"""Rows of a table read as servings."""

import csv
from datetime import date
from io import StringIO

from hypothesis import assume, given
from hypothesis import strategies as st

from nutrition.csv_text import escape_formulas
from nutrition.transfer.importing.rows import RowRules, read_servings
from nutrition.transfer.importing.table import open_table
from nutrition.transfer.importing.table_layout import detect_layout

HEADER = ["Type", "Date", "Meal", "Food", "Amount", "Unit", "Magnesium (mg)"]
names = st.text(st.sampled_from([*"=+-@＝＋－＠", *"';\"|\t, ", *"abc1"]), min_size=1, max_size=12)


@given(names, names)
def test_names_with_escaped_formulas_are_read_unchanged(food: str, unit: str) -> None:
    assume(food.split() and unit.split())
    file = StringIO(newline="")
    cells = ["food", "2026-11-20", "Lunch", escape_formulas(food), "2", escape_formulas(unit), "10"]
    csv.writer(file).writerows([HEADER, cells])
    table = open_table(file.getvalue())
    layout = detect_layout(table.header, {"304": "mg"})
    rules = RowRules(layout, "YMD", False, date(2000, 1, 1), date(2027, 1, 1))

    (serving,) = read_servings(table, rules).servings

    assert serving.food == " ".join(food.split())
    assert serving.amount is not None and serving.amount.unit.split() == unit.split()

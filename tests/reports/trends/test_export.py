"""The days as CSV: a line for each, nothing invented, nothing that a spreadsheet would run."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from accounts.ids import new_id
from nutrition.csv_text import escape_formulas
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater, WaterLine
from nutrition.reports.logged_values import LoggedValue
from nutrition.reports.trends.days import trend_days
from nutrition.reports.trends.export import csv_rows
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.spans import Span
from nutrition.reports.trends.totals import totals_by_day
from tests.reports.trends.table import WOMAN, almonds, mystery, nutrient_of, report_of

MON, TUE, WED = (date(2026, 11, day) for day in (9, 10, 11))
SPAN = Span(MON, WED)
AFTER = date(2026, 11, 21)


def rows(report: TrendReport) -> list[dict[str, str]]:
    """As a program reads them."""
    file = StringIO()
    csv.writer(file).writerows(csv_rows(report))
    return list(csv.DictReader(StringIO(file.getvalue())))


def report_of_monday(foods: list[str], entries: list[int]) -> TrendReport:
    """`foods` are names of foods without a value, `entries` their places in that list."""
    values = {n: LoggedValue(n, name, None, None, None) for n, name in enumerate(foods)}
    nutrient = nutrient_of("304")
    totals = totals_by_day([(MON, n, Decimal(1)) for n in entries], values)
    days = trend_days([MON], totals, nutrient=nutrient, labels={}, person=WOMAN, today=AFTER)
    return TrendReport(nutrient, days)


def test_each_day_has_a_line_and_each_amount_its_unit() -> None:
    dose = DoseLine(new_id(), "Glycinate", "", Decimal(100), Decimal("0.5"))
    water = WaterLine(new_id(), Decimal("1.5"), Decimal(24))
    taken = {MON: DosesAndWater((dose,), (water,), "complete")}

    monday, tuesday, _ = rows(
        report_of(almonds(MON, "226.125"), span=SPAN, today=AFTER, taken=taken)
    )

    assert monday == {
        "Date": "2026-11-09",
        "Status": "complete",
        "Entries": "1",
        "Magnesium from food (mg)": "226.125",
        "Magnesium from water with a label (mg)": "36",
        "Magnesium from supplements (mg)": "50",
        "Magnesium in total (mg)": "312.125",
        "Total is a lower bound (yes or no)": "no",
        "Total is (exact, at least, at most, about)": "exact",
        "Entries without a value": "0",
        "Foods without a value": "",
        "Known share of energy (0 to 1)": "1.0000",
        "Known share of weight (0 to 1)": "1.0000",
        "Reference (RDA or AI)": "RDA",
        "Reference, low (mg)": "320",
        "Reference, high (mg)": "320",
        "Percent of the reference, high (%)": "97",
        "Comparison": "below",
        "Counts in averages (yes or no)": "yes",
        "Magnesium in total, at most (mg)": "312.125",
    }
    assert (tuesday["Status"], tuesday["Magnesium in total (mg)"], tuesday["Comparison"]) == (
        "empty",
        "",
        "no_data",
    )


def test_unknown_is_empty_and_never_zero() -> None:
    monday, tuesday, _ = rows(
        report_of(mystery(MON, "40"), almonds(TUE, "0"), span=SPAN, today=AFTER)
    )

    assert (monday["Magnesium in total (mg)"], monday["Percent of the reference, high (%)"]) == (
        "",
        "",
    )
    assert (monday["Foods without a value"], monday["Total is a lower bound (yes or no)"]) == (
        "Mystery bar",
        "yes",
    )
    assert tuesday["Magnesium in total (mg)"] == "0"


def test_foods_without_a_value_are_named_once_whatever_the_order_of_entries() -> None:
    reports = [report_of_monday(["Soup", "Bar"], entries) for entries in ([0, 1, 0], [1, 0, 0])]

    named = [rows(report)[0]["Foods without a value"] for report in reports]

    assert named == ["Bar; Soup"] * 2


def test_a_lower_bound_is_flagged() -> None:
    monday, *_ = rows(report_of(almonds(MON, "300"), mystery(MON, "1"), span=SPAN, today=AFTER))

    assert (monday["Magnesium in total (mg)"], monday["Total is a lower bound (yes or no)"]) == (
        "300",
        "yes",
    )
    assert (monday["Total is (exact, at least, at most, about)"], monday["Comparison"]) == (
        "at least",
        "undetermined",
    )


def test_large_and_small_amounts_have_no_exponent() -> None:
    monday, tuesday, _ = rows(
        report_of(almonds(MON, "90000"), almonds(TUE, "0.001"), span=SPAN, today=AFTER)
    )

    assert (monday["Magnesium in total (mg)"], tuesday["Magnesium in total (mg)"]) == (
        "90000",
        "0.001",
    )


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "a;=1", "＝1"]
)
def test_a_food_that_is_a_formula_is_neutralised(name: str) -> None:
    (monday,) = rows(report_of_monday([name], [0]))

    assert monday["Foods without a value"] == escape_formulas(name) != name

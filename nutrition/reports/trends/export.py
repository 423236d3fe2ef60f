"""The days of a span as CSV: units in the header, exact decimals, empty for unknown. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from nutrition.csv_text import escape_formulas
from nutrition.intake.nutrients import PageNutrient
from nutrition.reports.trends.days import TrendDay
from nutrition.reports.trends.report import TrendReport


def csv_rows(report: TrendReport) -> Iterator[list[str]]:
    """The header, then a row for each day of the span, also for days without entries."""
    yield [escape_formulas(cell) for cell in _header_row(report.nutrient)]
    for day in report.days:
        yield [escape_formulas(cell) for cell in _day_row(day)]


def _header_row(nutrient: PageNutrient) -> list[str]:
    name, unit = nutrient.name, nutrient.unit
    return [
        "Date",
        "Status",
        "Entries",
        f"{name} from food ({unit})",
        f"{name} from water with a label ({unit})",
        f"{name} from supplements ({unit})",
        f"{name} in total ({unit})",
        "Total is a lower bound (yes or no)",
        "Total is (exact, at least, at most, about)",
        "Entries without a value",
        "Foods without a value",
        "Known share of energy (0 to 1)",
        "Known share of weight (0 to 1)",
        "Reference (RDA or AI)",
        f"Reference, low ({unit})",
        f"Reference, high ({unit})",
        "Percent of the reference, high (%)",
        "Comparison",
        "Counts in averages (yes or no)",
        f"{name} in total, at most ({unit})",
    ]


def _day_row(day: TrendDay) -> list[str]:
    reference = day.goal.reference
    known = not day.is_unknown
    return [
        day.on.isoformat(),
        day.status,
        str(day.entries),
        "" if day.is_food_unknown else _number_text(day.food),
        _number_text(day.water) if day.is_logged else "",
        _number_text(day.supplement) if day.amount is not None else "",
        _number_text(day.amount) if known else "",
        _yes_or_no(bool(day.unknown) or day.bound == "at least") if day.is_logged else "",
        day.bound if day.is_logged and known else "",
        str(day.unknown),
        "; ".join(sorted(set(day.foods.unknown_names))),
        _share_text(day.foods.known_share_energy),
        _share_text(day.foods.known_share_grams),
        reference.kind or "",
        _number_text(reference.low),
        _number_text(reference.high),
        "" if day.percent is None else str(day.percent),
        day.comparison or "",
        _yes_or_no(day.counts),
        _number_text(day.at_most),
    ]


def _number_text(amount: Decimal | None) -> str:
    """Every digit, without trailing zeros or an exponent: 226, 0.5, never 2.26E+2."""
    return "" if amount is None else f"{amount.normalize():f}"


def _share_text(share: Decimal | None) -> str:
    return "" if share is None else f"{share:.4f}"


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"

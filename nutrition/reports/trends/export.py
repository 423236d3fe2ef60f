"""The days of a span as CSV: units in the header, exact decimals, empty for unknown. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from nutrition.csv_text import escape_formulas
from nutrition.intake.nutrients import PageNutrient
from nutrition.reports.trends.days import TrendDay
from nutrition.reports.trends.report import TrendReport


def lines(report: TrendReport) -> Iterator[list[str]]:
    """The header, then a line for each day of the span, those without entries too."""
    yield [escape_formulas(cell) for cell in _header(report.nutrient)]
    for day in report.days:
        yield [escape_formulas(cell) for cell in _line(day)]


def _header(nutrient: PageNutrient) -> list[str]:
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


def _line(day: TrendDay) -> list[str]:
    reference = day.goal.reference
    known = not day.is_unknown
    return [
        day.on.isoformat(),
        day.status,
        str(day.entries),
        "" if day.is_food_unknown else _number(day.food),
        _number(day.water) if day.is_logged else "",
        _number(day.supplement) if day.amount is not None else "",
        _number(day.amount) if known else "",
        _yes(bool(day.unknown) or day.bound == "at least") if day.is_logged else "",
        day.bound if day.is_logged and known else "",
        str(len(day.unknown)),
        "; ".join(dict.fromkeys(day.unknown)),
        _share(day.known_share_energy),
        _share(day.known_share_grams),
        reference.kind or "",
        _number(reference.low),
        _number(reference.high),
        "" if day.percent is None else str(day.percent),
        day.comparison or "",
        _yes(day.counts),
        _number(day.at_most),
    ]


def _number(amount: Decimal | None) -> str:
    """Every digit and none too many: 226, 0.5, never 2.26E+2."""
    return "" if amount is None else f"{amount.normalize():f}"


def _share(share: Decimal | None) -> str:
    return "" if share is None else f"{share:.4f}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"

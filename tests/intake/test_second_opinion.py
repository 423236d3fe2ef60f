"""A day's magnesium computed again, in fractions and from the raw table, for anybody."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import example, given
from hypothesis import strategies as st

from accounts.life_stage import Condition, Person
from nutrition.intake.assessment import DayStatus, assess_day
from nutrition.intake.references import TABLES, UlRegion
from nutrition.intake.totals import DoseMagnesium, EatenFood, LabelWater
from tests.intake.day_json import day_json
from tests.intake.strategies import decimals

LINES = (TABLES / "reference_intakes.csv").read_text(encoding="utf-8").splitlines()
ROWS = [row for row in csv.DictReader(LINES) if row["fdc_nutrient_number"] == "304"]
ON = date(2026, 11, 21)


def months_between(born: date, on: date) -> int:
    """Birthdays are counted one by one, so that this is not the formula of the product."""
    months = 0
    while True:
        year, month = divmod(born.year * 12 + born.month - 1 + months + 1, 12)
        try:
            next_one = date(year, month + 1, born.day)
        except ValueError:  # 31 April, 29 February: the day after the month's last
            next_one = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        if next_one > on:
            return months
        months += 1


def amounts_of(
    kinds: tuple[str, ...], sex: str | None, months: int | None, condition: str | None
) -> set[Fraction]:
    """The amounts of all rows that the person may be in."""
    rows = [
        row for row in ROWS if row["kind"] in kinds and row["condition"] == (condition or "none")
    ]
    rows = [row for row in rows if sex is None or row["sex"] in (sex, "any")]
    if months is None:
        return {Fraction(row["amount"]) for row in rows if int(row["age_min_months"]) >= 19 * 12}
    if condition:
        months = min(max(months, 14 * 12), 51 * 12 - 1)
    at_age = [
        row
        for row in rows
        if int(row["age_min_months"]) <= months < int(row["age_max_months"] or 9999)
    ]
    return {Fraction(row["amount"]) for row in at_age if row["amount"] != "ND"}


def half_up(amount: Fraction) -> str:
    return str(floor(amount + Fraction(1, 2)))


people = st.tuples(
    st.sampled_from(["F", "M", None]),
    st.none() | st.integers(0, 110 * 365).map(lambda days: ON - timedelta(days=days)),
    st.sampled_from([None, None, "pregnant", "lactating"]),
)
plates = st.lists(
    st.tuples(decimals("0.001", "900", 3), st.none() | decimals("0", "400", 3)), max_size=5
)
statuses: st.SearchStrategy[DayStatus] = st.sampled_from(["in_progress", "complete"])
regions: st.SearchStrategy[UlRegion] = st.sampled_from(["US", "EU"])
EXACTLY_320 = [(Decimal(80), Decimal(400))]


@given(
    people,
    plates,
    st.lists(decimals("0", "500", 3), max_size=2),
    st.none() | decimals("0", "300", 3),
    statuses,
    regions,
)
@example(("F", date(1990, 1, 1), None), EXACTLY_320, [], None, "complete", "US")
@example(("F", None, None), [(Decimal("79.999"), Decimal(400))], [], None, "complete", "US")
# turns 31
@example(
    ("F", date(1995, 11, 21), None), [(Decimal("77.5"), Decimal(400))], [], None, "complete", "US"
)
@example(
    ("F", date(1995, 11, 22), None), [(Decimal("77.5"), Decimal(400))], [], None, "complete", "US"
)
@example(
    ("F", date(1990, 1, 1), None),
    [(Decimal("79.875"), Decimal(400)), (Decimal(1), None)],
    [],
    None,
    "complete",
    "US",
)
# an AI
@example((None, date(2026, 6, 1), None), [(Decimal(10), Decimal(100))], [], None, "complete", "US")
@example(("F", ON, "pregnant"), [(Decimal("0.001"), Decimal(0))], [], None, "complete", "US")
@example(("M", None, None), [], [Decimal(350)], None, "complete", "US")
@example(("M", None, None), [], [Decimal("250.001")], None, "complete", "EU")
@example((None, date(2000, 2, 29), None), [], [Decimal(65)], Decimal(500), "in_progress", "US")
def test_the_day_comes_out_the_same(
    who: tuple[str | None, date | None, str | None],
    plate: list[tuple[Decimal, Decimal | None]],
    doses: list[Decimal],
    water: Decimal | None,
    status: DayStatus,
    region: UlRegion,
) -> None:
    sex, born, condition = who
    conditions = (Condition(condition, ON - timedelta(days=9), None),) if condition else ()  # type: ignore[arg-type]
    told = day_json(
        assess_day(
            [EatenFood("food", grams, per_basis, Decimal(100)) for grams, per_basis in plate],
            person=Person(sex, born, conditions),
            on=ON,
            status=status,  # type: ignore[arg-type]
            water=[] if water is None else [LabelWater(Decimal(2), water)],
            doses=[DoseMagnesium(mg) for mg in doses],
            ul_region=region,
        )
    )

    months = None if born is None else months_between(born, ON)
    recommended = amounts_of(("RDA", "AI"), sex, months, None if sex == "M" else condition)
    supplements = sum((Fraction(mg) for mg in doses), Fraction(0))
    food = sum(
        (Fraction(grams) * Fraction(mg) / 100 for grams, mg in plate if mg is not None), Fraction(0)
    )
    total = food + supplements + 2 * Fraction(water or 0)
    is_unknown = any(mg is None for _, mg in plate)
    assert told["age_completed_months"] == months
    if not plate and not doses and water is None:
        assert (told["comparison"], told["total_mg"], told["percent"]) == ("no_data", None, None)
        return
    low, high = min(recommended), max(recommended)
    # An AI is all there is for infants; a birth date that cannot be right beside a pregnancy leaves
    # the RDA of that.
    infant = months is not None and months < 12 and (not condition or sex == "M")
    below = "below_ai" if infant else "below"
    assert told["comparison"] == beside_the_span(
        total, low, high, below, is_complete=status == "complete", is_unknown=is_unknown
    )
    assert (told["reference_low_mg"], told["reference_high_mg"]) == (str(low), str(high))
    assert told["percent"] == str(floor(100 * total / high))
    assert told["display_total_mg"] == half_up(total)
    assert told["total_is_lower_bound"] == is_unknown
    assert (told["to_go_mg"] is None) == (total >= high)
    ul = upper_level(sex, months, None if sex == "M" else condition, region)
    assert told["supplement_ul_mg"] == (None if ul is None else str(ul))
    assert told["supplement_vs_ul"] == beside_the_limit(supplements, ul)


def beside_the_limit(supplements: Fraction, ul: Fraction | None) -> str:
    if not supplements:
        return "none_taken"
    if ul is None:
        return "no_ul"
    return "above" if supplements > ul else "within"


def beside_the_span(
    total: Fraction,
    low: Fraction,
    high: Fraction,
    below: str,
    *,
    is_complete: bool,
    is_unknown: bool,
) -> str:
    if total >= high:
        return "meets"
    if not is_complete:
        return "not_yet"
    if is_unknown:
        return "undetermined"
    return "depends" if total >= low else below


def upper_level(
    sex: str | None, months: int | None, condition: str | None, region: UlRegion
) -> Fraction | None:
    """In the US by the table; of EFSA 250 mg from four years."""
    if region == "EU":
        return Fraction(250) if months is None or months >= 48 or condition else None
    return min(amounts_of(("UL",), sex, months, condition), default=None)

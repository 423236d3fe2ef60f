"""No chart says what its numbers do not: means near each limit, against their words."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.ids import new_id
from accounts.life_stage import Person
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater
from nutrition.intake.nutrients import page_nutrients
from nutrition.intake.references import MAGNESIUM, reference_of, reference_over
from nutrition.reports.logged_values import LoggedValue
from nutrition.reports.trends.bars import bars_of
from nutrition.reports.trends.days import trend_days
from nutrition.reports.trends.label_days import LabelDay
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.spans import Span
from nutrition.reports.trends.totals import totals_by_day
from tests.intake.strategies import ON, people
from tests.reports.nutrients.test_walk import NUMBER, number_in
from tests.reports.trends.table import WOMAN, almonds, label_days, nutrient_of, report_of

DAYS = Span(date(2026, 11, 18), ON).dates[:-1]
OTHERS = [nutrient for nutrient in page_nutrients() if nutrient.number != MAGNESIUM]
VALUES = {
    1: LoggedValue(1, "Feast", Decimal(100), None, Decimal(100)),
    2: LoggedValue(2, "Oil", Decimal(100), "upper_estimate", Decimal(100)),
    3: LoggedValue(3, "Soup", None, None, Decimal(1)),
}
AWAY = [
    "0",
    "0.001",
    "0.004",
    "0.04",
    "0.4",
    "0.6",
    "4",
    "-0.001",
    "-0.004",
    "-0.04",
    "-0.4",
    "-0.6",
    "-4",
]


def span_of(days: int) -> Span:
    return Span(DAYS[-days], DAYS[-1])


@st.composite
def beside_a_figure(draw: st.DrawFn) -> tuple[TrendReport, Span, Person]:
    """Days of about as much of a nutrient as is recommended, or as its limits."""
    nutrient, person = draw(st.sampled_from(OTHERS)), draw(people())
    span = span_of(draw(st.integers(1, len(DAYS))))
    reference = reference_of(nutrient.number, person, ON)
    figures = [
        one for one in (reference.low, reference.high, reference.ul, reference.cdrr) if one
    ] or [Decimal(50)]
    amount = max(
        draw(st.sampled_from(figures)) + Decimal(draw(st.sampled_from(AWAY))), Decimal("0.001")
    )
    food = draw(st.sampled_from([1, 2]))
    entries = [(on, food, amount.quantize(Decimal("0.001"))) for on in span.dates]
    entries += draw(
        st.sampled_from([[], [(span.last, 3, Decimal(1))], [(span.first, 1, Decimal("0.001"))]])
    )
    dose = DoseLine(
        new_id(),
        "Tablet",
        "",
        Decimal(0),
        Decimal(1),
        {nutrient.number: draw(st.sampled_from([amount, Decimal(1)]))},
    )
    doses = draw(st.sampled_from([(), (dose,)]))
    taken = {on: DosesAndWater(doses, (), "complete") for on in span.dates}
    days = trend_days(
        span.dates,
        totals_by_day(entries, VALUES),
        nutrient=nutrient,
        labels=label_days(taken, nutrient.number),
        person=person,
        today=ON,
    )
    return TrendReport(nutrient, days), span, person


def contradicts(
    shown: str, amount: Decimal, goals: list[Decimal | None], limits: list[Decimal | None]
) -> bool:
    if shown.startswith("under") or " under" in shown:
        return False
    number = number_in(shown)
    return any((number >= goal) != (amount >= goal) for goal in goals if goal is not None) or any(
        (number > limit) != (amount > limit) for limit in limits if limit is not None
    )


@settings(max_examples=300)
@given(beside_a_figure())
def test_no_figure_of_a_chart_is_on_another_side_than_its_amount(
    case: tuple[TrendReport, Span, Person],
) -> None:
    report, span, person = case
    nutrient, mean = report.nutrient, report.mean
    reference = reference_over(nutrient.number, person, span.dates)
    goals = [reference.low, reference.high] if nutrient.is_known_for_enough else []
    limits = [reference.cdrr, reference.ul if reference.ul_basis == "total" else None]

    bars = bars_of(report, span)

    for day, bar in zip(report.days, bars, strict=True):
        assert day.amount is not None
        assert not contradicts(bar.total, day.amount, goals, limits)
        assert bar.total.rstrip("+") in bar.words
    if mean is None:
        return
    assert not contradicts(report.mean_figure, mean.amount, goals, limits)
    figure = NUMBER.search(report.mean_figure)
    assert figure is not None
    assert report.mean_in_words == "" or figure.group() in report.mean_in_words
    for part in report.mean_parts:
        assert (
            "under" in part
            or "under" in report.mean_figure
            or number_in(part) <= number_in(report.mean_figure)
        )
    if "%" in report.reading and reference.high:
        percent = number_in(report.reading.partition("That is ")[2])
        assert (percent >= 100) == (mean.amount >= reference.high)
    assert "recommended" not in report.reading or reference.kind != "AI"


def test_a_mean_just_below_the_rda_is_not_written_as_the_rda() -> None:
    span = span_of(1)

    report = report_of(almonds(span.first, "999.6"), span=span, today=ON, number="301")

    assert (report.mean_figure, report.mean_parts) == ("999", ("999", "0"))
    assert report.reading == "That is 99% of the RDA of 1,000 mg."
    assert report.mean_in_words == "An average of 999 mg a day over 1 of 1 day"
    (bar,) = bars_of(report, span)
    assert (bar.total, bar.food) == ("999", "999")
    assert bar.words.endswith(": 999 mg")


def test_a_mean_just_above_the_cdrr_is_not_written_as_the_cdrr() -> None:
    span = span_of(1)

    report = report_of(almonds(span.first, "2300.4"), span=span, today=ON, number="307")

    assert (report.mean_figure, bars_of(report, span)[0].total) == ("2,301", "2,301")


def test_an_at_most_keeps_its_percent_at_most_too() -> None:
    """999.6 mg at most of 1,000 mg is at most 99.96 %, and not at most 99 %."""
    span = span_of(1)
    entries = totals_by_day([(span.first, 2, Decimal("999.6"))], VALUES)
    days = trend_days(
        span.dates,
        entries,
        nutrient=nutrient_of("301"),
        person=WOMAN,
        today=ON,
        labels={span.first: LabelDay(status="complete")},
    )

    report = TrendReport(nutrient_of("301"), days)

    assert report.mean_figure == "at most 999.6"
    assert report.reading == "That is at most 99.96% of the RDA of 1,000 mg."


def test_no_rda_or_ai_is_said_as_the_nutrients_page_says_it() -> None:
    span = span_of(1)

    report = report_of(almonds(span.first, "100"), span=span, today=ON, number="601")

    assert report.reading == "Cholesterol has no RDA or AI, so nothing is compared."


def test_an_ai_that_changed_is_no_recommended_amount() -> None:
    # potassium: AI 2,300 mg from 9 years on and from 14 on
    turns_14 = Person("F", date(2012, 11, 21))
    turns_7_months = Person("F", date(2026, 4, 20))  # AI of magnesium and of potassium
    turns_1 = Person("F", date(2025, 11, 19))  # calcium: an AI, then an RDA
    span = span_of(3)
    entries = [almonds(on, "50") for on in span.dates]

    for number in ("304", "306"):
        reading = report_of(
            *entries, span=span, today=ON, person=turns_7_months, number=number
        ).reading
        assert reading.startswith("Your adequate intake (AI) changed in this time. ")
    for number in ("304", "301"):
        reading = report_of(*entries, span=span, today=ON, person=turns_1, number=number).reading
        assert reading == (
            "An adequate intake (AI) gave way to a recommended amount in this time, "
            "so the average is not compared with one amount."
        )
    assert (
        "changed"
        not in report_of(*entries, span=span, today=ON, person=turns_14, number="306").reading
    )

"""What a chart says of days with more magnesium from supplements than their upper level."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.ids import new_id
from accounts.life_stage import Person
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater
from nutrition.intake.references import UlRegion
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.spans import Span
from tests.reports.trends.table import WOMAN, report_of

SPAN = Span(date(2026, 11, 18), date(2026, 11, 20))
TURNS_4_ON_THE_LAST_DAY = Person("F", date(2022, 11, 20))
SMALL_CHILD = Person("F", date(2023, 11, 1))

SALTS = (
    "It counts readily dissociable salts in supplements, water and fortified foods; "
    "only supplements are compared here."
)
DAILY = "The limit is for daily use: talk to a doctor or pharmacist about it."
NONE_BELOW_4 = (
    "EFSA sets no upper limit below 4 years. It is 65 mg from supplements in the United States; "
    "food does not count towards it."
)


def report_on(
    *mg: str,
    person: Person,
    region: UlRegion,
    number: str = "304",
    today: date = date(2026, 11, 21),
) -> TrendReport:
    """As much from a tablet on each day of the span."""
    doses = [
        DoseLine(new_id(), "Glycinate", "tablet", Decimal(amount), Decimal(1)) for amount in mg
    ]
    taken = {
        on: DosesAndWater((dose,), (), "complete")
        for on, dose in zip(SPAN.dates, doses, strict=False)
    }
    return report_of(
        span=SPAN, taken=taken, person=person, today=today, ul_region=region, number=number
    )


@pytest.mark.parametrize(
    ("mg", "person", "region", "words"),
    [
        (("350",), WOMAN, "US", ""),
        (
            ("350.1",),
            WOMAN,
            "US",
            "Supplements were above the upper limit on 1 day. Food does not count towards it.",
        ),
        (
            ("400", "351"),
            WOMAN,
            "US",
            "Supplements were above the upper limit on 2 days. "
            f"{DAILY} Food does not count towards it.",
        ),
        (("250",), WOMAN, "EU", ""),
        (
            ("251",),
            WOMAN,
            "EU",
            "Supplements were above the upper limit on 1 day. "
            f"{SALTS.replace('It', 'The limit of EFSA')}",
        ),
        (("65", "65"), SMALL_CHILD, "EU", ""),
        (
            ("66", "65"),
            SMALL_CHILD,
            "EU",
            f"Supplements were above the upper limit on 1 day. {NONE_BELOW_4}",
        ),
        (
            ("66", "0", "251"),
            TURNS_4_ON_THE_LAST_DAY,
            "EU",
            "Supplements were above the upper limit on 2 days. "
            f"{DAILY} From 4 years it is the one of EFSA, 250 mg. {SALTS} {NONE_BELOW_4}",
        ),
        (
            ("66",),
            SMALL_CHILD,
            "US",
            "Supplements were above the upper limit on 1 day. Food does not count towards it.",
        ),
    ],
)
def test_days_above_the_limit_are_told_with_what_it_counts(
    mg: tuple[str, ...], person: Person, region: UlRegion, words: str
) -> None:
    report = report_on(*mg, person=person, region=region)

    assert report.upper_level_words == words


def test_what_is_planned_was_not_above_the_limit() -> None:
    assert (
        report_on("0", "400", person=WOMAN, region="US", today=SPAN.first).upper_level_words == ""
    )


def test_of_other_nutrients_there_is_no_word_on_magnesium() -> None:
    assert report_on("400", person=WOMAN, region="US", number="301").upper_level_words == ""

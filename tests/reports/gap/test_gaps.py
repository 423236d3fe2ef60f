"""How much is missing, and how that is said."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.life_stage import Person
from nutrition.intake.assessment import DayAssessment, assess_day
from nutrition.intake.references import MAGNESIUM, Reference, reference_of
from nutrition.intake.totals import DoseMagnesium, EatenFood
from nutrition.reports.gap.gaps import Gap, gap_of_day, gap_of_usual_day

ON = date(2026, 11, 21)
WOMAN = Person(sex="F", birth_date=date(1990, 5, 10))


def eaten(mg: str | None) -> EatenFood:
    """100 g with so much magnesium and 100 kcal."""
    return EatenFood("Food", Decimal(100), None if mg is None else Decimal(mg), Decimal(100))


def day(
    *foods: EatenFood, person: Person = WOMAN, dose: str = "", complete: bool = False
) -> DayAssessment:
    doses = [DoseMagnesium(Decimal(dose))] if dose else []
    return assess_day(
        foods, person=person, on=ON, status="complete" if complete else "in_progress", doses=doses
    )


def gap(*foods: EatenFood, person: Person = WOMAN, dose: str = "") -> Gap:
    return gap_of_day(day(*foods, person=person, dose=dose), of(person))


def of(person: Person = WOMAN) -> Reference:
    return reference_of(MAGNESIUM, person, ON)


def test_what_is_missing_is_exact_and_said_in_whole_mg() -> None:
    found = gap(eaten("213.6"))

    assert found.missing_mg == Decimal("106.4")
    assert found.words == "You logged 214 mg: 106 mg to go to the 320 mg recommended for you."
    assert found.is_open


def test_unknown_foods_make_it_up_to() -> None:
    found = gap(eaten("214"), eaten(None), eaten(None))

    assert (
        found.words
        == "You logged at least 214 mg: up to 106 mg to go to the 320 mg recommended for you."
    )
    assert found.unknown_words == "2 of 3 entries have no magnesium value, so less may be missing."


@pytest.mark.parametrize("mg", ["320", "320.0001", "900"])
def test_reaching_it_exactly_is_reaching_it(mg: str) -> None:
    found = gap(eaten(mg))

    assert not found.is_open
    assert found.words.endswith("the 320 mg recommended for you is reached: nothing is missing.")
    assert found.unknown_words == ""


def test_the_high_end_of_a_range_is_reached_between_commas() -> None:
    assert gap(eaten("430"), person=Person()).words == (
        "You logged 430 mg, and 420 mg, the high end of the 310–420 mg recommended for your "
        "possible ages and sexes, is reached: nothing is missing."
    )


def test_a_hair_below_is_missing() -> None:
    assert gap(eaten("319.9999")).missing_mg == Decimal("0.0001")


def test_supplements_count_toward_what_was_reached() -> None:
    assert gap(eaten("200"), dose="100").missing_mg == 20


@pytest.mark.parametrize(
    ("mg", "missing"), [("300", "20"), ("310", "10"), ("315", "5"), ("320", "0")]
)
def test_of_a_range_the_high_end_counts_as_on_every_page(mg: str, missing: str) -> None:
    found = gap(eaten(mg), person=Person(sex="F"))

    assert found.missing_mg == Decimal(missing)
    assert (
        "320 mg, the high end of the 310–320 mg recommended for your possible ages" in found.words
    )
    assert ("nothing is missing" in found.words) == (missing == "0")


def test_a_child_under_5_gets_no_list() -> None:
    found = gap(eaten("20"), person=Person(sex="F", birth_date=date(2022, 11, 22)))

    assert found.missing_mg > 0
    assert not found.is_open
    assert "no suggestions for children under 5" in found.words
    assert gap(eaten("20"), person=Person(sex="F", birth_date=date(2021, 11, 21))).is_open


def test_nothing_logged_is_no_food_and_all_is_missing() -> None:
    found = gap_of_day(assess_day([], person=WOMAN, on=ON, status="empty"), of())

    assert found.missing_mg == 320
    assert found.words == "Nothing logged yet: 320 mg to go to the 320 mg recommended for you."


def test_of_unknown_foods_only_it_says_what_is_missing_at_most() -> None:
    assert [gap(eaten(None)).words, gap(eaten(None), eaten(None), person=Person()).words] == [
        "What was logged has no magnesium value, so nobody knows how much is missing: "
        "at most the 320 mg recommended for you.",
        "None of the 2 entries has a magnesium value, so nobody knows how much is missing: at most "
        "420 mg, the high end of the 310–420 mg recommended for your possible ages and sexes.",
    ]


def test_what_is_printed_adds_up_and_is_never_0() -> None:
    words = gap(eaten("319.6")).words

    assert words == "You logged 319 mg: 1 mg to go to the 320 mg recommended for you."


def test_a_usual_day_is_the_mean_of_complete_days() -> None:
    complete = [day(eaten(mg), complete=True) for mg in ("200", "300", "250")]
    open_day = day(eaten("10"))

    found = gap_of_usual_day([*complete, open_day], open_day, of())

    assert found
    assert (found.reached_mg, found.days, found.entries) == (250, 3, 3)
    assert (
        found.words
        == "Your mean of 3 complete days is 250 mg: 70 mg to go to the 320 mg recommended for you."
    )


def test_two_complete_days_are_no_usual_day() -> None:
    days = [day(eaten("200"), complete=True), day(eaten("300"), complete=True), day(eaten("10"))]

    assert gap_of_usual_day(days, days[-1], of()) is None


def test_unknown_foods_of_the_days_that_count_are_told() -> None:
    mostly_known = [*[eaten("30")] * 10, eaten(None)]
    days = [day(*mostly_known, complete=True) for _ in range(3)]

    found = gap_of_usual_day(days, days[0], of())

    assert found
    assert found.unknown_words == "3 of 33 entries have no magnesium value, so less may be missing."
    assert "at least 300 mg: up to 20 mg" in found.words

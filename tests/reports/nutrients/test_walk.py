"""No page says what its numbers do not: amounts near each limit, against their words."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.life_stage import Condition, Person
from nutrition.intake.labels import LabelNutrients
from nutrition.intake.nutrients import FoodNutrients, PageNutrient, nutrient_intakes, page_nutrients
from nutrition.intake.references import UlRegion, reference_of
from nutrition.reports.nutrients import nutrient_words as words
from nutrition.reports.nutrients.page import nutrient_page, reference_and_uls
from nutrition.reports.nutrients.period import PeriodIntake
from tests.intake.strategies import ON, people

# What is there instead of a nutrient makes its amount "at most", or one by a newer method.
STANDS_IN = {"675": "618", "851": "619", "291": "293", "205": "205.2", "269": "269.3"}
NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def number_in(text: str) -> Decimal:
    """The first number of a text."""
    found = NUMBER.search(text)
    assert found, text
    return Decimal(found.group().replace(",", ""))


@st.composite
def beside_a_figure(draw: st.DrawFn) -> tuple[PageNutrient, Person, PeriodIntake, UlRegion]:
    """A nutrient of which somebody had about as much as is recommended, or as one of the limits."""
    nutrient, person = draw(st.sampled_from(page_nutrients())), draw(people())
    reference = reference_of(nutrient.number, person, ON)
    figures = [
        one
        for one in (reference.low, reference.high, reference.ul, reference.cdrr, Decimal(250))
        if one
    ]
    days = draw(st.integers(1, 7))
    away = draw(
        st.sampled_from(
            ["0", "0.0004", "0.004", "0.04", "0.4", "0.6", "4", "-0.0004", "-0.004", "-0.4", "-4"]
        )
    )
    amount = max(draw(st.sampled_from(figures)) * days + Decimal(away), Decimal(0))
    number = draw(
        st.sampled_from([nutrient.number, STANDS_IN.get(nutrient.number, nutrient.number)])
    )
    eaten = FoodNutrients(1, "Feast", Decimal(100), {"208": Decimal(100), number: amount})
    bound = draw(st.sampled_from([None, *map(Decimal, ("0", "0.004", "8", "80", "6400"))]))
    soup = FoodNutrients(2, "Soup", Decimal(5), {"208": Decimal(100)}, magnesium_at_most=bound)
    foods = draw(st.sampled_from([(eaten,), (eaten, soup), (soup,), ()]))
    tablet = LabelNutrients("supplement", "Tablet", {nutrient.number: amount})
    labels = draw(st.sampled_from([(), (tablet,)]))
    return (
        nutrient,
        person,
        PeriodIntake(foods, days, labels, (ON,)),
        draw(st.sampled_from(["US", "EU"])),
    )


@settings(max_examples=300)
@given(beside_a_figure())
def test_no_row_says_what_its_numbers_do_not(
    case: tuple[PageNutrient, Person, PeriodIntake, UlRegion],
) -> None:
    nutrient, person, basis, region = case

    page = nutrient_page(nutrient, basis, person=person, on=ON, ul_region=region)

    row = page.row
    (intake,) = nutrient_intakes(basis.foods, [nutrient], basis.labels)
    reference, uls = reference_and_uls(nutrient.number, person, [ON], region)
    assert row.is_logged == bool(basis.foods or basis.labels)
    if row.at_most:
        most = (intake.at_most or Decimal(0)) / basis.days
        assert number_in(row.at_most) >= most > (intake.known or Decimal(0)) / basis.days
        assert reference.high is None or (number_in(row.at_most) >= reference.high) == (
            most >= reference.high
        )
    if intake.is_unknown or intake.known is None:
        assert (row.amount, row.percent) == (None, "")
        return
    assert row.amount is not None
    mean = intake.known / basis.days
    if not row.amount.startswith("under"):
        assert intake.bound != "at least" or number_in(row.amount) <= mean
        assert intake.bound != "at most" or number_in(row.amount) >= mean
        assert all(
            number_in(food.amount) <= number_in(row.amount)
            for food in page.sources
            if not food.kind
        )
    if "%" in row.percent and reference.high is not None and not row.amount.startswith("under"):
        shown = number_in(row.amount)
        assert (shown >= number_in(row.reference.partition("–")[2] or row.reference)) == (
            mean >= reference.high
        )
        assert (number_in(row.percent) >= 100) == (mean >= reference.high)
        assert "at target" not in row.percent
    if row.above and row.above != "above the CDRR":
        (limit,) = [fact for fact in row.facts if "above it" in fact]
        level = number_in(limit.partition("years. ")[2] or limit)
        logged = number_in(limit.rpartition(": ")[2])
        assert level == uls.lowest
        assert logged > level
    if row.above == "supplements above the UL":
        assert number_in(row.parts.partition("upplements ")[2]) > (uls.lowest or 0)
    if row.above == "above the CDRR":
        assert reference.cdrr is not None
        assert number_in(row.amount) > reference.cdrr
    assert "recommended" not in " ".join([row.reference, *row.facts])


@pytest.mark.parametrize("years", [0, 1, 4, 9, 14, 19, 31, 51, 71])
def test_every_reference_is_shown_with_all_its_digits(years: int) -> None:
    born = date(ON.year - years, 1, 1)
    pregnant = [Person("F", born, (Condition(kind, ON),)) for kind in ("pregnant", "lactating")]

    for person in (Person("F", born), Person("M", born), *pregnant):
        for nutrient in page_nutrients():
            reference = reference_of(nutrient.number, person, ON)
            for amount in (reference.low, reference.high, reference.ul, reference.cdrr):
                assert amount is None or number_in(words.three_figures(amount)) == amount

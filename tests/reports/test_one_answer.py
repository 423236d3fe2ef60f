"""The day's page, the charts, the gap, the API and the export say the same of a day, in figures and
words, of shared foods and of own ones with any basis.
"""

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.ids import new_id
from accounts.life_stage import Person
from accounts.models import User
from nutrition.api.schemas.days import DayMagnesium
from nutrition.diary.day_page import read_day
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater, WaterLine
from nutrition.diary.sums import magnesium_by_food, sums_between
from nutrition.foods.basis import rounded
from nutrition.foods.keys import FoodKey
from nutrition.intake.assessment import assess_day
from nutrition.intake.averages import sum_of_days
from nutrition.intake.day_status import day_status
from nutrition.intake.nutrient_values import ENERGY, Amounts
from nutrition.intake.nutrients import nutrient_intakes
from nutrition.intake.references import MAGNESIUM, reference_of
from nutrition.intake.words import day_words
from nutrition.reports.day_totals import totals_on, totals_with_names
from nutrition.reports.gap.gaps import gap_of_day
from nutrition.reports.gap.queries import gap_page_of_day
from nutrition.reports.logged import logged_in_diary_order, totals_between
from nutrition.reports.logged_values import (
    NO_GROUP,
    LoggedDays,
    LoggedRevision,
    logged_values,
    numbers_of_values,
)
from nutrition.reports.nutrients.period import Period, intake_of_period
from nutrition.reports.sources.page import sources_page
from nutrition.reports.summary import week_days
from nutrition.reports.trends.bars import bars_of
from nutrition.reports.trends.days import trend_days
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.spans import Span
from nutrition.reports.trends.totals import totals_by_day
from nutrition.transfer.export import csv_file
from tests.api.programs import Program
from tests.builders import Foods, log, make_own_food
from tests.diary.added_up import added_up_in_python
from tests.intake.strategies import ON, decimals, people
from tests.reports.trends.table import label_days, nutrient_of


def known(name: str, mg: str, kcal: str, basis: str | None = "100") -> LoggedRevision:
    return _revision(name, {MAGNESIUM: Decimal(mg), ENERGY: Decimal(kcal)}, None, basis)


def unknown(
    name: str, kcal: str | None, *, at_most: str | None, basis: str | None = "100"
) -> LoggedRevision:
    return _revision(name, {} if kcal is None else {ENERGY: Decimal(kcal)}, at_most, basis)


def _revision(
    name: str, amounts: Amounts, at_most: str | None, basis: str | None
) -> LoggedRevision:
    bound, weight = (None if text is None else Decimal(text) for text in (at_most, basis))
    return LoggedRevision(len(name), name, "", NO_GROUP, True, amounts, bound, weight)


FOODS: dict[FoodKey, LoggedRevision] = {
    1: known("Almonds", "100", "500"),
    2: unknown("Soup", "40", at_most="30"),
    3: unknown("Written down", None, at_most=None),
    4: known("Sugar", "0", "400"),
    # Such as people make: their labels weigh something else, or nobody knows what.
    5: known("Half a cup of oats", "320", "450", basis="120"),
    6: known("An ounce of seeds", "7", "200", basis="28.35"),
    7: unknown("A plate of stew", "300", at_most="90", basis="350"),
    8: known("A bar", "80", "220", basis=None),
    9: unknown("A tall shake", None, at_most=None, basis=None),
}
VALUES = logged_values(FOODS, MAGNESIUM)
MEASURES = decimals("0.001", "500", 3) | st.sampled_from(
    ["75", "310", "319.6", "320", "320.4", "419.999"]
).map(Decimal)
ENTRIES = st.lists(st.tuples(st.just(ON), st.sampled_from(list(VALUES)), MEASURES), max_size=4)
DOSES = st.lists(decimals("0", "400", 2), max_size=1).map(
    lambda amounts: tuple(DoseLine(new_id(), "Mg", "", mg, Decimal(1)) for mg in amounts)
)
WATERS = st.lists(st.just(WaterLine(new_id(), Decimal("1.5"), Decimal(24))), max_size=1).map(tuple)
TAKEN = st.builds(DosesAndWater, DOSES, WATERS, st.sampled_from([None, "complete", "in_progress"]))


@given(ENTRIES, TAKEN, people())
def test_every_page_gives_one_answer(
    entries: list[tuple[date, FoodKey, Decimal]], taken: DosesAndWater, person: Person
) -> None:
    eaten = [VALUES[id_].eaten(measure) for _, id_, measure in entries]
    day = assess_day(
        eaten,
        person=person,
        on=ON,
        water=[line.intake for line in taken.waters],
        doses=[line.intake for line in taken.doses],
        status=day_status(taken.status, is_logged=bool(eaten) or not taken.is_empty),
    )
    magnesium, span = nutrient_of(MAGNESIUM), Span(ON, ON)
    drawn = trend_days(
        [ON],
        totals_by_day(entries, VALUES),
        nutrient=magnesium,
        labels=label_days({ON: taken}, MAGNESIUM),
        person=person,
        today=ON,
    )
    [told] = week_days(
        [ON],
        added_up_in_python((ON, food) for food in eaten),
        taken={ON: taken},
        person=person,
        today=ON,
    )

    words = day_words(day)
    [bar] = bars_of(TrendReport(magnesium, drawn), span)
    gap = gap_of_day(day, reference_of(MAGNESIUM, person, ON))
    out = DayMagnesium.of(told, [])

    assert bar.total == (words.display.short if words.display else words.figure)
    assert words.amount in bar.words or day.total_mg is None
    assert (out.says, out.sentence) == (words.amount, words.note)
    assert out.comparison == day.comparison
    if gap.reference.high is not None and not gap.is_too_young:
        assert ("nothing is missing" in gap.words) == (day.comparison == "meets")
        assert words.amount in gap.words or words.display is None
        assert (words.to_go if words.display else words.to_go.removeprefix("up to ")) in gap.words
    assert drawn[0].comparison == day.comparison_of_bounds


@given(ENTRIES.filter(bool))
def test_foods_and_their_shares_add_up_to_the_day(
    entries: list[tuple[date, FoodKey, Decimal]],
) -> None:
    logged = LoggedDays(entries, {id_: FOODS[id_] for _, id_, _ in entries})
    day = totals_by_day(entries, VALUES)[ON].total

    [intake] = nutrient_intakes(
        intake_of_period(Period(ON, 1), logged, {}).foods, [nutrient_of(MAGNESIUM)]
    )

    per_food = intake.total._replace(unknown=day.unknown, unknown_names=day.unknown_names)
    assert per_food == day
    assert rounded(sum((one.exact_amount for one in intake.contributions), Fraction(0))) == (
        day.known
    )


# --- the same from the database -------------------------------------------------------------------

DAYS = [date(2026, 11, day) for day in (18, 19, 20)]
LAST = DAYS[-1]
NUMBERS = numbers_of_values(MAGNESIUM)


@pytest.fixture
def eaten(alice: User, foods: Foods) -> None:
    """A third of half a cup on each day, whose magnesium has no end; a bar of unknown weight."""
    oats = make_own_food(
        "Oats", owner=alice, magnesium="320", portions={"half a cup": "120"}, basis_grams="120"
    )
    bar = make_own_food(
        "Bar", owner=alice, magnesium="80.5", portions={"bar": None}, basis_grams=None
    )
    stew = make_own_food(
        "Stew", owner=alice, magnesium=None, portions={"plate": "350"}, basis_grams="350"
    )
    for on in DAYS:
        log(alice, oats, portion="half a cup", quantity="1/3", on=str(on))
        log(alice, foods.almonds, grams="12.5", on=str(on))
    log(alice, bar, portion="bar", quantity="1.5", on=str(LAST))
    log(alice, stew, portion="plate", quantity="1/7", on=str(LAST))


@pytest.mark.django_db
@pytest.mark.usefixtures("eaten")
def test_a_day_with_own_foods_has_one_sum_everywhere(alice: User) -> None:
    magnesium, program = nutrient_of(MAGNESIUM), Program(alice)
    logged = logged_in_diary_order(alice, LAST, LAST, NUMBERS)
    range_ = totals_between(alice, LAST, LAST, NUMBERS)

    page = read_day(alice, Person(), LAST, LAST).summary.assessment
    [on_nutrients] = nutrient_intakes(
        intake_of_period(Period(LAST, 1), logged, {}).foods, [magnesium]
    )
    gap = gap_page_of_day(alice, Person(), LAST).gap
    week = [food.mg for food in magnesium_by_food(alice, LAST, LAST)]

    expected = rounded(Fraction(320, 3) + Fraction("37.5") + Fraction("120.75"))
    assert page.food_mg == expected
    assert sums_between(alice, LAST, LAST)[LAST].total.known == expected
    assert totals_with_names(alice, LAST, LAST, MAGNESIUM)[LAST].total.known == expected
    assert totals_on(alice, [LAST], MAGNESIUM)[LAST].total.known == expected
    assert on_nutrients.known == expected
    assert gap is not None and gap.reached_mg == expected
    assert sum_of_days(week) == sum_of_days([expected])
    assert sources_page(magnesium, range_).total == "264 mg"
    assert (page.unknown_entries, on_nutrients.unknown_entries) == (1, 1)
    assert page.known_share_grams is on_nutrients.total.known_share_grams is None
    assert program.get(f"/days/{LAST}")["magnesium"]["food_mg"] == f"{expected:.3f}"
    [told, *_] = program.get(f"/nutrients/{LAST}")["nutrients"]
    assert (Decimal(told["amount"]), told["bound"]) == (round(expected, 10), "at least")


@pytest.mark.django_db
@pytest.mark.usefixtures("eaten")
def test_thirds_of_several_days_add_up_to_whole_milligrams(alice: User) -> None:
    days = sums_between(alice, DAYS[0], LAST).values()
    by_food = {food.name: food.mg for food in magnesium_by_food(alice, DAYS[0], LAST)}
    shares = sources_page(nutrient_of(MAGNESIUM), totals_between(alice, DAYS[0], LAST, NUMBERS))

    assert sum_of_days(day.total.known or Decimal(0) for day in days) == Decimal("553.25")
    assert by_food == {
        "Oats": 320,
        "Almonds": Decimal("112.5"),
        "Bar": Decimal("120.75"),
        "Stew": 0,
    }
    assert [(row.name, row.amount) for row in shares.foods] == [
        ("Oats", "320 mg"),
        ("Bar", "121 mg"),
        ("Almonds", "113 mg"),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("eaten")
def test_the_csv_file_has_what_each_entry_adds(alice: User) -> None:
    lines = list(csv.DictReader("".join(csv_file(alice)).lstrip("\ufeff").splitlines()))

    cells = {
        (line["Food"], line["Weight (g)"]): line["Magnesium (mg)"]
        for line in lines
        if line["Date"] == str(LAST)
    }
    assert {key: cell and round(Decimal(cell), 6) for key, cell in cells.items()} == {
        ("Oats", "40"): Decimal("106.666667"),
        ("Almonds", "12.5"): Decimal("37.5"),
        ("Bar", ""): Decimal("120.75"),
        ("Stew", "50"): "",
    }

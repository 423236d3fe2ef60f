"""The day's page, the charts, the gap and the API say the same of a day, in figures and words."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from accounts.ids import new_id
from accounts.life_stage import Person
from nutrition.api.schemas.days import DayMagnesium
from nutrition.diary.label_amounts.values import DoseLine, DosesAndWater, WaterLine
from nutrition.intake.assessment import assess_day
from nutrition.intake.day_status import day_status
from nutrition.intake.references import MAGNESIUM, reference_of
from nutrition.intake.totals import EatenFood
from nutrition.intake.words import day_words
from nutrition.reports.gap.gaps import gap_of_day
from nutrition.reports.logged_values import LoggedValue
from nutrition.reports.summary import week_days
from nutrition.reports.trends.bars import bars_of
from nutrition.reports.trends.days import trend_days
from nutrition.reports.trends.report import TrendReport
from nutrition.reports.trends.spans import Span
from nutrition.reports.trends.totals import totals_by_day
from tests.diary.added_up import added_up_in_python
from tests.intake.strategies import ON, decimals, people
from tests.reports.trends.table import label_days, nutrient_of

VALUES = {
    1: LoggedValue(1, "Almonds", Decimal(100), None, Decimal(500)),
    2: LoggedValue(2, "Soup", None, None, Decimal(40), Decimal(30)),
    3: LoggedValue(3, "Written down", None, None, None),
    4: LoggedValue(4, "Sugar", Decimal(0), None, Decimal(400)),
}
GRAMS = decimals("0.001", "500", 3) | st.sampled_from(
    ["75", "310", "319.6", "320", "320.4", "419.999"]
).map(Decimal)
ENTRIES = st.lists(st.tuples(st.just(ON), st.sampled_from(list(VALUES)), GRAMS), max_size=4)
DOSES = st.lists(decimals("0", "400", 2), max_size=1).map(
    lambda amounts: tuple(DoseLine(new_id(), "Mg", "", mg, Decimal(1)) for mg in amounts)
)
WATERS = st.lists(st.just(WaterLine(new_id(), Decimal("1.5"), Decimal(24))), max_size=1).map(tuple)
TAKEN = st.builds(DosesAndWater, DOSES, WATERS, st.sampled_from([None, "complete", "in_progress"]))


@given(ENTRIES, TAKEN, people())
def test_every_page_gives_one_answer(
    entries: list[tuple[date, int, Decimal]], taken: DosesAndWater, person: Person
) -> None:
    eaten = [
        EatenFood(food.name, grams, food.per_100g, food.kcal_per_100g, food.at_most_per_100g)
        for _, id_, grams in entries
        for food in (VALUES[id_],)
    ]
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

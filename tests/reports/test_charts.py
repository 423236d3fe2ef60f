"""The geometry of the week's chart, held against the figures of the design."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.reports import charts
from nutrition.reports.charts import (
    Block,
    Chart,
    ChartColumn,
    Strip,
    Target,
    TargetStep,
    draw_chart,
    relative_widths,
)

EMPTY = ChartColumn(food=None)
WOMAN = Target(low=Decimal(310), high=Decimal(320), own=Decimal(320))
MILLIGRAMS = st.decimals(0, 5000, places=3)


def week(*columns: ChartColumn, average: Decimal | None = None) -> Chart:
    """A chart of seven days that starts with `columns`."""
    return draw_chart([*columns, *[EMPTY] * (7 - len(columns))], average)


def food(mg: str, **fields: object) -> ChartColumn:
    return ChartColumn(food=Decimal(mg))._replace(**fields)


@st.composite
def columns(drawing: st.DrawFn) -> ChartColumn:
    food_mg = drawing(st.none() | MILLIGRAMS)
    if food_mg is None:
        return EMPTY
    supplement = drawing(MILLIGRAMS)
    at_most = drawing(st.none() | MILLIGRAMS.map(lambda more: food_mg + supplement + more))
    return ChartColumn(food_mg, supplement, is_lower_bound=drawing(st.booleans()), at_most=at_most)


def test_seven_bars_stand_where_the_design_has_them() -> None:
    chart = week(food("294"))

    assert chart.column_width == 14.29
    assert [bar.x for bar in chart.bars] == [0, 14.29, 28.57, 42.86, 57.14, 71.43, 85.71]
    assert [bar.middle for bar in chart.bars] == [7.14, 21.43, 35.71, 50, 64.29, 78.57, 92.86]


def test_the_axis_goes_from_0_to_400_mg() -> None:
    chart = week(food("294"))

    assert [(line.amount, line.y) for line in chart.grid] == [
        (0, 262),
        (100, 208.7),
        (200, 155.3),
        (300, 102),
        (400, 48.7),
    ]


@pytest.mark.parametrize(
    ("mg", "ticks"),
    [
        ("400", [0, 100, 200, 300, 400]),
        ("400.001", [0, 100, 200, 300, 400, 500]),
        ("501", [0, 200, 400, 600]),
        ("1000.5", [0, 500, 1000, 1500]),
        ("2501", [0, 1000, 2000, 3000]),
        ("64900", [0, 20_000, 40_000, 60_000, 80_000]),
    ],
)
def test_the_axis_grows_with_a_day_above_it(mg: str, ticks: list[int]) -> None:
    assert [line.amount for line in week(food(mg)).grid] == ticks


def test_a_bar_of_food_stands_on_the_base_line() -> None:
    bar = week(food("300")).bars[0]

    assert (bar.food, bar.supplement, bar.cap, bar.value_y) == (Block(102, 160), None, None, 96)


def test_supplements_stand_on_food_with_a_gap_and_the_cap_on_top() -> None:
    bar = week(food("250", supplement=Decimal(50), is_lower_bound=True)).bars[0]

    assert bar.food == Block(128.7, 133.3)
    assert bar.supplement == Block(102, 24.7)
    assert bar.cap == Block(88, 12)
    assert bar.value_y == 82


def test_supplements_alone_stand_on_the_base_line() -> None:
    bar = week(food("0", supplement=Decimal(300))).bars[0]

    assert (bar.food, bar.supplement) == (None, Block(102, 160))


def test_the_cap_reaches_from_the_lower_to_the_upper_bound() -> None:
    plain = week(food("294")).bars[0].food
    capped = week(food("200", is_lower_bound=True, at_most=Decimal(294))).bars[0]

    assert plain is not None
    assert capped.cap is not None
    assert capped.cap.y == plain.y


def test_the_axis_goes_as_far_as_an_upper_bound() -> None:
    chart = week(food("200", is_lower_bound=True, at_most=Decimal(900)))

    assert chart.grid[-1].amount == 1000


def test_bounds_that_are_the_same_leave_nothing_to_hatch() -> None:
    assert week(food("200", is_lower_bound=True, at_most=Decimal(200))).bars[0].cap is None


def test_a_day_of_unknown_foods_has_only_the_cap() -> None:
    bar = week(food("0", is_lower_bound=True)).bars[0]

    assert (bar.food, bar.cap, bar.value_y) == (None, Block(250, 12), 244)


def test_a_known_zero_has_a_value_and_no_bar() -> None:
    bar = week(food("0")).bars[0]

    assert (bar.food, bar.cap, bar.value_y) == (None, None, 256)


def test_a_day_without_entries_has_nothing_in_its_column() -> None:
    bar = week(EMPTY).bars[0]

    assert (bar.food, bar.supplement, bar.cap, bar.value_y) == (None, None, None, None)


def test_the_average_lies_at_its_height() -> None:
    assert week(food("300"), average=Decimal(300)).average_y == 102
    assert week(food("300")).average_y is None


def test_the_same_target_all_week_is_one_unbroken_band_and_line() -> None:
    chart = draw_chart([EMPTY._replace(target=WOMAN)] * 7, None)

    assert chart.bands == (Strip(0, 100, 91.3, 5.4),)
    assert chart.goals == (Strip(0, 100, 91.3),)


def test_a_target_that_changes_in_the_week_is_drawn_from_its_day_on() -> None:
    pregnant = Target(low=Decimal(350), high=Decimal(360), own=Decimal(360))

    chart = draw_chart(
        [EMPTY._replace(target=WOMAN)] * 3 + [EMPTY._replace(target=pregnant)] * 4, None
    )

    assert [(line.x, line.right) for line in chart.goals] == [(0, 42.86), (42.86, 100)]
    assert chart.goals[1].y < chart.goals[0].y


def test_without_an_age_there_is_a_band_and_no_own_line() -> None:
    chart = draw_chart([EMPTY._replace(target=WOMAN._replace(own=None))] * 7, None)

    assert (len(chart.bands), chart.goals) == (1, ())


def test_days_without_a_recommended_amount_have_no_target() -> None:
    chart = week(food("200"))

    assert (chart.bands, chart.goals) == ((), ())


@given(st.lists(columns(), min_size=7, max_size=7))
def test_everything_stays_inside_the_drawing(days: list[ChartColumn]) -> None:
    chart = draw_chart(days, None)

    for bar in chart.bars:
        for block in (bar.food, bar.supplement, bar.cap):
            assert block is None or (block.y >= 0 and block.y + block.height <= charts.BASE + 0.1)
        assert bar.value_y is None or bar.value_y >= 12


@given(st.lists(columns(), min_size=7, max_size=7))
def test_pieces_of_a_bar_never_overlap(days: list[ChartColumn]) -> None:
    chart = draw_chart(days, None)

    for bar in chart.bars:
        blocks = [block for block in (bar.food, bar.supplement, bar.cap) if block]
        for lower, upper in pairwise(blocks):
            assert upper.y + upper.height == pytest.approx(lower.y - charts.GAP, abs=0.11)
            assert upper.height >= 1


@given(MILLIGRAMS, MILLIGRAMS)
def test_more_food_is_never_a_shorter_bar(less: Decimal, more: Decimal) -> None:
    less, more = sorted((less, more))

    bars = week(ChartColumn(less), ChartColumn(more)).bars

    assert (bars[0].food.height if bars[0].food else 0) <= (
        bars[1].food.height if bars[1].food else 0
    )


def test_the_widest_share_fills_the_bar() -> None:
    assert relative_widths([Decimal("192.3"), Decimal("96.15"), Decimal(0)]) == (100, 50, 0)
    assert relative_widths([Decimal(0)]) == (0,)
    assert relative_widths([]) == ()


@pytest.mark.parametrize(
    ("amount", "labels"),
    [
        ("0", ["0", "0.0001"]),
        ("0.9", ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ("2.4", ["0", "0.5", "1", "1.5", "2", "2.5"]),
        ("4700", ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
        ("64900", ["0", "20k", "40k", "60k", "80k"]),
    ],
)
def test_the_axis_of_other_nutrients_goes_as_far_as_they_do(amount: str, labels: list[str]) -> None:
    chart = draw_chart([food(amount)], None, usual=Decimal(0))

    assert [line.label for line in chart.grid] == labels


def test_a_target_that_changes_within_a_column_is_drawn_from_its_share_on() -> None:
    pregnant = Target(low=Decimal(350), high=Decimal(360), own=Decimal(360))
    month = EMPTY._replace(steps=(TargetStep(0.25, WOMAN), TargetStep(0.75, pregnant)))

    chart = draw_chart([EMPTY._replace(target=WOMAN), month], None)

    assert [(line.x, line.right) for line in chart.goals] == [(0, 62.5), (62.5, 100)]


def test_the_axis_reaches_every_target_of_a_column() -> None:
    high = Target(low=Decimal(350), high=Decimal(900), own=None)

    chart = draw_chart(
        [EMPTY._replace(steps=(TargetStep(0.5, WOMAN), TargetStep(0.5, high)))], None
    )

    assert chart.grid[-1].amount == 1000

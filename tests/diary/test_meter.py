"""The meter: numbers to places on a line."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nutrition.diary.meter import draw_meter

AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=3)


def test_the_target_is_at_four_fifths_of_the_line() -> None:
    meter = draw_meter(
        Decimal(160), has_unknown=False, band=(Decimal(310), Decimal(320)), goal=Decimal(320)
    )

    assert (meter.food, meter.goal_at, meter.band_at, meter.band_width) == (
        "40.00%",
        "80.00%",
        "77.50%",
        "2.50%",
    )


def test_without_a_target_nothing_but_the_food_is_drawn() -> None:
    meter = draw_meter(Decimal(50), has_unknown=False, band=None, goal=None)

    assert (meter.food, meter.goal_at, meter.band_at, meter.unknown_at) == (
        "100.00%",
        None,
        None,
        None,
    )


def test_the_unknown_mark_reaches_to_the_upper_bound() -> None:
    meter = draw_meter(
        Decimal(160), has_unknown=True, at_most_mg=Decimal(240), band=None, goal=Decimal(320)
    )
    beyond = draw_meter(
        Decimal(160), has_unknown=True, at_most_mg=Decimal(640), band=None, goal=Decimal(320)
    )

    assert (meter.food, meter.unknown_at, meter.unknown_width) == ("40.00%", "40.00%", "20.00%")
    assert (beyond.food, beyond.unknown_width, beyond.goal_at) == ("25.00%", "75.00%", "50.00%")


def test_without_a_bound_the_unknown_mark_has_a_fixed_width() -> None:
    meter = draw_meter(
        Decimal(160), has_unknown=True, at_most_mg=None, band=None, goal=Decimal(320)
    )

    assert (meter.unknown_at, meter.unknown_width) == ("40.00%", "24")


@given(AMOUNTS, AMOUNTS, st.booleans(), st.none() | AMOUNTS)
def test_everything_stays_on_the_line(
    known: Decimal, goal: Decimal, has_unknown: bool, more: Decimal | None
) -> None:
    at_most = None if more is None else known + more
    meter = draw_meter(
        known, has_unknown=has_unknown, at_most_mg=at_most, band=(goal, goal), goal=goal
    )

    places = [
        place for place in (meter.food, meter.goal_at, meter.band_at, meter.unknown_at) if place
    ]
    assert all(0 <= Decimal(place.rstrip("%")) <= 100 for place in places)

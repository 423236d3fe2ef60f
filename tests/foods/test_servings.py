"""The household portion that comes nearest to what people eat at a time."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.foods.servings import MAX_RATIO, MIN_RATIO, HouseholdMeasure, Serving, serving_near
from nutrition.units import round_fraction


def measure(unit: str, grams: str, amount: str = "1", id_: int = 1) -> HouseholdMeasure:
    return HouseholdMeasure(id_, Decimal(amount), unit, Decimal(grams))


@pytest.mark.parametrize(
    ("grams", "measures", "words"),
    [
        (30, [measure("cup", "118"), measure("oz", "28.35")], "1 oz · 28 g"),
        (90, [measure("cup", "172")], "½ cup · 86 g"),
        (40, [measure("cup", "149"), measure("fig", "8.4")], "5 figs · 42 g"),
        (85, [measure("oz", "85", amount="3")], "3 oz · 85 g"),
        (32, [measure("tbsp", "32", amount="2"), measure("cup", "258")], "2 tbsp · 32 g"),
        (140, [measure("extra small", "81"), measure("large", "136")], "1 large · 136 g"),
        (120, [measure("fruit", "236")], "½ fruit · 118 g"),
    ],
)
def test_the_nearest_measure_is_taken(
    grams: int, measures: list[HouseholdMeasure], words: str
) -> None:
    serving = serving_near(Decimal(grams), measures)

    assert serving and serving.words == words


@pytest.mark.parametrize(
    "measures",
    [
        [],
        [measure("recipe yield", "30")],
        [measure("package (10 oz)", "30")],
        [measure("kernel", "0.7")],
        [measure("cup", "2000")],
    ],
    ids=["none", "recipe", "package", "too small", "too large"],
)
def test_no_measure_comes_near(measures: list[HouseholdMeasure]) -> None:
    assert serving_near(Decimal(30), measures) is None


def test_a_measure_that_nobody_weighed_is_never_near() -> None:
    assert serving_near(Decimal(30), [HouseholdMeasure(1, Decimal(1), "cup", None)]) is None


@pytest.mark.parametrize(
    ("quantity", "grams", "measure"),
    [("3/2", None, "1.5"), ("1/3", None, "0.333"), ("2", 60, "60")],
)
def test_what_is_eaten_of_a_serving_is_counted_where_nobody_weighed_it(
    quantity: str, grams: int | None, measure: str
) -> None:
    weight = None if grams is None else Decimal(grams)

    assert Serving(1, Fraction(quantity), weight, "").measure == Decimal(measure)


@given(
    grams=st.decimals("0.5", "400", places=1),
    weight=st.decimals("0.1", "900", places=3),
    amount=st.sampled_from(["1", "0.5", "3", "0.333"]),
    unit=st.sampled_from(["cup", "oz", "tbsp", "slice", "fillet"]),
)
def test_a_serving_weighs_what_its_portion_says(
    grams: Decimal, weight: Decimal, amount: str, unit: str
) -> None:
    serving = serving_near(grams, [measure(unit, str(weight), amount)])

    if serving and serving.grams:
        assert serving.grams == round_fraction(serving.quantity * Fraction(weight), 3)
        assert MIN_RATIO * 0.99 <= serving.grams / grams <= MAX_RATIO * 1.01

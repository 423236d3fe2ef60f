from decimal import Decimal, localcontext
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.foods.basis import HUNDRED_GRAMS, ZERO
from nutrition.intake.totals import (
    Coverage,
    DoseMagnesium,
    EatenFood,
    LabelWater,
    add_up,
    exact_sum,
    supplement_mg,
    water_mg,
)
from tests.intake.strategies import foods, known_foods

LAST_PLACE = Decimal("1E-20")

ALMONDS = EatenFood("almonds", Decimal("28.35"), Decimal(270), Decimal(579))
OIL = EatenFood("oil", Decimal(27), Decimal(0), Decimal(884))
SOUP = EatenFood("soup", Decimal(252), None, Decimal(40))


def test_nothing_eaten_is_no_data() -> None:
    total = add_up([])

    assert total.known is None
    assert total.known_share_energy is None
    assert total.known_share_grams is None
    assert not total.is_lower_bound


def test_a_known_zero_is_a_value() -> None:
    total = add_up([ALMONDS, OIL])

    assert total.known == Decimal("76.545")
    assert total.unknown == 0
    assert total.known_share_energy == total.known_share_grams == 1


def test_an_unknown_value_adds_nothing_and_makes_the_total_a_lower_bound() -> None:
    total = add_up([ALMONDS, SOUP])

    assert total.known == add_up([ALMONDS]).known
    assert (total.unknown, total.unknown_names) == (1, ("soup",))
    assert total.is_lower_bound
    assert total.known_share_grams == Decimal("28.35") / Decimal("280.35")


def test_only_unknown_foods_are_at_least_zero() -> None:
    total = add_up([SOUP])

    assert total.known == 0
    assert total.is_lower_bound
    assert total.known_share_energy == total.known_share_grams == 0


@pytest.mark.parametrize("unit", [1, Decimal("0.001"), Fraction(1, 7)])
def test_a_share_is_the_same_whatever_numbers_it_is_of(unit: int | Decimal | Fraction) -> None:
    coverage = Coverage(kcal=3 * unit, known_kcal=unit)

    assert coverage.share_of_energy == Decimal(1) / Decimal(3)


def test_energy_unknown_for_one_food_leaves_the_share_of_energy_unknown() -> None:
    total = add_up([ALMONDS, EatenFood("stew", Decimal(100), Decimal(20), None)])

    assert total.known_share_energy is None
    assert total.known_share_grams == 1


def test_food_without_any_energy_has_no_share_of_energy() -> None:
    total = add_up([EatenFood("water", Decimal(500), Decimal(1), Decimal(0))])

    assert total.known_share_energy is None
    assert total.known_share_grams == 1


def test_water_and_doses_add_up() -> None:
    assert water_mg(
        [LabelWater(Decimal("1.5"), Decimal("24.6")), LabelWater(Decimal("0.2"), Decimal(0))]
    ) == Decimal("36.9")
    assert supplement_mg(
        [DoseMagnesium(Decimal("100")), DoseMagnesium(Decimal("84.5"))]
    ) == Decimal("184.5")


def test_ten_thousand_entries_with_all_their_decimals_stay_exact() -> None:
    entry = EatenFood("x", Decimal("999999.999"), Decimal("999999.99999"), Decimal(1))

    total = add_up([entry] * 10_000)

    assert total.known is not None
    assert Fraction(total.known) == 10_000 * Fraction("999999.999") * Fraction("999999.99999") / 100


def test_a_careless_context_of_the_caller_loses_nothing() -> None:
    with localcontext() as context:
        context.prec = 3
        total = add_up([ALMONDS])

    assert total.known == Decimal("76.545")


@given(st.lists(foods()), st.randoms())
def test_order_never_changes_a_total(day: list[EatenFood], random: Random) -> None:
    shuffled = random.sample(day, len(day))

    before, after = add_up(day), add_up(shuffled)

    assert before.known == after.known
    assert sorted(before.unknown_names) == sorted(after.unknown_names)
    assert before.known_share_energy == after.known_share_energy
    assert before.known_share_grams == after.known_share_grams


@given(st.lists(foods(), min_size=1), st.integers(0))
def test_grouping_never_changes_a_total(day: list[EatenFood], cut: int) -> None:
    cut %= len(day)

    parts = [
        total.known for total in (add_up(day[:cut]), add_up(day[cut:])) if total.known is not None
    ]

    together = add_up(day).known or ZERO
    assert abs(exact_sum(parts) - together) <= 2 * LAST_PLACE
    if all(food.basis in (HUNDRED_GRAMS, None) for food in day):
        assert exact_sum(parts) == together


@given(st.lists(foods()))
def test_a_total_is_the_sum_of_fractions_to_the_twentieth_place(day: list[EatenFood]) -> None:
    expected = sum(
        (
            Fraction(food.measure) * Fraction(food.per_basis) / Fraction(food.basis or 1)
            for food in day
            if food.per_basis is not None
        ),
        Fraction(0),
    )

    total = Fraction(add_up(day).known or 0)

    assert abs(total - expected) <= Fraction(LAST_PLACE) / 2
    if (expected / Fraction(LAST_PLACE)).denominator == 1:
        assert total == expected


@given(st.lists(foods()))
def test_shares_lie_between_none_and_all(day: list[EatenFood]) -> None:
    total = add_up(day)

    for share in (total.known_share_energy, total.known_share_grams):
        assert share is None or 0 <= share <= 1


@given(st.lists(known_foods(), min_size=1))
def test_all_values_known_is_full_coverage(day: list[EatenFood]) -> None:
    total = add_up(day)

    assert total.known_share_grams == (1 if all(food.grams for food in day) else None)
    assert total.known_share_energy in (None, 1)


def test_more_digits_than_fit_are_refused_instead_of_rounded() -> None:
    with pytest.raises(ArithmeticError):
        exact_sum([Decimal("1e60"), Decimal("1e-60")])


@given(st.lists(known_foods()))
def test_what_each_food_gives_adds_up_to_the_total(eaten: list[EatenFood]) -> None:
    total = add_up(eaten)

    each = exact_sum(food.amount for food in eaten if food.amount is not None)
    assert abs(each - (total.known or 0)) <= len(eaten) * LAST_PLACE


def test_what_a_label_measures_adds_up_to_what_it_says() -> None:
    # 320 mg in half a cup of 120 g: no decimal of 100 g gives exactly that.
    cups = [
        EatenFood("oats", Decimal(grams), Decimal(320), Decimal(450), basis=Decimal(120))
        for grams in (60, 40, 20)
    ]

    assert [food.amount for food in cups[:1]] == [Decimal(160)]
    assert add_up(cups).known == 320
    assert add_up([*cups, *cups, *cups]).known == 960


def test_a_portion_of_unknown_weight_counts_times_its_number() -> None:
    bar = EatenFood("bar", Decimal("1.5"), Decimal(80), Decimal(200), basis=None)

    total = add_up([bar, ALMONDS])

    assert total.known == Decimal("196.545")
    assert bar.grams is total.known_share_grams is None
    assert (total.known_share_energy, total.is_covered) == (1, True)


def test_coverage_without_weights_goes_by_energy_alone() -> None:
    unknown = EatenFood("bar", Decimal(1), None, Decimal(10), basis=None)
    known = EatenFood("shake", Decimal(1), Decimal(80), Decimal(90), basis=None)

    assert add_up([known, unknown]).is_covered
    assert not add_up([known, unknown, unknown]).is_covered
    assert not add_up([known, unknown._replace(kcal_per_basis=None)]).is_covered


def test_what_a_food_without_a_value_gives_is_unknown() -> None:
    assert SOUP.amount is None

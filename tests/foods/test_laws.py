"""What the values of one food must not contradict."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.foods.loading.laws import (
    GENERAL_FACTORS,
    KJ_OF_KCAL,
    Factors,
    atwater_kcal,
    broken_laws,
    factors_of,
    listed_exceptions,
)

KALE = factors_of("2.44", "8.37", "3.57")


def broken(factors: Factors = GENERAL_FACTORS, **values: str) -> list[str]:
    return [
        law
        for law, _ in broken_laws(
            {number[1:]: Decimal(amount) for number, amount in values.items()}, factors
        )
    ]


@pytest.mark.parametrize(
    ("law", "values"),
    [
        ("folate", {"n417": "62", "n432": "141", "n431": "0"}),
        ("folate DFE", {"n435": "141", "n432": "62", "n431": "0"}),
        ("folate DFE", {"n435": "130", "n432": "30", "n431": "100"}),
        ("energy", {"n208": "49", "n203": "2.92", "n204": "1.49", "n205": "4.42"}),
        ("kilojoules", {"n208": "35", "n268": "207"}),
        ("fatty acids", {"n204": "25.1", "n606": "8.6", "n645": "18.4", "n646": "3.46"}),
        ("vitamin D", {"n328": "17.5", "n324": "0"}),
    ],
)
def test_a_stale_value_breaks_its_law(law: str, values: dict[str, str]) -> None:
    assert broken(**values) == [law]


@pytest.mark.parametrize("law_breaker", ["n417", "n435", "n208", "n268", "n204", "n328"])
def test_what_is_unknown_breaks_no_law(law_breaker: str) -> None:
    assert broken(**{law_breaker: "999"}) == []


def test_energy_is_by_the_foods_own_factors_and_else_by_4_9_4() -> None:
    kale = {"203": Decimal("2.92"), "204": Decimal("1.49"), "205": Decimal("4.42")}

    assert atwater_kcal(kale, KALE) == Decimal("35.3755")
    assert atwater_kcal(kale, factors_of("", "8.37", "3.57")) == Decimal("42.77")
    assert atwater_kcal(kale | {"221": Decimal(1)}, KALE) == Decimal("42.3055")


amounts = st.decimals("0", "30", places=4)


@given(amounts, amounts, amounts)
def test_rounding_breaks_no_law(first: Decimal, second: Decimal, third: Decimal) -> None:
    kcal = first * 4 + second * 9 + third * 4
    true = {
        "n203": (first, ".01"),
        "n204": (second, ".01"),
        "n205": (third, ".01"),
        "n208": (kcal, "1"),
        "n268": (kcal * KJ_OF_KCAL, "1"),
        "n606": (second / 3, ".001"),
        "n645": (second / 3, ".001"),
        "n646": (second / 3, ".001"),
        "n417": (first + second, "1"),
        "n432": (first, "1"),
        "n431": (second, "1"),
        "n435": (first + second * Decimal("1.7"), "1"),
        "n328": (first, ".1"),
        "n324": (first * 40, "1"),
    }

    rounded = {
        number: str(amount.quantize(Decimal(step))) for number, (amount, step) in true.items()
    }

    assert broken(**rounded) == []


def test_each_exception_says_why() -> None:
    assert all(len(reason) > 20 for reason in listed_exceptions().values())

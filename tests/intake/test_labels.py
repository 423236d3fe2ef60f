"""What labels state, in the unit of the food table, by hand from the published factors."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.intake.labels import (
    LabelNutrients,
    dose_amounts,
    label_contributions,
    label_units,
    merge_labels,
    water_amounts,
)
from nutrition.intake.nutrients import page_nutrients
from nutrition.intake.references import read_table
from tests.intake.strategies import decimals


def multi(**amounts: str) -> LabelNutrients:
    """multi(n324="400"): a supplement whose label states 400 of the unit 324."""
    return LabelNutrients(
        "supplement",
        "Multi",
        {key[1:].replace("_", " "): Decimal(of) for key, of in amounts.items()},
    )


@pytest.mark.parametrize(
    ("number", "stated", "amount", "toward_ul"),
    [
        ("320", {"n320": "900"}, "900", None),  # how much of it is retinol the label does not say
        ("320", {"n319": "900"}, "900", "900"),
        ("320", {"n318_retinol": "3000"}, "900", "900"),  # 1 IU is 0.3 µg of retinol
        ("320", {"n318": "5000"}, None, None),  # retinol and carotenes count differently
        ("328", {"n328": "10"}, "10", "10"),
        ("328", {"n324": "400"}, "10", "10"),  # 40 IU are 1 µg
        ("323", {"n323": "15"}, "15", "15"),
        # half of its forms are the ones that the body keeps
        ("323", {"n323_synthetic": "600"}, "600", "1200"),
        ("323", {"n340_natural": "30"}, "20.1", "20.1"),
        ("323", {"n340_synthetic": "30"}, "13.5", "27"),  # the UL counts the other half, too
        ("323", {"n340": "30"}, None, None),
        ("406", {"n406": "20"}, "20", "20"),
        ("435", {"n431": "400"}, "680", "400"),  # folic acid counts 1.7 times
        ("435", {"n435": "1700"}, "1700", "1000"),
        ("435", {"n435": "400"}, "400", "235.29412"),
        ("312", {"n312": "2"}, "2", "2"),
        ("312", {"n312_µg": "900"}, "0.9", "0.9"),
        ("401", {"n401": "60"}, "60", "60"),
    ],
)
def test_labels_in_the_unit_of_the_food_table(
    number: str, stated: dict[str, str], amount: str | None, toward_ul: str | None
) -> None:
    (gift,) = label_contributions(number, [multi(**stated)])

    assert gift.amount == (None if amount is None else Decimal(amount))
    assert gift.toward_ul == (None if toward_ul is None else Decimal(toward_ul))
    assert gift.amount is not None or gift.unit.reason


def test_a_label_that_states_a_nutrient_twice_counts_once() -> None:
    (folate,) = label_contributions("435", [multi(n435="680", n431="400")])
    (vitamin_d,) = label_contributions("328", [multi(n324="400", n328="10")])

    assert (folate.amount, vitamin_d.amount) == (680, 10)


def test_what_a_label_does_not_list_is_no_gift() -> None:
    assert label_contributions("401", [multi(n303="18"), dose_amounts("Oil", Decimal(0), {})]) == ()
    assert label_contributions("304", [dose_amounts("Oil", None, {})]) == ()


def test_a_zero_that_a_label_lists_is_a_gift_of_zero() -> None:
    [gift] = label_contributions("304", [dose_amounts("Oil", Decimal(0), {})])

    assert gift.amount == 0


def test_water_gives_its_magnesium_and_itself() -> None:
    water = water_amounts(Decimal("1.5"), Decimal(36))

    assert [label_contributions(number, [water])[0].amount for number in ("304", "255")] == [
        36,
        1500,
    ]


def test_a_product_taken_twice_is_one_line() -> None:
    products = merge_labels(
        [
            multi(n401="60"),
            multi(n303="18"),
            multi(n401="30.5"),
            water_amounts(Decimal(1), Decimal(24)),
        ]
    )

    assert [dict(product.amounts) for product in products] == [
        {"401": Decimal("90.5")},
        {"303": 18},
        {"304": 24, "255": 1000},
    ]


def test_units_are_of_nutrients_on_the_page_and_the_first_is_that_of_the_food_table() -> None:
    lines = read_table("label_units.csv")
    names = {nutrient.number: nutrient.unit for nutrient in page_nutrients()}

    assert all(
        (line["source"] and bool(line["factor"]) != bool(line["reason"])) or line["key"] == "320"
        for line in lines
    )
    for number in {line["number"] for line in lines}:
        first = label_units(number)[0]
        assert (first.key, first.words) == (number, names[number])
    assert len({line["key"] for line in lines}) == len(lines)


@given(
    st.lists(decimals("0", "9999", 3), min_size=1),
    st.sampled_from(["324", "431", "340 natural", "312 µg", "401"]),
)
def test_grouping_never_changes_what_was_taken(amounts: list[Decimal], key: str) -> None:
    number = {"324": "328", "431": "435", "340 natural": "323", "312 µg": "312"}.get(key, key)
    products = [LabelNutrients("supplement", "Multi", {key: amount}) for amount in amounts]

    apart = sum(
        (gift.amount or Decimal(0) for gift in label_contributions(number, products)), Decimal(0)
    )

    assert [gift.amount for gift in label_contributions(number, merge_labels(products))] == [apart]

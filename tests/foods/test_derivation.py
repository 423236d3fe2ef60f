"""What follows from values that a later release corrected."""

from decimal import Decimal

import pytest

from nutrition.foods.loading.derivation import recompute_derived
from nutrition.foods.loading.laws import GENERAL_FACTORS, Factors, factors_of


def derived(
    values: dict[str, str],
    *corrected: str,
    name: str = "Kale, raw",
    factors: Factors = GENERAL_FACTORS,
) -> dict[str, str | None]:
    amounts = {number: Decimal(amount) for number, amount in values.items()}
    changes = recompute_derived(name, amounts, corrected, factors)
    return {number: None if amount is None else f"{amount:f}" for number, amount in changes.items()}


FOLATE = {"417": "62", "431": "0", "432": "141", "435": "141"}


def test_without_folic_acid_all_of_the_new_total_is_food_folate() -> None:
    assert derived(FOLATE, "417") == {"432": "62", "435": "62"}


@pytest.mark.parametrize(
    ("name", "acid"),
    [
        ("Bread, italian", "161"),
        ("Corn flour, masa, enriched, white", "0"),
        ("Babyfood, cereal, mixed, dry fortified", "0"),
        ("Babyfood, cereal, oatmeal, with bananas, dry", "0"),
    ],
)
def test_where_folic_acid_may_have_been_added_nobody_knows_how_the_new_total_is_shared_out(
    name: str, acid: str
) -> None:
    assert derived(FOLATE | {"431": acid}, "417", name=name) == {
        "431": None,
        "432": None,
        "435": None,
    }


@pytest.mark.parametrize("name", ["Rice, white, unenriched", "Milk, not fortified"])
def test_a_food_that_says_it_is_not_fortified_is_not(name: str) -> None:
    assert derived(FOLATE, "417", name=name)["435"] == "62"


ENERGY = {"203": "2.92", "204": "1.49", "205": "4.42", "208": "49", "268": "207"}


@pytest.mark.parametrize("corrected", ["203", "204", "205"])
def test_energy_follows_protein_fat_and_carbohydrate(corrected: str) -> None:
    assert derived(ENERGY, corrected, factors=factors_of("2.44", "8.37", "3.57")) == {
        "208": "35",
        "268": "148",
    }


def test_energy_is_unknown_where_a_part_of_it_is() -> None:
    values = {number: amount for number, amount in ENERGY.items() if number != "203"}

    assert derived(values, "204") == {"208": None, "268": None}


FAT = {
    "204": "25.1",
    "606": "8.595",
    "645": "18.4",
    "646": "3.46",
    "605": "0.5",
    "618": "2.93",
    "619": "0.38",
    "851": "0.38",
    "629": "0",
    "621": "0",
}


def test_fatty_acids_of_another_sample_are_unknown_when_they_do_not_fit_the_new_fat() -> None:
    changes = derived(FAT, "204", "606")

    assert changes == dict.fromkeys(["645", "646", "605", "618", "619", "851"])


def test_fatty_acids_that_fit_the_new_fat_stay() -> None:
    assert derived(FAT | {"204": "31"}, "204", "606") == {}


def test_an_acid_is_no_more_than_the_sum_it_is_a_part_of() -> None:
    assert derived(FAT | {"204": "31", "851": "0.6"}, "851") == {"619": None}
    assert derived(FAT | {"204": "31", "646": "0.3"}, "621") == {"646": None}


def test_vitamin_d_in_iu_follows_that_in_micrograms() -> None:
    values = {"328": "17.5", "324": "0", "325": "0", "326": "0.1"}

    assert derived(values, "328") == {"324": "700", "325": None, "326": None}


def test_sugars_and_water_that_the_rest_leaves_no_room_for_are_unknown() -> None:
    values = {"203": "1.5", "204": "0.2", "205": "41.4", "255": "67.3", "269": "42"}

    assert derived(values, "205") == {"255": None, "269": None}


def test_what_the_release_gave_itself_stays() -> None:
    assert derived(ENERGY | FOLATE, "203", "208", "268", "417", "432", "435") == {}


def test_without_a_correction_nothing_changes() -> None:
    assert derived(ENERGY | FOLATE | FAT, "304") == {}

"""Turning the source's names into what people say, and the order of plainness."""

import csv

import pytest

from nutrition.foods.names import (
    DATA,
    OTHER_SOURCES,
    PLAIN_END,
    FoodDescription,
    listed_aliases,
    listed_names,
    names_of,
    rank_of,
    short_name,
)


def sr28(
    name: str,
    *,
    ref: str = "99999",
    group: str = "1100",
    manufacturer: str = "",
    synonyms: str = "",
) -> FoodDescription:
    return FoodDescription("SR28", ref, name, synonyms, group, manufacturer)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Nuts, almonds, dry roasted, without salt added", "Almonds, dry roasted"),
        ("Spinach, cooked, boiled, drained, without salt", "Spinach, boiled"),
        ("Oil, avocado", "Avocado oil"),
        ("Cheese, goat, hard type", "Goat cheese, hard type"),
        ("Cookies, graham crackers, chocolate-coated", "Graham crackers, chocolate-coated"),
        ("Beans, black, mature seeds, cooked, boiled, with salt", "Black beans, boiled, with salt"),
        ("Chicken, broilers or fryers, breast, meat only, cooked, fried", "Chicken breast, fried"),
        ("Beef, ground, 90% lean meat / 10% fat, raw", "Ground beef, 90% lean meat / 10% fat, raw"),
        ("Pork, cured, ham, whole, separable lean and fat, unheated", "Ham, whole, unheated"),
        ("Alcoholic Beverage, wine, table, red, Merlot", "Red wine, Merlot"),
        ("Restaurant, Chinese, lemon chicken", "Lemon chicken, Chinese restaurant"),
        ("Fast foods, taco salad", "Taco salad, fast food"),
        ("Soup, tomato bisque, canned", "Tomato bisque soup, canned"),
        ("Salad dressing, russian dressing", "Russian dressing"),
        ("Rice, ready to eat", ""),
        ("Kale, raw", ""),
    ],
)
def test_an_inverted_name_is_turned_round_and_what_nobody_says_is_left_out(
    name: str, said: str
) -> None:
    assert short_name(name) == said


def test_a_long_name_keeps_everything_but_its_order() -> None:
    name = "Milk, chocolate, fluid, commercial, whole, with added vitamin A and vitamin D"

    said = short_name(name, keep_all=True)

    assert said == "Chocolate milk, fluid, commercial, whole, with added vitamin A and vitamin D"


def test_two_foods_never_get_one_short_name() -> None:
    foods = [
        sr28("Spinach, frozen, chopped, cooked, boiled, drained, without salt"),
        sr28("Spinach, frozen, chopped, boiled, drained"),
        sr28("Spinach, frozen, chopped, boiled"),
    ]

    said = [
        names.short_name or food.name for names, food in zip(names_of(foods), foods, strict=True)
    ]

    assert len(set(said)) == 3


def test_a_food_named_by_hand_has_that_name_its_synonyms_and_the_first_ranks() -> None:
    [names] = names_of(
        [sr28("Nuts, almonds", ref="12061", synonyms="Includes USDA commodity food A256, A264")]
    )

    assert names.short_name == "Almonds"
    assert "commodity" not in names.synonyms
    assert names.rank < 100


def test_the_source_s_own_synonyms_stay() -> None:
    [names] = names_of([sr28("Broccoli raab, cooked", synonyms="Broccoli rabe, Rapini")])

    assert names.synonyms == "Broccoli rabe, Rapini"


def test_plain_comes_before_processed_before_brands_before_other_sources() -> None:
    foods = [
        sr28("Cherimoya, raw"),
        sr28("Cherimoya, canned, heavy syrup, with added salt"),
        sr28("ACMEFOODS Cherimoya"),
        sr28("Cherimoya pieces", manufacturer="Acme Inc."),
        sr28("Babyfood, cherimoya, strained", group="0300"),
        FoodDescription("BRANDED", "1", "Cherimoya"),
    ]

    plain, processed, *late, other = [rank_of(food, None) for food in foods]

    assert plain < processed < PLAIN_END <= min(late) < max(late) < OTHER_SOURCES <= other


def test_the_table_is_sound() -> None:
    names = listed_names()

    assert len(names) > 1_000
    assert all(1 <= entry.popularity <= 100 and entry.short_name for entry in names.values())
    assert len({entry.short_name.casefold() for entry in names.values()}) == len(names)
    assert all(len(ref) == 5 and ref.isdigit() for ref in names)


def test_no_food_is_listed_twice() -> None:
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        refs = [row["source_ref"] for row in csv.DictReader(file)]

    assert len(refs) == len(set(refs))


def test_no_alias_stands_for_itself() -> None:
    assert all(phrase != meant for phrase, meant in listed_aliases().items())

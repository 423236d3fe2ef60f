"""What foods may contain: nothing slips through, what is plainly free of it stays offered."""

import re

import pytest

from nutrition.foods.contents import AVOIDANCES, CONTENTS, EVERYTHING, contents_of, refused_contents
from nutrition.foods.kinds import kind_of
from nutrition.foods.loading.builtin import BUILTIN_TABLE
from nutrition.foods.loading.table_file import FoodRow, unpack
from nutrition.foods.names import FoodDescription, names_of

# Groups of the table that no food may come from: poultry, sausages, pork, beef, lamb and game,
# finfish and shellfish.
MEAT_GROUPS, FISH_GROUP = {"0500", "0700", "1000", "1300", "1700"}, "1500"
# Dishes of unknown recipes: baby food, soups, fast food, meals, restaurant food.
DISHES = {"0300", "0600", "2100", "2200", "3500", "3600"}
# Words that give a food away, written down apart from the table of contents; and names in which
# they mean nothing.
GIVEAWAYS = {
    "meat": (
        r"beef|pork|chicken|turkey(?! red)|\bham\b|bacon|lamb\b|veal|sausage|gelatin|lard\b|tallow"
        r"|\bmeat\b|broth"
    ),
    "fish": r"\bfish|salmon|tuna|\bcod\b|sardine|anchov|herring|caviar|\broe\b",
    "shellfish": r"shrimp|\bcrab\b|lobster|\bclam|mussel|\boyster\b|scallops?\b|squid|octopus",
    "milk": r"\bmilk\b|cheese|yogurt|\bbutter\b|\bcream\b|whey|casein|ghee",
    "egg": r"\beggs?\b|mayonnaise|meringue|omelet",
    "honey": r"\bhoney\b",
    "nuts": r"\bnuts?\b|almond|cashew|walnut|pecan|hazelnut|pistachio|macadamia|coconut",
    "peanuts": r"peanut",
    "soy": r"\bsoy|tofu|tempeh|\bmiso\b|edamame|natto",
    "gluten": (
        r"\bwheat|\brye\b|barley|\boats?\b|oatmeal|\bbread\b|pasta|macaroni|spaghetti|semolina"
        r"|bulgur|couscous"
    ),
    "sesame": r"sesame|tahini|hummus",
    "lupin": r"lupin",
    "celery": r"celery|celeriac|worcestershire|bouillon",
    "mustard": r"mustard|mayonnaise|worcestershire|piccalilli",
    "sulphites": r"\bsulfured|\bwine\b|vinegar|raisins|molasses",
}
FEWEST = {"lupin": 2}  # names with a giveaway; more than 20 of everything else
MEAN_NOTHING = {
    "meat": r"^Nuts, coconut|^Beans, black turtle|without meat",
    "fish": r"^$",
    "shellfish": r"^Mushrooms|^Squash|^Salsify",
    "milk": r"coconut|(peanut|almond|cashew|sesame|sunflower seed) butter|^Soymilk|^Custard-apple",
    "egg": r"^Custard-apple",
    "honey": r"^$",
    "nuts": r"^Squash|^Mushrooms",
    "peanuts": r"^$",
    "soy": r"^$",
    "gluten": r"gluten-free|^Squash, winter, spaghetti",
    "sesame": r"^$",
    "lupin": r"^$",
    "celery": r"^$",
    "mustard": r"^$",
    "sulphites": r"^$",
}


@pytest.fixture(scope="module")
def foods() -> list[FoodRow]:
    return list(unpack(BUILTIN_TABLE.read_bytes()).foods)


@pytest.fixture(scope="module")
def contents(foods: list[FoodRow]) -> dict[str, frozenset[str]]:
    return {
        food.name: contents_of(food.group, food.name, is_brand=bool(food.manufacturer))
        for food in foods
    }


@pytest.mark.parametrize("content", CONTENTS)
def test_no_food_of_the_table_with_a_giveaway_in_its_name_is_free_of_it(
    content: str, contents: dict[str, frozenset[str]]
) -> None:
    giveaway = re.compile(GIVEAWAYS[content], re.IGNORECASE)
    named = [
        name
        for name in contents
        if giveaway.search(name) and not re.search(MEAN_NOTHING[content], name, re.I)
    ]

    assert [name for name in named if content not in contents[name]] == []
    assert len(named) > FEWEST.get(content, 20)


def test_the_14_allergens_of_european_labels_can_each_be_avoided() -> None:
    law = [
        "gluten",
        "shellfish",
        "egg",
        "fish",
        "peanuts",
        "soy",
        "milk",
        "nuts",
        "celery",
        "mustard",
        "sesame",
        "sulphites",
        "lupin",
    ]

    # Regulation (EU) 1169/2011, annex II; crustaceans and molluscs are one here.
    assert all(refused_contents([code]) == {code} for code in law)


def test_no_short_name_hides_peanuts_that_the_name_of_the_source_has(foods: list[FoodRow]) -> None:
    described = [
        FoodDescription(
            "SR28", food.source_ref, food.name, food.common_names, food.group, food.manufacturer
        )
        for food in foods
    ]

    hidden = [
        short
        for food, (short, *_) in zip(foods, names_of(described), strict=True)
        if food.group == "1200" and "with peanuts" in food.name and short and "peanuts" not in short
    ]

    assert hidden == []


# Written down apart from the table: what is made of these alone has no wheat, rye, barley or oats
# in it.
OTHERS = (
    r"\b(corn|masa|cornmeal|grits|hominy|rice|millet|quinoa|amaranth|sorghum|teff|buckwheat"
    r"|gluten-free)\b"
)
MADE_OF_THEM = (
    r"\b(flour|tortillas?|taco shells|noodles|grits|bran|starch|bread|rolls|crackers|pasta"
    r"|groats)\b"
)
WITH_WHEAT = r"wheat|bread, (cornbread|rice bran)|soba|mix\b|crust|breaded|flour tortilla|egg rolls"


def test_flour_tortillas_and_noodles_of_corn_and_rice_are_not_wheat(
    foods: list[FoodRow], contents: dict[str, frozenset[str]]
) -> None:
    named = [
        food.name
        for food in foods
        if food.group in ("0800", "1800", "2000")
        and not food.manufacturer
        and re.search(OTHERS, food.name, re.I)
        and re.search(MADE_OF_THEM, food.name, re.I)
        and not re.search(WITH_WHEAT, food.name, re.I)
    ]

    assert [name for name in named if "gluten" in contents[name]] == []
    assert len(named) > 30


def test_no_vegetarian_is_offered_a_food_of_the_meat_groups(
    foods: list[FoodRow], contents: dict[str, frozenset[str]]
) -> None:
    refuses = AVOIDANCES["vegetarian"].refuses
    groups = {food.group for food in foods if contents[food.name].isdisjoint(refuses)}

    assert groups.isdisjoint(MEAT_GROUPS | {FISH_GROUP} | DISHES)


def test_no_vegan_is_offered_dairy_or_eggs(
    foods: list[FoodRow], contents: dict[str, frozenset[str]]
) -> None:
    refuses = AVOIDANCES["vegan"].refuses
    groups = {food.group for food in foods if contents[food.name].isdisjoint(refuses)}

    assert groups.isdisjoint({"0100", "1800"} | MEAT_GROUPS | {FISH_GROUP} | DISHES)


@pytest.mark.parametrize("code", AVOIDANCES)
def test_dishes_of_unknown_recipes_are_refused_by_everybody_who_avoids_something(
    code: str, foods: list[FoodRow], contents: dict[str, frozenset[str]]
) -> None:
    dishes = [food.name for food in foods if food.group in DISHES]

    assert [name for name in dishes if contents[name].isdisjoint(AVOIDANCES[code].refuses)] == []


@pytest.mark.parametrize("code", AVOIDANCES)
def test_brands_and_foods_of_no_group_contain_everything(code: str) -> None:
    assert contents_of(None, "Spinach, raw") == EVERYTHING
    assert contents_of("9999", "Spinach, raw") == EVERYTHING
    assert contents_of("1100", "Spinach, raw", is_brand=True) == EVERYTHING
    assert not EVERYTHING.isdisjoint(AVOIDANCES[code].refuses)


@pytest.mark.parametrize(
    ("group", "name", "avoided"),
    [
        ("1600", "Tofu, raw, firm, prepared with calcium sulfate", "soy"),
        ("1200", "Nuts, almond butter, plain, without salt added", "nuts"),
        ("1200", "Nuts, mixed nuts, oil roasted, without peanuts, with salt added", "peanuts"),
        ("0800", "Cereals ready-to-eat, granola, homemade", "nuts"),
        ("0800", "Cereals, oats, regular and quick, unenriched, cooked with water", "gluten"),
        ("1500", "Fish, fish sticks, frozen, prepared", "gluten"),
        ("1500", "Fish, fish sticks, frozen, prepared", "egg"),
        ("1500", "Crustaceans, crab, alaska king, imitation, made from surimi", "fish"),
        ("1500", "Fish, tuna, light, canned in oil, drained solids", "soy"),
        (
            "0500",
            "Chicken, broilers or fryers, breast, meat and skin, cooked, fried, batter",
            "gluten",
        ),
        ("1100", "Spinach souffle", "egg"),
        ("1100", "Potatoes, mashed, home-prepared, whole milk and butter added", "milk"),
        ("1100", "Cabbage, kimchi", "fish"),
        ("1600", "Beans, baked, canned, with pork", "vegetarian"),
        ("1600", "Refried beans, canned, traditional style", "vegetarian"),
        ("1600", "Hummus, commercial", "sesame"),
        ("1600", "Miso", "gluten"),
        ("2000", "Noodles, egg, cooked, enriched", "egg"),
        ("2000", "Pasta, gluten-free, corn, cooked", "egg"),
        ("1900", "Candies, marshmallows", "vegetarian"),
        ("1900", "Chocolate, dark, 70-85% cacao solids", "milk"),
        ("1900", "Honey", "vegan"),
        ("1800", "Bread, whole-wheat, commercially prepared", "sesame"),
        ("1200", "Seeds, sesame butter, tahini, from roasted and toasted kernels", "sesame"),
        ("1200", "Nuts, coconut meat, raw", "nuts"),
        ("1200", "Nuts, mixed nuts, dry roasted, with peanuts, without salt added", "peanuts"),
        ("1800", "Tortillas, ready-to-bake or -fry, flour, refrigerated", "gluten"),
        ("1800", "Bread, cornbread, prepared from recipe, made with low fat (2%) milk", "gluten"),
        ("1800", "Bread, rice bran", "gluten"),
        (
            "2000",
            "Cornmeal, yellow, self-rising, bolted, with wheat flour added, enriched",
            "gluten",
        ),
        ("2000", "Noodles, japanese, soba, cooked", "gluten"),
        ("1600", "Lupins, mature seeds, cooked, boiled, without salt", "lupin"),
        ("1800", "Bread, white, commercially prepared", "lupin"),
        ("2000", "Pasta, cooked, enriched, without added salt", "lupin"),
        ("1100", "Celeriac, cooked, boiled, drained, without salt", "celery"),
        ("1100", "Vegetable juice cocktail, canned", "celery"),
        ("0600", "Soup, minestrone, canned, condensed", "celery"),
        ("0200", "Spices, curry powder", "celery"),
        ("0200", "Spices, curry powder", "mustard"),
        ("1100", "Mustard greens, cooked, boiled, drained, without salt", "mustard"),
        ("0400", "Oil, mustard", "mustard"),
        ("0900", "Apricots, dried, sulfured, uncooked", "sulphites"),
        ("0900", "Raisins, seedless", "sulphites"),
        ("1400", "Alcoholic beverage, wine, table, red", "sulphites"),
        ("1500", "Crustaceans, shrimp, untreated, cooked", "sulphites"),
        (
            "1600",
            "Chickpeas (garbanzo beans, bengal gram), mature seeds, canned, drained solids",
            "sulphites",
        ),
    ],
)
def test_food_is_refused(group: str, name: str, avoided: str) -> None:
    assert not contents_of(group, name).isdisjoint(AVOIDANCES[avoided].refuses)


@pytest.mark.parametrize(
    ("group", "name", "avoided"),
    [
        ("1100", "Spinach, cooked, boiled, drained, without salt", "vegan"),
        ("1600", "Beans, black, mature seeds, cooked, boiled, without salt", "vegan"),
        ("1600", "Beans, black turtle, mature seeds, canned", "vegan"),
        ("1200", "Seeds, pumpkin and squash seed kernels, roasted, without salt", "nuts"),
        ("1200", "Nuts, almonds", "peanuts"),
        ("1600", "Peanuts, all types, dry-roasted, without salt", "nuts"),
        ("2000", "Quinoa, cooked", "gluten"),
        ("2000", "Buckwheat groats, roasted, cooked", "gluten"),
        ("1500", "Fish, salmon, Atlantic, wild, cooked, dry heat", "shellfish"),
        ("1800", "Bread, whole-wheat, commercially prepared", "vegetarian"),
        ("0100", "Yogurt, plain, whole milk, 8 grams protein per 8 ounce", "vegetarian"),
        ("0100", "Egg, whole, cooked, hard-boiled", "milk"),
        ("1100", "Squash, winter, butternut, cooked, baked, without salt", "nuts"),
        ("1100", "Mushrooms, oyster, raw", "shellfish"),
        ("1200", "Nuts, cashew butter, plain, without salt added", "milk"),
        ("0900", "Custard-apple, (bullock's-heart), raw", "egg"),
        ("1800", "Tortillas, ready-to-bake or -fry, corn", "gluten"),
        ("1800", "Taco shells, baked", "gluten"),
        (
            "1800",
            "Bread, gluten-free, white, made with rice flour, corn starch, and/or tapioca",
            "gluten",
        ),
        ("2000", "Rice noodles, cooked", "gluten"),
        ("2000", "Corn bran, crude", "gluten"),
        ("2000", "Millet flour", "gluten"),
        ("0800", "Cereals, corn grits, white, regular and quick, enriched, dry", "gluten"),
        ("2500", "Snacks, rice cakes, brown rice, plain, unsalted", "gluten"),
        ("0900", "Nectarines, raw", "sulphites"),
        ("0900", "Bananas, raw", "sulphites"),
        ("1600", "Beans, black, mature seeds, cooked, boiled, without salt", "lupin"),
        ("1100", "Spinach, cooked, boiled, drained, without salt", "celery"),
        ("1100", "Spinach, cooked, boiled, drained, without salt", "mustard"),
    ],
)
def test_food_is_not_refused_for_its_name_alone(group: str, name: str, avoided: str) -> None:
    assert contents_of(group, name).isdisjoint(AVOIDANCES[avoided].refuses)


@pytest.mark.parametrize("code", AVOIDANCES)
def test_whoever_avoids_something_still_has_a_choice(
    code: str, foods: list[FoodRow], contents: dict[str, frozenset[str]]
) -> None:
    kinds = [
        kind.group
        for food in foods
        if (kind := kind_of(food.group, food.name))
        and contents[food.name].isdisjoint(AVOIDANCES[code].refuses)
    ]

    assert {"beans", "greens", "grains", "fruit", "vegetables", "seeds"} <= set(kinds)


def test_everything_that_is_avoided_is_refused_and_unknown_codes_refuse_nothing() -> None:
    assert refused_contents(["soy", "vegetarian", "no such code"]) == {
        "soy",
        "meat",
        "fish",
        "shellfish",
    }
    assert refused_contents([]) == frozenset()

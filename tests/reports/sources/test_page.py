"""Foods and groups of a range, with shares of what is known."""

from decimal import Decimal

from nutrition.intake.nutrients import FoodEaten
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.nutrients.page import find_nutrient
from nutrition.reports.sources.page import MOST_FOODS, NO_GROUP, OWN_FOODS, Group, Logged, SourcesPage, sources_page

NUTS, GREENS = Group("1200", "Nut and Seed Products"), Group("1100", "Vegetables")


def logged(food_id: int, name: str, grams: str, mg: str | None, *, group: Group = NUTS, times: int = 1) -> Logged:
    amounts = {} if mg is None else {MAGNESIUM: Decimal(mg)}
    return Logged(group, times, FoodEaten(food_id, name, Decimal(grams), amounts))


def page_of(*foods: Logged, show_all: bool = False) -> SourcesPage:
    nutrient = find_nutrient(MAGNESIUM)
    assert nutrient
    return sources_page(nutrient, foods, show_all=show_all)


def percent(text: str) -> int:
    return 0 if text == "under 1%" else int(text.removesuffix("%"))


def test_foods_and_groups_add_up_to_100_percent() -> None:
    page = page_of(
        logged(1, "Almonds", "100", "270"),
        logged(2, "Spinach", "100", "79", group=GREENS),
        logged(3, "Cashews", "50", "292"),
        logged(4, "Chard", "100", "81", group=GREENS),
    )

    # 270, 146, 81 and 79 of 576 mg are 46.875, 25.347, 14.063 and 13.715%
    assert [(row.name, row.amount, row.percent) for row in page.foods] == [
        ("Almonds", "270 mg", "47%"),
        ("Cashews", "146 mg", "25%"),
        ("Chard", "81 mg", "14%"),
        ("Spinach", "79 mg", "14%"),
    ]
    assert [(row.key, row.amount, row.percent) for row in page.groups] == [
        ("1200", "416 mg", "72%"),
        ("1100", "160 mg", "28%"),
    ]


def test_a_food_without_a_value_is_named_apart_and_in_no_share() -> None:
    page = page_of(logged(1, "Almonds", "100", "270"), logged(2, "Mystery bar", "400", None, times=3))

    assert [(row.name, row.percent) for row in page.foods] == [("Almonds", "100%")]
    assert [(food.name, food.times) for food in page.unknown] == [("Mystery bar", 3)]
    assert page.has_more


def test_a_food_with_nothing_in_it_is_neither_a_source_nor_unknown() -> None:
    page = page_of(logged(1, "Almonds", "100", "270"), logged(2, "Sugar", "400", "0"))

    assert [row.name for row in page.foods] == ["Almonds"]
    assert page.unknown == ()
    assert not page.has_more


def test_revisions_of_a_food_are_one_food() -> None:
    page = page_of(
        logged(1, "Kale", "100", "47", times=2), logged(1, "Kale", "100", "33"), logged(1, "Kale", "100", None, times=4)
    )

    assert [(row.name, row.amount, row.times) for row in page.foods] == [("Kale", "80 mg", 3)]
    assert [(food.name, food.times) for food in page.unknown] == [("Kale", 4)]


def test_many_foods_end_in_one_line_for_the_others() -> None:
    foods = [logged(number, f"Food {number:02}", "100", "10") for number in range(1, 31)]

    page, everything = page_of(*foods), page_of(*foods, show_all=True)

    assert len(page.foods) == MOST_FOODS + 1
    assert (page.foods[-1].name, page.foods[-1].amount, page.foods[-1].percent) == ("15 other foods", "150 mg", "50%")
    assert len(everything.foods) == 30
    assert (
        sum(percent(row.percent) for row in page.foods) == sum(percent(row.percent) for row in everything.foods) == 100
    )


def test_one_food_more_than_fits_is_shown_by_its_name() -> None:
    page = page_of(*(logged(number, f"Food {number:02}", "100", "10") for number in range(MOST_FOODS + 1)))

    assert page.others == 0
    assert len(page.foods) == MOST_FOODS + 1


def test_a_share_that_rounds_to_nothing_is_not_0() -> None:
    page = page_of(logged(1, "Almonds", "100", "270"), logged(2, "Tea", "1", "3"))

    assert [row.percent for row in page.foods] == ["100%", "under 1%"]


def test_own_foods_and_foods_of_no_group_have_a_name_for_their_group() -> None:
    page = page_of(logged(1, "My soup", "100", "9", group=OWN_FOODS), logged(2, "Bar", "100", "1", group=NO_GROUP))

    assert [(row.key, row.name, row.percent) for row in page.groups] == [
        ("own", "Foods you made", "90%"),
        ("none", "Other foods", "10%"),
    ]


def test_nothing_known_has_no_shares() -> None:
    page = page_of(logged(1, "Mystery bar", "100", None))

    assert not page.is_known
    assert (page.foods, page.groups) == ((), ())

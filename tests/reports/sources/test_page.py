"""Foods and groups of a range, with shares of what is known."""

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from accounts.ids import new_id
from nutrition.intake.references import MAGNESIUM
from nutrition.intake.totals import EatenFood
from nutrition.reports.logged_values import (
    NO_GROUP,
    OWN_FOODS,
    FoodGroup,
    FoodTotal,
    LoggedRevision,
    LoggedTotals,
)
from nutrition.reports.nutrients.page import find_nutrient
from nutrition.reports.sources.page import (
    MOST_FOODS,
    SourcesPage,
    days_logged_words,
    entries_words,
    sources_page,
)

NUTS, GREENS = FoodGroup("1200", "Nut and Seed Products"), FoodGroup("1100", "Vegetables")


def logged(
    food_id: int,
    name: str,
    grams: str,
    mg: str | None,
    *,
    group: FoodGroup = NUTS,
    times: int = 1,
) -> tuple[LoggedRevision, FoodTotal]:
    amounts = {} if mg is None else {MAGNESIUM: Decimal(mg)}
    food = LoggedRevision(food_id, name, "", group, True, amounts, None)
    return food, FoodTotal(Decimal(grams), times)


def page_of(*foods: tuple[LoggedRevision, FoodTotal], show_all: bool = False) -> SourcesPage:
    nutrient = find_nutrient(MAGNESIUM)
    assert nutrient
    logged = LoggedTotals(
        totals={revision: total for revision, (_, total) in enumerate(foods)},
        foods={revision: food for revision, (food, _) in enumerate(foods)},
        days=1,
    )
    return sources_page(nutrient, logged, show_all=show_all)


def percent(text: str) -> int:
    return 0 if text.startswith("under") else int(text.removesuffix("%"))


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
    page = page_of(
        logged(1, "Almonds", "100", "270"), logged(2, "Mystery bar", "400", None, times=3)
    )

    assert [(row.name, row.percent) for row in page.foods] == [("Almonds", "100%")]
    assert [(food.name, food.times) for food in page.foods_without_value] == [("Mystery bar", 3)]
    assert page.bound == "at least"


def test_a_food_with_nothing_in_it_is_neither_a_source_nor_unknown() -> None:
    page = page_of(logged(1, "Almonds", "100", "270"), logged(2, "Sugar", "400", "0"))

    assert [row.name for row in page.foods] == ["Almonds"]
    assert page.foods_without_value == ()
    assert page.bound == "exact"


def test_revisions_of_a_food_are_one_food() -> None:
    page = page_of(
        logged(1, "Kale", "100", "47", times=2),
        logged(1, "Kale", "100", "33"),
        logged(1, "Kale", "100", None, times=4),
    )

    assert [(row.name, row.amount, row.times) for row in page.foods] == [("Kale", "80 mg", 3)]
    assert [(food.name, food.times) for food in page.foods_without_value] == [("Kale", 4)]


def test_own_foods_have_a_key_of_their_own_and_lose_no_digit_between_their_revisions() -> None:
    own_id = new_id()
    oats, total = logged(1, "Oats", "4", "10", group=OWN_FOODS)  # a third of a milligram
    revision = oats._replace(food_id=own_id, basis=Decimal(120)), total

    page = page_of(revision, revision, revision, logged(2, "Mystery bar", "400", None))

    assert [(row.key, row.amount) for row in page.foods] == [(f"own:{own_id}", "1 mg")]
    assert [(row.key, row.amount) for row in page.groups] == [("own", "1 mg")]
    assert (page.bound, page.total) == ("at least", "1 mg")


def test_entries_of_a_food_are_added_up_before_they_are_divided() -> None:
    magnesium = find_nutrient(MAGNESIUM)
    assert magnesium
    third = EatenFood("Oats", Decimal(4), Decimal(10), None, basis=Decimal(120))
    unknown = third._replace(per_basis=None)

    assert entries_words([third] * 3, magnesium) == "1 mg from 3 entries."
    assert entries_words([third, unknown, third, third], magnesium) == (
        "At least 1 mg from 3 entries. 1 of 4 entries has no magnesium value (1 food)."
    )
    assert entries_words([unknown], magnesium) == ("1 of 1 entry has no magnesium value (1 food).")


def test_many_foods_end_in_one_line_for_the_others() -> None:
    foods = [logged(number, f"Food {number:02}", "100", "10") for number in range(1, 31)]

    page, everything = page_of(*foods), page_of(*foods, show_all=True)

    assert len(page.foods) == MOST_FOODS + 1
    assert (page.foods[-1].name, page.foods[-1].amount, page.foods[-1].percent) == (
        "15 other foods",
        "150 mg",
        "50%",
    )
    assert len(everything.foods) == 30
    assert (
        sum(percent(row.percent) for row in page.foods)
        == sum(percent(row.percent) for row in everything.foods)
        == 100
    )


def test_one_food_more_than_fits_is_shown_by_its_name() -> None:
    page = page_of(
        *(logged(number, f"Food {number:02}", "100", "10") for number in range(MOST_FOODS + 1))
    )

    assert page.others == 0
    assert len(page.foods) == MOST_FOODS + 1


def test_a_share_that_rounds_to_nothing_is_not_0() -> None:
    page = page_of(logged(1, "Almonds", "100", "270"), logged(2, "Tea", "1", "3"))

    assert [row.percent for row in page.foods] == ["100%", "under 1%"]


def test_own_foods_and_foods_of_no_group_have_a_name_for_their_group() -> None:
    page = page_of(
        logged(1, "My soup", "100", "9", group=OWN_FOODS),
        logged(2, "Bar", "100", "1", group=NO_GROUP),
    )

    assert [(row.key, row.name, row.percent) for row in page.groups] == [
        ("own", "Foods you made", "90%"),
        ("none", "Other foods", "10%"),
    ]


def test_nothing_known_has_no_shares() -> None:
    page = page_of(logged(1, "Mystery bar", "100", None))

    assert not page.is_known
    assert (page.foods, page.groups) == ((), ())


def test_a_food_and_its_group_of_one_have_the_same_share() -> None:
    page = page_of(
        logged(1, "Almonds", "100", "100"),
        logged(2, "Cashews", "100", "101"),
        logged(3, "Spinach", "100", "100", group=GREENS),
    )

    (spinach,) = [row.percent for row in page.foods if row.name == "Spinach"]
    assert [row.percent for row in page.groups if row.key == GREENS.code] == [spinach]


@given(
    st.lists(
        st.tuples(st.decimals("0.001", 500, places=3), st.integers(1, 5)), min_size=1, max_size=60
    ),
    st.booleans(),
)
def test_groups_have_what_their_foods_have_and_both_add_up(
    eaten: list[tuple[Decimal, int]], is_all: bool
) -> None:
    foods = [
        logged(
            number,
            f"Food {number}",
            "100",
            str(mg),
            group=FoodGroup(str(group), f"Group {group}"),
        )
        for number, (mg, group) in enumerate(eaten)
    ]

    page, everything = page_of(*foods, show_all=is_all), page_of(*foods, show_all=True)

    whole = sum(mg for mg, _ in eaten)
    of_groups: Counter[str] = Counter()
    for row in everything.foods:
        mg, group = eaten[int(row.key)]
        of_groups[str(group)] += percent(row.percent)
        assert abs(percent(row.percent) - 100 * mg / whole) < 2
    assert {row.key: percent(row.percent) for row in page.groups} == of_groups
    assert sum(percent(row.percent) for row in page.foods) == sum(of_groups.values()) == 100
    shown = {row.key: row.percent for row in page.foods if row.key}
    assert shown.items() <= {row.key: row.percent for row in everything.foods}.items()
    in_front = [percent(row.percent) for row in page.foods[:MOST_FOODS]]
    assert in_front == sorted(in_front, reverse=True)


def test_many_small_foods_of_a_group_keep_their_share_together() -> None:
    page = page_of(
        *(logged(number, f"Nut {number}", "100", "60") for number in range(15)),
        *(logged(number, f"Leaf {number}", "100", "1", group=GREENS) for number in range(15, 115)),
    )

    assert [(row.name, row.percent) for row in page.groups] == [
        (NUTS.name, "90%"),
        (GREENS.name, "10%"),
    ]


def test_several_shares_that_round_to_nothing_are_together_under_what_they_can_be() -> None:
    nuts = [
        logged(number, f"Nut {number}", "100", mg)
        for number, mg in enumerate(("406", "406", "176"))
    ]
    leaves = [logged(number, f"Leaf {number}", "100", "4", group=GREENS) for number in range(3, 6)]

    page = page_of(*nuts, *leaves)

    assert [row.percent for row in page.foods] == [
        "41%",
        "41%",
        "18%",
        "under 1%",
        "under 1%",
        "under 1%",
    ]
    assert [row.percent for row in page.groups] == ["100%", "under 2%"]  # 1.2%


def test_entries_and_foods_without_a_value_are_told_apart() -> None:
    page = page_of(
        logged(1, "Almonds", "100", "270", times=7), logged(2, "Mystery bar", "400", None)
    )

    assert page.without_value_words == "1 of 8 entries has no magnesium value (1 food)."
    assert page_of(logged(1, "Almonds", "100", "270")).without_value_words == ""


def test_a_lower_bound_is_rounded_down() -> None:
    page = page_of(logged(1, "Almonds", "100", "270.9"), logged(2, "Mystery bar", "400", None))

    assert (page.bound, page.total) == ("at least", "270 mg")


def test_no_food_has_more_than_the_lower_bound_of_all() -> None:
    page = page_of(logged(1, "Almonds", "30", "272"), logged(2, "Mystery bar", "40", None))

    assert (page.total, page.foods[0].amount, page.groups[0].amount) == ("81 mg", "81 mg", "81 mg")


def test_the_days_are_said_with_how_many_there_were() -> None:
    assert [days_logged_words(*days) for days in ((98, 363), (1, 1), (0, 0))] == [
        "Food was logged on 98 of 363 days.",
        "Food was logged on 1 of 1 day.",
        "",
    ]

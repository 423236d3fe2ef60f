from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from accounts.life_stage import Condition, Person
from nutrition.intake.labels import LabelNutrients, water_amounts
from nutrition.intake.nutrients import FoodNutrients, page_nutrients
from nutrition.intake.references import UlRegion
from nutrition.reports.nutrients.page import (
    NutrientPageRow,
    NutrientsPage,
    find_nutrient,
    nutrient_page,
    nutrients_page,
)
from nutrition.reports.nutrients.period import PeriodIntake

ON = date(2026, 11, 21)
ALICE = Person("F", date(1990, 5, 10))


def food(name: str, grams: str = "100", **amounts: str) -> FoodNutrients:
    return FoodNutrients(
        len(name), name, Decimal(grams), {key[1:]: Decimal(value) for key, value in amounts.items()}
    )


ALMONDS = food("Almonds", n304="300", n208="600", n301="260")
OATS = food("Oats", n304="140", n208="370", n301="50")
SOUP = food("Soup", n208="30")


def page_of(
    *foods: FoodNutrients, days: int = 1, person: Person = ALICE, is_mean: bool = False
) -> NutrientsPage:
    return nutrients_page(PeriodIntake(foods, days), person=person, on=ON, is_mean=is_mean)


def row_of(number: str, page: NutrientsPage) -> NutrientPageRow:
    return next(row for group in page.groups for row in group.rows if row.number == number)


def test_every_nutrient_has_a_row_in_its_group() -> None:
    page = page_of(ALMONDS)

    assert [group.name for group in page.groups] == list(
        dict.fromkeys(one.group for one in page_nutrients())
    )
    assert sum(len(group.rows) for group in page.groups) == len(page_nutrients())


def test_magnesium_of_a_day_beside_its_reference() -> None:
    row = row_of("304", page_of(food("Almonds", "50", n304="300")))

    assert (row.amount, row.unit, row.reference, row.percent, row.unknown) == (
        "150",
        "mg",
        "RDA 320 mg",
        "46%",
        "",
    )
    assert row.bar is not None
    assert (row.bar.fill, row.bar.goal_at, row.bar.unknown_at, row.bar.limit_at) == (
        "31.25%",
        "66.67%",
        None,
        None,
    )


def test_a_food_without_a_value_makes_it_at_least() -> None:
    row = row_of("304", page_of(ALMONDS, SOUP))

    assert (row.has_more, row.percent, row.unknown) == (
        True,
        "at least 93%",
        "1 of 2 entries unknown",
    )
    assert row.facts[:2] == (
        "1 of 2 entries has no value (1 food).",
        "Known for 95% of the energy you logged.",
    )
    assert row.bar is not None
    assert row.bar.unknown_at == row.bar.fill


def test_foods_without_a_value_have_an_upper_bound_over_the_days() -> None:
    stew = replace(food("Stew", "50", n208="30"), magnesium_at_most=Decimal(81))

    week, no_value = page_of(ALMONDS, stew, days=2, is_mean=True), page_of(stew)

    assert (row_of("304", week).amount, row_of("304", week).at_most) == ("150", "at most 171 mg")
    assert (row_of("304", no_value).amount, row_of("304", no_value).at_most) == (
        None,
        "at most 41 mg",
    )
    assert row_of("301", week).at_most == ""  # the bound is one of magnesium


@pytest.mark.parametrize("foods", [(ALMONDS,), (ALMONDS, SOUP)], ids=["all known", "no bound"])
def test_without_a_bound_there_is_no_at_most(foods: tuple[FoodNutrients, ...]) -> None:
    assert row_of("304", page_of(*foods)).at_most == ""


def test_nothing_known_is_no_value_and_not_zero() -> None:
    row = row_of("303", page_of(SOUP))

    assert row.amount is None
    assert (row.percent, row.bar) == ("", None)


def test_a_known_zero_is_zero() -> None:
    row = row_of("303", page_of(food("Sugar", n303="0")))

    assert (row.amount, row.percent) == ("0", "0%")


def test_bars_stay_within_their_width() -> None:
    row = row_of("304", page_of(food("Seeds", "1000", n304="500"), SOUP))

    assert row.bar is not None
    assert (row.bar.fill, row.bar.unknown_at) == ("100.00%", "88.00%")


def test_a_limit_stands_on_the_bar_only_where_food_counts_and_it_fits() -> None:
    page = page_of(food("Feast", n304="500", n320="900", n312="1", n307="3000", n305="900"))

    assert [row_of(number, page).bar.limit_at for number in ("304", "320", "312", "305")] == [
        None
    ] * 4  # type: ignore[union-attr]
    niacin = row_of("307", page).bar
    assert niacin is not None
    assert niacin.limit_at is None  # 2,300 mg is above the end of the bar, 2,250 mg


def test_nutrients_known_for_few_foods_show_their_amount_without_a_comparison() -> None:
    row = row_of("313", page_of(food("Tea", n313="300", n208="1")))

    assert (row.amount, row.bar, row.percent) == ("300", None, "")
    assert any("6.3% of foods" in fact for fact in row.facts)


def test_a_mean_divides_by_the_days_that_count() -> None:
    row = row_of("301", page_of(ALMONDS, OATS, days=5, is_mean=True))

    assert row.amount == "62"
    assert row.source_words == "Almonds 52 · Oats 10"


def test_a_mean_says_how_sure_its_magnesium_is_and_a_day_does_not() -> None:
    ci95_half_width = Decimal("1.96") * Decimal("0.38") * 100 / Decimal(3).sqrt()
    assert page_of(ALMONDS, days=3, is_mean=True).either_way_mg == ci95_half_width
    assert page_of(ALMONDS).either_way_mg is None


DAYS = tuple(date(2026, 11, day) for day in range(15, 22))
TURNS_31 = Person("F", date(1995, 11, 18))
TURNS_1 = Person("F", date(2025, 11, 18))


def test_a_mean_is_beside_the_amounts_of_all_its_days() -> None:
    page = nutrients_page(
        PeriodIntake((ALMONDS,), 1, dates=DAYS), person=TURNS_31, on=ON, is_mean=True
    )

    magnesium = row_of("304", page)
    assert (magnesium.reference, magnesium.percent) == ("RDA 310–320 mg", "93–96%")
    assert row_of("301", page).reference == "RDA 1,000 mg"
    assert page.has_changed
    assert not page.is_range  # her age is known


def test_only_days_that_count_say_what_a_mean_is_compared_with() -> None:
    before = nutrients_page(
        PeriodIntake((ALMONDS,), 1, dates=DAYS[:3]), person=TURNS_31, on=ON, is_mean=True
    )

    assert row_of("304", before).reference == "RDA 310 mg"
    assert not before.has_changed


def test_a_mean_over_an_estimate_and_a_recommended_amount_is_beside_neither() -> None:
    magnesium = row_of(
        "304",
        nutrients_page(PeriodIntake((OATS,), 1, dates=DAYS), person=TURNS_1, on=ON, is_mean=True),
    )

    assert (magnesium.reference, magnesium.percent, magnesium.bar) == (
        "changed in these days",
        "",
        None,
    )


def test_the_lowest_level_of_the_days_holds() -> None:
    pill = LabelNutrients("supplement", "Oxide", {"304": Decimal(100)})
    turns_4 = Person("F", date(2022, 11, 18))  # 65 mg, then 110

    page = nutrients_page(PeriodIntake((), 1, (pill,), DAYS), person=turns_4, on=ON, is_mean=True)

    assert row_of("304", page).above == "supplements above the UL"


def test_the_first_three_foods_are_named_and_the_rest_counted() -> None:
    foods = [food("x" * n, n304=str(n * 10)) for n in range(1, 6)] + [food("Nothing", n304="0")]

    assert row_of("304", page_of(*foods)).source_words == "xxxxx 50 · xxxx 40 · xxx 30 and 2 more"


def test_one_nutrient_lists_all_its_foods_and_those_without_a_value() -> None:
    magnesium = find_nutrient("304")
    assert magnesium is not None

    page = nutrient_page(magnesium, PeriodIntake((OATS, SOUP, ALMONDS), 1), person=ALICE, on=ON)

    assert [(given.name, given.amount, given.share) for given in page.sources] == [
        ("Almonds", "300 mg", 68),
        ("Oats", "140 mg", 32),
    ]
    assert [food.name for food in page.foods_without_value] == ["Soup"]


def test_an_unknown_number_is_no_nutrient() -> None:
    assert find_nutrient("999") is None


def test_someone_without_age_gets_ranges() -> None:
    page = page_of(ALMONDS, person=Person("F"))

    assert page.is_range
    assert row_of("304", page).reference == "RDA 310–320 mg"


def test_no_word_of_the_page_judges() -> None:
    def texts(value: object) -> str:
        if is_dataclass(value):
            return " ".join(texts(getattr(value, field.name)) for field in fields(value))
        return " ".join(map(texts, value)) if isinstance(value, tuple) else str(value)

    said = texts(page_of(SOUP, ALMONDS)).lower()

    assert not [word for word in ("deficien", "too little", "low ", "not enough") if word in said]


MULTI = LabelNutrients(
    "supplement", "Multi", {"304": Decimal(400), "324": Decimal(1000), "318": Decimal(5000)}
)
WATER = water_amounts(Decimal("1.5"), Decimal(36))


def with_labels(*foods: FoodNutrients, days: int = 1, region: UlRegion = "US") -> NutrientsPage:
    basis = PeriodIntake(foods, days, (MULTI, WATER))
    return nutrients_page(basis, person=ALICE, on=ON, is_mean=days > 1, ul_region=region)


def test_food_supplements_and_water_are_added_and_told_apart() -> None:
    row = row_of("304", with_labels(food("Almonds", "50", n304="300")))

    assert (row.amount, row.percent) == ("586", "183%")
    assert row.parts == "Food 150, supplements 400, water 36"
    assert row.source_words == "Multi (supplement) 400 · Almonds 150 · Water 36"
    assert row.bar is not None
    # 186 mg, and 294 of 400 up to the end
    assert (row.bar.fill, row.bar.supplement) == ("38.75%", "61.25%")


def test_coverage_stays_about_foods() -> None:
    row = row_of("304", with_labels(ALMONDS, SOUP))

    assert row.unknown == "1 of 2 entries unknown"
    assert "Known for 95% of the energy you logged." in row.facts


def test_what_cannot_be_converted_is_told_with_its_reason_and_not_added() -> None:
    row = row_of("320", with_labels(food("Carrot", n320="800")))

    assert (row.amount, row.has_more, row.parts) == (
        "800",
        True,
        "Food 800, 5,000 IU (form not given) not added",
    )
    assert any(
        fact.startswith("Multi: 5,000 IU (form not given) is not added. IU cannot")
        for fact in row.facts
    )


def test_supplements_alone_have_an_amount_and_no_food_is_unknown() -> None:
    row = row_of("328", with_labels())

    assert (row.amount, row.percent, row.unknown) == ("25", "166%", "")


def test_only_supplements_are_compared_with_the_level_for_supplements() -> None:
    page = with_labels(food("Feast", "1000", n304="300"))
    no_supplement = page_of(food("Feast", "1000", n304="300"))

    assert row_of("304", page).above == "supplements above the UL"
    assert any(
        "Supplements: 400 mg, above it. A clinician may advise more." in fact
        for fact in row_of("304", page).facts
    )
    assert row_of("304", no_supplement).above == ""


@pytest.mark.parametrize(("region", "level", "above"), [("US", "350", False), ("EU", "250", True)])
def test_the_level_of_the_region_holds(region: UlRegion, level: str, above: bool) -> None:
    basis = PeriodIntake((), 1, (LabelNutrients("supplement", "Oxide", {"304": Decimal(300)}),))

    row = row_of("304", nutrients_page(basis, person=ALICE, on=ON, is_mean=False, ul_region=region))

    assert bool(row.above) == above
    assert any(f" {level} mg a day" in fact for fact in row.facts)


def test_a_mean_divides_supplements_and_its_level_by_the_days_that_count() -> None:
    row = row_of("304", with_labels(ALMONDS, days=2))

    assert (row.amount, row.parts) == ("368", "Food 150, supplements 200, water 18")
    assert row.above == ""  # 200 mg a day


def test_one_nutrient_lists_supplements_and_water_among_the_foods() -> None:
    magnesium = find_nutrient("304")
    assert magnesium is not None

    page = nutrient_page(
        magnesium, PeriodIntake((ALMONDS,), 1, (MULTI, WATER)), person=ALICE, on=ON
    )

    assert [(given.kind, given.name, given.share) for given in page.sources] == [
        ("supplement", "Multi", 54),
        ("", "Almonds", 41),
        ("water", "Water", 5),
    ]


@pytest.mark.parametrize(
    ("mg", "amount", "percent"),
    [("319.6", "319", "99%"), ("320", "320", "100%"), ("320.4", "320", "100%")],
)
def test_magnesium_just_below_its_reference_is_not_shown_as_the_reference(
    mg: str, amount: str, percent: str
) -> None:
    row = row_of("304", page_of(food("Feast", n304=mg)))

    assert (row.amount, row.percent) == (amount, percent)


def test_what_gave_all_of_it_is_shown_as_the_whole_is() -> None:
    magnesium = find_nutrient("304")
    assert magnesium is not None

    page = nutrient_page(
        magnesium, PeriodIntake((food("Feast", n304="319.6"),), 1), person=ALICE, on=ON
    )

    assert (page.row.amount, page.row.source_words, page.sources[0].amount) == (
        "319",
        "Feast 319",
        "319 mg",
    )


def test_supplements_just_above_their_level_are_shown_above_it_everywhere() -> None:
    magnesium = find_nutrient("304")
    assert magnesium is not None
    basis = PeriodIntake((), 1, (LabelNutrients("supplement", "Oxide", {"304": Decimal("350.4")}),))

    page = nutrient_page(magnesium, basis, person=ALICE, on=ON)

    assert (page.row.parts, page.row.source_words) == ("Supplements 351", "Oxide (supplement) 351")
    assert page.sources[0].amount == "351 mg"


def test_calcium_just_above_its_upper_level_is_not_shown_as_the_level() -> None:
    row = row_of("301", page_of(food("Feast", n301="2500.2")))

    assert (row.amount, row.above) == ("2,501", "above the UL")
    assert any(
        "2,500 mg a day, counting food, drinks and supplements. Logged: 2,501 mg, above it." in fact
        for fact in row.facts
    )


def test_without_anything_logged_that_could_have_it_nothing_is_logged_and_not_unknown() -> None:
    tablet = LabelNutrients("supplement", "Vitamin C", {"401": Decimal(500)})

    page = nutrients_page(PeriodIntake((), 1, (tablet,)), person=ALICE, on=ON, is_mean=False)

    assert [
        (row_of(number, page).is_logged, row_of(number, page).amount) for number in ("304", "401")
    ] == [
        (False, None),
        (True, "500"),
    ]
    assert row_of("304", page).percent == ""


def test_a_food_of_two_revisions_without_a_value_is_one_food_in_several_entries() -> None:
    older, newer = (
        FoodNutrients(1, "Soup", Decimal(100), {"208": Decimal(kcal)}, times)
        for kcal, times in ((30, 3), (31, 2))
    )

    row = row_of("304", page_of(ALMONDS, older, newer))

    assert row.unknown == "5 of 6 entries unknown"
    assert "5 of 6 entries have no value (1 food)." in row.facts


def test_a_week_over_the_first_birthday_has_the_upper_level_of_the_infant() -> None:
    page = nutrients_page(
        PeriodIntake((ALMONDS,), 1, dates=DAYS), person=TURNS_1, on=ON, is_mean=True
    )

    assert any("Upper level (UL) 1,500 mg a day" in fact for fact in row_of("301", page).facts)


def test_where_efsa_has_no_level_that_of_the_us_is_beside_it() -> None:
    child = Person("F", date(2023, 11, 21))

    facts, above = [], []
    for mg in ("65", "65.1"):
        basis = PeriodIntake((), 1, (LabelNutrients("supplement", "Drops", {"304": Decimal(mg)}),))
        row = row_of(
            "304", nutrients_page(basis, person=child, on=ON, is_mean=False, ul_region="EU")
        )
        facts += [fact for fact in row.facts if "EFSA" in fact]
        above.append(row.above)

    beside = (
        "EFSA sets no upper level below 4 years. In the United States it is 65 mg a day, "
        "from supplements and medicines only; food and water never count. Supplements: "
    )
    assert facts == [f"{beside}65 mg.", f"{beside}65.1 mg, above it. A clinician may advise more."]
    assert above == ["", "supplements above the UL"]


def test_what_the_level_of_efsa_counts_is_said_where_it_is_compared() -> None:
    basis = PeriodIntake((), 1, (LabelNutrients("supplement", "Oxide", {"304": Decimal(300)}),))

    row = row_of("304", nutrients_page(basis, person=ALICE, on=ON, is_mean=False, ul_region="EU"))

    assert any(
        "Upper level (UL of EFSA) 250 mg a day, "
        "counting readily dissociable salts in supplements, water and fortified"
        in fact
        and "only supplements are compared here. Supplements: 300 mg, above it." in fact
        for fact in row.facts
    )


def test_infants_get_what_has_no_upper_level_from_food_only() -> None:
    page = page_of(ALMONDS, person=Person("F", date(2026, 4, 1)))

    for number in ("304", "401", "306"):
        assert any(
            "for infants: they should get it from food only." in fact
            for fact in row_of(number, page).facts
        )


@pytest.mark.parametrize("number", ["304", "301", "606"])
def test_pregnant_above_fifty_it_is_said_that_there_is_no_dri(number: str) -> None:
    person, nutrient = (
        Person("F", date(1970, 1, 1), (Condition("pregnant", ON),)),
        find_nutrient(number),
    )
    assert nutrient is not None

    page = nutrient_page(nutrient, PeriodIntake((ALMONDS,), 1), person=person, on=ON)

    assert (page.stage_note, page.person_words) == ("no DRI", "a pregnant woman aged 56")

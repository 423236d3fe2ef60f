"""What the day's page shows, as plain values."""

from datetime import date
from decimal import Decimal

from accounts.models import User
from accounts.queries import person_of
from nutrition.diary.day_page import read_day
from nutrition.diary.models import Meal
from tests.builders import Foods, log

DAY = date(2026, 11, 21)


def test_the_day_adds_up_and_unknown_makes_it_a_lower_bound(alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="30", on="2026-11-21", meal=Meal.DINNER)
    log(alice, foods.mystery, grams="40", on="2026-11-21", meal=Meal.DINNER)

    page = read_day(alice, person_of(alice), DAY, DAY)

    dinner = page.meals[2]
    assert (dinner.total.known, dinner.total.unknown_names) == (Decimal(90), ("Mystery bar",))
    assert (page.summary.words.prefix, page.summary.words.beside, page.summary.entries) == (
        "at least",
        "up to 230 mg to go",
        2,
    )


def test_zero_is_not_unknown(alice: User, foods: Foods) -> None:
    log(alice, foods.sugar, grams="4", on="2026-11-21")

    page = read_day(alice, person_of(alice), DAY, DAY)

    assert (page.summary.assessment.total_mg, page.summary.assessment.total_is_lower_bound) == (
        0,
        False,
    )


def test_the_day_before_is_counted_by_meal_and_never_added(
    alice: User, bob: User, foods: Foods
) -> None:
    for person, meal in (
        (alice, Meal.DINNER),
        (alice, Meal.DINNER),
        (alice, Meal.SNACK),
        (bob, Meal.DINNER),
    ):
        log(person, foods.almonds, grams="30", on="2026-11-20", meal=meal)

    page = read_day(alice, person_of(alice), DAY, DAY)

    assert [part.day_before for part in page.meals] == [0, 0, 2, 1]
    assert (page.day_before, page.summary.entries, page.summary.assessment.total_mg) == (3, 0, None)

"""Own foods among the suggestions: with the serving that was eaten last, exactly."""

from datetime import date

import pytest

from accounts.ids import new_id
from accounts.life_stage import Person
from accounts.models import User
from nutrition.diary.actions import log_picks
from nutrition.diary.amounts import read_pick
from nutrition.diary.models import Meal
from nutrition.diary.sums import sums_between
from nutrition.foods.own.models import OwnFood
from nutrition.reports.gap.choice import Suggestion
from nutrition.reports.gap.queries import usual_gap_page
from tests.builders import close, log, make_own_food, revise_own_food

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
WOMAN = Person("F", date(1990, 5, 10))


def suggested(person: User) -> list[Suggestion]:
    days = [date(2026, 11, day) for day in (18, 19, 20)]
    close(person, *days)
    return list(usual_gap_page(person, WOMAN, TODAY).suggestions)


@pytest.fixture
def bar(alice: User) -> OwnFood:
    """Of unknown weight, eaten on three days, one and a half the last time."""
    bar = make_own_food(
        "Bar", owner=alice, magnesium="60", portions={"bar": None}, basis_grams=None
    )
    for day, quantity in (("18", "1"), ("19", "1"), ("20", "1.5")):
        log(alice, bar, portion="bar", quantity=quantity, on=f"2026-11-{day}")
    return bar


def test_a_food_without_a_weight_is_suggested_by_its_portion_and_logs_what_it_says(
    alice: User, bar: OwnFood
) -> None:
    [suggestion] = suggested(alice)
    pick = read_pick(suggestion.pick)
    assert pick is not None
    log_picks(user=alice, on=TODAY, meal=Meal.LUNCH, picks=[pick], client_id=new_id())

    assert (suggestion.food_id, suggestion.details) == (
        bar.key,
        "1½ bars · 150 kcal · eaten lately",
    )
    assert sums_between(alice, TODAY, TODAY)[TODAY].total.known == suggestion.mg == 90


def test_a_food_with_newer_values_or_a_retired_one_is_not_suggested(
    alice: User, bar: OwnFood
) -> None:
    before = suggested(alice)
    revise_own_food(bar, magnesium="70", basis_grams=None)
    revised = suggested(alice)
    OwnFood.objects.filter(user=alice).update(state=OwnFood.State.RETIRED)

    assert (len(before), revised, suggested(alice)) == (1, [], [])

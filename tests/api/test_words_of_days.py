"""What programs are given in words, and between which bounds."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import User
from nutrition.diary.models import Day
from nutrition.foods.models import FoodRevision
from tests.api.programs import Program
from tests.builders import Foods, close, log

DAY = "2026-11-21"


def test_an_unknown_food_with_a_bound_is_told_with_both_bounds(
    program: Program, alice: User, foods: Foods
) -> None:
    FoodRevision.objects.filter(food=foods.mystery).update(magnesium_at_most=Decimal(40))
    log(alice, foods.almonds, grams="50", on=DAY)
    log(alice, foods.mystery, grams="10", on=DAY)
    close(alice, date.fromisoformat(DAY))

    day = program.get(f"/days/{DAY}")

    assert (day["magnesium"]["comparison"], day["total_at_most_mg"]) == ("undetermined", "154.000")
    assert day["says"] == "at least 150 mg, at most 154 mg"
    assert day["sentence"].startswith(
        "You logged at least 150 mg, at most 154 mg: less than the 320 mg recommended"
    )


def test_days_to_come_enter_no_average(program: Program, alice: User, foods: Foods) -> None:
    to_come = date.fromisoformat(program.get("/profile")["today"]) + timedelta(days=3)
    log(alice, foods.almonds, grams="100", on=str(to_come))
    # an earlier version let people say so
    Day.objects.create(user=alice, date=to_come, status="complete")

    trend = program.get(f"/trends?from={to_come}&to={to_come}")

    assert (trend["days_in_average"], trend["average_mg"], trend["days"][0]["counts"]) == (
        0,
        None,
        False,
    )

"""Logging again: a meal of yesterday, or several of the usual foods at once."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Entry, Meal
from tests.builders import Foods, log
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def test_a_meal_of_yesterday_is_copied_in_one_action_and_once(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20", meal=Meal.DINNER)
    log(alice, foods.almonds, grams="10", on="2026-11-20", meal=Meal.DINNER)
    log(alice, foods.banana, grams="10", on=TODAY, meal=Meal.LUNCH)

    page = alice_client.get(f"/diary/{TODAY}/")
    sent = {"to": TODAY, "meal": "dinner", "client_id": str(new_id())}
    answers = [alice_client.post("/diary/2026-11-20/copy/", sent, headers=HTMX) for _ in range(2)]

    assert "Copy yesterday’s dinner (2)" in text_of(page)
    assert "Copied 2 foods to today." in text_of(answers[0])
    assert Entry.objects.of(alice).filter(eaten_on=TODAY, meal=Meal.DINNER).count() == 2


@pytest.mark.parametrize(
    "wrong", [{"to": ""}, {"to": "9999-12-31"}, {"meal": "brunch"}, {"client_id": "x"}, {}]
)
def test_a_copy_that_cannot_be_made_says_why(
    wrong: dict[str, str], alice: User, alice_client: Client
) -> None:
    response = alice_client.post(
        "/diary/2026-11-20/copy/", {"to": TODAY, "client_id": str(new_id())} | wrong
    )

    assert "There is a problem" in text_of(response)
    assert response.status_code == 422


def test_ticked_foods_are_added_at_once(alice: User, alice_client: Client, foods: Foods) -> None:
    for food in (foods.spinach, foods.almonds, foods.banana):
        log(alice, food, grams="30", on="2026-11-20")
    sent = {
        "client_id": str(new_id()),
        "meal": "lunch",
        f"food-{foods.spinach.pk}": "on",
        f"amount-{foods.spinach.pk}": "45",
        f"food-{foods.almonds.pk}": "on",
        f"amount-{foods.almonds.pk}": "30",
    }

    alice_client.post(f"/diary/{TODAY}/usual/", sent)

    logged = Entry.objects.of(alice).filter(eaten_on=TODAY)
    assert {(entry.revision.food, int(entry.grams)) for entry in logged} == {
        (foods.spinach, 45),
        (foods.almonds, 30),
    }


@pytest.mark.parametrize("amount", ["", "0", "-1", "nan", "1e400", "9" * 12, "9" * 41, "\0"])
def test_a_wrong_amount_among_ticked_foods_logs_none(
    amount: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    sent = {"client_id": str(new_id()), "meal": "lunch", f"food-{foods.spinach.pk}": "on"}

    response = alice_client.post(
        f"/diary/{TODAY}/usual/", sent | {f"amount-{foods.spinach.pk}": amount}
    )

    assert response.status_code == 422
    assert not Entry.objects.of(alice).filter(eaten_on=TODAY).exists()

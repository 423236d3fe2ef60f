from datetime import date

import pytest

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.own.models import OwnFood
from tests.builders import log, make_own_food
from tools.demo import make_demo

TODAY = date(2026, 11, 21)


@pytest.mark.usefixtures("db", "food_table")
def test_demo_is_made_anew_although_it_logged_a_food_of_its_own() -> None:
    first = make_demo(email="demo@example.org", password="demo-demo-demo", today=TODAY, days=1)
    demo = User.objects.get(email="demo@example.org")
    soup = make_own_food("Soup of the demo", magnesium="20", owner=demo)
    log(demo, soup, grams="200", on="2026-11-21")

    again = make_demo(email="demo@example.org", password="demo-demo-demo", today=TODAY, days=1)

    assert again == first == Entry.objects.filter(user__email="demo@example.org").count()
    assert not OwnFood.objects.filter(name="Soup of the demo").exists()

"""The sources pages, as they are asked for and read."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.actions import delete_entries
from nutrition.diary.models import Entry, Meal
from nutrition.diary.supplements.actions import SupplementLabel, log_dose
from tests.builders import (
    Foods,
    drink,
    log,
    make_food,
    make_own_food,
    make_plain_food,
    revise,
    set_amount,
    take,
)
from tests.web.diary.sending import NOON, TODAY, text_of

pytestmark = pytest.mark.django_db

SATURDAY = date(2026, 11, 21)
WEEK = "from=2026-11-16&to=2026-11-22"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def test_the_last_seven_days_are_shared_out_among_foods_and_groups(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    beans = make_plain_food("Beans, black", "1600", magnesium="70")
    log(alice, foods.almonds, grams="50", on=TODAY)  # 150 mg
    log(alice, beans, grams="100", on="2026-11-15")  # 70 mg
    log(alice, foods.mystery, grams="40", on=TODAY)
    log(alice, foods.spinach, grams="500", on="2026-11-14")  # the day before

    text = text_of(alice_client.get("/sources/"))

    assert "15–21 November: at least 220 mg from food." in text
    assert "Almonds 150 mg 1× 68% Beans, black 70 mg 1× 32%" in text
    assert "Other foods 150 mg 68% Group 1600 70 mg 32%" in text
    assert "Mystery bar no value 1×" in text
    assert "Spinach" not in text


def test_supplements_of_other_nutrients_stand_apart_too(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on=TODAY)
    for number in range(2):
        label = SupplementLabel(
            f"Multi {number}",
            Decimal(50),
            nutrients={"401": "60.5", "318": "5000"},
            quantity=Decimal(2),
        )
        log_dose(user=alice, on=SATURDAY, label=label, client_id=new_id())

    vitamin_c = text_of(alice_client.get("/sources/?nutrient=401"))
    vitamin_a = text_of(alice_client.get("/sources/?nutrient=320"))
    calcium = text_of(alice_client.get("/sources/?nutrient=301"))

    assert "Supplements and label water are in no share. Multi 0 121 mg Multi 1 121 mg" in vitamin_c
    assert "Multi 1: 10,000 IU (form not given) is not added." in vitamin_a
    assert "Apart from food" not in calcium


def test_foods_that_hold_none_of_a_nutrient_are_not_nothing(
    alice: User, alice_client: Client
) -> None:
    sugar = make_food("Sugar", magnesium="0")
    set_amount(sugar, "418", "0")
    log(alice, sugar, grams="10", on=TODAY)

    text = text_of(alice_client.get("/sources/?nutrient=418"))

    assert "Sources of vitamin B12" in text
    assert "None in what you ate The foods logged in these days hold no vitamin B12." in text


def test_supplements_and_label_water_stand_apart(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on=TODAY)
    take(alice, "Glycinate", "100", on=TODAY)
    take(alice, "Glycinate", "50", on=TODAY)
    drink(alice, "2", "24", on=TODAY)

    text = text_of(alice_client.get("/sources/"))

    assert "150 mg from food" in text
    assert "Almonds 150 mg 1× 100%" in text
    assert (
        "Supplements and label water are in no share. Glycinate 150 mg Water, from its label 48 mg"
        in text
    )


def test_any_range_and_any_nutrient(alice: User, alice_client: Client, foods: Foods) -> None:
    for food, amount in ((foods.banana, "400"), (foods.spinach, "600")):
        set_amount(food, "306", amount)
        log(alice, food, grams="50", on="2025-03-01")
    log(alice, foods.almonds, grams="50", on="2025-03-31")

    text = text_of(alice_client.get("/sources/?from=2025-03-01&to=2025-03-31&nutrient=306"))

    assert "1–31 March 2025: at least 500 mg from food." in text
    assert "Spinach, raw 300 mg 1× 60% Banana 200 mg 1× 40%" in text
    assert "Almonds no value 1×" in text
    assert "From food alone: no label of a supplement that you logged states potassium." in text


def test_a_group_shows_its_foods_alone(alice: User, alice_client: Client, foods: Foods) -> None:
    for name, mg in (("Beans, black", "70"), ("Lentils", "30")):
        log(alice, make_plain_food(name, "1600", magnesium=mg), grams="100", on=TODAY)
    log(alice, foods.almonds, grams="50", on=TODAY)

    text = text_of(alice_client.get(f"/sources/?{WEEK}&group=1600"))

    assert "100 mg from this group" in text
    assert "Beans, black 70 mg 1× 70% Lentils 30 mg 1× 30%" in text
    assert "Almonds" not in text


def test_a_click_on_a_food_opens_its_entries(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="30", on=TODAY, meal=Meal.DINNER)
    log(alice, foods.spinach, grams="100", on="2026-11-16")
    log(alice, foods.spinach, grams="100", on="2026-11-15")
    gone = log(alice, foods.spinach, grams="70", on=TODAY)
    delete_entries(user=alice, ids=[gone.id])

    page = alice_client.get(f"/sources/?{WEEK}")
    link = f"/sources/{foods.spinach.pk}/?from=2026-11-16&amp;to=2026-11-22&amp;nutrient=304"
    text = text_of(alice_client.get(link.replace("&amp;", "&")))

    assert f'href="{link}"' in page.content.decode()
    assert "103 mg from 2 entries." in text
    assert "Sat 21 Nov 2026 Dinner 30 g 24 mg Mon 16 Nov 2026 Lunch 100 g 79 mg" in text


def test_entries_say_what_was_known_when_they_were_logged(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.mystery, grams="40", on=TODAY)
    revise(foods.mystery, magnesium="100")
    log(alice, foods.mystery, grams="40", on=TODAY, meal=Meal.SNACK)

    text = text_of(alice_client.get(f"/sources/{foods.mystery.pk}/"))

    assert "At least 40 mg from 1 entry. 1 of 2 entries has no magnesium value (1 food)." in text
    assert "Lunch 40 g no value" in text
    assert "Snacks 40 g 40 mg" in text


def test_nobody_sees_what_another_person_logged(
    alice: User, bob_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on=TODAY)

    assert "Nothing to share yet" in text_of(bob_client.get("/sources/"))
    assert "Not logged in these days." in text_of(bob_client.get(f"/sources/{foods.almonds.pk}/"))


def test_own_foods_are_a_group(alice: User, alice_client: Client) -> None:
    log(alice, make_own_food("Alice's soup", magnesium="10", owner=alice), grams="100", on=TODAY)

    assert "Foods you made 10 mg 100%" in text_of(alice_client.get("/sources/"))


def test_only_unknown_foods_have_no_shares(alice: User, alice_client: Client, foods: Foods) -> None:
    log(alice, foods.mystery, grams="40", on=TODAY)

    text = text_of(alice_client.get("/sources/"))

    assert "No value is known" in text
    assert "0%" not in text


def test_supplements_alone_are_said_without_food(alice: User, alice_client: Client) -> None:
    take(alice, "Glycinate", "100", on=TODAY)

    text = text_of(alice_client.get("/sources/"))

    assert "Nothing to share yet" in text
    assert "Glycinate 100 mg" in text


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("from=yesterday", "Enter a day such as 2026-11-21."),
        ("from=2026-11-21&to=2026-11-20", "The first day comes before the last one."),
        ("from=1999-12-31", "A diary goes from 1 January 2000 to a year from now."),
        ("to=9999-12-31", "A diary goes from 1 January 2000 to a year from now."),
        ("nutrient=0", "Choose a nutrient from the list."),
    ],
)
def test_a_range_that_cannot_be_is_told_and_the_usual_one_shown(
    alice: User, alice_client: Client, foods: Foods, query: str, problem: str
) -> None:
    log(alice, foods.almonds, grams="50", on=TODAY)

    response = alice_client.get(f"/sources/?{query}")

    assert response.status_code == 422
    assert problem in text_of(response)
    assert "15–21 November: 150 mg from food." in text_of(response)


def test_a_day_alone_is_a_range(alice: User, alice_client: Client, foods: Foods) -> None:
    log(alice, foods.almonds, grams="50", on=TODAY)

    text = text_of(alice_client.get(f"/sources/?from={TODAY}&to={TODAY}"))

    assert "21 November: 150 mg from food" in text


def test_questions_to_the_database_do_not_grow_with_the_range(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            alice_client.get(path)
        return len(captured)

    paths = [
        "/sources/?from=2024-11-22&to=2026-11-21",
        f"/sources/{foods.almonds.pk}/?from=2024-11-22&to=2026-11-21",
    ]
    log(alice, foods.almonds, grams="10", on=TODAY)
    few = [asked(path) for path in paths]
    for back in range(40):
        for food in foods:
            log(alice, food, grams=str(back + 1), on=str(SATURDAY - timedelta(days=back * 17)))

    assert [asked(path) for path in paths] == few
    assert max(few) <= 2 + 4  # session and person


def test_many_entries_come_page_by_page(alice: User, alice_client: Client, foods: Foods) -> None:
    for number in range(1, 103):
        log(alice, foods.almonds, grams=str(number), on=TODAY)

    first, second = (
        text_of(alice_client.get(f"/sources/{foods.almonds.pk}/?page={page}")) for page in (1, 2)
    )

    assert "15,759 mg from 102 entries." in first
    assert (first.count("Sat 21 Nov 2026"), second.count("Sat 21 Nov 2026")) == (100, 2)
    assert "Page 1 of 2" in first


def test_days_that_have_not_come_do_not_count(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on=TODAY)
    log(alice, foods.almonds, grams="50", on="2026-11-22")
    take(alice, "Glycinate", "100", on="2026-11-22")
    planned = "Days that have not come are planned and do not count."

    week, entries, later = (
        text_of(alice_client.get(path))
        for path in (
            f"/sources/?{WEEK}",
            f"/sources/{foods.almonds.pk}/?{WEEK}",
            "/sources/?from=2026-11-22&to=2026-11-22",
        )
    )

    assert f"150 mg from food. Food was logged on 1 of 6 days. {planned}" in week
    assert "Glycinate" not in week
    assert f"150 mg from 1 entry. {planned}" in entries
    assert f"Nothing to share yet {planned}" in later
    assert planned not in text_of(alice_client.get("/sources/"))


def test_many_entries_are_written_with_a_comma(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    entry = log(alice, foods.almonds, grams="1", on=TODAY)
    Entry.objects.bulk_create(
        Entry(
            user=alice,
            eaten_on=SATURDAY,
            meal=Meal.LUNCH,
            revision_id=entry.revision_id,
            grams=1,
            logged_at=entry.logged_at,
        )
        for _ in range(1000)
    )

    assert "Almonds 3,003 mg 1,001× 100%" in text_of(alice_client.get("/sources/"))
    assert "3,003 mg from 1,001 entries." in text_of(
        alice_client.get(f"/sources/{foods.almonds.pk}/")
    )

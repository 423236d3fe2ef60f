"""The week's page, as it is asked for and read."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from html.parser import HTMLParser

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.ids import new_id
from accounts.models import LifeStagePeriod, User
from nutrition.diary.actions import delete_entries, log_picks
from nutrition.diary.amounts import Pick
from nutrition.diary.models import Day, Entry, Meal
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood
from tests.builders import Foods, close, drink, log, make_food, make_person, revise, take
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY, FRIDAY, SATURDAY = (
    date(2026, 11, 16),
    date(2026, 11, 17),
    date(2026, 11, 20),
    date(2026, 11, 21),
)


class Reader(HTMLParser):
    """What a page says: its text, and the names that a screen reader would say."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.names.append(attributes.get("aria-label") or "")
        self.links.append(attributes.get("href") or "")

    def handle_data(self, data: str) -> None:
        self.words += data.split()

    @property
    def text(self) -> str:
        return " ".join(self.words)


def read(client: Client, address: str) -> Reader:
    response = client.get(address)
    assert response.status_code == 200
    reader = Reader()
    reader.feed(response.content.decode())
    return reader


def eat(person: User, food: Food | OwnFood, on: date, grams: int) -> list[Entry]:
    """Logs the food; a day before Saturday is complete."""
    if on < SATURDAY:
        close(person, on)
    pick = Pick(food.key, None, Fraction(grams))
    return log_picks(user=person, on=on, meal=Meal.LUNCH, picks=[pick], client_id=new_id()).entries


@pytest.fixture(autouse=True)
def saturday_noon() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        yield


def test_the_week_shows_average_days_at_target_and_days_logged(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, MONDAY, 110)
    eat(alice, foods.almonds, TUESDAY, 70)
    eat(alice, foods.almonds, SATURDAY, 10)

    page = read(alice_client, "/week/")

    assert "This week 16–22 November" in page.text
    assert "270 mg average of 2 complete days" in page.text
    assert "1 of 2 complete days at target" in page.text
    assert "3 of 6 days logged so far" in page.text


def test_a_full_week_has_a_plain_average(alice: User, alice_client: Client, foods: Foods) -> None:
    for day in range(9, 16):
        eat(alice, foods.almonds, date(2026, 11, day), 100)

    page = read(alice_client, "/week/2026-W46/")

    assert "Last week 9–15 November" in page.text
    assert "300 mg a day on average" in page.text
    assert "0 of 7 days at target" in page.text
    assert "7 of 7 days logged" in page.text


def test_each_bar_is_a_link_with_a_full_name(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, MONDAY, 98)
    eat(alice, foods.almonds, FRIDAY, 98)
    eat(alice, foods.mystery, FRIDAY, 1)
    eat(alice, foods.almonds, SATURDAY, 10)

    page = read(alice_client, "/week/")

    assert "Mon 16 November: 294 mg, food 294, supplements 0" in page.names
    assert "Tue 17 November: nothing logged" in page.names
    assert (
        "Fri 20 November: at least 294 mg, food 294, supplements 0, 1 of 2 entries has no value"
        in page.names
    )
    assert "Sat 21 November: 30 mg, food 30, supplements 0, so far today" in page.names
    assert "Sun 22 November: not yet" in page.names
    assert "/diary/2026-11-16/" in page.links
    assert "/diary/2026-11-22/" not in page.links


def test_unknown_foods_make_the_average_at_least(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, MONDAY, 100)
    eat(alice, foods.mystery, MONDAY, 1)

    page = read(alice_client, "/week/")

    assert "300+ mg average of 1 complete day, at least" in page.text
    assert "0 of 1 complete day at target, at least" in page.text
    assert "Mon 16 Nov 300 0 300+ 1 of 2" in page.text


def test_a_day_of_unknown_foods_shows_no_number(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.mystery, MONDAY, 40)

    page = read(alice_client, "/week/")

    assert "Mon 16 November: unknown, 1 of 1 entry has no value" in page.names
    assert "Mon 16 Nov unknown 0 unknown 1 of 1" in page.text
    assert "– no average yet" in page.text


def test_a_day_without_food_is_not_said_to_have_unknown_food(
    alice: User, alice_client: Client
) -> None:
    take(alice, "Citrate", "320", on="2026-11-09")
    drink(alice, "2", "24", on="2026-11-10")
    close(alice, date(2026, 11, 9), date(2026, 11, 10))

    page = read(alice_client, "/week/2026-W46/")

    assert (
        "Monday and Tuesday are left out of the average, because no food is logged, "
        "only supplements or water from its label."
    ) in page.text
    assert "has no magnesium value" not in page.text


def test_the_numbers_stand_in_a_table(alice: User, alice_client: Client, foods: Foods) -> None:
    eat(alice, foods.almonds, MONDAY, 110)
    eat(alice, foods.banana, MONDAY, 100)

    page = read(alice_client, "/week/")

    assert "Mon 16 Nov 360 0 360 0 of 2" in page.text
    assert "Tue 17 Nov nothing logged" in page.text
    assert "Average, 1 complete day 360 0 360 0 of 2" in page.text


def test_top_sources_are_foods_of_the_week(alice: User, alice_client: Client, foods: Foods) -> None:
    eat(alice, foods.almonds, MONDAY, 50)
    eat(alice, foods.almonds, TUESDAY, 50)
    eat(alice, foods.banana, TUESDAY, 100)
    eat(alice, foods.sugar, TUESDAY, 100)

    page = read(alice_client, "/week/")

    assert "Top sources Since Monday. Almonds 300 mg · 2× Banana 30 mg · 1×" in page.text


def test_a_past_week_says_how_much_came_from_three_foods(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    on = date(2026, 11, 10)
    for food, grams in zip(
        [foods.almonds, foods.banana, foods.spinach], (100, 100, 100), strict=True
    ):
        eat(alice, food, on, grams)
    eat(alice, make_food("Kale", magnesium="33"), on, 100)
    eat(alice, foods.mystery, on, 1)

    page = read(alice_client, "/week/2026-W46/")

    assert "412 of 442+ mg came from three foods." in page.text


def test_what_is_planned_is_no_source_yet(alice: User, alice_client: Client, foods: Foods) -> None:
    eat(alice, foods.almonds, MONDAY, 50)
    tomorrow = SATURDAY + timedelta(days=1)
    eat(alice, foods.banana, tomorrow, 100)
    take(alice, "Glycinate", "100", on=tomorrow.isoformat())

    page = read(alice_client, "/week/")

    assert "Top sources Since Monday. Almonds 150 mg · 1× All foods" in page.text


def test_what_came_from_three_foods_is_rounded_as_a_lower_bound(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    on = date(2026, 11, 10)
    for food, grams in zip(
        [foods.almonds, foods.banana, foods.spinach], (100, 100, 102), strict=True
    ):
        eat(alice, food, on, grams)
    eat(alice, make_food("Kale", magnesium="33"), on, 100)
    eat(alice, foods.mystery, on, 1)

    page = read(alice_client, "/week/2026-W46/")

    assert "413 of 443+ mg came from three foods." in page.text


def test_a_day_of_nothing_but_vitamin_d_has_no_magnesium_of_supplements(
    alice: User, alice_client: Client
) -> None:
    take(alice, "Vitamin D", None, on=MONDAY.isoformat())

    page = read(alice_client, "/week/")

    assert "Mon 16 Nov unknown unknown unknown 0 of 0" in page.text


def test_the_week_keeps_the_value_that_was_logged(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, MONDAY, 100)
    revise(foods.almonds, magnesium="1")

    page = read(alice_client, "/week/")

    assert "Mon 16 November: 300 mg, food 300, supplements 0" in page.names


def test_deleted_entries_and_those_of_other_people_are_not_in_the_week(
    alice: User, bob: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, MONDAY, 100)
    eat(bob, foods.almonds, MONDAY, 100)
    deleted = eat(alice, foods.almonds, MONDAY, 100)
    delete_entries(user=alice, ids=[entry.id for entry in deleted])

    page = read(alice_client, "/week/")

    assert "Mon 16 November: 300 mg, food 300, supplements 0" in page.names


def test_the_target_is_that_of_each_day(alice: User, alice_client: Client, foods: Foods) -> None:
    LifeStagePeriod.objects.create(user=alice, kind="pregnant", starts_on=FRIDAY)
    eat(alice, foods.almonds, MONDAY, 110)
    eat(alice, foods.almonds, FRIDAY, 110)

    page = read(alice_client, "/week/")

    assert "1 of 2 complete days at target" in page.text
    assert "Target, 310–320, then 350–360 mg" in page.text


def test_without_sex_and_age_the_target_is_the_whole_range(foods: Foods) -> None:
    carol = make_person("carol")
    eat(carol, foods.almonds, MONDAY, 110)

    page = read(signed_in(carol), "/week/")

    assert "Target, 310–420 mg" in page.text
    assert "0 of 1 complete day at target, at least" in page.text


def test_a_week_without_entries_says_so_and_links_to_today(alice_client: Client) -> None:
    page = read(alice_client, "/week/")

    assert "No entries this week" in page.text
    assert "/diary/" in page.links


def test_weeks_link_to_their_neighbours_and_never_to_the_future(alice_client: Client) -> None:
    this_week, last_week = read(alice_client, "/week/"), read(alice_client, "/week/2026-W46/")

    assert "/week/2026-W46/" in this_week.links
    assert "Next week" not in this_week.names
    assert {"/week/2026-W45/", "/week/2026-W47/"} <= set(last_week.links)


def test_the_first_week_of_a_diary_has_none_before_it(alice_client: Client) -> None:
    assert "Previous week" not in read(alice_client, "/week/1999-W52/").names


@pytest.mark.parametrize(
    "week",
    [
        "2026-W54",
        "2026-W00",
        "0000-W10",
        "0001-W01",
        "9999-W10",
        "9999-W52",
        "1999-W51",
        "2026-47",
        "2026-W470",
    ],
)
def test_a_week_that_no_diary_has_is_not_found(alice_client: Client, week: str) -> None:
    assert alice_client.get(f"/week/{week}/").status_code == 404


def test_this_week_is_that_of_the_persons_clock(alice_client: Client, bob_client: Client) -> None:
    with time_machine.travel("2026-11-22T23:30:00Z", tick=False):
        berlin, utc = read(alice_client, "/week/"), read(bob_client, "/week/")

    assert "This week 23–29 November" in berlin.text
    assert "This week 16–22 November" in utc.text


def test_the_queries_do_not_grow_with_the_entries(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, MONDAY, 10)
    with CaptureQueriesContext(connection) as few:
        read(alice_client, "/week/")
    for day in range(16, 22):
        for food in foods:
            eat(alice, food, date(2026, 11, day), 20)

    with CaptureQueriesContext(connection) as many:
        read(alice_client, "/week/")

    assert len(many) == len(few)
    assert len(many) <= 5  # session and person, version of the foods; days, labels, sources


def test_a_past_week_is_closed_with_one_tap(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    for on in (MONDAY, TUESDAY):
        log(alice, foods.almonds, grams="100", on=on.isoformat())
    assert "Were these 2 days complete? Monday, Tuesday." in read(alice_client, "/week/").text

    days = [MONDAY.isoformat(), TUESDAY.isoformat(), "2026-11-01", "nonsense"]
    alice_client.post("/week/2026-W47/complete/", {"day": days})

    page = read(alice_client, "/week/")
    assert "300 mg average of 2 complete days" in page.text
    assert set(Day.objects.filter(user=alice).values_list("date", flat=True)) == {MONDAY, TUESDAY}


def test_days_of_a_week_that_have_not_come_are_not_completed(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    later = SATURDAY + timedelta(days=1)
    for on in (MONDAY, later):
        log(alice, foods.almonds, grams="100", on=on.isoformat())

    days = [MONDAY.isoformat(), later.isoformat()]
    both = alice_client.post(
        "/week/2026-W47/complete/", {"day": days}, follow=True
    ).content.decode()
    late = alice_client.post(
        "/week/2026-W47/complete/", {"day": days[1:]}, follow=True
    ).content.decode()

    assert "1 day is complete. Days that have not come can only be planned." in both
    assert "This day has not come yet." in late
    assert list(Day.objects.filter(user=alice).values_list("date", flat=True)) == [MONDAY]


def test_repeated_days_above_the_upper_limit_are_named(alice: User, alice_client: Client) -> None:
    for on in (MONDAY, TUESDAY):
        take(alice, "Glycinate", "400", on=on.isoformat())

    assert "Supplements were above the upper limit on 2 days." in read(alice_client, "/week/").text

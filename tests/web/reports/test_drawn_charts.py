"""What is kept of a drawn chart is shown only as long as it is true."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.data_version import changing_data, shared_data_changed
from accounts.models import LifeStagePeriod, Profile, User
from nutrition.diary.actions import change_entry, delete_entries, set_day_status
from nutrition.diary.amounts import Amount
from nutrition.diary.models import Entry, Meal
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood
from nutrition.reports.own_spread import spread_cache
from nutrition.web.reports.drawn_charts import chart_cache
from tests.builders import Foods, close, drink, log, make_own_food, take

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
PAGES = ["/week/2026-W47/", "/trends/?range=4w", "/trends/?range=1y"]
LATER = "2026-11-21T12:00:01Z"


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        yield


@pytest.fixture
def diary(alice: User, foods: Foods) -> None:
    """Forty days up to yesterday, all but one of this week complete."""
    dates = [TODAY - timedelta(days=back) for back in range(1, 41)]
    for on in dates:
        log(alice, foods.almonds, grams="100" if on.day % 2 else "50", on=str(on))
        log(alice, foods.spinach, grams="80", on=str(on))
    close(alice, *dates[1:])


def text_of(client: Client, path: str) -> str:
    """The page without its tokens, which differ each time."""
    page = client.get(path).content.decode()
    return re.sub(r"[A-Za-z0-9]{64}", "", page)


def change_amount(person: User, entry: Entry) -> None:
    amount = Amount(Decimal(500))
    change_entry(entry=entry, amount=amount, meal=Meal.LUNCH, on=entry.eaten_on, at=None)


def delete_one(person: User, entry: Entry) -> None:
    delete_entries(user=person, ids=[entry.id])


def replace_one(person: User, entry: Entry) -> None:
    """On an open day: no state of complete days tells of it."""
    [old, *_] = Entry.objects.of(person).filter(eaten_on="2026-11-20").order_by("id")
    log(person, old.revision.food, grams="300", on=str(old.eaten_on))
    delete_one(person, old)


def add_one(person: User, entry: Entry) -> None:
    log(person, entry.revision.food, grams="300", on=str(entry.eaten_on))


def plan_one(person: User, entry: Entry) -> None:
    log(person, entry.revision.food, grams="300", on="2026-11-22")


def take_a_dose(person: User, entry: Entry) -> None:
    take(person, "Glycinate", "300", on=str(entry.eaten_on))


def drink_water(person: User, entry: Entry) -> None:
    drink(person, "2", "100", on=str(entry.eaten_on))


def reopen_the_day(person: User, entry: Entry) -> None:
    set_day_status(user=person, days=[entry.eaten_on], status="in_progress")


def tell_the_sex(person: User, entry: Entry) -> None:
    Profile.objects.filter(user=person).update(sex="M")


def begin_a_pregnancy(person: User, entry: Entry) -> None:
    LifeStagePeriod.objects.create(user=person, kind="pregnant", starts_on="2026-11-01")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "change",
    [
        change_amount,
        delete_one,
        add_one,
        replace_one,
        plan_one,
        take_a_dose,
        drink_water,
        reopen_the_day,
        tell_the_sex,
        begin_a_pregnancy,
    ],
    ids=lambda change: change.__name__,
)
@pytest.mark.usefixtures("diary")
def test_a_change_shows_at_once(
    change: Callable[[User, Entry], None], path: str, alice: User, alice_client: Client
) -> None:
    before = text_of(alice_client, path)
    entry = Entry.objects.filter(user=alice, eaten_on="2026-11-18").order_by("id")[0]
    with time_machine.travel(LATER, tick=False):
        change(alice, entry)

    after = text_of(alice_client, path)

    chart_cache.clear()
    spread_cache.clear()
    assert after == text_of(alice_client, path)
    is_of_the_week = change in (plan_one, replace_one)
    assert after != before or (is_of_the_week and path != PAGES[0])


@pytest.mark.usefixtures("diary")
def test_a_chart_that_is_unchanged_takes_no_statement_but_for_the_versions(
    alice_client: Client,
) -> None:
    first = [text_of(alice_client, path) for path in PAGES]

    with CaptureQueriesContext(connection) as asked:
        again = [text_of(alice_client, path) for path in PAGES]

    assert again == first
    assert len(asked) == len(PAGES)  # session, person and versions


@pytest.mark.usefixtures("diary")
def test_tomorrow_the_chart_is_that_of_tomorrow(alice_client: Client) -> None:
    text_of(alice_client, PAGES[0])

    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        tomorrow = text_of(alice_client, PAGES[0])

        chart_cache.clear()
        assert tomorrow == text_of(alice_client, PAGES[0])


@pytest.mark.usefixtures("diary")
def test_a_new_name_of_a_shared_food_shows_at_once(foods: Foods, alice_client: Client) -> None:
    text_of(alice_client, PAGES[0])
    Food.objects.filter(pk=foods.almonds.pk).update(short_name="Sweet almonds")
    shared_data_changed()

    assert "Sweet almonds" in text_of(alice_client, PAGES[0])


@pytest.mark.usefixtures("diary")
def test_a_new_name_of_an_own_food_shows_at_once(alice: User, alice_client: Client) -> None:
    bar = make_own_food("Bar", magnesium="100", owner=alice)
    log(alice, bar, grams="100", on="2026-11-18")
    text_of(alice_client, PAGES[0])
    with changing_data(alice.pk):
        OwnFood.objects.filter(user=alice, pk=bar.pk).update(name="Better bar", short_name="")

    assert "Better bar" in text_of(alice_client, PAGES[0])


@pytest.mark.usefixtures("diary")
def test_nobody_sees_what_is_kept_of_others(alice_client: Client, bob_client: Client) -> None:
    text_of(alice_client, PAGES[0])

    assert "Almonds" not in text_of(bob_client, PAGES[0])

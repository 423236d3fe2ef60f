"""How much somebody's own days differ, from what they logged."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.sql import fetch_all, summable_instant
from nutrition.diary.actions import change_entry, delete_entries, set_day_status
from nutrition.diary.amounts import Amount
from nutrition.diary.models import Entry, Meal
from nutrition.reports.own_spread import own_spread_of, spread_cache
from tests.builders import Foods, close, drink, log, take

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
PAGES = ["/week/", "/week/2026-W40/", "/trends/", "/trends/?range=1y", "/nutrients/?days=7"]


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        yield


def keep_a_diary(person: User, foods: Foods, days: int) -> None:
    dates = [TODAY - timedelta(days=back) for back in range(1, days + 1)]
    for on in dates:
        log(person, foods.almonds, grams="100" if on.day % 2 else "50", on=str(on))
    close(person, *dates)


def test_thirty_complete_days_tell_the_own_spread(alice: User, foods: Foods) -> None:
    keep_a_diary(alice, foods, 30)

    found = own_spread_of(alice, TODAY)

    assert found is not None
    assert 75 < found.sd < 77
    assert own_spread_of(alice, TODAY - timedelta(days=5)) is None


def test_days_of_somebody_else_tell_nothing(alice: User, bob: User, foods: Foods) -> None:
    keep_a_diary(bob, foods, 30)

    assert own_spread_of(alice, TODAY) is None


def change_amount(person: User, foods: Foods, entry: Entry) -> None:
    amount = Amount(Decimal(500))
    change_entry(entry=entry, amount=amount, meal=Meal.LUNCH, on=entry.eaten_on, at=None)


def delete_one(person: User, foods: Foods, entry: Entry) -> None:
    delete_entries(user=person, ids=[entry.id])


def add_one(person: User, foods: Foods, entry: Entry) -> None:
    log(person, foods.almonds, grams="300", on=str(entry.eaten_on))


def take_a_dose(person: User, foods: Foods, entry: Entry) -> None:
    take(person, "Glycinate", "300", on=str(entry.eaten_on))


def drink_water(person: User, foods: Foods, entry: Entry) -> None:
    drink(person, "2", "100", on=str(entry.eaten_on))


def reopen_the_day(person: User, foods: Foods, entry: Entry) -> None:
    set_day_status(user=person, days=[entry.eaten_on], status="in_progress")


@pytest.mark.parametrize(
    "change",
    [change_amount, delete_one, add_one, take_a_dose, drink_water, reopen_the_day],
    ids=lambda change: change.__name__,
)
def test_a_change_of_an_old_day_shows_at_once(
    change: Callable[[User, Foods, Entry], None], alice: User, foods: Foods
) -> None:
    keep_a_diary(alice, foods, 41)
    before = own_spread_of(alice, TODAY)
    with time_machine.travel("2026-11-21T12:00:01Z", tick=False):
        change(alice, foods, Entry.objects.filter(user=alice).order_by("eaten_on")[7])

    kept = own_spread_of(alice, TODAY)

    spread_cache.clear()
    assert kept == own_spread_of(alice, TODAY)
    assert kept != before


def test_an_entry_of_today_leaves_what_is_kept(alice: User, foods: Foods) -> None:
    keep_a_diary(alice, foods, 40)
    before = own_spread_of(alice, TODAY)
    log(alice, foods.almonds, grams="300", on=str(TODAY))

    with CaptureQueriesContext(connection) as asked:
        kept = own_spread_of(alice, TODAY)

    assert kept == before
    assert len(asked) == 1


def test_the_state_of_very_many_entries_adds_up(alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="50", on="2026-11-20")
    instant = summable_instant(Entry.UPDATED_AT)

    ((count, total, one),) = fetch_all(
        f"""
        WITH RECURSIVE numbers(number) AS (
            SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < %s
        )
        SELECT COUNT(*), SUM({instant}), MAX({instant})
        FROM numbers CROSS JOIN nutrition_entry entry WHERE entry.user_id = %s
        """,
        [100_000, alice.pk],
    )

    assert total == count * one


@pytest.mark.parametrize(
    "address", ["/week/", "/week/2026-W40/", "/trends/", "/trends/?range=1y", "/nutrients/?days=7"]
)
def test_each_page_with_a_mean_shows_its_interval(
    address: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    keep_a_diary(alice, foods, 60)

    text = alice_client.get(address).content.decode()

    assert "95% interval" in text

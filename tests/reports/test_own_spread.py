"""How much somebody's own days differ, from what they logged."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from nutrition.reports.own_spread import own_spread_of
from tests.builders import Foods, close, log

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


@pytest.mark.parametrize(
    "address", ["/week/", "/week/2026-W40/", "/trends/", "/trends/?range=1y", "/nutrients/?days=7"]
)
def test_each_page_with_a_mean_shows_its_interval(
    address: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    keep_a_diary(alice, foods, 60)

    text = alice_client.get(address).content.decode()

    assert "95% interval" in text

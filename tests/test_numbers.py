"""Numbers above 999 have a comma on every page."""

import re
from collections.abc import Iterator
from copy import copy
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Entry
from tests.builders import Foods, close, drink, log, take
from tests.web.diary.sending import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.either_database("a template writes the numbers")]

SATURDAY = date(2026, 11, 21)
# A year has none, and nor has 21 CFR 101.12.
WITHOUT_COMMA = re.compile(r"(?<![\w.,/:–-])(?!(?:19|20)[0-9]{2}\b)[0-9]{4,}(?![\w/:-])")


@pytest.fixture(autouse=True)
def much_eaten(alice: User, foods: Foods) -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        days = [SATURDAY - timedelta(days=back) for back in range(1, 5)]
        for on in (SATURDAY, *days):
            log(alice, foods.almonds, grams="1500", on=str(on))
            log(alice, foods.spinach, grams="2345", on=str(on))
            log(alice, foods.mystery, grams="1.5", on=str(on))
            take(alice, "Oxide", "1234", on=str(on))
            drink(alice, "5", "280", on=str(on))
        close(alice, *days)
        yield


@pytest.fixture
def eaten_for_years(alice: User, foods: Foods) -> None:
    """1,005 days beside those, complete and with two entries each."""
    days = [SATURDAY - timedelta(days=back) for back in range(5, 1010)]
    known, unknown = (
        log(alice, food, grams="1500", on="2026-11-21") for food in (foods.almonds, foods.mystery)
    )
    unknown.grams = Decimal("0.1")
    copies = []
    for on in days:
        for entry in (known, unknown):
            one = copy(entry)
            one.id, one.eaten_on = new_id(), on
            one._state.adding = True
            copies.append(one)
    Entry.objects.bulk_create(copies)
    close(alice, *days)


def pages(foods: Foods) -> list[str]:
    day, week = "2026-11-20", "from=2026-11-15&to=2026-11-21"
    return [
        f"/nutrients/{day}/",
        f"/nutrients/{day}/?days=7",
        f"/nutrients/{day}/304/",
        f"/nutrients/{day}/208/",
        f"/sources/?{week}",
        f"/sources/{foods.almonds.pk}/?{week}",
        f"/foods/{foods.almonds.pk}/",
        "/foods/rich/",
        f"/diary/{day}/",
        "/week/",
        "/trends/",
        "/trends/?range=1y",
        "/gap/",
        f"/diary/{day}/gap/",
    ]


def without_comma(client: Client, page: str) -> list[str]:
    """What a page shows, and what it says to those who do not see it."""
    response = client.get(page)
    assert response.status_code == 200
    names = re.findall(r'aria-label="([^"]*)"', response.content.decode())
    return WITHOUT_COMMA.findall(" · ".join([text_of(response), *names]))


def test_numbers_above_999_have_a_comma(alice_client: Client, foods: Foods) -> None:
    found = {page: without_comma(alice_client, page) for page in pages(foods)}

    assert {page: numbers for page, numbers in found.items() if numbers} == {}


def test_years_of_days_and_entries_have_a_comma(
    alice_client: Client, eaten_for_years: None
) -> None:
    years = "/trends/?from=2022-01-01&to=2026-11-21"

    assert "1,009 complete days" in text_of(alice_client.get(years))
    assert without_comma(alice_client, years) == []
    assert without_comma(alice_client, "/nutrients/2026-11-20/?days=365") == []


def test_the_search_finds_a_number_without_a_comma() -> None:
    said = "1687 mg, 1,687 mg, 2345.6 g, in 2026, 2026-11-21, 14:3000"

    assert WITHOUT_COMMA.findall(said) == ["1687", "2345"]

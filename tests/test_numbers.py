"""Numbers above 999 have a comma on every page."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.builders import Foods, close, drink, log, take
from tests.diary.views.sending import text_of

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


def pages(foods: Foods) -> list[str]:
    day, week = "2026-11-20", "from=2026-11-15&to=2026-11-21"
    return [
        f"/nutrients/{day}/", f"/nutrients/{day}/?days=7", f"/nutrients/{day}/304/", f"/nutrients/{day}/208/",
        f"/sources/?{week}", f"/sources/{foods.almonds.pk}/?{week}", f"/foods/{foods.almonds.pk}/", "/foods/rich/",
    ]  # fmt: skip


def test_numbers_above_999_have_a_comma(alice_client: Client, foods: Foods) -> None:
    found = {page: WITHOUT_COMMA.findall(text_of(alice_client.get(page))) for page in pages(foods)}

    assert {page: numbers for page, numbers in found.items() if numbers} == {}


def test_the_search_finds_a_number_without_a_comma() -> None:
    said = "1687 mg, 1,687 mg, 2345.6 g, in 2026, 2026-11-21, 14:3000"

    assert WITHOUT_COMMA.findall(said) == ["1687", "2345"]

"""Days with more than a day takes today come page by page, and their sums are right."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from config.jinja import draw_part
from nutrition.diary.models import Dose, Entry, Meal, Water
from tests.builders import Foods, log
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def long_day(alice: User, foods: Foods) -> int:
    """1,201 entries: 601 at lunch, 600 at dinner."""
    Entry.objects.bulk_create(
        Entry(
            user=alice,
            eaten_on=date.fromisoformat(TODAY),
            meal=meal,
            revision=foods.almonds.current,
            grams=Decimal(1),
        )
        for meal, count in ((Meal.LUNCH, 601), (Meal.DINNER, 600))
        for _ in range(count)
    )
    return 1_201


def rows(page: str) -> list[str]:
    return re.findall(r'<li class="entry [^>]*id="([^"]+)"', page)


def test_the_pages_have_each_entry_once_and_the_sums_of_all(
    long_day: int, alice_client: Client
) -> None:
    pages = [alice_client.get(f"/diary/{TODAY}/?page={number}") for number in (1, 2, 3)]

    shown = [rows(page.content.decode()) for page in pages]
    assert [len(some) for some in shown] == [500, 500, 201]
    assert len({id_ for some in shown for id_ in some}) == long_day
    for number, page in enumerate(pages, 1):
        assert "3,603 mg of 320 mg" in text_of(page)
        assert f"Page {number} of 3" in text_of(page)
    assert "On another page of this day." in text_of(pages[2])


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "", "٣", "9" * 30])
def test_a_page_that_is_not_there_is_the_nearest(
    page: str, long_day: int, alice_client: Client
) -> None:
    response = alice_client.get(f"/diary/{TODAY}/", {"page": page})

    assert response.status_code == 200
    assert len(rows(response.content.decode())) == (201 if page == "99" else 500)


def test_a_change_shows_the_same_page_again(
    long_day: int, alice: User, alice_client: Client
) -> None:
    entry = Entry.objects.of(alice).order_by("meal", "logged_at", "id").last()
    assert entry
    headers = HTMX | {"HX-Current-URL": f"http://testserver/diary/{TODAY}/?page=3"}

    response = alice_client.post(f"/diary/entries/{entry.id}/delete/", headers=headers)

    assert "Page 3 of 3" in text_of(response)
    assert len(rows(response.content.decode())) == 200


def test_many_supplements_and_waters_come_page_by_page(alice: User, alice_client: Client) -> None:
    on = date.fromisoformat(TODAY)
    Dose.objects.bulk_create(
        Dose(user=alice, taken_on=on, name="A", elemental_mg=Decimal(1)) for _ in range(501)
    )
    Water.objects.bulk_create(
        Water(user=alice, taken_on=on, litres=1, mg_per_litre=Decimal(1)) for _ in range(501)
    )

    first, last = (
        rows(alice_client.get(f"/diary/{TODAY}/?page={n}").content.decode()) for n in (1, 2)
    )

    assert (len(first), len(last)) == (1_000, 2)


def test_a_usual_day_has_no_pages(alice: User, alice_client: Client, foods: Foods) -> None:
    log(alice, foods.almonds, grams="30", on=TODAY)

    assert "Pages of this day" not in alice_client.get(f"/diary/{TODAY}/").content.decode()


def test_rows_of_long_meals_are_not_kept(long_day: int, alice_client: Client) -> None:
    def kept_parts(day: str) -> int:
        alice_client.get(f"/diary/{day}/")
        before = draw_part.cache_info().hits
        alice_client.get(f"/diary/{day}/")
        return draw_part.cache_info().hits - before

    assert kept_parts(TODAY) == kept_parts("2026-10-01") > 0  # of a day without entries

"""No page grows without end: what has no bound comes page by page, all of it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from nutrition.diary.marks.models import Avoided
from nutrition.diary.models import Dose, Entry, Meal, SavedSupplement
from nutrition.transfer.models import ImportRun
from tests.builders import Foods, make_food

MANY = 230
DAY = date(2026, 11, 21)


class LongList(NamedTuple):
    address: str
    pattern: str
    on_a_page: int


def deleted_entries(alice: User, foods: Foods) -> LongList:
    Entry.objects.bulk_create(
        Entry(
            user=alice,
            eaten_on=DAY,
            meal=Meal.LUNCH,
            revision=foods.almonds.current,
            grams=1,
            deleted_at=timezone.now(),
        )
        for _ in range(MANY)
    )
    return LongList("/diary/deleted/", r"/diary/deleted/([0-9a-f-]+)/restore/", 100)


def deleted_doses(alice: User, foods: Foods) -> LongList:
    Dose.objects.bulk_create(
        Dose(user=alice, taken_on=DAY, name="Citrate", elemental_mg=1, deleted_at=timezone.now())
        for _ in range(MANY)
    )
    return LongList("/diary/deleted/", r"/diary/doses/([0-9a-f-]+)/restore/", 100)


def imports(alice: User, foods: Foods) -> LongList:
    ImportRun.objects.bulk_create(
        ImportRun(user=alice, kind="table", state="done", file_name="a.csv", done_at=timezone.now())
        for _ in range(MANY)
    )
    return LongList("/settings/import/", r"/settings/import/([0-9a-f-]+)/undo/", 20)


def avoided(alice: User, foods: Foods) -> LongList:
    Avoided.objects.bulk_create(
        Avoided(user=alice, food=make_food(f"Food {n}", magnesium="1")) for n in range(MANY)
    )
    return LongList("/settings/foods/", r'action="/foods/(\d+)/never/"', 100)


def saved_supplements(alice: User, foods: Foods) -> LongList:
    SavedSupplement.objects.bulk_create(
        SavedSupplement(user=alice, name=f"Product {n}", elemental_mg=Decimal(1))
        for n in range(MANY)
    )
    return LongList(
        "/diary/2026-11-21/supplements/", r"/diary/supplements/([0-9a-f-]+)/forget/", 100
    )


def sources(alice: User, foods: Foods) -> LongList:
    Entry.objects.bulk_create(
        Entry(
            user=alice,
            eaten_on=DAY,
            meal=Meal.LUNCH,
            grams=10,
            revision=make_food(f"Food {n}", magnesium=str(n + 1)).current,
        )
        for n in range(MANY)
    )
    return LongList(
        "/sources/?from=2026-11-21&to=2026-11-21&all=1",
        r'<th scope="row">\s*<a href="/sources/(\d+)/',
        100,
    )


LISTS = [deleted_entries, deleted_doses, imports, avoided, saved_supplements, sources]


@pytest.mark.parametrize("make_list", LISTS, ids=lambda make: make.__name__)
def test_a_long_list_comes_page_by_page(
    make_list: Callable[[User, Foods], LongList], alice: User, alice_client: Client, foods: Foods
) -> None:
    address, pattern, on_a_page = make_list(alice, foods)

    seen, follow = [], address
    while follow:
        page = alice_client.get(follow).content.decode()
        seen.append(re.findall(pattern, page))
        link = re.search(r'rel="next"\s+href="([^"]+)"', page)
        follow = address.partition("?")[0] + link[1].replace("&amp;", "&") if link else ""

    assert [len(some) for some in seen[:-1]] == [on_a_page] * (MANY // on_a_page)
    assert len({id_ for some in seen for id_ in some}) == MANY

"""What is logged stays on its day, whatever the clocks do and wherever the person goes."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.day_boundary import diary_day
from accounts.ids import new_id
from accounts.models import Profile, User
from nutrition.diary.models import Entry, Meal
from tests.builders import Foods
from tests.conftest import signed_in
from tests.transitions import transitions

STARTS_AT = 4
# Clocks that change by half an hour, at midnight, by two hours, at 03:45, and for a month of
# fasting.
SAMPLE = [
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Havana",
    "Antarctica/Troll",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "Europe/Berlin",
]


def live_in(person: User, time_zone: str, *, starts_at: int = 0) -> None:
    Profile.objects.filter(user=person).update(time_zone=time_zone, day_starts_at=starts_at)


def add_today(client: Client, foods: Foods) -> date:
    """Opens today and logs with the form that it shows; gives the day."""
    page = client.get("/diary/").content.decode()
    (shown,) = re.findall(r'id="add"\s+method="post"\s+action="/diary/([0-9-]+)/add/"', page)
    on = date.fromisoformat(shown)
    sent = {"meal": "dinner", "client_id": str(new_id()), "pick": f"{foods.almonds.pk}:g:30"}
    response = client.post(f"/diary/{on}/add/", sent)
    assert response.status_code == 302
    return on


def chosen_meal(page: HttpResponse) -> str:
    (meal,) = re.findall(r'<option value="([a-z]+)" selected>', page.content.decode())
    return str(meal)


def days_of(person: User) -> list[date]:
    return list(
        Entry.objects.filter(user=person).order_by("logged_at").values_list("eaten_on", flat=True)
    )


def test_entry_after_midnight_belongs_to_the_evening_of_who_starts_days_late(
    alice: User, foods: Foods
) -> None:
    live_in(alice, "Europe/Berlin", starts_at=4)
    client = signed_in(alice)

    with time_machine.travel("2026-11-21T02:59:00Z", tick=False):  # 03:59 in Berlin
        late = add_today(client, foods)
    with time_machine.travel("2026-11-21T03:00:00Z", tick=False):
        early = add_today(client, foods)

    assert (late, early) == (date(2026, 11, 20), date(2026, 11, 21))
    assert days_of(alice) == [late, early]


@time_machine.travel("2026-11-21T00:30:00Z", tick=False)  # 01:30 in Berlin
def test_pages_at_night_speak_of_the_day_that_has_not_ended(alice: User, foods: Foods) -> None:
    live_in(alice, "Europe/Berlin", starts_at=4)
    client = signed_in(alice)

    today, food = client.get("/diary/"), client.get(f"/foods/{foods.almonds.pk}/")

    heading = re.sub(r"\s+", " ", today.content.decode())
    assert "<h1> <small>Today</small> Fri 20 November </h1>" in heading
    assert chosen_meal(today) == "snack"
    assert 'name="day" value="2026-11-20"' in food.content.decode()


@pytest.mark.parametrize(("starts_at", "meal"), [(0, "breakfast"), (4, "breakfast"), (6, "snack")])
def test_meal_of_five_in_the_morning_depends_on_when_the_day_begins(
    starts_at: int, meal: str, alice: User
) -> None:
    live_in(alice, "UTC", starts_at=starts_at)

    with time_machine.travel("2026-11-21T05:00:00Z", tick=False):
        page = signed_in(alice).get("/diary/")

    assert chosen_meal(page) == meal


def test_past_of_a_traveller_stays(alice: User, foods: Foods) -> None:
    client = signed_in(alice)
    logged = []
    with time_machine.travel("2026-11-21T10:30:00Z", tick=False) as now:
        # 24 and 11 hours apart
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"):
            live_in(alice, zone)
            logged.append(add_today(client, foods))
            now.shift(timedelta(minutes=1))

    assert logged == [date(2026, 11, 22), date(2026, 11, 20), date(2026, 11, 21)]
    assert days_of(alice) == logged


@pytest.mark.parametrize("zone", SAMPLE)
def test_entry_of_a_night_in_which_clocks_change_is_found_on_its_day_everywhere(
    zone: str, alice: User, foods: Foods
) -> None:
    client = signed_in(alice)
    night = next(at for name, at in transitions() if name == zone and at.year >= 2026)
    logged = []
    for instant in (night - timedelta(seconds=1), night):
        live_in(alice, zone, starts_at=2)
        with time_machine.travel(instant, tick=False):
            logged.append(add_today(client, foods))
            live_in(alice, "Asia/Tokyo", starts_at=6)
            page = client.get(f"/diary/{logged[-1]}/").content.decode()
        assert "Almonds" in page

    assert days_of(alice) == logged


def test_store_gives_back_the_day_of_every_transition_of_every_zone(
    alice: User, foods: Foods
) -> None:
    """An entry in the last second before and one in the first after, read from elsewhere."""
    entries = []
    for zone, at in transitions():
        for instant in (at - timedelta(seconds=1), at):
            local = instant.astimezone(ZoneInfo(zone))
            entries.append(
                Entry(
                    user=alice,
                    eaten_on=diary_day(local, STARTS_AT).date,
                    eaten_time=local.time(),
                    logged_at=instant,
                    meal=Meal.SNACK,
                    revision_id=foods.almonds.current_id,
                    grams=Decimal(1),
                )
            )
    stored = {entry.id: (entry.eaten_on, entry.eaten_time, entry.logged_at) for entry in entries}

    Entry.objects.bulk_create(entries, batch_size=1000)

    for elsewhere in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        with timezone.override(elsewhere):
            rows = Entry.objects.filter(user=alice).values_list(
                "id", "eaten_on", "eaten_time", "logged_at"
            )
            assert {pk: tuple(row) for pk, *row in rows} == stored
            by_day = {
                day: len(list(group))
                for day, group in groupby(sorted(row[0] for row in stored.values()))
            }
            for day, count in list(by_day.items())[::50]:
                assert Entry.objects.filter(user=alice, eaten_on=day).count() == count

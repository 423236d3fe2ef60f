"""What is kept of a day is shown only as long as it is true."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from accounts.data_version import changing_data, shared_data_changed
from accounts.models import LifeStagePeriod, Profile, User
from nutrition.diary.actions import change_entry, delete_entries, set_day_status
from nutrition.diary.amounts import Amount
from nutrition.diary.day_page import MOST_KEPT_ROWS, day_cache
from nutrition.diary.label_amounts.queries import saved_supplements_cache
from nutrition.diary.marks.actions import star
from nutrition.diary.models import Entry, Meal, SavedSupplement
from nutrition.diary.supplements.actions import (
    SupplementLabel,
    forget_supplement,
    log_dose,
    save_supplement,
)
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood
from tests.builders import Foods, drink, log, make_own_food, take
from tools.bench.first_look import CACHES

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
DAY = f"/diary/{TODAY}/"
KEY = f"{DAY}choices/?q=magnesium"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        yield


@pytest.fixture
def own(alice: User) -> OwnFood:
    return make_own_food("Nettle", magnesium="50", owner=alice)


@pytest.fixture
def entry(alice: User, foods: Foods, own: OwnFood) -> Entry:
    """One of almonds, beside one of an own food, a dose that is saved, too, and yesterday's."""
    log(alice, own, grams="30", on=str(TODAY))
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    label = SupplementLabel("Magnesium glycinate", Decimal(100))
    log_dose(user=alice, on=TODAY, label=label, client_id=own.id, save=True)
    return log(alice, foods.almonds, grams="30", on=str(TODAY))


def text_of(client: Client, path: str) -> str:
    """The page without tokens and ids, which differ each time."""
    page = client.get(path).content.decode()
    return re.sub(r"[A-Za-z0-9]{64}|[0-9a-f]{8}-[0-9a-f-]{27}", "", page)


def change_amount(person: User, entry: Entry) -> None:
    amount = Amount(Decimal(500))
    change_entry(entry=entry, amount=amount, meal=Meal.DINNER, on=entry.eaten_on, at=None)


def delete_one(person: User, entry: Entry) -> None:
    delete_entries(user=person, ids=[entry.id])


def add_one(person: User, entry: Entry) -> None:
    log(person, entry.revision.food, grams="300", on=str(TODAY))


def drink_water(person: User, entry: Entry) -> None:
    drink(person, "2", "100", on=str(TODAY))


def complete_the_day_before(person: User, entry: Entry) -> None:
    set_day_status(user=person, days=[date(2026, 11, 20)], status="complete")


def complete_the_day(person: User, entry: Entry) -> None:
    set_day_status(user=person, days=[TODAY], status="complete")


def star_one(person: User, entry: Entry) -> None:
    star(user=person, food_id=Food.objects.get(name="Banana").pk)


def save_another_supplement(person: User, entry: Entry) -> None:
    save_supplement(user=person, label=SupplementLabel("Magnesium citrate", Decimal(150)))


def forget_the_supplement(person: User, entry: Entry) -> None:
    saved = SavedSupplement.objects.get(user=person)
    forget_supplement(user=person, saved_id=saved.pk)


def rename_a_shared_food(person: User, entry: Entry) -> None:
    Food.objects.filter(name="Almonds").update(name="Sweet almonds", short_name="Sweet almonds")
    shared_data_changed()


def rename_an_own_food(person: User, entry: Entry) -> None:
    with changing_data(person.pk):
        OwnFood.objects.filter(user=person).update(name="Young nettle", short_name="")


def tell_the_sex(person: User, entry: Entry) -> None:
    Profile.objects.filter(user=person).update(sex="M")


def move_to_europe(person: User, entry: Entry) -> None:
    """250 mg from supplements are the upper level there, 350 in the United States."""
    log_dose(
        user=person,
        on=TODAY,
        label=SupplementLabel("Magnesium oxide", Decimal(200)),
        client_id=entry.id,
    )
    Profile.objects.filter(user=person).update(ul_region="EU")


def begin_a_pregnancy(person: User, entry: Entry) -> None:
    LifeStagePeriod.objects.create(user=person, kind="pregnant", starts_on="2026-11-01")


CHANGES = [
    *(change_amount, delete_one, add_one, drink_water, complete_the_day_before, complete_the_day),
    *(star_one, save_another_supplement, forget_the_supplement),
    *(rename_a_shared_food, rename_an_own_food, tell_the_sex, move_to_europe, begin_a_pregnancy),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_shows_at_once(
    change: Callable[[User, Entry], None], alice: User, alice_client: Client, entry: Entry
) -> None:
    before = text_of(alice_client, DAY)
    text_of(alice_client, KEY)
    change(alice, entry)

    after, key = text_of(alice_client, DAY), text_of(alice_client, KEY)

    assert after != before
    for kept in CACHES:
        kept.clear()
    assert after == text_of(alice_client, DAY)
    assert key == text_of(alice_client, KEY)


def test_tomorrow_the_day_is_yesterday(alice_client: Client, entry: Entry) -> None:
    text_of(alice_client, DAY)

    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        tomorrow = text_of(alice_client, DAY)

        day_cache.clear()
        assert tomorrow == text_of(alice_client, DAY)
        assert "Yesterday" in tomorrow


def test_what_a_request_changes_is_in_its_own_answer(
    alice: User, alice_client: Client, entry: Entry
) -> None:
    text_of(alice_client, DAY)
    address = f"/diary/entries/{entry.id}/delete/"

    answer = alice_client.post(address, headers={"HX-Request": "true", "HX-Current-URL": DAY})

    assert answer.status_code == 200
    assert f'id="entry-{entry.id}"' not in answer.content.decode()


def test_nobody_sees_what_is_kept_of_others(
    alice_client: Client, bob_client: Client, entry: Entry
) -> None:
    text_of(alice_client, DAY)

    assert "Nettle" not in text_of(bob_client, DAY)


def log_many(person: User, food: Food) -> None:
    for _ in range(MOST_KEPT_ROWS + 1):
        log(person, food, grams="30", on=str(TODAY))


def take_many(person: User, food: Food) -> None:
    for _ in range(MOST_KEPT_ROWS + 1):
        take(person, "Glycinate", "100", on=str(TODAY))


def drink_many(person: User, food: Food) -> None:
    for _ in range(MOST_KEPT_ROWS + 1):
        drink(person, "0.1", "100", on=str(TODAY))


def save_many(person: User, food: Food) -> None:
    for number in range(MOST_KEPT_ROWS + 1):
        save_supplement(user=person, label=SupplementLabel(f"Glycinate {number}", Decimal(100)))


@pytest.mark.parametrize("fill", [log_many, take_many, drink_many, save_many])
def test_what_is_very_long_is_read_each_time(
    fill: Callable[[User, Food], None], alice: User, alice_client: Client, foods: Foods
) -> None:
    """Nobody can fill the memory of a process."""
    fill(alice, foods.almonds)

    text_of(alice_client, DAY)
    text_of(alice_client, KEY)

    assert not day_cache._kept
    assert (fill is save_many) is not bool(saved_supplements_cache._kept)


def test_further_pages_of_a_day_are_not_kept(alice_client: Client, entry: Entry) -> None:
    for number in range(1, 5):
        alice_client.get(DAY, {"page": number})

    assert len(day_cache._kept) == 1

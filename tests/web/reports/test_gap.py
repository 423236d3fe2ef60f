"""Close the gap, as it is asked for and read: on a day's page, on its own, and on a usual day."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile, User
from nutrition.diary.marks.actions import avoid_food, avoid_groups, star
from nutrition.diary.models import Entry, Meal
from nutrition.foods.models import Food, Quality
from nutrition.foods.search.catalogue import catalogue_cache
from nutrition.foods.values import MAGNESIUM
from tests.builders import (
    close,
    drink,
    log,
    make_food,
    make_own_food,
    make_plain_food,
    revise,
    set_amount,
    take,
)
from tests.conftest import signed_in
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of

pytestmark = pytest.mark.django_db

SATURDAY = date(2026, 11, 21)
PAGE = f"/diary/{TODAY}/gap/"


class Plain(NamedTuple):
    """Foods of SR28's groups that may be suggested."""

    almonds: Food
    pumpkin: Food
    beans: Food
    salmon: Food
    bread: Food


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def plain(db: None) -> Plain:
    return Plain(
        almonds=make_plain_food(
            "Nuts, almonds", "1200", magnesium="270", kcal="579", portions={"oz": "28.35"}
        ),
        pumpkin=make_plain_food(
            "Seeds, pumpkin and squash seed kernels, roasted",
            "1200",
            magnesium="550",
            kcal="574",
            portions={"cup": "118", "oz": "28.35"},
        ),
        beans=make_plain_food(
            "Beans, black, cooked, boiled",
            "1600",
            magnesium="70",
            kcal="132",
            portions={"cup": "172"},
        ),
        salmon=make_plain_food(
            "Fish, salmon, cooked, dry heat",
            "1500",
            magnesium="37",
            kcal="182",
            portions={"fillet": "85"},
        ),
        bread=make_plain_food(
            "Bread, whole-wheat, commercially prepared",
            "1800",
            magnesium="75",
            kcal="252",
            portions={"slice": "32"},
        ),
    )


def suggested(client: Client, path: str = PAGE) -> list[str]:
    """The names of the suggested foods, in order, each with its amount."""
    html = client.get(path).content.decode()
    return re.findall(r'aria-label="Add ([^"]+?), to', html)


def test_the_day_shows_what_is_missing_and_foods_for_it(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    log(alice, plain.bread, grams="64", on=TODAY)

    text = text_of(alice_client.get(PAGE))

    assert "You logged 48 mg: 272 mg to go to the 320 mg recommended for you." in text
    assert "Seeds, pumpkin and squash seed kernels, roasted 1 oz · 28 g · 163 kcal +156 mg" in text


def test_own_foods_come_first_with_the_usual_amount(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    log(alice, plain.almonds, grams="40", on="2026-11-18")

    assert suggested(alice_client)[:2] == [
        "Nuts, almonds, 40 g",
        "Seeds, pumpkin and squash seed kernels, roasted, 1 oz · 28 g",
    ]


def test_an_amount_above_the_whole_target_gives_way_to_a_portion(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    log(alice, plain.pumpkin, grams="118", on="2026-11-18")  # 649 mg

    assert (
        suggested(alice_client)[0] == "Seeds, pumpkin and squash seed kernels, roasted, 1 oz · 28 g"
    )


def test_what_the_day_already_has_is_not_suggested_again(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    log(alice, plain.almonds, grams="10", on=TODAY)

    assert not any("almonds" in food for food in suggested(alice_client))


def test_what_the_day_already_has_is_not_suggested_in_another_form(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    for name in ("Spinach, boiled", "Spinach, raw"):
        make_plain_food(name, "1100", magnesium="80", kcal="23", portions={"cup": "60"})
    before = suggested(alice_client)
    log(alice, Food.objects.get(name="Spinach, raw"), grams="5", on=TODAY)

    assert any("Spinach" in food for food in before)
    assert not any("Spinach" in food for food in suggested(alice_client))


def test_one_tap_logs_the_suggestion_and_says_so(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    log(alice, plain.bread, grams="64", on=TODAY)
    html = alice_client.get(PAGE, headers=HTMX).content.decode()
    pick = re.search(r'name="pick"\s+value="([^"]+)"\s+aria-label="Add Seeds', html)
    client_id = re.search(r'name="client_id" value="([^"]+)"', html)
    assert pick and client_id

    sent = {"pick": pick[1], "client_id": client_id[1], "meal": "lunch"}
    first, again = (alice_client.post(f"/diary/{TODAY}/add/", sent, headers=HTMX) for _ in range(2))

    assert (
        "Added Seeds, pumpkin and squash seed kernels, roasted, 1 oz · 28 g, to lunch, 156 mg."
        in text_of(first)
    )
    assert again.status_code == 200
    assert Entry.objects.of(alice).filter(revision__food=plain.pumpkin).count() == 1


def test_each_button_has_an_id_of_its_own(alice_client: Client, plain: Plain) -> None:
    ids = re.findall(r'name="client_id" value="([^"]+)"', alice_client.get(PAGE).content.decode())

    assert len(ids) == len(set(ids)) > 2


def test_without_script_the_answers_are_pages_and_with_it_they_go_into_the_day(
    alice_client: Client, plain: Plain
) -> None:
    page, fragment = (
        alice_client.get(PAGE, headers=headers).content.decode() for headers in ({}, HTMX)
    )

    assert "<html" in page and "hx-target" not in page.partition("<main")[2].partition("</main")[0]
    assert "<html" not in fragment and 'hx-target="#day"' in fragment


@pytest.mark.parametrize(
    ("group", "gone"),
    [
        ("nuts", {"almonds", "Bread"}),
        ("vegetarian", {"salmon"}),
        ("vegan", {"salmon", "Bread"}),
        ("fish", {"salmon"}),
        ("gluten", {"Bread"}),
        ("sesame", {"Bread"}),
    ],
)
def test_what_somebody_avoids_is_left_out(
    alice: User, alice_client: Client, plain: Plain, group: str, gone: set[str]
) -> None:
    before = " ".join(suggested(alice_client))
    avoid_groups(user=alice, groups=[group])

    after = " ".join(suggested(alice_client))

    assert all(word in before and word not in after for word in gone)
    assert "pumpkin" in after
    assert "Without what you avoid, as far as names tell: the label decides." in text_of(
        alice_client.get(PAGE)
    )


def test_what_somebody_eats_is_left_out_too_once_they_avoid_it(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    log(alice, plain.almonds, grams="40", on="2026-11-18")
    avoid_groups(user=alice, groups=["nuts"])

    assert not any("almonds" in food for food in suggested(alice_client))


def test_a_food_that_is_never_suggested_makes_room_for_another_of_its_group(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    make_plain_food(
        "Seeds, hemp seed, hulled", "1200", magnesium="700", kcal="553", portions={"tbsp": "10"}
    )
    avoid_food(user=alice, food_id=Food.objects.get(name__startswith="Seeds, hemp").pk)

    assert "pumpkin" in " ".join(suggested(alice_client))
    assert "hemp" not in " ".join(suggested(alice_client))


def test_what_bob_avoids_and_eats_is_his_own_matter(
    alice_client: Client, bob: User, plain: Plain
) -> None:
    avoid_groups(user=bob, groups=["nuts"])
    log(bob, plain.almonds, grams="77", on="2026-11-18")

    assert "Nuts, almonds, 1 oz · 28 g" in suggested(alice_client)


def test_a_food_that_somebody_made_is_suggested_to_them_unless_they_avoid_anything(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    log(
        alice,
        make_own_food("Alice's soup", magnesium="40", kcal="60", owner=alice),
        grams="300",
        on="2026-11-18",
    )

    assert suggested(alice_client)[0] == "Alice&#39;s soup, 300 g"

    avoid_groups(user=alice, groups=["sesame"])

    assert not any("soup" in food for food in suggested(alice_client))


@pytest.mark.parametrize("state", ["retired", "without a value", "fortified", "unknown to many"])
def test_what_cannot_or_should_not_be_suggested_is_not(
    alice_client: Client, plain: Plain, state: str
) -> None:
    almonds = plain.almonds
    if state == "retired":
        Food.objects.filter(pk=almonds.pk).update(state=Food.State.RETIRED)
    elif state == "without a value":
        revise(almonds, magnesium=None)
    elif state == "fortified":
        set_amount(almonds, MAGNESIUM, "270", quality=Quality.LABEL_CLAIM)
    else:
        Food.objects.filter(pk=almonds.pk).update(rank=2000)
    catalogue_cache.clear()

    assert not any("almonds" in food for food in suggested(alice_client))
    assert any("pumpkin" in food for food in suggested(alice_client))


def test_meat_is_suggested_to_those_alone_who_eat_it(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    pork = make_plain_food(
        "Pork, fresh, loin, separable lean only, cooked, roasted",
        "1000",
        magnesium="40",
        kcal="180",
        portions={"chop": "85"},
    )

    before = suggested(alice_client)
    log(alice, pork, grams="85", on="2026-11-18")

    assert not any("Pork" in food for food in before)
    assert any("Pork" in food for food in suggested(alice_client))


def test_supplements_and_label_water_count_and_are_never_suggested(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    take(alice, "Glycinate", "300", on=TODAY)
    drink(alice, "1", "10", on=TODAY)

    text = text_of(alice_client.get(PAGE))

    assert "You logged 310 mg: 10 mg to go" in text
    assert "Glycinate" not in text


def test_nothing_is_named_when_nothing_is_missing(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    log(alice, plain.pumpkin, grams="100", on=TODAY)

    assert "is reached: nothing is missing." in text_of(alice_client.get(PAGE))
    assert suggested(alice_client) == []


def test_unknown_foods_make_it_up_to(alice: User, alice_client: Client, plain: Plain) -> None:
    log(alice, make_food("Mystery bar", magnesium=None), grams="40", on=TODAY)

    text = text_of(alice_client.get(PAGE))

    assert "so nobody knows how much is missing: at most the 320 mg" in text
    assert "0 mg logged" not in text


def test_without_a_birth_date_what_is_missing_is_counted_to_the_high_end(
    alice: User, plain: Plain
) -> None:
    Profile.objects.filter(user=alice).update(birth_date=None)
    log(alice, plain.pumpkin, grams="57", on=TODAY)  # 313.5 of 310-320 mg

    text = text_of(signed_in(alice).get(PAGE))

    assert (
        "6 mg to go to 320 mg, the high end of the 310–320 mg recommended for your possible ages."
        in text
    )


def test_a_usual_day_is_the_mean_of_complete_days(
    alice: User, alice_client: Client, plain: Plain
) -> None:
    for back, grams in ((1, "20"), (2, "30"), (3, "40")):  # 110, 165 and 220 mg
        on = SATURDAY - timedelta(days=back)
        log(alice, plain.pumpkin, grams=grams, on=str(on))
        close(alice, on)
    log(alice, plain.pumpkin, grams="1", on="2026-11-10")  # nobody said that this day is complete

    text = text_of(alice_client.get("/gap/"))

    assert (
        "Your mean of 3 complete days is 165 mg: 155 mg to go to the 320 mg recommended for you."
        in text
    )
    assert (
        suggested(alice_client, "/gap/")[0]
        == "Seeds, pumpkin and squash seed kernels, roasted, 20 g"
    )


def test_too_few_complete_days_are_no_usual_day(alice_client: Client, plain: Plain) -> None:
    assert "This needs three complete days of the last four weeks." in text_of(
        alice_client.get("/gap/")
    )


@pytest.mark.parametrize("path", [PAGE, "/gap/"])
def test_questions_to_the_database_do_not_grow_with_the_diary(
    path: str, alice: User, alice_client: Client, plain: Plain
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            alice_client.get(path)
        return len(captured)

    log(alice, plain.beans, grams="10", on=TODAY)
    alice_client.get(path)
    few = asked()
    for back in range(25):
        for food in plain:
            log(alice, food, grams="10", on=str(SATURDAY - timedelta(days=back)), meal=Meal.DINNER)

    assert asked() == few
    assert few <= 2 + 3  # session and person, and three questions


@pytest.mark.parametrize("on", ["1999-12-31", "2028-01-01"])
def test_days_outside_of_the_diary_are_not_found(on: str, alice_client: Client) -> None:
    assert alice_client.get(f"/diary/{on}/gap/").status_code == 404


@pytest.mark.parametrize(("grams", "is_shown"), [("10", True), ("200", False)])
def test_the_day_offers_it_while_something_is_missing(
    alice: User, alice_client: Client, plain: Plain, grams: str, is_shown: bool
) -> None:
    star(user=alice, food_id=plain.almonds.pk)
    log(alice, plain.pumpkin, grams=grams, on=TODAY)

    html = alice_client.get(f"/diary/{TODAY}/").content.decode()

    assert (f'hx-get="{PAGE}"' in html) == is_shown
    assert (f'href="{PAGE}"' in html) == is_shown


def test_the_night_belongs_to_the_day_before_for_whoever_says_so(alice: User, plain: Plain) -> None:
    Profile.objects.filter(user=alice).update(day_starts_at=4, time_zone="UTC")
    log(alice, plain.bread, grams="64", on=TODAY)

    with time_machine.travel("2026-11-22T02:00:00Z", tick=False):
        text = text_of(signed_in(alice).get("/diary/gap/"))

    assert "You logged 48 mg" in text


def test_past_and_empty_days_offer_nothing(alice: User, alice_client: Client, plain: Plain) -> None:
    log(alice, plain.almonds, grams="10", on="2026-11-20")

    pages = [alice_client.get(f"/diary/{on}/").content.decode() for on in ("2026-11-20", TODAY)]

    assert [page.count("/gap/") for page in pages] == [0, 0]

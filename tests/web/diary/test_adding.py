"""What the add box answers: rows and sums that changed, more of the day, saved supplements."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.models import Dose, Entry, Meal
from nutrition.diary.supplements.actions import SupplementLabel, forget_supplement, save_supplement
from nutrition.foods.search.actions import index_food
from tests.builders import Foods, log, take
from tests.web.diary.sending import HTMX, NOON, TODAY, add, text_of


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


# --- what changed, and no more --------------------------------------------------------------------


def is_whole_day(response: Any) -> bool:
    return (
        '<div class="two" id="day">' in response.content.decode()
        and "HX-Retarget" not in response.headers
    )


def test_a_food_more_in_a_meal_brings_its_row_and_the_sums(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="100", on=TODAY, meal=Meal.DINNER)

    response = add(alice_client, f"{foods.almonds.pk}:g:30", headers=HTMX, shown="1")

    page, new = (
        response.content.decode(),
        Entry.objects.of(alice).get(revision=foods.almonds.current),
    )
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#rows-dinner", "beforeend")
    assert re.findall(r'<li class="([^"]+)" id="([^"]+)"', page) == [
        ("entry entry--new", f"entry-{new.id}")
    ]
    assert set(re.findall(r'id="([\w-]+)"[^>]*\shx-swap-oob="true"', page)) == {
        "sum-dinner",
        "summary",
        "gap-below",
        "question",
        "toast",
        "add-client",
        "add-shown",
    }
    assert "Magnesium meter: 169 mg of 320 mg." in text_of(response)
    assert re.search(r'id="add-shown"\s+value="2"', page)
    assert 'name="token"' in page


def test_the_first_food_of_a_meal_brings_the_meal(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="100", on=TODAY, meal=Meal.LUNCH)

    response = add(alice_client, f"{foods.almonds.pk}:g:30", headers=HTMX, shown="1")

    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#meal-dinner", "outerHTML")
    assert '<section class="meal" id="meal-dinner"' in response.content.decode()
    assert "m-lunch" not in response.content.decode()


def part_of(html: str, start: str, end: str) -> str:
    """From the first `start` to the next `end`, without what differs between two answers."""
    assert start in html
    part = start + html.partition(start)[2].partition(end)[0]
    part = re.sub(r'hx-swap-oob="true"|value="\w{64}"', "", part)
    return re.sub(r"\s+", " ", part).replace(" >", ">")


@pytest.mark.parametrize("food", ["almonds", "sugar", "mystery"])
@pytest.mark.parametrize("meal", [Meal.LUNCH, Meal.DINNER])
@pytest.mark.parametrize("is_unknown", [False, True])
def test_the_answer_shows_what_the_page_would_show(
    food: str, meal: Meal, is_unknown: bool, alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.mystery if is_unknown else foods.banana, grams="80", on=TODAY, meal=meal)
    log(alice, foods.almonds, grams="33.3", on=TODAY, meal=Meal.BREAKFAST)
    log(alice, foods.almonds, grams="50", on="2026-11-20")
    take(alice, "Magnesium", "100", on=TODAY)

    response = add(alice_client, f"{getattr(foods, food).pk}:g:30", headers=HTMX, shown="2")
    answer, page = response.content.decode(), alice_client.get("/").content.decode()

    [added] = re.findall(r'entry--new" (id="entry-[\w-]+")', answer)
    assert response["HX-Retarget"] == ("#meal-dinner" if meal == Meal.LUNCH else "#rows-dinner")
    for start, end in (
        ('<aside class="two__aside" id="summary"', "</aside>"),
        ('<div id="gap-below"', "</div>"),
        ('id="sum-dinner"', "</span>"),
        (added, "</li>"),
    ):
        assert part_of(answer, start, end) == part_of(page, start, end)


def test_the_first_food_of_a_day_brings_the_day(alice_client: Client, foods: Foods) -> None:
    assert is_whole_day(add(alice_client, f"{foods.almonds.pk}:g:30", headers=HTMX, shown="0"))


@pytest.mark.parametrize("shown", ["0", "5", "", "x", "-1", "\0"])
def test_a_page_that_shows_other_rows_gets_the_day(
    shown: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="100", on=TODAY, meal=Meal.DINNER)

    assert is_whole_day(add(alice_client, f"{foods.almonds.pk}:g:30", headers=HTMX, shown=shown))


def test_an_answer_that_was_lost_can_be_sent_for_again(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="100", on=TODAY, meal=Meal.DINNER)
    sent = {"headers": HTMX, "client_id": str(new_id())}
    add(alice_client, f"{foods.almonds.pk}:g:30", shown="1", **sent)

    lost = add(alice_client, f"{foods.almonds.pk}:g:30", shown="1", **sent)
    arrived = add(alice_client, f"{foods.almonds.pk}:g:30", shown="2", **sent)

    assert lost["HX-Retarget"] == "#rows-dinner"
    assert is_whole_day(arrived)
    assert Entry.objects.of(alice).count() == 2


def test_adding_to_a_day_that_is_not_shown_brings_the_one_that_is(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="100", on=TODAY, meal=Meal.DINNER)
    elsewhere = HTMX | {"HX-Current-URL": "http://testserver/diary/2026-11-20/"}

    response = add(alice_client, f"{foods.almonds.pk}:g:30", headers=elsewhere)

    assert is_whole_day(response)
    assert "A blank page" in text_of(response)


# --- saved supplements ----------------------------------------------------------------------------


@pytest.fixture
def glycinate(alice: User) -> str:
    """The name of alice's saved supplement."""
    return save_supplement(
        user=alice, label=SupplementLabel("Night glycinate", Decimal(100), unit="capsule")
    ).name


def offered(client: Client, text: str) -> Any:
    return client.get(f"/diary/{TODAY}/choices/", {"q": text}, headers=HTMX)


def pick_of(client: Client, text: str) -> str:
    [pick] = re.findall(r'data-pick="(s:[^"]+)"', offered(client, text).content.decode())
    return str(pick)


def test_a_saved_supplement_is_offered_and_logged_with_undo(
    alice: User, alice_client: Client, glycinate: str
) -> None:
    response = add(alice_client, pick_of(alice_client, "my glyc"), headers=HTMX)

    [dose] = Dose.objects.of(alice)
    assert (dose.name, dose.mg, dose.taken_on) == (glycinate, 100, date(2026, 11, 21))
    assert "Added Night glycinate, 100 mg. Undo" in text_of(response)


def test_a_number_before_it_is_how_many(alice: User, alice_client: Client, glycinate: str) -> None:
    add(alice_client, pick_of(alice_client, "2 glycinate"), headers=HTMX)

    assert Dose.objects.of(alice).get().mg == 200


def test_without_script_it_is_a_button_of_the_page(
    alice: User, alice_client: Client, glycinate: str
) -> None:
    page = alice_client.get(f"/diary/{TODAY}/", {"q": "glycinate"}).content.decode()
    [pick] = re.findall(
        r'name="pick"\s+value="(s:[^"]+)"\s+aria-label="Add Night glycinate 1 capsule"', page
    )

    response = add(alice_client, pick)

    assert response.status_code == 302
    assert "Added Night glycinate, 100 mg. Undo" in text_of(alice_client.get(response["Location"]))


def test_foods_come_before_supplements_that_are_not_fully_named(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    index_food(foods.almonds)
    save_supplement(user=alice, label=SupplementLabel("Almond magnesium", Decimal(100)))

    words = text_of(offered(alice_client, "almond"))

    assert words.index("Almonds") < words.index("Supplements you keep")


def test_one_that_is_fully_named_comes_first(alice_client: Client, glycinate: str) -> None:
    assert (
        text_of(offered(alice_client, "night glycinate"))
        .strip()
        .startswith("Supplements you keep Night glycinate")
    )


def test_only_what_somebody_saved_is_offered_to_them(
    alice: User, alice_client: Client, bob: User, foods: Foods
) -> None:
    theirs = save_supplement(user=bob, label=SupplementLabel("Bob's glycinate", Decimal(100)))
    gone = save_supplement(user=alice, label=SupplementLabel("Old glycinate", Decimal(100)))
    forget_supplement(user=alice, saved_id=gone.id)

    words = text_of(offered(alice_client, "glycinate"))
    refused = [
        add(alice_client, f"s:{pk}:1", headers=HTMX) for pk in (theirs.id, gone.id, new_id())
    ]

    assert "glycinate" not in words.replace("No food called “glycinate”", "").lower()
    assert [response.status_code for response in refused] == [422, 422, 422]
    assert not Dose.objects.exists()


@pytest.mark.parametrize("quantity", ["0", "101", "-1", "nan", "999", "0.0001", "", "1e3"])
def test_impossible_quantities_are_refused(
    quantity: str, alice: User, alice_client: Client
) -> None:
    saved = save_supplement(user=alice, label=SupplementLabel("Glycinate", Decimal(100)))

    response = add(alice_client, f"s:{saved.pk}:{quantity}", headers=HTMX)

    assert response.status_code == 422
    assert not Dose.objects.of(alice).exists()


def test_a_supplement_among_foods_is_refused_as_a_whole(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    saved = save_supplement(user=alice, label=SupplementLabel("Glycinate", Decimal(100)))

    response = add(alice_client, f"s:{saved.pk}:1,{foods.almonds.pk}:g:30", headers=HTMX)

    assert response.status_code == 422
    assert not Entry.objects.of(alice).exists()


def test_sent_twice_it_is_taken_once(alice: User, alice_client: Client, glycinate: str) -> None:
    pick, client_id = pick_of(alice_client, "glycinate"), str(new_id())

    for _ in range(2):
        add(alice_client, pick, headers=HTMX, client_id=client_id)

    assert Dose.objects.of(alice).count() == 1

"""The page of a person's own food: amounts of its basis or of a portion, old numbers, its owner."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from accounts.ids import new_id
from accounts.models import User
from nutrition.diary.digests import digest_of
from nutrition.diary.marks.models import Avoided, Favourite
from nutrition.diary.marks.queries import is_avoided, is_starred
from nutrition.diary.models import Entry
from nutrition.diary.undo import undo_note
from nutrition.foods.keys import write_key
from nutrition.foods.own.models import OwnFood, OwnPortion
from tests.builders import Foods, log, make_own_food, revise_own_food
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of

FORMER = 7_000_001


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def granola(alice: User) -> OwnFood:
    """Half a cup of 120 g has 320 mg, as its label says."""
    return make_own_food(
        "Granola", owner=alice, magnesium="320", portions={"half cup": "120"}, basis_grams="120"
    )


@pytest.fixture
def soup(alice: User) -> OwnFood:
    """A serving has 25 mg, and nobody knows what it weighs."""
    return make_own_food(
        "Soup", owner=alice, magnesium="25", portions={"serving": None}, basis_grams=None
    )


def page_of(food: OwnFood) -> str:
    return f"/foods/{write_key(food.key)}/"


def portion_of(food: OwnFood) -> str:
    return write_key(OwnPortion.objects.get(user=food.user_id, food_id=food.id).id)


def log_from_page(client: Client, food: OwnFood, **typed: str) -> object:
    sent = {"amount": "1", "portion": portion_of(food), "meal": "lunch", "day": TODAY}
    return client.post(page_of(food), sent | {"client_id": str(new_id())} | typed)


def token_of(response: object) -> str:
    [token] = re.findall(r'name="token" value="([^"]+)"', response.content.decode())  # type: ignore[attr-defined]
    return str(token)


def test_a_page_tells_what_the_label_says_of_its_weight(
    alice_client: Client, granola: OwnFood
) -> None:
    text = text_of(alice_client.get(page_of(granola)))

    assert "Magnesium in 1 half cup · 120 g 320 mg" in text
    assert "320 mg per 120 g" in text
    assert "and in 100 g" in text


def test_logging_what_the_label_says_gives_its_number(
    alice: User, alice_client: Client, granola: OwnFood
) -> None:
    log_from_page(alice_client, granola)

    entry = Entry.objects.of(alice).with_foods().get()
    assert (entry.grams, entry.eaten.amount) == (120, Decimal(320))
    assert "Granola 1 half cup · 120 g 320 mg" in text_of(alice_client.get(f"/diary/{TODAY}/"))


def test_an_editor_knows_the_basis_so_that_its_live_amount_is_that_of_the_label(
    alice: User, alice_client: Client, granola: OwnFood
) -> None:
    entry = log(alice, granola, portion="half cup", on=TODAY)

    editor = alice_client.get(f"/diary/entries/{entry.id}/", headers=HTMX).content.decode()

    numbers = {
        name: Decimal(re.findall(rf'{name}="([0-9.]+)"', editor)[0])
        for name in ("data-mg", "data-basis", "data-measure")
    }
    assert numbers == {"data-mg": 320, "data-basis": 120, "data-measure": 120}


def test_a_page_without_a_weight_tells_of_a_portion_and_never_of_grams(
    alice_client: Client, soup: OwnFood
) -> None:
    page = alice_client.get(page_of(soup))

    assert "Magnesium in 1 serving 25 mg" in text_of(page)
    assert "25 mg per 1 serving" in text_of(page)
    assert "100 g" not in text_of(page)
    assert '<option value="g"' not in page.content.decode()


def test_portions_without_a_weight_are_logged_and_changed(
    alice: User, alice_client: Client, soup: OwnFood
) -> None:
    log_from_page(alice_client, soup, amount="2")
    entry = Entry.objects.of(alice).get()
    editor = alice_client.get(f"/diary/entries/{entry.id}/", headers=HTMX).content.decode()
    typed = {"amount": "1/2", "portion": portion_of(soup), "meal": "lunch", "day": TODAY}
    changed = alice_client.post(f"/diary/entries/{entry.id}/", typed, headers=HTMX)

    assert (entry.grams, entry.quantity) == (None, 2)
    assert 'data-mg="25' in editor and 'data-basis="1"' in editor
    assert '<option value="g"' not in editor
    assert "Soup ½ serving 13 mg" in text_of(changed)
    assert Entry.objects.of(alice).get().quantity == Decimal("0.5")


def test_a_change_without_a_weight_can_be_undone(
    alice: User, alice_client: Client, soup: OwnFood
) -> None:
    entry = log(alice, soup, portion="serving", quantity="2", on=TODAY)
    typed = {"amount": "3", "portion": portion_of(soup), "meal": "lunch", "day": TODAY}
    changed = alice_client.post(f"/diary/entries/{entry.id}/", typed, headers=HTMX)

    alice_client.post("/diary/undo/", {"token": token_of(changed)}, headers=HTMX)

    undone = Entry.objects.of(alice).get()
    assert (undone.grams, undone.quantity, undone.own_portion_id) == (None, 2, entry.own_portion_id)


def test_grams_of_a_food_without_a_weight_are_refused(
    alice: User, alice_client: Client, soup: OwnFood
) -> None:
    response = log_from_page(alice_client, soup, portion="g")

    assert "nobody knows what it weighs" in text_of(response)
    assert not Entry.objects.filter(user=alice).exists()


def test_a_food_without_portions_is_offered_in_what_its_values_are_of(
    alice: User, alice_client: Client
) -> None:
    bar = make_own_food("Bar", owner=alice, magnesium="50", basis_grams="35.5")

    page = alice_client.get(page_of(bar))

    assert "50 mg per 35.5 g" in text_of(page)
    assert 'name="amount" value="35.5"' in page.content.decode()


def test_the_search_says_of_what_a_value_is(
    alice_client: Client, granola: OwnFood, soup: OwnFood
) -> None:
    granola_found = text_of(alice_client.get("/foods/", {"q": "granola"}))
    soup_found = text_of(alice_client.get("/foods/", {"q": "soup"}))

    assert "Granola 267 mg in 100 g" in granola_found
    assert "Soup 25 mg in 1 serving" in soup_found


def test_newer_values_of_another_basis_are_told_with_theirs(
    alice: User, alice_client: Client, granola: OwnFood
) -> None:
    log(alice, granola, grams="60", on=TODAY)
    revise_own_food(granola, magnesium="300", basis_grams="100")

    text = text_of(alice_client.get(page_of(granola)))
    alice_client.post(f"{page_of(granola)}newer-value/")

    assert "320 mg in 120 g then, 300 mg of magnesium in 100 g now." in text
    assert Entry.objects.of(alice).with_foods().get().eaten.amount == 180


def test_taking_newer_values_can_be_undone(
    alice: User, alice_client: Client, granola: OwnFood
) -> None:
    entry = log(alice, granola, grams="60", on=TODAY)
    revise_own_food(granola, magnesium="300", basis_grams="100")
    response = alice_client.post(f"{page_of(granola)}newer-value/", follow=True)

    alice_client.post("/diary/undo/", {"token": token_of(response)})

    assert Entry.objects.of(alice).get().own_revision_id == entry.own_revision_id


# --- stars and what is avoided --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "is_marked"), [("star", is_starred), ("never", is_avoided)], ids=["star", "never"]
)
def test_an_own_food_is_marked_and_undo_takes_it_back(
    route: str, is_marked: object, alice: User, alice_client: Client, granola: OwnFood
) -> None:
    response = alice_client.post(f"{page_of(granola)}{route}/", headers=HTMX)
    marked = is_marked(alice, granola.key)  # type: ignore[operator]
    alice_client.post("/diary/undo/", {"token": token_of(response)}, headers=HTMX)

    assert marked
    assert not is_marked(alice, granola.key)  # type: ignore[operator]


def test_avoided_own_foods_stand_in_the_settings(
    alice_client: Client, alice: User, granola: OwnFood, foods: Foods
) -> None:
    alice_client.post(f"{page_of(granola)}never/")
    alice_client.post(f"/foods/{foods.almonds.pk}/never/")

    page = alice_client.get("/settings/foods/")

    assert f'href="{page_of(granola)}">Granola</a>' in page.content.decode()
    assert f'href="/foods/{foods.almonds.pk}/">Almonds</a>' in page.content.decode()


def test_an_own_food_among_the_usual_ones_is_ticked_and_added(
    alice: User, alice_client: Client, soup: OwnFood
) -> None:
    log(alice, soup, portion="serving", on="2026-11-20")
    key = write_key(soup.key)
    page = alice_client.get(f"/diary/{TODAY}/usual/?meal=lunch").content.decode()
    sent = {"client_id": str(new_id()), "meal": "lunch", f"food-{key}": "on", f"amount-{key}": "3"}

    alice_client.post(f"/diary/{TODAY}/usual/", sent)

    assert f'name="amount-{key}" value="1"' in page
    assert Entry.objects.of(alice).get(eaten_on=TODAY).quantity == 3


def test_a_food_that_no_search_finds_says_so_and_is_not_called_removed(
    alice: User, alice_client: Client, soup: OwnFood
) -> None:
    OwnFood.objects.filter(user=alice, id=soup.id).update(state=OwnFood.State.RETIRED)

    page = text_of(alice_client.get(page_of(soup)))

    assert "Not found by search" in page
    assert "No longer in the table" not in page


def test_one_nutrient_is_not_called_nutrients(alice: User, alice_client: Client) -> None:
    bread = make_own_food("Bread", owner=alice, magnesium="20", kcal=None)

    assert "1 nutrient " in text_of(alice_client.get(page_of(bread)))


# --- the numbers that own foods had ---------------------------------------------------------------


@pytest.fixture
def old(alice: User, granola: OwnFood) -> OwnFood:
    """It stood among the shared foods in an older version."""
    OwnFood.objects.filter(user=alice, id=granola.id).update(former_number=FORMER)
    OwnPortion.objects.filter(user=alice, food_id=granola.id).update(former_number=FORMER + 1)
    return granola


def test_an_old_address_leads_to_the_food(alice_client: Client, old: OwnFood) -> None:
    food = alice_client.get(f"/foods/{FORMER}/")
    source = alice_client.get(f"/sources/{FORMER}/?from=2026-11-01&nutrient=304")

    assert food.headers["Location"] == page_of(old)
    assert source.headers["Location"] == (
        f"/sources/{write_key(old.key)}/?from=2026-11-01&nutrient=304"
    )


def test_a_form_of_an_old_page_still_logs_stars_and_avoids(
    alice: User, alice_client: Client, old: OwnFood
) -> None:
    typed = {"amount": "1", "portion": str(FORMER + 1), "meal": "lunch", "day": TODAY}

    alice_client.post(f"/foods/{FORMER}/", typed | {"client_id": str(new_id())})
    alice_client.post(f"/foods/{FORMER}/star/")
    alice_client.post(f"/foods/{FORMER}/never/")

    assert Entry.objects.of(alice).get().grams == 120
    assert is_starred(alice, old.key) and is_avoided(alice, old.key)


def test_a_form_that_an_older_version_stored_may_be_sent_again(
    alice: User, alice_client: Client, old: OwnFood
) -> None:
    typed = {"amount": "1", "portion": str(FORMER + 1), "meal": "lunch", "day": TODAY}
    typed |= {"client_id": str(new_id())}
    alice_client.post(f"/foods/{FORMER}/", typed)
    sent_then = {"food": f"{FORMER}:{FORMER + 1}:1", "on": date.fromisoformat(TODAY)}
    Entry.objects.filter(user=alice).update(digest=digest_of(sent_then | {"meal": "lunch"}))

    again = alice_client.post(f"/foods/{FORMER}/", typed)

    assert again.status_code == 302
    assert Entry.objects.filter(user=alice).count() == 1


def test_an_old_note_of_undo_still_names_the_food(
    alice: User, alice_client: Client, old: OwnFood
) -> None:
    alice_client.post(f"{page_of(old)}star/")
    note = undo_note(alice, "unstar", date.fromisoformat(TODAY), FORMER)

    alice_client.post("/diary/undo/", {"token": note}, headers=HTMX)

    assert not is_starred(alice, old.key)


def test_an_old_number_is_its_owners_only(alice: User, bob_client: Client, old: OwnFood) -> None:
    for route in ("", "star/", "never/", "newer-value/"):
        assert bob_client.post(f"/foods/{FORMER}/{route}").status_code == 404
    assert bob_client.get(f"/foods/{FORMER}/").status_code == 404
    assert bob_client.get(f"/sources/{FORMER}/").status_code == 404
    assert not Favourite.objects.exists()
    assert not Avoided.objects.exists()


# --- what is staged -------------------------------------------------------------------------------


@pytest.mark.parametrize("is_named_by", ["key", "number"])
def test_a_food_of_an_incomplete_import_is_nowhere(
    is_named_by: str, alice: User, alice_client: Client, old: OwnFood
) -> None:
    OwnFood.objects.filter(user=alice, id=old.id).update(state=OwnFood.State.STAGED)
    name = write_key(old.key) if is_named_by == "key" else str(FORMER)
    pick = {"meal": "lunch", "pick": f"{name}:g:10", "client_id": str(new_id())}

    seen = {alice_client.get(f"/{room}/{name}/").status_code for room in ("foods", "sources")}
    done = {
        alice_client.post(f"/foods/{name}/{route}").status_code
        for route in ("", "star/", "never/", "newer-value/")
    }
    added = alice_client.post(f"/diary/{TODAY}/add/", pick, headers=HTMX)

    assert seen | done == {404}
    assert added.status_code == 422
    assert not Entry.objects.filter(user=alice).exists()
    assert "Granola" not in text_of(alice_client.get("/foods/", {"q": "granola"}))

"""Supplements and water of a day, as they are sent and shown."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.ids import new_id
from accounts.models import Profile, User
from nutrition.diary.models import Dose, SavedSupplement, Water
from nutrition.diary.supplements.actions import label_of, save_supplement
from tests.builders import Foods, drink, log, make_person, take
from tests.conftest import signed_in
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of

ADD, ADD_WATER = f"/diary/{TODAY}/supplements/", f"/diary/{TODAY}/water/"
DOSE = {
    "name": "Magnesium glycinate",
    "elemental_mg": "100",
    "quantity": "1",
    "unit": "capsule",
    "day": TODAY,
}
WATER = {"litres": "1.5", "mg_per_litre": "24", "day": TODAY}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def send(client: Client, address: str, typed: dict[str, str]) -> Any:
    return client.post(address, typed | {"client_id": str(new_id())})


def undo(client: Client) -> Any:
    """Presses the Undo of what was just done."""
    token = re.search(
        r'name="token" value="([^"]+)"', client.get(f"/diary/{TODAY}/").content.decode()
    )
    assert token
    return client.post("/diary/undo/", {"token": token[1]}, follow=True)


def test_a_supplement_stands_apart_and_counts_in_the_total(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on=TODAY)

    send(alice_client, ADD, DOSE)
    page = text_of(alice_client.get(f"/diary/{TODAY}/"))

    assert "250 mg of 320 mg" in page
    assert "Food 150 mg Supplements 100 mg" in page
    assert "Magnesium meter: 250 mg of 320 mg. Food 150, supplements 100." in page
    assert "Magnesium glycinate 1 capsule · 100 mg elemental" in page


def test_water_counts_like_food_and_not_toward_the_upper_limit(
    alice: User, alice_client: Client
) -> None:
    send(alice_client, ADD_WATER, WATER | {"litres": "10", "mg_per_litre": "100"})
    page = text_of(alice_client.get(f"/diary/{TODAY}/"))

    assert "Water 1,000 mg" in page
    assert "upper limit" not in page


SOFTGEL = DOSE | {"name": "Vitamin D3", "elemental_mg": "", "unit": "softgel"}


@pytest.mark.parametrize(
    "said", [{"not_on_label": "on"}, {"nutrient-328": "5000", "unit-328": "324"}]
)
def test_a_supplement_without_magnesium_makes_no_number(
    said: dict[str, str], alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on=TODAY)

    added = text_of(alice_client.post(ADD, SOFTGEL | said | {"save": "on"}, follow=True))
    page = text_of(alice_client.get(f"/diary/{TODAY}/"))

    assert Dose.objects.get(user=alice).elemental_mg is None
    assert "Added Vitamin D3. It has no magnesium on its label." in added
    assert "Vitamin D3 1 softgel · no magnesium on its label –" in page
    assert "150 mg of 320 mg" in page
    assert "at least" not in page
    assert "Supplements 0 mg" not in page


def test_a_saved_supplement_without_magnesium_is_one_tap_and_found_in_the_add_box(
    alice: User, alice_client: Client
) -> None:
    send(alice_client, ADD, SOFTGEL | {"not_on_label": "on", "save": "on"})
    saved = SavedSupplement.objects.get(user=alice)

    tapped = alice_client.post(f"{ADD}{saved.pk}/", {"client_id": str(new_id())}, headers=HTMX)
    listed = alice_client.get(f"/diary/{TODAY}/choices/?q=vitamin d3", headers=HTMX)
    [pick] = re.findall(r'data-pick="(s:[^"]+)"', listed.content.decode())
    alice_client.post(
        f"/diary/{TODAY}/add/", {"pick": pick, "meal": "dinner", "client_id": str(new_id())}
    )

    assert "Added Vitamin D3. It has no magnesium on its label." in text_of(tapped)
    assert "Vitamin D3 1 softgel not on its label" in text_of(listed)
    assert [dose.elemental_mg for dose in Dose.objects.filter(user=alice)] == [None] * 3


def test_what_is_not_on_the_label_is_asked_for_and_loses_nothing(
    alice: User, alice_client: Client
) -> None:
    response = send(alice_client, ADD, SOFTGEL)
    page = response.content.decode()

    assert response.status_code == 422
    assert "Enter the magnesium in mg, such as 100, or say that it is not on the label" in page
    assert 'value="Vitamin D3"' in page


def test_unknown_magnesium_is_changed_to_a_number_and_undone(
    alice: User, alice_client: Client
) -> None:
    dose = take(alice, "Pill", None, on=TODAY)
    page = alice_client.get(f"/diary/doses/{dose.id}/").content.decode()

    alice_client.post(f"/diary/doses/{dose.id}/", DOSE)
    dose.refresh_from_db()
    changed = dose.elemental_mg
    undo(alice_client)
    dose.refresh_from_db()

    assert re.search(r'<input[^>]*name="not_on_label"[^>]*checked', page)
    assert (changed, dose.elemental_mg) == (100, None)


def test_a_deleted_supplement_without_magnesium_is_listed_without_a_number(
    alice: User, alice_client: Client
) -> None:
    dose = take(alice, "D3", None, on=TODAY)

    alice_client.post(f"/diary/doses/{dose.id}/delete/")

    assert "D3 no magnesium on its label, 21 November 2026" in text_of(
        alice_client.get("/diary/deleted/")
    )


def test_a_compound_is_logged_with_its_magnesium(alice: User, alice_client: Client) -> None:
    typed = DOSE | {"elemental_mg": "", "form": "magnesium oxide", "compound_mg": "500"}

    send(alice_client, ADD, typed)

    dose = Dose.objects.get(user=alice)
    assert (str(dose.mg.normalize()), dose.form) == ("301.520941", "magnesium oxide")


def test_a_saved_supplement_is_one_tap_and_a_double_tap_logs_once(
    alice: User, alice_client: Client
) -> None:
    send(alice_client, ADD, DOSE | {"save": "on"})
    saved = SavedSupplement.objects.get(user=alice)
    tap = {"client_id": str(new_id())}

    answers = [alice_client.post(f"{ADD}{saved.pk}/", tap, headers=HTMX) for _ in range(2)]

    assert "Added Magnesium glycinate, 100 mg." in text_of(answers[0])
    assert Dose.objects.filter(user=alice).count() == 2


def test_saving_the_same_name_again_replaces_it(alice: User, alice_client: Client) -> None:
    for mg in ("100", "120"):
        send(alice_client, ADD, DOSE | {"save": "on", "elemental_mg": mg})

    assert [saved.elemental_mg for saved in SavedSupplement.objects.filter(user=alice)] == [120]


def test_a_saved_supplement_can_be_forgotten_and_undone(alice: User, alice_client: Client) -> None:
    saved = save_supplement(user=alice, label=label_of(take(alice, "Glycinate", "100", on=TODAY)))

    alice_client.post(f"/diary/supplements/{saved.pk}/forget/")
    undone = undo(alice_client)

    assert f"{ADD}{saved.pk}/" in undone.content.decode()


@pytest.mark.parametrize(
    ("mg", "words"),
    [
        (
            "400",
            "Supplements today: 400 mg. "
            "The upper limit for adults is 350 mg from supplements, unless a clinician",
        ),
        ("350", None),
    ],
)
def test_above_the_upper_limit_is_said_and_saved_all_the_same(
    mg: str, words: str | None, alice: User, alice_client: Client
) -> None:
    send(alice_client, ADD, DOSE | {"elemental_mg": mg})
    page = text_of(alice_client.get(f"/diary/{TODAY}/"))

    assert Dose.objects.filter(user=alice).count() == 1
    assert (words in page) if words else ("upper limit" not in page)


def test_the_european_limit_is_a_setting(alice: User, alice_client: Client) -> None:
    take(alice, "Glycinate", "300", on=TODAY)

    alice_client.post("/settings/supplements/", {"region": "EU"})

    page = text_of(alice_client.get(f"/diary/{TODAY}/"))
    assert "The upper limit for adults is 250 mg (EFSA), unless a clinician advises more." in page
    assert (
        "readily dissociable salts in supplements, water and fortified foods; "
        "only supplements are compared" in page
    )


def test_in_europe_a_small_child_has_the_american_limit_beside(db: None) -> None:
    child = make_person("child", sex="F", birth_date="2023-11-21")
    Profile.objects.filter(user=child).update(ul_region="EU")
    take(child, "Drops", "60", on=TODAY)

    within = text_of(signed_in(child).get(f"/diary/{TODAY}/"))
    take(child, "Drops", "5.3", on=TODAY)
    above = text_of(signed_in(child).get(f"/diary/{TODAY}/"))

    no_limit = (
        "EFSA sets no upper limit below 4 years. It is 65 mg from supplements in the United States"
    )
    assert f"Supplements today: 60 mg. {no_limit}. Ask a health professional." in within
    assert f"Supplements today: 66 mg. {no_limit}, and this is above it." in above


def test_an_amount_just_above_the_limit_is_not_shown_as_the_limit(
    alice: User, alice_client: Client
) -> None:
    take(alice, "Glycinate", "350.2", on=TODAY)

    assert "Supplements today: 351 mg. The upper limit for adults is 350 mg" in text_of(
        alice_client.get(f"/diary/{TODAY}/")
    )


def test_an_unknown_region_changes_nothing(alice: User, alice_client: Client) -> None:
    alice_client.post("/settings/supplements/", {"region": "MARS"})

    assert Profile.objects.get(user=alice).ul_region == "US"


@pytest.mark.parametrize(
    ("birth_date", "words"),
    [
        ("2023-11-21", "The upper limit for this age is 65 mg"),
        ("2018-06-01", "The upper limit for this age is 110 mg"),
        (
            "2026-04-21",
            "No upper limit is set for supplements at this age. "
            "Infants should get magnesium from food only.",
        ),
    ],
)
def test_children_have_limits_of_their_own_and_infants_none(
    db: None, birth_date: str, words: str
) -> None:
    child = make_person("child", sex="F", birth_date=birth_date)
    take(child, "Drops", "120", on=TODAY)

    assert words in text_of(signed_in(child).get(f"/diary/{TODAY}/"))


def test_a_dose_is_changed_moved_and_undone(alice: User, alice_client: Client) -> None:
    dose = take(alice, "Glycinate", "100", on=TODAY)
    changed = DOSE | {
        "name": "Glycinate",
        "elemental_mg": "120",
        "quantity": "2",
        "day": "2026-11-20",
        "time": "08:30",
    }

    alice_client.post(f"/diary/doses/{dose.id}/", changed)
    dose.refresh_from_db()
    assert (dose.mg, str(dose.taken_on), str(dose.taken_time)) == (240, "2026-11-20", "08:30:00")

    undo(alice_client)
    dose.refresh_from_db()
    assert (dose.mg, str(dose.taken_on), dose.taken_time) == (100, TODAY, None)


@pytest.mark.parametrize("kind", ["dose", "water"])
def test_what_was_deleted_is_listed_restored_and_undone(
    kind: str, alice: User, alice_client: Client
) -> None:
    row = (
        take(alice, "Glycinate", "100", on=TODAY)
        if kind == "dose"
        else drink(alice, "1", "24", on=TODAY)
    )
    manager = (Dose if kind == "dose" else Water).objects

    alice_client.post(f"/diary/{kind}s/{row.id}/delete/")
    assert not manager.of(alice).exists()
    assert (
        f"/diary/{kind}s/{row.id}/restore/" in alice_client.get("/diary/deleted/").content.decode()
    )

    alice_client.post(f"/diary/{kind}s/{row.id}/restore/")
    assert manager.of(alice).exists()

    undo(alice_client)
    assert not manager.of(alice).exists()


@pytest.mark.parametrize(
    ("address", "typed", "wrong"),
    [
        (ADD, DOSE, {"elemental_mg": "-5"}),
        (ADD, DOSE, {"elemental_mg": "1000000000"}),
        (ADD, DOSE, {"elemental_mg": "NaN"}),
        (ADD, DOSE, {"elemental_mg": "", "form": "magnesium unobtainate", "compound_mg": "500"}),
        (ADD, DOSE, {"day": "2026-02-29"}),
        (ADD_WATER, WATER, {"litres": "0"}),
        (ADD_WATER, WATER, {"mg_per_litre": "1000000000"}),
    ],
)
def test_bad_input_gets_a_message_stores_nothing_and_loses_nothing(
    address: str, typed: dict[str, str], wrong: dict[str, str], alice: User, alice_client: Client
) -> None:
    response = send(alice_client, address, typed | wrong)

    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    for name, text in (typed | wrong).items():
        if text and name != "form":
            assert f'value="{text}"' in response.content.decode(), name
    assert not Dose.objects.filter(user=alice).exists()
    assert not Water.objects.filter(user=alice).exists()


def test_the_first_supplement_comes_with_a_word_of_care(alice: User, alice_client: Client) -> None:
    first = text_of(alice_client.get(ADD))

    assert (
        "People with kidney disease can build up too much from supplements: ask a doctor first."
        in first
    )
    assert "See a health professional for symptoms or before taking supplements." in first
    assert "antibiotics" in first


def test_the_app_offers_no_supplement_that_the_person_did_not_save(
    alice_client: Client, foods: Foods
) -> None:
    page = alice_client.get(f"/diary/{TODAY}/").content.decode()

    assert "one tap adds them" not in page


def test_html_in_a_name_is_inert(alice: User, alice_client: Client) -> None:
    take(alice, "<img src=x>", "100", on=TODAY)

    assert "<img src=x>" not in alice_client.get(f"/diary/{TODAY}/").content.decode()


def test_a_copied_day_leaves_supplements_to_the_tap(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="30", on="2026-11-20")
    take(alice, "Glycinate", "100", on="2026-11-20")

    alice_client.post("/diary/2026-11-20/copy/", {"to": TODAY, "client_id": str(new_id())})

    assert not Dose.objects.filter(user=alice, taken_on=TODAY).exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_the_page_of_a_change_is_made(foods: Foods) -> None:
    alice = make_person("alice")
    client, dose = signed_in(alice), take(alice, "Glycinate", "100", on=TODAY)
    in_transaction: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if connection.in_atomic_block:
            in_transaction.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = client.post(f"/diary/doses/{dose.id}/", DOSE | {"save": "on"}, headers=HTMX)

    assert "Changed Magnesium glycinate." in text_of(response)
    assert any("nutrition_savedsupplement" in sql for sql in in_transaction)
    assert not any("nutrition_entry" in sql for sql in in_transaction)

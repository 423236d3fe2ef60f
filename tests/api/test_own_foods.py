"""A person's own foods, as programs see them: ids, the basis of amounts, foods without a weight."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from nutrition.diary.marks.models import Favourite
from nutrition.foods.keys import write_key
from nutrition.foods.own.models import OwnFood, OwnPortion
from tests.api.programs import Program, fields, json_of
from tests.builders import Foods, make_own_food, revise_own_food

DAY = "2026-11-21"
AT = {"date": DAY, "meal": "lunch"}
NUMBER, PORTION_NUMBER = 7001, 8001


@pytest.fixture
def oats(alice: User) -> OwnFood:
    """Of a label: half a cup, 120 g, has 320 mg."""
    return make_own_food(
        "Oats", owner=alice, magnesium="320", kcal="90", basis_grams="120", portions={"cup": "240"}
    )


@pytest.fixture
def stew(alice: User) -> OwnFood:
    """Nobody knows what a bowl weighs."""
    return make_own_food(
        "Stew", owner=alice, magnesium="25.5", basis_grams=None, portions={"bowl": None}
    )


@pytest.fixture
def numbered(oats: OwnFood) -> OwnFood:
    """With the numbers that it had among the shared foods."""
    OwnFood.objects.filter(user=oats.user).update(former_number=NUMBER)
    OwnPortion.objects.filter(user=oats.user).update(former_number=PORTION_NUMBER)
    return oats


def key_of(food: OwnFood) -> str:
    return write_key(food.id)


def portion_key(food: OwnFood) -> str:
    return write_key(OwnPortion.objects.get(user=food.user, food_id=food.id).id)


def test_food_says_what_its_amounts_are_of(program: Program, oats: OwnFood, foods: Foods) -> None:
    own, shared = program.get(f"/foods/{key_of(oats)}"), program.get(f"/foods/{foods.spinach.pk}")

    names = ["id", "own", "basis_grams", "magnesium_mg_per_basis", "energy_kcal_per_basis"]
    assert [own[name] for name in names] == [key_of(oats), True, "120", "320", "90"]
    assert own["magnesium_mg_per_100g"] == "266.6666666667"
    assert own["energy_kcal_per_100g"] == "75"
    assert own["portions"] == [{"id": portion_key(oats), "label": "1 cup", "grams": "240"}]
    assert [shared[name] for name in names] == [foods.spinach.pk, False, "100", "79", "23"]
    magnesium = next(line for line in own["nutrients"] if line["number"] == "304")
    assert (magnesium["per_basis"], magnesium["per_100g"]) == ("320", "266.6666666667")


def test_food_without_a_weight_has_amounts_of_a_portion(program: Program, stew: OwnFood) -> None:
    food = program.get(f"/foods/{key_of(stew)}")

    assert (food["basis_grams"], food["magnesium_mg_per_basis"]) == (None, "25.5")
    assert (food["magnesium_mg_per_100g"], food["energy_kcal_per_100g"]) == (None, None)
    assert food["portions"] == [{"id": portion_key(stew), "label": "1 bowl", "grams": None}]


@pytest.mark.parametrize(
    ("grams", "mg", "kcal"),
    [
        ("120", "320", "90"),
        ("60", "160", "45"),
        ("45", "120", "33.75"),
        ("1", "2.6666666667", "0.75"),
    ],
)
def test_entry_has_exactly_what_the_label_says(
    program: Program, oats: OwnFood, grams: str, mg: str, kcal: str
) -> None:
    entry = program.make("/entries", **AT, food_id=key_of(oats), grams=grams)

    assert (entry["food_id"], entry["grams"]) == (key_of(oats), grams)
    assert (entry["magnesium_mg"], entry["energy_kcal"]) == (mg, kcal)


def test_entry_without_a_weight_counts_portions(program: Program, stew: OwnFood) -> None:
    bowl = portion_key(stew)

    entry = program.make("/entries", **AT, food_id=key_of(stew), portion_id=bowl, quantity="1.5")
    path = f"/entries/{entry['id']}"
    changed = json_of(program.send("PATCH", path, {"quantity": "2"}))

    assert (entry["grams"], entry["quantity"], entry["portion_id"]) == (None, "1.5", bowl)
    assert (entry["portion"], entry["magnesium_mg"]) == ("1 bowl", "38.25")
    assert (changed["grams"], changed["magnesium_mg"]) == (None, "51")
    assert program.get(path) == changed


def test_grams_of_a_food_without_a_weight_are_refused(program: Program, stew: OwnFood) -> None:
    bowl = {"portion_id": portion_key(stew), "quantity": "1"}
    entry = program.make("/entries", **AT, food_id=key_of(stew), **bowl)

    logged = program.send("POST", "/entries", AT | {"food_id": key_of(stew), "grams": "30"})
    changed = program.send("PATCH", f"/entries/{entry['id']}", {"grams": "30"})

    for response in (logged, changed):
        assert (response.status_code, fields(response)) == (422, ["grams"])
        assert "Nobody knows what Stew weighs" in json_of(response)["detail"]
    assert program.get(f"/entries/{entry['id']}") == entry


def test_day_counts_own_foods_of_any_basis(
    program: Program, alice: User, oats: OwnFood, stew: OwnFood
) -> None:
    unknown = make_own_food("Bar", owner=alice, magnesium=None, basis_grams="40")
    for grams in ("30", "10", "5"):
        program.make("/entries", **AT, food_id=key_of(oats), grams=grams)
    bowl = {"portion_id": portion_key(stew), "quantity": "2"}
    program.make("/entries", **AT, food_id=key_of(stew), **bowl)
    program.make("/entries", **AT, food_id=key_of(unknown), grams="40")

    day = program.get(f"/days/{DAY}")
    nutrients = {row["number"]: row for row in program.get(f"/nutrients/{DAY}")["nutrients"]}

    # 45 of the 120 g that have 320 mg, and two bowls of 25.5 mg.
    assert day["magnesium"]["total_mg"] == "171.000"
    assert day["magnesium"]["unknown_foods"] == [unknown.source_ref]
    assert day["magnesium"]["known_share_grams"] is None
    assert nutrients["304"]["amount"] == "171"


def test_list_of_all_foods_goes_on_with_the_persons_own(
    program: Program, alice: User, bob: User, foods: Foods
) -> None:
    own = [make_own_food(f"Soup {n}", owner=alice, magnesium="1") for n in range(3)]
    make_own_food("Bob's soup", owner=bob, magnesium="1")
    for state in (OwnFood.State.RETIRED, OwnFood.State.STAGED):
        make_own_food(f"{state} soup", owner=alice, magnesium="1", state=state)
    expected = [*(food.pk for food in foods), *map(key_of, own)]

    for limit in (1, 2, 4, 5, 7, 8):
        seen: list[Any] = []
        cursor: str | None = ""
        while cursor is not None:
            page = program.get(f"/foods?limit={limit}{cursor and f'&cursor={cursor}'}")
            seen += [food["id"] for food in page["items"]]
            cursor = page["next"]
        assert seen == expected


def test_foods_are_found_by_the_number_of_their_source(
    program: Program, alice: User, bob: User, foods: Foods
) -> None:
    soup = make_own_food("Soup", owner=alice, magnesium="1")
    make_own_food("Bob's soup", owner=bob, magnesium="1")
    OwnFood.objects.filter(user__in=[alice, bob]).update(source_ref=foods.banana.source_ref)

    found = program.get(f"/foods?source_id={foods.banana.source_ref}")["items"]
    first = program.get(f"/foods?source_id={foods.banana.source_ref}&source=TEST&limit=1")["items"]

    assert [food["id"] for food in found] == [foods.banana.pk, key_of(soup)]
    assert [food["id"] for food in first] == [foods.banana.pk]


def test_search_usual_foods_and_lines_know_own_foods(
    program: Program, oats: OwnFood, stew: OwnFood
) -> None:
    bowl = {"portion_id": portion_key(stew), "quantity": "2"}
    today = timezone.localdate().isoformat()
    program.make("/entries", date=today, meal="lunch", food_id=key_of(stew), **bowl)

    [found] = program.get("/foods?q=oats")["items"]
    [usual] = program.get("/usual-foods?meal=lunch")["items"]
    [read] = json_of(program.send("POST", "/parse", {"text": "3 bowls stew"}))["items"]

    assert (found["id"], found["basis_grams"]) == (key_of(oats), "120")
    assert usual == {
        "food_id": key_of(stew),
        "name": "Stew",
        "grams": None,
        "favourite": False,
        **bowl,
    }
    assert (read["food"]["id"], read["grams"], read["quantity"]) == (key_of(stew), None, "3")
    assert read["portion_id"] == bowl["portion_id"]


def test_favourites_of_both_kinds_come_in_the_order_of_their_stars(
    program: Program, foods: Foods, oats: OwnFood, stew: OwnFood
) -> None:
    keys: list[int | str] = [foods.banana.pk, key_of(stew), foods.spinach.pk, key_of(oats)]
    for key in keys:
        assert program.send("PUT", f"/favourites/{key}").status_code == 204

    pages = [program.get("/favourites?limit=3")]
    pages.append(program.get(f"/favourites?limit=3&cursor={pages[0]['next']}"))
    favourite = program.get(f"/foods/{key_of(oats)}")["favourite"]
    program.send("DELETE", f"/favourites/{key_of(stew)}")

    assert [food["id"] for page in pages for food in page["items"]] == keys[::-1]
    assert favourite
    assert [food["id"] for food in program.get("/favourites")["items"]] == [
        key for key in keys[::-1] if key != key_of(stew)
    ]


def test_former_numbers_are_known_and_answered_with_the_new_ids(
    program: Program, bob: User, numbered: OwnFood
) -> None:
    oats, cup = key_of(numbered), portion_key(numbered)
    body = AT | {"client_id": str(uuid4()), "food_id": NUMBER}

    entry = program.make("/entries", **body, portion_id=PORTION_NUMBER, quantity="0.5")
    again = program.send(
        "POST", "/entries", body | {"portion_id": PORTION_NUMBER, "quantity": "0.5"}
    )
    changed = program.send(
        "PATCH", f"/entries/{entry['id']}", {"portion_id": PORTION_NUMBER, "quantity": "1"}
    )
    program.send("PUT", f"/favourites/{NUMBER}")

    assert (entry["food_id"], entry["portion_id"], entry["magnesium_mg"]) == (oats, cup, "320")
    assert (again.status_code, json_of(again)) == (200, entry)
    assert (json_of(changed)["portion_id"], json_of(changed)["magnesium_mg"]) == (cup, "640")
    assert program.get(f"/foods/{NUMBER}")["id"] == oats
    assert Favourite.objects.get().own_food_id == numbered.id
    assert Program(bob).send("GET", f"/foods/{NUMBER}").status_code == 404
    assert Program(bob).send("POST", "/entries", body | {"grams": "1"}).status_code == 404


def test_portion_of_another_food_is_not_found(
    program: Program, foods: Foods, oats: OwnFood, stew: OwnFood
) -> None:
    entry = program.make("/entries", **AT, food_id=key_of(oats), grams="30")
    of_stew = {"portion_id": portion_key(stew), "quantity": "1"}
    of_spinach = {"portion_id": foods.spinach.portions.get().pk, "quantity": "1"}

    responses = [
        program.send("POST", "/entries", AT | {"food_id": key_of(oats)} | of_stew),
        program.send("POST", "/entries", AT | {"food_id": foods.banana.pk} | of_stew),
        program.send("PATCH", f"/entries/{entry['id']}", of_stew),
        program.send("PATCH", f"/entries/{entry['id']}", of_spinach),
    ]

    for response in responses:
        assert (response.status_code, fields(response)) == (404, ["portion_id"])


def test_staged_food_is_not_there(program: Program, alice: User) -> None:
    staged = key_of(make_own_food("Soup", owner=alice, magnesium="1", state=OwnFood.State.STAGED))

    statuses = [
        program.send("GET", f"/foods/{staged}").status_code,
        program.send("PUT", f"/favourites/{staged}").status_code,
        program.send("POST", f"/foods/{staged}/use-newer-values").status_code,
        program.send("POST", "/entries", AT | {"food_id": staged, "grams": "1"}).status_code,
    ]

    assert statuses == [404, 404, 404, 404]


@pytest.mark.parametrize("path", ["/foods/own:1", "/foods/0", "/foods/x", f"/foods/{2**53}"])
def test_address_that_is_no_id_is_refused(program: Program, path: str) -> None:
    response = program.send("GET", path)

    assert (response.status_code, fields(response)) == (422, ["food_id"])


def test_old_entries_get_the_newest_values(program: Program, oats: OwnFood) -> None:
    entry = program.make("/entries", **AT, food_id=key_of(oats), grams="60")
    revise_own_food(oats, magnesium="100", basis_grams="50")

    told = program.get(f"/foods/{key_of(oats)}")["newer_values"]
    changed = json_of(program.send("POST", f"/foods/{key_of(oats)}/use-newer-values"))
    after = program.get(f"/entries/{entry['id']}")

    assert told == {"entries": 1, "older_mg": ["266.6666666667"], "newer_mg": "200"}
    assert changed == {"entries": 1}
    assert (after["revision"], after["magnesium_mg"]) == (2, "120")
    assert program.get(f"/foods/{key_of(oats)}")["newer_values"] is None


def test_newer_values_of_a_food_without_a_weight_are_those_of_a_portion(
    program: Program, stew: OwnFood
) -> None:
    bowl = {"portion_id": portion_key(stew), "quantity": "1"}
    program.make("/entries", **AT, food_id=key_of(stew), **bowl)
    revise_own_food(stew, magnesium="30", basis_grams=None)

    told = program.get(f"/foods/{key_of(stew)}")["newer_values"]

    assert told == {"entries": 1, "older_mg": ["25.5"], "newer_mg": "30"}


def test_day_of_own_foods_is_logged_again(program: Program, oats: OwnFood, stew: OwnFood) -> None:
    program.make("/entries", **AT, food_id=key_of(oats), grams="60")
    bowl = {"portion_id": portion_key(stew), "quantity": "2"}
    program.make("/entries", **AT, food_id=key_of(stew), **bowl)

    copied = program.make("/entries/copy", **{"from": DAY, "to": "2026-11-22"})

    assert [(one["food_id"], one["magnesium_mg"]) for one in copied["items"]] == [
        (key_of(oats), "160"),
        (key_of(stew), "51"),
    ]


def test_list_asks_no_more_for_more_entries(
    program: Program, foods: Foods, oats: OwnFood, stew: OwnFood
) -> None:
    def log_each() -> None:
        program.make("/entries", **AT, food_id=key_of(oats), grams="60")
        bowl = {"portion_id": portion_key(stew), "quantity": "2"}
        program.make("/entries", **AT, food_id=key_of(stew), **bowl)
        program.make("/entries", **AT, food_id=foods.banana.pk, grams="60")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            program.get("/entries")
            program.get(f"/days/{DAY}")
        return sum("nutrition_" in query["sql"] for query in asked)

    log_each()
    before = queries()
    log_each()

    assert queries() == before

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from nutrition.diary.models import Entry
from tests.api.programs import Program, fields, json_of
from tests.builders import Foods, log, make_foods, make_own_food, make_person, revise

DAY = "2026-11-21"


def logged_spinach(program: Program, foods: Foods) -> str:
    """The path of a new entry of 7 g."""
    spinach = foods.spinach.pk
    entry = program.make("/entries", date=DAY, meal="lunch", food_id=spinach, grams="7")
    return f"/entries/{entry['id']}"


def test_entry_of_grams_tells_what_it_holds(program: Program, foods: Foods) -> None:
    entry = program.make(
        "/entries", date=DAY, meal="breakfast", food_id=foods.spinach.pk, grams="30", time="08:30"
    )

    assert entry["grams"] == "30"
    assert entry["magnesium_mg"] == "23.7"
    assert entry["portion_id"] is None
    assert (entry["date"], entry["meal"], entry["time"]) == (DAY, "breakfast", "08:30")
    assert program.get(f"/entries/{entry['id']}") == entry


def test_entry_of_a_portion_weighs_it(program: Program, foods: Foods) -> None:
    cup = foods.spinach.portions.get()

    entry = program.make(
        "/entries",
        date=DAY,
        meal="lunch",
        food_id=foods.spinach.pk,
        portion_id=cup.pk,
        quantity="1.5",
    )

    assert (entry["grams"], entry["quantity"], entry["portion"]) == ("45", "1.5", "1 cup")


def test_food_without_a_value_is_null_and_not_zero(program: Program, foods: Foods) -> None:
    entry = program.make("/entries", date=DAY, meal="snack", food_id=foods.mystery.pk, grams="40")

    assert entry["magnesium_mg"] is None


def test_answer_says_where_the_entry_is(program: Program, foods: Foods) -> None:
    response = program.send(
        "POST", "/entries", {"date": DAY, "meal": "snack", "food_id": foods.sugar.pk, "grams": "4"}
    )

    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/v1/entries/{json_of(response)['id']}"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"grams": "0"}, "grams"),
        ({"grams": "-5"}, "grams"),
        ({"grams": "10001"}, "grams"),
        ({"grams": "0.0001"}, "grams"),
        ({"grams": "1e2"}, "grams"),
        ({"grams": "NaN"}, "grams"),
        ({"grams": "Infinity"}, "grams"),
        ({"grams": "٣٠"}, "grams"),
        ({"grams": "30\n"}, "grams"),
        ({"grams": True}, "grams"),
        ({"grams": None}, "grams"),
        ({"grams": "30", "portion_id": 1}, "portion_id"),
        ({"grams": "30", "quantity": "1"}, "quantity"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": "1999-12-31"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"date": "21.11.2026"}, "date"),
        ({"date": 20261121}, "date"),
        ({"meal": "brunch"}, "meal"),
        ({"meal": 1}, "meal"),
        ({"time": "25:00"}, "time"),
        ({"client_id": "twelve"}, "client_id"),
        ({"food_id": "1"}, "food_id"),
        ({"food_id": True}, "food_id"),
        ({"food_id": 10**30}, "food_id"),
        ({"food_id": -1}, "food_id"),
        ({"food_id": 0}, "food_id"),
        ({"food_id": 1.5}, "food_id"),
        ({"food_id": "own:1"}, "food_id"),
        ({"food_id": "0199d1c2-0000-7000-8000-000000000000"}, "food_id"),
        ({"grams": None, "portion_id": "1", "quantity": "1"}, "portion_id"),
        ({"gramms": "30"}, "gramms"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(
    program: Program, foods: Foods, wrong: dict[str, object], field: str
) -> None:
    body = {"date": DAY, "meal": "lunch", "food_id": foods.spinach.pk, "grams": "30"} | wrong

    response = program.send("POST", "/entries", body)

    assert (response.status_code, fields(response)) == (422, [field])
    assert not Entry.objects.exists()


def test_missing_keys_are_named(program: Program) -> None:
    response = program.send("POST", "/entries", {})

    assert response.status_code == 422
    assert set(fields(response)) == {"date", "meal", "food_id"}


@pytest.mark.parametrize("food_id", [10**9, 2**53 - 1])
def test_food_that_is_not_there_is_not_found(program: Program, foods: Foods, food_id: int) -> None:
    response = program.send(
        "POST", "/entries", {"date": DAY, "meal": "lunch", "food_id": food_id, "grams": "1"}
    )

    assert (response.status_code, fields(response)) == (404, ["food_id"])


def test_another_persons_food_and_another_foods_portion_are_not_found(
    program: Program, foods: Foods, bob: User
) -> None:
    soup = make_own_food("Bob's soup", owner=bob, magnesium="10")
    medium = foods.banana.portions.get()
    at = {"date": DAY, "meal": "lunch"}

    of_bob = program.send("POST", "/entries", at | {"food_id": f"own:{soup.id}", "grams": "100"})
    of_banana = {"food_id": foods.spinach.pk, "portion_id": medium.pk, "quantity": "1"}
    strange = program.send("POST", "/entries", at | of_banana)

    assert (of_bob.status_code, fields(of_bob)) == (404, ["food_id"])
    assert (strange.status_code, fields(strange)) == (404, ["portion_id"])


def test_numbers_of_json_are_taken_exactly(program: Program, foods: Foods) -> None:
    entry = program.make("/entries", date=DAY, meal="lunch", food_id=foods.spinach.pk, grams=28.35)

    assert entry["grams"] == "28.35"


def test_same_client_id_and_body_is_the_same_entry(program: Program, foods: Foods) -> None:
    body = {
        "client_id": str(uuid4()),
        "date": DAY,
        "meal": "lunch",
        "food_id": foods.spinach.pk,
        "grams": "30",
    }

    first = program.send("POST", "/entries", body)
    again = program.send("POST", "/entries", body | {"grams": "30.0"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert json_of(first) == json_of(again)
    assert Entry.objects.count() == 1


def test_same_client_id_with_another_body_is_a_conflict(program: Program, foods: Foods) -> None:
    body = {
        "client_id": str(uuid4()),
        "date": DAY,
        "meal": "lunch",
        "food_id": foods.spinach.pk,
        "grams": "30",
    }
    program.send("POST", "/entries", body)

    other = program.send("POST", "/entries", body | {"grams": "31"})

    assert (other.status_code, fields(other)) == (409, ["client_id"])
    assert str(Entry.objects.get().grams) == "30.000"


def test_resend_is_known_after_the_entry_was_changed_or_deleted(
    program: Program, foods: Foods
) -> None:
    body = {
        "client_id": str(uuid4()),
        "date": DAY,
        "meal": "lunch",
        "food_id": foods.spinach.pk,
        "grams": "30",
    }
    entry = json_of(program.send("POST", "/entries", body))
    program.send("PATCH", f"/entries/{entry['id']}", {"grams": "45"})

    changed = program.send("POST", "/entries", body)
    program.send("DELETE", f"/entries/{entry['id']}")
    deleted = program.send("POST", "/entries", body)

    assert (changed.status_code, json_of(changed)["grams"]) == (200, "45")
    assert (deleted.status_code, fields(deleted)) == (409, ["client_id"])
    assert Entry.objects.count() == 1


def test_client_ids_are_each_persons_own(program: Program, foods: Foods, bob: User) -> None:
    body = {
        "client_id": str(uuid4()),
        "date": DAY,
        "meal": "lunch",
        "food_id": foods.spinach.pk,
        "grams": "30",
    }
    program.send("POST", "/entries", body)

    response = Program(bob).send("POST", "/entries", body | {"grams": "31"})

    assert response.status_code == 201


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one_entry() -> None:
    alice, foods = make_person("alice"), make_foods()
    program = Program(alice)
    body = {
        "client_id": str(uuid4()),
        "date": DAY,
        "meal": "lunch",
        "food_id": foods.spinach.pk,
        "grams": "30",
    }

    def post(_: int) -> int:
        try:
            return (
                Program(None, token=program.headers["Authorization"][7:])
                .send("POST", "/entries", body)
                .status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        statuses = list(pool.map(post, range(10)))

    assert sorted(statuses) == [200] * 9 + [201]
    assert Entry.objects.filter(user=alice, digest__isnull=False).count() == 1


def test_change_keeps_what_it_does_not_name(program: Program, foods: Foods) -> None:
    entry = program.make(
        "/entries", date=DAY, meal="lunch", food_id=foods.spinach.pk, grams="30", time="12:00"
    )

    moved = json_of(program.send("PATCH", f"/entries/{entry['id']}", {"meal": "dinner"}))

    unlike = {key for key in entry if entry[key] != moved[key]}
    assert unlike == {"meal", "updated_at"}


def test_change_swaps_grams_for_a_portion_and_back(program: Program, foods: Foods) -> None:
    cup = foods.spinach.portions.get()
    path = logged_spinach(program, foods)

    portion = json_of(program.send("PATCH", path, {"portion_id": cup.pk, "quantity": "2"}))
    three = json_of(program.send("PATCH", path, {"quantity": "3"}))
    grams = json_of(program.send("PATCH", path, {"grams": "12.5", "time": None}))

    assert (portion["grams"], portion["quantity"]) == ("60", "2")
    assert (three["grams"], three["portion_id"]) == ("90", cup.pk)
    assert (grams["grams"], grams["portion_id"], grams["quantity"], grams["time"]) == (
        "12.5",
        None,
        None,
        None,
    )


def test_change_keeps_the_values_that_were_logged(program: Program, foods: Foods) -> None:
    entry = program.make("/entries", date=DAY, meal="lunch", food_id=foods.spinach.pk, grams="100")
    revise(foods.spinach, magnesium="100")

    changed = json_of(program.send("PATCH", f"/entries/{entry['id']}", {"grams": "50"}))
    newer = json_of(program.send("POST", f"/foods/{foods.spinach.pk}/use-newer-values"))
    accepted = program.get(f"/entries/{entry['id']}")

    assert changed["magnesium_mg"] == "39.5"
    assert newer == {"entries": 1}
    assert (accepted["magnesium_mg"], accepted["revision"]) == ("50", 2)


def test_deleted_entry_is_gone_until_it_is_restored(program: Program, foods: Foods) -> None:
    path = logged_spinach(program, foods)

    statuses = [program.send("DELETE", path).status_code, program.send("DELETE", path).status_code]
    waiting = program.get("/entries?deleted=true")["items"]
    restored = program.send("POST", f"{path}/restore")

    assert statuses == [204, 404]
    assert [entry["id"] for entry in waiting] == [json_of(restored)["id"]]
    assert program.get(path)["deleted_at"] is None
    assert program.send("POST", f"{path}/restore").status_code == 200


def test_list_goes_page_by_page_without_loss(program: Program, alice: User, foods: Foods) -> None:
    for n in range(7):
        log(alice, foods.banana, grams=str(n + 1), on=f"2026-11-1{n % 3}")

    seen, cursor = [], ""
    while cursor is not None:
        page = program.get(f"/entries?limit=3{cursor and f'&cursor={cursor}'}")
        seen += [entry["grams"] for entry in page["items"]]
        cursor = page["next"]

    assert seen == ["1", "4", "7", "2", "5", "3", "6"]


def test_list_of_some_days_has_no_others(program: Program, alice: User, foods: Foods) -> None:
    for day in (9, 10, 11, 12):
        log(alice, foods.banana, grams=str(day), on=f"2026-11-{day:02}")

    page = program.get("/entries?from=2026-11-10&to=2026-11-11")

    assert [entry["grams"] for entry in page["items"]] == ["10", "11"]


def test_changes_since_then_come_with_what_was_deleted(program: Program, foods: Foods) -> None:
    made = [
        program.make("/entries", date=DAY, meal="lunch", food_id=foods.banana.pk, grams=grams)["id"]
        for grams in ("1", "2", "3")
    ]
    since = quote(program.get(f"/entries/{made[2]}")["updated_at"])
    program.send("PATCH", f"/entries/{made[1]}", {"grams": "20"})
    program.send("DELETE", f"/entries/{made[0]}")

    first = program.get(f"/entries?updated_since={since}&limit=2")
    rest = program.get(f"/entries?updated_since={since}&limit=2&cursor={first['next']}")

    changed = [
        (entry["id"], entry["deleted_at"] is not None) for entry in first["items"] + rest["items"]
    ]
    assert changed == [(made[2], False), (made[1], False), (made[0], True)]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=NaN", "limit"),
        (f"limit={10**30}", "limit"),
        ("limit=1e2", "limit"),
        ("limit=", "limit"),
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-11-12&to=2026-11-11", "to"),
        ("updated_since=2026-11-21", "updated_since"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
        ("cursor=x", "cursor"),
        ("cursor=2026-11-21.x", "cursor"),
        ("cursor=2026-02-30." + "0" * 32, "cursor"),
        ("cursor=%00", "cursor"),
        ("deleted=perhaps", "deleted"),
        ("cursor=", "cursor"),
    ],
)
def test_bad_query_is_refused_by_its_name(program: Program, query: str, field: str) -> None:
    response = program.send("GET", f"/entries?{query}")

    assert (response.status_code, fields(response)) == (422, [field])


def test_meal_is_logged_again_once(program: Program, alice: User, foods: Foods) -> None:
    log(alice, foods.banana, grams="120", on="2026-11-20")
    body = {"client_id": str(uuid4()), "from": "2026-11-20", "to": DAY, "meal": "lunch"}

    first = program.send("POST", "/entries/copy", body)
    again = program.send("POST", "/entries/copy", body)
    other = program.send("POST", "/entries/copy", body | {"to": "2026-11-22"})
    nothing = program.send(
        "POST", "/entries/copy", {"from": "2026-11-20", "to": DAY, "meal": "dinner"}
    )

    assert (first.status_code, again.status_code, other.status_code, nothing.status_code) == (
        201,
        200,
        409,
        409,
    )
    assert [(entry["date"], entry["grams"]) for entry in json_of(first)["items"]] == [(DAY, "120")]
    assert json_of(again) == json_of(first)


def test_entry_is_logged_again_in_another_meal(program: Program, alice: User, foods: Foods) -> None:
    entry = log(alice, foods.banana, grams="120", on=DAY)

    copied = program.make(f"/entries/{entry.id}/copy", to="2026-11-22", meal="snack")

    assert [(one["date"], one["meal"]) for one in copied["items"]] == [("2026-11-22", "snack")]


def test_day_ahead_is_a_year_at_the_most(program: Program, foods: Foods) -> None:
    far = (date.today() + timedelta(days=400)).isoformat()

    response = program.send(
        "POST", "/entries", {"date": far, "meal": "lunch", "food_id": 1, "grams": "1"}
    )

    assert (response.status_code, fields(response)) == (422, ["date"])

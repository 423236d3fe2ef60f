"""The diary's pages: every action with and without script, and what is refused."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.ids import new_id
from accounts.models import LifeStagePeriod, User
from nutrition.diary.actions import delete_entries, star
from nutrition.diary.models import Entry, Favourite, Meal
from nutrition.foods.models import Food
from tests.builders import Foods, log, make_food

TODAY = "2026-11-21"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/diary/{TODAY}/"}


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        yield


def add(client: Client, pick: str, *, on: str = TODAY, headers: dict[str, str] | None = None, **data: str) -> object:
    sent = {"meal": "dinner", "client_id": str(new_id()), "pick": pick} | data
    return client.post(f"/diary/{on}/add/", sent, headers=headers)


def text_of(response: object) -> str:
    words = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", words)


# --- adding ----------------------------------------------------------------------------------------------------------


def test_adding_says_what_was_stored_with_its_magnesium(alice_client: Client, foods: Foods) -> None:
    response = add(alice_client, f"{foods.almonds.pk}:g:30", headers=HTMX)

    assert "Added Almonds, 30 g, to dinner, 90 mg." in text_of(response)


def test_adding_a_food_without_a_value_says_so(alice_client: Client, foods: Foods) -> None:
    response = add(alice_client, f"{foods.mystery.pk}:g:40", headers=HTMX)

    assert "It has no magnesium value." in text_of(response)


def test_adding_without_script_leads_back_to_the_day_with_undo(alice_client: Client, foods: Foods) -> None:
    response = add(alice_client, f"{foods.almonds.pk}:g:30")
    page = alice_client.get(response.headers["Location"])  # type: ignore[attr-defined]

    assert "Added Almonds, 30 g, to dinner, 90 mg." in text_of(page)
    assert 'name="token"' in page.content.decode()


def test_what_was_assumed_is_said_and_cannot_carry_html(alice_client: Client, foods: Foods) -> None:
    response = add(alice_client, f"{foods.almonds.pk}:g:30", headers=HTMX, assumed="<b>Rice</b> was taken as raw.")

    assert "&lt;b&gt;Rice&lt;/b&gt; was taken as raw." in response.content.decode()  # type: ignore[attr-defined]


def test_sending_the_form_again_logs_once(alice: User, alice_client: Client, foods: Foods) -> None:
    client_id = str(new_id())

    for _ in range(2):
        add(alice_client, f"{foods.almonds.pk}:g:30", client_id=client_id)

    assert Entry.objects.of(alice).count() == 1


@pytest.mark.parametrize(
    "amount", ["0", "-1", "nan", "1e400", "1000000000000", "10001", "0.0001", "1/0", "", "٣", "1:1", "inf"]
)
@pytest.mark.parametrize("headers", [None, HTMX], ids=["page", "htmx"])
def test_impossible_amounts_are_refused(
    amount: str, headers: dict[str, str] | None, alice: User, alice_client: Client, foods: Foods
) -> None:
    response = add(alice_client, f"{foods.almonds.pk}:g:{amount}", headers=headers)

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert not Entry.objects.filter(user=alice).exists()


@pytest.mark.parametrize("field", ["meal", "client_id", "pick", "assumed"])
@pytest.mark.parametrize("value", ["\0", "\ud800", "\u202e", "<script>", "x" * 10_000, "999999999999:g:1"])
def test_nonsense_in_any_field_never_breaks_the_page(
    field: str, value: str, alice_client: Client, foods: Foods
) -> None:
    sent = {"meal": "dinner", "client_id": str(new_id()), "pick": f"{foods.almonds.pk}:g:30", field: value}

    body = "&".join(f"{name}={_quoted(text)}" for name, text in sent.items())
    response = alice_client.post(f"/diary/{TODAY}/add/", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code in (302, 422)
    assert b"<script>" not in response.content.replace(b"<script src", b"")


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def test_a_portion_of_another_food_and_another_persons_food_are_refused(
    alice: User, bob: User, alice_client: Client, foods: Foods
) -> None:
    soup = make_food("Bob's soup", magnesium="10", owner=bob)
    medium = foods.banana.portions.get()

    refused = [add(alice_client, pick) for pick in (f"{foods.spinach.pk}:{medium.pk}:1", f"{soup.pk}:g:100")]

    assert [response.status_code for response in refused] == [422, 422]  # type: ignore[attr-defined]
    assert not Entry.objects.filter(user=alice).exists()


def test_more_than_thirty_foods_at_once_are_refused(alice: User, alice_client: Client, foods: Foods) -> None:
    response = add(alice_client, ",".join([f"{foods.almonds.pk}:g:30"] * 100))

    assert "from 1 to 30 foods" in text_of(response)
    assert not Entry.objects.filter(user=alice).exists()


@pytest.mark.parametrize("headers", [None, HTMX], ids=["page", "htmx"])
def test_an_unusual_amount_is_stored_only_when_it_is_kept(
    headers: dict[str, str] | None, alice: User, alice_client: Client, foods: Foods
) -> None:
    pick = f"{foods.spinach.pk}:{foods.spinach.portions.get().pk}:100"

    asked = add(alice_client, pick, headers=headers)
    before = Entry.objects.of(alice).count()
    kept = add(alice_client, pick, headers=headers, sure="1")

    assert "Spinach, raw, 100 cups · 3000 g? That holds 2370 mg of magnesium." in text_of(asked)
    assert (asked.status_code, before) == (422, 0)  # type: ignore[attr-defined]
    assert kept.status_code in (200, 302)  # type: ignore[attr-defined]
    assert Entry.objects.of(alice).count() == 1


@pytest.mark.parametrize("day", ["0000-00-00", "9999-12-31", "1999-12-31", "2027-11-30", "2026-02-30", "2026-13-01"])
@pytest.mark.parametrize("page", ["", "choices/?q=a", "usual/", "copy/"])
def test_days_that_no_diary_has_are_not_found(day: str, page: str, alice_client: Client) -> None:
    assert alice_client.get(f"/diary/{day}/{page}").status_code == 404


# --- looking at a day ------------------------------------------------------------------------------------------------


def test_chips_log_the_amount_of_the_last_time(alice: User, alice_client: Client, foods: Foods) -> None:
    log(alice, foods.almonds, grams="30", on="2026-11-20", meal=Meal.LUNCH)

    page = alice_client.get(f"/diary/{TODAY}/?meal=lunch").content.decode()
    [pick] = re.findall(r'class="chip" form="add" name="pick" value="([^"]+)"', page)
    add(alice_client, pick, meal="lunch")

    assert Entry.objects.of(alice).get(eaten_on=TODAY).grams == 30


def test_the_box_is_kept_when_something_is_refused_without_script(alice_client: Client, foods: Foods) -> None:
    response = add(alice_client, f"{foods.almonds.pk}:g:0", q="0 g of almonds & <b>")

    assert 'value="0 g of almonds &amp; &lt;b&gt;"' in response.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "line",
    [
        "x" * 10_000,
        ", ".join(["egg"] * 100),
        "\0",
        "\u202e\u200f",
        "<img src=x onerror=alert(1)>",
        "%" * 900,
        "1e400 g",
    ],
)
def test_any_line_in_the_box_gets_a_page(line: str, alice_client: Client, foods: Foods) -> None:
    page = alice_client.get(f"/diary/{TODAY}/", {"q": line})
    answer = alice_client.get(f"/diary/{TODAY}/choices/", {"q": line}, headers=HTMX)

    assert (page.status_code, answer.status_code) == (200, 200)
    assert "<img src=x" not in page.content.decode() + answer.content.decode()


def test_an_htmx_request_for_a_day_gets_the_day_alone(alice_client: Client) -> None:
    content = alice_client.get(f"/diary/{TODAY}/", headers=HTMX).content.decode()

    assert '<div class="two" id="day">' in content
    assert "<script" not in content


@pytest.mark.parametrize("entries", [1, 60])
@pytest.mark.parametrize(
    ("address", "queries"), [(f"/diary/{TODAY}/", 4), (f"/diary/{TODAY}/choices/?q=", 4), ("/diary/deleted/", 3)]
)
def test_queries_do_not_grow_with_entries(
    address: str, queries: int, entries: int, alice: User, alice_client: Client, foods: Foods
) -> None:
    for _ in range(entries):
        log(alice, foods.almonds, grams="30", on=TODAY)

    with CaptureQueriesContext(connection) as asked:
        alice_client.get(address)

    assert len(asked) == queries


@pytest.mark.parametrize("entries", [1, 60])
def test_adding_costs_the_same_whatever_the_day_holds(
    entries: int, alice: User, alice_client: Client, foods: Foods
) -> None:
    for _ in range(entries):
        log(alice, foods.almonds, grams="30", on=TODAY)

    with CaptureQueriesContext(connection) as asked:
        add(alice_client, f"{foods.almonds.pk}:g:30", headers=HTMX)

    statements = [query["sql"] for query in asked if not re.match("BEGIN|COMMIT|SAVEPOINT|RELEASE", query["sql"])]
    assert len(statements) == 5


def test_life_stage_periods_are_asked_for_only_where_there_are_any(alice: User, alice_client: Client) -> None:
    LifeStagePeriod.objects.create(user=alice, kind="pregnant", starts_on="2026-06-01")

    with CaptureQueriesContext(connection) as asked:
        page = alice_client.get(f"/diary/{TODAY}/")

    assert len(asked) == 5
    assert "of 360 mg" in text_of(page)


# --- changing, moving, copying, deleting ------------------------------------------------------------------------------


@pytest.fixture
def entry(alice: User, foods: Foods) -> Entry:
    return log(alice, foods.spinach, grams="30", on=TODAY, meal=Meal.LUNCH)


def change(client: Client, entry: Entry, **data: str) -> object:
    sent = {"amount": "30", "portion": "g", "meal": "lunch", "day": TODAY} | data
    return client.post(f"/diary/entries/{entry.pk}/", sent, headers=HTMX)


def test_everything_about_an_entry_can_be_changed(alice: User, alice_client: Client, entry: Entry) -> None:
    cup = entry.revision.food.portions.get()

    change(alice_client, entry, amount="1/2", portion=str(cup.pk), meal="snack", day="2026-11-01", time="16:05")

    changed = Entry.objects.of(alice).get()
    assert (changed.grams, changed.portion, changed.meal, changed.eaten_on, f"{changed.eaten_time:%H:%M}") == (
        15, cup, Meal.SNACK, date(2026, 11, 1), "16:05",
    )  # fmt: skip


def test_the_page_stays_on_its_day_when_an_entry_moves_to_another(alice_client: Client, entry: Entry) -> None:
    response = change(alice_client, entry, day="2026-11-01")

    assert "It is now on 1 November 2026." in text_of(response)
    assert f'action="/diary/{TODAY}/copy/"' not in response.content.decode()  # type: ignore[attr-defined]
    assert str(entry.pk) not in response.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "0"}, {"amount": "-1"}, {"amount": "nan"}, {"amount": "1e400"}, {"amount": "10" * 25},
        {"amount": "1000000000000"}, {"amount": "\0"}, {"portion": "999999"}, {"portion": "x"}, {"meal": "brunch"},
        {"day": "9999-12-31"}, {"day": "0000-00-00"}, {"day": "tomorrow"}, {"time": "25:00"}, {"amount": "2500"},
    ],
)  # fmt: skip
def test_a_wrong_change_keeps_the_entry_and_what_was_typed(
    wrong: dict[str, str], alice: User, alice_client: Client, entry: Entry
) -> None:
    response = change(alice_client, entry, **wrong)

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert Entry.objects.of(alice).get().changed_at == entry.changed_at
    typed = wrong.get("amount", "30").replace("\0", "")
    assert f'name="amount" value="{typed}' in response.content.decode()  # type: ignore[attr-defined]


def test_saving_an_unusual_amount_again_keeps_it(alice: User, alice_client: Client, entry: Entry) -> None:
    asked = change(alice_client, entry, amount="2500")
    [sure] = re.findall(r'name="sure" value="([^"]+)"', asked.content.decode())  # type: ignore[attr-defined]

    change(alice_client, entry, amount="2500", sure=sure)

    assert Entry.objects.of(alice).get().grams == 2500


def test_an_entry_moves_to_another_meal_in_one_action(alice: User, alice_client: Client, entry: Entry) -> None:
    response = alice_client.post(f"/diary/entries/{entry.pk}/move/", {"meal": "dinner"}, headers=HTMX)

    assert "Moved Spinach, raw to dinner." in text_of(response)
    assert Entry.objects.of(alice).get().meal == Meal.DINNER


def test_deleting_can_be_undone_on_the_page_that_is_shown(alice: User, alice_client: Client, entry: Entry) -> None:
    deleted = alice_client.post(f"/diary/entries/{entry.pk}/delete/", headers=HTMX)
    [token] = re.findall(r'name="token" value="([^"]+)"', deleted.content.decode())

    undone = alice_client.post("/diary/undo/", {"token": token}, headers=HTMX)

    assert "Undone." in text_of(undone)
    assert Entry.objects.of(alice).get() == entry


def test_a_deleted_entry_can_be_restored_from_its_page(alice: User, alice_client: Client, entry: Entry) -> None:
    delete_entries(user=alice, ids=[entry.pk])

    listed = alice_client.get("/diary/deleted/")
    restored = alice_client.post(f"/diary/deleted/{entry.pk}/restore/", follow=True)

    assert "Spinach, raw 30 g, lunch of 21 November 2026" in text_of(listed)
    assert "Restored Spinach, raw." in text_of(restored)
    assert Entry.objects.of(alice).get() == entry


@pytest.mark.parametrize("action", ["", "move/", "copy/", "delete/"])
def test_another_persons_entry_does_not_exist(action: str, bob_client: Client, entry: Entry) -> None:
    sent = {"meal": "dinner", "to": TODAY, "client_id": str(new_id())}

    assert bob_client.post(f"/diary/entries/{entry.pk}/{action}", sent).status_code == 404


def test_a_meal_of_yesterday_is_copied_in_one_action_and_once(alice: User, alice_client: Client, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20", meal=Meal.DINNER)
    log(alice, foods.almonds, grams="10", on="2026-11-20", meal=Meal.DINNER)
    log(alice, foods.banana, grams="10", on="2026-11-20", meal=Meal.LUNCH)

    page = alice_client.get(f"/diary/{TODAY}/")
    sent = {"to": TODAY, "meal": "dinner", "client_id": str(new_id())}
    answers = [alice_client.post("/diary/2026-11-20/copy/", sent, headers=HTMX) for _ in range(2)]

    assert "Copy yesterday’s dinner (2)" in text_of(page)
    assert "Copied 2 foods to today." in text_of(answers[0])
    assert Entry.objects.of(alice).filter(eaten_on=TODAY, meal=Meal.DINNER).count() == 2


@pytest.mark.parametrize("wrong", [{"to": ""}, {"to": "9999-12-31"}, {"meal": "brunch"}, {"client_id": "x"}, {}])
def test_a_copy_that_cannot_be_made_says_why(wrong: dict[str, str], alice: User, alice_client: Client) -> None:
    response = alice_client.post("/diary/2026-11-20/copy/", {"to": TODAY, "client_id": str(new_id())} | wrong)

    assert "There is a problem" in text_of(response)
    assert response.status_code == 422


def test_an_entry_is_copied_to_today_while_its_own_day_stays_on_the_page(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    entry = log(alice, foods.spinach, grams="30", on="2026-11-01")
    there = HTMX | {"HX-Current-URL": "http://testserver/diary/2026-11-01/"}

    response = alice_client.post(
        f"/diary/entries/{entry.pk}/copy/", {"to": TODAY, "client_id": str(new_id())}, headers=there
    )

    assert "Copied Spinach, raw to today." in text_of(response)
    assert str(entry.pk) in response.content.decode()
    assert Entry.objects.of(alice).filter(eaten_on=TODAY).count() == 1


# --- several at once, and favourites ---------------------------------------------------------------------------------


def test_ticked_foods_are_added_at_once(alice: User, alice_client: Client, foods: Foods) -> None:
    for food in (foods.spinach, foods.almonds, foods.banana):
        log(alice, food, grams="30", on="2026-11-20")
    sent = {
        "client_id": str(new_id()), "meal": "lunch",
        f"food-{foods.spinach.pk}": "on", f"amount-{foods.spinach.pk}": "45",
        f"food-{foods.almonds.pk}": "on", f"amount-{foods.almonds.pk}": "30",
    }  # fmt: skip

    alice_client.post(f"/diary/{TODAY}/usual/", sent)

    logged = Entry.objects.of(alice).filter(eaten_on=TODAY)
    assert {(entry.revision.food, int(entry.grams)) for entry in logged} == {(foods.spinach, 45), (foods.almonds, 30)}


@pytest.mark.parametrize("amount", ["", "0", "-1", "nan", "1e400", "9" * 12, "9" * 41, "\0"])
def test_a_wrong_amount_among_ticked_foods_logs_none(
    amount: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    sent = {"client_id": str(new_id()), "meal": "lunch", f"food-{foods.spinach.pk}": "on"}

    response = alice_client.post(f"/diary/{TODAY}/usual/", sent | {f"amount-{foods.spinach.pk}": amount})

    assert response.status_code == 422
    assert not Entry.objects.of(alice).filter(eaten_on=TODAY).exists()


def test_a_food_is_starred_and_unstarred_from_its_page(alice: User, alice_client: Client, foods: Foods) -> None:
    alice_client.post(f"/foods/{foods.almonds.pk}/star/")
    starred = Favourite.objects.filter(user=alice).count()
    alice_client.post(f"/foods/{foods.almonds.pk}/star/", {"off": "1"})

    assert (starred, Favourite.objects.filter(user=alice).count()) == (1, 0)


def test_a_starred_food_that_was_retired_is_not_offered(alice: User, alice_client: Client, foods: Foods) -> None:
    star(user=alice, food_id=foods.almonds.pk)
    Food.objects.filter(pk=foods.almonds.pk).update(state=Food.State.RETIRED)

    assert 'class="chip"' not in alice_client.get(f"/diary/{TODAY}/").content.decode()

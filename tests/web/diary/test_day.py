"""Adding foods to a day and looking at it: what is said, what is refused, and what it costs."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.ids import new_id
from accounts.models import LifeStagePeriod, User
from nutrition.diary.actions import log_picks
from nutrition.diary.amounts import Pick
from nutrition.diary.models import Entry, Meal
from nutrition.diary.supplements.actions import SupplementLabel, log_dose
from nutrition.diary.water import log_water
from nutrition.foods.keys import write_key
from tests.builders import Foods, log, make_food, make_own_food
from tests.web.diary.sending import HTMX, NOON, TODAY, add, text_of
from tools.bench.first_look import CACHES


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


# --- adding ---------------------------------------------------------------------------------------


def test_adding_says_what_was_stored_with_its_magnesium(alice_client: Client, foods: Foods) -> None:
    response = add(alice_client, f"{foods.almonds.pk}:g:30", headers=HTMX)

    assert "Added Almonds, 30 g, to dinner, 90 mg." in text_of(response)


def test_adding_a_food_without_a_value_says_so(alice_client: Client, foods: Foods) -> None:
    response = add(alice_client, f"{foods.mystery.pk}:g:40", headers=HTMX)

    assert "It has no magnesium value." in text_of(response)


def test_adding_without_script_leads_back_to_the_day_with_undo(
    alice_client: Client, foods: Foods
) -> None:
    response = add(alice_client, f"{foods.almonds.pk}:g:30")
    page = alice_client.get(response.headers["Location"])

    assert "Added Almonds, 30 g, to dinner, 90 mg." in text_of(page)
    assert 'name="token"' in page.content.decode()


def test_what_was_assumed_is_said_and_cannot_carry_html(alice_client: Client, foods: Foods) -> None:
    response = add(
        alice_client,
        f"{foods.almonds.pk}:g:30",
        headers=HTMX,
        assumed="<b>Rice</b> was taken as raw.",
    )

    assert "&lt;b&gt;Rice&lt;/b&gt; was taken as raw." in response.content.decode()


def test_sending_the_form_again_logs_once(alice: User, alice_client: Client, foods: Foods) -> None:
    client_id = str(new_id())

    for _ in range(2):
        add(alice_client, f"{foods.almonds.pk}:g:30", client_id=client_id)

    assert Entry.objects.of(alice).count() == 1


@pytest.mark.parametrize(
    "amount",
    ["0", "-1", "nan", "1e400", "1000000000000", "10001", "0.0001", "1/0", "", "٣", "1:1", "inf"],
)
@pytest.mark.parametrize("headers", [None, HTMX], ids=["page", "htmx"])
def test_impossible_amounts_are_refused(
    amount: str, headers: dict[str, str] | None, alice: User, alice_client: Client, foods: Foods
) -> None:
    response = add(alice_client, f"{foods.almonds.pk}:g:{amount}", headers=headers)

    assert response.status_code == 422
    assert not Entry.objects.filter(user=alice).exists()


@pytest.mark.parametrize("field", ["meal", "client_id", "pick", "assumed"])
@pytest.mark.parametrize(
    "value", ["\0", "\ud800", "\u202e", "<script>", "x" * 10_000, "999999999999:g:1"]
)
def test_nonsense_in_any_field_never_breaks_the_page(
    field: str, value: str, alice_client: Client, foods: Foods
) -> None:
    sent = {
        "meal": "dinner",
        "client_id": str(new_id()),
        "pick": f"{foods.almonds.pk}:g:30",
        field: value,
    }

    body = "&".join(f"{name}={_quoted(text)}" for name, text in sent.items())
    response = alice_client.post(
        f"/diary/{TODAY}/add/", body, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code in (302, 422)
    assert b"<script>" not in response.content.replace(b"<script src", b"")


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def test_a_portion_of_another_food_and_another_persons_food_are_refused(
    alice: User, bob: User, alice_client: Client, foods: Foods
) -> None:
    soup = make_own_food("Bob's soup", magnesium="10", owner=bob)
    medium = foods.banana.portions.get()

    refused = [
        add(alice_client, pick)
        for pick in (f"{foods.spinach.pk}:{medium.pk}:1", f"{write_key(soup.key)}:g:100")
    ]

    assert [response.status_code for response in refused] == [422, 422]
    assert not Entry.objects.filter(user=alice).exists()


def test_more_than_thirty_foods_at_once_are_refused(
    alice: User, alice_client: Client, foods: Foods
) -> None:
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

    assert "Spinach, raw, 100 cups · 3,000 g? That holds 2,370 mg of magnesium." in text_of(asked)
    assert (asked.status_code, before) == (422, 0)
    assert kept.status_code in (200, 302)
    assert Entry.objects.of(alice).count() == 1


@pytest.mark.parametrize(
    "day", ["0000-00-00", "9999-12-31", "1999-12-31", "2027-11-30", "2026-02-30", "2026-13-01"]
)
@pytest.mark.parametrize("page", ["", "choices/?q=a", "usual/", "copy/"])
def test_days_that_no_diary_has_are_not_found(day: str, page: str, alice_client: Client) -> None:
    assert alice_client.get(f"/diary/{day}/{page}").status_code == 404


# --- looking at a day -----------------------------------------------------------------------------


def test_chips_log_the_amount_of_the_last_time(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="30", on="2026-11-20", meal=Meal.LUNCH)

    page = alice_client.get(f"/diary/{TODAY}/?meal=lunch").content.decode()
    [pick] = re.findall(r'class="chip"\s+form="add"\s+name="pick"\s+value="([^"]+)"', page)
    add(alice_client, pick, meal="lunch")

    assert Entry.objects.of(alice).get(eaten_on=TODAY).grams == 30


def test_the_box_is_kept_when_something_is_refused_without_script(
    alice_client: Client, foods: Foods
) -> None:
    response = add(alice_client, f"{foods.almonds.pk}:g:0", q="0 g of almonds & <b>")

    assert 'value="0 g of almonds &amp; &lt;b&gt;"' in response.content.decode()


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
    ("address", "queries"),
    [(f"/diary/{TODAY}/", 4), (f"/diary/{TODAY}/choices/?q=", 3), ("/diary/deleted/", 4)],
)
def test_queries_do_not_grow_with_entries(
    address: str, queries: int, entries: int, alice: User, alice_client: Client, foods: Foods
) -> None:
    for _ in range(entries):
        log(alice, foods.almonds, grams="30", on=TODAY)
    alice_client.get(address)  # the process reads the foods once
    for kept in CACHES:
        kept.clear()

    with CaptureQueriesContext(connection) as asked:
        alice_client.get(address)

    assert len(asked) == queries


@pytest.mark.parametrize("address", [f"/diary/{TODAY}/", f"/diary/{TODAY}/choices/?q=alm"])
def test_a_page_of_unchanged_data_takes_one_statement(
    address: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="30", on=TODAY)
    before = alice_client.get(address)

    with CaptureQueriesContext(connection) as asked:
        again = alice_client.get(address)

    assert len(asked) == 1  # session, person and versions
    assert text_of(again) == text_of(before)


@pytest.mark.parametrize("entries", [1, 60])
def test_adding_costs_the_same_whatever_the_day_holds(
    entries: int, alice: User, alice_client: Client, foods: Foods
) -> None:
    for _ in range(entries):
        log(alice, foods.almonds, grams="30", on=TODAY)

    with CaptureQueriesContext(connection) as asked:
        add(alice_client, f"{foods.almonds.pk}:g:30", headers=HTMX)

    statements = [
        query["sql"]
        for query in asked
        if not re.match("BEGIN|COMMIT|SAVEPOINT|RELEASE", query["sql"])
    ]
    assert len(statements) == 6


def test_life_stage_periods_are_asked_for_only_where_there_are_any(
    alice: User, alice_client: Client
) -> None:
    LifeStagePeriod.objects.create(user=alice, kind="pregnant", starts_on="2026-06-01")
    alice_client.get(f"/diary/{TODAY}/")

    with CaptureQueriesContext(connection) as asked:
        page = alice_client.get(f"/diary/{TODAY}/")

    assert len(asked) == 2  # session, person and versions; life stages
    assert "of 360 mg" in text_of(page)


def test_a_day_that_has_not_come_is_planned_and_not_so_far(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on="2026-11-20")
    log(alice, foods.almonds, grams="50", on="2026-11-25")

    past, planned = (text_of(alice_client.get(f"/diary/2026-11-{day}/")) for day in (20, 25))

    assert "Magnesium, so far 150 mg" in past
    assert "Magnesium, planned 150 mg" in planned
    assert "so far" not in planned


def test_a_food_without_a_value_is_named_once_however_often_it_was_eaten(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    soup = make_food("SMART SOUP, Thai Coconut Curry", magnesium=None)
    for food in (soup, foods.mystery, soup, soup):
        log(alice, food, grams="20", on="2026-11-20")

    page = text_of(alice_client.get("/diary/2026-11-20/"))

    assert "None of the 4 entries has a magnesium value" in page
    assert "Without a value: SMART SOUP, Thai Coconut Curry; Mystery bar." in page


def test_rows_with_one_id_have_places_of_their_own(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    on, same = date.fromisoformat(TODAY), new_id()
    pick = Pick(foods.almonds.pk, None, Fraction(30))
    log_picks(user=alice, on=on, meal=Meal.LUNCH, picks=[pick], client_id=same)
    log_dose(user=alice, on=on, label=SupplementLabel("Glycinate", None), client_id=same)
    log_water(user=alice, on=on, litres=Decimal(1), mg_per_litre=Decimal(24), client_id=same)

    page = alice_client.get(f"/diary/{TODAY}/").content.decode()

    places = re.findall(r'<li class="entry [^"]*" id="([^"]+)"', page)
    assert places == [f"{kind}-{same}" for kind in ("entry", "dose", "water")]
    assert "Glycinate" in page

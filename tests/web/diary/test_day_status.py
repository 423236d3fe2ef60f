"""Saying that a day is complete, taking it back, and being asked about yesterday once."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from accounts.models import Profile, User
from nutrition.diary.models import Day
from tests.builders import Foods, close, log
from tests.web.diary.sending import HTMX, NOON, TODAY, text_of

YESTERDAY, TOMORROW = "2026-11-20", "2026-11-22"
QUESTION = "Was yesterday complete?"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def said(person: User) -> dict[str, str]:
    return {
        str(day): status
        for day, status in Day.objects.filter(user=person).values_list("date", "status")
    }


def test_done_for_today_is_one_action_and_back(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="150", on=TODAY)

    page = text_of(alice_client.post(f"/diary/{TODAY}/complete/", headers=HTMX))
    assert "Today is complete." in page
    assert said(alice) == {TODAY: "complete"}

    alice_client.post(f"/diary/{TODAY}/reopen/")
    assert said(alice) == {TODAY: "in_progress"}


def test_a_complete_day_is_described_and_not_said_to_be_so_far(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="100", on=TODAY)
    close(alice, date.fromisoformat(TODAY))

    page = text_of(alice_client.get(f"/diary/{TODAY}/"))

    assert "You logged 300 mg, 93% of the 320 mg recommended for you." in page
    assert "so far" not in page


def test_an_unlikely_day_is_asked_about_and_never_refused(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.banana, grams="100", on=TODAY)

    asked = alice_client.post(f"/diary/{TODAY}/complete/", headers=HTMX)
    assert asked.status_code == 422
    assert "You logged 90 kcal. Is this day complete?" in text_of(asked)
    assert said(alice) == {}

    alice_client.post(f"/diary/{TODAY}/complete/", {"sure": "1"})
    assert said(alice) == {TODAY: "complete"}


@pytest.mark.parametrize("answer", ["complete", "reopen"])
def test_yesterday_is_asked_about_once(
    answer: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="150", on=YESTERDAY)
    assert QUESTION in text_of(alice_client.get(f"/diary/{TODAY}/"))

    page = alice_client.post(f"/diary/{YESTERDAY}/{answer}/", headers=HTMX)

    assert QUESTION not in text_of(page)
    assert QUESTION not in text_of(alice_client.get(f"/diary/{TODAY}/"))


def test_an_empty_yesterday_is_not_asked_about(alice_client: Client, foods: Foods) -> None:
    assert QUESTION not in text_of(alice_client.get(f"/diary/{TODAY}/"))


def test_closing_can_be_undone_to_nothing_said(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="150", on=TODAY)

    answer = alice_client.post(f"/diary/{TODAY}/complete/", follow=True).content.decode()
    token = answer.partition('name="token" value="')[2].partition('"')[0]
    alice_client.post("/diary/undo/", {"token": token})

    assert said(alice) == {}


def test_a_day_that_has_not_come_is_planned_without_a_button(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="100", on=TOMORROW)

    page = text_of(alice_client.get(f"/diary/{TOMORROW}/"))

    assert "Planned. You can complete this day once it has come." in page
    assert f"/diary/{TOMORROW}/complete/" not in page
    assert "Planned" not in text_of(alice_client.get(f"/diary/{TODAY}/"))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without script", "htmx"])
@pytest.mark.parametrize("grams", ["20", "100"], ids=["unlikely", "usual"])
def test_completing_a_day_that_has_not_come_says_why_not(
    headers: dict[str, str], grams: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams=grams, on=TOMORROW)

    answer = alice_client.post(f"/diary/{TOMORROW}/complete/", headers=headers)

    assert answer.status_code == 422
    assert (
        "This day has not come yet. It can be planned now and completed once it is here."
        in text_of(answer)
    )
    assert said(alice) == {}


def test_what_an_earlier_version_stored_of_a_later_day_holds_once_the_day_comes(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="100", on=TOMORROW)
    Day.objects.create(user=alice, date=date.fromisoformat(TOMORROW), status="complete")

    before = text_of(alice_client.get(f"/diary/{TOMORROW}/"))
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        then = text_of(alice_client.get(f"/diary/{TOMORROW}/"))

    assert ("Not complete after all" in before, "Planned." in before) == (False, True)
    assert ("Not complete after all" in then, "Planned." in then) == (True, False)


def test_a_day_that_has_not_come_for_the_person_is_later(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    Profile.objects.filter(user=alice).update(time_zone="Pacific/Auckland")  # 01:00 on 22 November
    log(alice, foods.almonds, grams="100", on=TOMORROW)

    alice_client.post(f"/diary/{TOMORROW}/complete/", {"sure": "1"})

    assert said(alice) == {TOMORROW: "complete"}

"""Deleting an account: 14 days to cancel it, and then nothing of the person is left."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.security.deletion import GRACE_PERIOD
from nutrition.diary.erasure import erase_due_accounts
from tests.builders import PASSWORD, Foods, log, make_own_food, revise_own_food, take
from tests.passkeys import SoftPasskey

PAGE, LEAVING, DONE = "/settings/delete/", "/settings/leaving/", "/settings/delete/done/"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def text(response: object) -> str:
    return response.content.decode()


def leave(client: Client) -> None:
    assert client.post(PAGE, {"password": PASSWORD})["Location"] == DONE


def sign_in(client: Client) -> str:
    return client.post("/accounts/login/", {"login": "alice@example.org", "password": PASSWORD})[
        "Location"
    ]


def test_page_says_what_will_be_erased_and_when(
    alice_client: Client, alice: User, foods: Foods
) -> None:
    for day in ("2026-11-20", "2026-11-21"):
        log(alice, foods.almonds, grams="30", on=day)
    take(alice, "Glycinate", "100", on="2026-11-21")

    page = text(alice_client.get(PAGE))

    assert "2 entries" in page
    assert "1 dose<" in page
    assert "6 December 2026" in page


def test_page_counts_a_food_of_ones_own_once(alice_client: Client, alice: User) -> None:
    soup = make_own_food(
        "Soup", owner=alice, magnesium="20", portions={"bowl": "300", "cup": "250"}
    )
    revise_own_food(soup, magnesium="25")

    page = text(alice_client.get(PAGE))

    assert "1 food of your own<" in page
    assert "portion" not in page
    assert "revision" not in page


def test_password_is_asked_for(alice_client: Client, alice: User) -> None:
    wrong = alice_client.post(PAGE, {"password": "guess"})
    nothing = alice_client.post(PAGE)

    alice.refresh_from_db()
    assert [wrong.status_code, nothing.status_code] == [422, 422]
    assert "Password is not right" in text(wrong)
    assert alice.deletion_due_at is None


def test_code_or_passkey_may_replace_the_password(alice_client: Client, alice: User) -> None:
    before = text(alice_client.get(PAGE))
    SoftPasskey(alice).stored()
    offered = text(alice_client.get(PAGE))
    # stands for any of the ways
    alice_client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    confirmed = text(alice_client.get(PAGE))

    answer = alice_client.post(PAGE)

    assert "a passkey instead" not in before
    assert "a passkey instead" in offered
    assert 'type="password"' not in confirmed
    assert answer["Location"] == DONE


def test_planning_a_deletion_signs_out_everywhere_and_sends_a_mail(alice: User) -> None:
    phone, laptop = Client(), Client()
    sign_in(phone)
    sign_in(laptop)

    leave(laptop)

    alice.refresh_from_db()
    assert alice.deletion_due_at == NOW + timedelta(days=14)
    assert [client.get("/diary/").status_code for client in (phone, laptop)] == [302, 302]
    assert "erased for good on 6 December 2026" in mail.outbox[-1].body
    assert "in 14 days" in text(laptop.get(DONE))


@pytest.mark.parametrize(
    "address", ["/", "/diary/", "/week/", "/settings/", "/accounts/email/", "/foods/?q=egg"]
)
def test_no_other_page_opens_until_the_deletion_is_cancelled(
    address: str, alice: User, client: Client
) -> None:
    User.objects.filter(pk=alice.pk).update(deletion_due_at=NOW + GRACE_PERIOD)
    sign_in(client)

    answers = [client.get(address), client.post(address)]

    assert [answer.headers.get("Location") for answer in answers] == [LEAVING, LEAVING]
    assert "6 December 2026" in text(client.get(LEAVING))


def test_account_is_kept_with_one_button(alice: User, client: Client, alice_client: Client) -> None:
    leave(alice_client)
    sign_in(client)

    answer = client.post(LEAVING, follow=True)

    alice.refresh_from_db()
    assert alice.deletion_due_at is None
    assert "Your diary stays" in text(answer)
    assert client.get(LEAVING)["Location"] == "/settings/"


def test_asking_again_does_not_move_the_date(
    alice: User, alice_client: Client, clock: time_machine.Traveller
) -> None:
    first = NOW + timedelta(days=3)
    User.objects.filter(pk=alice.pk).update(deletion_due_at=first)

    alice_client.post(PAGE, {"password": PASSWORD})

    alice.refresh_from_db()
    assert alice.deletion_due_at == first


def test_account_is_erased_after_the_grace_period_and_not_before(
    alice: User, bob: User, clock: time_machine.Traveller, capsys: pytest.CaptureFixture[str]
) -> None:
    User.objects.filter(pk=alice.pk).update(deletion_due_at=NOW + GRACE_PERIOD)

    clock.shift(GRACE_PERIOD - timedelta(seconds=1))
    call_command("tidy_accounts")
    clock.shift(1)
    call_command("tidy_accounts")
    call_command("tidy_accounts")

    assert capsys.readouterr().out.split("\n")[:3] == [
        "Erased 0 accounts.",
        "Erased 1 account.",
        "Erased 0 accounts.",
    ]
    assert list(User.objects.all()) == [bob]


def test_account_kept_at_the_last_moment_stays(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken back between the list of who leaves and the turn of that person."""
    monkeypatch.setattr("accounts.security.deletion.accounts_due", lambda now: [alice])

    assert erase_due_accounts(now=NOW) == 0
    assert User.objects.filter(pk=alice.pk).exists()


def test_address_is_free_again(alice: User, client: Client) -> None:
    User.objects.filter(pk=alice.pk).update(deletion_due_at=NOW)
    erase_due_accounts(now=NOW)

    answer = client.post("/accounts/signup/", {"email": "alice@example.org", "password1": PASSWORD})

    assert answer["Location"] == "/setup/"


def test_session_of_an_erased_person_shows_nothing(alice: User, alice_client: Client) -> None:
    User.objects.filter(pk=alice.pk).update(deletion_due_at=NOW)
    erase_due_accounts(now=NOW)

    assert alice_client.get("/diary/").status_code == 302


def test_sessions_of_others_stay(alice: User, bob_client: Client) -> None:
    User.objects.filter(pk=alice.pk).update(deletion_due_at=NOW)

    erase_due_accounts(now=NOW)

    assert bob_client.get("/diary/").status_code == 200

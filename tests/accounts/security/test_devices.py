"""The devices where a person is signed in, and signing them out."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.security.device_names import device_name
from tests.builders import PASSWORD

PAGE = "/settings/security/"
LAPTOP = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"


def on(device: str, email: str = "alice@example.org") -> Client:
    """A browser there, signed in."""
    client = Client(headers={"user-agent": device})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def text(response: object) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (LAPTOP, "Chrome on Linux"),
        (PHONE, "Firefox on Android"),
        (
            LAPTOP.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64") + " Edg/142.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15",
            "Safari on Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/142.0 "
            "Mobile Safari/604.1",
            "Chrome on iPhone",
        ),
        ("curl/8.5", "Unknown device"),
        ("", "Unknown device"),
        ("<script>Firefox", "Firefox"),
    ],
)
def test_device_name_is_readable(user_agent: str, words: str) -> None:
    assert device_name(user_agent) == words


def test_page_lists_devices_with_the_current_one_first(alice: User) -> None:
    on(PHONE)
    laptop = on(LAPTOP)

    page = text(laptop.get(PAGE))

    names = re.findall(r"<h3>\s*(\w+ on \w+)\s*(<span[^>]*>This device</span>)?\s*</h3>", page)
    assert [(name, bool(mark)) for name, mark in names] == [
        ("Chrome on Linux", True),
        ("Firefox on Android", False),
    ]


def test_another_persons_devices_are_not_listed(alice: User, bob: User) -> None:
    on(PHONE, "bob@example.org")

    assert "Firefox on Android" not in text(on(LAPTOP).get(PAGE))


def test_last_seen_follows_the_person_in_their_own_time(alice: User) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 10, 0, tzinfo=UTC), tick=False) as clock:
        laptop = on(LAPTOP)
        clock.shift(16 * 60)
        laptop.get("/diary/")

        page = text(laptop.get(PAGE))

    assert "Last seen 22 November 2026, 11:16" in page  # Berlin


def test_a_page_within_the_quarter_of_an_hour_writes_nothing(
    alice_client: Client, alice: User
) -> None:
    [before] = UserSession.objects.filter(user=alice).values()

    alice_client.get("/diary/")

    # the fixture says: seen a moment ago
    assert list(UserSession.objects.filter(user=alice).values()) == [before]


def test_a_device_is_signed_out(alice: User) -> None:
    phone, laptop = on(PHONE), on(LAPTOP)
    session = UserSession.objects.get(user=alice, user_agent=PHONE)

    laptop.post(f"{PAGE}sessions/{session.pk}/end/")

    assert not is_in(phone)
    assert is_in(laptop)
    assert "Firefox on Android" not in text(laptop.get(PAGE))


def test_nobody_signs_out_the_device_of_somebody_else(alice: User, bob: User) -> None:
    phone, bobs = on(PHONE), on(LAPTOP, "bob@example.org")
    session = UserSession.objects.get(user=alice)

    answer = bobs.post(f"{PAGE}sessions/{session.pk}/end/")
    bobs.post(f"{PAGE}sessions/end-others/")

    assert answer.status_code == 404
    assert is_in(phone)


def test_all_others_are_signed_out(alice: User) -> None:
    phone, tablet, laptop = on(PHONE), on(PHONE), on(LAPTOP)

    laptop.post(f"{PAGE}sessions/end-others/")

    assert [is_in(client) for client in (phone, tablet, laptop)] == [False, False, True]
    assert "Sign out on all other devices" not in text(laptop.get(PAGE))


def test_a_new_password_signs_out_other_devices_and_sends_a_mail(alice: User) -> None:
    phone, laptop = on(PHONE), on(LAPTOP)

    laptop.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "four random words here"},
    )

    assert [is_in(phone), is_in(laptop)] == [False, True]
    assert list(UserSession.objects.filter(user=alice).values_list("user_agent", flat=True)) == [
        LAPTOP
    ]
    assert mail.outbox[-1].subject == "Your password was changed"
    assert "From: Chrome on Linux, 127.0.0.1" in mail.outbox[-1].body


def test_a_reset_signs_out_everywhere_and_sends_a_mail(alice: User) -> None:
    phone, new = on(PHONE), Client()
    new.post("/accounts/password/reset/", {"email": "alice@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[
        1
    ]
    form = new.get(link, follow=True).redirect_chain[-1][0]

    new.post(form, {"password1": "four random words here"})

    assert not is_in(phone)
    assert is_in(new)
    assert UserSession.objects.filter(user=alice).count() == 1
    assert mail.outbox[-1].subject == "Your password was changed"


def test_the_old_address_is_told_of_a_new_one(alice: User) -> None:
    laptop = on(LAPTOP)
    laptop.post("/accounts/reauthenticate/", {"password": PASSWORD})
    laptop.post("/accounts/email/", {"email": "alice@new.example", "action_add": ""})
    laptop.post(
        re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]
    )

    laptop.post("/accounts/email/", {"email": "alice@new.example", "action_primary": ""})

    assert [mail.outbox[-1].to, mail.outbox[-1].subject] == [
        ["alice@example.org"],
        "Your email address was changed",
    ]
    assert "is now alice@new.example" in mail.outbox[-1].body


def test_addresses_change_only_after_reauthentication(alice_client: Client, alice: User) -> None:
    answer = alice_client.post("/accounts/email/", {"email": "alice@new.example", "action_add": ""})

    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not alice.emailaddress_set.filter(email="alice@new.example").exists()

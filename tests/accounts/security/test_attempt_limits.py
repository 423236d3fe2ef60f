"""Too many attempts: the page, the wait, and that it always ends."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import Tries, User
from tests.builders import PASSWORD
from tests.conftest import signed_in

SIGN_IN, SIGN_UP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"
WRONG = "not the password"
AGAIN, SECOND_STEP = "/accounts/reauthenticate/", "/accounts/2fa/authenticate/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-22 12:00 +00:00", tick=False) as clock:
        yield clock


def try_password(
    email: str, password: str = WRONG, *, ip: str = "192.0.2.1", **headers: str
) -> HttpResponse:
    return Client(REMOTE_ADDR=ip, headers=headers).post(
        SIGN_IN, {"login": email, "password": password}
    )


def test_page_says_when_to_come_back(alice: User) -> None:
    answers = [try_password("alice@example.org") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1]["Retry-After"] == "600"
    assert "<h1>Too many tries</h1>" in answers[-1].content.decode()
    assert "private" in answers[-1]["Cache-Control"]


def test_strangers_attempts_do_not_lock_the_owner_out(alice: User) -> None:
    for _ in range(20):
        stopped = try_password("alice@example.org", ip="198.51.100.1")

    assert stopped.status_code == 429
    assert try_password("alice@example.org", PASSWORD, ip="198.51.100.99").status_code == 302


def test_port_of_the_host_header_does_not_evade_limits(alice: User) -> None:
    answers = [
        try_password("alice@example.org", Host=f"testserver:{port}") for port in range(1, 101)
    ]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 95


def test_other_accounts_are_not_limited(alice: User, bob: User) -> None:
    for number in range(6):
        try_password("alice@example.org", ip=f"198.51.100.{number}")

    assert try_password("bob@example.org", PASSWORD, ip="198.51.100.99").status_code == 302


def test_unknown_account_is_limited_in_the_same_way(alice: User) -> None:
    answers = [try_password("nobody@example.org") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]


def test_network_is_limited_across_accounts(alice: User) -> None:
    for number in range(10):
        try_password(f"somebody{number}@example.org")

    stopped = try_password("alice@example.org", PASSWORD)
    elsewhere = try_password("alice@example.org", PASSWORD, ip="203.0.113.5")

    assert stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= 60
    assert elsewhere.status_code == 302


def test_waiting_always_helps(alice: User, clock: time_machine.Traveller) -> None:
    for _ in range(50):
        stopped = try_password("alice@example.org")

    clock.shift(int(stopped["Retry-After"]) + 1)

    assert try_password("alice@example.org", PASSWORD).status_code == 302


def test_spelling_of_the_address_does_not_evade_limits(alice: User) -> None:
    for email in [
        "alice@example.org",
        "ALICE@example.org",
        " alice@example.org",
        "Alice@Example.ORG",
        "aLice@example.org",
    ]:
        try_password(email)

    assert try_password("alicE@example.org", PASSWORD).status_code == 429


def test_household_is_one_network(alice: User) -> None:
    for number in range(5):
        try_password("alice@example.org", ip=f"2001:db8::{number}")

    assert try_password("alice@example.org", PASSWORD, ip="2001:db8::ffff:1").status_code == 429
    assert try_password("alice@example.org", PASSWORD, ip="2001:db8:0:1::1").status_code == 302


@pytest.mark.parametrize(
    ("address", "fields", "tries", "most_seconds"),
    [
        (SIGN_UP, {"email": "not an address", "password1": "x"}, 20, 60),
        (RESET, {"email": "alice@example.org"}, 20, 60),
    ],
)
def test_strangers_are_limited(
    address: str, fields: dict[str, str], tries: int, most_seconds: int, client: Client, alice: User
) -> None:
    answers = [client.post(address, fields) for _ in range(tries + 1)]

    assert {answer.status_code for answer in answers[:-1]} <= {200, 302}
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1]["Retry-After"]) <= most_seconds


@pytest.mark.parametrize(
    ("address", "fields", "tries"),
    [
        (AGAIN, {"password": WRONG}, 5),
        ("/settings/delete/", {"password": WRONG}, 5),
        ("/accounts/password/change/", {"oldpassword": WRONG, "password1": "four random words"}, 5),
        ("/accounts/email/", {"email": "nobody@example.org", "action_send": ""}, 10),
    ],
)
def test_the_signed_in_are_limited(
    address: str, fields: dict[str, str], tries: int, alice_client: Client
) -> None:
    answers = [alice_client.post(address, fields) for _ in range(tries + 1)]

    assert 429 not in {answer.status_code for answer in answers[:-1]}
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) <= 600


def test_codes_are_limited_per_place(alice: User) -> None:
    TOTP.activate(alice, generate_totp_secret())
    answers = []
    for _ in range(6):
        client = Client(REMOTE_ADDR="198.51.100.7")
        client.post(SIGN_IN, {"login": "alice@example.org", "password": PASSWORD})
        answers.append(client.post(SECOND_STEP, {"code": "000000"}))

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1]["Retry-After"] == "600"


def test_passkeys_are_limited(client: Client, db: None) -> None:
    answers = [
        client.post("/accounts/2fa/webauthn/login/", {"credential": "{}"}) for _ in range(11)
    ]

    assert [answer.status_code for answer in answers] == [302] * 10 + [429]


def test_forwarded_address_counts_behind_a_trusted_proxy_only(alice: User) -> None:
    for number in range(10):
        try_password(f"somebody{number}@example.org", **{"X-Forwarded-For": f"198.51.100.{number}"})

    stopped = try_password("alice@example.org", PASSWORD, **{"X-Forwarded-For": "203.0.113.7"})

    assert stopped.status_code == 429


def test_behind_a_proxy_the_last_address_counts(alice: User, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(10):
        made_up = f"198.51.100.{number}, 203.0.113.7"
        try_password(f"somebody{number}@example.org", **{"X-Forwarded-For": made_up})

    same = try_password(
        "alice@example.org", PASSWORD, **{"X-Forwarded-For": "198.51.100.77, 203.0.113.7"}
    )
    other = try_password(
        "alice@example.org", PASSWORD, **{"X-Forwarded-For": "203.0.113.7, 203.0.113.8"}
    )

    assert [same.status_code, other.status_code] == [429, 302]


@pytest.mark.parametrize(
    "forwarded", ["", "unknown", "1.2.3.4.5", "\0", "x" * 5000, "::1, [2001:db8::1]:443"]
)
def test_invalid_forwarded_addresses_are_no_error(
    forwarded: str, alice: User, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1

    assert (
        try_password("alice@example.org", PASSWORD, **{"X-Forwarded-For": forwarded}).status_code
        == 302
    )


def test_server_on_a_socket_file_has_no_address(alice: User) -> None:
    assert try_password("alice@example.org", PASSWORD, ip="").status_code == 302


def test_simultaneous_attempts_are_all_counted(transactional_db: None) -> None:
    """Several threads, each with its own connection, as the workers of the server have."""
    User.objects.create_user("alice@example.org", PASSWORD)

    def attempt(number: int) -> int:
        try:
            return try_password("alice@example.org", ip="198.51.100.1").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(attempt, range(16)))

    assert codes.count(200) <= 5
    assert set(codes) == {200, 429}
    assert signed_in(User.objects.get()).get("/settings/").status_code == 200


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_strangers_resets_neither_fill_a_mailbox_nor_keep_the_owner_from_asking(
    email: str, alice: User
) -> None:
    for number in range(8):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(RESET, {"email": email})

    answer = Client(REMOTE_ADDR="203.0.113.99").post(RESET, {"email": email}, follow=True)

    assert answer.status_code == 200
    assert "Check your email" in answer.content.decode()
    assert [message.to for message in mail.outbox] == [[email]] * 5


@pytest.mark.parametrize(
    ("address", "fields"),
    [(SIGN_IN, {"login": "{}", "password": WRONG}), ("/accounts/password/reset/", {"email": "{}"})],
)
def test_flood_of_invented_addresses_leaves_few_rows(
    address: str, fields: dict[str, str], db: None
) -> None:
    client = Client(REMOTE_ADDR="198.51.100.1")

    for number in range(100):
        client.post(
            address, {name: text.format(f"n{number}@example.org") for name, text in fields.items()}
        )

    assert Tries.objects.count() <= 30

"""An account at which many strangers guess: they are stopped, and its owner is not."""

import re
import time
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.security import attempt_limits
from accounts.security.device_cookie import NAME
from tests.builders import PASSWORD

SIGN_IN, SECOND_STEP, AGAIN = (
    "/accounts/login/",
    "/accounts/2fa/authenticate/",
    "/accounts/reauthenticate/",
)
NEW_PLACE = "203.0.113.99"
GUARDED = "This account is being guarded"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-22 12:00 +00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def with_mail(settings: Settings) -> None:
    settings.SENDS_MAIL = True


@pytest.fixture
def without_mail(settings: Settings) -> None:
    settings.SENDS_MAIL = False


def sign_in(
    client: Client, password: str = PASSWORD, email: str = "alice@example.org"
) -> HttpResponse:
    return client.post(SIGN_IN, {"login": email, "password": password})


def at(ip: str) -> Client:
    return Client(REMOTE_ADDR=ip)


def own_device(ip: str = "192.0.2.1") -> Client:
    """Where the owner signed in once, and out again."""
    client = at(ip)
    sign_in(client)
    client.get("/diary/")
    client.post("/accounts/logout/")
    return client


def guess(email: str = "alice@example.org") -> None:
    """Guesses from ever new networks until the account is guarded."""
    for number in range(attempt_limits.PASSWORDS_OF_ACCOUNT.amount):
        sign_in(at(f"198.51.{number // 200}.{number % 200}"), "wrong", email)


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_guesses_from_many_networks_make_the_account_guarded(
    email: str, alice: User, with_mail: None
) -> None:
    guess(email)

    answers = [sign_in(at(f"203.0.113.{number}"), "wrong", email) for number in range(3)]

    assert [answer.status_code for answer in answers] == [429] * 3
    assert [answer["Retry-After"] for answer in answers] == ["3600"] * 3


def test_right_password_on_a_new_device_gets_an_explanation(alice: User, with_mail: None) -> None:
    guess()

    answer = sign_in(at(NEW_PLACE))

    page = answer.content.decode()
    assert (answer.status_code, GUARDED in page, "Too many tries" in page) == (429, True, False)
    assert "not even the right one" in page
    assert 'href="/accounts/password/reset/"' in page


def test_one_persistent_stranger_does_not_make_an_account_guarded(
    alice: User, with_mail: None, clock: time_machine.Traveller
) -> None:
    for minute in range(120):
        sign_in(at("198.51.100.1"), "wrong")
        clock.shift(60)

        if minute % 10 == 9:
            assert sign_in(at(NEW_PLACE)).status_code == 302


def test_reset_link_opens_a_guarded_account(alice: User, with_mail: None) -> None:
    guess()
    new = at(NEW_PLACE)

    new.post("/accounts/password/reset/", {"email": "alice@example.org"})
    link = re.search(
        r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body)
    )[1]
    form = new.get(link, follow=True).redirect_chain[-1][0]
    new.post(form, {"password1": "four random words here"})

    assert new.get("/diary/").status_code == 200
    # no longer guarded
    assert sign_in(at("203.0.113.100"), "four random words here").status_code == 302


def test_without_mail_each_network_may_try_now_and_then(
    alice: User, without_mail: None, clock: time_machine.Traveller
) -> None:
    guess()

    wrong, right_at_once = [sign_in(at(NEW_PLACE), password) for password in ("wrong", PASSWORD)]
    elsewhere = sign_in(at("203.0.113.100"))
    clock.shift(int(right_at_once["Retry-After"]) + 1)
    later = sign_in(at(NEW_PLACE))

    assert [wrong.status_code, right_at_once.status_code] == [200, 429]
    assert (
        f"wait {attempt_limits.ATTEMPTS_WHILE_GUARDED.seconds // 60} minutes"
        in right_at_once.content.decode()
    )
    assert [elsewhere.status_code, later.status_code] == [302, 302]


@pytest.mark.usefixtures("with_mail")
def test_known_device_can_sign_in_to_a_guarded_account(alice: User) -> None:
    device = own_device()
    guess()

    device.defaults["REMOTE_ADDR"] = NEW_PLACE

    assert sign_in(device).status_code == 302


def test_neighbours_in_one_network_do_not_lock_each_other_out(alice: User) -> None:
    device = own_device()
    for number in range(30):
        neighbour = sign_in(at("192.0.2.1"), "wrong", f"somebody{number}@example.org")

    assert neighbour.status_code == 429
    assert sign_in(device).status_code == 302


def test_known_device_has_its_own_limit(alice: User) -> None:
    device = own_device()

    answers = [sign_in(device, "wrong").status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]


@pytest.mark.parametrize(
    "cookie", ["", "x", "." * 500, "0" * 32, f"{'0' * 32}.{'0' * 32}", "\0", "é" * 40]
)
def test_forged_device_cookie_is_not_known(cookie: str, alice: User, with_mail: None) -> None:
    guess()

    answer = Client(REMOTE_ADDR=NEW_PLACE, headers={"Cookie": f"{NAME}={cookie}"}).post(
        SIGN_IN, {"login": "alice@example.org", "password": PASSWORD}
    )

    assert answer.status_code == 429


def test_device_of_another_person_is_not_known(alice: User, bob: User, with_mail: None) -> None:
    device = at("192.0.2.9")
    sign_in(device, email="bob@example.org")
    device.get("/diary/")
    device.post("/accounts/logout/")
    guess()

    assert sign_in(device).status_code == 429


def test_device_cookie_names_nobody_and_is_hidden_from_scripts(alice: User) -> None:
    cookie = own_device().cookies[NAME]

    assert re.fullmatch(r"[0-9a-f]{32}\.[0-9a-f]{32}", cookie.value)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_shared_device_remembers_the_last_few_accounts(alice: User, bob: User) -> None:
    device = at("192.0.2.9")
    for email in ("alice@example.org", "bob@example.org") * 4:
        sign_in(device, email=email)
        device.get("/diary/")
        device.post("/accounts/logout/")

    assert len(device.cookies[NAME].value.split(".")) == 3


def test_session_can_reauthenticate_at_a_guarded_account(alice: User, with_mail: None) -> None:
    owner = at("192.0.2.1")
    sign_in(owner)
    guess()
    for _ in range(10):
        sign_in(at("192.0.2.1"), "wrong")

    assert owner.post(AGAIN, {"password": PASSWORD}).status_code == 302


def test_attempts_in_one_session_do_not_lock_another(alice: User) -> None:
    thief, owner = at("192.0.2.1"), at("192.0.2.2")
    sign_in(thief)
    sign_in(owner)

    stopped = [thief.post(AGAIN, {"password": "wrong"}).status_code for _ in range(11)]

    assert stopped[-1] == 429
    assert owner.post(AGAIN, {"password": PASSWORD}).status_code == 302


# --- the second factor ----------------------------------------------------------------------------


@pytest.fixture
def secret(alice: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    return secret


def enter_code(client: Client, code: str) -> HttpResponse:
    sign_in(client)
    return client.post(SECOND_STEP, {"code": code})


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def guess_codes() -> None:
    for number in range(attempt_limits.CODES_OF_ACCOUNT.amount):
        enter_code(at(f"198.51.100.{number}"), "000000")


def test_stranger_who_knows_the_password_does_not_lock_the_second_factor(
    alice: User, secret: str, clock: time_machine.Traveller
) -> None:
    stopped = [enter_code(at("198.51.100.1"), "000000").status_code for _ in range(6)]

    assert stopped[-1] == 429
    assert enter_code(at(NEW_PLACE), code_now(secret)).status_code == 302


def test_one_persistent_stranger_does_not_guard_the_codes(
    alice: User, secret: str, clock: time_machine.Traveller, with_mail: None
) -> None:
    for minute in range(120):
        enter_code(at("198.51.100.1"), "000000")
        clock.shift(60)

        if minute % 10 == 9:
            assert enter_code(at(NEW_PLACE), code_now(secret)).status_code == 302


def test_guesses_at_codes_from_many_networks_are_stopped_and_explained(
    alice: User, secret: str, clock: time_machine.Traveller, with_mail: None
) -> None:
    guess_codes()

    answer = enter_code(at(NEW_PLACE), code_now(secret))

    assert answer.status_code == 429
    assert "by somebody who knows the password" in answer.content.decode()


def test_known_device_can_enter_a_code_at_a_guarded_account(
    alice: User, secret: str, clock: time_machine.Traveller, with_mail: None
) -> None:
    device = at("192.0.2.1")
    enter_code(device, code_now(secret))
    device.get("/diary/")
    device.post("/accounts/logout/")
    guess_codes()
    clock.shift(120)

    assert enter_code(device, code_now(secret)).status_code == 302


def test_right_codes_use_up_no_limit(
    alice: User, secret: str, clock: time_machine.Traveller
) -> None:
    for _ in range(8):
        answer = enter_code(at(NEW_PLACE), code_now(secret))
        clock.shift(31)

    assert answer.status_code == 302


def test_invalid_passkeys_lock_nothing(
    alice: User, secret: str, clock: time_machine.Traveller
) -> None:
    client = at("192.0.2.1")
    sign_in(client)
    for _ in range(10):
        client.post(SECOND_STEP, {"credential": '{"response": {}}'})

    assert client.post(SECOND_STEP, {"code": code_now(secret)}).status_code == 302


# --- clocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", [60, 24 * 3600, 400 * 24 * 3600])
def test_clock_set_back_locks_nobody_out(
    back: int, alice: User, with_mail: None, clock: time_machine.Traveller
) -> None:
    guess()
    for _ in range(6):
        sign_in(at("192.0.2.1"), "wrong")

    clock.shift(-back)

    assert sign_in(at("192.0.2.1")).status_code == 302
    assert sign_in(at(NEW_PLACE)).status_code == 302


def test_limits_work_after_the_clock_was_wrong(alice: User, clock: time_machine.Traveller) -> None:
    clock.shift(3600)
    for _ in range(6):
        sign_in(at("192.0.2.1"), "wrong")
    clock.shift(-3600)

    answers = [sign_in(at("192.0.2.1"), "wrong").status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]


def test_used_code_stays_used_when_the_clock_changes(
    alice: User, secret: str, clock: time_machine.Traveller
) -> None:
    code = code_now(secret)
    enter_code(at("192.0.2.1"), code)

    assert enter_code(at("192.0.2.2"), code).status_code == 200

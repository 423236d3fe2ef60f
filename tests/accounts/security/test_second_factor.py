"""App codes, recovery codes and passkeys: turning on, signing in, and forged answers."""

import json
import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from tests.builders import PASSWORD, make_person
from tests.passkeys import SoftPasskey

APP, CODES, SECOND_STEP = (
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/authenticate/",
)
ADD, SIGN_IN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/"


def text(response: object) -> str:
    return response.content.decode()


def code_of(secret: str, *, seconds_ago: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time() - seconds_ago) // 30))


def confirm(client: Client) -> None:
    """Gives the password once more, as the page asks before a change."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def with_password(client: Client, email: str = "alice@example.org", **more: str) -> str:
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD, **more})[
        "Location"
    ]


def challenge(client: Client) -> str:
    return client.session["mfa.webauthn.state"]["challenge"]


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


@pytest.fixture
def secret(alice: User) -> str:
    """Alice has an app that shows codes; its key."""
    key = generate_totp_secret()
    TOTP.activate(alice, key)
    return key


@pytest.fixture
def passkey(alice: User) -> SoftPasskey:
    """Alice has a passkey."""
    key = SoftPasskey(alice)
    key.stored()
    return key


def test_app_is_turned_on_with_a_code_that_it_shows(alice_client: Client, alice: User) -> None:
    confirm(alice_client)
    page = text(alice_client.get(APP))
    key = re.search(r'class="secret">(\w+)<', page)[1]

    wrong = text(alice_client.post(APP, {"code": "000000"}))
    done = alice_client.post(APP, {"code": code_of(key)})

    assert "Code is not right" in wrong
    assert done["Location"] == CODES
    assert Authenticator.objects.filter(user=alice, type="totp").count() == 1


def test_qr_code_is_drawn_in_the_page_beside_its_key(alice_client: Client) -> None:
    confirm(alice_client)

    page = text(alice_client.get(APP))

    assert '<svg class="qr" viewBox="0 0 ' in page
    assert "data:" not in page
    assert 'href="otpauth://totp/alice%40example.org?secret=' in page


def test_icon_of_a_button_is_drawn(alice_client: Client) -> None:
    page = text(alice_client.get("/settings/security/"))

    assert "Add a passkey" in page
    assert "&lt;svg" not in page


def test_password_alone_no_longer_opens_the_diary(client: Client, secret: str) -> None:
    assert with_password(client) == SECOND_STEP
    assert not is_in(client)

    answer = client.post(SECOND_STEP, {"code": code_of(secret)})

    assert answer["Location"] == "/diary/"
    assert is_in(client)


@pytest.mark.parametrize("code", ["", "123456", "12345\0", "١٢٣٤٥٦", "9" * 5000, "<script>"])
def test_wrong_code_opens_nothing(client: Client, secret: str, code: str) -> None:
    with_password(client)

    answer = client.post(SECOND_STEP, {"code": code})

    assert answer.status_code == 200
    assert 'aria-invalid="true"' in text(answer)
    assert not is_in(client)


def test_clocks_may_be_half_a_minute_off(client: Client, secret: str) -> None:
    with time_machine.travel("2026-11-22 12:00 +00:00", tick=False):
        with_password(client)

        client.post(SECOND_STEP, {"code": code_of(secret, seconds_ago=30)})

        assert is_in(client)


def test_code_works_only_once_while_it_is_valid(client: Client, secret: str) -> None:
    with time_machine.travel("2026-11-22 12:00 +00:00", tick=False) as clock:
        code = code_of(secret)
        with_password(client)
        client.post(SECOND_STEP, {"code": code})
        clock.shift(45)  # past the step of 30 seconds, within the tolerance
        thief = Client()
        with_password(thief)

        answer = thief.post(SECOND_STEP, {"code": code})

    assert "Code is not right" in text(answer)
    assert not is_in(thief)


def test_recovery_code_opens_the_diary_once(client: Client, alice: User, secret: str) -> None:
    code = RecoveryCodes.activate(alice).get_unused_codes()[0]
    with_password(client)
    client.post(SECOND_STEP, {"code": f"{code[:4]} {code[4:]}"})
    again = Client()
    with_password(again)

    again.post(SECOND_STEP, {"code": code})

    assert is_in(client)
    assert not is_in(again)


def test_recovery_codes_are_shown_and_downloaded_after_the_password_only(
    alice_client: Client, alice: User, secret: str
) -> None:
    codes = RecoveryCodes.activate(alice).get_unused_codes()
    before = [alice_client.get(CODES), alice_client.get(f"{CODES}download/")]
    confirm(alice_client)

    page, file = text(alice_client.get(CODES)), alice_client.get(f"{CODES}download/")

    assert [answer.status_code for answer in before] == [302, 302]
    assert all(code in page for code in codes)
    assert all(code in text(file) for code in codes)
    assert file["Content-Type"].startswith("text/plain")


def test_new_recovery_codes_replace_the_old(alice_client: Client, alice: User, secret: str) -> None:
    old = RecoveryCodes.activate(alice).get_unused_codes()
    confirm(alice_client)

    alice_client.post(f"{CODES}generate/")

    assert not set(old) & set(RecoveryCodes.activate(alice).get_unused_codes())


def test_passkey_is_added_and_opens_the_diary_alone(alice_client: Client, alice: User) -> None:
    confirm(alice_client)
    alice_client.get(ADD)
    passkey = SoftPasskey(alice)
    made = passkey.created(challenge(alice_client))
    added = alice_client.post(ADD, {"name": "My phone", "credential": json.dumps(made)})
    new = Client()
    new.get(SIGN_IN, headers={"Accept": "application/json"})

    opened = new.post(SIGN_IN, {"credential": json.dumps(passkey.used(challenge(new)))})

    assert added["Location"] == CODES
    assert "My phone" in text(alice_client.get("/settings/security/"))
    assert opened["Location"] == "/diary/"
    assert is_in(new)
    assert mail.outbox[-1].subject == "A passkey was added"


def test_passkey_is_a_second_step_after_the_password(client: Client, passkey: SoftPasskey) -> None:
    assert with_password(client) == SECOND_STEP
    page = text(client.get(SECOND_STEP))

    client.post(SECOND_STEP, {"credential": json.dumps(passkey.used(challenge(client)))})

    assert "Use a passkey instead" in page
    assert is_in(client)


def test_passkey_button_is_shown_to_those_who_have_one(client: Client, secret: str) -> None:
    with_password(client)

    assert "Use a passkey instead" not in text(client.get(SECOND_STEP))


def test_key_without_user_verification_is_no_passkey(alice_client: Client, alice: User) -> None:
    confirm(alice_client)
    alice_client.get(ADD)
    made = SoftPasskey(alice, verified=False).created(challenge(alice_client))

    alice_client.post(ADD, {"name": "Stick", "credential": json.dumps(made)})

    assert not Authenticator.objects.filter(user=alice).exists()


def test_credential_for_an_old_challenge_is_refused(client: Client, passkey: SoftPasskey) -> None:
    client.get(SIGN_IN, headers={"Accept": "application/json"})
    overheard = passkey.used(challenge(client))
    client.get(SIGN_IN, headers={"Accept": "application/json"})

    client.post(SIGN_IN, {"credential": json.dumps(overheard)})

    assert not is_in(client)


def made_up(real: dict[str, object]) -> list[str]:
    """Answers that no browser gives, made of a real one."""
    signed = {**real, "response": {**real["response"], "signature": "AAAA"}}
    stranger = {
        **real,
        "id": "AAAA",
        "rawId": "AAAA",
        "response": {**real["response"], "userHandle": "OTk5OTk5"},
    }
    empty = {**real, "response": dict.fromkeys(real["response"], "")}
    numbers = {**real, "response": dict.fromkeys(real["response"], 7), "rawId": []}
    texts = [
        "",
        "null",
        "[]",
        "7",
        '"x"',
        "{}",
        '{"response": {}}',
        '{"response": []}',
        "{",
        "[" * 100_000,
        "\0",
    ]
    return texts + [json.dumps(answer) for answer in (signed, stranger, empty, numbers)]


@pytest.mark.parametrize("number", range(15))
def test_forged_credentials_are_no_error(
    number: int, alice: User, passkey: SoftPasskey, client: Client
) -> None:
    signing_in, halfway, inside = Client(), Client(), Client()
    signing_in.get(SIGN_IN, headers={"Accept": "application/json"})
    with_password(halfway)
    halfway.get(SECOND_STEP)
    inside.force_login(alice)
    confirm(inside)
    inside.get(ADD)
    places = [(signing_in, SIGN_IN), (halfway, SECOND_STEP), (inside, ADD)]
    places.append((inside, "/accounts/2fa/webauthn/reauthenticate/"))

    for someone, address in places:
        answer = passkey.created("eA") if address == ADD else passkey.used(challenge(someone))
        response = someone.post(address, {"name": "x", "credential": made_up(answer)[number]})

        assert response.status_code in (200, 302), address
    assert not is_in(signing_in)
    assert not is_in(halfway)
    assert Authenticator.objects.filter(user=alice).count() == 1


@pytest.mark.parametrize("page", ["edit", "remove"])
def test_another_persons_passkey_does_not_exist(page: str, bob_client: Client, alice: User) -> None:
    key = SoftPasskey(alice).stored()
    confirm(bob_client)

    answers = [
        getattr(bob_client, method)(
            f"/accounts/2fa/webauthn/keys/{key.pk}/{page}/", {"name": "Mine"}
        )
        for method in ("get", "post")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Authenticator.objects.get(pk=key.pk).data["name"] == "Phone"


def test_passkey_is_renamed_and_removed(alice_client: Client, alice: User) -> None:
    key = SoftPasskey(alice).stored()
    confirm(alice_client)

    alice_client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": "<b>Old</b> phone"})
    page = text(alice_client.get("/settings/security/"))
    alice_client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")

    assert "&lt;b&gt;Old&lt;/b&gt; phone" in page
    assert not Authenticator.objects.filter(user=alice).exists()
    assert mail.outbox[-1].subject == "A passkey was removed"


@pytest.mark.parametrize("name", ["x" * 61, "a\0b"])
def test_name_of_a_passkey_has_a_maximum_length(
    name: str, alice_client: Client, alice: User
) -> None:
    key = SoftPasskey(alice).stored()
    confirm(alice_client)

    answer = alice_client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": name})

    assert 'aria-invalid="true"' in text(answer)


@pytest.mark.parametrize(
    "address",
    [APP, ADD, "/accounts/2fa/totp/deactivate/", CODES, f"{CODES}generate/", f"{CODES}download/"],
)
def test_security_changes_need_reauthentication(
    address: str, alice_client: Client, alice: User, secret: str
) -> None:
    RecoveryCodes.activate(alice)
    if address == APP:
        Authenticator.objects.filter(user=alice, type="totp").delete()

    answers = [alice_client.get(address), alice_client.post(address)]

    places = [answer.headers.get("Location", "") for answer in answers if answer.status_code != 405]
    assert all(place.startswith("/accounts/reauthenticate/") for place in places)
    assert places


def test_reauthentication_expires_after_five_minutes(alice_client: Client) -> None:
    with time_machine.travel("2026-11-22 12:00 +00:00", tick=False) as clock:
        alice_client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        before = alice_client.get(ADD).status_code
        clock.shift(5 * 60 + 1)
        after = alice_client.get(ADD).status_code

    assert (before, after) == (200, 302)


def test_admin_asks_for_the_second_step_too(client: Client, admin: User) -> None:
    TOTP.activate(admin, key := generate_totp_secret())
    client.get("/admin/", follow=True)

    first = with_password(client, "admin@example.org", next="/admin/")
    before = client.get("/admin/").status_code
    second = client.post(SECOND_STEP, {"code": code_of(key)})

    assert first.startswith(SECOND_STEP)
    assert before == 302
    assert second["Location"] == "/admin/"


def test_operator_removes_a_lost_second_factor(alice: User, secret: str, client: Client) -> None:
    SoftPasskey(alice).stored()
    RecoveryCodes.activate(alice)
    with_password(client)
    client.post(SECOND_STEP, {"code": code_of(secret)})

    call_command("remove_second_factor", "Alice@Example.org")

    assert not is_in(client)
    assert with_password(client) == "/diary/"


def test_operator_is_told_of_an_unknown_address(db: None) -> None:
    with pytest.raises(CommandError, match="no account"):
        call_command("remove_second_factor", "nobody@example.org")


def test_admin_does_not_show_second_factors(client: Client, alice: User, secret: str) -> None:
    boss = make_person("boss")
    boss.is_staff = boss.is_superuser = True
    boss.save()
    client.force_login(boss)

    assert client.get("/admin/mfa/authenticator/").status_code == 404
    assert client.get("/admin/usersessions/usersession/").status_code == 404

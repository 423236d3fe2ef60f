import re
from io import StringIO
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.tokens.actions import make_token
from accounts.tokens.queries import authenticate_token
from tests.builders import PASSWORD

PAGE = "/settings/tokens/"
NEW_PASSWORD = "four random words here"


def made(client: Client, **fields: str) -> str:
    """The page that follows the form."""
    sent = {
        "client_id": str(uuid4()),
        "name": "Kitchen scale",
        "scope": "write",
        "lasts": "90",
        "password": PASSWORD,
    }
    sent |= fields
    return client.post(PAGE, sent).content.decode()


def test_token_is_shown_once(alice_client: Client, alice: User) -> None:
    page = made(alice_client)

    [text] = re.findall(r">(mw_[^<]+)<", page)
    who = authenticate_token(text, timezone.now())
    assert who
    assert (who.user, who.may_write) == (alice, True)
    assert "mw_" not in alice_client.get(PAGE).content.decode()


def test_list_says_what_a_token_is_for(alice_client: Client, alice: User) -> None:
    made(alice_client)

    page = alice_client.get(PAGE).content.decode()

    assert "Kitchen scale" in page
    assert "Read and write" in page
    assert "never used" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\0"},
        {"name": "x" * 61},
        {"scope": "admin"},
        {"lasts": "-1"},
        {"client_id": "x"},
        {"password": ""},
        {"password": "a wrong password"},
    ],
)
def test_invalid_forms_make_no_token(alice_client: Client, wrong: dict[str, str]) -> None:
    page = made(alice_client, **wrong)

    assert "There is a problem" in page
    assert not ApiToken.objects.exists()


def test_revoked_token_is_gone(alice_client: Client, alice: User) -> None:
    made(alice_client)
    token = ApiToken.objects.get(user=alice)

    response = alice_client.post(f"{PAGE}{token.pk}/revoke/", follow=True)

    assert "Revoked: Kitchen scale" in response.content.decode()
    assert not ApiToken.objects.exists()


def test_command_prints_a_token_and_nothing_else(alice: User) -> None:
    out = StringIO()

    call_command("create_token", "ALICE@example.org", "--scope", "write", stdout=out)

    who = authenticate_token(out.getvalue().removesuffix("\n"), timezone.now())
    assert who
    assert (who.user, who.may_write) == (alice, True)


@pytest.mark.parametrize(
    "arguments", [["nobody@example.org"], ["alice@example.org", "--days", "-1"]]
)
def test_command_says_what_is_wrong(alice: User, arguments: list[str]) -> None:
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("create_token", *arguments, stdout=out)

    assert out.getvalue() == ""


def test_browser_left_open_makes_no_token(alice_client: Client, alice: User) -> None:
    page = made(alice_client, password="")

    assert "Enter your password" in page
    assert not ApiToken.objects.exists()


def test_password_is_asked_for_once_in_five_minutes(alice_client: Client, alice: User) -> None:
    before = alice_client.get(PAGE).content.decode()
    first = made(alice_client)
    second = made(alice_client, password="")

    assert 'name="password"' in before
    assert 'name="password"' not in first
    assert "Your new token" in second


def test_wrong_passwords_are_counted(alice_client: Client, alice: User) -> None:
    for _ in range(10):
        made(alice_client, password="a wrong password")

    assert (
        alice_client.post(PAGE, {"client_id": str(uuid4()), "password": "another"}).status_code
        == 429
    )


def two_tokens(user: User) -> None:
    for name in ("Scale", "Backup"):
        make_token(user=user, name=name, scope=ApiToken.Scope.READ, lasts=None)


@pytest.mark.parametrize(("answer", "left"), [({"revoke_tokens": "on"}, 0), ({}, 2)])
def test_new_password_can_revoke_tokens(
    alice_client: Client, alice: User, bob: User, answer: dict[str, str], left: int
) -> None:
    two_tokens(alice)
    two_tokens(bob)

    page = alice_client.get("/accounts/password/change/").content.decode()
    alice_client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD} | answer
    )

    assert re.search(
        r'name="revoke_tokens"[^>]* checked[^>]*>\s*<span>\s*Revoke your 2 tokens', page
    )
    assert [ApiToken.objects.filter(user=user).count() for user in (alice, bob)] == [left, 2]


def test_refused_password_revokes_no_tokens(alice_client: Client, alice: User) -> None:
    two_tokens(alice)

    alice_client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "short", "revoke_tokens": "on"},
    )

    assert ApiToken.objects.filter(user=alice).count() == 2


def test_password_reset_can_revoke_tokens(client: Client, alice: User) -> None:
    two_tokens(alice)
    client.post("/accounts/password/reset/", {"email": alice.email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[
        1
    ]
    form = client.get(link, follow=True)

    client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "revoke_tokens": "on"})

    assert "Revoke your 2 tokens for programs" in form.content.decode()
    assert not ApiToken.objects.exists()


def test_person_without_tokens_is_not_asked_about_them(alice_client: Client) -> None:
    assert "revoke_tokens" not in alice_client.get("/accounts/password/change/").content.decode()

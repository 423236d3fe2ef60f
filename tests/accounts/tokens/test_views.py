import re
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.tokens.queries import signed_in_by

PAGE = "/settings/tokens/"


def made(client: Client, **fields: str) -> str:
    """The page that follows the form."""
    sent = {"client_id": str(uuid4()), "name": "Kitchen scale", "scope": "write", "lasts": "90"} | fields
    return client.post(PAGE, sent).content.decode()


def test_token_is_shown_once(alice_client: Client, alice: User) -> None:
    page = made(alice_client)

    [text] = re.findall(r">(mw_[^<]+)<", page)
    who = signed_in_by(text, timezone.now())
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
    "wrong", [{"name": ""}, {"name": "\0"}, {"name": "x" * 61}, {"scope": "admin"}, {"lasts": "-1"}, {"client_id": "x"}]
)
def test_bad_forms_make_nothing(alice_client: Client, wrong: dict[str, str]) -> None:
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

    who = signed_in_by(out.getvalue().removesuffix("\n"), timezone.now())
    assert who
    assert (who.user, who.may_write) == (alice, True)


@pytest.mark.parametrize("arguments", [["nobody@example.org"], ["alice@example.org", "--days", "-1"]])
def test_command_says_what_is_wrong(alice: User, arguments: list[str]) -> None:
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("create_token", *arguments, stdout=out)

    assert out.getvalue() == ""

"""Absolute links lead to our site, whatever the Host header says."""

import re

import pytest
from allauth.mfa.adapter import get_adapter as mfa_adapter
from django.core import mail
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.adapter import base_url, site_name, with_base_url
from accounts.models import User
from tests.builders import PASSWORD

OURS = "https://magwise.example"
NEW = {"email": "ines@example.org", "password1": "four random words here"}


def links() -> set[str]:
    return {
        link
        for message in mail.outbox
        for link in re.findall(r"https?://[^/\s]+", str(message.body))
    }


@pytest.mark.parametrize("host", ["testserver", "testserver:666", "TESTSERVER:1"])
@pytest.mark.parametrize(("base", "expected"), [(OURS, OURS), ("", "http://testserver")])
def test_no_mail_contains_the_port_of_the_host_header(
    host: str, base: str, expected: str, alice: User, settings: Settings
) -> None:
    settings.BASE_URL, settings.ACCOUNT_EMAIL_VERIFICATION = base, "mandatory"
    client = Client(headers={"Host": host})

    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    client.post("/accounts/signup/", NEW)
    Client(headers={"Host": host}).post("/accounts/signup/", NEW | {"email": "alice@example.org"})

    assert len(mail.outbox) == 4
    assert {link.lower() for link in links()} == {expected}
    assert not re.search(r":(666|1)\b", "".join(str(message.body) for message in mail.outbox))


def test_notices_name_the_site_and_not_the_host(alice_client: Client, settings: Settings) -> None:
    settings.BASE_URL = OURS

    alice_client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "four random words"},
        headers={"Host": "testserver:666"},
    )

    assert str(mail.outbox[-1].body).rstrip().endswith("Magwise, magwise.example")


def test_without_a_base_url_links_have_the_port_that_listens(
    rf: RequestFactory, settings: Settings
) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = "", ["localhost"]
    request = rf.get("/", SERVER_PORT="8123", headers={"Host": "localhost:666"})

    assert base_url(request) == "http://localhost:8123"
    assert site_name(request) == "localhost:8123"
    assert (
        with_base_url(request, "http://localhost:666/a/?b=c#d") == "http://localhost:8123/a/?b=c#d"
    )


def test_link_keeps_everything_but_its_base(rf: RequestFactory, settings: Settings) -> None:
    settings.BASE_URL = OURS

    assert (
        with_base_url(rf.get("/"), "http://testserver/a/b/?next=//evil.example")
        == f"{OURS}/a/b/?next=//evil.example"
    )


def test_passkeys_are_named_after_the_site(alice_client: Client, alice: User) -> None:
    alice_client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    page = alice_client.get(
        "/accounts/2fa/webauthn/add/", headers={"Host": "testserver:666"}
    ).content.decode()

    assert '"name": "Magwise"' in page
    assert "666" not in page
    assert mfa_adapter().get_totp_issuer() == "Magwise"

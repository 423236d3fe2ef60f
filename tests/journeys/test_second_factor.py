"""A passkey and codes from an app, made and used in a browser with a pretended device."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.builders import PASSWORD
from tests.journeys.conftest import PHONE
from tests.journeys.steps import Site, accessibility_faults, sideways, sign_up

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def context_options(site: Site) -> dict[str, object]:
    """Passkeys belong to a name: browsers make none for a bare address."""
    return {"viewport": PHONE, "base_url": site.address.replace("127.0.0.1", "localhost")}


@pytest.fixture
def device(page: Page) -> None:
    """A phone that recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_out(page: Page) -> None:
    page.goto("/settings/security/")
    page.get_by_role("button", name="Sign out on this device").click()
    page.goto("/accounts/login/")


def test_passkey_and_codes_are_made_and_sign_in(page: Page, device: None) -> None:
    email = sign_up(page)
    page.goto("/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("list", name="Unused codes").get_by_role("listitem")).to_have_count(10)

    page.get_by_role("link", name="Back to security").click()
    page.get_by_role("link", name="Turn on codes from an app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert accessibility_faults(page) == []
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    assert accessibility_faults(page) == []
    assert sideways(page) == 0

    sign_out(page)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("combobox", name="Add food")).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("combobox", name="Add food")).to_be_visible()

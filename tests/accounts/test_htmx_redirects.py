"""An htmx request for a fragment whose answer is a redirect to another page."""

import pytest
from django.test import Client

from accounts.models import User
from tests.builders import PASSWORD

HTMX = {"hx-request": "true"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_signed_out_htmx_request_gets_no_sign_in_page(
    client: Client, alice: User, method: str
) -> None:
    response = getattr(client, method)("/diary/2026-11-22/", headers=HTMX)

    assert response.status_code == 401
    assert response.content == b"You are signed out."


def test_other_redirects_are_followed_by_the_browser(alice_client: Client) -> None:
    alice_client.post("/settings/delete/", {"password": PASSWORD})
    alice_client.post("/accounts/login/", {"login": "alice@example.org", "password": PASSWORD})

    response = alice_client.get("/diary/2026-11-22/", headers=HTMX)

    assert (response.status_code, response["HX-Redirect"]) == (200, "/settings/leaving/")


def test_request_without_htmx_is_redirected_normally(client: Client) -> None:
    response = client.get("/diary/2026-11-22/")

    assert (response.status_code, response["Location"]) == (
        302,
        "/accounts/login/?next=/diary/2026-11-22/",
    )

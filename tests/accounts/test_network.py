"""The IP address of the client behind no proxy, one, and two."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from accounts.network import LOCAL_IP, client_ip
from accounts.security.attempt_limits import client_network

NEAR, FAR, CLIENT, MADE_UP = "10.0.0.1", "192.0.2.1", "203.0.113.7", "198.51.100.9"


def asked(forwarded: str | None, *, by: str = NEAR) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_ip(RequestFactory().get("/", REMOTE_ADDR=by, headers=headers))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, NEAR),
        (0, CLIENT, NEAR),
        (1, CLIENT, CLIENT),
        (1, f"{MADE_UP}, {CLIENT}", CLIENT),
        (1, f"{MADE_UP},{MADE_UP},{CLIENT}", CLIENT),
        (2, f"{CLIENT}, {FAR}", CLIENT),
        (2, f"{MADE_UP}, {CLIENT}, {FAR}", CLIENT),
        (3, f"{MADE_UP}, {CLIENT}, {FAR}, {FAR}", CLIENT),
    ],
)
def test_the_address_that_the_outermost_proxy_saw_counts(
    proxies: int, forwarded: str | None, address: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = proxies

    assert asked(forwarded) == address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, None, NEAR),
        (1, "", NEAR),
        (2, None, NEAR),
        (2, CLIENT, CLIENT),
        (3, f"{MADE_UP}, {CLIENT}", CLIENT),
        (9, f"{MADE_UP}, {CLIENT}", CLIENT),
    ],
)
def test_with_too_few_entries_the_nearest_proxy_is_trusted(
    proxies: int, forwarded: str | None, address: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = proxies

    assert asked(forwarded) == address


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_client_cannot_choose_its_address(proxies: int, settings: Settings) -> None:
    """Whatever is sent, the proxies write after it."""
    settings.TRUSTED_PROXIES = proxies
    written = ["", CLIENT, f"{CLIENT}, {FAR}"][proxies]

    seen = {
        asked(f"{sent}, {written}" if proxies else sent)
        for sent in ("", MADE_UP, "::1", f"{FAR}, {FAR}", "x" * 999)
    }

    assert seen == {CLIENT if proxies else NEAR}


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:DB8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8:0:0::1", "2001:db8::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:4711", "203.0.113.7"),
        ("unknown", NEAR),
        ("1.2.3.4.5", NEAR),
        ("\0", NEAR),
        ("x" * 5000, NEAR),
        (" ", NEAR),
    ],
)
def test_addresses_have_one_spelling_and_invalid_ones_are_none(
    sent: str, address: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1

    assert asked(sent) == address


def test_on_a_socket_file_the_client_is_this_machine() -> None:
    assert asked(None, by="") == LOCAL_IP


@pytest.mark.parametrize("prefix", ["", "::ffff:"])
def test_two_households_are_two_networks_whatever_the_server_listens_on(prefix: str) -> None:
    asks = RequestFactory()

    first, second = (
        client_network(asks.get("/", REMOTE_ADDR=f"{prefix}{address}"))
        for address in ("192.0.2.7", "198.51.100.9")
    )

    assert (first, second) == ("192.0.2.7", "198.51.100.9")

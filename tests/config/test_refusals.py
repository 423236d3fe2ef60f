"""What is said to a request that is refused before a view is asked."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

HTTPS_CAUSE = "Magwise is reached over https, but <code>HTTPS=true</code> is not set"
TOO_LONG = "This page was open for too long"
SIGN_IN = "/accounts/login/"


@pytest.fixture
def security() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("magwise.security")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def test_who_tries_it_out_reads_that_the_name_is_unknown(client: Client) -> None:
    answer = client.get("/<b>/?q=<i>", headers={"host": "sEcReT.example"})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "The name in the address bar is not in <code>ALLOWED_HOSTS</code>" in page
    assert "sEcReT" not in page and "<b>" not in page and "<i>" not in page
    assert "Content-Security-Policy" in answer.headers


def test_in_production_the_page_tells_nothing_of_the_installation(
    client: Client, settings: Settings
) -> None:
    settings.HTTPS = True

    answer = client.get("/", headers={"host": "sEcReT.example"})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "We could not read that request" in page
    assert "ALLOWED_HOSTS" not in page and "sEcReT" not in page


def test_while_debugging_the_page_names_the_setting_too(client: Client, settings: Settings) -> None:
    settings.DEBUG = True

    answer = client.get("/", headers={"host": "other.example"})

    assert answer.status_code == 400
    assert "ALLOWED_HOSTS" in answer.content.decode()


@pytest.mark.parametrize(("https", "told"), [(False, True), (True, False)])
def test_programs_are_told_as_a_problem(
    https: bool, told: bool, client: Client, settings: Settings
) -> None:
    settings.HTTPS = https

    answer = client.get("/api/v1/foods", headers={"host": "other.example"})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert ("ALLOWED_HOSTS" in answer.json()["detail"]) == told


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://testserver"},
        {"Origin": "https://testserver", "X-Forwarded-Proto": "https"},
        # the proxy does not pass the name on
        {"Origin": "https://magwise.example", "X-Forwarded-Proto": "https"},
        {"Origin": "https://magwise.example", "X-Forwarded-Proto": "HTTPS, http"},
        # it says nothing of https either
        {"Origin": "https://magwise.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_behind_tls_that_it_was_not_told_of_the_cause_is_named(
    headers: dict[str, str], db: None, security: io.StringIO
) -> None:
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "a"}, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert HTTPS_CAUSE in page
    assert TOO_LONG not in page
    assert security.getvalue().splitlines()[0] == "reached over https, but HTTPS=true is not set"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "null"},
        {"Origin": "https://["},
        {"Origin": "https://evil.example"},
        {"Origin": "https://testserver.evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example", "X-Forwarded-Proto": "https"},
        {"X-Forwarded-Proto": "https"},
    ],
)
def test_another_cause_is_not_taken_for_it(
    headers: dict[str, str], db: None, security: io.StringIO
) -> None:
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "a"}, headers=headers)

    assert answer.status_code == 403
    assert TOO_LONG in answer.content.decode()
    assert "HTTPS=true" not in security.getvalue()


def test_where_https_is_set_that_is_not_the_cause(db: None, settings: Settings) -> None:
    settings.HTTPS = True

    answer = Client(enforce_csrf_checks=True).post(
        SIGN_IN, {}, headers={"Origin": "https://testserver"}
    )

    assert TOO_LONG in answer.content.decode()

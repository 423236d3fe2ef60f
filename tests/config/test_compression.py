"""Pages and the API's answers are compressed for browsers and programs that accept it."""

import gzip
import json

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.builders import Foods, log

ACCEPTS = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize(
    "path", ["/diary/", "/settings/export/magwise.json", "/settings/export/diary.csv"]
)
def test_page_is_compressed_for_who_accepts_it(
    path: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    for day in range(1, 29):  # more than the random bytes that hide the length
        log(alice, foods.almonds, grams="30", on=f"2026-11-{day:02}")

    plain = alice_client.get(path).getvalue()
    response = alice_client.get(path, headers=ACCEPTS)

    sent = response.getvalue()
    assert response.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie"} <= set(response.headers["Vary"].split(", "))
    assert len(sent) < len(plain)
    assert len(gzip.decompress(sent)) == pytest.approx(len(plain), rel=0.01)


def test_length_of_a_page_hides_what_is_in_it(alice_client: Client) -> None:
    """Who sees the length of many answers could guess a secret in them (BREACH)."""
    lengths = {
        len(alice_client.get("/settings/security/", headers=ACCEPTS).getvalue()) for _ in range(20)
    }

    assert len(lengths) > 3


def test_answer_of_the_api_is_compressed(client: Client, db: None) -> None:
    response = client.get("/api/v1/openapi.json", headers=ACCEPTS)

    assert response.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(response.getvalue()))["info"]["title"] == "Magwise"


@pytest.mark.parametrize("encoding", ["identity", "br", ""])
def test_page_stays_plain_for_others(encoding: str, client: Client) -> None:
    response = client.get("/accounts/login/", headers={"Accept-Encoding": encoding})

    assert "Content-Encoding" not in response.headers
    assert "Accept-Encoding" in response.headers["Vary"]


def test_tiny_answer_stays_plain(client: Client, db: None) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers=ACCEPTS).headers


def test_head_names_what_get_would_send(client: Client) -> None:
    response = client.head("/accounts/login/", headers=ACCEPTS)

    assert response.headers["Content-Encoding"] == "gzip"
    assert response.content == b""


@pytest.mark.parametrize("name", ["magwise.css", "fonts/figtree-var.woff2"])
def test_files_are_left_to_whitenoise(name: str, settings: Settings, db: None) -> None:
    """It has compressed them before, where that makes them smaller."""
    settings.WHITENOISE_USE_FINDERS = True

    response: HttpResponse = Client().get(f"/static/{name}", headers=ACCEPTS)

    assert "Content-Encoding" not in response.headers  # nothing is collected during the tests
    response.close()

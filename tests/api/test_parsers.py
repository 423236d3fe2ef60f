"""Bodies that are no JSON, or too much of it."""

import json

import pytest
from django.test import Client
from django.test.client import FakePayload

from accounts.models import User
from nutrition.diary.models import Dose, Entry
from tests.api.programs import V1, Program, fields, json_of
from tests.builders import Foods

DAY = "2026-11-21"


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"nonsense",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\x00",
        b"\xef\xbb\xbf{}",
        b"{}}",
    ],
)
def test_what_is_no_json_is_refused(program: Program, raw: bytes) -> None:
    response = program.send("POST", "/doses", raw=raw)

    assert (response.status_code, json_of(response)["title"]) == (400, "Bad Request")


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"1", b'"text"', b'{"date": []}'])
def test_json_that_is_no_object_is_refused(program: Program, raw: bytes) -> None:
    response = program.send("POST", "/waters", raw=raw)

    assert response.status_code == 422
    assert fields(response)


def test_more_than_a_megabyte_is_too_much(program: Program) -> None:
    response = program.send("POST", "/waters", raw=b" " * 1_000_001)

    assert (response.status_code, json_of(response)["status"]) == (413, 413)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_other_content_types_are_refused(program: Program, kind: str) -> None:
    response = Client().generic(
        "POST", f"{V1}/waters", b"{}", content_type=kind, headers=program.headers
    )

    assert (response.status_code, json_of(response)["status"]) == (415, 415)


@pytest.mark.parametrize("name", ["\0", "a\0b", "\ud800", "   ", "", "x" * 121, 7, ["a"], None])
def test_text_that_cannot_be_kept_is_refused(program: Program, alice: User, name: object) -> None:
    raw = json.dumps({"date": DAY, "name": name, "magnesium_mg": "100"}).encode()

    response = program.send("POST", "/doses", raw=raw)

    assert response.status_code == 422
    assert not Dose.objects.filter(user=alice).exists()


@pytest.mark.parametrize(
    "number", ["1e999999999", "1e-999999999", "-1", "0.1e-30", "9" * 5_000, "3." + "3" * 100_000]
)
def test_numbers_of_any_size_are_answered(program: Program, number: str) -> None:
    raw = f'{{"date": "{DAY}", "litres": {number}, "mg_per_litre": "24"}}'.encode()

    response = program.send("POST", "/waters", raw=raw)

    assert response.status_code == (201 if number.startswith("3.") else 422)


HUGE = ["9e9999999", "-9e9999999", "9" * 900_000, "1." + "0" * 900_000, "1e-9999999"]


@pytest.mark.parametrize("number", HUGE, ids=lambda number: number[:9])
@pytest.mark.parametrize(
    "field", ["food_id", "portion_id", "grams", "quantity", "date", "meal", "client_id", "time"]
)
def test_no_field_takes_long_over_a_hostile_number(
    program: Program, foods: Foods, field: str, number: str
) -> None:
    """As an integer each takes half a minute, which is what this test would take."""
    sent = {
        "date": f'"{DAY}"',
        "meal": '"lunch"',
        "food_id": str(foods.spinach.pk),
        "grams": '"1"',
    } | {field: number}
    raw = "{" + ",".join(f'"{name}": {value}' for name, value in sent.items()) + "}"

    response = program.send("POST", "/entries", raw=raw.encode())

    assert response.status_code in (201, 404, 422)
    if "e999" in number:
        assert response.status_code == 422
        assert not Entry.objects.exists()


def test_fault_of_ours_is_a_problem_and_tells_nothing(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("nutrition.api.profile.periods_of", fail)

    response = program.send("GET", "/profile")

    assert (response.status_code, response.headers["Content-Type"]) == (
        500,
        "application/problem+json",
    )
    assert b"secret" not in response.content
    assert "secret detail" in caplog.text


def test_body_that_broke_off_is_told_as_such(
    program: Program, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How Django tells that a phone lost its network or fell silent (config/gunicorn.py)."""

    def broken(self: FakePayload, *args: object) -> bytes:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(FakePayload, "read", broken)

    response = program.send("POST", "/doses", raw=b'{"date"')

    assert (response.status_code, json_of(response)["title"]) == (408, "Request Timeout")
    assert not Dose.objects.filter(user=alice).exists()

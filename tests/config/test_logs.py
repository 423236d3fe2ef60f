"""What the log says of a request, and what it must never say."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from config.logs import GunicornFilter, JsonFormatter, LineFormatter, RedactionFilter
from tests.builders import PASSWORD, Foods, log
from tests.conftest import signed_in

SECRET = "sEcReT-cAnArY"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What goes to the log of the server, as lines."""
    yield from _written(LineFormatter())


@pytest.fixture
def json_written() -> Iterator[io.StringIO]:
    yield from _written(JsonFormatter())


def _written(formatter: logging.Formatter) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(RedactionFilter())
    root, access = logging.getLogger(), logging.getLogger("magwise.access")
    root.addHandler(handler)
    access.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    access.setLevel(logging.WARNING)


def records(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_request_is_one_line_with_its_route(alice: User, json_written: io.StringIO) -> None:
    signed_in(alice).get("/diary/2026-11-21/?q=spinach")

    (line,) = records(json_written)
    assert {key: line[key] for key in ("logger", "level", "method", "route", "status")} == {
        "logger": "magwise.access",
        "level": "INFO",
        "method": "GET",
        "route": "diary:day",
        "status": 200,
    }
    assert line["ms"] > 0  # type: ignore[operator]
    assert set(line) == {
        "time",
        "level",
        "logger",
        "message",
        "request_id",
        "method",
        "route",
        "status",
        "ms",
    }


def test_lines_are_readable(client: Client, db: None, written: io.StringIO) -> None:
    client.get("/about/")

    assert re.fullmatch(
        r"\S+T\S+ INFO magwise\.access request method=GET route=about status=200 ms=[\d.]+"
        r" request_id=\w{32}\n",
        written.getvalue(),
    )


def test_answer_carries_the_id_of_its_line(
    client: Client, db: None, json_written: io.StringIO
) -> None:
    response = client.get("/about/")

    assert records(json_written)[0]["request_id"] == response.headers["X-Request-ID"]


def test_request_id_of_a_proxy_is_used(client: Client, db: None) -> None:
    assert (
        client.get("/about/", headers={"X-Request-ID": "proxy-0123_abc"})["X-Request-ID"]
        == "proxy-0123_abc"
    )


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 65, 'a"}b{"c": 1', "line\tbreak-12", "é" * 10, "{{7*7}}xxx"]
)
def test_harmful_request_id_is_replaced(
    sent: str, client: Client, db: None, written: io.StringIO
) -> None:
    given = client.get("/about/", headers={"X-Request-ID": sent})["X-Request-ID"]

    assert re.fullmatch(r"[0-9a-f]{32}", given)
    assert not sent or sent not in written.getvalue()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_request_for_another_persons_row_is_a_security_event(
    method: str, bob: User, alice: User, foods: Foods, json_written: io.StringIO
) -> None:
    entry = log(alice, foods.spinach, grams="30", on="2026-11-21")

    signed_in(bob).generic(method, f"/diary/entries/{entry.id}/")

    (event,) = [line for line in records(json_written) if line["logger"] == "magwise.security"]
    assert (event["route"], event["status"], event["level"]) == ("diary:entry", 404, "WARNING")


def test_refused_curator_page_is_a_security_event(bob: User, json_written: io.StringIO) -> None:
    signed_in(bob).get("/admin/", follow=True)

    assert ("magwise.security", 403) in {
        (line["logger"], line.get("status")) for line in records(json_written)
    }


def test_failed_sign_in_is_a_security_event(
    alice: User, client: Client, json_written: io.StringIO
) -> None:
    client.post("/accounts/login/", {"login": alice.email, "password": "wrong" + SECRET})

    events = [
        line["message"] for line in records(json_written) if line["logger"] == "magwise.security"
    ]
    assert events == ["sign-in failed"]


def test_page_that_does_not_exist_is_no_security_event(
    client: Client, db: None, json_written: io.StringIO
) -> None:
    client.get("/wp-login.php")

    assert [line["logger"] for line in records(json_written)] == ["magwise.access"]


PATHS = (
    "/",
    "/diary/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    f"/accounts/password/reset/key/1-{SECRET}/",
    f"/{SECRET}/",
    "/settings/profile/",
    "/diary/2026-11-21/add/",
    "/diary/undo/",
    f"/accounts/confirm-email/{SECRET}/",
    "/diary/2026-11-21/supplements/",
    f"/nutrients/2026-11-21/{SECRET}/",
)
FIELDS = "login password email password1 q pick meal token name client_id sex".split()  # noqa: SIM905


def test_secrets_posted_everywhere_are_in_no_log(
    alice: User, foods: Foods, client: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each place of a request, in what is refused, and in what fails."""
    hers = signed_in(alice)
    for browser in (client, hers):
        browser.raise_request_exception = False
        browser.cookies["other"] = SECRET
        headers = {
            "User-Agent": SECRET,
            "Referer": f"http://testserver/{SECRET}",
            "X-Request-ID": f"{SECRET}<>",
        }
        for path in (f"/foods/{foods.spinach.pk}/", *PATHS):
            data = dict.fromkeys(FIELDS, SECRET)
            browser.get(path, {"q": SECRET, "next": SECRET}, headers=headers)
            browser.post(path, data, headers=headers)
            browser.post(path, json.dumps(data), content_type="application/json", headers=headers)
            browser.generic(SECRET, path)
    Client(enforce_csrf_checks=True).post("/diary/undo/", {"token": SECRET})
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD, "next": SECRET})
    fail_with(monkeypatch, ValueError(f"invalid literal: {SECRET}"))
    hers.get("/diary/", {"q": SECRET})

    text = written.getvalue()
    assert SECRET.lower() not in text.lower()
    assert not re.search(r"@|alice|spinach|2026-11-21/|127\.0\.0\.1", text, re.IGNORECASE)
    assert text.count("magwise.access") > 80
    assert "builtins.ValueError" in text


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr("nutrition.web.diary.day.day_page", fail)


def test_failure_is_logged_with_its_place_but_not_its_text(
    alice: User, json_written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(monkeypatch, ValueError(SECRET))
    client = signed_in(alice)
    client.raise_request_exception = False

    client.get("/diary/")

    (line,) = [line for line in records(json_written) if line["level"] == "ERROR"]
    assert line["message"] == "failed in diary:today"
    assert str(line["stack"]).endswith("builtins.ValueError")
    assert "nutrition/web/diary/day.py:" in str(line["stack"])


def test_errors_of_the_machine_are_logged_with_their_text() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), None)
    try:
        raise OSError("no space left on device")
    except OSError as error:
        record.exc_info = (type(error), error, error.__traceback__)

    assert LineFormatter().format(record).endswith("builtins.OSError: no space left on device")


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("192.0.2.7:8000", "'192.0.2.7:8000'"),
        ("magwise.example", "'magwise.example'"),
        ("", "''"),
        ("two\nlines", r"'two\nlines'"),
        ("a'b\"c\x1b[31m", r"""'a\'b"c\x1b[31m'"""),
        ("é\u2028", r"'\xe9\u2028'"),
        ("x" * 5000, f"'{'x' * 100}'"),
    ],
)
def test_unknown_host_is_logged_with_advice(
    host: str, said: str, client: Client, db: None, written: io.StringIO
) -> None:
    client.get(f"/{SECRET}/?q={SECRET}", headers={"host": host, "Referer": SECRET})

    (line,) = [line for line in written.getvalue().splitlines() if "ALLOWED_HOSTS" in line]
    assert (
        f"ERROR django.security.DisallowedHost {said} is not in ALLOWED_HOSTS request_id=" in line
    )
    assert SECRET not in written.getvalue()
    assert "Traceback" not in written.getvalue() and "/request.py" not in written.getvalue()


@pytest.mark.parametrize(
    ("message", "written"),
    [
        (
            f"Invalid request from ip=10.0.0.1: Invalid HTTP request line: 'GET /{SECRET}'",
            "Invalid request",
        ),
        (f"Error handling request GET /{SECRET}?q=1", "Error handling request"),
        ("Worker (pid:7) was sent SIGKILL!", "Worker (pid:7) was sent SIGKILL!"),
    ],
)
def test_gunicorns_messages_quote_no_request(message: str, written: str) -> None:
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, "%s", (message,), None)

    assert GunicornFilter().filter(record)

    assert record.getMessage() == written


def test_silent_connection_is_one_line() -> None:
    error = BlockingIOError(11, "Resource temporarily unavailable")
    info = (BlockingIOError, error, None)
    record = logging.LogRecord(
        "gunicorn.error", logging.ERROR, "", 0, "Socket error processing request.", (), info
    )

    assert GunicornFilter().filter(record)

    assert (record.getMessage(), record.exc_info) == ("a connection fell silent", None)


def test_addresses_are_logged_only_if_configured(
    client: Client, db: None, json_written: io.StringIO, settings: Settings
) -> None:
    client.get("/about/")
    settings.LOG_ADDRESSES = True
    client.get("/about/")

    without, with_address = records(json_written)
    assert "address" not in without
    assert with_address["address"] == "127.0.0.1"


def test_json_stays_one_line_whatever_a_message_says() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, 'two\nlines "and" \u2028 quotes', (), None)

    line = JsonFormatter().format(record)

    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == 'two\nlines "and" \u2028 quotes'


def test_settings_use_these_formatters() -> None:
    assert django_settings.LOGGING["handlers"]["console"]["filters"] == ["without_secrets"]
    assert django_settings.LOGGING["formatters"]["chosen"] == {"()": "config.logs.LineFormatter"}

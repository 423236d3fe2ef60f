"""Hostile input in every field of every page of ours: no error of the server, nothing stored by
what is refused.

The addresses come from the resolver, the forms from the pages themselves, so that a new page is
attacked unasked.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote_from_bytes, urljoin, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from accounts.forms import ProfileForm
from accounts.models import User
from nutrition.foods.own.models import OwnFood
from tests.builders import PASSWORD, close, log, revise_own_food
from tests.conftest import signed_in
from tests.test_access import ADDRESSES, fill
from tests.test_access import ids as things  # noqa: F401 (a fixture: a thing of alice's for each parameter of a route)

ROOT = Path(__file__).resolve().parent.parent
DAY, COMPLETE = "2026-11-21", "2026-11-19"
FORM = "application/x-www-form-urlencoded"
OURS = re.compile(r"(accounts|nutrition)\.")
ROUTES = [route for _, route in ADDRESSES if not route.startswith(("admin/", "accounts/"))]
# Tries are counted however they end.
OUR_TABLES = re.compile(
    r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(?:nutrition|accounts)_(?!tries\b)', re.IGNORECASE
)

VALUES: dict[str, bytes] = {
    "empty": b"",
    "spaces": b"   ",
    "NUL": b"\0",
    "NUL inside": b"1\x002",
    "lone surrogate": "1\ud800".encode(errors="surrogatepass"),
    "not UTF-8": b"\xff\xfe1",
    "right to left": "\u202e30 g\u202c \u200f\u061c".encode(),
    "zero width": "1\u200b\u2060\ufeff".encode(),
    "combining": ("a" + "\u0301" * 2_000).encode(),
    # str.isdigit() is true for more than int() reads
    "other digits": "\u0663\u0660 \uff11 \u00b2 \u2460".encode(),
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467".encode(),
    "10,000 characters": b"x" * 10_000,
    "100,000 digits": b"9" * 100_000,
    "100,000 %": b"%" * 100_000,
    "10,000 words": b"egg " * 10_000,
    "10,000 foods": b"1 egg, " * 10_000,
    "10,000 brackets": b"(" * 10_000,
    "quotes": b"'\"`\\'; DROP TABLE nutrition_entry; --",
    "search operators": b'" OR NEAR(a, b) AND NOT * ^ : - "',
    "tsquery": b"a & !b | (c <-> d):*",
    "LIKE": b"%_[a-z]\\",
    "HTML": b"<script>alert(1)</script><img src=x onerror=alert(1)>&lt;",
    "template": b"{{ 7 }}{% debug %}${7}%s%(a)s{0}",
    "formula": b'=HYPERLINK("//evil.example","x")',
    "path": b"../../../etc/passwd",
    "other site": b"//evil.example/",
    "header": b"a\r\nSet-Cookie: b=c",
    "NaN": b"NaN",
    "sNaN": b"sNaN",
    "infinity": b"inf",
    "minus zero": b"-0",
    "zero": b"0",
    "minus one": b"-1",
    "1e400": b"1e400",
    "1e-400": b"1e-400",
    "1e999999999": b"1e999999999",
    "10^12": b"1000000000000",
    "10^30": b"1" + b"0" * 30,
    "2^63": b"9223372036854775808",
    "tiny": b"0." + b"0" * 30 + b"1",
    "by nothing": b"1/0",
    "half of nothing": b"0/2",
    "huge fraction": b"1/" + b"9" * 4_000,
    "hexadecimal": b"0x10",
    "underscore": b"1_000",
    "year 0": b"0000-00-00",
    "year 9999": b"9999-12-31",
    "year 1": b"0001-01-01",
    "no such day": b"2026-02-30",
    "far week": b"9999-W53",
    "nil UUID": b"00000000-0000-0000-0000-000000000000",
    "JSON": b'{"__proto__": []}',
    "pick of nothing": b"0:0:0",
    "pick of far keys": b"999999999999:999999999999:999999999999/999999999999",
    "picks": b",".join([b"1:g:1"] * 5_000),
    "use": b"999999999999:" + b"x" * 5_000,
}


# These go through readers of our own: they get every value once. Other fields get some each, all
# would take minutes.
READ_BY_US = {"q", "pick", "amount", "token"}
STEP = 8


def values(turn: int) -> list[tuple[str, bytes]]:
    """Every eighth value; other ones at the next turn."""
    return list(VALUES.items())[turn % STEP :: STEP]


class SentForm(NamedTuple):
    """A form as a browser without script would send it."""

    method: str
    path: str
    fields: list[tuple[str, str]]


class FormReader(HTMLParser):
    """Finds the forms of a page. Each button is one more field: the one that was pressed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[SentForm] = []
        self.by_id: dict[str, SentForm] = {}
        self.inside: SentForm | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        if tag == "form":
            address = urlsplit(urljoin(self.page, got.get("action") or self.page))
            self.inside = SentForm(
                (got.get("method") or "get").upper(), address.path, parse_qsl(address.query)
            )
            self.forms.append(self.inside)
            self.by_id[got.get("id") or ""] = self.inside
        form = self.by_id.get(got["form"] or "") if "form" in got else self.inside
        name, value = got.get("name"), got.get("value") or ""
        if tag == "select":
            self.select = name or ""
        if form is None:
            return
        if tag == "option" and "selected" in got:
            form.fields.append((self.select, value))
        elif (
            tag in ("input", "button", "textarea", "select")
            and name
            and name != "csrfmiddlewaretoken"
        ):
            if got.get("type") in ("radio", "checkbox"):
                value = value or "on"
            known = dict(form.fields)
            if tag != "select" and (name not in known or "checked" in got or not known[name]):
                form.fields[:] = [field for field in form.fields if field[0] != name] + [
                    (name, value)
                ]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None


class Attack:
    """Alice's browser in other hands; each request is undone: all meet the same diary."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.raise_request_exception = False
        self.faults: list[str] = []
        self.writes: list[str] = []

    def note_writes(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        if OUR_TABLES.match(sql):
            self.writes.append(sql[:60])
        return execute(sql, params, many, context)

    def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        kind: str = FORM,
        why: str,
        htmx: bool = False,
    ) -> int:
        self.writes.clear()
        headers = (
            {"HX-Request": "true", "HX-Current-URL": f"http://testserver/diary/{DAY}/"}
            if htmx
            else {}
        )
        with transaction.atomic(), connection.execute_wrapper(self.note_writes):
            response = self.client.generic(method, path, body, content_type=kind, headers=headers)
            transaction.set_rollback(True)
        what = f"{method} {path[:80]} {why}: {response.status_code}"
        if response.status_code >= 500:
            self.faults.append(f"{what} {getattr(response, 'exc_info', ('', ''))[1]!r:.200}")
        if response.status_code >= 400 and self.writes:
            self.faults.append(f"{what} but wrote {self.writes}")
        if not re.match(r"/(?!/)", response.headers.get("Location", "/")):
            self.faults.append(f"{what} to {response.headers['Location'][:80]}")
        page = response.getvalue()  # of a download, too
        if b"<script>alert" in page or b"<img src=x" in page:
            self.faults.append(f"{what} with the HTML that was sent")
        return response.status_code


def encode(fields: Sequence[tuple[str, bytes]]) -> bytes:
    return "&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in fields
    ).encode()


def is_ours(path: str) -> bool:
    return bool(OURS.match(resolve(path).func.__module__))


@pytest.fixture
def paths(things: dict[str, object]) -> list[str]:  # noqa: F811
    """Every address of ours."""
    return [path for route in ROUTES if is_ours(path := fill(route, things))]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Nobody asks which templates drew an answer; noting it takes two thirds of the time.
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
    logging.disable()  # thousands of "Not Found"
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def attack(alice: User, monkeypatch: pytest.MonkeyPatch, quiet: None) -> Attack:
    # All of them take a tenth of a second to draw.
    monkeypatch.setattr(
        ProfileForm.base_fields["time_zone"],
        "choices",
        [("UTC", "UTC"), ("Europe/Berlin", "Berlin")],
    )
    return Attack(signed_in(alice))


@pytest.fixture
def forms(attack: Attack, paths: list[str], alice: User) -> list[SentForm]:
    """Every form of every page, once; with those that only follow a search or a newer value."""
    soup = OwnFood.objects.get(user=alice)
    log(alice, soup, grams="100", on=DAY)
    log(alice, soup, grams="100", on=COMPLETE)
    close(alice, date.fromisoformat(COMPLETE))
    revise_own_food(soup, magnesium="25")
    found: dict[tuple[object, ...], SentForm] = {}
    queries = [
        f"/diary/{DAY}/?q=spinach",
        f"/diary/{DAY}/?q=spinach, 5 almonds",
        f"/diary/{DAY}/usual/?meal=lunch",
    ]
    for page in [*paths, *queries, f"/diary/{COMPLETE}/"]:
        response = attack.client.get(page)
        if response.status_code == 200 and not response.streaming:  # a download has no form
            for form in read_forms(page, response.content.decode()):
                names = tuple(sorted(dict(form.fields)))
                found.setdefault((form.method, resolve(form.path).view_name, names), form)
    toast = SentForm("POST", "/diary/undo/", [("token", "")])
    return [*found.values(), toast]


def read_forms(page: str, html: str) -> Iterator[SentForm]:
    reader = FormReader(page)
    reader.feed(html)
    return (form for form in reader.forms if form.method != "DIALOG" and is_ours(form.path))


def parameters() -> set[str]:
    """The names that the product reads from an address."""
    source = "".join(
        path.read_text()
        for room in ("accounts", "nutrition")
        for path in (ROOT / room).rglob("*.py")
    )
    return set(
        re.findall(r'GET\.get(?:list)?\("(\w+)"|"(?=\w+" in request\.GET)(?:\w+)', source)
    ) - {""} | {"next"}


def test_each_address_that_takes_a_form_is_reached_by_one(
    forms: list[SentForm], attack: Attack, paths: list[str]
) -> None:
    shown = {resolve(form.path).view_name for form in forms if form.method == "POST"}
    taking = {
        resolve(path).view_name for path in paths if attack.send("GET", path, why="a form?") == 405
    }

    assert taking - shown == set()


def test_hostile_values_in_forms_are_answered(forms: list[SentForm], attack: Attack) -> None:
    sent = 0
    fields_of_all = [(form, name) for form in forms for name, _ in form.fields]
    for turn, (form, name) in enumerate(fields_of_all):
        is_first = name not in [other for _, other in fields_of_all[:turn]]
        for label, value in VALUES.items() if is_first and name in READ_BY_US else values(turn):
            fields = [
                (other, value if other == name else old.encode()) for other, old in form.fields
            ]
            why, body = f"{name}={label}", encode(fields)
            sent += 1
            if form.method == "GET":
                attack.send("GET", f"{form.path}?{body.decode()}", why=why)
            else:
                attack.send("POST", form.path, body=body, why=why, htmx=sent % 2 == 0)

    assert attack.faults == []
    assert sent > 500


def test_hostile_values_in_addresses_are_answered(attack: Attack, paths: list[str]) -> None:
    names = sorted(parameters())
    for turn, path in enumerate(paths):
        for label, value in VALUES.items() if path.endswith("/choices/") else values(turn):
            attack.send(
                "GET", f"{path}?{encode([(name, value) for name in names]).decode()}", why=label
            )

    assert attack.faults == []
    assert {"q", "meal", "use", "days"} <= set(names)


def test_hostile_parts_of_addresses_are_answered(attack: Attack, things: dict[str, object]) -> None:  # noqa: F811
    for turn, route in enumerate(route for route in ROUTES if "<" in route):
        for label, value in values(turn):
            hostile = dict.fromkeys(things, quote_from_bytes(value, safe=""))
            path = fill(route, hostile)[:20_000]
            for method in ("GET", "POST"):
                attack.send(method, path, why=label)

    assert attack.faults == []


def bodies() -> dict[str, tuple[str, bytes]]:
    """Content types with bodies that are not what they say."""
    field = (
        b'--b\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n--b--\r\n'
    )
    return {
        "500 fields": (FORM, b"&".join(b"food-%d=on" % number for number in range(500))),
        "501 fields": (FORM, b"&".join(b"food-%d=on" % number for number in range(501))),
        "2 MB": (FORM, b"q=" + b"x" * 2_000_000),
        "one name 400 times": (FORM, b"&".join([b"meal=dinner&"] * 200)),
        "no name": (FORM, b"=&=&&&==%"),
        "broken escapes": (FORM, b"meal=%zz&pick=%&client_id=%e2%28%a1"),
        "bytes": (FORM, bytes(range(256))),
        "other charset": (f"{FORM}; charset=utf-7", b"meal=+AGQ-inner"),
        "no such charset": (f"{FORM}; charset=nonsense", b"meal=dinner"),
        "JSON": ("application/json", json.dumps({"meal": "dinner"}).encode()),
        "deep JSON": ("application/json", b"[" * 100_000),
        "XML": ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        "no type": ("", b"meal=dinner"),
        "multipart": ("multipart/form-data; boundary=b", field % (b"meal", b"\0", b"dinner")),
        "multipart path": (
            "multipart/form-data; boundary=b",
            field % (b"pick", b"../../etc/passwd", b"\xff"),
        ),
        "multipart cut off": ("multipart/form-data; boundary=b", b"--b\r\nContent-Disp"),
        "multipart without boundary": ("multipart/form-data", b"--b--"),
        "multipart base64": (
            "multipart/form-data; boundary=b",
            field.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n")
            % (b"meal", b"", b"!"),
        ),
    }


@pytest.mark.either_database("read, or refused, before a database is asked")
def test_bodies_that_are_no_forms_are_answered(attack: Attack, paths: list[str]) -> None:
    for path in paths:
        for label, (kind, body) in bodies().items():
            attack.send("POST", path, body=body, kind=kind, why=label)

    assert attack.faults == []


@pytest.mark.parametrize(
    "place", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(place: str, alice: User, client: Client) -> None:
    response = client.post(
        "/accounts/login/",
        {"login": alice.email, "password": PASSWORD, "next": place},
        query_params={"next": place},
    )

    assert response.status_code == 302
    assert re.match(r"/(?![/\\])", response.headers["Location"])

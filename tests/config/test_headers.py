"""What every answer carries, whatever it is: pages, files, redirects, refusals and errors."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.models import User
from config.middleware import HeadersMiddleware
from tests.conftest import signed_in

POLICY = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
]
HEADERS = {
    "Content-Security-Policy": "; ".join(POLICY),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OF_PAGES = {"Cache-Control", "Content-Type", "X-Request-ID"}
OF_SOME_PAGES = {"Allow", "Content-Length", "Expires", "Location", "Retry-After", "Vary"}
OF_SOME_PAGES |= {"Content-Disposition", "WWW-Authenticate"}
OF_FILES = {
    "Access-Control-Allow-Origin",
    "Cache-Control",
    "Content-Length",
    "Content-Type",
    "ETag",
    "Last-Modified",
}


class Asker:
    """Makes requests over https as nobody, as alice and as a curator."""

    def __init__(self, alice: User, admin: User) -> None:
        self.nobody, self.alice, self.admin = Client(), signed_in(alice), signed_in(admin)
        self.strict = Client(enforce_csrf_checks=True)
        for client in (self.nobody, self.alice, self.admin, self.strict):
            client.raise_request_exception = False

    def limited(self) -> HttpResponse:
        wrong = {"login": "nobody@example.org", "password": "wrong"}
        return [self.nobody.post("/accounts/login/", wrong, secure=True) for _ in range(6)][-1]


PAGES: dict[str, tuple[int, Callable[[Asker], HttpResponse]]] = {
    "welcome": (200, lambda ask: ask.nobody.get("/", secure=True)),
    "sign-in": (200, lambda ask: ask.nobody.get("/accounts/login/", secure=True)),
    "day": (200, lambda ask: ask.alice.get("/diary/", secure=True)),
    "security": (200, lambda ask: ask.alice.get("/settings/security/", secure=True)),
    "fragment for htmx": (
        200,
        lambda ask: ask.alice.get("/foods/?q=egg", headers={"HX-Request": "true"}, secure=True),
    ),
    "wrong form": (
        422,
        lambda ask: ask.alice.post("/settings/profile/", {"sex": "X"}, secure=True),
    ),
    "redirect": (302, lambda ask: ask.nobody.get("/diary/", secure=True)),
    "admin": (200, lambda ask: ask.admin.get("/admin/", secure=True)),
    "admin's list": (200, lambda ask: ask.admin.get("/admin/nutrition/food/", secure=True)),
    "admin's sign-in": (302, lambda ask: ask.nobody.get("/admin/login/", secure=True)),
    "admin for others": (403, lambda ask: ask.alice.get("/admin/login/", secure=True)),
    "no such page": (404, lambda ask: ask.alice.get("/nothing/", secure=True)),
    "wrong host": (
        400,
        lambda ask: ask.nobody.get("/", headers={"host": "evil.example"}, secure=True),
    ),
    "too much": (
        400,
        lambda ask: ask.alice.post("/settings/profile/", {"sex": "x" * 2_000_000}, secure=True),
    ),
    "no CSRF token": (403, lambda ask: ask.strict.post("/accounts/login/", secure=True)),
    "wrong method": (405, lambda ask: ask.alice.get("/settings/keyboard/", secure=True)),
    "too many tries": (429, lambda ask: ask.limited()),
    "error": (500, lambda ask: ask.alice.get("/settings/", secure=True)),
    "API without a token": (401, lambda ask: ask.nobody.get("/api/v1/entries", secure=True)),
    "no such API": (404, lambda ask: ask.nobody.get("/api/v1/nothing", secure=True)),
    "description of the API": (
        200,
        lambda ask: ask.nobody.get("/api/v1/openapi.json", secure=True),
    ),
    "health": (200, lambda ask: ask.nobody.get("/healthz", secure=True)),
    "missing slash": (301, lambda ask: ask.nobody.get("/diary", secure=True)),
    "no such file": (404, lambda ask: ask.nobody.get("/static/nothing.css", secure=True)),
    "HEAD": (200, lambda ask: ask.alice.head("/diary/", secure=True)),
    "export": (200, lambda ask: ask.alice.get("/settings/export/magwise.json", secure=True)),
}
FILES = ["magwise.css", "magwise.js", "mark.svg", "fonts/figtree-var.woff2", "admin/css/base.css"]


@pytest.fixture
def ask(settings: Settings, alice: User, admin: User) -> Asker:
    settings.WHITENOISE_USE_FINDERS = True  # nothing is collected during the tests
    settings.SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    return Asker(alice, admin)


def check(response: HttpResponse) -> None:
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("kind", PAGES)
def test_pages_carry_the_headers_and_stay_out_of_caches(
    kind: str, ask: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, request = PAGES[kind]
    if kind == "error":
        monkeypatch.setattr("accounts.views.periods_of", lambda user: 1 / 0)

    response = request(ask)

    assert response.status_code == status
    check(response)
    assert OF_PAGES <= response.headers.keys() - HEADERS.keys() <= OF_PAGES | OF_SOME_PAGES
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    text = response.getvalue().decode()
    assert "<style" not in text
    assert " style=" not in text


@pytest.mark.parametrize("kind", ["day", "security", "admin", "fragment for htmx"])
def test_pages_of_a_person_vary_by_cookie(kind: str, ask: Asker) -> None:
    response = PAGES[kind][1](ask)

    assert "cookie" in response.headers["Vary"].lower()


@pytest.mark.parametrize("name", FILES)
def test_files_carry_the_headers_and_may_be_kept(name: str, ask: Asker) -> None:
    response = ask.nobody.get(f"/static/{name}", secure=True)

    assert response.status_code == 200
    check(response)
    assert response.headers.keys() - HEADERS.keys() == OF_FILES
    assert "no-store" not in response.headers["Cache-Control"]
    response.close()


def test_response_may_bring_its_own_value() -> None:
    own = {"Content-Security-Policy": "default-src 'none'", "Cache-Control": "max-age=60"}

    response = HeadersMiddleware(lambda request: HttpResponse(headers=own))(
        RequestFactory().get("/")
    )

    assert isinstance(response, HttpResponse)
    assert {name: response.headers[name] for name in own} == own


def test_http_is_sent_to_https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get("/accounts/login/")

    assert response.status_code == 301
    assert response.headers["Location"] == "https://testserver/accounts/login/"
    assert response.headers["X-Frame-Options"] == "DENY"

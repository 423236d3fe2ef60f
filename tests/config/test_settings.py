"""Settings from the environment; a wrong value stops the start."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).resolve().parent.parent.parent / "config" / "settings.py"
GOOD_KEY = "0123456789abcdefghij" * 3


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads the settings file in an environment of its own."""
    for name in (
        "SECRET_KEY",
        "HTTPS",
        "BASE_URL",
        "ALLOWED_HOSTS",
        "BIND",
        "TRUSTED_PROXY",
        "TRUSTED_PROXIES",
        "EMAIL_URL",
        "DATABASE_URL",
        "TRANSACTION_POOLING",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def with_environment(**environment: str) -> dict[str, Any]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return with_environment


@pytest.mark.parametrize(
    "key", ["", "   ", "short", "x" * 49, "a" * 100, "abcd" * 30, f"django-insecure-{GOOD_KEY}"]
)
def test_weak_key_stops_the_start(key: str, read: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"secret key"):
        read(SECRET_KEY=key)


def test_weak_key_in_a_file_stops_the_start(read: Any, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("changeme")

    with pytest.raises(ImproperlyConfigured, match="too weak"):
        read()


def test_good_key_may_come_from_a_file(read: Any, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(GOOD_KEY)

    assert read(SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == GOOD_KEY


def test_https_means_cookies_that_no_other_host_can_set(read: Any) -> None:
    settings = read(SECRET_KEY=GOOD_KEY, HTTPS="true")

    assert [settings["SESSION_COOKIE_NAME"], settings["CSRF_COOKIE_NAME"]] == [
        "__Host-session",
        "__Host-csrf",
    ]
    assert (
        settings["SESSION_COOKIE_SECURE"]
        and settings["CSRF_COOKIE_SECURE"]
        and settings["CSRF_COOKIE_HTTPONLY"]
    )
    assert not {"SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_DOMAIN"} & set(
        settings
    )
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert settings["SECURE_SSL_REDIRECT"]


@pytest.mark.parametrize(
    ("said", "proxies"),
    [
        ({"TRUSTED_PROXY": "false"}, 0),
        ({"TRUSTED_PROXY": "true"}, 1),
        ({"TRUSTED_PROXIES": "0"}, 0),
        ({"TRUSTED_PROXIES": "1"}, 1),
        ({"TRUSTED_PROXIES": "2"}, 2),
        ({"TRUSTED_PROXIES": "2", "TRUSTED_PROXY": "true"}, 2),
    ],
)
def test_forwarded_addresses_count_only_behind_trusted_proxies(
    said: dict[str, str], proxies: int, read: Any
) -> None:
    settings = read(SECRET_KEY=GOOD_KEY, **said)

    assert settings["TRUSTED_PROXIES"] == proxies
    assert ("SECURE_PROXY_SSL_HEADER" in settings) == bool(proxies)


@pytest.mark.parametrize(
    ("url", "verification"),
    [
        ("consolemail://", "optional"),
        ("smtp://mail.example", "mandatory"),
        ("smtp+tls://me:secret@mail.example:587", "mandatory"),
    ],
)
def test_addresses_are_confirmed_first_where_mail_is_sent(
    url: str, verification: str, read: Any
) -> None:
    assert read(SECRET_KEY=GOOD_KEY)["ACCOUNT_EMAIL_VERIFICATION"] == "optional"
    assert read(SECRET_KEY=GOOD_KEY, EMAIL_URL=url)["ACCOUNT_EMAIL_VERIFICATION"] == verification


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"HTTPS": "maybe"}, "HTTPS is “maybe”"),
        ({"TRUSTED_PROXIES": "two"}, "TRUSTED_PROXIES is “two”"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is “-1”"),
        ({"TRUSTED_PROXY": "si"}, "TRUSTED_PROXY is “si”"),
        ({"API_REQUESTS_PER_MINUTE": "lots"}, "API_REQUESTS_PER_MINUTE is “lots”"),
        ({"API_REQUESTS_PER_MINUTE": "-1"}, "API_REQUESTS_PER_MINUTE is “-1”"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is none that Magwise knows"),
        ({"DATABASE_URL": "oracle://a:b@c/d"}, "DATABASE_URL is none that Magwise knows"),
        ({"EMAIL_URL": "nonsense"}, "EMAIL_URL is none that Magwise knows"),
        (
            {"DATABASE_URL": "postgres://db/magwise", "TRANSACTION_POOLING": "pgbouncer"},
            "TRANSACTION_POOLING is “pgbouncer”",
        ),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE names a file that cannot be read"),
    ],
)
def test_invalid_value_stops_the_start(wrong: dict[str, str], words: str, read: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        read(**({"SECRET_KEY": GOOD_KEY} | wrong))


def test_empty_variable_counts_as_absent(read: Any) -> None:
    empty = dict.fromkeys(("HTTPS", "DATABASE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "LOG_FORMAT"), "")

    settings = read(SECRET_KEY=GOOD_KEY, **empty)

    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert not settings["HTTPS"]


def test_nothing_is_kept_on_a_connection_behind_a_transaction_pooler(read: Any) -> None:
    url = "postgres://magwise:secret@db.example/magwise"

    direct = read(SECRET_KEY=GOOD_KEY, DATABASE_URL=url)["DATABASES"]["default"]
    pooled = read(TRANSACTION_POOLING="true")["DATABASES"]["default"]

    assert direct["OPTIONS"]["prepare_threshold"] == 2
    assert not direct["DISABLE_SERVER_SIDE_CURSORS"]
    assert pooled["OPTIONS"]["prepare_threshold"] is None
    assert pooled["DISABLE_SERVER_SIDE_CURSORS"]


@pytest.mark.parametrize(
    ("environment", "base"),
    [
        ({}, ""),
        ({"ALLOWED_HOSTS": "localhost, 127.0.0.1", "HTTPS": "true"}, ""),
        ({"ALLOWED_HOSTS": "*"}, ""),
        (
            {"ALLOWED_HOSTS": "magwise.example, localhost", "HTTPS": "true"},
            "https://magwise.example",
        ),
        (
            {"ALLOWED_HOSTS": "localhost, magwise.example", "HTTPS": "true"},
            "https://magwise.example",
        ),
        ({"ALLOWED_HOSTS": "*, .magwise.example", "HTTPS": "true"}, "https://magwise.example"),
        ({"ALLOWED_HOSTS": "magwise.lan"}, "http://magwise.lan:8000"),
        ({"ALLOWED_HOSTS": "magwise.lan", "BIND": "0.0.0.0:80"}, "http://magwise.lan"),
        ({"ALLOWED_HOSTS": "magwise.lan", "BIND": "unix:/run/magwise"}, "http://magwise.lan"),
        (
            {"ALLOWED_HOSTS": "a.example", "BASE_URL": "https://b.example:8443/"},
            "https://b.example:8443",
        ),
    ],
)
def test_links_in_mails_begin_with_our_own_name(
    environment: dict[str, str], base: str, read: Any
) -> None:
    assert read(SECRET_KEY=GOOD_KEY, **environment)["BASE_URL"] == base


@pytest.mark.parametrize(
    "sent", ["magwise.example", "ftp://magwise.example", "https://a b", "https://a/b", "https://"]
)
def test_invalid_base_url_stops_the_start(sent: str, read: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="BASE_URL"):
        read(SECRET_KEY=GOOD_KEY, BASE_URL=sent)

"""Reads settings from the environment. A wrong value stops the start with a message that names the
variable.
"""

import os
import re
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

YES, NO = {"true", "yes", "on", "1"}, {"", "false", "no", "off", "0"}
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}
BASE_URL_PATTERN = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
ENGINES = {"django.db.backends.postgresql", "django.db.backends.sqlite3"}


def read_text(name: str, default: str = "") -> str:
    """The value of NAME, or the text of the file that NAME_FILE names. Empty counts as absent."""
    try:
        file = os.environ.get(f"{name}_FILE")
        value = Path(file).read_text() if file else os.environ.get(name, "")
        return value.strip() or default
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names a file that cannot be read: {error.strerror}."
        ) from None


def read_list(name: str, default: str = "") -> list[str]:
    return [part for part in (part.strip() for part in read_text(name, default).split(",")) if part]


def read_flag(name: str) -> bool:
    """Any other word than true and false is an error: `HTTPS=ture` must not mean http."""
    value = read_text(name).lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is “{value[:40]}”. Set it to true or false.")
    return value in YES


def read_int(name: str, default: int, *, least: int = 1) -> int:
    value = read_text(name, str(default))
    if not (value.isascii() and value.isdecimal() and len(value) < 10 and int(value) >= least):
        example = max(default, 1)
        raise ImproperlyConfigured(
            f"{name} is “{value[:40]}”. "
            f"Set it to a whole number from {least} on, such as {example}."
        )
    return int(value)


def read_base_url(hosts: list[str], *, https: bool) -> str:
    """The beginning of absolute URLs, such as links in mails: "https://magwise.example".

    Empty if the site has no name of its own (on a developer's machine): accounts/adapter.py then
    takes the host of the request.
    """
    base_url = read_text("BASE_URL").rstrip("/")
    if base_url:
        if not BASE_URL_PATTERN.fullmatch(base_url):
            raise ImproperlyConfigured(
                f"BASE_URL is “{base_url[:80]}”. Write it like https://magwise.example."
            )
        return base_url
    names = [host.removeprefix(".") for host in hosts if host != "*" and host not in LOCAL_NAMES]
    if not names:
        return ""
    if https:
        return f"https://{names[0]}"
    port = os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2]
    return (
        f"http://{names[0]}:{port}" if port.isdecimal() and port != "80" else f"http://{names[0]}"
    )


def read_database(default: str) -> dict[str, Any]:
    """From DATABASE_URL, which the message does not repeat: it contains a password."""
    try:
        config = environ.Env.db_url_config(read_text("DATABASE_URL", default))
    except Exception:
        config = {}
    if config.get("ENGINE") not in ENGINES:
        raise ImproperlyConfigured(
            "DATABASE_URL is none that Magwise knows. Write postgres://user:password@host/name or "
            "sqlite:////folder/magwise.sqlite3, or leave it out for SQLite in DATA_DIR."
        )
    return config


def read_mail(default: str) -> dict[str, Any]:
    try:
        return environ.Env.email_url_config(read_text("EMAIL_URL", default))
    except Exception:
        message = (
            "EMAIL_URL is none that Magwise knows. Write smtp+tls://user:password@mail.example:587."
        )
        raise ImproperlyConfigured(message) from None

"""Checks of an installation, each with a remedy: `manage.py check --deploy`."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

CONSOLE_BACKEND = "django.core.mail.backends.console.EmailBackend"


def check_https_proxy(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """gunicorn does not speak TLS: the proxy in front must say which requests came over it."""
    if not settings.SECURE_SSL_REDIRECT or settings.SECURE_PROXY_SSL_HEADER:
        return []
    return [
        Warning(
            "HTTPS is on, but the proxy in front is not trusted: every page redirects to itself.",
            hint=(
                "Set TRUSTED_PROXY=true when the proxy sets X-Forwarded-Proto "
                "and removes it from what comes in."
            ),
            id="magwise.W001",
        )
    ]


def check_mail_server(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.EMAIL_BACKEND != CONSOLE_BACKEND:
        return []
    return [
        Warning(
            "E-mail is printed on the console: nobody who forgets a password gets a link.",
            hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example:587",
            id="magwise.W002",
        )
    ]


def check_base_url(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.BASE_URL or "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Warning(
            "Every host name is accepted: links in mails begin with whichever a stranger sends.",
            hint=(
                "Set BASE_URL, such as https://magwise.example, or name the hosts in ALLOWED_HOSTS."
            ),
            id="magwise.W004",
        )
    ]


def check_full_text_search(
    app_configs: Any, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Python's SQLite may have been built without the full-text index that the food search uses."""
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
                if not cursor.fetchone()[0]:
                    hint = "Use a Python whose SQLite has FTS5, or PostgreSQL (DATABASE_URL)."
                    return [
                        Error(
                            "This SQLite has no full-text search (FTS5).",
                            hint=hint,
                            id="magwise.E001",
                        )
                    ]
    return []


def check_foods_loaded(
    app_configs: Any, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    food = apps.get_model("nutrition", "Food")
    for alias in databases or []:
        tables = connections[alias].introspection.table_names()
        if food._meta.db_table in tables and not food.objects.using(alias).exists():
            hint = "Run ./run manage load_foods (./run does it by itself)."
            return [
                Warning(
                    "The food table is empty: nothing can be logged.", hint=hint, id="magwise.W003"
                )
            ]
    return []


def register_all() -> None:
    register(check_https_proxy, Tags.security, deploy=True)
    register(check_mail_server, "mail", deploy=True)
    register(check_base_url, "mail", deploy=True)
    register(check_full_text_search, Tags.database)
    register(check_foods_loaded, Tags.database)

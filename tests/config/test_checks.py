import pytest
from django.core import checks as django_checks
from pytest_django import Settings

from config import checks
from tests.builders import Foods


def ids(found: list[django_checks.CheckMessage]) -> list[str | None]:
    return [message.id for message in found]


def test_checks_are_registered() -> None:
    registered = django_checks.registry.registry.get_checks(include_deployment_checks=True)

    assert {checks.check_https_proxy, checks.check_mail_server, checks.check_foods_loaded} <= set(
        registered
    )


def test_https_without_a_trusted_proxy_gives_a_warning(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert ids(checks.check_https_proxy(None)) == ["magwise.W001"]


def test_https_behind_a_trusted_proxy_gives_no_warning(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert ids(checks.check_https_proxy(None)) == []


def test_mail_on_the_console_gives_a_warning(settings: Settings) -> None:
    settings.EMAIL_BACKEND = checks.CONSOLE_BACKEND

    assert ids(checks.check_mail_server(None)) == ["magwise.W002"]


@pytest.mark.django_db
def test_empty_food_table_gives_a_warning() -> None:
    assert ids(checks.check_foods_loaded(None, databases=["default"])) == ["magwise.W003"]


def test_filled_food_table_gives_no_warning(foods: Foods) -> None:
    assert ids(checks.check_foods_loaded(None, databases=["default"])) == []


@pytest.mark.django_db
def test_database_of_the_tests_has_full_text_search() -> None:
    assert ids(checks.check_full_text_search(None, databases=["default"])) == []


def test_without_databases_to_check_none_is_queried() -> None:
    assert ids(checks.check_foods_loaded(None, databases=None)) == []

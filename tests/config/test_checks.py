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


def test_https_without_a_trusted_proxy_is_said(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert ids(checks.check_https_proxy(None)) == ["magwise.W001"]


def test_https_behind_a_trusted_proxy_is_fine(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert ids(checks.check_https_proxy(None)) == []


def test_mail_on_the_console_is_said(settings: Settings) -> None:
    settings.EMAIL_BACKEND = checks.CONSOLE_BACKEND

    assert ids(checks.check_mail_server(None)) == ["magwise.W002"]


@pytest.mark.django_db
def test_empty_food_table_is_said() -> None:
    assert ids(checks.check_foods_loaded(None, databases=["default"])) == ["magwise.W003"]


def test_filled_food_table_is_fine(foods: Foods) -> None:
    assert ids(checks.check_foods_loaded(None, databases=["default"])) == []


@pytest.mark.django_db
def test_database_of_the_tests_can_search() -> None:
    assert ids(checks.check_full_text_search(None, databases=["default"])) == []


def test_no_database_asked_for_means_no_question_to_it() -> None:
    assert ids(checks.check_foods_loaded(None, databases=None)) == []

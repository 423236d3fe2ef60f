"""The answer, and its time, are the same whether an e-mail address has a diary or not."""

import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from tests.builders import make_person

KNOWN, UNKNOWN = "alice@example.org", "nobody@example.org"
NEW_PASSWORD = "four random words here"


@pytest.fixture
def hashed() -> Iterator[list[str]]:
    """Every time a password is hashed, which is what takes time on purpose."""
    calls: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(password)
        return encode(self, password, salt)

    with patch.object(MD5PasswordHasher, "encode", counted):
        yield calls


@pytest.fixture
def with_mail(settings: Settings) -> None:
    """The site sends mail (EMAIL_URL), so that addresses are confirmed before the first page."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def seen(response: HttpResponse, email: str) -> tuple[int, str, list[str], str]:
    """All that somebody outside can compare, without the address that they typed themselves."""
    headers = sorted(set(response.headers) - {"Set-Cookie"})
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()).replace(
        email, "EMAIL"
    )
    html = re.sub(r'X-CSRFToken": "\w+"', "", html)
    return response.status_code, response.headers.get("Location", ""), headers, html


def ask(address: str, field: str, email: str, **fields: str) -> tuple[object, object, set[str]]:
    """The answer, the page it leads to, and the names of the cookies."""
    client = Client(REMOTE_ADDR="192.0.2.1")
    first = client.post(address, {field: email, **fields})
    place = first.headers.get("Location")
    after = seen(client.get(place), email) if place else None
    return seen(first, email), after, set(client.cookies)


def test_sign_in(alice: User, hashed: list[str]) -> None:
    known = ask("/accounts/login/", "login", KNOWN, password="wrong password")
    times_known, hashed[:] = len(hashed), []
    unknown = ask("/accounts/login/", "login", UNKNOWN, password="wrong password")

    assert known == unknown
    assert times_known == len(hashed) == 1


def test_sign_in_to_a_disabled_account(alice: User, hashed: list[str]) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert ask("/accounts/login/", "login", KNOWN, password="wrong password") == ask(
        "/accounts/login/", "login", UNKNOWN, password="wrong password"
    )
    assert len(hashed) == 2


@pytest.mark.parametrize("password", ["x", "x" * 5000, "\0"])
def test_sign_in_with_an_unusual_password(alice: User, password: str) -> None:
    answers = [
        ask("/accounts/login/", "login", email, password=password) for email in (KNOWN, UNKNOWN)
    ]

    assert answers[0] == answers[1]


def test_reset(alice: User, hashed: list[str]) -> None:
    known = ask("/accounts/password/reset/", "email", KNOWN)
    unknown = ask("/accounts/password/reset/", "email", UNKNOWN)

    assert known == unknown
    assert hashed == []
    # as long as it takes to send one
    assert [message.to for message in mail.outbox] == [[KNOWN], [UNKNOWN]]


def test_sign_up_where_mail_is_sent(alice: User, with_mail: None, hashed: list[str]) -> None:
    known = ask("/accounts/signup/", "email", KNOWN, password1=NEW_PASSWORD)
    times_known, hashed[:] = len(hashed), []
    unknown = ask("/accounts/signup/", "email", UNKNOWN, password1=NEW_PASSWORD)

    assert known == unknown
    assert times_known == len(hashed) == 1
    assert [message.to for message in mail.outbox] == [[KNOWN], [UNKNOWN]]
    assert [message.subject for message in mail.outbox] == [
        "You already have a diary",
        "Confirm your email address",
    ]
    assert not alice.check_password(NEW_PASSWORD)


def test_sign_up_does_the_same_for_both(
    transactional_db: None, with_mail: None, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes time is counted, not timed: statements, commits, hashes and mails."""
    make_person("alice")
    commits: list[str] = []
    commit = connection.commit
    monkeypatch.setattr(connection, "commit", lambda: (commits.append("commit"), commit()))
    done = []
    for email in (KNOWN, UNKNOWN):
        hashed.clear()
        commits.clear()
        with CaptureQueriesContext(connection) as statements:
            Client().post("/accounts/signup/", {"email": email, "password1": NEW_PASSWORD})
        done.append((len(statements), len(commits), len(hashed)))

    assert done[0] == done[1]
    assert done[0][2] == 1
    assert [message.to for message in mail.outbox] == [[KNOWN], [UNKNOWN]]
    assert set(User.objects.values_list("email", flat=True)) == {KNOWN, UNKNOWN}
    assert EmailAddress.objects.count() == 2


def test_sign_up_with_a_bad_password_where_mail_is_sent(alice: User, with_mail: None) -> None:
    answers = [
        ask("/accounts/signup/", "email", email, password1="short") for email in (KNOWN, UNKNOWN)
    ]

    assert answers[0] == answers[1]


def test_link_in_the_mail_opens_the_diary_in_the_same_browser(
    client: Client, db: None, with_mail: None
) -> None:
    client.post("/accounts/signup/", {"email": UNKNOWN, "password1": NEW_PASSWORD})
    before = client.get("/diary/").status_code
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[0].body)

    opened = client.post(link[1])

    assert before == 302
    assert opened["Location"] == "/setup/"
    assert client.get("/diary/").status_code == 200


def test_adding_an_address_to_ones_own_diary_where_mail_is_sent(
    bob: User, alice: User, with_mail: None
) -> None:
    client = Client()
    client.force_login(bob)
    client.post("/accounts/reauthenticate/", {"password": "a-long-enough-password"})

    answers = [
        seen(client.post("/accounts/email/", {"email": email, "action_add": ""}), email)
        for email in (KNOWN, UNKNOWN)
    ]

    assert answers[0] == answers[1]
    assert [message.subject for message in mail.outbox] == [
        "You already have a diary",
        "Confirm your email address",
    ]
    client.post("/accounts/email/", {"email": KNOWN, "action_primary": ""})
    bob.refresh_from_db()
    assert bob.email == "bob@example.org"


def test_accounts_of_the_command_line_need_no_mail(
    alice: User, with_mail: None, client: Client
) -> None:
    answer = client.post("/accounts/login/", {"login": KNOWN, "password": "a-long-enough-password"})

    assert answer["Location"] == "/diary/"
    assert mail.outbox == []


def test_new_account_is_made_at_once_where_no_mail_is_sent(client: Client, db: None) -> None:
    answer = client.post("/accounts/signup/", {"email": UNKNOWN, "password1": NEW_PASSWORD})

    assert answer["Location"] == "/setup/"
    assert client.get("/diary/").status_code == 200

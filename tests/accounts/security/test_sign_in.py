"""Sign-up, sign-in, reset and e-mail addresses, as django-allauth does them with our pages."""

import re
from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.adapter import AccountAdapter
from accounts.models import User
from tests.builders import PASSWORD

NEW = {"email": "ines@example.org", "password1": "four random words here"}
WRONG = "Email address or password is not right"


def text(response: object) -> str:
    return response.content.decode()


def test_sign_up_leads_over_the_first_run_page_to_the_diary(client: Client, db: None) -> None:
    first = client.post("/accounts/signup/", NEW)
    second = client.post("/setup/", {"sex": "F", "time_zone": "Europe/Lisbon"}, follow=True)

    assert first["Location"] == "/setup/"
    assert second.redirect_chain[-1][0] == reverse("diary:today")
    assert second.status_code == 200
    assert User.objects.get(email="ines@example.org").profile.time_zone == "Europe/Lisbon"


def test_sign_up_asks_for_the_password_once(client: Client, db: None) -> None:
    assert text(client.get("/accounts/signup/")).count('type="password"') == 1


def test_sign_up_sends_a_short_mail_without_a_prefix(client: Client, db: None) -> None:
    client.post("/accounts/signup/", NEW)

    assert mail.outbox[0].subject == "Confirm your email address"
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[0].body)
    assert link
    client.post(link[1])
    assert EmailAddress.objects.get(email=NEW["email"]).verified


def test_the_mail_is_not_mentioned_on_the_first_run_page(client: Client, db: None) -> None:
    assert "We sent a link" not in text(client.post("/accounts/signup/", NEW, follow=True))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "ines.example"}, "Enter an email address in the form name@example.com"),
        ({"email": ""}, "Enter an email address in the form name@example.com"),
        (
            {"email": "i" * 300 + "@example.org"},
            "Enter an email address in the form name@example.com",
        ),
        ({"password1": "short"}, "Password must be 12 characters or more"),
        ({"password1": "ines@example.org"}, "Password must be different from your email address"),
        ({"password1": "q1w2e3r4t5y6"}, "Password is one that many people use"),
        ({"password1": ""}, "Enter a password"),
        ({"email": "alice@example.org"}, "There is already a diary with this email address"),
        ({"email": "ALICE@example.org"}, "There is already a diary with this email address"),
    ],
)
def test_a_wrong_sign_up_says_what_to_do(
    client: Client, alice: User, wrong: dict[str, str], words: str
) -> None:
    html = text(client.post("/accounts/signup/", NEW | wrong))

    assert html.count(words) == 2  # in the summary and at the field
    assert "<title>Problem: Start a diary" in html
    assert 'aria-invalid="true"' in html
    assert f'value="{(NEW | wrong)["email"]}"' in html or "email" in wrong
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("alice@example.org", "not her password"),
        ("nobody@example.org", PASSWORD),
        ("alice@example.org", "x" * 5000),
    ],
)
def test_a_wrong_sign_in_never_says_which(
    client: Client, alice: User, email: str, password: str
) -> None:
    html = text(client.post("/accounts/login/", {"login": email, "password": password}))

    assert WRONG in html
    assert f'value="{email}"' in html
    assert password not in html


def test_sign_in_opens_today(client: Client, alice: User) -> None:
    answer = client.post("/accounts/login/", {"login": "Alice@Example.org", "password": PASSWORD})

    assert answer["Location"] == reverse("diary:today")


def test_sign_in_returns_to_the_page_that_was_asked_for_but_not_to_another_site(
    client: Client, alice: User
) -> None:
    signed = {"login": "alice@example.org", "password": PASSWORD}

    elsewhere = client.post("/accounts/login/", signed | {"next": "https://example.com/"})
    client.logout()
    here = client.post("/accounts/login/", signed | {"next": "/settings/"})

    assert elsewhere["Location"] == reverse("diary:today")
    assert here["Location"] == "/settings/"


def test_too_many_wrong_sign_ins_are_stopped(client: Client, alice: User) -> None:
    for _ in range(5):
        client.post("/accounts/login/", {"login": "alice@example.org", "password": "wrong"})

    html = text(
        client.post("/accounts/login/", {"login": "alice@example.org", "password": PASSWORD})
    )

    assert "Too many tries" in html


def test_a_reset_mail_holds_a_link_that_works_once(client: Client, alice: User) -> None:
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert link
    page = client.get(link[1], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "another long password"})

    assert mail.outbox[0].subject == "Choose a new password"
    assert client.login(email="alice@example.org", password="another long password")
    assert "This link no longer works" in text(Client().get(link[1], follow=True))


def test_a_reset_answers_known_and_unknown_addresses_alike(client: Client, alice: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": "alice@example.org"}, follow=True)
    unknown = Client().post(
        "/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True
    )

    assert known.redirect_chain == unknown.redirect_chain
    assert text(known) == text(unknown)
    assert [message.to for message in mail.outbox] == [
        ["alice@example.org"],
        ["nobody@example.org"],
    ]


def test_the_password_is_changed_with_the_current_one(alice_client: Client, alice: User) -> None:
    wrong = alice_client.post(
        "/accounts/password/change/", {"oldpassword": "guess", "password1": NEW["password1"]}
    )
    right = alice_client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW["password1"]}
    )

    assert "Current password is not right" in text(wrong)
    assert right.status_code == 302
    assert Client().login(email="alice@example.org", password=NEW["password1"])


def test_nobody_can_add_the_address_of_somebody_else(bob_client: Client, alice: User) -> None:
    html = text(
        bob_client.post("/accounts/email/", {"email": "alice@example.org", "action_add": ""})
    )

    assert "There is already a diary with this email address" in html


def test_a_second_address_becomes_the_main_one(bob_client: Client, bob: User) -> None:
    bob_client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    bob_client.post("/accounts/email/", {"email": "robert@example.org", "action_add": ""})
    bob_client.post(
        re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]
    )
    bob_client.post("/accounts/email/", {"email": "robert@example.org", "action_primary": ""})

    bob.refresh_from_db()
    assert bob.email == "robert@example.org"
    assert "robert@example.org" in text(bob_client.get("/accounts/email/"))


def test_signing_out_needs_a_button(alice_client: Client) -> None:
    asked = alice_client.get("/accounts/logout/")
    done = alice_client.post("/accounts/logout/")

    assert "alice@example.org" in text(asked)
    assert done["Location"] == reverse("home")
    assert alice_client.get("/settings/").status_code == 302


@pytest.mark.parametrize(
    "address", ["inactive/", "confirm-email/", "confirm-email/x/", "password/reset/key/1-x/"]
)
def test_rare_pages_use_our_templates(client: Client, db: None, address: str) -> None:
    assert 'class="brand"' in text(client.get(f"/accounts/{address}"))


@pytest.mark.parametrize("address", ["email/", "password/change/", "logout/", "reauthenticate/"])
def test_pages_for_signed_in_people_use_our_templates(alice_client: Client, address: str) -> None:
    assert 'class="brand"' in text(alice_client.get(f"/accounts/{address}"))


def test_the_admin_has_no_sign_in_page_of_its_own(client: Client, db: None) -> None:
    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")


def test_the_admin_refuses_people_without_staff_rights_clearly(alice_client: Client) -> None:
    answer = alice_client.get("/admin/", follow=True)

    assert answer.status_code == 403
    assert "You are signed in as alice@example.org" in text(answer)


@pytest.fixture
def in_between(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], object]]]:
    """What happens after an address was found free and before it is taken."""
    waiting: list[Callable[[], object]] = []
    clean_password = AccountAdapter.clean_password

    def cleaned(self: AccountAdapter, password: str, user: User | None = None) -> str:
        if waiting:
            waiting.pop()()
        return clean_password(self, password, user)

    monkeypatch.setattr(AccountAdapter, "clean_password", cleaned)
    yield waiting
    assert not waiting


def test_sign_up_sent_twice_at_once_opens_the_diary(
    client: Client, db: None, in_between: list[Callable[[], object]]
) -> None:
    in_between.append(lambda: Client().post("/accounts/signup/", NEW))

    answer = client.post("/accounts/signup/", NEW)

    assert answer["Location"] == "/setup/"
    assert client.get("/diary/").status_code == 200
    assert User.objects.filter(email=NEW["email"]).count() == 1


def test_somebody_who_takes_the_address_a_moment_earlier_keeps_it(
    client: Client, db: None, in_between: list[Callable[[], object]]
) -> None:
    in_between.append(
        lambda: Client().post("/accounts/signup/", NEW | {"password1": "of somebody else"})
    )

    page = client.post("/accounts/signup/", NEW, follow=True)

    assert page.redirect_chain[-1][0] == "/accounts/login/"
    assert "There is already a diary with this email address" in text(page)
    assert not User.objects.get(email=NEW["email"]).check_password(NEW["password1"])


def test_where_mail_is_sent_it_is_not_told_who_was_first(
    client: Client, db: None, in_between: list[Callable[[], object]], settings: Settings
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    in_between.append(
        lambda: Client().post("/accounts/signup/", NEW | {"password1": "of somebody else"})
    )

    answer = client.post("/accounts/signup/", NEW)

    assert answer["Location"] == "/accounts/confirm-email/"
    assert mail.outbox[-1].subject == "You already have a diary"
    assert client.get("/diary/").status_code == 302

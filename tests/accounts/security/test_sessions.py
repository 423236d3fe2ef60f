"""The user of a request, from the one statement that fetches the session."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import LifeStagePeriod, Profile, User
from accounts.security.sessions import SessionStore, session_user


@pytest.fixture(autouse=True)
def place(alice: User, alice_client: Client) -> UserSession:
    """Where alice is signed in."""
    return UserSession.objects.get(user=alice)


def request_of(client: Client) -> HttpRequest:
    """A request with the client's session cookie, before anybody looked into it."""
    request = HttpRequest()
    request.session = SessionStore(client.session.session_key)
    return request


def test_session_and_user_are_one_query(alice: User, alice_client: Client) -> None:
    request = request_of(alice_client)

    with CaptureQueriesContext(connection) as asked:
        person = session_user(request)

    assert person == alice
    assert person.profile.time_zone == "Europe/Berlin"
    assert len(asked) == 1


def test_joined_user_equals_the_models(alice: User, alice_client: Client) -> None:
    alice.deletion_due_at = timezone.now() + timedelta(days=7)
    alice.save()
    Profile.objects.filter(user=alice).update(
        keyboard_shortcuts=False, day_starts_at=3, week_starts_on=6
    )

    person = session_user(request_of(alice_client))

    stored = User.objects.select_related("profile").get(pk=alice.pk)
    for mine, theirs in ((person, stored), (person.profile, stored.profile)):
        for field in theirs._meta.concrete_fields:
            assert repr(getattr(mine, field.attname)) == repr(getattr(theirs, field.attname)), (
                field.name
            )


def test_user_without_a_profile_has_none(admin: User, admin_client: Client) -> None:
    Profile.objects.filter(user=admin).delete()

    person = session_user(request_of(admin_client))

    assert person == admin
    assert not hasattr(person, "profile")


@pytest.mark.parametrize("has_period", [True, False])
def test_user_says_whether_it_has_periods(
    alice: User, alice_client: Client, has_period: bool
) -> None:
    if has_period:
        LifeStagePeriod.objects.create(user=alice, kind="pregnant", starts_on="2026-01-01")

    person = session_user(request_of(alice_client))

    assert person.has_periods is has_period


def test_another_persons_row_beside_the_session_signs_nobody_else_in(
    alice: User, bob: User, alice_client: Client, place: UserSession
) -> None:
    UserSession.objects.filter(pk=place.pk).update(user=bob)

    person = session_user(request_of(alice_client))

    assert person == alice


def test_unlisted_session_still_works(alice: User, alice_client: Client) -> None:
    UserSession.objects.filter(user=alice).delete()

    person = session_user(request_of(alice_client))

    assert person == alice


def refuse_expired(alice: User, client: Client) -> None:
    Session.objects.filter(pk=client.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )


def refuse_ended(alice: User, client: Client) -> None:
    UserSession.objects.get(user=alice).end()


def refuse_closed(alice: User, client: Client) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)


def refuse_new_password(alice: User, client: Client) -> None:
    alice.set_password("another long password")
    alice.save()


def refuse_erased(alice: User, client: Client) -> None:
    alice.delete()


def refuse_other_way_in(alice: User, client: Client) -> None:
    session = client.session
    session["_auth_user_backend"] = "somewhere.else.Backend"
    session.save()


@pytest.mark.parametrize(
    "refuse",
    [
        refuse_expired,
        refuse_ended,
        refuse_closed,
        refuse_new_password,
        refuse_erased,
        refuse_other_way_in,
    ],
    ids=lambda refuse: refuse.__name__,
)
def test_invalid_session_signs_nobody_in(alice: User, alice_client: Client, refuse: object) -> None:
    request = request_of(alice_client)
    refuse(alice, alice_client)  # type: ignore[operator]

    person = session_user(request)

    assert isinstance(person, AnonymousUser)


def test_nobody_is_signed_in_without_a_session() -> None:
    request = HttpRequest()
    request.session = SessionStore(None)

    with CaptureQueriesContext(connection) as asked:
        person = session_user(request)

    assert isinstance(person, AnonymousUser)
    assert len(asked) == 0


def test_what_a_request_does_to_its_session_reaches_no_other_request() -> None:
    text = SessionStore().encode({"methods": ["password"]})
    SessionStore().decode(text)["methods"].append("mfa")

    again = SessionStore().decode(text)

    assert again == {"methods": ["password"]}


def test_a_session_with_a_wrong_signature_is_empty_although_its_text_was_read() -> None:
    text = SessionStore().encode({"methods": ["password"]})
    SessionStore().decode(text)

    forged = SessionStore().decode(text[:-1] + ("a" if text[-1] != "a" else "b"))

    assert forged == {}

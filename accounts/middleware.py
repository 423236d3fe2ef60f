"""What happens around every request of somebody who is signed in."""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from accounts.database_errors import classify_failure
from accounts.limits import limited
from accounts.security.known_devices import remember_device
from accounts.security.sessions import session_user
from accounts.sql import short_lock_timeout

LAST_SEEN_INTERVAL = 15 * 60  # seconds between two writes of "last seen"
LAST_SEEN_KEY = "seen_at"
# What somebody may still do whose account is going to be deleted.
OPEN_BEFORE_DELETION = {"leaving", "account_logout", "about"}


class UserMiddleware(AuthenticationMiddleware):
    """Knows who asks from the statement that fetched the session, if anybody wants to know."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: session_user(request))  # type: ignore[assignment]


class DeviceListMiddleware:
    """Keeps the list of places where a person is signed in, with when each was last seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A request that never asked for its session does not pay for it here.
        if request.session.accessed and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(LAST_SEEN_KEY, 0) >= LAST_SEEN_INTERVAL:
                self.write_down(request, now)
                remember_device(request, response, request.user.email)
        return response

    def write_down(self, request: HttpRequest, now: int) -> None:
        """A note for the owner: the page goes out even where the database takes no note now."""
        try:
            with short_lock_timeout():
                UserSession.objects.create_from_request(request)
        except DatabaseError as error:
            if not classify_failure(error):
                raise
        else:
            request.session[LAST_SEEN_KEY] = now


class FormLimitMiddleware:
    """Nobody sends a form to a page of the accounts more often than its limit says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        return (
            limited(request, match.url_name or "") if match and request.method == "POST" else None
        )


class PendingDeletionMiddleware:
    """Somebody who asked for the account to be deleted sees one page only: keep it, or sign out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        is_leaving = request.user.is_authenticated and request.user.deletion_due_at is not None
        match = request.resolver_match
        if is_leaving and (match is None or match.url_name not in OPEN_BEFORE_DELETION):
            return redirect("leaving")
        return None


class HtmxRedirectMiddleware:
    """A script that asked for a part of a page never gets another page to put in its place.

    Who was signed out meanwhile gets 401: the page says so and keeps what was typed
    (static/magwise.js). Other redirects are for the browser to follow, not for the script.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "HX-Request" not in request.headers or "Location" not in response.headers:
            return response
        if not request.user.is_authenticated:
            return HttpResponse("You are signed out.", status=401, content_type="text/plain")
        return HttpResponseClientRedirect(response.headers["Location"])

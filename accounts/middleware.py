"""Middleware about who makes a request, and what that person may do."""

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
from accounts.security.attempt_limits import refuse_if_too_often
from accounts.security.device_cookie import remember_device
from accounts.security.sessions import session_user
from accounts.sql import short_lock_timeout

LAST_SEEN_INTERVAL = 15 * 60  # seconds between two writes of "last seen"
LAST_SEEN_KEY = "seen_at"
# The pages that a person whose account will be deleted may still open.
OPEN_BEFORE_DELETION = {"leaving", "account_logout", "about"}


class UserMiddleware(AuthenticationMiddleware):
    """Takes the user from the statement that fetched the session.

    Views get the user itself: to read an attribute through a lazy object takes 1 µs, and a page
    reads 150.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: session_user(request))  # type: ignore[assignment]

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        request.user = session_user(request)


class DeviceListMiddleware:
    """Maintains the list of devices where a person is signed in, with when each was last seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A request that did not use its session must not load it for this.
        if request.session.accessed and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(LAST_SEEN_KEY, 0) >= LAST_SEEN_INTERVAL:
                self._save_last_seen(request, now)
                remember_device(request, response, request.user.email)
        return response

    def _save_last_seen(self, request: HttpRequest, now: int) -> None:
        """The page is ready: a database that takes no writes now must not turn it into an error."""
        try:
            with short_lock_timeout():
                UserSession.objects.create_from_request(request)
        except DatabaseError as error:
            if not classify_failure(error):
                raise
        else:
            request.session[LAST_SEEN_KEY] = now


class FormLimitMiddleware:
    """Refuses forms of the account pages that are sent more often than their limits allow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match and request.method == "POST":
            return refuse_if_too_often(request, match.url_name or "")
        return None


class PendingDeletionMiddleware:
    """Shows a person whose account will be deleted one page only: keep the account, or sign out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or request.user.deletion_due_at is None:
            return None
        match = request.resolver_match
        is_open = match is not None and match.url_name in OPEN_BEFORE_DELETION
        return None if is_open else redirect("leaving")


class HtmxRedirectMiddleware:
    """Makes htmx follow a redirect as a page: it would put the other page in place of a fragment.

    Somebody who was signed out meanwhile gets 401, so that static/magwise.js can say so and keep
    what was typed.
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

"""For every request: a log line with an id, and the headers that no package sets."""

import time
from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.network import client_ip
from config.logs import ACCESS, SECURITY, request_id, request_id_for, route_of

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# Who asks for these may be trying others' things; a 404 counts for an address of ours.
REFUSED = {401, 403, 429}
UNLOGGED_ROUTES = {"healthz"}


class RequestLogMiddleware:
    """Gives each request an id, and says in one line what became of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        own_id = request_id_for(request.META.get("HTTP_X_REQUEST_ID", ""))
        token = request_id.set(own_id)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = own_id
            self.write(request, response, start)
            return response
        finally:
            request_id.reset(token)

    def write(self, request: HttpRequest, response: HttpResponse, start: float) -> None:
        route, status = route_of(request), response.status_code
        if route in UNLOGGED_ROUTES:
            return
        fields: dict[str, Any] = {
            "method": request.method if request.method in METHODS else "other",
            "route": route,
            "status": status,
            "ms": round((time.perf_counter() - start) * 1000, 1),
        }
        if settings.LOG_ADDRESSES:
            fields["address"] = client_ip(request)  # the same that limits on tries go by
        ACCESS.info("request", extra={"fields": fields})
        if status in REFUSED or (status == 404 and request.resolver_match):
            SECURITY.warning("refused", extra={"fields": fields})


class ResponseHeadersMiddleware:
    """No other site may embed our responses, and no cache keeps what belongs to a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Static files have said how long to keep them; every page may hold somebody's data.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class CachedPolicyMiddleware(CSPMiddleware):
    """Nearly every page has the same policy: it is put into words once (0.1 ms each)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.same = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_its_own = getattr(request, "_csp_nonce", None) or any(
            name.startswith("_csp_") for name in vars(response)
        )
        if is_its_own:  # django-csp's decorators and nonces
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.same)
        return response

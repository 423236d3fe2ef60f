"""The log line of each request, and the response headers that no package sets."""

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
# Logged for security: somebody may be trying to reach other people's data. The same goes for a 404
# of an existing route.
REFUSED_STATUSES = {401, 403, 429}
UNLOGGED_ROUTES = {"healthz"}


class RequestLogMiddleware:
    """Gives each request an id, and logs its result in one line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        id_ = request_id_for(request.META.get("HTTP_X_REQUEST_ID", ""))
        token = request_id.set(id_)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = id_
            self._log(request, response, start)
            return response
        finally:
            request_id.reset(token)

    def _log(self, request: HttpRequest, response: HttpResponse, start: float) -> None:
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
            fields["address"] = client_ip(request)  # the one that rate limits use
        ACCESS.info("request", extra={"fields": fields})
        if status in REFUSED_STATUSES or (status == 404 and request.resolver_match):
            SECURITY.warning("refused", extra={"fields": fields})


class ResponseHeadersMiddleware:
    """Forbids other sites to embed our responses, and caches to keep a person's data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Static files have their own value already; every page may hold a person's data.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class CachedPolicyMiddleware(CSPMiddleware):
    """Builds the policy of nearly all pages once, which would take 0.1 ms per response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # By django-csp's nonces and decorators.
        has_own_policy = getattr(request, "_csp_nonce", None) or any(
            name.startswith("_csp_") for name in vars(response)
        )
        if has_own_policy:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response

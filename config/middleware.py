"""The log line of each request, and the headers of each response."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

from accounts.network import client_ip
from config.logs import ACCESS, SECURITY, request_id, request_id_for, route_of

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# Logged for security: somebody may be trying to reach other people's data. The same goes for a 404
# of an existing route.
REFUSED_STATUSES = {401, 403, 429}
UNLOGGED_ROUTES = {"healthz"}
UNLOGGED = "magwise.unlogged"  # in the environment of a request that Magwise makes itself


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
        if route in UNLOGGED_ROUTES or UNLOGGED in request.META:
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


class HeadersMiddleware(SecurityMiddleware):
    """Sets the headers of every response: Django's own, and those that never differ. A response
    may bring another value.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        super().process_response(request, response)
        for name, value in settings.RESPONSE_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

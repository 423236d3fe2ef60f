"""The response headers that no package sets for us."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ResponseHeaders:
    """No other site may embed our responses, and no cache keeps what belongs to a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Static files never come here (WhiteNoise answers first); every page may hold somebody's data or a token.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

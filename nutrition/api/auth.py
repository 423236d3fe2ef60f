"""Authentication: a token in the header `Authorization: Bearer mw_...`, and nothing else.

Session cookies are not accepted, so that no other site can make a browser write here and no page of
ours needs to carry a CSRF token into a program.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase

from accounts.models import User
from accounts.tokens.limits import seconds_to_wait
from accounts.tokens.queries import TokenAccess, authenticate_token
from nutrition.api.problems import ApiProblem

SAFE_METHODS = ("GET", "HEAD")


class ApiRequest(HttpRequest):
    """A request with a valid token, which `auth` describes; `person` is its owner."""

    auth: TokenAccess
    person: User


class BearerToken(AuthBase):
    """`saves` is False for a POST that changes nothing: a read-only token is enough."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A token, made in the settings or by `manage.py create_token`."

    def __init__(self, *, saves: bool = True) -> None:
        super().__init__()
        self.saves = saves

    def __call__(self, request: Any) -> TokenAccess:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise ApiProblem(
                401, "Send a token: Authorization: Bearer mw_...", headers=_challenge()
            )
        now = timezone.now()
        access = authenticate_token(token.strip(), now)
        if access is None:
            raise ApiProblem(
                401,
                "This token is not valid: unknown, expired or revoked.",
                headers=_challenge("invalid_token"),
            )
        if wait := seconds_to_wait(access.user, access.token_id, now):
            raise ApiProblem(
                429,
                f"Too many requests. Ask again in {wait} seconds.",
                headers={"Retry-After": str(wait)},
            )
        if self.saves and request.method not in SAFE_METHODS and not access.may_write:
            raise ApiProblem(
                403, "This token may only read.", headers=_challenge("insufficient_scope")
            )
        request.person = access.user
        return access


def _challenge(error: str = "") -> dict[str, str]:
    return {"WWW-Authenticate": 'Bearer realm="Magwise"' + (f', error="{error}"' if error else "")}

"""What went wrong, as RFC 9457 problem details: the one form of every error of the API."""

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from accounts.save_status import SAVE_STATUS_DETAILS, SaveStatus, save_status_of

CONTENT_TYPE = "application/problem+json"
logger = logging.getLogger("django.request")


class FieldProblem(NamedTuple):
    """What is wrong with one field of the body, query or path; "body" is the whole of it."""

    field: str
    message: str


class Problem(Exception):
    """Ends the request with this answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Iterable[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
        saved: SaveStatus | None = None,
    ) -> None:
        super().__init__(detail)
        self.saved = saved
        self.status, self.detail, self.errors, self.headers = status, detail, list(errors), headers

    def response(self) -> HttpResponse:
        title = HTTPStatus(self.status).phrase
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = [error._asdict() for error in self.errors]
        if self.saved:
            body["saved"] = self.saved
        return HttpResponse(
            json.dumps(body), content_type=CONTENT_TYPE, status=self.status, headers=self.headers
        )


def refused(field: str, message: str) -> Problem:
    """What was sent cannot be: 422 with the name of the field."""
    return Problem(422, message, errors=[FieldProblem(field, message)])


def handle_all(api: NinjaAPI) -> None:
    """Makes problems of everything that can be raised."""
    api.add_exception_handler(Problem, _answered)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(RequestDataTooBig, _too_big)
    api.add_exception_handler(UnreadablePostError, _broken_off)
    api.add_exception_handler(DatabaseError, _of_the_database)
    api.add_exception_handler(InterfaceError, _of_the_database)
    api.add_exception_handler(Exception, _ours)


def as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """Django's own refusals (405) in the form of the others."""
    if response.status_code < 400 or response.headers.get("Content-Type") == CONTENT_TYPE:
        return response
    allow = response.headers.get("Allow")
    headers = {"Allow": allow} if allow else None
    return Problem(
        response.status_code, HTTPStatus(response.status_code).description, headers=headers
    ).response()


def nothing_here(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return Problem(
        404, "There is nothing at this address. /api/v1/docs lists what there is."
    ).response()


def _answered(request: HttpRequest, problem: Problem | type[Problem]) -> HttpResponse:
    assert isinstance(problem, Problem)  # noqa: S101 (for the type checker)
    return problem.response()


def _invalid(request: HttpRequest, invalid: Any) -> HttpResponse:
    errors = [
        FieldProblem(_field(error["loc"]), _message(error["msg"])) for error in invalid.errors
    ]
    return Problem(
        422, "What was sent is not valid. `errors` names the fields.", errors=errors
    ).response()


def _field(place: tuple[Any, ...]) -> str:
    """("body", "sent", "life_stages", 0, "from") is "life_stages.0.from": "sent" is ours."""
    source, *names = place
    names = [name for name in names if name != "function-after"]
    if source == "body":
        names = names[1:]
    return ".".join(map(str, names)) or source


def _message(text: str) -> str:
    return text.removeprefix("Value error, ")


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, Problem):  # from our own reader of bodies
        return error.__cause__.response()
    return Problem(error.status_code, str(error)).response()


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return Problem(404, str(error) or "There is no such thing.").response()


def _too_big(request: HttpRequest, error: Any) -> HttpResponse:
    return Problem(413, "A body can have 1,000,000 bytes at the most.").response()


def _broken_off(request: HttpRequest, error: Any) -> HttpResponse:
    return Problem(408, "The body broke off. Nothing was changed; send it again.").response()


def _of_the_database(request: HttpRequest, error: Any) -> HttpResponse:
    """config.errors tells a database that is away, or a full disk, from a fault of ours."""
    raise error


def _ours(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error(
        "Internal Server Error: %s", request.path, exc_info=error, extra={"request": request}
    )
    saved = save_status_of(request, error)
    told = (
        f"This is a fault of ours. Nothing that was sent is to blame.{SAVE_STATUS_DETAILS[saved]}"
    )
    return Problem(500, told, saved=saved).response()

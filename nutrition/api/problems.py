"""All errors of the API as RFC 9457 problem details (schemas/problems.py)."""

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from accounts.save_status import SAVE_STATUS_DETAILS, SaveStatus, save_status_of
from nutrition.api.schemas.problems import FieldProblemOut, ProblemOut

CONTENT_TYPE = "application/problem+json"
logger = logging.getLogger("django.request")


class ApiProblem(Exception):
    """Ends the request with this problem as its response."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Iterable[FieldProblemOut] = (),
        headers: Mapping[str, str] | None = None,
        saved: SaveStatus | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers
        self.errors, self.saved = list(errors), saved

    def response(self) -> HttpResponse:
        problem = ProblemOut(
            type="about:blank",
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            detail=self.detail,
        )
        if self.errors:
            problem.errors = self.errors
        if self.saved:
            problem.saved = self.saved
        return HttpResponse(
            problem.model_dump_json(exclude_unset=True),
            content_type=CONTENT_TYPE,
            status=self.status,
            headers=self.headers,
        )


def field_problem(field: str, message: str, *, status: int = 422) -> ApiProblem:
    """One field of what was sent is wrong."""
    return ApiProblem(status, message, errors=[FieldProblemOut(field=field, message=message)])


def add_handlers(api: NinjaAPI) -> None:
    """Turn every exception into a problem."""
    api.add_exception_handler(ApiProblem, _api_problem)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    api.add_exception_handler(UnreadablePostError, _body_broken_off)
    api.add_exception_handler(DatabaseError, _database_error)
    api.add_exception_handler(InterfaceError, _database_error)
    api.add_exception_handler(Exception, _server_error)


def to_problem(response: HttpResponseBase) -> HttpResponseBase:
    """The framework's own errors (405) in the form of the others."""
    if response.status_code < 400 or response.headers.get("Content-Type") == CONTENT_TYPE:
        return response
    allow = response.headers.get("Allow")
    headers = {"Allow": allow} if allow else None
    return ApiProblem(
        response.status_code, HTTPStatus(response.status_code).description, headers=headers
    ).response()


def unknown_address(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return ApiProblem(
        404, "There is nothing at this address. /api/v1/docs lists what there is."
    ).response()


def _api_problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return problem.response()


def _invalid(request: HttpRequest, invalid: Any) -> HttpResponse:
    errors = [
        FieldProblemOut(
            field=_field(error["loc"]), message=error["msg"].removeprefix("Value error, ")
        )
        for error in invalid.errors
    ]
    return ApiProblem(
        422, "What was sent is not valid. `errors` names the fields.", errors=errors
    ).response()


def _field(location: tuple[Any, ...]) -> str:
    """("body", "body", "life_stages", 0, "from") is "life_stages.0.from": the second "body" is the
    name of the view's argument.
    """
    source, *names = location
    names = [name for name in names if name != "function-after"]
    if source == "body":
        names = names[1:]
    return ".".join(map(str, names)) or source


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, ApiProblem):  # raised by our parser of bodies
        return error.__cause__.response()
    return ApiProblem(error.status_code, str(error)).response()


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return ApiProblem(404, str(error) or "There is no such thing.").response()


def _too_large(request: HttpRequest, error: Any) -> HttpResponse:
    return ApiProblem(413, "A body can have 1,000,000 bytes at the most.").response()


def _body_broken_off(request: HttpRequest, error: Any) -> HttpResponse:
    return ApiProblem(408, "The body broke off. Nothing was changed; send it again.").response()


def _database_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Left to config.errors, which tells a lost database or a full disk from our own faults."""
    raise error


def _server_error(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error(
        "Internal Server Error: %s", request.path, exc_info=error, extra={"request": request}
    )
    saved = save_status_of(request, error)
    detail = (
        f"This is a fault of ours. Nothing that was sent is to blame.{SAVE_STATUS_DETAILS[saved]}"
    )
    return ApiProblem(500, detail, saved=saved).response()

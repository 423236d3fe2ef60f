"""Successful responses of the API; problems.py has the others."""

from django.http import HttpResponse
from pydantic import BaseModel

JSON = "application/json"


def json_response(
    content: BaseModel, *, status: int = 200, location: str | None = None
) -> HttpResponse:
    """A key that the schema may leave out is left out when it was not set.

    Not left to django-ninja, whose JSON cuts instants to milliseconds.
    """
    body = content.model_dump_json(by_alias=True, exclude_unset=True)
    response = HttpResponse(body, content_type=JSON, status=status)
    if location:
        response.headers["Location"] = location
    return response


def no_content() -> HttpResponse:
    return HttpResponse(status=204)

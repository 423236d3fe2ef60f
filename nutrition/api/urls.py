"""The addresses of the API: one router for each kind of thing."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router

from nutrition.api.auth import BearerToken
from nutrition.api.days import router as days
from nutrition.api.docs import docs
from nutrition.api.entries import router as entries
from nutrition.api.export import router as export
from nutrition.api.foods import router as foods
from nutrition.api.labels import doses, waters
from nutrition.api.nutrients import router as nutrients
from nutrition.api.openapi import openapi_json
from nutrition.api.parse import router as parse
from nutrition.api.parsers import JsonBodies
from nutrition.api.problems import as_problem, handle_all, nothing_here
from nutrition.api.profile import router as profile


def answer_head(router: Router) -> None:
    """Answer HEAD wherever GET is answered; the description does not repeat it."""
    for view in router.path_operations.values():
        for operation in list(view.operations):
            if "GET" in operation.methods:
                head = operation.clone()
                head.methods = ["HEAD"]
                head.include_in_schema = False
                view.operations.append(head)


api = NinjaAPI(
    title="Magwise",
    version="1",
    description=(
        "Log what you eat and take, and read your magnesium back beside what is recommended. "
        "Decimals are text; unknown is null, never 0."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    auth=BearerToken(),
    parser=JsonBodies(),
)
handle_all(api)
for router in (foods, entries, parse, doses, waters, days, nutrients, profile, export):
    answer_head(router)
    api.add_router("", router)

View = Callable[..., HttpResponseBase]


def _in_one_form(view: View) -> View:
    """Answers refusals of the framework as problems."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return as_problem(view(request, *args, **kwargs))

    return csrf_exempt(answered)  # no cookie is looked at (auth.py)


def _operations() -> list[URLPattern]:
    patterns = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = _in_one_form(pattern.callback)
            patterns.append(pattern)
    return patterns


app_name = "api"
urlpatterns = [
    path(
        "openapi.json", _in_one_form(require_safe(partial(openapi_json, api=api))), name="openapi"
    ),
    path("docs", require_safe(partial(docs, api=api)), name="docs"),
    *_operations(),
    re_path("", csrf_exempt(nothing_here), name="nothing"),
]

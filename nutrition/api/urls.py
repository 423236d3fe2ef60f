"""The addresses of the API: one router for each resource."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router
from ninja.operation import Operation

from nutrition.api.auth import BearerToken
from nutrition.api.days import router as days
from nutrition.api.docs import docs
from nutrition.api.entries import router as entries
from nutrition.api.foods import router as foods
from nutrition.api.nutrients import router as nutrients
from nutrition.api.openapi import openapi_json
from nutrition.api.parsers import JsonParser
from nutrition.api.problems import add_handlers, to_problem, unknown_address
from nutrition.api.profile import router as profile
from nutrition.api.supplements import router as supplements
from nutrition.api.water import router as water


def answer_head(router: Router) -> None:
    """Answer HEAD wherever GET is answered; the description does not repeat it."""
    for view in router.path_operations.values():
        for operation in list(view.operations):
            if "GET" in operation.methods:
                head = operation.clone()
                head.methods = ["HEAD"]
                head.include_in_schema = False
                view.operations.append(head)


# Clients are generated from the ids of operations: they keep the names that these modules had when
# the API was published.
PUBLISHED_MODULES = {"supplements": "labels", "water": "labels"}


class MagwiseApi(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        view = operation.view_func
        module = view.__module__.rpartition(".")[2]
        return f"nutrition_api_{PUBLISHED_MODULES.get(module, module)}_{view.__name__}"


api = MagwiseApi(
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
    parser=JsonParser(),
)
add_handlers(api)
for router in (foods, entries, supplements, water, days, nutrients, profile):
    answer_head(router)
    api.add_router("", router)

View = Callable[..., HttpResponseBase]


def _with_problems(view: View) -> View:
    """The view with the framework's own errors as problems."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return to_problem(view(request, *args, **kwargs))

    return csrf_exempt(wrapper)  # no cookie is read (auth.py)


def _operations() -> list[URLPattern]:
    patterns = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = _with_problems(pattern.callback)
            patterns.append(pattern)
    return patterns


app_name = "api"
urlpatterns = [
    path("openapi.json", _with_problems(require_safe(openapi_json)), name="openapi"),
    path("docs", require_safe(docs), name="docs"),
    *_operations(),
    re_path("", csrf_exempt(unknown_address), name="nothing"),
]

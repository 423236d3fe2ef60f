"""The figures of the API: what its main routes cost."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from accounts.ids import new_id
from accounts.models import ApiToken, User
from accounts.tokens.actions import make_token
from nutrition.foods.models import Food
from tools.bench.figure import Figure
from tools.bench.visitor import count_queries, cpu_ms


class ApiClient:
    """Calls the application as a server does, with a token."""

    def __init__(self, user: User) -> None:
        settings.API_REQUESTS_PER_MINUTE = 1_000_000  # of this process only
        self.token = make_token(
            user=user, name="Benchmark", scope=ApiToken.Scope.WRITE, lasts=timedelta(days=1)
        )
        self.application = get_wsgi_application()

    def request(self, method: str, target: str, body: dict[str, Any] | None = None) -> bytes:
        path, _, query = f"/api/v1{target}".partition("?")
        content = b"" if body is None else json.dumps(body).encode()
        status: list[str] = []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "HTTP_AUTHORIZATION": f"Bearer {self.token}",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(content)),
            "wsgi.input": BytesIO(content),
            "wsgi.url_scheme": "http",
            "wsgi.errors": BytesIO(),
            "SCRIPT_NAME": "",
        }
        response = self.application(environ, lambda code, *_: status.append(code))  # type: ignore[arg-type]
        answer = b"".join(response)
        response.close()
        if not status[0].startswith("2"):
            raise RuntimeError(f"{method} {target}: {status[0]}")
        return answer


def api_figures(user: User, on: date) -> Iterator[Figure]:
    """CPU milliseconds of each main route, with its queries (the token's too) and bytes."""
    client = ApiClient(user)
    food = Food.objects.order_by("rank").values_list("pk", flat=True)[0]
    year, week, _ = (on - timedelta(days=7)).isocalendar()
    # a day that no other route reads, because it grows while it is measured
    last_year = on - timedelta(days=400)

    def add() -> bytes:
        entry = {
            "date": f"{last_year}",
            "meal": "snack",
            "food_id": food,
            "grams": "1",
            "client_id": str(new_id()),
        }
        return client.request("POST", "/entries", entry)

    routes: dict[str, Callable[[], bytes]] = {
        "GET foods?q=": lambda: client.request("GET", "/foods?q=spinach"),
        "GET food": lambda: client.request("GET", f"/foods/{food}"),
        "GET day": lambda: client.request("GET", f"/days/{on}"),
        "GET week": lambda: client.request("GET", f"/weeks/{year}-W{week:02}"),
        "GET trends, 4 weeks": lambda: client.request("GET", "/trends"),
        "GET trends, 1 year": lambda: client.request("GET", "/trends?range=1y"),
        "GET nutrients": lambda: client.request("GET", f"/nutrients/{on}"),
        "GET entries, 50": lambda: client.request("GET", "/entries"),
        "POST entry": add,
        "POST parse, 3 foods": lambda: client.request(
            "POST", "/parse", {"text": "2 eggs, 1 cup rice, 30 g almonds"}
        ),
    }
    for name, request in routes.items():
        milliseconds, query_count = cpu_ms(request, times=20), count_queries(request)
        detail = f"{query_count} queries, {len(request()):,} bytes"
        yield Figure(f"API: {name}", milliseconds, "ms", detail=detail)

"""The figures of the API: what its main routes cost a program."""

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
from tools.bench.visitor import cpu_ms, queries


class Program:
    """Asks the application as the server would, with a token."""

    def __init__(self, user: User) -> None:
        settings.API_REQUESTS_PER_MINUTE = 1_000_000  # of this process only
        self.token = make_token(
            user=user, name="Benchmark", scope=ApiToken.Scope.WRITE, lasts=timedelta(days=1)
        )
        self.application = get_wsgi_application()

    def ask(self, method: str, target: str, body: dict[str, Any] | None = None) -> bytes:
        path, _, query = f"/api/v1{target}".partition("?")
        sent = b"" if body is None else json.dumps(body).encode()
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
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.input": BytesIO(sent),
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


def api_figures(user: User, on: date) -> Iterator[tuple[str, float, int, int]]:
    """Name, CPU milliseconds, queries (the token's too) and bytes of each main route."""
    program = Program(user)
    food = Food.objects.order_by("rank").values_list("pk", flat=True)[0]
    year, week, _ = (on - timedelta(days=7)).isocalendar()
    # the day that grows while it is measured is looked at by nobody
    last_year = on - timedelta(days=400)

    def add() -> bytes:
        entry = {
            "date": f"{last_year}",
            "meal": "snack",
            "food_id": food,
            "grams": "1",
            "client_id": str(new_id()),
        }
        return program.ask("POST", "/entries", entry)

    routes: dict[str, Callable[[], bytes]] = {
        "GET foods?q=": lambda: program.ask("GET", "/foods?q=spinach"),
        "GET food": lambda: program.ask("GET", f"/foods/{food}"),
        "GET day": lambda: program.ask("GET", f"/days/{on}"),
        "GET week": lambda: program.ask("GET", f"/weeks/{year}-W{week:02}"),
        "GET trends, 4 weeks": lambda: program.ask("GET", "/trends"),
        "GET trends, 1 year": lambda: program.ask("GET", "/trends?range=1y"),
        "GET nutrients": lambda: program.ask("GET", f"/nutrients/{on}"),
        "GET entries, 50": lambda: program.ask("GET", "/entries"),
        "POST entry": add,
        "POST parse, 3 foods": lambda: program.ask(
            "POST", "/parse", {"text": "2 eggs, 1 cup rice, 30 g almonds"}
        ),
    }
    for name, ask in routes.items():
        yield name, cpu_ms(ask, times=20), queries(ask), len(ask())

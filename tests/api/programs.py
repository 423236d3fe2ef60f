"""A person's program, as the tests use it."""

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from accounts.models import ApiToken, User
from accounts.tokens.actions import make_token

V1 = "/api/v1"


class Program:
    """Sends JSON with a token of that person; `token` None sends none."""

    def __init__(
        self, person: User | None, *, scope: str = "write", token: str | None = None
    ) -> None:
        self.client = Client(raise_request_exception=False)
        if person:
            token = make_token(user=person, name="Tests", scope=ApiToken.Scope(scope), lasts=None)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def send(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None
    ) -> HttpResponse:
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method, f"{V1}{path}", data, content_type="application/json", headers=self.headers
        )  # type: ignore[return-value]

    def get(self, path: str) -> Any:
        """The body of an answer that must be good."""
        response = self.send("GET", path)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    def make(self, path: str, **body: Any) -> Any:
        """What was made; a client id is made up unless it is given."""
        response = self.send("POST", path, {"client_id": str(uuid4())} | body)
        assert response.status_code == 201, response.content
        return json.loads(response.content)


def json_of(response: HttpResponse) -> Any:
    return json.loads(response.content)


def fields(response: HttpResponse) -> list[str]:
    """The fields that a problem names."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    return [error["field"] for error in json_of(response).get("errors", [])]

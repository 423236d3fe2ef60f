"""Requests to the diary's pages, and what their answers say."""

import re
from typing import Any

from django.test import Client

from accounts.ids import new_id

TODAY = "2026-11-21"
NOON = "2026-11-21T12:00:00Z"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/diary/{TODAY}/"}


def add(client: Client, pick: str, *, headers: dict[str, str] | None = None, **data: str) -> Any:
    """Sends what a chosen line of the add box's list sends."""
    sent = {"meal": "dinner", "client_id": str(new_id()), "pick": pick} | data
    return client.post(f"/diary/{TODAY}/add/", sent, headers=headers)


def text_of(response: Any) -> str:
    """The words of a page, with single spaces between."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)

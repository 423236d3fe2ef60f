"""Measures how many bytes the server sends to a browser that comes first, and one that returns."""

import http.client
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings

from accounts.models import User
from tools.bench.figure import Figure
from tools.bench.server import ANSWER_SECONDS, database_url, running_server
from tools.bench.visitor import Visitor

# What a page loads, and what a style sheet loads: scripts, style sheets, the mark, fonts.
LOADED = re.compile(r"""(?:href|src)="(/static/[^"]+)"|url\(["']?([^"')]+\.woff2)""")


def network_figures(person: User) -> Iterator[Figure]:
    """Today's diary as a browser reads it: bodies as they are sent, without headers."""
    headers = {"Cookie": Visitor(person).cookies, "Accept-Encoding": "gzip, deflate, br"}
    page = f"/diary/{date.today()}/"
    with running_server(database_url(), Path(settings.DATA_DIR)) as (address, _):
        sizes = {page: len(_body(address, page, headers))}
        plain = _body(address, page, {**headers, "Accept-Encoding": "identity"}).decode()
        wanted = _loaded_by(page, plain)
        while wanted:
            path = wanted.pop()
            if path in sizes:
                continue
            sizes[path] = len(_body(address, path, headers))
            if path.endswith(".css"):
                wanted += _loaded_by(path, _body(address, path, {}).decode())
    largest = sorted(sizes, key=lambda path: -sizes[path])[:4]
    detail = ", ".join(f"{path.rpartition('/static/')[2]} {sizes[path]:,}" for path in largest)
    name = "kB of a first visit"
    yield Figure(name, sum(sizes.values()) / 1000, "kB", "first visit", f"bytes: {detail}")
    # Static files carry a hash in their names and are kept for good.
    yield Figure("kB of a repeated visit", sizes[page] / 1000, "kB", "repeated visit")


def _loaded_by(path: str, text: str) -> list[str]:
    return [urljoin(path, linked or font) for linked, font in LOADED.findall(text)]


def _body(address: str, path: str, headers: dict[str, str]) -> bytes:
    server = http.client.HTTPConnection(address, timeout=ANSWER_SECONDS)
    try:
        server.request("GET", path, headers=headers)
        response = server.getresponse()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}. `./run manage prepare` first")
        return response.read()
    finally:
        server.close()

"""Measures how long the browser takes to draw a list after a key is pressed. Needs
requirements-dev.txt and Chromium.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from django.conf import settings

from accounts.models import User
from tools.bench.figure import Figure
from tools.bench.server import database_url, running_server
from tools.bench.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME = "list drawn after a key, slow machine"
SLOWDOWN = 4
TYPED, ROUNDS = "pumpkinseed", 5
# The time from each key to the first frame with a new list, and the part of it spent waiting.
MEASURE = """
window.samples = [];
let pressed = 0;
const box = document.querySelector("#q");
box.addEventListener("keydown", () => (pressed = performance.now()), true);
new MutationObserver(() => {
  const asked = performance.getEntriesByType("resource")
    .findLast((entry) => entry.name.includes("/choices/"));
  requestAnimationFrame(() => setTimeout(() => {
    const drawn = performance.now();
    const waited = asked ? asked.responseEnd - asked.requestStart : 0;
    samples.push({ drawn: drawn - pressed, waited });
  }));
}).observe(document.querySelector("#q-list"), { childList: true });
"""


def drawing_figure(person: User) -> Figure:
    """The fastest round's median over the keys, without the time spent waiting for the server."""
    chromium = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if chromium is None:
        return Figure(NAME, None, "ms", "drawing", "there is no Chromium here")
    with open_diary(person, chromium) as page:
        rounds = [milliseconds_to_draw(page) for _ in range(ROUNDS)]
    milliseconds = ", ".join(f"{each:.0f}" for each in rounds)
    detail = f"processor slowed down {SLOWDOWN} times; rounds {milliseconds} ms"
    return Figure(NAME, min(rounds), "ms", "drawing", detail)


@contextmanager
def open_diary(person: User, chromium: str) -> Iterator["Page"]:
    """The page of today's diary, signed in and ready to measure."""
    from playwright.sync_api import sync_playwright  # only developers have it

    cookies = dict(cookie.split("=", 1) for cookie in Visitor(person).cookies.split("; "))
    with (
        running_server(database_url(), Path(settings.DATA_DIR)) as (address, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(base_url=f"http://{address}")
        context.add_cookies(
            [
                {"name": name, "value": value, "url": f"http://{address}"}
                for name, value in cookies.items()
            ]
        )
        page = context.new_page()
        response = page.goto("/diary/")
        if response is None or not response.ok:
            raise RuntimeError(
                "/diary/ did not answer: `./run manage prepare` first, for the static files"
            )
        page.context.new_cdp_session(page).send(
            "Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN}
        )
        page.evaluate(MEASURE)
        yield page
        browser.close()


def milliseconds_to_draw(page: "Page") -> float:
    """The median over the keys of the word, from the key to the frame with its list."""
    page.evaluate("samples.length = 0")
    for number, letter in enumerate(TYPED, start=1):
        page.locator("#q").press(letter)
        page.wait_for_function("number => samples.length >= number", arg=number)
    page.keyboard.press("Escape")  # closes the list
    page.keyboard.press("Escape")  # empties the box
    return median(sample["drawn"] - sample["waited"] for sample in page.evaluate("samples"))

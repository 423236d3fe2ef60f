"""What people do on the pages, in words of the pages, and what must hold on each of them."""

import re
import uuid
from pathlib import Path
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from tests.builders import PASSWORD


class Site(NamedTuple):
    """A running Magwise and its data folder."""

    address: str
    data: Path


class Trouble:
    """Collects what a person would not see, but a developer should."""

    def __init__(self, page: Page) -> None:
        self.seen: list[str] = []
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.seen.append(f"script: {error}"))
        page.on("response", self.on_response)

    def on_console(self, message: ConsoleMessage) -> None:
        # Breaches of the Content-Security-Policy come as errors. An answer of 4xx, told by the
        # browser and once more by htmx, is judged by the test itself.
        is_answer = re.search(
            r"the server responded with a status of 4|^Response Status Error Code 4", message.text
        )
        if message.type in ("error", "warning") and not is_answer:
            self.seen.append(f"console: {message.text}")

    def on_response(self, response: Response) -> None:
        asset = response.request.resource_type in ("stylesheet", "script", "font", "image")
        if response.status >= 500 or (response.status >= 400 and asset):
            self.seen.append(f"{response.status} {response.url}")


# sessions of people who have not logged anything; the fixture `site` fills it
NEWCOMERS: list[dict[str, str]] = []


def open_diary(page: Page) -> None:
    """To today's diary, as a woman of 1990 who has signed up: how most journeys begin."""
    page.context.add_cookies([NEWCOMERS.pop()])
    # until its script has put the focus into the box: what is typed before is lost
    page.goto("/diary/")
    expect(page.get_by_role("combobox", name="Add food")).to_be_visible()


def sign_up(page: Page, *, female: bool = True, year: int = 1990) -> str:
    """From the welcome page to today's diary; gives the e-mail address."""
    email = f"{uuid.uuid4().hex[:12]}@example.org"
    page.goto("/")
    page.get_by_role("link", name="Start a diary").first.click()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create diary").click()
    expect(page.get_by_role("heading", name="Your magnesium target")).to_be_visible()
    page.get_by_label("Female" if female else "Male", exact=True).check()
    for label, value in (("Day", "10"), ("Month", "5"), ("Year", str(year))):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Open my diary").click()
    expect(page.get_by_role("combobox", name="Add food")).to_be_visible()
    # its script has put the focus into the box: what is typed before is lost
    page.wait_for_load_state()
    return email


def sign_in(page: Page, email: str, *, to: str = "/") -> None:
    page.goto(f"/accounts/login/?next={to}")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{to}")


def add_food(page: Page, text: str, *, shown: str) -> None:
    """Type into the add box and take the first choice with Enter: no page is loaded."""
    page.get_by_role("combobox", name="Add food").focus()
    page.keyboard.type(text)
    expect(choices(page).first).to_contain_text(shown, ignore_case=True)
    page.keyboard.press("Enter")
    expect(entry(page, shown)).to_be_visible()


def choices(page: Page) -> Locator:
    """What the open list under the add box offers."""
    return page.get_by_role("listbox", name="Foods").get_by_role("option")


def entry(page: Page, title: str):
    return page.locator("#diary li").filter(has_text=title).first


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds, as "rule: selector"."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in violations
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )

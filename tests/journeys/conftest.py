"""A real Chromium against the real thing: `./run`, with its server, hashed static files and strict
headers.

Each journey has a person of its own, so that they share one site and need no database of the tests.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.builders import PASSWORD
from tests.journeys import people
from tests.journeys.steps import NEWCOMERS, Site, Trouble
from tests.serving import manage, run, serving

# Without a sandbox, because tests also run as root; nothing that calls home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
PEOPLE = 100  # as many journeys may begin with somebody who is signed in
# for what comes late where all processors are busy; what is there is not waited for
WAIT_MILLISECONDS = 60_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with the food table and people; the first worker makes it for the run."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    folder, done = shared / "prepared", shared / "prepared.done"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            manage(folder, "prepare")
            manage(
                folder,
                "shell",
                "-c",
                f"from tests.journeys.people import make_people; make_people({PEOPLE})",
            )
            done.touch()
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(prepared, data)
    with serving(data) as address:
        NEWCOMERS[:] = [
            cookie | {"url": address} for cookie in json.loads((data / people.FILE).read_text())
        ]
        yield Site(address, data)


@pytest.fixture(scope="session")
def demo(site: Site) -> str:
    """A person with weeks of diary; gives the e-mail address. The password is
    `tests.builders.PASSWORD`.
    """
    email = "demo@example.org"
    run(site.data, "demo", "--days", "30", "--email", email, "--password", PASSWORD)
    return email


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a module: while Playwright runs, Django takes this thread for an async one."""
    chromium = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("there is no chromium")
        pytest.skip("there is no chromium here: apt install chromium")
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context_options() -> dict[str, object]:
    """What a test overrides to have another screen or no script."""
    return {"viewport": DESKTOP}


@pytest.fixture
def context(
    browser: Browser, site: Site, context_options: dict[str, object]
) -> Iterator[BrowserContext]:
    options = {
        "base_url": site.address,
        "locale": "en-GB",
        "timezone_id": "Europe/Berlin",
    } | context_options
    context = browser.new_context(**options)
    context.set_default_timeout(WAIT_MILLISECONDS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """A tab in which nothing goes wrong unseen: no error on the console, no breach of the policy,
    no broken file.
    """
    page = context.new_page()
    trouble = Trouble(page)
    yield page
    assert trouble.seen == [], (site.data / "log").read_text()[-3000:]

"""Every page, on phone and laptop, light and dark: nothing for axe-core, nothing cut off."""

from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import accessibility_faults, sideways, sign_in

SCREENS = {"phone": {"viewport": PHONE}, "desktop": {"viewport": DESKTOP}}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FOR_STRANGERS = [
    "/",
    "/about/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/nothing-here/",
]
CHARTS = [
    "/week/?nutrient=301",
    "/trends/",
    "/trends/?range=1y&nutrient=314",
    "/trends/?from=2026-11-21&to=2026-01-01",
]
FOR_PEOPLE = [
    "/diary/",
    "/diary/?q=almonds",
    "/week/",
    *CHARTS,
    "/foods/?q=kale",
    "/foods/1/",
    "/setup/",
    "/settings/",
]
FOR_PEOPLE += [
    "/diary/gap/",
    "/gap/",
    "/sources/",
    "/sources/1/",
    "/foods/rich/",
    "/settings/foods/",
]
FOR_PEOPLE += [
    "/settings/export/",
    "/settings/import/",
    "/settings/security/",
    "/settings/tokens/",
    "/api/v1/docs",
]
FOR_PEOPLE += ["/nutrients/", "/nutrients/?days=7", "/settings/delete/"]


@pytest.fixture(params=SCREENS.values(), ids=SCREENS)
def context_options(request: pytest.FixtureRequest) -> dict[str, object]:
    # Colours that fade from one scheme to the other would be looked at on their way.
    return request.param | {"reduced_motion": "reduce"}


def faults_of(page: Page, path: str) -> dict[tuple[str, str], object]:
    """What is wrong with a page in each scheme of colours; it is loaded once."""
    page.goto(path)
    faults: dict[tuple[str, str], object] = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        if found := accessibility_faults(page):
            faults[path, scheme] = found
        if wider := sideways(page):
            faults[path, f"{scheme}, wider than the screen"] = wider
    return faults


def test_pages_for_strangers(page: Page) -> None:
    faults = {}
    for path in FOR_STRANGERS:
        faults |= faults_of(page, path)

    assert faults == {}


def test_pages_with_a_months_diary(page: Page, demo: str) -> None:
    sign_in(page, demo)
    faults = {}
    for path in FOR_PEOPLE:
        faults |= faults_of(page, path)

    assert faults == {}

"""Every page, on phone and laptop, light and dark: nothing for axe-core, nothing cut off."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import accessibility_faults, sideways, sign_in

SCREENS = {
    f"{name}-{scheme}": {"viewport": size, "color_scheme": scheme}
    for name, size in (("phone", PHONE), ("desktop", DESKTOP))
    for scheme in ("light", "dark")
}
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
    return request.param


def test_pages_for_strangers(page: Page) -> None:
    faults = {}
    for path in FOR_STRANGERS:
        page.goto(path)
        faults[path] = (accessibility_faults(page), sideways(page))

    assert faults == {path: ([], 0) for path in FOR_STRANGERS}


def test_pages_with_a_months_diary(page: Page, demo: str) -> None:
    sign_in(page, demo)
    faults = {}
    for path in FOR_PEOPLE:
        page.goto(path)
        faults[path] = (accessibility_faults(page), sideways(page))

    assert faults == {path: ([], 0) for path in FOR_PEOPLE}

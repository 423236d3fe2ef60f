"""A curator corrects a value; days that were logged before do not change."""

import uuid

from playwright.sync_api import Browser, Page, expect

from tests.builders import PASSWORD
from tests.journeys.steps import Site, add_food, open_diary, sign_in
from tests.serving import manage


def test_corrected_value_counts_from_now_on_only(page: Page, browser: Browser, site: Site) -> None:
    curator = f"{uuid.uuid4().hex[:12]}@example.org"
    manage(
        site.data,
        "createsuperuser",
        "--noinput",
        "--email",
        curator,
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    open_diary(page)
    add_food(page, "100 g kale, raw", shown="Kale")
    logged = page.locator("#mg-n").inner_text()
    office = browser.new_context(base_url=site.address).new_page()
    sign_in(office, curator, to="/admin/nutrition/food/")

    office.get_by_role("textbox", name="Search").fill("kale, raw")
    office.keyboard.press("Enter")
    office.get_by_role("link", name="Kale").first.click()
    office.get_by_role("link", name="Correct").first.click()
    office.get_by_label("Magnesium", exact=False).first.fill("99")
    office.get_by_label("Reason", exact=False).first.fill("A test of the journey")
    office.get_by_role("button", name="Save").first.click()
    page.reload()

    expect(page.locator("#mg-n")).to_have_text(logged)
    add_food(page, "100 g kale, raw", shown="Kale")
    expect(page.locator("#mg-n")).to_have_text(str(int(logged) + 99))

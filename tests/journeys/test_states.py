"""The day in each of its states and the pages around it: nothing for axe-core, nothing cut off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    accessibility_faults,
    add_food,
    choices,
    entry,
    open_diary,
    sideways,
)
from tests.journeys.test_looks import SCREENS


@pytest.fixture(params=SCREENS.values(), ids=SCREENS)
def context_options(request: pytest.FixtureRequest) -> dict[str, object]:
    return request.param


def open_list(page: Page) -> None:
    page.get_by_role("combobox", name="Add food").focus()
    page.keyboard.type("2 cups spinach, 30 g almonds, kvxyz")
    expect(choices(page).first).to_contain_text("Add")


def open_editor(page: Page) -> None:
    page.get_by_role("link", name="Change amount").first.click()
    expect(page.get_by_label("Amount", exact=True)).to_be_focused()


def open_menu(page: Page) -> None:
    page.get_by_label("More actions for").first.click()
    expect(page.locator("#row-menu")).to_be_visible()


def open_keys(page: Page) -> None:
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def ask_back(page: Page) -> None:
    page.get_by_role("combobox", name="Add food").focus()
    page.keyboard.type("9 kg spinach")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


STATES: list[Callable[[Page], None]] = [open_list, open_editor, open_menu, open_keys, ask_back]


def test_day_in_each_state(page: Page) -> None:
    open_diary(page)
    faults = {"empty": (accessibility_faults(page), sideways(page))}
    add_food(page, "30 g almonds", shown="Almonds")
    add_food(page, "dinner: 2 eggs", shown="Egg")
    faults["just added"] = (accessibility_faults(page), sideways(page))

    for state in STATES:
        page.reload()
        state(page)
        faults[state.__name__] = (accessibility_faults(page), sideways(page))

    assert faults == dict.fromkeys(faults, ([], 0))


def test_pages_around_the_day(page: Page) -> None:
    open_diary(page)
    add_food(page, "30 g almonds", shown="Almonds")
    open_menu(page)
    page.locator("#row-menu").get_by_text("Delete").click()
    expect(entry(page, "Almonds")).to_have_count(0)
    add_food(page, "1 banana", shown="Banana")
    today = page.get_by_role("link", name="Copy to another day").get_attribute("href")
    change = page.get_by_role("link", name="Change amount").get_attribute("href")
    faults = {}

    for path in (
        "/diary/deleted/",
        today,
        today.replace("copy", "usual"),
        change,
        "/settings/periods/new/",
    ):
        page.goto(path)
        faults[path] = (accessibility_faults(page), sideways(page))

    assert faults == dict.fromkeys(faults, ([], 0))

"""Sign up, log three foods, see them in the day and in the week."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.steps import add_food, choices, entry, open_diary, sign_up


def magnesium(page: Page) -> int:
    return int(page.locator("#mg-n").inner_text())


def test_three_foods_are_in_the_day_and_in_the_week(page: Page) -> None:
    sign_up(page, year=1990)
    page.evaluate("window.sameDocument = true")

    add_food(page, "1 cup raw spinach", shown="Spinach")
    add_food(page, "30 g almonds", shown="Almonds")
    add_food(page, "1 banana", shown="Banana")
    total = magnesium(page)

    assert page.evaluate("window.sameDocument"), "an entry loaded the page anew"
    assert total > 100
    page.get_by_role("link", name="Week").first.click()
    expect(page).to_have_url(re.compile(r"/week/"))
    page.get_by_text("Show these numbers as a table").click()
    expect(page.get_by_role("table").first).to_contain_text(str(total))


def test_amount_changes_in_place_and_deletion_is_undone(page: Page) -> None:
    open_diary(page)
    add_food(page, "30 g almonds", shown="Almonds")
    before = magnesium(page)

    page.get_by_role("link", name="Change amount").first.click()
    page.get_by_label("Amount", exact=True).fill("60")
    page.keyboard.press("Enter")
    expect(page.locator("#mg-n")).not_to_have_text(str(before))
    doubled = magnesium(page)
    page.get_by_label("More actions for").first.click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#diary li").filter(has_text="Almonds")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()

    expect(entry(page, "Almonds")).to_be_visible()
    assert magnesium(page) == doubled
    assert doubled in (2 * before - 1, 2 * before, 2 * before + 1)


def test_whole_day_is_done_by_keyboard_alone(page: Page) -> None:
    open_diary(page)

    page.get_by_role("link", name="Week").first.focus()
    page.keyboard.press("/")
    page.keyboard.type("2 eggs")
    expect(choices(page).first).to_contain_text("egg", ignore_case=True)
    page.keyboard.press("Enter")
    expect(entry(page, "gg")).to_be_visible()
    expect(page.get_by_role("combobox", name="Add food")).to_be_focused()
    page.get_by_role("link", name="Previous day").focus()
    page.keyboard.press("[")

    expect(page.get_by_text("Yesterday").first).to_be_visible()
    page.wait_for_load_state()  # keys that come before its script are lost
    page.get_by_role("link", name="Next day").focus()
    page.keyboard.press("]")
    expect(entry(page, "gg")).to_be_visible()


class TestWithoutScript:
    @pytest.fixture
    def context_options(self) -> dict[str, object]:
        return {"viewport": PHONE, "java_script_enabled": False}

    def test_food_is_added_changed_and_deleted(self, page: Page) -> None:
        sign_up(page)

        page.get_by_role("combobox", name="Add food").fill("30 g almonds")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Add", exact=False).first.click()
        expect(entry(page, "Almonds")).to_be_visible()
        page.get_by_role("link", name="Change amount").first.click()
        page.get_by_label("Amount", exact=True).fill("60")
        page.get_by_role("button", name="Save").click()

        expect(entry(page, "Almonds")).to_contain_text("60 g")

"""Everything by keyboard alone, and everything without script. The focus is never lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders import PASSWORD
from tests.journeys.conftest import PHONE
from tests.journeys.steps import add_food, choices, entry, open_diary, sign_up

# What a screen reader would be told of a choice that is not there, and a focus that went nowhere.
WATCH = """
window.lost = [];
document.addEventListener("DOMContentLoaded", () => {
  const look = () => {
    const box = document.querySelector("[aria-activedescendant]");
    const pointed = box?.getAttribute("aria-activedescendant");
    const option = pointed && document.getElementById(pointed);
    if (pointed && !option?.matches("[role=option][aria-selected=true]")) {
      lost.push(`no choice ${pointed}`);
    }
  };
  const changes = { subtree: true, childList: true, attributes: true };
  new MutationObserver(look).observe(document.body, changes);
});
"""


@pytest.fixture
def page(page: Page) -> Page:
    page.add_init_script(WATCH)
    return page


def press(page: Page, *keys: str) -> None:
    """Presses the keys in turn; after each the page rests and something has the focus."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(150)
        expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
        expect(page.locator("body"), f"{key} lost the focus").not_to_be_focused()
    assert page.evaluate("lost") == []


def turn(page: Page, key: str) -> None:
    """Presses a key that opens another page, and waits: keys before its script are lost."""
    with page.expect_navigation():
        page.keyboard.press(key)
    assert page.evaluate("lost") == []


def tab_to(page: Page, control: Locator, *, key: str = "Tab") -> None:
    """As often as it takes; the test fails when the control cannot be reached."""
    for _ in range(60):
        if control.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{control} cannot be reached by {key}")


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Add food")


def amount(page: Page, title: str) -> Locator:
    return page.get_by_role("link", name=f"Change amount, {title}")


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").filter(has_text="Undone.")).to_be_visible()


def menu(page: Page, title: str, item: str) -> None:
    page.get_by_label(f"More actions for {title}").click()
    page.locator("#row-menu").get_by_text(item, exact=True).click()


def test_day_is_kept_by_keys_alone(page: Page) -> None:
    open_diary(page)
    expect(box(page)).to_be_focused()

    page.keyboard.type("dinner: 2 eggs")
    press(page, "Enter")
    expect(entry(page, "Egg")).to_be_visible()
    page.keyboard.type("dinner: 30 g almonds")
    expect(choices(page).first).to_contain_text("Almonds")
    press(page, "ArrowDown", "ArrowUp", "Enter")
    expect(entry(page, "Almonds")).to_be_visible()
    expect(box(page)).to_be_focused()
    press(page, "Escape", "j")
    expect(amount(page, "Egg")).to_be_focused()
    press(page, "j")
    expect(amount(page, "Almonds")).to_be_focused()
    press(page, "k", "j", "e")
    expect(page.get_by_label("Amount", exact=True)).to_be_focused()
    page.keyboard.type("60")
    press(page, "Enter")
    expect(amount(page, "Almonds")).to_have_text("60 g")
    expect(amount(page, "Almonds")).to_be_focused()
    press(page, "e", "Escape")
    expect(amount(page, "Almonds")).to_be_focused()
    press(page, "k", "Delete")
    expect(entry(page, "Egg")).to_have_count(0)
    expect(amount(page, "Almonds")).to_be_focused()
    press(page, "z")
    expect(entry(page, "Egg")).to_be_visible()


def test_pages_are_reached_by_keys_alone(page: Page) -> None:
    open_diary(page)

    press(page, "?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    press(page, "Escape")
    expect(box(page)).to_be_focused()
    turn(page, "[")
    expect(box(page)).to_be_focused()
    expect(page.get_by_text("Yesterday").first).to_be_visible()
    turn(page, "[")
    expect(box(page)).to_be_focused()
    expect(page.get_by_text("Yesterday")).to_have_count(0)
    turn(page, "]")
    expect(box(page)).to_be_focused()
    expect(page.get_by_text("Yesterday").first).to_be_visible()
    press(page, "Escape")
    turn(page, "t")
    expect(box(page)).to_be_focused()
    expect(page.get_by_text("Yesterday")).to_have_count(0)
    press(page, "Escape")
    page.keyboard.press("g")  # and the other key at once: after 1.5 seconds it is a key of its own
    turn(page, "w")
    expect(page).to_have_url(re.compile(r"/week/"))
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(box(page)).to_be_focused()


def test_signing_in_and_the_row_menu_need_no_pointer(page: Page) -> None:
    email = sign_up(page)
    add_food(page, "dinner: 30 g almonds", shown="Almonds")
    page.goto("about:blank")  # no answer that is still on its way sets a cookie again
    page.context.clear_cookies()
    page.goto("/accounts/login/")

    tab_to(page, page.get_by_label("Email address"))
    page.keyboard.type(email)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    tab_to(page, page.get_by_label("More actions for Almonds"))
    press(page, "Enter")
    expect(page.locator("#row-menu").get_by_text("Change amount")).to_be_focused()
    press(page, "Escape")
    expect(page.get_by_label("More actions for Almonds")).to_be_focused()
    press(page, "Enter")
    tab_to(page, page.get_by_role("button", name="Move to breakfast"))
    press(page, "Enter")
    expect(page.get_by_role("region", name="Breakfast")).to_contain_text("Almonds")
    tab_to(page, page.get_by_role("button", name="Undo"))
    press(page, "Enter")
    expect(page.get_by_role("region", name="Dinner")).to_contain_text("Almonds")


def test_escape_closes_then_clears_then_leaves_the_box(page: Page) -> None:
    open_diary(page)
    page.keyboard.type("almond")
    expect(choices(page).first).to_be_visible()

    press(page, "Escape")
    expect(choices(page)).to_have_count(0)
    expect(box(page)).to_have_value("almond")
    press(page, "Escape")
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()
    press(page, "Escape")
    expect(box(page)).not_to_be_focused()
    press(page, "/")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("")


def test_setting_turns_the_keys_off(page: Page) -> None:
    open_diary(page)
    add_food(page, "30 g almonds", shown="Almonds")
    page.goto("/settings/")
    page.get_by_label("Shortcuts with single keys").uncheck()
    page.get_by_role("button", name="Save the shortcuts").click()
    expect(page.get_by_text("Keyboard shortcuts are off")).to_be_visible()
    page.goto("/diary/")
    press(page, "Escape")
    on_main = page.evaluate("document.activeElement.id")

    for key in ("j", "a", "?", "t", "["):
        page.keyboard.press(key)

    assert page.evaluate("document.activeElement.id") == on_main
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("body")).not_to_have_attribute("data-keys", "")


def test_each_kind_of_change_is_undone(page: Page) -> None:
    open_diary(page)
    page.get_by_role("link", name="Previous day").click()
    expect(page.get_by_text("Yesterday").first).to_be_visible()
    add_food(page, "dinner: 30 g almonds", shown="Almonds")
    dinner, lunch = (page.get_by_role("region", name=name) for name in ("Dinner", "Lunch"))

    menu(page, "Almonds", "Move to lunch")
    expect(lunch).to_contain_text("Almonds")
    undo(page)
    expect(dinner).to_contain_text("Almonds")
    menu(page, "Almonds", "Change amount")
    page.get_by_label("Amount", exact=True).fill("60")
    page.keyboard.press("Enter")
    expect(amount(page, "Almonds")).to_have_text("60 g")
    undo(page)
    expect(amount(page, "Almonds")).to_have_text("30 g")
    menu(page, "Almonds", "Delete")
    expect(entry(page, "Almonds")).to_have_count(0)
    undo(page)
    expect(dinner).to_contain_text("Almonds")
    menu(page, "Almonds", "Offer first (star)")
    expect(page.get_by_role("status").filter(has_text="is a favourite")).to_be_visible()
    undo(page)
    menu(page, "Almonds", "Copy to today")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    undo(page)
    page.get_by_role("link", name="Next day").click()
    page.get_by_role("button", name="Copy yesterday’s dinner").click()
    expect(dinner).to_contain_text("Almonds")
    undo(page)
    expect(page.locator("#diary li.entry")).to_have_count(0)
    add_food(page, "1 banana", shown="Banana")
    undo(page)
    expect(page.locator("#diary li.entry")).to_have_count(0)


class TestWithoutScript:
    @pytest.fixture
    def context_options(self) -> dict[str, object]:
        return {"viewport": PHONE, "java_script_enabled": False}

    def test_food_is_added_once_however_often_the_button_is_pressed(self, page: Page) -> None:
        self.search_almonds(page)

        page.get_by_role("button", name="Add Almonds").first.dblclick()

        expect(page.locator("#diary li.entry")).to_have_count(1)
        page.reload()
        expect(page.locator("#diary li.entry")).to_have_count(1)

    def test_form_that_is_sent_again_makes_no_second_row(self, page: Page) -> None:
        self.search_almonds(page)
        with page.expect_request("**/add/") as sent:
            page.get_by_role("button", name="Add Almonds").first.click()
        expect(page.locator("#diary li.entry")).to_have_count(1)

        again = page.request.post(
            sent.value.url,
            data=sent.value.post_data_buffer,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url},
        )

        assert again.ok
        page.goto("/diary/")
        expect(page.locator("#diary li.entry")).to_have_count(1)

    def test_entry_is_deleted_and_brought_back_by_the_next_page(self, page: Page) -> None:
        self.search_almonds(page)
        page.get_by_role("button", name="Add Almonds").first.click()

        page.get_by_label("More actions for Almonds").click()
        page.get_by_role("button", name="Delete").click()
        expect(page.locator("#diary li.entry")).to_have_count(0)
        page.get_by_role("button", name="Undo").click()

        expect(amount(page, "Almonds")).to_have_text("30 g")

    def test_yesterday_is_copied(self, page: Page) -> None:
        open_diary(page)
        page.get_by_role("link", name="Previous day").click()
        box(page).fill("dinner: 30 g almonds")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Add Almonds").first.click()
        page.get_by_role("link", name="Next day").click()

        page.get_by_role("button", name="Copy yesterday", exact=True).locator(
            "visible=true"
        ).first.click()

        expect(amount(page, "Almonds")).to_have_text("30 g")

    def search_almonds(self, page: Page) -> None:
        open_diary(page)
        box(page).fill("30 g almonds")
        page.keyboard.press("Enter")


PASTE = """([box, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const paste = { clipboardData, bubbles: true, cancelable: true };
  box.dispatchEvent(new ClipboardEvent("paste", paste));
}"""


def paste(page: Page, text: str) -> None:
    page.evaluate(PASTE, [box(page).element_handle(), text])


def test_what_is_only_like_a_food_is_not_added_and_a_pasted_list_is_several_foods(
    page: Page,
) -> None:
    open_diary(page)
    expect(box(page)).to_be_focused()

    page.keyboard.type("banana cactus")
    expect(page.locator("#q-list")).to_contain_text("No food called “banana cactus”.")
    press(page, "Enter")
    expect(page.locator(".entry")).to_have_count(0)
    expect(box(page)).to_have_value("banana cactus")
    press(page, "Escape", "Escape")
    expect(box(page)).to_have_value("")

    paste(page, "x" * 1001)
    expect(page.locator("#q-list")).to_contain_text(
        "That is 1001 characters. Paste up to 1000 at a time."
    )
    paste(page, "2 eggs\r\n30 g almonds\n")
    expect(choices(page).filter(has_text="Add 2 foods")).to_be_visible()
    press(page, "Enter")
    expect(page.locator(".entry")).to_have_count(2)

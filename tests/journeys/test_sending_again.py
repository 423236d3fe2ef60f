"""Sending again: by Back, after a lost answer, under a used id, with two quick taps."""

from playwright.sync_api import Page, Route, expect

from tests.journeys.steps import add_food, choices, entry, open_diary


def open_food(page: Page) -> None:
    page.goto("/foods/?q=almonds")
    page.get_by_role("main").get_by_role("link", name="Almonds").first.click()
    expect(page.get_by_role("button", name="Log it")).to_be_visible()


def log_it(page: Page, grams: str) -> None:
    page.get_by_label("Portion").select_option("g")
    page.get_by_label("Amount").fill(grams)
    page.get_by_role("button", name="Log it").click()


def test_back_to_a_form_that_was_answered_logs_the_same_once_more(page: Page) -> None:
    open_diary(page)
    open_food(page)
    log_it(page, "31")
    expect(page.get_by_role("status").filter(has_text="Added Almonds")).to_be_visible()

    page.go_back()
    log_it(page, "31")

    expect(page.locator(".entry__amt", has_text="31 g")).to_have_count(2)


def test_back_to_a_form_whose_answer_was_lost_stores_it_once(page: Page) -> None:
    open_diary(page)
    add_food(page, "32 g almonds", shown="Almonds")
    page.goto(page.locator("a.entry__menu").first.get_attribute("href") or "")

    def lose_the_answer(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/copy/", lose_the_answer)
    page.get_by_role("button", name="Copy").click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/copy/")

    page.go_back()
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("status").filter(has_text="Copied Almonds to today.")).to_be_visible()
    expect(page.locator(".entry__amt", has_text="32 g")).to_have_count(2)


def test_a_used_id_is_refused_with_what_was_typed_and_works_at_the_next_press(page: Page) -> None:
    open_diary(page)
    used = page.locator("#add-client").input_value()
    add_food(page, "30 g almonds", shown="Almonds")
    page.locator("#add-client").evaluate("(field, id) => { field.value = id }", used)
    box = page.get_by_role("combobox", name="Add food")
    box.focus()
    page.keyboard.type("150 g banana")
    expect(choices(page).first).to_contain_text("banana", ignore_case=True)

    page.keyboard.press("Enter")

    expect(page.get_by_text("This form had already added something else")).to_be_visible()
    expect(box).to_have_value("150 g banana")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    page.keyboard.press("Escape")
    page.wait_for_timeout(700)  # the same choice within 0.6 s is a double tap
    box.fill("150 g bananas")
    expect(choices(page).first).to_contain_text("banana", ignore_case=True)
    page.keyboard.press("Enter")
    expect(entry(page, "Banana")).to_be_visible()


def test_quick_taps_on_two_kept_supplements_log_both(page: Page) -> None:
    open_diary(page)
    for name in ("Glycinate", "Citrate"):
        page.get_by_role("link", name="supplement").first.click()
        page.get_by_label("Name").fill(name)
        page.get_by_label("Magnesium in one, in mg").fill("100")
        page.get_by_role("button", name="Add to").click()
        page.goto("/diary/")
    chips = page.get_by_role("list", name="Supplements you keep, one tap adds them").get_by_role(
        "button"
    )
    expect(chips).to_have_count(2)

    page.evaluate(
        """document.querySelectorAll('[action*="/supplements/"] button.chip')
            .forEach((button) => button.click())"""
    )

    expect(page.locator(".entry__name", has_text="Glycinate")).to_have_count(2)
    expect(page.locator(".entry__name", has_text="Citrate")).to_have_count(2)

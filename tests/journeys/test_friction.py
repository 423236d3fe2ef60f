"""The friction budget: how many key and touch events logging takes, in a real Chromium."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, Route, expect

from tests.builders import PASSWORD
from tests.journeys.conftest import PHONE, WAIT_MILLISECONDS
from tests.journeys.steps import Site, add_food, choices, entry, open_diary, sign_in, sign_up

ALMONDS = re.compile(r"[?&]q=30(\+|%20)g(\+|%20)almonds(&|$)")
COUNT = """
window.spent = { keys: 0, taps: 0 };
addEventListener("keydown", () => spent.keys++, true);
addEventListener("pointerdown", () => spent.taps++, true);
"""
COUNT_LISTS = """
window.drawn = 0;
new MutationObserver(() => drawn++).observe(document.querySelector("#q-list"), { childList: true });
"""
# drawn, opened, scrolled to its first choice; a script that measures each choice needs more
LAYOUTS_OF_A_LIST = 5
KNOWN_FOOD_KEYS = 5 + 1  # and Enter
NEW_FOOD_KEYS = 14


@pytest.fixture
def grams_of(site: Site) -> Callable[[str, str], Fraction]:
    """What one unit of a portion weighs in the food table, by SR28's number of the food and how the
    unit begins.
    """

    def look_up(number: str, unit: str) -> Fraction:
        with closing(sqlite3.connect(site.data / "magwise.sqlite3")) as table:
            amount, grams = table.execute(
                "SELECT portion.amount, portion.grams FROM nutrition_portion portion"
                " JOIN nutrition_food food ON food.id = portion.food_id"
                " WHERE food.source_ref = ? AND portion.unit LIKE ? || '%'"
                " ORDER BY portion.position",
                [number, unit],
            ).fetchone()
        return Fraction(str(grams)) / Fraction(str(amount))

    return look_up


def spent(page: Page) -> dict[str, int]:
    return page.evaluate("spent")


def start_counting(page: Page) -> None:
    page.evaluate("Object.assign(spent, { keys: 0, taps: 0 })")


def go_to(page: Page, day: str) -> None:
    page.get_by_role("link", name=f"{day} day").click()
    expect(page.get_by_text("Yesterday" if day == "Previous" else "Today").first).to_be_visible()
    page.wait_for_load_state()


def rows(page: Page, title: str) -> Locator:
    return page.locator("#diary li.entry").filter(has_text=title)


class TestOnADesktop:
    @pytest.fixture
    def page(self, page: Page) -> Page:
        page.add_init_script(COUNT)
        return page

    def test_known_food_takes_five_keys_and_enter(self, page: Page) -> None:
        open_diary(page)
        go_to(page, "Previous")
        add_food(page, "45 g almonds", shown="Almonds")
        go_to(page, "Next")

        page.keyboard.type("alm")
        page.keyboard.press("Enter")

        expect(entry(page, "Almonds")).to_contain_text("45 g")
        assert spent(page)["keys"] <= KNOWN_FOOD_KEYS
        assert spent(page)["taps"] == 0

    def test_new_food_with_an_amount_takes_fourteen_keys_and_no_click(
        self, page: Page, grams_of: Callable[[str, str], Fraction]
    ) -> None:
        open_diary(page)
        start_counting(page)

        page.keyboard.type("2 cup spinac")
        page.keyboard.press("Enter")

        expect(entry(page, "Spinach, raw")).to_contain_text(
            f"2 cups · {2 * grams_of('11457', 'cup')} g"
        )
        assert spent(page)["keys"] <= NEW_FOOD_KEYS
        assert spent(page)["taps"] == 0

    def test_four_foods_in_one_line_are_four_rows(
        self, page: Page, grams_of: Callable[[str, str], Fraction]
    ) -> None:
        weights = {
            "Egg": 2 * grams_of("01123", "large"),
            "Spinach, boiled": grams_of("11458", "cup"),
            "Almonds": 30,
            "Banana": grams_of("09040", "medium"),
        }
        line = "2 eggs, 1 cup cooked spinach, 30 g almonds, 1 banana"
        open_diary(page)
        start_counting(page)

        page.keyboard.type(line)
        page.keyboard.press("Enter")

        expect(page.locator("#diary li.entry")).to_have_count(len(weights))
        for title, grams in weights.items():
            expect(rows(page, title).locator(".entry__amt")).to_have_text(
                re.compile(rf"(^|· ){grams} g$")
            )
        assert spent(page) == {"keys": len(line) + 1, "taps": 0}

    def test_yesterdays_meal_is_repeated_with_one_click(self, page: Page) -> None:
        open_diary(page)
        go_to(page, "Previous")
        add_food(page, "dinner: 30 g almonds", shown="Almonds")
        add_food(page, "dinner: 1 banana", shown="Banana")
        go_to(page, "Next")

        page.get_by_role("button", name="Copy yesterday’s dinner").click()

        expect(page.locator("#diary li.entry")).to_have_count(2)
        expect(page.get_by_role("region", name="Dinner")).to_contain_text("Almonds")
        assert spent(page) == {"keys": 0, "taps": 1}

    def test_each_key_asks_once_draws_once_and_waits_for_no_clock(self, page: Page) -> None:
        """What makes a list slow, counted while time stands still; `./run bench --only drawing`
        measures it.
        """
        page.clock.install()
        open_diary(page)
        page.clock.pause_at(datetime.now() + timedelta(days=1))
        chromium = page.context.new_cdp_session(page)
        chromium.send("Performance.enable")
        page.evaluate(COUNT_LISTS)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))

        layouts = []
        for number, letter in enumerate("chocolate", start=1):
            before = layout_count(chromium)
            page.keyboard.press(letter)
            page.wait_for_function("number => drawn >= number", arg=number)
            layouts.append(layout_count(chromium) - before)

        assert len(asked) == page.evaluate("drawn") == len("chocolate")
        assert median(layouts) <= LAYOUTS_OF_A_LIST


def layout_count(chromium: CDPSession) -> int:
    metrics = chromium.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "LayoutCount")


class TestOnAPhone:
    @pytest.fixture
    def context_options(self) -> dict[str, object]:
        return {"viewport": PHONE, "has_touch": True, "is_mobile": True}

    def test_known_food_takes_one_tap(self, page: Page) -> None:
        page.add_init_script(COUNT)
        open_diary(page)
        go_to(page, "Previous")
        add_food(page, "45 g almonds", shown="Almonds")
        go_to(page, "Next")

        page.get_by_role("button", name="Add Almonds, 45 g").tap()

        expect(entry(page, "Almonds")).to_contain_text("45 g")
        assert spent(page) == {"keys": 0, "taps": 1}

    def test_two_taps_on_a_food_are_one_row_and_on_two_foods_two(self, page: Page) -> None:
        open_diary(page)
        go_to(page, "Previous")
        add_food(page, "45 g almonds", shown="Almonds")
        add_food(page, "1 banana", shown="Banana")
        go_to(page, "Next")
        almonds = page.get_by_role("button", name="Add Almonds")

        # however long this test takes between the two taps
        page.evaluate("performance.now = () => 0")
        almonds.tap()
        almonds.tap()
        page.get_by_role("button", name="Add Banana").tap()

        expect(rows(page, "Banana")).to_have_count(1)
        expect(rows(page, "Almonds")).to_have_count(1)


class Held:
    """Keeps requests from the server until they are let go: a slow connection."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.routes: list[Route] = []
        self.is_slow = True
        page.route(url, self.on_request)

    def on_request(self, route: Route) -> None:
        if self.is_slow:
            self.routes.append(route)
        else:
            route.continue_()

    def wait_for_one(self) -> None:
        """Until the page has asked; how soon it does depends on how busy the machine is."""
        for _ in range(WAIT_MILLISECONDS // 50):
            if self.routes:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("the page asked nothing")

    def let_go(self) -> None:
        """These and all that come."""
        self.is_slow = False
        for route in self.routes:
            route.continue_()


class TestOnASlowConnection:
    def test_enter_waits_for_the_list_of_what_was_typed_last(self, page: Page) -> None:
        open_diary(page)
        page.keyboard.type("banana")
        expect(choices(page).first).to_contain_text("Banana")
        slow = Held(page, "**/choices/**")

        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("30 g almonds")
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        assert rows(page, "Banana").count() == 0
        slow.let_go()

        expect(rows(page, "Almonds")).to_have_count(1)
        expect(rows(page, "Banana")).to_have_count(0)

    def test_late_answer_for_older_text_logs_nothing(self, page: Page) -> None:
        open_diary(page)
        slow = Held(page, "**/choices/**")
        page.keyboard.type("banana")
        slow.wait_for_one()

        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("30 g almonds")
        page.keyboard.press("Enter")
        slow.let_go()

        expect(rows(page, "Almonds")).to_have_count(1)
        expect(rows(page, "Banana")).to_have_count(0)

    def test_typing_on_takes_an_early_enter_back(self, page: Page) -> None:
        open_diary(page)
        slow = Held(page, "**/choices/**")

        page.keyboard.type("banana")
        page.keyboard.press("Enter")
        page.keyboard.type(" bread")
        slow.wait_for_one()
        slow.let_go()

        expect(choices(page).first).to_contain_text("bread")
        assert page.locator("#diary li.entry").count() == 0

    def test_list_that_was_closed_stays_closed_when_a_late_answer_comes(self, page: Page) -> None:
        open_diary(page)
        page.keyboard.type("banan")
        expect(choices(page).first).to_contain_text("Banana")
        slow = Held(page, "**/choices/**")
        page.keyboard.type("a")
        slow.wait_for_one()

        page.keyboard.press("Escape")
        with page.expect_response("**/choices/**"):
            slow.let_go()
        page.wait_for_timeout(200)

        expect(choices(page)).to_have_count(0)
        page.keyboard.press("ArrowDown")
        expect(choices(page).first).to_contain_text("Banana")

    @pytest.mark.parametrize("pause", [0, 1_000], ids=["at once", "after a second"])
    def test_second_enter_for_the_same_food_makes_no_second_row(
        self, page: Page, pause: int
    ) -> None:
        open_diary(page)
        slow = Held(page, "**/add/")
        page.keyboard.type("30 g almonds")
        expect(choices(page).first).to_contain_text("Almonds")

        page.keyboard.press("Enter")
        page.wait_for_timeout(pause)
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        slow.let_go()

        expect(rows(page, "Almonds")).to_have_count(1)

    def test_lost_answer_and_a_second_try_make_one_row(self, context: BrowserContext) -> None:
        page = context.new_page()  # the browser writes the broken connection on its console
        open_diary(page)
        with page.expect_response(ALMONDS):  # the list of the last letter
            page.keyboard.type("30 g almonds")
        expect(choices(page).first).to_contain_text("Almonds")

        page.route("**/add/", lambda route: (route.fetch(), route.abort())[0], times=1)
        page.keyboard.press("Enter")
        expect(
            page.get_by_role("status").filter(has_text="We cannot tell whether it was saved")
        ).to_be_visible()
        page.wait_for_timeout(700)  # longer than a double press
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")

        expect(rows(page, "Almonds")).to_have_count(1)
        page.reload()
        expect(rows(page, "Almonds")).to_have_count(1)

    def test_what_was_typed_comes_along_to_sign_in_again(self, page: Page) -> None:
        email = sign_up(page)
        # the last question of the page, before its session ends
        with page.expect_response(ALMONDS):
            page.keyboard.type("30 g almonds")
        expect(choices(page).first).to_contain_text("Almonds")
        page.context.clear_cookies(name="sessionid")

        page.keyboard.press("Enter")
        expect(
            page.get_by_role("status").filter(has_text="Not saved. You are signed out.")
        ).to_be_visible()
        page.get_by_role("status").get_by_role("link", name="Sign in").click()
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")

        expect(page.get_by_role("combobox", name="Add food")).to_have_value("30 g almonds")

    def test_page_of_an_older_session_says_so(self, page: Page) -> None:
        email = sign_up(page)
        # the last question of the page, before its session ends
        with page.expect_response(ALMONDS):
            page.keyboard.type("30 g almonds")
        expect(choices(page).first).to_contain_text("Almonds")
        page.context.clear_cookies()
        other = page.context.new_page()
        sign_in(other, email, to="/settings/")

        page.keyboard.press("Enter")
        expect(
            page.get_by_role("status").filter(has_text="Not saved. Somebody signed in")
        ).to_be_visible()
        page.get_by_role("status").get_by_role("link", name="Load the page again").click()

        expect(page.get_by_role("combobox", name="Add food")).to_have_value("30 g almonds")


def test_same_food_twice_on_purpose_is_two_rows(page: Page) -> None:
    open_diary(page)

    add_food(page, "30 g almonds", shown="Almonds")
    page.wait_for_timeout(700)  # longer than a double press
    page.keyboard.type("30 g almonds")
    page.keyboard.press("Enter")

    expect(rows(page, "Almonds")).to_have_count(2)


def test_double_click_on_copying_makes_one_copy(page: Page) -> None:
    open_diary(page)
    go_to(page, "Previous")
    add_food(page, "dinner: 30 g almonds", shown="Almonds")
    go_to(page, "Next")

    page.get_by_role("button", name="Copy yesterday’s dinner").dblclick()

    expect(rows(page, "Almonds")).to_have_count(1)
    page.reload()
    expect(rows(page, "Almonds")).to_have_count(1)

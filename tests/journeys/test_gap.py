"""Close the gap on today's page: one tap adds, Undo takes it back, and never is never."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import accessibility_faults, add_food, entry, open_diary


def test_one_tap_closes_the_gap_and_undo_opens_it_again(page: Page) -> None:
    open_diary(page)
    add_food(page, "30 g almonds", shown="Almonds")
    gap = page.get_by_role("region", name="Close the gap")
    expect(gap).to_contain_text("mg to go to the 320 mg recommended for you")

    gap.get_by_role("button", name=re.compile("^Add Pumpkin seeds")).click()

    expect(entry(page, "Pumpkin seeds")).to_be_visible()
    expect(page.locator("#toast")).to_contain_text("Added Pumpkin seeds")
    # Its group had its turn: the list is a new one, for what is missing now.
    expect(gap.get_by_role("button", name=re.compile("^Add Spinach"))).to_be_visible()
    expect(gap.get_by_role("button", name=re.compile("^Add Pumpkin seeds, "))).to_have_count(0)

    page.get_by_role("button", name="Undo").click()
    expect(entry(page, "Pumpkin seeds")).to_have_count(0)
    gap.get_by_role("button", name=re.compile("^Never suggest Pumpkin seeds")).first.click()

    expect(page.locator("#toast")).to_contain_text("is not suggested any more")
    assert accessibility_faults(page) == []

"""Each chart with its table and all that is said about it is one page of paper."""

import re

from playwright.sync_api import Page

from tests.journeys.steps import sign_in

PAGE = re.compile(rb"/Type\s*/Page[^s]")
CHARTS = (
    "/week/",
    "/trends/?range=4w",
    "/trends/?range=3m&nutrient=301",
    "/trends/?from=2026-10-01&to=2026-11-04",  # the most days that are a bar each
    "/trends/?from=2022-01-01&to=2026-11-21",  # the most months
)


def test_a_chart_prints_on_one_page(page: Page, demo: str) -> None:
    sign_in(page, demo)
    pages = {}
    for path in CHARTS:
        page.goto(path)
        pages[path] = [len(PAGE.findall(page.pdf(format=paper))) for paper in ("A4", "Letter")]

    assert pages == {path: [1, 1] for path in CHARTS}

"""No page grows without end: long lists come page by page."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator

ON_A_PAGE = 100


def pages_of(number: str | None, longest: int, *, on_a_page: int = ON_A_PAGE) -> tuple["Page[int]", slice]:
    """The page with that number (the nearest that there is), and what of lists of up to `longest` it shows."""
    page = Paginator(range(longest), on_a_page).get_page(number)
    start = (page.number - 1) * on_a_page
    return page, slice(start, start + on_a_page)


def page_of(number: str | None, rows: Sequence[Any]) -> "Page[Any]":
    return Paginator(rows, ON_A_PAGE).get_page(number)

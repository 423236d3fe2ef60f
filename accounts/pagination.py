"""No page grows without end: long lists come page by page."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

ON_A_PAGE = 100


def pages_of(number: str | None, longest: int) -> tuple["Page[int]", slice]:
    """The nearest page to that number, and what of lists of up to `longest` it shows."""
    page = Paginator(range(longest), ON_A_PAGE).get_page(number)
    start = (page.number - 1) * ON_A_PAGE
    return page, slice(start, start + ON_A_PAGE)


def page_of(
    number: str | None, rows: Sequence[Any] | QuerySet[Any], *, on_a_page: int = ON_A_PAGE
) -> "Page[Any]":
    """The same with the rows themselves."""
    return Paginator(rows, on_a_page).get_page(number)

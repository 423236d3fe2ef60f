"""No page grows without end: long lists come page by page."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PAGE_SIZE = 100


def pages_of(number: str | None, longest: int) -> tuple["Page[int]", slice]:
    """The nearest page to that number, and what of lists of up to `longest` it shows."""
    page = Paginator(range(longest), PAGE_SIZE).get_page(number)
    start = (page.number - 1) * PAGE_SIZE
    return page, slice(start, start + PAGE_SIZE)


def page_of(
    number: str | None, rows: Sequence[Any] | QuerySet[Any], *, on_a_page: int = PAGE_SIZE
) -> "Page[Any]":
    """The same with the rows themselves."""
    return Paginator(rows, on_a_page).get_page(number)

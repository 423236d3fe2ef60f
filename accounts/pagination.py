"""Long lists are shown page by page, so that no page grows without end."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PAGE_SIZE = 100


def page_and_slice(number: str | None, length: int) -> tuple["Page[int]", slice]:
    """For several lists that are paged together, the longest of which has `length` items: the page
    for the template's links, and the slice of each list that is on it.

    A page that does not exist, or a text that is no number, gives the nearest page.
    """
    page = Paginator(range(length), PAGE_SIZE).get_page(number)
    start = (page.number - 1) * PAGE_SIZE
    return page, slice(start, start + PAGE_SIZE)


def page_of(
    number: str | None, rows: Sequence[Any] | QuerySet[Any], *, page_size: int = PAGE_SIZE
) -> "Page[Any]":
    """The page of the rows, or the nearest that exists."""
    return Paginator(rows, page_size).get_page(number)

"""URLs of our pages, as `reverse` gives them, but cached: it takes 40 µs each, and a day page has
dozens of links.
"""

from collections.abc import Callable
from datetime import date
from functools import cache, partial
from uuid import UUID

from django.urls import get_script_prefix, reverse

# By type, an argument that stands in for all others when a URL is cached. It occurs in no path of
# ours, so that it can be found in the URL and replaced.
SAMPLE_ARGUMENTS: dict[str, object] = {
    "date": date(1, 1, 1),
    "UUID": UUID(int=0),
    "int": 987_654_321,
}


def url(name: str, *arguments: object) -> str:
    """The URL of the page; cached if it has no argument or one of the SAMPLE_ARGUMENTS' types."""
    return _url(get_script_prefix(), name, *arguments)


@cache
def url_for_prefix(prefix: str) -> Callable[..., str]:
    """`url` for one request, which looks up the script prefix only once (4 µs)."""
    return partial(_url, prefix)


def _url(prefix: str, name: str, *arguments: object) -> str:
    if not arguments:
        return _url_without_arguments(prefix, name)
    type_name = type(arguments[0]).__name__
    if len(arguments) == 1 and type_name in SAMPLE_ARGUMENTS:
        before, after = _parts_around_argument(prefix, name, type_name)
        return f"{before}{arguments[0]}{after}"
    return reverse(name, args=arguments)


# `reverse` takes the prefix from the request; here it is a part of the cache's key.
@cache
def _url_without_arguments(prefix: str, name: str) -> str:
    return reverse(name)


@cache
def _parts_around_argument(prefix: str, name: str, type_name: str) -> tuple[str, str]:
    sample = SAMPLE_ARGUMENTS[type_name]
    before, _, after = reverse(name, args=[sample]).partition(str(sample))
    return before, after

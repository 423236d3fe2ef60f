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
SAMPLE_ARGUMENTS: dict[type, object] = {
    date: date(1, 1, 1),
    UUID: UUID(int=0),
    int: 987_654_321,
}


def url(name: str, *arguments: object) -> str:
    """The URL of the page; cached if its arguments are of the SAMPLE_ARGUMENTS' types."""
    return _url(get_script_prefix(), name, *arguments)


@cache
def url_for_prefix(prefix: str) -> Callable[..., str]:
    """`url` for one request, which looks up the script prefix only once (4 µs)."""
    return partial(_url, prefix)


def _url(prefix: str, name: str, *arguments: object) -> str:
    pattern = _pattern(prefix, name, *map(type, arguments))
    return reverse(name, args=arguments) if pattern is None else pattern % arguments


# `reverse` takes the prefix from the request; here it is a part of the cache's key.
@cache
def _pattern(prefix: str, name: str, *types: type) -> str | None:
    """The URL with "%s" for each argument; None if one has no sample or two have the same."""
    if len(set(types)) < len(types) or not SAMPLE_ARGUMENTS.keys() >= set(types):
        return None
    samples = [SAMPLE_ARGUMENTS[type_] for type_ in types]
    pattern = reverse(name, args=samples).replace("%", "%%")
    for sample in samples:
        pattern = pattern.replace(str(sample), "%s")
    return pattern

"""Addresses of pages, as `reverse` gives them: that takes 40 µs each, and a day has dozens."""

from collections.abc import Callable
from datetime import date
from functools import cache, partial
from uuid import UUID

from django.urls import get_script_prefix, reverse

# An argument of each kind, for an address in which others take its place: no path of ours has it.
SAMPLES: dict[str, object] = {"date": date(1, 1, 1), "UUID": UUID(int=0), "int": 987_654_321}


def url(name: str, *arguments: object) -> str:
    """The address of the page, looked up once where it has one argument of a known kind or none."""
    return _under(get_script_prefix(), name, *arguments)


@cache
def url_under(prefix: str) -> Callable[..., str]:
    """`url` for a request: asks only once which folder of the server Magwise is in (4 µs)."""
    return partial(_under, prefix)


def _under(prefix: str, name: str, *arguments: object) -> str:
    if not arguments:
        return _plain(prefix, name)
    kind = type(arguments[0]).__name__
    if len(arguments) == 1 and kind in SAMPLES:
        before, after = _around(prefix, name, kind)
        return f"{before}{arguments[0]}{after}"
    return reverse(name, args=arguments)


@cache
def _plain(prefix: str, name: str) -> str:
    return reverse(name)


@cache
def _around(prefix: str, name: str, kind: str) -> tuple[str, str]:
    """What stands before and after the one argument."""
    before, _, after = reverse(name, args=[SAMPLES[kind]]).partition(str(SAMPLES[kind]))
    return before, after

"""What templates in Jinja2 (`*.jinja`) can use: the words of our own template tags, and nothing else.

They are for what is drawn with every request (docs/adr/0007-compiled-templates.md).
"""

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.template.defaultfilters import date as in_format
from django.template.defaultfilters import pluralize
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment, StrictUndefined

from nutrition.templatetags.magwise import figure, icon, mg, plain

# An argument of each kind, for an address in which others take its place. None of them is part of a path of ours.
SAMPLES: dict[str, object] = {"date": date(1, 1, 1), "UUID": UUID(int=0), "int": 987_654_321}


class Untold(StrictUndefined):
    """A name that was not given may be asked for (`{% if oob %}`); printing it is a mistake."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


def environment(**options: Any) -> Environment:
    # The templates are few: all of them are kept. Jinja's own cache keeps an order of use, at 50 µs an include.
    env = Environment(**options | {"undefined": Untold, "cache_size": -1})  # noqa: S701 (Django switches escaping on)
    env.globals.update(url=url, icon=cache(icon))
    env.filters.update(mg=mg, plain=plain, figure=figure, date=in_format, pluralize=pluralize)
    return env


def form_token(request: HttpRequest) -> dict[str, Any]:
    """The hidden field of every form: made once for a page, not once for each form on it."""
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


def url(name: str, *arguments: object) -> str:
    """The address of a page, as `reverse` gives it. That takes 40 µs, and a day has dozens of addresses."""
    if not arguments:
        return _plain(get_script_prefix(), name)
    kind = type(arguments[0]).__name__
    if len(arguments) == 1 and kind in SAMPLES:
        before, after = _around(get_script_prefix(), name, kind)
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

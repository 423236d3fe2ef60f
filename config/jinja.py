"""The Jinja2 environment of our pages and mails: globals, filters and strictness.

Django's own engine renders only its admin (docs/adr/0007-compiled-templates.md).
"""

import re
from collections.abc import Hashable
from datetime import date
from functools import cache, lru_cache
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.defaultfilters import capfirst, pluralize
from django.template.defaultfilters import date as django_date
from django.templatetags.static import static
from django.templatetags.tz import do_timezone
from django.urls import get_script_prefix
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.html import json_script
from django_htmx.jinja import htmx_script
from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    nodes,
    pass_context,
    select_autoescape,
)
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from markupsafe import Markup

from accounts.page_urls import url, url_for_prefix
from nutrition.templatetags.magwise import comma, figure, icon, mg, plain

# All templates are kept, they are few. A bounded cache would maintain an order of use, which takes
# 50 µs an include.
UNBOUNDED = -1


def environment(loader: BaseLoader, *, auto_reload: bool, **_: Any) -> Environment:
    env = Environment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=FalsyUndefined,
        extensions=[PartExtension, UnindentExtension],
        cache_size=UNBOUNDED,
    )
    env.globals.update(
        url=url,
        htmx_script=cache(htmx_script),
        json_script=json_script,
        kept_part=kept_part,
    )
    env.filters.update(
        icon=icon,
        static=static,
        mg=mg,
        plain=plain,
        figure=figure,
        comma=comma,
        date=format_date,
        timezone=do_timezone,
        pluralize=pluralize,
        capfirst=capfirst,
    )
    return env


class FalsyUndefined(StrictUndefined):
    """An undefined name may be tested (`{% if oob %}`), but not printed."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


class PartExtension(Extension):
    """`{% part "diary/_meter.html" %}` includes a template by compiling it into its page, and
    `{% macros "diary/_rows.html" %}` defines the macros of a template there.

    An `include` creates a context for each part (8 µs, and a day has 27) and passes on each piece
    of text once more. Variables that a part sets are local to it, as with `include`. An `import`
    looks its template up for each page (15 µs), and its macros do not know the page's variables.
    """

    tags = {"part", "macros"}

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        tag = next(parser.stream)
        name = parser.parse_expression().as_const()
        loader = cast(BaseLoader, self.environment.loader)
        source, filename, _ = loader.get_source(self.environment, name)
        body = self.environment.parse(source, name, filename).body
        if tag.value == "macros":
            return [node for node in body if isinstance(node, nodes.Macro)]
        return nodes.Scope(body, lineno=tag.lineno)


@pass_context
def kept_part(context: Context, name: str, **values: Hashable) -> Markup:
    """A part that shows these values and nothing else of its page, so that what was drawn can be
    kept for the next page that shows the same.
    """
    draw = draw_part.__wrapped__ if context.environment.auto_reload else draw_part
    return draw(context.environment, name, context["url"], tuple(values.items()))


@lru_cache(maxsize=300)  # of up to 15 kB
def draw_part(
    env: Environment, name: str, page_url: Hashable, values: tuple[tuple[str, Hashable], ...]
) -> Markup:
    return Markup(env.get_template(name).render(dict(values), url=page_url))  # noqa: S704


class UnindentExtension(Extension):
    """Removes indentation from pages, and lines that hold only a tag or a comment.

    `trim_blocks` would also remove the line break after a tag at the end of a longer line, which
    may be all that separates two attributes or words.
    """

    INDENTATION = re.compile(r"\n +")
    LINE_OF_A_TAG = re.compile(r"^(\{([%#])(?:(?!\2\}).)*[^-+])\2\}$", re.MULTILINE | re.DOTALL)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return self.LINE_OF_A_TAG.sub(r"\1-\2}", self.INDENTATION.sub("\n", source))


def format_date(value: date | None, form: str) -> str:
    """Django's filter `date`, but cached for dates, which a page formats many times."""
    return _format_day(value, form) if type(value) is date else str(django_date(value, form))


@lru_cache(maxsize=4096)
def _format_day(day: date, form: str) -> str:
    return str(django_date(day, form))


def request_context(request: HttpRequest) -> dict[str, Any]:
    """The context that all pages get. The CSRF token is made once a page, not once a form."""
    token = SimpleLazyObject(lambda: get_token(request))
    page_messages = SimpleLazyObject(lambda: messages.get_messages(request))
    return {
        "user": getattr(request, "user", None),
        "csrf_token": token,
        "csrf_input": CsrfInput(token),
        "messages": page_messages,
        "url": url_for_prefix(get_script_prefix()),
    }


class CsrfInput:
    """The hidden field of a form, written when the first form of a page is drawn: pages without
    one set no cookie."""

    def __init__(self, token: object) -> None:
        self.token = token

    def __html__(self) -> str:
        return self._html

    @cached_property
    def _html(self) -> str:
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{self.token}">'

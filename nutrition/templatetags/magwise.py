"""Template tags of every page (a built-in library: no page has to load it)."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, cast

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from nutrition.intake.rounding import written
from nutrition.intake.words import whole_mg
from nutrition.templatetags.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "i") -> SafeString:
    """A decorative icon; what it means is said in words beside it."""
    return mark_safe(  # noqa: S308
        f'<svg class="{css}" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>'
    )


@register.simple_tag
@cache
def address(name: str) -> str:
    """The address of a page without arguments, as `{% url %}` has it, asked for once: the frame has
    eight of them.
    """
    return reverse(name)


@register.simple_tag
@cache
def fixed(name: str) -> SafeString:
    """A template in which nothing ever changes: drawn once in the life of a process."""
    return render_to_string(name)


@register.simple_tag(takes_context=True)
def compiled(context: Context, name: str) -> SafeString:
    """Includes a template in Jinja2, which escapes by itself, with all that the page knows.

    Pages for errors are drawn without a request.
    """
    known = cast(dict[str, Any], context.flatten())
    return mark_safe(  # noqa: S308
        render_to_string(name, known, getattr(context, "request", None), using="jinja2")
    )


@register.filter
def mg(value: Decimal | None) -> str:
    """Whole milligrams, rounded half up, "1,687"; "unknown" for what nobody knows."""
    return "unknown" if value is None else whole_mg(value)


@register.filter
def comma(value: int) -> str:
    """ "1,687"."""
    return written(value)


@register.filter
def plain(value: Decimal) -> str:
    """A decimal without trailing zeros: 28.350 is 28.35, 1687.0 is 1,687."""
    return written(value.normalize())


@register.filter
def figure(value: Decimal) -> str:
    """Three figures are plenty for a nutrient: 1,335, 16.9, 0.138."""
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return written(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).normalize())

"""Template tags of every page (a built-in library: no page has to load it)."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from nutrition.intake.assessment import display_mg
from nutrition.templatetags.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "i") -> SafeString:
    """A decorative icon; what it means is said in words beside it."""
    return mark_safe(f'<svg class="{css}" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>')  # noqa: S308


@register.filter
def mg(value: Decimal | None) -> str:
    """Whole milligrams, rounded half up; "unknown" for what nobody knows."""
    return "unknown" if value is None else display_mg(value)


@register.filter
def plain(value: Decimal) -> str:
    """A decimal without trailing zeros: 28.350 is 28.35."""
    return f"{value.normalize():f}"


@register.filter
def figure(value: Decimal) -> str:
    """Three figures are plenty for a nutrient: 335, 16.9, 0.138."""
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).normalize():f}"

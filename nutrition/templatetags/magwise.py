"""What templates put into words: figures and icons. The admin's templates know them as filters."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from nutrition.intake.rounding import format_number
from nutrition.intake.words import whole_mg
from nutrition.templatetags.icons import ICONS

register = template.Library()


def icon(name: str, css: str = "i") -> SafeString:
    """A decorative icon; what it means is said in words beside it."""
    return mark_safe(  # noqa: S308
        f'<svg class="{css}" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>'
    )


@register.filter
def mg(value: Decimal | None) -> str:
    """Whole milligrams, rounded half up, "1,687"; "unknown" for what nobody knows."""
    return "unknown" if value is None else whole_mg(value)


@register.filter
def comma(value: int) -> str:
    """ "1,687"."""
    return format_number(value)


@register.filter
def plain(value: Decimal) -> str:
    """A decimal without trailing zeros: 28.350 is 28.35, 1687.0 is 1,687."""
    return format_number(value.normalize())


@register.filter
def figure(value: Decimal) -> str:
    """Three figures are plenty for a nutrient: 1,335, 16.9, 0.138."""
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return format_number(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).normalize())

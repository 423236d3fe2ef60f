"""Form widgets that render without templates."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class PlainInput(forms.TextInput):
    """A text field without templates, for forms with dozens: Django renders two for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        text = self.format_value(value)
        attrs = {
            "type": self.input_type,
            "name": name,
            **({} if text is None else {"value": text}),
            **(attrs or {}),
        }
        return format_html("<input{}>", flatatt(self.build_attrs(self.attrs, attrs)))


class LongSelect(forms.Select):
    """A select without templates: Django renders one per option, 150 ms for the time zones."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        parts = [
            format_html('<optgroup label="{}">{}</optgroup>', key, _options(label, chosen))
            if isinstance(label, list | tuple)  # a group: its name and its choices
            else _options([(key, label)], chosen)
            for key, label in self.choices
        ]
        return format_html(
            "<select{}>{}</select>",
            flatatt(attrs),
            format_html_join("", "{}", ((p,) for p in parts)),
        )


def _options(choices: Iterable[tuple[Any, Any]], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, flatatt({"selected": str(value) == chosen}), label) for value, label in choices),
    )

"""The widgets without templates render what Django's own render."""

from django import forms
from django.test import SimpleTestCase

from accounts import time_zones
from accounts.widgets import LongSelect, PlainInput

same_html = SimpleTestCase().assertHTMLEqual


def test_long_select_renders_like_djangos_select() -> None:
    plain = forms.Select({"class": "select"}, choices=time_zones.time_zone_choices())
    fast = LongSelect({"class": "select"}, choices=time_zones.time_zone_choices())

    for value in ("Europe/Berlin", "UTC", None, '"><script>'):
        attrs = {"id": "id_zone", "required": True}
        same_html(fast.render("zone", value, attrs), plain.render("zone", value, attrs))


def test_plain_input_renders_like_djangos_text_input() -> None:
    plain, fast = forms.TextInput({"class": "input"}), PlainInput({"class": "input"})

    for value in ("12.5", "", None, 0, '"><script>', "1\u20092"):
        attrs = {"id": "id_amount", "required": True, "maxlength": "40"}
        same_html(fast.render("amount", value, attrs), plain.render("amount", value, attrs))

"""The long select gives what Django's own gives."""

from django import forms
from django.test import SimpleTestCase

from accounts import time_zones
from accounts.widgets import LongSelect

same_html = SimpleTestCase().assertHTMLEqual


def test_long_select_is_djangos_select() -> None:
    plain = forms.Select({"class": "select"}, choices=time_zones.choices())
    fast = LongSelect({"class": "select"}, choices=time_zones.choices())

    for value in ("Europe/Berlin", "UTC", None, '"><script>'):
        attrs = {"id": "id_zone", "required": True}
        same_html(fast.render("zone", value, attrs), plain.render("zone", value, attrs))

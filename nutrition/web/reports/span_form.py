"""The form for the days of a chart."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from nutrition.diary.days import OUTSIDE_DIARY, is_diary_day
from nutrition.reports.trends.spans import MOST_DAYS, NAMES, Preset, Span, preset_span

USUAL: Preset = "4w"
TOO_LONG = "Choose five years at most. From {first:%-d %B %Y} to {last:%-d %B %Y} are {days:,} days"


def _day_field(label: str, required: str) -> forms.DateField:
    widget = forms.DateInput({"type": "date", "class": "input input--m"}, format="%Y-%m-%d")
    errors = {"required": required, "invalid": "Enter a date in the form 2026-11-21"}
    return forms.DateField(
        label=label,
        required=False,
        widget=widget,
        input_formats=["%Y-%m-%d"],
        error_messages=errors,
    )


class SpanForm(forms.Form):
    """A `range` (4w, 3m, 1y) that ends today or on `to`, or any days `from`-`to`.

    The default is the last four weeks. A valid form has `span` in its cleaned data.
    """

    range = forms.ChoiceField(
        choices=list(NAMES.items()),
        required=False,
        error_messages={
            "invalid_choice": "Choose 4 weeks, 3 months or a year, or a first and a last day"
        },
    )

    def __init__(self, data: QueryDict | None, *, today: date, starts_on: int) -> None:
        super().__init__(data)
        # "from" is a keyword of Python and cannot be the name of an attribute.
        self.fields["from"] = _day_field("First day", "Enter the first day")
        self.fields["to"] = _day_field("Last day", "Enter the last day")
        self.today, self.starts_on = today, starts_on

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        first, last, preset = data.get("from"), data.get("to"), data.get("range")
        if not self.errors:
            if preset and first is None:
                data["span"] = self._up_to(preset, last or self.today)
            elif first is None and last is None:
                data["span"] = preset_span(USUAL, self.today, self.starts_on)
            elif first is None or last is None:
                missing = "from" if first is None else "to"
                self.add_error(missing, self.fields[missing].error_messages["required"])
            else:
                data["span"] = self._of_days(first, last)
        return data

    def _up_to(self, preset: Preset, last: date) -> Span | None:
        return preset_span(preset, last, self.starts_on) if self._is_in_diary("to", last) else None

    def _of_days(self, first: date, last: date) -> Span | None:
        span = Span(first, last, self.starts_on)
        if last < first:
            self.add_error("to", "Last day must be the first day or later")
        elif span.days > MOST_DAYS:
            self.add_error("from", TOO_LONG.format(first=first, last=last, days=span.days))
        elif self._is_in_diary("from", first) and self._is_in_diary("to", last):
            return span
        return None

    def _is_in_diary(self, field: str, day: date) -> bool:
        if not is_diary_day(day, self.today):
            self.add_error(field, OUTSIDE_DIARY.removesuffix("."))
        return is_diary_day(day, self.today)

"""The form for a range of days and a nutrient, read from the query of an address."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.http import urlencode

from accounts.page_urls import url
from nutrition.diary.days import OUTSIDE_DIARY, is_diary_day
from nutrition.intake.nutrients import PageNutrient, page_nutrients
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.nutrients.page import find_nutrient

# The ranges, in days, that are offered beside any other range; each ends today.
PRESETS = {"Today": 1, "7 days": 7, "4 weeks": 28, "3 months": 91, "Year": 365}
USUAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class SourceSelection:
    """The days from `first` to `last`, and a nutrient."""

    first: date
    last: date
    nutrient: PageNutrient

    @property
    def query(self) -> str:
        """The query of an address that selects the same."""
        return urlencode(
            {"from": str(self.first), "to": str(self.last), "nutrient": self.nutrient.number}
        )

    def until(self, today: date) -> date:
        """The last day that counts: later ones are planned only."""
        return min(self.last, today)

    def days_until(self, today: date) -> int:
        """The number of days that count; 0 or less for a range that has not begun."""
        return (self.until(today) - self.first).days + 1


def sources_address(first: date, last: date) -> str:
    """The address for these days; `&nutrient=` may be appended to it."""
    return f"{url('reports:sources')}?{urlencode({'from': str(first), 'to': str(last)})}"


class _DayField(forms.DateField):
    widget = forms.DateInput(attrs={"class": "input input--m", "type": "date"}, format="%Y-%m-%d")

    def __init__(self, label: str) -> None:
        say = "Enter a day such as 2026-11-21."
        super().__init__(
            label=label, required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": say}
        )


class SourcesForm(forms.Form):
    """A range of days and a nutrient; by default the last seven days and magnesium."""

    nutrient = forms.ChoiceField(
        required=False,
        choices=lambda: [(nutrient.number, nutrient.name) for nutrient in page_nutrients()],
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"invalid_choice": "Choose a nutrient from the list."},
    )

    def __init__(self, data: Any, *, today: date) -> None:
        self.today = today
        self.base_first, self.base_last = today - timedelta(days=USUAL_DAYS - 1), today
        filled = {"from": self.base_first, "to": today, "nutrient": MAGNESIUM}
        super().__init__({name: data.get(name) or usual for name, usual in filled.items()})
        self.fields = {"from": _DayField("From"), "to": _DayField("To"), **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last:
            if not (is_diary_day(first, self.today) and is_diary_day(last, self.today)):
                raise ValidationError(OUTSIDE_DIARY)
            if first > last:
                raise ValidationError("The first day comes before the last one.")
        return cleaned

    @property
    def selection(self) -> SourceSelection:
        """What to show: the last seven days of magnesium if the form has an error."""
        if self.is_valid():
            data = self.cleaned_data
            return SourceSelection(
                data["from"], data["to"], _nutrient_or_magnesium(data["nutrient"])
            )
        return SourceSelection(self.base_first, self.base_last, _nutrient_or_magnesium(MAGNESIUM))

    @property
    def presets(self) -> list[tuple[str, str, bool]]:
        """Name, query and whether it is the one shown."""
        selection = self.selection
        found = []
        for name, days in PRESETS.items():
            preset = SourceSelection(
                self.today - timedelta(days=days - 1), self.today, selection.nutrient
            )
            found.append((name, preset.query, preset == selection))
        return found


def _nutrient_or_magnesium(number: str) -> PageNutrient:
    return find_nutrient(number) or page_nutrients()[0]

"""The forms of the profile and of one life-stage period."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from accounts import time_zones
from accounts.actions import LifeStageStart
from accounts.day_boundary import diary_day
from accounts.models import LifeStagePeriod, Profile, Sex
from accounts.profile_input import (
    FIRST_DAY_IN_FUTURE,
    NOT_FOR_MALE,
    InvalidBirthDate,
    parse_birth_date,
    period_problems,
)
from accounts.widgets import LongSelect

NOT_SAID = "none"  # a radio button of its own: an unanswered question sends nothing


def date_part_field(label: str, autocomplete: str, css: str) -> forms.CharField:
    attrs = {"class": css, "inputmode": "numeric", "autocomplete": autocomplete}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs))


def date_field(label: str, **kwargs: Any) -> forms.DateField:
    """A date near today, chosen with the browser's date picker, or typed as 2026-11-21."""
    widget = forms.DateInput({"type": "date", "class": "input input--m"}, format="%Y-%m-%d")
    errors = {"required": "Enter the first day", "invalid": "Enter a date in the form 2026-11-21"}
    return forms.DateField(
        label=label, widget=widget, input_formats=["%Y-%m-%d"], error_messages=errors, **kwargs
    )


class ProfileForm(forms.Form):
    """What the recommended amount depends on. Every answer is optional.

    `current_period` is the pregnancy or breastfeeding that holds now. `now` is any aware datetime:
    "today" depends on the time zone that the form itself asks for.
    """

    sex = forms.TypedChoiceField(
        label="Sex registered at birth",
        choices=[*Sex.choices, (NOT_SAID, "I would rather not say")],
        coerce=lambda value: None if value == NOT_SAID else value,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    birth_day = date_part_field("Day", "bday-day", "input input--xs")
    birth_month = date_part_field("Month", "bday-month", "input input--xs")
    birth_year = date_part_field("Year", "bday-year", "input input--s")
    life_stage = forms.ChoiceField(
        label="Are you pregnant or breastfeeding?",
        choices=[(NOT_SAID, "Neither"), *LifeStagePeriod.Kind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    first_day = date_field("First day", required=False)
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="Decides when your day begins.",
        choices=time_zones.time_zone_choices,
        widget=LongSelect({"class": "select"}),
        error_messages={
            "required": "Choose a time zone",
            "invalid_choice": "Choose a time zone from the list",
        },
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        profile: Profile,
        current_period: LifeStagePeriod | None,
        now: datetime,
    ) -> None:
        # Once the page was answered, an empty value was chosen on purpose; before, nothing was.
        unanswered = NOT_SAID if profile.set_up_at else None
        birth_date = profile.birth_date
        initial: dict[str, Any] = {
            "sex": profile.sex or unanswered,
            "life_stage": current_period.kind if current_period else unanswered,
            "time_zone": profile.time_zone,
        }
        if birth_date:
            initial |= {
                "birth_day": birth_date.day,
                "birth_month": birth_date.month,
                "birth_year": birth_date.year,
            }
        super().__init__(data, initial=initial)
        self.now, self.day_starts_at = now, profile.day_starts_at
        if not profile.set_up_at:
            self.fields["time_zone"].widget.attrs["data-guess-time-zone"] = ""

    def birth_date_fields(self) -> list[BoundField]:
        return [self["birth_day"], self["birth_month"], self["birth_year"]]

    def clean(self) -> dict[str, Any]:
        """Adds `today`, `birth_date` (or None) and `life_stage_start` (or None)."""
        data = self.cleaned_data
        local = self.now.astimezone(ZoneInfo(data.get("time_zone", "UTC")))
        today = diary_day(local, self.day_starts_at).date
        birth_date = None
        parts = [data[field.name] for field in self.birth_date_fields() if field.name in data]
        # A part without a value has an error of its own (a NUL character).
        if len(parts) == 3:
            try:
                birth_date = parse_birth_date(*parts, today=today)
            except InvalidBirthDate as error:
                self.add_error("birth_day", str(error))
        start = self._life_stage_start(today)
        if data.get("sex") == Sex.MALE and data.get("life_stage") in LifeStagePeriod.Kind.values:
            self.add_error("life_stage", NOT_FOR_MALE)
        return data | {"today": today, "birth_date": birth_date, "life_stage_start": start}

    def _life_stage_start(self, today: date) -> LifeStageStart | None:
        kind, first_day = self.cleaned_data.get("life_stage"), self.cleaned_data.get("first_day")
        if first_day and first_day > today:
            self.add_error("first_day", FIRST_DAY_IN_FUTURE)
        if first_day and kind not in LifeStagePeriod.Kind.values:
            self.add_error(
                "life_stage", "Choose pregnant or breastfeeding, or leave the first day empty"
            )
        if kind and ("life_stage" in self.changed_data or first_day):
            return LifeStageStart(None if kind == NOT_SAID else kind, first_day or today)
        return None


class PeriodForm(forms.Form):
    """A pregnancy or a time of breastfeeding with its dates."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=LifeStagePeriod.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose pregnant or breastfeeding"},
    )
    starts_on = date_field("First day")
    ends_on = date_field("Last day", required=False, help_text="Leave empty while it lasts.")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        profile: Profile,
        today: date,
        period: LifeStagePeriod | None,
    ) -> None:
        initial = (
            {"kind": period.kind, "starts_on": period.starts_on, "ends_on": period.ends_on}
            if period
            else None
        )
        super().__init__(data, initial=initial)
        self.profile, self.today = profile, today

    def clean(self) -> dict[str, Any]:
        problems = period_problems(
            self.cleaned_data.get("starts_on"),
            self.cleaned_data.get("ends_on"),
            sex=self.profile.sex,
            birth_date=self.profile.birth_date,
            today=self.today,
        )
        for field, problem in problems.items():
            if field not in self.errors:
                self.add_error(field, problem)
        return self.cleaned_data

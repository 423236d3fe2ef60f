"""The form that makes a token."""

from datetime import timedelta

from django import forms

from accounts.models import ApiToken
from accounts.security.reauthentication import ReauthenticationForm

LASTS = {"30": "30 days", "90": "90 days", "365": "1 year", "": "It does not expire"}


class TokenForm(ReauthenticationForm):
    """Reauthenticates, because a token made in a browser left open would outlive the session."""

    client_id = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "Send the form again", "invalid": "Send the form again"},
    )
    name = forms.CharField(
        label="Name",
        max_length=60,
        help_text="The program that will use it, such as “kitchen scale”.",
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
        error_messages={
            "required": "Enter a name",
            "max_length": "Name must be 60 characters or fewer",
        },
    )
    scope = forms.TypedChoiceField(
        label="What may it do?",
        choices=ApiToken.Scope.choices,
        coerce=ApiToken.Scope,
        initial=ApiToken.Scope.READ,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the token may do",
            "invalid_choice": "Choose what the token may do",
        },
    )
    lasts = forms.TypedChoiceField(
        label="Expires after",
        choices=list(LASTS.items()),
        coerce=lambda days: timedelta(days=int(days)),
        empty_value=None,
        initial="365",
        required=False,
        widget=forms.Select({"class": "select"}),
        error_messages={"invalid_choice": "Choose a time from the list"},
    )

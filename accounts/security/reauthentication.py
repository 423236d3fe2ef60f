"""The part of a form that asks whether it is really the owner who sends it."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms

from accounts.models import User


class ConfirmingForm(forms.Form):
    """The password, which `confirmed` leaves out: a password, code or passkey was just given."""

    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput({"class": "input", "autocomplete": "current-password"}),
        strip=False,
        max_length=4096,
        error_messages={"required": "Enter your password", "max_length": "Password is not right"},
    )

    def __init__(self, data: Any = None, *, user: User, confirmed: bool) -> None:
        super().__init__(data)
        self.user = user
        if confirmed:
            del self.fields["password"]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password

"""Asking people to prove who they are before a sensitive change: a browser may be left open."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    reauthenticate_by_password,
)
from django import forms
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User


class ReauthenticationForm(forms.Form):
    """Asks for the password, unless the person `is_reauthenticated` by it, a code or a passkey."""

    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput({"class": "input", "autocomplete": "current-password"}),
        strip=False,
        max_length=4096,
        error_messages={"required": "Enter your password", "max_length": "Password is not right"},
    )

    def __init__(self, data: Any = None, *, user: User, is_reauthenticated: bool) -> None:
        super().__init__(data)
        self.user = user
        if is_reauthenticated:
            del self.fields["password"]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


def has_recently_reauthenticated(request: HttpRequest) -> bool:
    """Whether a password, code or passkey was given within ACCOUNT_REAUTHENTICATION_TIMEOUT."""
    return did_recently_reauthenticate(request)


def record_reauthentication(request: HttpRequest) -> None:
    """Call it after a password was accepted by a form of ours, which allauth does not see."""
    reauthenticate_by_password(request)


def passwordless_page(user: User) -> str:
    """The URL of the page that takes a code or a passkey instead; empty if the user has neither."""
    urls = [method["url"] for method in get_adapter().get_reauthentication_methods(user)]
    return next((url for url in urls if url != reverse("account_reauthenticate")), "")

"""Where django-allauth asks Magwise."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Email address or password is not right",
        "email_taken": "There is already a diary with this email address. Sign in, or reset your password",
        "enter_current_password": "Current password is not right",
        "incorrect_password": "Password is not right",
        "too_many_login_attempts": "Too many tries. Wait five minutes, or reset your password",
    }

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """A new person first says what the target depends on (everything may be skipped)."""
        return reverse("setup")

"""What django-allauth asks Magwise to decide: limits, mails, messages and redirects."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as http
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import reverse

from accounts.models import User
from accounts.network import client_ip
from accounts.rate_limits import refund
from accounts.security.attempt_limits import (
    allow_mail,
    allow_reset_mail,
    count_password_attempt,
    reset_account_limits,
)
from accounts.security.device_names import device_name
from accounts.security.sign_in_methods import sign_out

RESET_MAILS = {"account/email/password_reset_key", "account/email/unknown_account"}
# Mails that a stranger can cause by typing somebody's address.
UNSOLICITED_MAILS = {
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/account_already_exists",
}

REAUTHENTICATION_LABELS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code from your app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}

DEFAULT_PORTS = {"", "80", "443"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Email address or password is not right",
        "email_taken": (
            "There is already a diary with this email address. Sign in, or reset your password"
        ),
        "enter_current_password": "Current password is not right",
        "incorrect_code": "Code is not right. It may have been used, or a new one may show by now",
        "incorrect_password": "Password is not right",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leaves out allauth's own limits, which count by the Host header."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        attempts = count_password_attempt(request, credentials.get("email", ""))
        user = super().authenticate(request, **credentials)
        if user:
            refund(attempts)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """For mails about the account: "Firefox on Android"."""
        return device_name(super().get_http_user_agent(request))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The first-run page, which asks what the target depends on and may be skipped."""
        return reverse("setup")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [
            method | {"description": REAUTHENTICATION_LABELS[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]

    def set_password(self, user: User, password: str) -> None:
        """Signs out all other sessions, which were opened with the old password."""
        super().set_password(user, password)
        session_key = http.request.session.session_key or ""
        sign_out(user, except_session=session_key)
        # allauth renews this session's key next, and lists the session again under the new one.
        UserSession.objects.filter(user=user, session_key=session_key).delete()
        reset_account_limits(user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Drops mails past the limits. Links begin with our base URL, whatever the Host header."""
        request = http.request
        if template_prefix in UNSOLICITED_MAILS and not allow_mail(request, email):
            return
        if template_prefix in RESET_MAILS and not allow_reset_mail(email):
            return
        links = {
            name: with_base_url(request, value)
            for name, value in context.items()
            if name.endswith("_url")
        }
        super().send_mail(
            template_prefix, email, context | links | {"site_name": site_name(request)}
        )

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """An address that another account has gets a notice, and no link (docs/adr/0010)."""
        address = emailconfirmation.email_address
        if User.objects.exclude(pk=address.user_id).filter(email__iexact=address.email).exists():
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)


# --- absolute URLs for mails, which never rely on the Host header: anybody can forge it -----------
def base_url(request: HttpRequest) -> str:
    """BASE_URL; without it, on a developer's machine, the host of the request and our own port."""
    if settings.BASE_URL:
        return str(settings.BASE_URL)
    name, _ = split_domain_port(request.get_host())
    port = request.META.get("SERVER_PORT", "")
    return f"{request.scheme}://{name}" + ("" if port in DEFAULT_PORTS else f":{port}")


def site_name(request: HttpRequest) -> str:
    """For people to read: "magwise.example"."""
    return urlsplit(base_url(request)).netloc


def with_base_url(request: HttpRequest, url: str) -> str:
    """The URL with its scheme and host replaced by our own."""
    return base_url(request) + urlsplit(url)._replace(scheme="", netloc="").geturl()

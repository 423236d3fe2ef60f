"""Where django-allauth asks Magwise."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as http
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.urls import reverse

from accounts.limits import may_mail, may_mail_reset, release_brakes, try_password
from accounts.links import at_home, site_name
from accounts.models import User
from accounts.network import address_of
from accounts.security.devices import device_in_words
from accounts.security.sign_in_methods import sign_out
from accounts.tries import give_back

RESETS = {"account/email/password_reset_key", "account/email/unknown_account"}
CAUSED_BY_STRANGERS = {
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/account_already_exists",
}

WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code from your app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


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
        """Not allauth's own limits, which count by the Host that was sent."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        counted = try_password(request, credentials.get("email", ""))
        user = super().authenticate(request, **credentials)
        if user:
            give_back(counted)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """In mails about the account: "Firefox on Android"."""
        return device_in_words(super().get_http_user_agent(request))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """A new person first says what the target depends on (everything may be skipped)."""
        return reverse("setup")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [
            way | {"description": WAYS[way["id"]]}
            for way in super().get_reauthentication_methods(user)
        ]

    def set_password(self, user: User, password: str) -> None:
        """Whoever else is signed in with the old password is signed out."""
        super().set_password(user, password)
        current = http.request.session.session_key or ""
        sign_out(user, but=current)
        # allauth gives this session a new key next, and lists it under that.
        UserSession.objects.filter(user=user, session_key=current).delete()
        release_brakes(user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links begin with our own base, whatever Host was sent: no stranger fills a mailbox."""
        request = http.request
        if template_prefix in CAUSED_BY_STRANGERS and not may_mail(request, email):
            return
        if template_prefix in RESETS and not may_mail_reset(email):
            return
        links = {
            name: at_home(request, value)
            for name, value in context.items()
            if name.endswith("_url")
        }
        super().send_mail(
            template_prefix, email, context | links | {"site_name": site_name(request)}
        )

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """A link to confirm; an address that has a diary of its own gets none (docs/adr/0010)."""
        address = emailconfirmation.email_address
        if User.objects.exclude(pk=address.user_id).filter(email__iexact=address.email).exists():
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

"""django-allauth's forms, with our labels, hints and errors."""

from typing import Any

from allauth.account import app_settings
from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email, setup_user_email
from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.ids import new_id
from accounts.models import User
from accounts.queries import emails_of
from accounts.tokens.actions import revoke_all_tokens
from accounts.tokens.queries import tokens_of

MAX_EMAIL_LENGTH = User._meta.get_field("email").max_length
EMAIL_ERROR = "Enter an email address in the form name@example.com"
LABELS = {
    "login": "Email address",
    "email": "Email address",
    "oldpassword": "Current password",
    "password": "Password",
    "password1": "New password",
}
ERRORS = {
    "login": {"required": EMAIL_ERROR, "invalid": EMAIL_ERROR},
    "email": {"required": EMAIL_ERROR, "invalid": EMAIL_ERROR},
    "oldpassword": {"required": "Enter your current password"},
    "password": {"required": "Enter your password"},
    "password1": {"required": "Enter a password"},
}


class FieldTextMixin:
    """Gives allauth's fields our labels, errors and styles, and asks for a new password once."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "Show password" replaces the second field.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.label, field.help_text = LABELS[name], ""
            field.error_messages.update(ERRORS[name])
            field.widget.attrs["class"] = "input"
            field.widget.attrs.pop("placeholder", None)
            if name in {"login", "email"}:
                field.widget.attrs["spellcheck"] = "false"
                # allauth allows longer addresses than the column holds: an error on PostgreSQL.
                field.validators.append(MaxLengthValidator(MAX_EMAIL_LENGTH, EMAIL_ERROR))
        if "password1" in self.fields:
            self.fields["password1"].help_text = " ".join(
                filter(None, password_validators_help_texts())
            )


class LoginForm(FieldTextMixin, allauth_forms.LoginForm):
    pass


class SignupForm(FieldTextMixin, allauth_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "To sign in and reset your password. Nothing else."
        self.fields["password1"].label = "Password"

    def try_save(self, request: HttpRequest) -> Any:
        """A taken address only gets a mail, but the answer takes as long as for a free one."""
        if self.account_already_exists:
            self._create_and_delete_decoy(request)
            return super().try_save(request)
        try:
            # Atomic, so that whoever loses a race for the address finds both user and address.
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            return self._handle_lost_race(request)

    @transaction.atomic
    def _create_and_delete_decoy(self, request: HttpRequest) -> None:
        """Does the work of a real sign-up for the time it takes: hashes the password, creates and
        deletes rows, and runs the queries of its mail. It is committed, because a rollback would
        not wait for the disk.
        """
        email = f"{new_id()}@nobody.invalid"
        decoy = User(email=email)
        decoy.set_password(self.cleaned_data["password1"])
        decoy.save()
        setup_user_email(request, decoy, [EmailAddress(email=email)])
        User.objects.exclude(pk=decoy.pk).filter(email__iexact=email).exists()
        emails_of(decoy)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM account_emailaddress WHERE user_id = %s", [decoy.pk])
            cursor.execute("DELETE FROM accounts_user WHERE id = %s", [decoy.pk])

    def _handle_lost_race(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The address was free a moment ago. A form that was sent twice continues as if it had been
        sent once; another person gets the answer for a taken address.
        """
        email = self.cleaned_data["email"]
        winner = User.objects.filter(email__iexact=email).first()
        if winner and winner.check_password(self.cleaned_data["password1"]):
            return winner, None
        try:
            self.validate_unique_email(email)
        except forms.ValidationError as taken:
            messages.error(request, taken.messages[0])
            return None, redirect("account_login")
        return super().try_save(request)


class AddEmailForm(FieldTextMixin, allauth_forms.AddEmailForm):
    def clean_email(self) -> str:
        """Refuses an address that another account has: only one of the two could make it the main
        address.

        Where mail is sent, the form accepts it, so as not to reveal who has an account: only a
        confirmed address can become the main one, and this one cannot be confirmed
        (accounts/adapter.py).
        """
        email = super().clean_email()
        if (
            any(other != self.user for other in filter_users_by_email(email))
            and not self._must_be_confirmed()
        ):
            raise get_adapter().validation_error("email_taken")
        return email

    def _must_be_confirmed(self) -> bool:
        mandatory = (
            app_settings.EMAIL_VERIFICATION == app_settings.EmailVerificationMethod.MANDATORY
        )
        return mandatory and EmailAddress.objects.filter(user=self.user, verified=True).exists()


class TokenRevocationMixin(FieldTextMixin):
    """Offers to revoke all tokens: somebody who knew the old password may have made one."""

    user: User
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count = tokens_of(self.user).count() if self.user else 0
        if count:
            label = f"Revoke your {'token' if count == 1 else f'{count} tokens'} for programs"
            self.fields["revoke_tokens"] = forms.BooleanField(
                label=label, required=False, initial=True
            )

    @transaction.atomic
    def save(self) -> None:
        if self.cleaned_data.get("revoke_tokens"):
            revoke_all_tokens(user=self.user)
        super().save()  # type: ignore[misc]


class ChangePasswordForm(TokenRevocationMixin, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(FieldTextMixin, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordForm(FieldTextMixin, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(TokenRevocationMixin, allauth_forms.ResetPasswordKeyForm):
    pass


class ReauthenticatePasswordForm(FieldTextMixin, allauth_forms.ReauthenticateForm):
    pass

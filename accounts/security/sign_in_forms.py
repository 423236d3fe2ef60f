"""django-allauth's forms with our labels, hints and errors; what they check is allauth's."""

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
    """Dresses allauth's fields: one way to say each thing, passwords typed once."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "Show password" does what a second field is for.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.label, field.help_text = LABELS[name], ""
            field.error_messages.update(ERRORS[name])
            field.widget.attrs["class"] = "input"
            field.widget.attrs.pop("placeholder", None)
            if name in {"login", "email"}:
                field.widget.attrs["spellcheck"] = "false"
                # allauth lets more through than the column holds: an error on PostgreSQL.
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
        """A taken address only gets a mail, but takes as long as a free one."""
        if self.account_already_exists:
            self._make_and_take_back(request)
            return super().try_save(request)
        try:
            # the person and the address: whoever lost the race finds both
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            return self._lost_the_race(request)

    @transaction.atomic
    def _make_and_take_back(self, request: HttpRequest) -> None:
        """Hashes the password, and makes and deletes the rows of somebody whom nobody ever sees. It
        is committed like the other: a roll-back would not wait for the disk. The last two questions
        are those of the other one's mail."""
        nobody = f"{new_id()}@nobody.invalid"
        person = User(email=nobody)
        person.set_password(self.cleaned_data["password1"])
        person.save()
        setup_user_email(request, person, [EmailAddress(email=nobody)])
        User.objects.exclude(pk=person.pk).filter(email__iexact=nobody).exists()
        emails_of(person)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM account_emailaddress WHERE user_id = %s", [person.pk])
            cursor.execute("DELETE FROM accounts_user WHERE id = %s", [person.pk])

    def _lost_the_race(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The address was free a moment ago. A form that was sent twice goes on as if it had been
        sent once; somebody else learns what they would have learned a moment later."""
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
        """Refuses an address that somebody else has: two accounts would fight for it when one makes
        it the main one.

        Where mail is sent, it is taken without a word: only a confirmed address becomes the main
        one there, and this one cannot be confirmed (accounts.adapter).
        """
        email = super().clean_email()
        if (
            any(other != self.user for other in filter_users_by_email(email))
            and not self._must_confirm()
        ):
            raise get_adapter().validation_error("email_taken")
        return email

    def _must_confirm(self) -> bool:
        mandatory = (
            app_settings.EMAIL_VERIFICATION == app_settings.EmailVerificationMethod.MANDATORY
        )
        return mandatory and EmailAddress.objects.filter(user=self.user, verified=True).exists()


class TokenRevocationMixin(FieldTextMixin):
    """Offers to shut out programs, too: who knew the password may have made a token."""

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

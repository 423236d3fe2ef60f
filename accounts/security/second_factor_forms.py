"""allauth's forms of the second factor, with our labels, limits and errors."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.validators import MaxLengthValidator

from accounts.models import User
from accounts.rate_limits import refund
from accounts.security.attempt_limits import count_code_attempt
from accounts.security.second_factor import claim_code

MAX_NAME_LENGTH = 60
MAX_CODE_LENGTH = 20  # the longest code has 8 digits; people add spaces and dashes

# What allauth and fido2 raise for a malformed credential.
CREDENTIAL_ERRORS = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    InvalidSignature,
)


class CodeFieldMixin:
    """A field for an app code or a recovery code."""

    fields: dict[str, forms.Field]
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Code"
        field.error_messages["required"] = "Enter the code"
        field.widget.attrs = {
            "class": "input input--m",
            "autocomplete": "one-time-code",
            "spellcheck": "false",
        }
        field.validators.append(MaxLengthValidator(MAX_CODE_LENGTH))


class CodeCheckMixin(CodeFieldMixin):
    """Limits the attempts, and accepts each code once."""

    def clean_code(self) -> str:
        attempts = count_code_attempt(context.request, self.user)
        code = super().clean_code()  # type: ignore[misc]
        if not claim_code(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        refund(attempts)
        return code


class CodeForm(CodeCheckMixin, allauth_forms.AuthenticateForm):
    pass


class ReauthenticateCodeForm(CodeCheckMixin, allauth_forms.ReauthenticateForm):
    pass


class ActivateAppForm(CodeFieldMixin, totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "Six digits, from the app"
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class PasskeyNameMixin:
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        errors = {
            "required": "Enter a name",
            "max_length": f"Name must be {MAX_NAME_LENGTH} characters or fewer",
        }
        self.fields["name"] = forms.CharField(
            label="Name",
            help_text="So that you recognise it, such as “My phone”.",
            max_length=MAX_NAME_LENGTH,
            required=self.fields["name"].required,
            error_messages=errors,
            widget=forms.TextInput({"class": "input input--m"}),
        )


class CredentialFieldMixin:
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(required=True, widget=forms.HiddenInput)


class CredentialField(forms.JSONField):
    """The JSON that a browser sends about a passkey, which anybody can forge: allauth and fido2
    rely on parts of it.
    """

    def to_python(self, value: Any) -> Any:
        try:
            credential = super().to_python(value)
        # nested too deep, or a number with more digits than Python converts
        except (RecursionError, ValueError):
            credential = None
        if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
            raise passkey_error()
        return credential

    def bound_data(self, data: Any, initial: Any) -> str:
        """Empty: a credential is valid once, so the page does not repeat it."""
        return ""

    def prepare_value(self, value: Any) -> str:
        return ""


def passkey_error() -> forms.ValidationError:
    return forms.ValidationError(
        "That passkey did not work. Try again, or choose another way", code="wrong_passkey"
    )


class PasskeyCheckMixin(CredentialFieldMixin):
    """Turns a malformed credential into an error of the form."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except CREDENTIAL_ERRORS:
            raise passkey_error() from None


class PasskeyForm(PasskeyCheckMixin, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class SignInPasskeyForm(PasskeyCheckMixin, webauthn_forms.LoginWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(PasskeyCheckMixin, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(PasskeyNameMixin, CredentialFieldMixin, webauthn_forms.AddWebAuthnForm):
    """Accepts only keys that verify their owner (PIN, finger, face) and can sign in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True  # makes allauth require the verification
        try:
            return super().clean()
        except CREDENTIAL_ERRORS:
            raise passkey_error() from None


class RenamePasskeyForm(PasskeyNameMixin, webauthn_forms.EditWebAuthnForm):
    pass

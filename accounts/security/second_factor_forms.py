"""The second factor's forms with our labels and bounds; what they check and do is allauth's."""

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

NAME_LENGTH = 60
CODE_LENGTH = 20  # the longest code has 8 digits; people type spaces and dashes

MALFORMED_CREDENTIAL_ERRORS = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    InvalidSignature,
)


class CodeFieldMixin:
    """A field for a code of the app or of the recovery codes."""

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
        field.validators.append(MaxLengthValidator(CODE_LENGTH))


class CodeCheckMixin(CodeFieldMixin):
    def clean_code(self) -> str:
        counted = count_code_attempt(context.request, self.user)
        code = super().clean_code()  # type: ignore[misc]
        if not claim_code(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        refund(counted)
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
            "max_length": f"Name must be {NAME_LENGTH} characters or fewer",
        }
        self.fields["name"] = forms.CharField(
            label="Name",
            help_text="So that you know it again, such as “My phone”.",
            max_length=NAME_LENGTH,
            required=self.fields["name"].required,
            error_messages=errors,
            widget=forms.TextInput({"class": "input input--m"}),
        )


class CredentialFieldMixin:
    """What a browser says about a passkey, which anybody can make up: allauth and fido2 expect some
    of it to be there.

    Whatever they stumble over is a wrong answer, no error of ours.
    """

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(required=True, widget=forms.HiddenInput)


class CredentialField(forms.JSONField):
    """The JSON of a credential: an object, not too deep, not too long."""

    def to_python(self, value: Any) -> Any:
        try:
            read = super().to_python(value)
        # nested too deep, or a number of more digits than Python reads
        except (RecursionError, ValueError):
            read = None
        if not isinstance(read, dict) or not isinstance(read.get("response"), dict):
            raise passkey_error()
        return read

    def bound_data(self, data: Any, initial: Any) -> str:
        """An answer counts once: it is not written into the page again."""
        return ""

    def prepare_value(self, value: Any) -> str:
        return ""


def passkey_error() -> forms.ValidationError:
    return forms.ValidationError(
        "That passkey did not work. Try again, or choose another way", code="wrong_passkey"
    )


class PasskeyCheckMixin(CredentialFieldMixin):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED_CREDENTIAL_ERRORS:
            raise passkey_error() from None


class PasskeyForm(PasskeyCheckMixin, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class SignInPasskeyForm(PasskeyCheckMixin, webauthn_forms.LoginWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(PasskeyCheckMixin, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(PasskeyNameMixin, CredentialFieldMixin, webauthn_forms.AddWebAuthnForm):
    """Only keys that know their owner (PIN, finger or face) and can sign in alone: passkeys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True  # makes allauth insist on the PIN, finger or face
        try:
            return super().clean()
        except MALFORMED_CREDENTIAL_ERRORS:
            raise passkey_error() from None


class RenamePasskeyForm(PasskeyNameMixin, webauthn_forms.EditWebAuthnForm):
    pass

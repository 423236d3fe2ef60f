"""Secrets are encrypted in the database, and survive a new secret key."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.security.encryption import MissingKey, current_key_prefix, decrypt, encrypt
from accounts.security.second_factor import ReencryptionResult, reencrypt_secrets
from tests.accounts.security.test_second_factor import (
    SECOND_STEP,
    code_of,
    confirm,
    is_in,
    text,
    with_password,
)

NEW_KEY = "another-secret-key-for-tests-" * 3


@pytest.fixture
def secret(alice: User) -> str:
    """The key of alice's app; she has recovery codes, too."""
    key = generate_totp_secret()
    TOTP.activate(alice, key)
    RecoveryCodes.activate(alice)
    return key


def stored(user: User) -> list[str]:
    """The secrets as the database has them: of the app, of the recovery codes."""
    factors = Authenticator.objects.filter(user=user).order_by("-type")
    return [factor.data.get("secret") or factor.data["seed"] for factor in factors]


def change_key(settings: Settings, *before: str) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, list(before)


@pytest.mark.parametrize("words", ["JBSWY3DPEHPK3PXP", "", "ä.ö", "x" * 5_000])
def test_encrypted_text_can_be_decrypted(words: str) -> None:
    encrypted = encrypt(words)

    assert decrypt(encrypted) == words
    assert encrypted != encrypt(words)
    assert encrypted.startswith(current_key_prefix())


def test_tampered_text_is_not_decrypted() -> None:
    encrypted = encrypt("JBSWY3DPEHPK3PXP")

    with pytest.raises(MissingKey):
        decrypt(encrypted[:-6] + "AAAAA=")


def test_database_alone_does_not_reveal_secrets(alice: User, secret: str) -> None:
    assert all(value.startswith(current_key_prefix()) for value in stored(alice))
    assert secret not in " ".join(stored(alice))


def test_plain_secret_is_encrypted_and_works(client: Client, alice: User, secret: str) -> None:
    Authenticator.objects.filter(user=alice, type="totp").update(data={"secret": secret})

    call_command("tidy_accounts", verbosity=0)

    assert secret not in " ".join(stored(alice))
    with_password(client)
    assert client.post(SECOND_STEP, {"code": code_of(secret)})["Location"] == "/diary/"


def test_new_secret_key_with_the_old_one_as_fallback_loses_nothing(
    client: Client, alice: User, secret: str, settings: Settings
) -> None:
    codes = RecoveryCodes.activate(alice).get_unused_codes()
    change_key(settings, settings.SECRET_KEY)

    first, second = reencrypt_secrets(), reencrypt_secrets()
    settings.SECRET_KEY_FALLBACKS = []

    assert (first, second) == (ReencryptionResult(2, 0), ReencryptionResult(0, 0))
    assert RecoveryCodes.activate(alice).get_unused_codes() == codes
    with_password(client)
    assert client.post(SECOND_STEP, {"code": code_of(secret)})["Location"] == "/diary/"


def test_used_recovery_code_stays_used(alice: User, secret: str, settings: Settings) -> None:
    codes = RecoveryCodes.activate(alice)
    used, *rest = codes.get_unused_codes()
    codes.validate_code(used)
    change_key(settings, settings.SECRET_KEY)

    reencrypt_secrets()

    assert RecoveryCodes.activate(alice).get_unused_codes() == rest


def test_missing_secret_key_is_reported_and_lets_nobody_in(
    client: Client, alice: User, secret: str, settings: Settings
) -> None:
    change_key(settings)
    errors = StringIO()
    with_password(client)

    answer = client.post(SECOND_STEP, {"code": code_of(secret)})
    call_command("tidy_accounts", verbosity=0, stderr=errors)

    assert answer.status_code == 503
    assert "Your code cannot be checked" in text(answer)
    assert not is_in(client)
    assert "(2 records). Put it into SECRET_KEY_FALLBACKS" in errors.getvalue()


def test_security_page_counts_recovery_codes_without_their_key(
    alice_client: Client, alice: User, secret: str, settings: Settings
) -> None:
    codes = RecoveryCodes.activate(alice)
    codes.validate_code(codes.get_unused_codes()[0])
    for factor in Authenticator.objects.filter(user=alice):
        field = "secret" if factor.type == "totp" else "seed"
        factor.data[field] = "kffffffff.gAAAA"
        factor.save()

    page = text(alice_client.get("/settings/security/"))

    assert "9 left, for when your phone" in page
    confirm(alice_client)
    assert alice_client.get("/accounts/2fa/recovery-codes/").status_code == 503

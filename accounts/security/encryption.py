"""Encrypts the few secrets that Magwise must be able to read again, so that the database alone does
not reveal them (docs/adr/0011-sealed-second-factors-and-tokens-with-the-password.md).

    k3f9a01c.gAAAAAB...

The format is the name of the key and a Fernet token. The keys are derived from SECRET_KEY and
SECRET_KEY_FALLBACKS: with the old secret key as a fallback, a new one loses nothing.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"magwise: keys of second factors"  # HKDF: another purpose needs another key
NAME_LENGTH = 8


class MissingKey(Exception):
    """No key of this installation decrypts the text."""


class EncryptionKey(NamedTuple):
    name: str
    fernet: Fernet


@lru_cache(maxsize=10)
def _derive_key(secret: str) -> EncryptionKey:
    material = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    name = "k" + sha256(material).hexdigest()[:NAME_LENGTH]
    return EncryptionKey(name, Fernet(urlsafe_b64encode(material)))


def encrypt(text: str) -> str:
    key = _derive_key(settings.SECRET_KEY)
    return f"{key.name}.{key.fernet.encrypt(text.encode()).decode()}"


def decrypt(text: str) -> str:
    """The plain text. A text without a key name, from before there was encryption, is returned as
    it is. Raises MissingKey.
    """
    key_name, dot, token = text.partition(".")
    if not dot:
        return text
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = _derive_key(secret)
        if key.name == key_name:
            try:
                return key.fernet.decrypt(token.encode()).decode()
            except InvalidToken:
                break
    raise MissingKey


def current_key_prefix() -> str:
    """How every text begins that was encrypted with the current secret key."""
    return _derive_key(settings.SECRET_KEY).name + "."

"""Seals the few secrets that Magwise must be able to read again: whoever has the database alone
cannot.

    k3f9a01c.gAAAAAB...

is the name of the key, and what it sealed (Fernet). The keys are made from the secret key and from
those before it (SECRET_KEY_FALLBACKS): a new secret key does not lose what the old one sealed.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"magwise: keys of second factors"  # another purpose would need another key
NAME_LENGTH = 8


class MissingKey(Exception):
    """It was sealed with a secret key that this Magwise does not have."""


class Key(NamedTuple):
    name: str
    fernet: Fernet


@lru_cache(maxsize=10)
def _derive_key(secret: str) -> Key:
    material = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Key(
        "k" + sha256(material).hexdigest()[:NAME_LENGTH], Fernet(urlsafe_b64encode(material))
    )


def encrypt(text: str) -> str:
    key = _derive_key(settings.SECRET_KEY)
    return f"{key.name}.{key.fernet.encrypt(text.encode()).decode()}"


def decrypt(text: str) -> str:
    """What was sealed; a text from before there were seals comes back as it is. Raises LostKey."""
    name, dot, sealed = text.partition(".")
    if not dot:
        return text
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key = _derive_key(secret)
        if key.name == name:
            try:
                return key.fernet.decrypt(sealed.encode()).decode()
            except InvalidToken:
                break
    raise MissingKey


def current_key_prefix() -> str:
    """What a text begins with that needs no new seal."""
    return _derive_key(settings.SECRET_KEY).name + "."

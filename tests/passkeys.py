"""A passkey in software: what a browser would send, for tests that need no browser."""

import json
from hashlib import sha256
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import User

HOST = "testserver"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
ATTESTED = AuthenticatorData.FLAG.AT


class SoftPasskey:
    """The key pair of a person on a device; `verified` False asked for no PIN, finger or face."""

    def __init__(self, user: User, *, verified: bool = True) -> None:
        self.user = user
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = sha256(str(user.pk).encode()).digest()
        self.flags = PRESENT_AND_VERIFIED if verified else AuthenticatorData.FLAG.UP

    def created(self, challenge: str) -> dict[str, Any]:
        """The answer to navigator.credentials.create()."""
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = AuthenticatorData.create(
            sha256(HOST.encode()).digest(), self.flags | ATTESTED, 0, attested
        )
        response = {"attestationObject": websafe_encode(AttestationObject.create("none", data, {}))}
        return self._answer("webauthn.create", challenge, response)

    def used(self, challenge: str) -> dict[str, Any]:
        """The answer to navigator.credentials.get()."""
        data = AuthenticatorData.create(sha256(HOST.encode()).digest(), self.flags, 1)
        answer = self._answer("webauthn.get", challenge, {})
        signed = bytes(data) + sha256(_client_data("webauthn.get", challenge)).digest()
        answer["response"] |= {
            "authenticatorData": websafe_encode(bytes(data)),
            "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": websafe_encode(user_pk_to_url_str(self.user).encode()),
        }
        return answer

    def stored(self, name: str = "Phone") -> Authenticator:
        """Puts it among the person's passkeys."""
        data = {"name": name, "credential": self.created("eA")}
        return Authenticator.objects.create(
            user=self.user, type=Authenticator.Type.WEBAUTHN, data=data
        )

    def _answer(self, kind: str, challenge: str, response: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        response["clientDataJSON"] = websafe_encode(_client_data(kind, challenge))
        return {
            "type": "public-key",
            "id": name,
            "rawId": name,
            "response": response,
            "clientExtensionResults": {},
        }


def _client_data(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{HOST}"}).encode()

"""Signed requests: one profile of HTTP Message Signatures (RFC 9421) with Ed25519. Pure.

A request carries exactly one signature, over its method, host, path and the digest of its body
(RFC 9530), with the moment, a word that is used once, and the name of the key. Nothing else of the
standard is read: what is not read can't be read wrongly.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from kla.core.errors import Untrusted

COVERED = ("@method", "@authority", "@path", "content-digest")
LONGEST = 2_000
KEY_BYTES, SIGNATURE_BYTES = 32, 64
_LABEL = r"[a-z*][a-z0-9_.*-]{0,63}"
_NAMES = r'"[a-z@-]{1,40}"(?: "[a-z@-]{1,40}"){0,9}'
_PARAMETERS = r'(?:;[a-z]{1,20}=(?:[0-9]{1,15}|"[!#-\[\]-~]{0,128}"))*'
INPUT = re.compile(rf"({_LABEL})=(\(({_NAMES})\)({_PARAMETERS}))")
SIGNATURE = re.compile(rf"({_LABEL})=:([A-Za-z0-9+/]{{86}}==):")
DIGEST = re.compile(r"(?:^|,)[ \t]*sha-256=:([A-Za-z0-9+/]{43}=):[ \t]*(?=,|$)")
PARAMETER = re.compile(r';([a-z]+)=(?:([0-9]+)|"([^"]*)")')


@dataclass(frozen=True, slots=True)
class Claim:
    """What a signature says of itself, before anybody has checked it."""

    key_id: str
    created: int
    nonce: str
    covered: tuple[str, ...]
    parameters: str
    signature: bytes


def read(signature_input: str, signature: str) -> Claim:
    """The one signature of a request. Raises `Untrusted` for anything but our profile."""
    if len(signature_input) > LONGEST or len(signature) > LONGEST:
        raise Untrusted(reason="form")
    said = INPUT.fullmatch(signature_input.strip())
    signed = SIGNATURE.fullmatch(signature.strip())
    if said is None or signed is None or said[1] != signed[1]:
        raise Untrusted(reason="form")
    covered = tuple(said[3].replace('"', "").split(" "))
    if sorted(covered) != sorted(COVERED):
        raise Untrusted(reason="covered")
    created, nonce, key_id = _parameters(said[4])
    return Claim(key_id, created, nonce, covered, said[2], _from_base64(signed[2]))


def _parameters(text: str) -> tuple[int, str, str]:
    found: dict[str, int | str] = {}
    for name, number, word in PARAMETER.findall(text):
        if name in found:
            raise Untrusted(reason="twice")
        found[name] = int(number) if number else word
    if found.pop("alg", "ed25519") != "ed25519" or set(found) != {"created", "nonce", "keyid"}:
        raise Untrusted(reason="parameters")
    match found["created"], found["nonce"], found["keyid"]:
        case int(created), str(nonce), str(key_id):
            return created, nonce, key_id
    raise Untrusted(reason="parameters")


def base(covered: Sequence[str], values: Mapping[str, str], parameters: str) -> bytes:
    """The bytes that are signed (RFC 9421, 2.5): a line for each part, then the parameters."""
    lines = [f'"{name}": {values[name]}' for name in covered]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def verify(claim: Claim, public: bytes, values: Mapping[str, str]) -> None:
    """Raise `Untrusted` unless the holder of this key signed these parts of this request."""
    check(public, claim.signature, base(claim.covered, values, claim.parameters))


def check(public: bytes, signature: bytes, signed: bytes) -> None:
    """Raise `Untrusted` unless the holder of this key signed these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        raise Untrusted(reason="signature") from None


def sign(private: bytes, covered: Sequence[str], values: Mapping[str, str], parameters: str) -> str:
    """The signature of a sender, as the value between the colons of its header."""
    key = Ed25519PrivateKey.from_private_bytes(private)
    return base64.b64encode(key.sign(base(covered, values, parameters))).decode()


def check_digest(header: str, body: bytes) -> None:
    """Raise `Untrusted` unless a `Content-Digest` names the SHA-256 of this body, once."""
    named = DIGEST.findall(header) if len(header) <= LONGEST else []
    if len(named) != 1:
        raise Untrusted(reason="digest")
    if not hmac.compare_digest(_from_base64(named[0]), hashlib.sha256(body).digest()):
        raise Untrusted(reason="digest")


def digest_of(body: bytes) -> str:
    """The `Content-Digest` of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def public_key(pem: str) -> bytes:
    """The 32 bytes of an Ed25519 public key in PEM. Raises `ValueError` for any other text."""
    try:
        key = load_pem_public_key(pem.encode())
    except UnsupportedAlgorithm:
        raise ValueError("not an Ed25519 public key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 public key")
    return key.public_bytes_raw()


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Untrusted(reason="base64") from None

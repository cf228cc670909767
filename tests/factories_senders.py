"""Programs of other offices, with keys of their own, and the requests that they sign."""

import base64
import json
import uuid
from dataclasses import dataclass, field

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kla.core import clock
from kla.crypto import http_signatures as signatures
from kla.crypto import signing
from kla.public_reports.api.services import senders
from tests.factories import Cast

PATH = "/api/reports"
# What stands before the 32 bytes of a key in DER.
PUBLIC = bytes.fromhex("302a300506032b6570032100")
PRIVATE = bytes.fromhex("302e020100300506032b657004220420")


def pem_of(public: bytes) -> str:
    """A public key as a sender hands it over."""
    return _pem("PUBLIC KEY", PUBLIC + public)


def private_pem_of(private: bytes) -> str:
    """A private key as a sender keeps it."""
    return _pem("PRIVATE KEY", PRIVATE + private)


def _pem(what: str, der: bytes) -> str:
    text = base64.b64encode(der).decode()
    return f"-----BEGIN {what}-----\n{text}\n-----END {what}-----\n"


@dataclass
class Sender:
    """A program that signs what it sends. `changed` headers go over those that it made."""

    pair: signing.SigningPair = field(default_factory=signing.generate_signing_pair)
    kid: str = ""
    host: str = "localhost"

    def headers(self, body: bytes, *, created: int | None = None, nonce: str = "") -> dict:
        """What a request with this body has to carry."""
        created = int(clock.now().timestamp()) if created is None else created
        covered = " ".join(f'"{name}"' for name in signatures.COVERED)
        nonce = nonce or uuid.uuid4().hex
        said = f'({covered});created={created};nonce="{nonce}";keyid="{self.kid}"'
        values = {
            "@method": "POST",
            "@authority": self.host,
            "@path": PATH,
            "content-digest": signatures.digest_of(body),
        }
        signature = signatures.sign(self.pair.private, signatures.COVERED, values, said)
        return {
            "Content-Type": "application/json",
            "Content-Digest": values["content-digest"],
            "Signature-Input": f"sig1={said}",
            "Signature": f"sig1=:{signature}:",
        }

    def send(self, client: FlaskClient, body: bytes | dict, **changed) -> TestResponse:
        """Sign and send; a dictionary is sent as JSON."""
        raw = json.dumps(body).encode() if isinstance(body, dict) else body
        how = {name: changed.pop(name) for name in ("created", "nonce") if name in changed}
        headers = self.headers(raw, **how) | changed.pop("headers", {})
        return client.post(PATH, data=raw, headers=headers)


def known(session: Session, cast: Cast, name: str = "Layanan Contoh") -> Sender:
    """A sender whose key the IT admin has added."""
    made = Sender()
    gilang = cast.actor(session, "gilang")
    made.kid = senders.add(session, gilang, name, pem_of(made.pair.public))
    session.commit()
    return made


def report(**changed) -> dict:
    """The smallest report of a program."""
    return {"id": "contoh-1", "story": "Cerita rekaan dari aplikasi lain."} | changed

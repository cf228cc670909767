"""The people of the demo, whose passphrases stand on the sign-in page. Nothing here outside it."""

import base64
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app

from kla.access.policy import Role
from kla.accounts.forms.labels import ROLE_LABELS
from kla.accounts.services import people
from kla.accounts.types import Credentials
from kla.core import clock
from kla.crypto import tokens
from kla.extensions import db


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSignIn:
    """One person of the demo, with what to type now."""

    label: str
    username: str
    passphrase: str
    code: str


def sign_ins() -> list[DemoSignIn]:
    """Everybody of the demo; nobody where this is not one."""
    settings = current_app.extensions["settings"]
    source = current_app.extensions.get("demo_sign_ins")
    if not settings.demo or source is None:
        return []
    return [
        DemoSignIn(
            label=str(ROLE_LABELS[Role(row["role"])]),
            username=row["username"],
            passphrase=row["passphrase"],
            code=_code(row["totp_secret"], 0),
        )
        for row in source()
    ]


def credentials_of(username: str, network: str) -> Credentials | None:
    """What a person of the demo would type, with a code that was not used yet."""
    settings = current_app.extensions["settings"]
    source = current_app.extensions.get("demo_sign_ins")
    if not settings.demo or source is None:
        return None
    row = next((row for row in source() if row["username"] == username), None)
    if row is None:
        return None
    account = people.find_account(db.session(), username)
    last = account.totp_last_step if account else 0
    is_used = last >= int(clock.now().timestamp()) // tokens.TOTP_SECONDS
    return Credentials(
        username=username,
        passphrase=row["passphrase"],
        code=_code(row["totp_secret"], 1 if is_used else 0),
        network=network,
    )


def _code(secret: str, steps_ahead: int) -> str:
    if not secret:
        return ""
    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    at = clock.now() + timedelta(seconds=steps_ahead * tokens.TOTP_SECONDS)
    return tokens.totp_code(raw, at)

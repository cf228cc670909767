"""The keys that a command sees: public ones only, checked up to the root in the settings."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kla.accounts.services import directory
from kla.config import Settings
from kla.core.errors import Untrusted
from kla.crypto.directory import Directory


@dataclass(frozen=True, slots=True)
class Pin:
    """The installation and its root, as the settings name them."""

    instance: str
    root: bytes


def load_directory(session: Session, settings: Settings) -> Directory:
    """The key directory, believed as far as the root of the settings goes."""
    return directory.load(session, Pin(settings.instance_id, settings.root_public_key))


def signer_keys(session: Session, settings: Settings) -> Callable[[str], bytes | None]:
    """Answers the certified signing key of a key record, or nothing where there is none."""
    known = load_directory(session, settings)

    def key_of(kid: str) -> bytes | None:
        try:
            return known.known(kid).epk
        except Untrusted:
            return None

    return key_of

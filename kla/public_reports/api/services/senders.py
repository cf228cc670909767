"""Which offices' programs may send reports: the IT admin adds their keys, and stops them."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from kla.access.policy import Actor, Permission
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound
from kla.core.texts import require_text
from kla.crypto import http_signatures
from kla.crypto.signing import signer_id
from kla.public_reports.api.models import Sender, SenderKey
from kla.public_reports.api.types import SenderRow
from kla.trail import services as trail

LONGEST_NAME = 100


def add(session: Session, actor: Actor, name: str, pem: str) -> str:
    """Let the holder of a public key send; answers the name of the key, which signatures carry.

    A further key of a sender who is known takes over while the older one is still good. Raises
    `Forbidden`, `Invalid` for a name or key that won't do, `Conflict` for a key that is known.
    """
    _must_manage(actor)
    name = name.strip()
    require_text(name, "name", LONGEST_NAME)
    try:
        public = http_signatures.public_key(pem)
    except ValueError:
        raise Invalid("no-ed25519-key", field="key") from None
    kid = signer_id(public)
    if session.get(SenderKey, kid) is not None:
        raise Conflict(reason="key-known")
    sender = session.scalars(select(Sender).where(Sender.name == name)).one_or_none()
    if sender is None:
        sender = Sender(name=name, received=0, last_day=None)
        session.add(sender)
        session.flush()
    today = clock.today()
    session.add(SenderKey(kid=kid, sender_id=sender.id, public=public, added=today))
    trail.record(session, actor, "sender.key_added", sender=str(sender.id), key=kid)
    return kid


def stop(session: Session, actor: Actor, kid: str) -> None:
    """Let nobody send with this key any more. Raises `Forbidden` and `NotFound`."""
    _must_manage(actor)
    key = session.get(SenderKey, kid)
    if key is None:
        raise NotFound
    if key.stopped is None:
        key.stopped = clock.today()
        trail.record(session, actor, "sender.key_stopped", sender=str(key.sender_id), key=kid)


def list_keys(session: Session, actor: Actor) -> list[SenderRow]:
    """Every key of every sender, by name. Raises `Forbidden`."""
    _must_manage(actor)
    query = select(Sender).options(selectinload(Sender.keys)).order_by(Sender.name)
    return [
        SenderRow(one.name, key.kid, key.added, key.stopped, one.received, one.last_day)
        for one in session.scalars(query)
        for key in one.keys
    ]


def _must_manage(actor: Actor) -> None:
    if not actor.may(Permission.ACCOUNT_MANAGE):
        raise Forbidden(refused=Permission.ACCOUNT_MANAGE)

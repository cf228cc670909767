"""Who a login session belongs to: the actor, with keys rebuilt from what the session holds."""

import uuid
from dataclasses import dataclass, replace

from flask import Flask, current_app, session
from flask_login import UserMixin, current_user, login_user

from kla.access.policy import Actor
from kla.accounts import sessions
from kla.accounts.services import keyrings
from kla.accounts.types import Office, Secrets, SignedIn, Unlocked, holds_keys, needs_second_factor
from kla.config import Settings
from kla.crypto.passwords import KdfParams
from kla.extensions import db, login_manager

KEYS, EPOCH = "keys", "epoch"


@dataclass(frozen=True, slots=True)
class Identity(UserMixin):
    """Somebody signed in, as Flask-Login wants it and as services do."""

    actor: Actor
    name: str
    unlocked: Unlocked

    def get_id(self) -> str:
        """What the login session remembers of them."""
        return str(self.actor.account_id)

    @property
    def waits(self) -> bool:
        """Whether a supervisor still has to confirm their keys."""
        return holds_keys(self.actor.role) and not self.actor.certified


def init_app(app: Flask, settings: Settings) -> None:
    """Load people from their login sessions."""
    app.extensions["office"] = office_of(app, settings)
    login_manager.session_protection = None
    login_manager.user_loader(load)
    app.context_processor(about_the_reader)


def office_of(app: Flask, settings: Settings) -> Office:
    """The installation, as services know it."""
    return Office(
        instance=settings.instance_id,
        root=settings.root_public_key,
        handles=app.extensions["shred"],
        params=KdfParams(settings.argon2_memory_kib, settings.argon2_iterations, 1),
        pepper=settings.pepper,
        triage=(settings.triage_danger_minutes, settings.triage_minutes),
    )


def office() -> Office:
    """The installation of the running app."""
    found: Office = current_app.extensions["office"]
    return found


def about_the_reader() -> dict[str, object]:
    """What every page says about whoever reads it: their name, and when they are signed out."""
    if not (current_user and current_user.is_authenticated):
        return {}
    minutes = sessions.current().idle // 60
    return {"staff_name": current_user.name, "idle_minutes": minutes}


def load(account_id: str) -> Identity | None:
    """The person of this request; nobody once their login sessions were ended."""
    if KEYS not in session:
        return None
    person = keyrings.standing_of(db.session(), uuid.UUID(account_id))
    if person is None or person.login_epoch != session.get(EPOCH):
        return None
    known = keyrings.from_content(session[KEYS])
    unlocked = keyrings.refresh(db.session(), office(), person, known)
    if unlocked != known:
        session[KEYS] = keyrings.to_content(unlocked)
    return Identity(keyrings.actor_of(office(), person, unlocked), person.name, unlocked)


def remember(secrets: Secrets) -> None:
    """Put changed secrets of the person of this request into their login session."""
    known = keyrings.from_content(session[KEYS])
    session[KEYS] = keyrings.to_content(replace(known, secrets=secrets))


def enter(signed_in: SignedIn, user_agent: str) -> None:
    """Start the login session of somebody who came in."""
    settings: Settings = current_app.extensions["settings"]
    role = signed_in.actor.role
    lifetime = sessions.lifetime_for(settings, volunteer=not needs_second_factor(role))
    sessions.begin(signed_in.account_id, user_agent, lifetime)
    session[EPOCH] = signed_in.login_epoch
    session[KEYS] = keyrings.to_content(signed_in.unlocked)
    login_user(Identity(signed_in.actor, "", signed_in.unlocked))

"""Signing in at a terminal, for the commands that read or write cases: as in a browser, no less."""

import sys
from typing import TYPE_CHECKING

import click
from flask import current_app
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cli.plain import require_keys
from kla.core.errors import Invalid

if TYPE_CHECKING:
    from kla.accounts.types import Office

DEMO_DEFAULT = "supervisor-1"


def enter(session: Session, username: str) -> Actor:
    """Sign somebody in, with all their keys, until the command ends.

    Passphrase and code are asked for at the terminal; where there is none they are the first two
    lines of standard input. In a demo, whose people have no secrets, nothing is asked.
    """
    settings = require_keys()
    if settings.demo:
        return _enter_demo(session, username or DEMO_DEFAULT)
    from kla.accounts.services import sign_in
    from kla.accounts.types import Credentials

    credentials = Credentials(
        username=username or _ask("Username", hidden=False),
        passphrase=_ask("Passphrase", hidden=True),
        code=_ask("Code of the phone", hidden=False),
    )
    try:
        found = sign_in.sign_in(session, _office(), credentials, pause=session.commit)
    except Invalid as error:
        session.commit()  # what was counted against guessing is kept
        raise click.ClickException("Username, passphrase or code is wrong.") from error
    session.commit()
    return found.actor


def _enter_demo(session: Session, username: str) -> Actor:
    from kla.cli.demo import city, counting

    actor = counting.enter(session, _office(), city.known_sign_in(require_keys(), username))
    session.commit()
    return actor


def _ask(what: str, *, hidden: bool) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(what, hide_input=hidden, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _office() -> "Office":
    found: Office = current_app.extensions["office"]
    return found

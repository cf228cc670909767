"""The demo counted again: by somebody of its cast, through the application's own measures."""

import time
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.accounts.services import people, sign_in
from kla.accounts.types import Credentials, Office
from kla.cases import measures
from kla.cli.demo.cast import SignIn
from kla.core import clock
from kla.crypto.tokens import TOTP_SECONDS, totp_code

COUNTS = "supervisor-2"
Row = dict[str, str | int]


def compare(session: Session, office: Office, who: SignIn, scale: int) -> list[Row]:
    """Each published figure, times the scale of the demo, beside what is counted."""
    actor = enter(session, office, who)
    figures = measures.published()
    first, last = figures[0].period.split("/")
    counted = measures.count(session, actor, first, last)
    session.commit()
    return [
        {
            "period": figure.period,
            "unit": figure.unit,
            "breakdown": figure.breakdown,
            "category": figure.category,
            "expected": figure.value * scale,
            "counted": counted.get(figure.cell, 0),
        }
        for figure in figures
    ]


def enter(session: Session, office: Office, who: SignIn) -> Actor:
    """Sign in, with a code that was not used before."""
    code = fresh_code(session, who) if who.totp_secret else ""
    credentials = Credentials(username=who.username, passphrase=who.passphrase, code=code)
    return sign_in.sign_in(session, office, credentials).actor


def fresh_code(session: Session, who: SignIn) -> str:
    """A code of somebody's phone that holds now and was not used; waits for one if it must."""
    account = people.find_account(session, who.username)
    used = account.totp_last_step if account else 0
    session.rollback()
    step = max(used + 1, int(clock.now().timestamp()) // TOTP_SECONDS - 1)
    time.sleep(max(0.0, (step - 1) * TOTP_SECONDS - clock.now().timestamp()))
    return totp_code(who.phone, datetime.fromtimestamp(step * TOTP_SECONDS, UTC))

"""Slowing down whoever guesses, without letting them lock anybody out.

Failures are counted under three keys: a name from one network, a name from all networks, a network
under all names. The first is strict. The second counts only for networks from which the person has
never come in, so that a stranger elsewhere cannot keep somebody out of their own office.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kla.accounts.models import LoginThrottle
from kla.core import clock
from kla.core.errors import Throttled

FIRST_DELAY_S = 60
LONGEST_DELAY_S = 15 * 60
FORGOTTEN_AFTER = timedelta(hours=12)
KNOWN_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures are free, and after how many seconds one is forgotten."""

    free: int
    leak_s: int


LIMITS = {"pair": Limit(5, 1800), "name": Limit(30, 60), "net": Limit(60, 10)}


@dataclass(frozen=True, slots=True)
class Attempt:
    """The keys under which one attempt is counted, and the mark of a network known to be theirs."""

    pair: str
    name: str
    net: str
    known: str


def attempt_of(pepper: bytes, username: str, network: str) -> Attempt:
    """Name the counters of an attempt: keyed hashes, so that the table tells no names."""
    who, where = username.strip().casefold(), _prefix(network)
    return Attempt(
        pair=_tag(pepper, "pair", who, where),
        name=_tag(pepper, "name", who),
        net=_tag(pepper, "net", where),
        known=_tag(pepper, "known", who, where),
    )


def count(session: Session, attempt: Attempt) -> None:
    """Count an attempt before it is judged, so that many at once all count.

    Raises `Throttled` with the seconds to wait.
    """
    now = clock.now()
    rows = _rows(session, attempt)
    strict = [attempt.pair, attempt.net]
    if not _is_known(rows, attempt, now):
        strict.append(attempt.name)
    wait = max((_seconds(rows[key], now) for key in strict if key in rows), default=0)
    if wait > 0:
        raise Throttled(wait)
    try:
        with session.begin_nested():
            for kind, limit in LIMITS.items():
                _add(session, rows.get(getattr(attempt, kind)), getattr(attempt, kind), limit)
    except IntegrityError as twice:  # the same two first attempts at the same instant
        raise Throttled(1) from twice


def forgive(session: Session, attempt: Attempt) -> None:
    """The attempt was right: forget what was typed wrong here, and remember the network."""
    now = clock.now()
    rows = _rows(session, attempt)
    if attempt.pair in rows:
        session.delete(rows[attempt.pair])
    for key in (attempt.name, attempt.net):
        if key in rows:
            rows[key].failures = max(0, rows[key].failures - 1)
    if attempt.known in rows:
        rows[attempt.known].counted_at = now
    else:
        session.add(LoginThrottle(key=attempt.known, failures=0, counted_at=now, open_at=now))


def prune(session: Session) -> None:
    """Forget counters that nobody added to for long."""
    now = clock.now()
    old = LoginThrottle.counted_at < now - FORGOTTEN_AFTER
    session.execute(delete(LoginThrottle).where(old, LoginThrottle.failures > 0))
    session.execute(delete(LoginThrottle).where(LoginThrottle.counted_at < now - KNOWN_FOR))


def _add(session: Session, row: LoginThrottle | None, key: str, limit: Limit) -> None:
    now = clock.now()
    if row is None:
        row = LoginThrottle(key=key, failures=0, counted_at=now, open_at=now)
        session.add(row)
    leaked = int((now - row.counted_at).total_seconds()) // limit.leak_s
    row.failures = max(0, row.failures - leaked) + 1
    row.counted_at += timedelta(seconds=leaked * limit.leak_s)
    over = row.failures - limit.free
    if over >= 0:
        seconds = min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** min(over, 10))
        row.open_at = now + timedelta(seconds=seconds)


def _rows(session: Session, attempt: Attempt) -> dict[str, LoginThrottle]:
    keys = (attempt.pair, attempt.name, attempt.net, attempt.known)
    query = select(LoginThrottle).where(LoginThrottle.key.in_(keys)).order_by(LoginThrottle.key)
    return {row.key: row for row in session.scalars(query)}


def _is_known(rows: dict[str, LoginThrottle], attempt: Attempt, now: datetime) -> bool:
    row = rows.get(attempt.known)
    return row is not None and now - row.counted_at < KNOWN_FOR


def _seconds(row: LoginThrottle, now: datetime) -> int:
    left = (row.open_at - now).total_seconds()
    return int(left) + 1 if left > 0 else 0


def _tag(pepper: bytes, *parts: str) -> str:
    text = "\0".join(("kla/v1/throttle", *parts)).encode()
    return hmac.new(pepper, text, hashlib.sha256).hexdigest()[:40]


def _prefix(network: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one; text that is neither stays as it is."""
    try:
        address = ipaddress.ip_address(network)
    except ValueError:
        return network
    bits = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))

"""What stands between a form of the door and its taking: a little work, or a little time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import current_app, request
from flask_babel import gettext as _

from kla.core import clock
from kla.core.errors import Throttled
from kla.crypto.encoding import hkdf
from kla.public_reports.counters import Counters
from kla.public_reports.forms.door import WithTicket
from kla.public_reports.tickets import Ticket, bits_for, missing_seconds
from kla.web.forms import put_error

LABEL = b"kla/v1/door-ticket"
# One writes at a time, and then rests for as long: whoever works on cases finds the lock free.
AT_ONCE, PATIENCE_S, REST_S = 1, 5.0, 0.004
RETRY_S = 5

# So many wrong codes of a network in an hour cost nothing: people misread their own hand.
FREE = 10


@dataclass(slots=True)
class Doorkeeper:
    """What one server process knows of the last hour, and how many it serves at once."""

    sent: Counters = field(default_factory=Counters)
    wrong: Counters = field(default_factory=Counters)
    busy: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(AT_ONCE)
    )


def begin(form: WithTicket) -> None:
    """Give a form a ticket, or leave it the one that it has."""
    if _ticket(form) is None:
        _issue(form, bits_for(_keeper().sent.lately(_address(), clock.now())))


def admits(form: WithTicket) -> bool:
    """Whether a form may be taken now; if not, it says when, and keeps all that was typed."""
    return _admits(form, _keeper().sent)


def admits_code(form: WithTicket) -> bool:
    """The same for a code: the first wrong ones of a network cost nothing."""
    wrong = _keeper().wrong
    return wrong.lately(_address(), clock.now()) < FREE or _admits(form, wrong)


def count_sent() -> None:
    """One form was taken from this network."""
    _keeper().sent.add(_address(), clock.now())


def count_wrong() -> None:
    """One code was wrong."""
    _keeper().wrong.add(_address(), clock.now())


@contextmanager
def turn() -> Iterator[None]:
    """A turn at the database: one at a time, so that whoever works on cases is not kept waiting.

    Raises `Throttled` where it does not come soon.
    """
    busy = _keeper().busy
    if not busy.acquire(timeout=PATIENCE_S):
        raise Throttled(RETRY_S)
    try:
        yield
        time.sleep(REST_S)
    finally:
        busy.release()


def _admits(form: WithTicket, counters: Counters) -> bool:
    now, ticket = clock.now(), _ticket(form)
    lately = counters.lately(_address(), now)
    base = current_app.extensions["settings"].door_seconds
    left = missing_seconds(ticket, form.proof.data or "", now, lately, base)
    if not left:
        return True
    if ticket is None:
        _issue(form, bits_for(lately))
    else:
        form.ticket.data = str(ticket.harder(_key(), form.purpose, bits_for(lately)))
    form.proof.data = ""
    said = _("Tunggu %(seconds)s detik, lalu kirim lagi. Yang Anda tulis tetap ada.", seconds=left)
    put_error(form, None, said)
    return False


def _issue(form: WithTicket, bits: int) -> None:
    form.ticket.data = str(Ticket.issue(_key(), form.purpose, clock.now(), bits))
    form.proof.data = ""


def _keeper() -> Doorkeeper:
    found: Doorkeeper = current_app.extensions["doorkeeper"]
    return found


def _ticket(form: WithTicket) -> Ticket | None:
    return Ticket.read(_key(), form.purpose, form.ticket.data or "")


def _key() -> bytes:
    return hkdf(current_app.extensions["office"].pepper, info=LABEL)


def _address() -> str:
    return request.remote_addr or ""

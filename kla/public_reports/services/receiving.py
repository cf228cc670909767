"""Taking a report in: sealed to the intake circle and to its reporter before it is stored."""

import dataclasses
import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from kla.accounts.services import directory
from kla.accounts.types import Office
from kla.cases.services import parts
from kla.cases.services.attachments import SealedFile
from kla.core import clock
from kla.core.errors import Conflict, Invalid
from kla.core.texts import check_text, require_text
from kla.crypto import receipts, reports
from kla.crypto.envelope import seal
from kla.crypto.sealing import KeyPair, LoadedKey
from kla.public_reports.models import Report, ReportGrantRow
from kla.public_reports.services import handles, messages, opening, report_files
from kla.public_reports.services.opening import OpenReport
from kla.public_reports.types import SILENT, Received, ReportState, SendReport, Turn
from kla.trail import services as trail
from kla.trail.history import history_key

OLDEST = 120
LONGEST_STORY, LONGEST_FIELD = 20_000, 500
SHORT = (
    *("victim", "sex", "suspect", "relation", "when", "kelurahan", "place", "contact"),
    *("channel", "sender", "reference"),
)


def receive(
    session: Session, office: Office, command: SendReport, sealed: Sequence[SealedFile] = ()
) -> Received:
    """Keep a report with its files. What already stands under this receipt is not kept twice.

    The form brings the receipt, so that it is known before anything is sent: the same form sent
    twice is one report, a changed one becomes a message to the first. Raises `Invalid` naming the
    field, and `Conflict` where the code is another report's: then a new one is needed.
    """
    hold(session, sealed)
    check(command)
    known = opening.find(session, command.receipt.finder, to_change=True)
    if known is not None:
        return _again(session, office, known, (command, sealed))
    return _new(session, office, command, sealed)


def hold(session: Session, sealed: Sequence[SealedFile]) -> None:
    """Let sealed files go again unless this transaction keeps them."""
    try:
        session.connection()  # begins: what is taken back, is taken back with this transaction
    except BaseException:  # as where the lock of the database can't be had
        for one in sealed:
            report_files.discard(one.vault.folder, [one])
        raise
    for one in sealed:
        parts.take_back_on_failure(session, one.vault.folder, one.all_parts)


def check(command: SendReport) -> None:
    """Raise `Invalid` for what can't be a report."""
    require_text(command.story, "story", LONGEST_STORY)
    for name in SHORT:
        check_text(getattr(command, name), name, LONGEST_FIELD)
    if command.age is not None and not 0 <= command.age <= OLDEST:
        raise Invalid("age", field="age")


def _new(
    session: Session, office: Office, command: SendReport, sealed: Sequence[SealedFile]
) -> Received:
    now, seed, salt = clock.now(), secrets.token_bytes(32), receipts.new_salt()
    pair = command.receipt.pair(office.instance, salt)
    report = Report(
        finder=command.receipt.finder,
        salt=salt,
        received=now,
        due=due_of(office, now, in_danger=command.in_danger),
        handle=handles.take(office.handles),
        epoch=1,
        version=1,
        grants=[],
    )
    secret = reports.new_secret()
    lock_to_intake(session, office, report, secret, pair.public)
    key = reports.report_key(secret, office.handles.get(report.handle), report.id, report.epoch)
    said = _said(command)
    first = {"history": seed.hex(), "reporter": pair.public.hex(), "sent": [_digest(said, sealed)]}
    content = said | first
    report.ct = seal(key, content, report.address)
    session.add(report)
    session.flush()
    report_files.add(session, OpenReport(report, key, content), sealed)
    trail.record(session, None, "report.received", history_key(seed), report=str(report.id))
    return Received(report.id, again=False)


def lock_to_intake(
    session: Session, office: Office, report: Report, secret: bytes, reporter: bytes
) -> None:
    """Commit a report to a secret and seal it to intake and to its reporter; older grants go."""
    report.kcommit = reports.commit(report.id, report.epoch, secret)
    lock = report.lock(office.instance)
    intake = directory.load(session, office).circle(directory.INTAKE)
    given = [
        lock.seal(secret, intake.pk, reports.CIRCLE, intake.epoch),
        lock.seal(secret, reporter, reports.REPORTER),
    ]
    report.grants = [
        ReportGrantRow(
            epoch=report.epoch,
            recipient_kid=one.recipient_kid,
            purpose=one.purpose,
            recipient_epoch=one.recipient_epoch,
            sealed=one.sealed,
        )
        for one in given
    ]


def _again(
    session: Session, office: Office, report: Report, sent: tuple[SendReport, Sequence[SealedFile]]
) -> Received:
    command, sealed = sent
    pair = command.receipt.pair(office.instance, report.salt)
    opened = opens_to(report, office, pair)
    if opened is None:
        raise Conflict(reason="receipt-taken")
    said = _said(command)
    digest = _digest(said, sealed)
    if digest in opened.content["sent"]:
        for one in sealed:
            report_files.discard(one.vault.folder, [one])
        return Received(report.id, again=True)
    if report.state in SILENT:
        raise Conflict(reason="report-ended")
    entry = uuid.uuid5(report.id, digest)
    number = messages.add(session, opened, entry, text=command.story, author=None, report=said)
    report_files.add(session, opened, sealed, number)
    opening.rewrite(opened, sent=[*opened.content["sent"], digest])
    report.turn = Turn.OFFICE
    trail.record(session, None, "report.added_to", opened.history, report=str(report.id))
    return Received(report.id, again=False)


def opens_to(report: Report, office: Office, pair: KeyPair) -> OpenReport | None:
    """The report as its reporter opens it, or nothing for another's key."""
    keys = [LoadedKey.load(pair.private)]
    return opening.opens_with(report, office.instance, keys, office.handles)


def _said(command: SendReport) -> dict[str, Any]:
    said = dataclasses.asdict(command)
    del said["receipt"]
    return said | {"way": str(command.way), "kinds": list(command.kinds)}


def _digest(said: dict[str, Any], sealed: Sequence[SealedFile]) -> str:
    if sealed:
        said = said | {"files": report_files.digest_of(sealed)}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def state_after_reading(report: Report) -> ReportState:
    """What a report becomes when somebody of the office opens it."""
    return ReportState.READ if report.state is ReportState.NEW else report.state


def due_of(office: Office, told: datetime, *, in_danger: bool) -> datetime:
    """Until when somebody should have read a report: sooner where its sender says a child is in
    danger. What words it has counts for nothing.
    """
    minutes = office.triage[0] if in_danger else office.triage[1]
    return told + timedelta(minutes=minutes)

"""Fetching a report, and opening it with the keys of whoever asks."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from kla.core.errors import NotFound, Unreadable
from kla.crypto.envelope import seal, unseal
from kla.crypto.reports import report_key
from kla.crypto.sealing import LoadedKey
from kla.crypto.shred import HandleStore
from kla.public_reports.models import Report
from kla.trail.history import HistoryKey, history_key

WITH_GRANTS = (selectinload(Report.grants),)


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report whose key somebody who may do so has opened: what services here hand around."""

    report: Report
    key: bytes
    content: dict[str, Any]

    @property
    def history(self) -> HistoryKey:
        """Finds the lines about it in the trail."""
        return history_key(bytes.fromhex(self.content["history"]))


def find(session: Session, finder: str, *, to_change: bool = False) -> Report | None:
    """The report with this public part of a receipt; `to_change` locks its row until the commit.

    Whoever adds to a report must lock it: it may be getting a new key this very moment.
    """
    query = select(Report).where(Report.finder == finder).options(*WITH_GRANTS)
    if to_change:
        query = query.with_for_update()
    return session.scalars(query).one_or_none()


def get(session: Session, report_id: uuid.UUID, *, to_change: bool = False) -> Report:
    """A report with its grants; `to_change` locks its row until the commit. Raises `NotFound`."""
    query = select(Report).where(Report.id == report_id).options(*WITH_GRANTS)
    if to_change:
        query = query.with_for_update()
    report = session.scalars(query).one_or_none()
    if report is None:
        raise NotFound(refused="report")
    return report


def open_with(
    report: Report, instance: str, keys: Iterable[LoadedKey], handles: HandleStore
) -> OpenReport:
    """Open a report with keys that are held. Raises `Unreadable` where none of them opens it."""
    secret = report.lock(instance).open(keys)
    key = report_key(secret, handles.get(report.handle), report.id, report.epoch)
    return OpenReport(report, key, unseal(key, report.ct, report.address))


def opens_with(
    report: Report, instance: str, keys: Iterable[LoadedKey], handles: HandleStore
) -> OpenReport | None:
    """The same, and nothing where it does not open."""
    try:
        return open_with(report, instance, keys, handles)
    except Unreadable:
        return None


def rewrite(opened: OpenReport, **changes: object) -> OpenReport:
    """Seal changed content in place of the old one. The version makes two writers conflict."""
    report, content = opened.report, {**opened.content, **changes}
    report.version += 1
    report.ct = seal(opened.key, content, report.address)
    return OpenReport(report, opened.key, content)

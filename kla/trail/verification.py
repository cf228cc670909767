"""Whether the trail is whole: chain, signatures, checkpoints, and the anchors kept outside it."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.core.errors import Untrusted
from kla.crypto import signing
from kla.trail import services
from kla.trail.chain import Break, Link, first_break
from kla.trail.models import TrailCheckpoint, TrailEntry

KeyOf = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Report:
    """How far the trail was read, and the first entry that is broken."""

    entries: int
    signatures: int
    anchors: int
    broken: Break | None


def verify(session: Session, *, instance: str, key_of: KeyOf, anchors: Path) -> Report:
    """Walk the whole trail.

    `key_of` answers the certified Ed25519 key of a signer's key record, or nothing where it is
    unknown; `anchors` is the file of checkpoints outside the database. The answer names the first
    broken entry: changed, missing, out of order, wrongly signed, or cut off behind an anchor.
    """
    signed: list[tuple[Link, bytes, bytes]] = []
    count = 0

    def entries() -> Iterator[tuple[Link, bytes]]:
        nonlocal count
        for link, digest, sig in walk:
            count += 1
            if sig is not None:
                signed.append((link, digest, sig))
            yield link, digest

    with closing(services.links(session)) as walk:
        broken = first_break(entries())
    remembered = list(_remembered(session, anchors))
    found = [
        broken,
        _first_bad_signature(instance, key_of, signed),
        _first_lost(session, remembered),
        _wrong_tail(session),
    ]
    breaks = sorted(filter(None, found), key=lambda item: item.seq)
    return Report(count, len(signed), len(remembered), breaks[0] if breaks else None)


def _first_bad_signature(
    instance: str, key_of: KeyOf, signed: Iterable[tuple[Link, bytes, bytes]]
) -> Break | None:
    for link, digest, sig in signed:
        public = key_of(link.actor_kid)
        if public is None:
            return Break(link.seq, "signature")
        try:
            signing.verify(public, sig, instance, "trail-entry", link.seq, digest)
        except Untrusted:
            return Break(link.seq, "signature")
    return None


def _remembered(session: Session, anchors: Path) -> Iterator[tuple[int, bytes]]:
    if anchors.exists():
        for text in anchors.read_text().splitlines(keepends=True):
            if text.endswith("\n"):  # a power cut may tear the last line; its row is below
                line = json.loads(text)
                yield line["seq"], bytes.fromhex(line["hash"])
    for row in session.execute(select(TrailCheckpoint.seq, TrailCheckpoint.hash)):
        yield row.seq, row.hash


def _first_lost(session: Session, remembered: list[tuple[int, bytes]]) -> Break | None:
    for seq, digest in sorted(remembered):
        if not services.holds(session, seq, digest):
            return Break(seq, "anchor")
    return None


def _wrong_tail(session: Session) -> Break | None:
    """The head must name the newest entry; cutting both is what the anchors are for."""
    seq, digest = services.head(session)
    newest = session.execute(
        select(TrailEntry.seq, TrailEntry.hash).order_by(TrailEntry.seq.desc()).limit(1)
    ).one_or_none()
    held = (newest.seq, newest.hash) if newest else (0, digest if seq == 0 else b"")
    return None if held == (seq, digest) else Break(min(seq, held[0]) + 1, "tail")

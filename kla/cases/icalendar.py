"""Writing a calendar file as RFC 5545 wants it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kla.core.clock import WITA

LINE_OCTETS = 75
ZONE = "Asia/Makassar"
LASTS = timedelta(minutes=30)

# Balikpapan has kept one time, eight hours ahead, since 1988: no rule is needed.
TIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19880101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:WITA",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. The same `uid` is the same entry, also in a file taken later."""

    uid: str
    at: datetime
    title: str


def calendar(events: Iterable[Event], name: str, made: datetime) -> bytes:
    """A whole calendar, each line folded and ended as the standard wants it."""
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//KLA//Tugas//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
        f"X-WR-TIMEZONE:{ZONE}",
    )
    body = [line for event in events for line in _lines(event, made)]
    lines = [*head, *TIMEZONE, *body, "END:VCALENDAR"]
    return b"".join(piece + b"\r\n" for line in lines for piece in fold(line))


def escape(text: str) -> str:
    """A text as a value: the signs that would end it are escaped."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\n", "\\n").replace("\r", "")


def fold(line: str) -> Iterator[bytes]:
    """A line in pieces of at most 75 octets, never cut inside a letter."""
    piece = b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > LINE_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece


def _lines(event: Event, made: datetime) -> tuple[str, ...]:
    # The entry ends when the task is due, so that a reminder comes before it is late.
    start = event.at - LASTS
    return (
        "BEGIN:VEVENT",
        f"UID:{escape(event.uid)}",
        f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={ZONE}:{start.astimezone(WITA):%Y%m%dT%H%M%S}",
        f"DTEND;TZID={ZONE}:{event.at.astimezone(WITA):%Y%m%dT%H%M%S}",
        f"SUMMARY:{escape(event.title)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )

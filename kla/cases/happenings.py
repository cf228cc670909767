"""What happened in a case, as it is written in its sections: entries of its timeline."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from kla.cases.types import FileInfo, NoteEntry
from kla.core.clock import WITA


class Kind(StrEnum):
    """What an entry is about, and what the page can be narrowed to."""

    REPORT = "report"
    STAGE = "stage"
    ASSESSMENT = "assessment"
    RISK = "risk"
    PLAN = "plan"
    SERVICE = "service"
    FOLLOW_UP = "follow-up"
    NOTE = "note"
    FILE = "file"
    TASK = "task"
    REFERRAL = "referral"
    CONFERENCE = "conference"
    CONSENT = "consent"
    TEAM = "team"
    EMERGENCY = "emergency"
    COPY = "copy"
    OTHER = "other"
    LOOK = "look"


ABOUT: dict[str, Kind] = {
    "note": Kind.NOTE,
    "import": Kind.REPORT,
    "overridden": Kind.CONSENT,
    "reopened": Kind.STAGE,
    "restricted": Kind.TEAM,
    "unrestricted": Kind.TEAM,
}
OF_TASKS = ("task:", "set:", "stop:", "restart:", "extend:", "hand:")
NOON = time(12)
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened.

    `at` is when it happened, as far as that was said; `noted` when it was written down. `head` is
    an action of the trail or what a note is about. `details` are codes with the list they are
    from, or words under "words". `ref` names the record that it leads to.
    """

    at: datetime
    noted: datetime
    kind: Kind
    head: str
    who: str = ""
    text: str = ""
    details: tuple[tuple[str, str], ...] = ()
    ref: str = ""
    times: int = 1

    @property
    def day(self) -> date:
        """The day on which it happened, in Balikpapan."""
        return self.at.astimezone(WITA).date()

    @property
    def is_by_day(self) -> bool:
        """Whether only the day is known, and was noted on another one."""
        return self.at != self.noted


def of_note(one: NoteEntry) -> Entry:
    """A note, or the words to a task, a step, a decision."""
    kind = ABOUT.get(one.about, Kind.OTHER)
    if one.about.startswith(OF_TASKS):
        kind = Kind.TASK
    return Entry(
        at=one.at,
        noted=one.at,
        kind=kind,
        head=one.about,
        who=str(one.author),
        text=one.text,
        ref=str(one.note_id),
    )


def of_file(one: FileInfo) -> Entry:
    """A file that was added."""
    details = (("file", str(one.number)),)
    return Entry(
        at=one.at,
        noted=one.at,
        kind=Kind.FILE,
        head="case.file_added",
        who=str(one.author),
        text=one.label,
        details=details,
        ref=str(one.file_id),
    )


def of_risk(content: Content) -> Iterator[Entry]:
    """Every scoring, with the reason where somebody chose another level."""
    for one in content.get("scorings", []):
        details = (("risks", one["level"]),)
        yield _entry(one, Kind.RISK, "case.risk_scored", text=one["reason"], details=details)


def of_services(content: Content) -> Iterator[Entry]:
    """Services as they were logged, and what became of those that were planned."""
    for one in content.get("given", []):
        if "settled_at" not in one:
            yield _service(one, one, "case.service_added", one.get("status", "delivered"))
            continue
        yield _service(one, {**one, "outcome": "", "reason": ""}, "case.service_added", "planned")
        settled = {"at": one["settled_at"], "by": one["settled_by"]}
        said = {name: one[name] for name in ("entry", "given_on", "outcome", "reason")}
        yield _service(one, settled | said, "case.service_settled", one["status"])


def _service(service: Content, one: Content, head: str, status: str) -> Entry:
    return _entry(
        one,
        Kind.SERVICE,
        head,
        on=one["given_on"] if status == "delivered" else "",
        text=one["outcome"] or one.get("reason", ""),
        details=(
            ("services", service["kind"]),
            ("words", service["institution"]),
            ("service_states", status),
        ),
    )


def of_follow_ups(content: Content) -> Iterator[Entry]:
    """Looks at how things are, on the day on which somebody looked."""
    for one in content.get("entries", []):
        details = (("contacts", one["how"]), ("risks", one["risk"]))
        yield _entry(
            one,
            Kind.FOLLOW_UP,
            "case.followed_up",
            on=one["done_on"],
            text=one["finding"],
            details=details,
        )


def of_referrals(content: Content) -> Iterator[Entry]:
    """Letters, and every answer to them."""
    for one in content.get("entries", []):
        for number, step in enumerate(one["steps"]):
            yield _entry(
                {**step, "entry": one["entry"]},
                Kind.REFERRAL,
                "case.referral_changed" if number else "case.referral_made",
                on=step["on"],
                text=step["remark"],
                details=(("words", one["institution"]), ("referral_states", step["state"])),
            )


def of_conferences(content: Content) -> Iterator[Entry]:
    """Conferences on the day on which they were held, with what was decided."""
    for one in content.get("entries", []):
        yield _entry(
            one, Kind.CONFERENCE, "case.conference_recorded", on=one["held_on"], text=one["decided"]
        )


def of_consents(content: Content) -> Iterator[Entry]:
    """What was given, refused, stood in for, and taken back."""
    for one in content.get("entries", []):
        purpose = ("consent_purposes", one["purpose"])
        yield _entry(
            one,
            Kind.CONSENT,
            "case.consent_recorded",
            on=one["on"],
            text=one["reason"],
            details=(purpose, ("decisions", one["decision"])),
        )
        if taken := one.get("withdrawn"):
            yield _entry(
                taken,
                Kind.CONSENT,
                "case.consent_withdrawn",
                on=taken["on"],
                text=taken["reason"],
                details=(purpose,),
            )


def of_closure(content: Content) -> Iterator[Entry]:
    """Every proposal to end the case, and every word on one."""
    past = list(content.get("history", []))
    if "proposed_at" in content and "decided_at" not in content:
        past.append(content)
    for one in past:
        if "proposed_at" in one:
            asked = {"at": one["proposed_at"], "by": one["proposed_by"]}
            details = (("closure_reasons", one["reason"]),)
            text = one["summary"]
            yield _entry(asked, Kind.STAGE, "case.closure_proposed", text=text, details=details)
        if "decided_at" in one:
            word = {"at": one["decided_at"], "by": one["decided_by"]}
            head = "case.closed" if one["approved"] else "case.closure_returned"
            yield _entry(word, Kind.STAGE, head, text=one["remarks"])


def _entry(
    one: Content,
    kind: Kind,
    head: str,
    *,
    on: str = "",
    **said: Any,  # noqa: ANN401 -- the other fields of an entry
) -> Entry:
    """An entry from what is stored: `at`, `author` or `by`, and the day it happened if known."""
    noted = datetime.fromisoformat(one["at"])
    return Entry(
        at=_at(noted, on),
        noted=noted,
        kind=kind,
        head=head,
        who=one.get("author") or one.get("by", ""),
        ref=one.get("entry", ""),
        **said,
    )


def _at(noted: datetime, on: str) -> datetime:
    """The day that was given, at noon; the moment of noting where that was the same day."""
    if not on or noted.astimezone(WITA).date() == date.fromisoformat(on):
        return noted
    return datetime.combine(date.fromisoformat(on), NOON, WITA)

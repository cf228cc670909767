"""Everything that happened in a case, put in one order: what was written, and what the trail says.

What is written in a case tells more than its line in the trail, so a line is left out where the
words are there. Looks are folded to one a person and day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from kla.cases import happenings
from kla.cases.happenings import Entry, Kind
from kla.cases.types import CasePage
from kla.trail.services import TrailLine

# Who looked is asked for; all the rest is shown.
USUAL = frozenset(Kind) - {Kind.LOOK}
# So much on one page: it stays light on a phone, whatever was written.
MOST_ENTRIES, MOST_LETTERS = 40, 16_000
# So many lines of the trail are opened for one page.
MOST_LINES = 5_000

TOLD_BY_CONTENT = frozenset(
    f"case.{action}"
    for action in (
        *("note_added", "service_added", "service_settled", "file_added", "risk_scored"),
        "upload_begun",  # what comes of it is a file, or a line that it was given up
        *("followed_up", "referral_made", "referral_changed", "conference_recorded"),
        *("consent_recorded", "consent_withdrawn", "closure_proposed", "closure_returned"),
        *("closed", "reopened", "restricted", "unrestricted", "held", "released"),
        *("task_done", "task_set", "clock_stopped", "clock_restarted", "clock_extended"),
    )
)
REPORTED = frozenset({"core", "persons"})
WRITTEN = "case.section_written"
HANDED = "case.task_handed"
KINDS: dict[str, Kind] = {
    "registered": Kind.REPORT,
    "section_written": Kind.REPORT,
    "person_linked": Kind.REPORT,
    "report_added": Kind.REPORT,
    "report_taken": Kind.REPORT,
    "reporter_answered": Kind.REPORT,
    "reporter_read": Kind.LOOK,
    "duplicates_decided": Kind.REPORT,
    "merged": Kind.REPORT,
    "merged_into": Kind.REPORT,
    "unmerged": Kind.REPORT,
    "duplicates_looked_for": Kind.LOOK,
    "people_compared": Kind.LOOK,
    "read": Kind.LOOK,
    "file_read": Kind.LOOK,
    "file_played": Kind.LOOK,
    "picture_seen": Kind.LOOK,
    "upload_dropped": Kind.FILE,
    "printed": Kind.LOOK,
    "referral_printed": Kind.LOOK,
    "identified": Kind.STAGE,
    "advanced": Kind.STAGE,
    "left": Kind.STAGE,
    "assessed": Kind.ASSESSMENT,
    "plan_written": Kind.PLAN,
    "plan_submitted": Kind.PLAN,
    "plan_approved": Kind.PLAN,
    "plan_returned": Kind.PLAN,
    "task_handed": Kind.TASK,
    "consent_relied_on": Kind.CONSENT,
    "consent_overridden": Kind.CONSENT,
    "assigned": Kind.TEAM,
    "worker_removed": Kind.TEAM,
    "regranted": Kind.TEAM,
    "covered": Kind.TEAM,
    "cover_ended": Kind.TEAM,
    "moved": Kind.TEAM,
    "handover_offered": Kind.TEAM,
    "handover_accepted": Kind.TEAM,
    "handover_refused": Kind.TEAM,
    "offer_withdrawn": Kind.TEAM,
    "transfer_offered": Kind.TEAM,
    "transfer_accepted": Kind.TEAM,
    "transfer_refused": Kind.TEAM,
    "key_renewed": Kind.TEAM,
    "siaga_read": Kind.EMERGENCY,
    "siaga_file_read": Kind.EMERGENCY,
    "imported": Kind.REPORT,
    "service_corrected": Kind.SERVICE,
    "copied": Kind.COPY,
    "copy_settled": Kind.COPY,
    "simfoni_read": Kind.LOOK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the page is narrowed to: kinds, one person by account, days."""

    kinds: frozenset[Kind] = USUAL
    who: str = ""
    first: date | None = None
    last: date | None = None

    def has(self, entry: Entry) -> bool:
        """Whether an entry is asked for."""
        is_then = (self.first or entry.day) <= entry.day <= (self.last or entry.day)
        return entry.kind in self.kinds and is_then and self.who in {"", entry.who}


def entries_of(
    page: CasePage, lines: Sequence[TrailLine], accounts: Mapping[str, str]
) -> list[Entry]:
    """All entries of a case, newest first. `accounts` says whose key a line was signed with."""
    written = _written(page)
    said = [replace(one, who=accounts.get(one.who, "")) for one in _lines(lines)]
    handed = {_mark(one) for one in written if one.head.startswith("hand:")}
    told = [one for one in said if one.head != HANDED or _mark(one) not in handed]
    looks = _folded(one for one in told if one.kind is Kind.LOOK)
    found = [*written, *looks, *(one for one in told if one.kind is not Kind.LOOK)]
    return sorted(found, key=lambda one: (one.at, one.noted, one.head, one.ref), reverse=True)


def cut(entries: Sequence[Entry], skip: int = 0) -> tuple[list[Entry], int]:
    """One page of entries, and how many to skip for the next; 0 where there is none."""
    letters, shown = 0, 0
    for entry in entries[skip : skip + MOST_ENTRIES]:
        letters += len(entry.text)
        if shown and letters > MOST_LETTERS:
            break
        shown += 1
    rest = skip + shown
    return list(entries[skip:rest]), rest if rest < len(entries) else 0


def _written(page: CasePage) -> list[Entry]:
    """What the sections, notes and files of a case tell."""
    return [
        *(happenings.of_note(one) for one in page.notes),
        *(happenings.of_file(one) for one in page.files),
        *happenings.of_risk(page.content("risk")),
        *happenings.of_services(page.content("services")),
        *happenings.of_follow_ups(page.content("monitoring")),
        *happenings.of_referrals(page.content("referrals")),
        *happenings.of_conferences(page.content("conferences")),
        *happenings.of_consents(page.content("consents")),
        *happenings.of_closure(page.content("closure")),
    ]


def _lines(lines: Sequence[TrailLine]) -> Iterator[Entry]:
    """What only the trail knows; with `who` still the key that a line is signed with."""
    begun = {_second(one.at) for one in lines if one.action == "case.registered"}
    corrected: set[tuple[str, datetime]] = set()
    for one in lines:
        at = (one.actor_kid, _second(one.at))
        if one.action in TOLD_BY_CONTENT:
            continue
        if one.action == WRITTEN:
            is_known = at in corrected or at[1] in begun
            if is_known or one.details.get("section") not in REPORTED:
                continue
            corrected.add(at)
        yield _line(one)


def _line(one: TrailLine) -> Entry:
    name = "section" if one.action == WRITTEN else "state"
    details = ((f"{name}s", str(one.details[name])),) if name in one.details else ()
    if "reference" in one.details:  # stands on every page of a copy: a found sheet leads here
        details = (*details, ("words", str(one.details["reference"])))
    kind = KINDS.get(one.action.removeprefix("case."), Kind.OTHER)
    return Entry(
        at=one.at, noted=one.at, kind=kind, head=one.action, who=one.actor_kid, details=details
    )


def _folded(looks: Iterable[Entry]) -> list[Entry]:
    """One for each person, day and way of looking, at the last time, with how often."""
    found: dict[tuple[object, ...], Entry] = {}
    for one in looks:
        mark = (one.who, one.day, one.head)
        newest = found.get(mark, one)
        last = max(one.at, newest.at)
        found[mark] = replace(newest, at=last, noted=last, times=newest.times + (mark in found))
    return list(found.values())


def _mark(one: Entry) -> tuple[str, datetime]:
    return one.who, _second(one.noted)


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)

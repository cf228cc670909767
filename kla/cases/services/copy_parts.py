"""What of a case goes into a copy: the ticked parts, and of these what paper may show."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kla.cases import guardianship
from kla.cases.services import copy_people, copy_work
from kla.cases.services.copy_groups import Group, Source, facts_of, group, table
from kla.cases.types import SectionName
from kla.cases.types.copies import CopyPart

Writer = Callable[[Source], Iterator[Group]]
NEWEST_LINES = 200

# Which part of a copy tells of each section; "" for what no copy tells, with the reason.
PART_OF: Mapping[SectionName, CopyPart | str] = {
    SectionName.CORE: CopyPart.REPORT,
    SectionName.PERSONS: CopyPart.VICTIMS,
    SectionName.IDENTIFICATION: CopyPart.IDENTIFICATION,
    SectionName.ASSESSMENT: CopyPart.ASSESSMENT,
    SectionName.RISK: CopyPart.RISK,
    SectionName.SERVICES: CopyPart.SERVICES,
    SectionName.CLOSURE: CopyPart.CLOSURE,
    SectionName.PLAN: CopyPart.PLAN,
    SectionName.MONITORING: CopyPart.MONITORING,
    SectionName.EXIT: CopyPart.EXIT,
    SectionName.REFERRALS: CopyPart.REFERRALS,
    SectionName.CONFERENCES: CopyPart.CONFERENCES,
    SectionName.CONSENTS: CopyPart.CONSENTS,
    SectionName.SUMMARY: "says once more what the other sections say, for lists",
    SectionName.RETENTION: "how long the office keeps the file is the office's affair",
    SectionName.OFFERS: "who of the office has the case is the office's affair",
    SectionName.SIMFONI: "what was entered in the ministry's register has a sheet of its own",
    SectionName.DUPLICATES: "who was taken for somebody else is nobody's who reads a copy",
    SectionName.MERGES: "what was merged is copied from the case that it was written in",
    SectionName.COPIES: "where the other copies went is on the page of the case alone",
    SectionName.DOOR: "what was told under a code stays between its reporter and the office",
    SectionName.IMPORT: "by which number the office kept the case before is the office's affair",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One chapter of a copy."""

    title: str
    groups: Sequence[Group]

    def to_data(self) -> dict[str, Any]:
        """As the template has it."""
        return {"title": self.title, "groups": [*self.groups]}


def parts_of(source: Source, ticked: Iterable[str]) -> list[Part]:
    """The ticked parts in the order of the pages. Numbers of identity are no page of their own."""
    wanted = [part for part in CopyPart if part in set(ticked) and part in WRITERS]
    return [
        Part(source.words.say("copy_parts", part), [*filter(None, WRITERS[part](source))])
        for part in wanted
    ]


def _report(source: Source) -> Iterator[Group]:
    core, words = source.content(SectionName.CORE), source.words
    said = {
        "received_at": words.moment(core["received_at"]),
        "kanal": words.say("kanal", core["kanal"]),
        "kinds": ", ".join(words.say("kinds", one) for one in core["kinds"]),
        "happened_on": words.day(core.get("happened_on") or ""),
        "place": words.say("places", core["place"]),
        "kelurahan": words.place(core["kelurahan"]),
        "place_address": core.get("address", ""),
    }
    yield group(words, facts=said, text=core["chronology"])


def _notes(source: Source) -> Iterator[Group]:
    for note in reversed(source.page.notes):
        head = f"{source.words.moment(note.at.isoformat())} · {source.name_of(note.author)}"
        about = source.words.say("about", note.about)
        yield group(source.words, head=f"{head} · {about}", text=note.text)


def _files(source: Source) -> Iterator[Group]:
    """The list of the files; what is in them is handed out one by one."""
    rows = [
        [str(one.number), one.label or one.kind, source.words.moment(one.at.isoformat())]
        for one in source.page.files
    ]
    if rows:
        yield table(source.words, ("number", "label", "at"), rows)


def _trail(source: Source) -> Iterator[Group]:
    """The newest lines. Who only looked is left to the page of the case."""
    rows = [
        [
            source.words.moment(line.at.isoformat()),
            source.words.say("actions", line.action),
            source.by_kid.get(line.actor_kid, ""),
        ]
        for line in source.lines
        if line.action != "case.read"
    ]
    if rows:
        yield table(source.words, ("at", "action", "by"), rows[:NEWEST_LINES])


def _events(source: Source) -> Iterator[Group]:
    rows = [
        [source.words.day(day), source.words.say("copy_events", code), detail]
        for day, code, detail in sorted(copy_work.events_of(source), key=lambda one: one[0])
    ]
    if rows:
        yield table(source.words, ("on", "event", "detail"), rows)


def _people(role: str) -> Writer:
    def write(source: Source) -> Iterator[Group]:
        yield from copy_people.of_role(source, role)

    return write


WRITERS: Mapping[CopyPart, Writer] = {
    CopyPart.REPORT: _report,
    CopyPart.REPORTER: copy_people.reporter,
    CopyPart.VICTIMS: _people(guardianship.VICTIMS),
    CopyPart.FAMILY: _people(guardianship.FAMILY),
    CopyPart.PERPETRATORS: _people(guardianship.PERPETRATORS),
    **copy_work.WRITERS,
    CopyPart.NOTES: _notes,
    CopyPart.FILES: _files,
    CopyPart.EVENTS: _events,
    CopyPart.TRAIL: _trail,
}

__all__ = ["PART_OF", "WRITERS", "Part", "facts_of", "parts_of"]

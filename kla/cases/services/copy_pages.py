"""The pages of a copy as data: the cover, the mark on every page, the foot, the parts."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.accounts.services import people as accounts
from kla.accounts.services import units
from kla.cases import guardianship, letters
from kla.cases.services import copy_parts, reading
from kla.cases.services.copy_groups import Source, facts_of
from kla.cases.services.lookup import OpenCase
from kla.cases.types import CasePage, SectionName
from kla.cases.types.copies import CopyPart, Wording
from kla.trail import services as trail

NOTICES = ("secret_by_law", "punished", "use", "found")
WORDS = ("page", "secret", "contents", "nothing")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who makes a copy of which case, in which words."""

    session: Session
    actor: Actor
    opened: OpenCase
    words: Wording


def set_pages(desk: Desk, entry: Mapping[str, Any], passphrase: str) -> bytes:
    """The file of a copy that stands in the register, under its passphrase where there is one."""
    pdf = letters.render("copy", data_of(desk, entry))
    return letters.lock(pdf, passphrase) if passphrase else pdf


def data_of(desk: Desk, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Every word of the pages, for a service that has authorized: values, never markup."""
    page = reading.page_of(desk.session, desk.opened)
    source = _source(desk, page, entry["parts"])
    return {
        **_frame(desk.words, page, entry, source.name_of(entry["by"])),
        "office": units.names(desk.session)[desk.opened.case.unit_id],
        "warning": _warning(desk.words, page),
        "parts": [part.to_data() for part in copy_parts.parts_of(source, entry["parts"])],
    }


def _frame(
    words: Wording, page: CasePage, entry: Mapping[str, Any], printed_by: str
) -> dict[str, Any]:
    """What stands on every page. The title names the case by its number only."""
    at, reference = words.moment(entry["at"]), entry["reference"]
    number = words.say("copy_texts", "nth") % {"number": entry["number"]}
    foot = words.say("copy_texts", "foot") % {"reference": reference, "at": at}
    secret = words.say("copy_texts", "secret")
    return {
        "language": words.language,
        "title": words.say("copy_texts", "title") % {"number": page.number},
        "cover": _cover(words, page, entry, f"{at}, {printed_by}"),
        "mark": [secret, printed_by, at, f"{number} · {reference}"],
        "footer": [f"{page.number} · {number} · {printed_by}", foot],
        "notices": [words.say("copy_texts", name) for name in NOTICES],
        "words": {name: words.say("copy_texts", name) for name in WORDS},
    }


def _cover(
    words: Wording, page: CasePage, entry: Mapping[str, Any], printed: str
) -> list[list[str]]:
    to = words.say("copy_recipients", entry["to"])
    cover = {
        "case_number": page.number,
        "stage": words.say("states", page.state),
        "copy_number": str(entry["number"]),
        "reference": entry["reference"],
        "printed": printed,
        "to": ": ".join(filter(None, (to, entry["recipient"]))),
        "purpose": entry["purpose"],
    }
    return facts_of(words, cover)


def _warning(words: Wording, page: CasePage) -> str:
    """A word to whoever holds the paper, where a parent or guardian is suspected."""
    persons, core = page.content(SectionName.PERSONS), page.content(SectionName.CORE)
    is_so = guardianship.is_guardian_suspected(persons, core)
    return words.say("copy_texts", "guardian") if is_so else ""


def _source(desk: Desk, page: CasePage, parts: list[str]) -> Source:
    session = desk.session
    lines = trail.lines_about(session, page.history) if CopyPart.TRAIL in parts else []
    kids = {line.actor_kid for line in lines}
    by_kid = reading.accounts_of_kids(session, desk.actor, kids)
    ids = {desk.actor.account_id, *by_kid.values(), *(note.author for note in page.notes)}
    names = accounts.names_of(session, ids)
    return Source(
        page=page,
        words=desk.words,
        numbers=CopyPart.NUMBERS in parts,
        lines=lines,
        names=names,
        by_kid={kid: _name(names, account) for kid, account in by_kid.items()},
    )


def _name(names: Mapping[uuid.UUID, str], account: uuid.UUID) -> str:
    return names.get(account, "")

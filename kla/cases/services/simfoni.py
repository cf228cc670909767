"""Entering a case in the ministry's register (SIMFONI PPA): its sheet, and that it was entered.

The sheet leaves our hands, so it is shown only where a consent or another ground of the law stands
for it, and its people as paper may show them. It goes into a register and to no person.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.guardianship import Person
from kla.cases.numbers import case_number
from kla.cases.services import consents, people, reports, sections, summaries
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.simfoni import sheet, snapshot
from kla.cases.simfoni.sheet import Block, PlaceNames, Source, Taken
from kla.cases.simfoni.snapshot import Difference
from kla.cases.types import CaseState, SectionName
from kla.cases.types.consents import ConsentPurpose
from kla.cases.types.simfoni import CompleteSimfoni, EnterSimfoni, SimfoniState, UndoSimfoni
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Invalid, InvalidTransition
from kla.trail import services as trail

NAME = SectionName.SIMFONI
LONGEST_NUMBER, LONGEST_LINE = 40, 500
# Letters, digits and what joins them, with a digit somewhere: a number, and nobody's name.
NUMBER = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z](?:[0-9A-Za-z ./_-]*[0-9A-Za-z])?")
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands in the register, and its sheet, as their page shows them.

    `refused` says why the sheet is not shown; then `blocks` and `differences` are empty.
    """

    state: SimfoniState

    case_id: uuid.UUID
    number: str
    stage: CaseState
    version: int
    entered: Content
    past: tuple[Content, ...]
    extra: Content
    refused: str = ""
    blocks: tuple[Block, ...] = ()
    people: tuple[Person, ...] = ()
    differences: tuple[Difference, ...] = ()


def read_sheet(
    session: Session,
    actor: Actor,
    case_id: uuid.UUID,
    places: PlaceNames,
    *,
    printed: bool = False,
) -> Standing:
    """The sheet of a case and how it stands, with a line that it was opened, or to be `printed`."""
    opened = open_case(session, actor, case_id, Permission.SIMFONI_ENTER)
    refused = ""
    try:
        consents.require(session, actor, opened, ConsentPurpose.SIMFONI)
    except Invalid as error:
        refused = error.reason
    found = _standing(session, opened, places, refused)
    _leave_line(session, actor, opened, printed=printed)
    return found


def enter(session: Session, actor: Actor, case_id: uuid.UUID, command: EnterSimfoni) -> None:
    """Note that a case was entered, or brought up to date, with the number and the day.

    What was noted before is kept. Raises `Invalid` naming the field, `Conflict` where somebody
    noted it in between.
    """
    opened = open_case(session, actor, case_id, Permission.SIMFONI_ENTER, to_change=True)
    stored = sections.read(session, opened, NAME)
    before = dict(stored.content)
    if command.entry.hex in {one.get("entry") for one in _all(before)}:
        return
    _check(session, opened, command)
    entered = {
        "entry": command.entry.hex,
        "number": command.number.strip(),
        "on": command.on.isoformat(),
        "by": str(actor.account_id),
        "at": clock.now().isoformat(),
        "snapshot": snapshot.of(take(session, opened)),
    }
    past = _past(before, actor, "updated") if before.get("entered") else before.get("past", [])
    content = before | {"entered": entered, "past": past}
    sections.put(session, actor, opened, {NAME: content}, {NAME: command.seen})
    trail.record(session, actor, "case.simfoni_entered", opened.history, case=str(case_id))


def undo(session: Session, actor: Actor, case_id: uuid.UUID, command: UndoSimfoni) -> None:
    """Take back that a case was entered, for a reason; what was noted stays among what was.

    Raises `InvalidTransition` where it is not entered, `Invalid`, `Conflict`.
    """
    opened = open_case(session, actor, case_id, Permission.SIMFONI_ENTER, to_change=True)
    before = dict(sections.read(session, opened, NAME).content)
    if not before.get("entered"):
        raise InvalidTransition(missing="simfoni-not-entered")
    reports.require_text(command.reason, "reason", LONGEST_LINE)
    past = _past(before, actor, "undone", command.reason.strip())
    content = before | {"entered": {}, "past": past}
    sections.put(session, actor, opened, {NAME: content}, {NAME: command.seen})
    trail.record(session, actor, "case.simfoni_undone", opened.history, case=str(case_id))


def complete(session: Session, actor: Actor, case_id: uuid.UUID, command: CompleteSimfoni) -> None:
    """Write what the register asks for and no other form has. Raises `Invalid`, `Conflict`."""
    opened = open_case(session, actor, case_id, Permission.SIMFONI_ENTER, to_change=True)
    extra = {name: value for name, value in asdict(command).items() if name != "seen"}
    for name, value in extra.items():
        reports.check_text(value, name, LONGEST_LINE)
    content = dict(sections.read(session, opened, NAME).content) | {"extra": extra}
    sections.put(session, actor, opened, {NAME: content}, {NAME: command.seen})
    trail.record(session, actor, "case.simfoni_completed", opened.history, case=str(case_id))


def take(session: Session, opened: OpenCase) -> list[Taken]:
    """The raw values of a case's sheet, for a service that has authorized."""
    found = {name: one.content for name, one in sections.read_all(session, opened).items()}
    case = opened.case
    return sheet.take(Source(case_number(case.id, case.opened_month), str(case.state), found))


@sections.follows
def renew(session: Session, actor: Actor, opened: OpenCase) -> None:
    """Say in the summary how a case stands, after anything of it was written."""
    if sections.find_section(session, opened.id, NAME) is None:
        return
    entered = sections.read(session, opened, NAME).content.get("entered")
    said = _said(entered, take(session, opened)) if entered else {}
    if said != (summaries.read(session, opened).get("simfoni") or {}):
        summaries.change(session, actor, opened, simfoni=said)


def _said(entered: Content, taken: Sequence[Taken]) -> dict[str, Any]:
    """What lists need: the state, the number, the day, and in which blocks it differs."""
    found = snapshot.differences(entered["snapshot"], taken)
    state = SimfoniState.STALE if found else SimfoniState.ENTERED
    said = {"state": str(state), "number": entered["number"], "on": entered["on"]}
    return said | {"differs": list(dict.fromkeys(one.block.partition(":")[0] for one in found))}


def _standing(session: Session, opened: OpenCase, places: PlaceNames, refused: str) -> Standing:
    stored, case = sections.read(session, opened, NAME), opened.case
    entered = stored.content.get("entered") or {}
    taken = take(session, opened)
    differing = snapshot.differences(entered["snapshot"], taken) if entered else []
    return Standing(
        state=SimfoniState(_said(entered, taken)["state"]) if entered else SimfoniState.WAITING,
        case_id=case.id,
        number=case_number(case.id, case.opened_month),
        stage=case.state,
        version=stored.version,
        entered=entered,
        past=tuple(stored.content.get("past", ())),
        extra=stored.content.get("extra", {}),
        refused=refused,
        people=people.roll_of(session, opened).people,
        blocks=() if refused else tuple(sheet.write(taken, places)),
        differences=() if refused else tuple(differing),
    )


def _leave_line(session: Session, actor: Actor, opened: OpenCase, *, printed: bool) -> None:
    about = str(opened.id)
    if printed:
        trail.record(session, actor, "case.printed", opened.history, case=about, section=str(NAME))
    else:
        trail.record(session, actor, "case.simfoni_read", opened.history, case=about)


def _all(content: Content) -> list[Content]:
    return [*content.get("past", []), *filter(None, [content.get("entered")])]


def _past(content: Content, actor: Actor, how: str, reason: str = "") -> list[Content]:
    """What was noted until now, without the values that were retyped then."""
    kept = {name: value for name, value in content["entered"].items() if name != "snapshot"}
    ended = {"ended_by": str(actor.account_id), "ended_at": clock.now().isoformat(), "how": how}
    return [*content.get("past", []), kept | ended | {"reason": reason}]


def _check(session: Session, opened: OpenCase, command: EnterSimfoni) -> None:
    number = command.number.strip()
    reports.require_text(number, "number", LONGEST_NUMBER)
    if not NUMBER.fullmatch(number):
        raise Invalid("simfoni-number", field="number")
    reports.not_in_future(command.on, "on")
    if command.on < _reported(session, opened):
        raise Invalid("before-report", field="on")


def _reported(session: Session, opened: OpenCase) -> date:
    core = sections.read(session, opened, SectionName.CORE).content
    return datetime.fromisoformat(core["received_at"]).astimezone(WITA).date()

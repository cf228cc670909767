"""Scoring the risk of a case: every scoring is kept, and the level moves the clocks."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import instruments, scoring
from kla.cases.services import notices, reports, sections, summaries, tasks
from kla.cases.services.lookup import OpenCase, open_case
from kla.cases.types import ACTIVE, SectionName
from kla.cases.types.risk import ScoreRisk
from kla.core import clock
from kla.core.errors import Invalid
from kla.trail import services as trail

NAME = SectionName.RISK
Entry = dict[str, Any]


def score_risk(session: Session, actor: Actor, case_id: uuid.UUID, command: ScoreRisk) -> str:
    """Score a case and let its level drive the clocks; answers the level that counts.

    Another level than the answers add up to wants a reason. Raises `Invalid` naming the item,
    `InvalidTransition` for a case that is over, `Conflict` where somebody else scored in between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    opened.case.state.require(ACTIVE)
    made = sections.read(session, opened, NAME).content
    if is_known(made, command.entry):
        return str(made["scorings"][-1]["level"])
    entry = entry_of(actor, command)
    sections.put(session, actor, opened, {NAME: with_entry(made, entry)}, {NAME: command.seen})
    let_count(session, actor, opened, entry)
    return str(entry["level"])


def is_known(made: sections.Content, entry: uuid.UUID) -> bool:
    """Whether the scoring with this id is among those that were made."""
    return any(one["entry"] == entry.hex for one in made.get("scorings", []))


def with_entry(made: sections.Content, entry: Entry) -> sections.Content:
    """The section with one more scoring; what was made before is kept as it is."""
    return {"scorings": [*made.get("scorings", []), entry]}


def let_count(session: Session, actor: Actor, opened: OpenCase, entry: Entry) -> summaries.Summary:
    """Let a scoring that has just been sealed count, and leave its line; answers the summary."""
    summary = apply_level(session, actor, opened, entry["level"])
    trail.record(session, actor, "case.risk_scored", opened.history, case=str(opened.id))
    return summary


def apply_level(
    session: Session, actor: Actor, opened: OpenCase, level: str, **values: object
) -> summaries.Summary:
    """Let a level count from now on: in lists, for clocks, and for who has to know at once.

    `values` are written into the summary with it.
    """
    before = summaries.read(session, opened)
    summary = summaries.change(session, actor, opened, risk=level, **values)
    tasks.quicken(session, opened.case, level)
    if level == scoring.HIGH and before["risk"] != level:
        notices.tell_at_once(session, actor, opened.case.unit_id, summaries.workers_of(summary))
    return summary


def entry_of(actor: Actor, command: ScoreRisk) -> Entry:
    """A scoring as it is kept. Raises `Invalid` naming the item, or another level's reason."""
    if command.instrument != instruments.CURRENT:
        raise Invalid("instrument-old", field="instrument")
    found = scoring.score(instruments.load(command.instrument), command.answers)
    level = command.level or found.level
    _check_override(command, level != found.level)
    return {
        "entry": command.entry.hex,
        "at": clock.now().isoformat(),
        "by": str(actor.account_id),
        "instrument": command.instrument,
        "points": found.points,
        "computed": found.level,
        "level": level,
        "reason": command.reason.strip() if level != found.level else "",
        "parts": [[part.item, part.answer, part.points, part.is_critical] for part in found.parts],
    }


def _check_override(command: ScoreRisk, is_overridden: bool) -> None:
    if command.level and command.level not in scoring.LEVELS:
        raise Invalid("unknown-code", field="level")
    reports.check_text(command.reason, "reason")
    if is_overridden and not command.reason.strip():
        raise Invalid("reason-for-level", field="reason")

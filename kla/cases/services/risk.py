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


def score_risk(session: Session, actor: Actor, case_id: uuid.UUID, command: ScoreRisk) -> str:
    """Score a case and let its level drive the clocks; answers the level that counts.

    Another level than the answers add up to wants a reason. Raises `Invalid` naming the item,
    `InvalidTransition` for a case that is over, `Conflict` where somebody else scored in between.
    """
    opened = open_case(session, actor, case_id, Permission.CASE_WRITE, to_change=True)
    opened.case.state.require(ACTIVE)
    entry = _entry(actor, command)
    before = list(sections.read(session, opened, SectionName.RISK).content.get("scorings", []))
    if any(one["entry"] == entry["entry"] for one in before):
        return str(before[-1]["level"])
    content = {SectionName.RISK: {"scorings": [*before, entry]}}
    sections.put(session, actor, opened, content, {SectionName.RISK: command.seen})
    apply_level(session, actor, opened, entry["level"])
    trail.record(session, actor, "case.risk_scored", opened.history, case=str(case_id))
    return str(entry["level"])


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


def _entry(actor: Actor, command: ScoreRisk) -> dict[str, Any]:
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

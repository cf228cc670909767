"""The one next step of a case as its page offers it: a button, or the word who takes it."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kla.access.policy import Actor
from kla.cases.forms import labels
from kla.cases.services.next_step import NextStep, Step, next_step
from kla.cases.types import CasePage, CaseState

LABELS = {
    Step.IDENTIFY: _l("Identifikasi"),
    Step.ASSIGN: _l("Tugaskan kasus"),
    Step.ASSESS: _l("Tulis asesmen"),
    Step.PLAN: _l("Tulis rencana intervensi"),
    Step.DECIDE_PLAN: _l("Putuskan rencana"),
    Step.SERVE: _l("Catat layanan"),
    Step.SETTLE: _l("Catat hasil layanan yang direncanakan"),
    Step.FOLLOW_UP: _l("Catat pemantauan"),
    Step.PROPOSE: _l("Usulkan penutupan"),
    Step.DECIDE: _l("Putuskan penutupan"),
}
WHO = {
    Step.IDENTIFY: _l("petugas pengaduan atau penyelia"),
    Step.ASSIGN: _l("petugas pengaduan atau penyelia"),
    Step.DECIDE_PLAN: _l("penyelia"),
    Step.DECIDE: _l("penyelia"),
}
WORKER = _l("petugas kasus")
PAGES = {
    Step.IDENTIFY: "ask_identify",
    Step.ASSIGN: "ask_assign",
    Step.ASSESS: "ask_assess",
    Step.PLAN: "ask_write_plan",
    Step.DECIDE_PLAN: "ask_decide_plan",
    Step.SERVE: "ask_add_service",
    Step.SETTLE: "ask_settle_service",
    Step.FOLLOW_UP: "ask_follow_up",
    Step.PROPOSE: "ask_propose_closure",
    Step.DECIDE: "ask_decide_closure",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """The next step in words; where it is taken, if by this reader, or else by whom.

    `target` is the stage that a step without a form of its own leads to. A case that is over only
    waits for the end of its time; then there is no step.
    """

    label: str
    url: str = ""
    target: str = ""
    who: str = ""


def offer_of(actor: Actor, page: CasePage) -> Offer:
    """What comes next in a case, for this reader."""
    found = next_step(page)
    if page.state is CaseState.MERGED:
        into = page.content("merges")["into"]
        whole = url_for("cases.show", case_id=uuid.UUID(into["case"]))
        return Offer(_("Buka kasus %(number)s", number=into["number"]), whole)
    if found.step is Step.KEEP:
        return Offer(_("Disimpan sampai %(month)s", month=page.retain_month))
    label = _label(found)
    if not actor.may(found.permission):
        return Offer(label, who=str(WHO.get(found.step, WORKER)))
    if found.step is Step.ADVANCE:
        url = url_for("cases.advance", case_id=page.case_id)
        return Offer(label, url, target=str(found.target))
    ids: dict[str, Any] = {"case_id": page.case_id}
    if found.entry:
        ids["entry_id"] = uuid.UUID(found.entry)
    return Offer(label, url_for(f"cases.{PAGES[found.step]}", **ids))


def _label(found: NextStep) -> str:
    if found.target is not None:
        return str(_("Lanjut ke: %(stage)s", stage=labels.STATES[found.target]))
    return str(LABELS[found.step])

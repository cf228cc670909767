"""Every form of a case: in which case it is found, and how somebody fills it in.

`BOTH` forms add something: of two who send one, both are kept. `TELLS` forms change something:
the second is told, reads what they typed, and nothing is overwritten; beside it stands what is
stored, but for steps that are taken once (`shows_both`): there stands where the case is now.
`ONCE` forms take a step in which there are no words: the second changes nothing any more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from kla.cases.types import ServiceStatus
from kla.core import clock
from tests import factories_cases as f
from tests.integration.cases.at_once import places as p
from tests.security import pictures
from tests.security.visitor import file

MARK = "{mark}"
SOON = (clock.today() + timedelta(days=9)).isoformat()


class Kept(StrEnum):
    """What becomes of two who do the same at once."""

    BOTH = "both"
    TELLS = "tells"
    ONCE = "once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form. `at` makes its case and answers the end of its address; `page` shows it."""

    at: Callable[[p.World], p.Place]
    typed: Mapping[str, Any] = field(default_factory=dict)
    kept: Kept = Kept.TELLS
    by: str = "ratna"
    other: str = "hasan"
    of_other: Mapping[str, Any] = field(default_factory=dict)
    page: str = ""
    shows_both: bool = True
    dies_with_key: bool = False
    done: int = 303
    again_is_noted: bool = False  # each file that left, for one

    def filled(self, world: p.World, mark: str, *, is_other: bool = False) -> dict[str, Any]:
        """What is typed, with a mark where there are words."""
        typed = {**self.typed, **(self.of_other if is_other else {})}
        return {name: _marked(world, value, mark) for name, value in typed.items()}

    @property
    def has_words(self) -> bool:
        """Whether somebody writes something of their own in it."""
        return MARK in self.typed.values()


def _marked(world: p.World, value: Any, mark: str) -> Any:
    if value == MARK:
        return mark
    return value(world) if callable(value) else value


def _photo(_world: p.World) -> Any:
    return file(pictures.jpeg(), "foto.jpg")


both = partial(Form, kept=Kept.BOTH)
leads = partial(Form, by="hasan")
step = partial(Form, shows_both=False)
once = partial(Form, kept=Kept.ONCE)
REASON = {"reason": MARK}
SERVICE = {"kind": "kesehatan", "institution": "Puskesmas", "outcome": MARK}

FORMS: dict[str, Form] = {
    "cases.add_note": both(at=p.assigned("notes"), typed={"text": MARK}, page="/"),
    "cases.add_file": both(at=p.assigned("files/add"), typed={"file": _photo, "label": MARK}),
    "cases.add_service": both(at=p.assigned("services/add"), typed=SERVICE),
    "cases.add_person": both(
        at=p.assigned("people/family/add"), typed={"name": MARK, "relation": "ibu"}
    ),
    "cases.add_consent": both(
        at=p.assigned("consents/add"),
        typed={
            "purposes": ["rujukan"],
            "decision": "given",
            "giver": "wali",
            "giver_name": MARK,
            "how": "tertulis",
        },
    ),
    "cases.record_conference": both(
        at=p.consented("conferences/add"),
        typed={
            "participants-0-name": "Ibu Tamu",
            "participants-0-institution": "Dinas",
            "discussed": MARK,
            "decided": "Tetap di rumah nenek.",
        },
    ),
    "cases.make_referral": both(
        at=p.consented("referrals/add"),
        typed={
            "institution": "RSUD Contoh",
            "service": "kesehatan",
            "purpose": MARK,
            "parts": ["report"],
            "confirmed": "y",
        },
    ),
    "cases.make_copy": both(
        at=p.consented("copies/make"),
        typed={"parts": ["report"], "to": "office", "purpose": MARK, "confirmed": "y"},
        done=200,
        again_is_noted=True,
    ),
    "cases.set_task": both(
        at=p.assigned("tasks/add"),
        typed={"text": MARK, "due": f"{SOON}T10:00", "to": p.account("ratna")},
    ),
    "cases.add_follow_up": both(
        at=p.delivery("follow-ups/add"),
        typed={"how": "kunjungan_rumah", "finding": MARK, "risk": "sedang"},
    ),
    "cases.assess": Form(at=p.assigned("assessment"), typed=f.LOWEST | {"safety": MARK}),
    "cases.score_risk": Form(
        at=p.assigned("risk/score"), typed=f.LOWEST | {"level": "tinggi", "reason": MARK}
    ),
    "cases.identify": Form(
        at=p.registered("identify"),
        by="tini",
        typed={"risk": "sedang", "kewenangan": "daerah", "reason": MARK},
    ),
    "cases.leave": Form(
        shows_both=False,
        at=p.registered("leave/insufficient"),
        by="tini",
        typed={"reason": MARK, "tried": "Tiga kali ditelepon.", "confirmed": "y"},
    ),
    "cases.change_report": Form(at=p.assigned("report"), typed={"chronology": MARK}),
    "cases.change_person": Form(at=p.victim(""), typed={"remarks": MARK}),
    "cases.remove_person": Form(shows_both=False, at=p.relative("/remove"), typed=REASON),
    "cases.link_person": once(at=p.known(), typed={"known": lambda world: world.known}),
    "cases.write_plan": Form(
        at=p.planning("plan"),
        typed={
            "rows-0-need": MARK,
            "rows-0-kind": "kesehatan",
            "rows-0-intervention": "Diantar ke puskesmas.",
            "rows-0-institution": "Puskesmas",
            "rows-0-by_when": SOON,
            "rows-0-agreed": ["anak"],
            "decision": "draft",
        },
    ),
    "cases.decide_plan": leads(
        shows_both=False,
        at=p.submitted("plan/decide"),
        typed={"decision": "return", "remarks": MARK},
    ),
    "cases.propose_closure": Form(
        at=p.assessed("closure/propose"),
        typed={"reason": "tujuan_tercapai", "summary": MARK, "risk": "rendah"},
    ),
    "cases.decide_closure": leads(
        shows_both=False,
        at=p.proposed("closure/decide"),
        typed={"decision": "return", "remarks": MARK},
    ),
    "cases.reopen": leads(shows_both=False, at=p.closed("reopen"), typed=REASON),
    "cases.settle_service": Form(
        at=p.service("settle", ServiceStatus.PLANNED),
        typed={"status": "delivered", "outcome": MARK},
    ),
    "cases.correct_service": Form(
        at=p.service("correct", ServiceStatus.DELIVERED),
        typed={"outcome": MARK, "why": "Salah catat."},
    ),
    "cases.change_referral": Form(at=p.referral(), typed={"state": "accepted", "remark": MARK}),
    "cases.settle_copy": step(at=p.copy(), typed={"fate": "returned", "remark": MARK}),
    "cases.enter_simfoni": once(
        at=p.consented("simfoni"), typed={"number": "SP-1"}, of_other={"number": "SP-2"}
    ),
    "cases.complete_simfoni": Form(at=p.consented("simfoni/complete"), typed={"way_here": MARK}),
    "cases.undo_simfoni": step(at=p.entered("simfoni/undo"), typed=REASON),
    "cases.withdraw_consent": Form(at=p.consent("withdraw"), typed=REASON),
    "cases.finish_task": Form(shows_both=False, at=p.task("done"), typed={"text": MARK}),
    "cases.turn_clock": Form(
        shows_both=False, at=p.task("clock"), typed={"step": "stop", "reason": MARK}
    ),
    "cases.hand_task": Form(
        at=p.task("hand"), typed={"to": p.account("hasan"), "text": MARK}, kept=Kept.BOTH
    ),
    "cases.hold": leads(shows_both=False, at=p.assigned("hold"), typed=REASON),
    "cases.release": leads(shows_both=False, at=p.held("release"), typed=REASON),
    "cases.restrict": leads(
        shows_both=False,
        at=p.assigned("restrict"),
        typed={"people": p.accounts("hasan", "ratna"), "confirmed": "y", "reason": MARK},
    ),
    "cases.lift": leads(shows_both=False, at=p.restricted("unrestrict"), typed=REASON),
    "cases.offer_case": Form(
        shows_both=False,
        at=p.assigned("hand-over"),
        other="ratna",
        typed={"to": p.account("lestari"), "note": MARK},
    ),
    "cases.withdraw_offer": once(at=p.offered("offer/withdraw"), other="ratna", dies_with_key=True),
    "cases.offer_transfer": leads(
        shows_both=False,
        at=p.consented("transfer"),
        typed={"unit_id": p.unit(1), "reason": MARK, "confirmed": "y"},
    ),
    "cases.cover": once(
        at=p.assigned("cover"),
        by="hasan",
        typed={"away": p.account("ratna"), "substitute": p.account("lestari"), "until": SOON},
    ),
    "cases.end_cover": once(at=p.covered(), by="hasan"),
    "cases.assign": once(
        at=p.identified("assign"),
        by="hasan",
        other="tini",
        typed={"workers": p.accounts("ratna")},
    ),
    "cases.remove_worker": once(at=p.two_workers(), by="hasan"),
    "cases.advance": once(at=p.assessed("advance"), typed={"target": "planning"}, page="/"),
    "cases.propose_erasure": once(at=p.over("erase"), by="hasan", typed={"confirmed": "y"}),
}

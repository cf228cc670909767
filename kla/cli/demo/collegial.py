"""Doing what colleagues do together, through the services that people use."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kla.access.policy import Actor, Permission
from kla.cases import consent_rules
from kla.cases.services import (
    conferences,
    consents,
    covers,
    deliveries,
    handovers,
    lookup,
    people,
    reading,
    referrals,
    retention,
    risk,
)
from kla.cases.types import SectionName, ServiceStatus, SettleService
from kla.cases.types.conferences import AgreedStep, Participant, RecordConference
from kla.cases.types.consents import Decision, RecordConsent
from kla.cases.types.offers import CoverCase, OfferCase
from kla.cases.types.people import PersonRole
from kla.cases.types.referrals import Desk, LetterPart, MakeReferral
from kla.cases.types.retention import HoldCase
from kla.cases.types.risk import ScoreRisk
from kla.cli.demo import words
from kla.cli.demo.acts import Act, Agree, CallOff, Cover, Hold, Meet, Offer, Refer
from kla.core import clock

if TYPE_CHECKING:
    from kla.cli.demo.perform import Stage

Do = Callable[["Stage", Actor, uuid.UUID, Any], object]
AWAY = timedelta(days=10)
WEEK = timedelta(days=7)


def _agree(stage: "Stage", actor: Actor, case_id: uuid.UUID, act: Agree) -> None:
    roll = people.read_roll(stage.session, actor, case_id)
    victims = [one for one in roll.people if one.role == PersonRole.VICTIM]
    for one in victims:
        young = consent_rules.is_child(one.facts, clock.today())
        said = RecordConsent(
            purposes=tuple(map(str, act.purposes)),
            about=(one.id,),
            decision=act.decision,
            on=clock.today(),
            giver="wali" if young else "klien",
            giver_name=act.giver if young else "",
            giver_person=None if young else one.id,
            how="tertulis",
            reason=words.REFUSED if act.decision is Decision.REFUSED else "",
            entry=uuid.uuid5(act.entry, one.ref),
        )
        consents.record_consent(stage.session, actor, case_id, said)


def _refer(stage: "Stage", actor: Actor, case_id: uuid.UUID, act: Refer) -> None:
    letter = MakeReferral(
        institution=words.INSTITUTIONS["kesehatan"],
        service="kesehatan",
        purpose=act.purpose,
        parts=(LetterPart.REPORT, LetterPart.WISHES),
        ask_again=clock.today() + WEEK,
        confirmed=True,
        entry=act.entry,
    )
    referrals.make_referral(stage.session, actor, case_id, letter, Desk(stage.files, str))


def _meet(stage: "Stage", actor: Actor, case_id: uuid.UUID, act: Meet) -> None:
    minutes = RecordConference(
        held_on=clock.today(),
        participants=(Participant(name=act.guest, institution=words.INSTITUTIONS["kesehatan"]),),
        discussed=act.discussed,
        decided=act.decided,
        steps=(AgreedStep(what=act.step, due=act.due, assignee=actor.account_id),),
        entry=act.entry,
    )
    conferences.record_conference(stage.session, actor, case_id, minutes)


def _call_off(stage: "Stage", actor: Actor, case_id: uuid.UUID, act: CallOff) -> None:
    command = SettleService(
        entry=act.entry,
        status=ServiceStatus.CANCELLED,
        given_on=clock.today(),
        reason=act.reason,
    )
    deliveries.settle_service(stage.session, actor, case_id, command)


def _score(stage: "Stage", actor: Actor, case_id: uuid.UUID, act: ScoreRisk) -> None:
    found = reading.read_sections(stage.session, actor, case_id, SectionName.RISK)
    command = ScoreRisk(
        instrument=act.instrument,
        answers=act.answers,
        level=act.level,
        reason=act.reason,
        entry=act.entry,
        seen=found[SectionName.RISK].version,
    )
    risk.score_risk(stage.session, actor, case_id, command)


def _cover(stage: "Stage", actor: Actor, case_id: uuid.UUID, act: Cover) -> None:
    away, substitute = (stage.actors[who].account_id for who in (act.away, act.substitute))
    until = clock.today() + AWAY
    command = CoverCase(away=away, substitute=substitute, until=until)
    covers.cover_case(stage.session, actor, case_id, command)


def _offer(stage: "Stage", actor: Actor, case_id: uuid.UUID, act: Offer) -> None:
    command = OfferCase(to=stage.actors[act.to].account_id, note=act.note)
    handovers.offer_case(stage.session, actor, case_id, command)


def _hold(stage: "Stage", actor: Actor, case_id: uuid.UUID, act: Hold) -> None:
    opened = lookup.open_case(stage.session, actor, case_id, Permission.CASE_READ)
    seen = retention.read(stage.session, opened).version
    retention.hold(stage.session, actor, case_id, HoldCase(reason=act.reason, seen=seen))


COLLEGIAL: dict[type[Act], Do] = {
    Agree: _agree,
    Refer: _refer,
    Meet: _meet,
    CallOff: _call_off,
    ScoreRisk: _score,
    Cover: _cover,
    Offer: _offer,
    Hold: _hold,
}

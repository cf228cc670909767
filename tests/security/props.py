"""What the matrix needs besides the stage: an entry of each kind in every case, and open affairs.

More cases stand beside the four of the stage, all of the first unit and Ratna's:

    offered     she has offered it to Lestari
    moving      Hasan has offered it to the second unit
    covered     Lestari stands in for her
    restricted  only Hasan and Ratna may open it
    held        it is not to be erased
    over        it is closed, its time is over, and Hasan has proposed to erase it
    erased      it is gone, on Hasan's and the auditor's word
    merged      another one is a part of it
    part        that other one, which was Lestari's
    told        it came from the public's door

And two facilities: `near` in Manggar, where Dimas is a volunteer, and `far`.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import time_machine
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases.numbers import case_number
from kla.cases.services import (
    assignment,
    attachments,
    conferences,
    consents,
    copies,
    covers,
    deliveries,
    drafts,
    erasure,
    handovers,
    identification,
    lookup,
    merge_preview,
    merging,
    people,
    referrals,
    restriction,
    retention,
    saved_filters,
    siaga,
    transfers,
    uploads,
)
from kla.cases.types import AssignCase, ListFilter, UploadFile
from kla.cases.types.conferences import Participant, RecordConference
from kla.cases.types.consents import ConsentPurpose, Decision, RecordConsent
from kla.cases.types.copies import MakeCopy, Wording
from kla.cases.types.drafts import DraftPlace, SaveDraft
from kla.cases.types.filters import SaveFilter
from kla.cases.types.merging import MergeCases
from kla.cases.types.offers import CoverCase, OfferCase, OfferTransfer
from kla.cases.types.plans import ServiceStatus
from kla.cases.types.referrals import Desk, MakeReferral
from kla.cases.types.restriction import RestrictCase
from kla.cases.types.retention import HoldCase
from kla.cases.types.siaga import AskSiaga
from kla.cases.types.uploads import BeginUpload
from kla.core import clock
from kla.public_reports.services import handing_over
from kla.public_reports.services.handing_over import HandOver
from tests import factories_cases as make
from tests import factories_facilities
from tests import factories_reports as reports
from tests import factories_stages as later
from tests.security.pictures import jpeg
from tests.security.stage import Stage

WRITERS = {"waiting": "hasan", "ratnas": "ratna", "lestaris": "lestari", "elsewhere": "made"}
SIX_YEARS = timedelta(days=6 * 366)


@dataclass(slots=True)
class Props:
    """Records by the name of an argument in an address, then by the name of a record."""

    cases: dict[str, UUID]
    entries: dict[str, dict[str, UUID]] = field(default_factory=dict)
    offer_id: dict[str, UUID] = field(default_factory=dict)
    request_id: dict[str, UUID] = field(default_factory=dict)
    erasure_id: dict[str, UUID] = field(default_factory=dict)
    draft_id: dict[str, UUID] = field(default_factory=dict)
    saved_id: dict[str, UUID] = field(default_factory=dict)
    report_id: dict[str, UUID] = field(default_factory=dict)
    main_id: dict[str, UUID] = field(default_factory=dict)
    other_id: dict[str, UUID] = field(default_factory=dict)
    facility_id: dict[str, UUID] = field(default_factory=dict)


def build(session: Session, stage: Stage, folder: Path) -> Props:
    """Lay everything out, through the services."""
    props = Props(dict(stage.cases))
    for name, who in WRITERS.items():
        for kind, entry in _entries(session, stage, props.cases[name], who, folder).items():
            props.entries.setdefault(kind, {})[name] = entry
    _offers(session, stage, props)
    _colleagues(session, stage, props)
    _endings(session, stage, props, folder)
    _emergencies(session, stage, props, folder)
    _drafts(session, stage, props)
    for who in ("hasan", "ratna"):
        command = SaveFilter(name="Milik sendiri", wanted=ListFilter(state="closed"))
        saved_filters.save(session, stage.actor(session, who), command)
        props.saved_id[f"{who}s"] = command.entry
    props.facility_id = factories_facilities.near_and_far(session, stage.actor)
    _report(session, stage, props, folder)
    _told(session, stage, props, folder)
    _merges(session, stage, props)
    session.commit()
    return props


def _report(session: Session, stage: Stage, props: Props, folder: Path) -> None:
    """A report of the public with a picture and a sound."""
    sent = reports.sealed(folder, jpeg(), b"ID3\x04" + bytes(100))
    props.report_id["report"], _receipt = reports.received(session, stage.cast, sent)
    for name, one in zip(("report picture", "report sound"), sent, strict=True):
        props.entries[name] = {"report": one.vault.file_id}


def _told(session: Session, stage: Stage, props: Props, folder: Path) -> None:
    """A report that became a case, which is Ratna's now."""
    report_id, _receipt = reports.received(session, stage.cast, reports.sealed(folder, jpeg()))
    command = HandOver(uuid4(), make.report(unit_id=stage.cast.units[0]), folder)
    tini, hasan = stage.actor(session, "tini"), stage.actor(session, "hasan")
    taken = handing_over.hand_over(session, tini, report_id, command)
    identification.identify_case(session, hasan, taken.case_id, make.identify())
    given = AssignCase(workers=(stage.cast.ratna.account_id,))
    assignment.assign_case(session, hasan, taken.case_id, given)
    again, _receipt = reports.received(session, stage.cast)
    props.main_id |= {"report": again, "told": again}
    props.report_id |= {"told": report_id, "ratnas": report_id}  # that one under a wrong case
    props.cases["told"] = taken.case_id


def _entries(session: Session, stage: Stage, case_id: UUID, who: str, folder: Path):
    """A victim, a consent, a conference, a referral, a planned service, a given one."""
    actor = stage.actor(session, who)
    roll = people.read_roll(session, actor, case_id)
    (victim,) = [one.id for one in roll.people if one.role == "victims"]
    consent = _consent(victim, ConsentPurpose.REFERRAL)
    consents.record_consent(session, actor, case_id, consent)
    talk = _consent(victim, ConsentPurpose.CONFERENCE)
    consents.record_consent(session, actor, case_id, talk)
    met = RecordConference(
        held_on=clock.today(),
        participants=(Participant(name="Ibu Contoh", institution="Dinas Contoh"),),
        discussed="Keadaan.",
        decided="Tetap di rumah nenek.",
        steps=(),
    )
    conferences.record_conference(session, actor, case_id, met)
    letter = MakeReferral(
        institution="RSUD Contoh",
        service="kesehatan",
        purpose="Mohon visum.",
        parts=("identity",),
        ask_again=clock.today() + timedelta(days=7),
        confirmed=True,
    )
    desk = Desk(folder, lambda code: f"Kelurahan {code[-4:]}")
    referrals.make_referral(session, actor, case_id, letter, desk)
    copied = MakeCopy(parts=("report",), to="office", purpose="Rapat tim.", confirmed=True)
    wording = Wording("id", lambda _list, code: code, str, str, str)
    copies.make_copy(session, actor, case_id, copied, wording)
    planned = later.service(status=ServiceStatus.PLANNED)
    given = later.service()
    for service in (planned, given):
        deliveries.add_service(session, actor, case_id, service)
    coming = BeginUpload(case_id=case_id, size=100, max_bytes=1000)
    uploads.begin(session, actor, folder, coming)
    sound = _file(session, actor, case_id, folder)
    session.commit()
    return {
        "person": victim,
        "consent": uuid5(consent.entry, ConsentPurpose.REFERRAL),
        "conference": met.entry,
        "referral": letter.entry,
        "service": planned.entry,
        "given": given.entry,
        "copy": copied.entry,
        "upload": coming.file_id,
        "sound": sound,
    }


def _file(session: Session, actor: Actor, case_id: UUID, folder: Path) -> UUID:
    """A sound recording."""
    stream = BytesIO(b"ID3\x04" + bytes(100))
    command = UploadFile(stream=stream, name="rekaman.mp3", max_bytes=1000)
    return attachments.add_file(session, actor, case_id, folder, command)


def _consent(victim: UUID, purpose: ConsentPurpose) -> RecordConsent:
    return RecordConsent(
        purposes=(str(purpose),),
        about=(victim,),
        decision=Decision.GIVEN,
        on=clock.today(),
        giver="wali",
        giver_name="Nenek Contoh",
        how="tertulis",
    )


def _offers(session: Session, stage: Stage, props: Props) -> None:
    cast, hasan = stage.cast, stage.actor(session, "hasan")
    props.cases["offered"] = offered = make.assigned(session, cast)
    offer = OfferCase(to=stage.id_of("lestari"), note="Saya pindah tugas.")
    props.offer_id["handover"] = handovers.offer_case(
        session, stage.actor(session, "ratna"), offered, offer
    )
    props.cases["moving"] = moving = make.assigned(session, cast)
    roll = people.read_roll(session, hasan, moving)
    victim = next(one.id for one in roll.people if one.role == "victims")
    agreed = _consent(victim, ConsentPurpose.TRANSFER)
    consents.record_consent(session, hasan, moving, agreed)
    transfer = OfferTransfer(unit_id=cast.units[1], reason="Pindah rumah.", confirmed=True)
    props.offer_id["transfer"] = transfers.offer_transfer(session, hasan, moving, transfer)
    session.commit()


def _colleagues(session: Session, stage: Stage, props: Props) -> None:
    cast, hasan = stage.cast, stage.actor(session, "hasan")
    props.cases["covered"] = covered = make.assigned(session, cast)
    cover = CoverCase(
        away=stage.id_of("ratna"),
        substitute=stage.id_of("lestari"),
        until=clock.today() + timedelta(days=5),
    )
    covers.cover_case(session, hasan, covered, cover)
    props.cases["restricted"] = restricted = make.assigned(session, cast)
    named = (stage.id_of("hasan"), stage.id_of("ratna"))
    command = RestrictCase(people=named, reason="Keluarga rekan kerja.", confirmed=True)
    restriction.restrict(session, hasan, restricted, command)
    session.commit()


def _endings(session: Session, stage: Stage, props: Props, folder: Path) -> None:
    cast, hasan = stage.cast, stage.actor(session, "hasan")
    props.cases["held"] = held = make.assigned(session, cast)
    opened = lookup.open_case(session, hasan, held, Permission.CASE_READ)
    seen = retention.read(session, opened).version
    retention.hold(session, hasan, held, HoldCase(reason="Perkara di pengadilan.", seen=seen))
    session.commit()
    for name in ("over", "erased"):
        props.cases[name] = make.closed(session, cast)
        with time_machine.travel(clock.now() + SIX_YEARS):
            row = erasure.propose(session, hasan, props.cases[name], confirmed=True)
            session.commit()
        props.erasure_id[name] = row.id
    nur = stage.actor(session, "nur")
    erasure.confirm(session, nur, props.erasure_id["erased"], folder, confirmed=True)
    session.commit()


def _drafts(session: Session, stage: Stage, props: Props) -> None:
    """Ratna and intake left something half written about a case of theirs."""
    for name, who, case in (("hers", "ratna", "ratnas"), ("intakes", "tini", "waiting")):
        place = DraftPlace(
            path=f"/cases/{props.cases[case]}/notes",
            endpoint="cases.add_note",
            permission=Permission.CASE_WRITE,
            case_id=props.cases[case],
        )
        command = SaveDraft(draft_id=uuid4(), place=place, fields=(("text", "Setengah."),))
        drafts.save_draft(session, stage.actor(session, who), command)
        props.draft_id[name] = command.draft_id


def _emergencies(session: Session, stage: Stage, props: Props, folder: Path) -> None:
    """Lestari asks for two cases that are not hers, and gets to see one."""
    lestari, ratna = stage.actor(session, "lestari"), stage.actor(session, "ratna")
    for name in ("asked", "opened"):
        case_id = make.assigned(session, stage.cast)
        urgent = props.entries.setdefault("urgent", {})
        urgent[name] = _file(session, ratna, case_id, folder)
        month = lookup.get_case(session, case_id).opened_month
        command = AskSiaga(number=case_number(case_id, month), reason="Anak hilang malam ini.")
        props.request_id[name] = siaga.ask(session, lestari, command).id
        session.commit()
    for who in ("arif", "bima"):
        siaga.answer(session, stage.actor(session, who), props.request_id["opened"])
        session.commit()


def _merges(session: Session, stage: Stage, props: Props) -> None:
    cases = props.cases
    cases["merged"] = whole = make.assigned(session, stage.cast)
    cases["part"] = part = make.assigned(session, stage.cast, "lestari")
    hasan = stage.actor(session, "hasan")
    seen = merge_preview.preview(session, hasan, whole, part).seen
    command = MergeCases(reason="Anak yang sama.", seen=seen, confirmed=True)
    merging.merge(session, hasan, whole, part, command)
    session.commit()
    props.other_id = {
        "waiting": cases["ratnas"],
        "ratnas": cases["lestaris"],
        "lestaris": cases["ratnas"],
        "elsewhere": cases["ratnas"],
        "merged": part,
        "part": whole,
    }

"""What the public told the demo's office at its door: invented, and no new case comes of it."""

import uuid
from datetime import timedelta

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.accounts.types import Office
from kla.cases.services import listing
from kla.cases.services.duplicates import Said
from kla.cases.types import ListFilter, RegisterCase, Reporter
from kla.cases.types.duplicates import Candidate, Choice
from kla.cli.demo.acts import INTAKE
from kla.cli.demo.perform import Stage
from kla.core import clock
from kla.crypto.receipts import Receipt
from kla.public_reports.services import desk, families, handing_over, receiving, returning
from kla.public_reports.services.handing_over import HandOver
from kla.public_reports.types import PutTogether, SendReport, Way, WriteMessage

# How long ago, by which door, whether a child is in danger, and what was told.
TOLD: tuple[tuple[timedelta, Way, bool, str], ...] = (
    (
        timedelta(minutes=50),
        Way.CHILD,
        True,
        "Aku takut pulang. Ayah mengancam pakai pisau lagi tadi malam. Aku di rumah teman.",
    ),
    (
        timedelta(hours=5),
        Way.WITNESS,
        False,
        "Anak tetangga, kira-kira tujuh tahun, sering terdengar menangis dan dipukul. "
        "Rumah cat hijau di ujung gang.",
    ),
    (
        timedelta(hours=3),
        Way.WITNESS,
        False,
        "Di gang kami ada anak kecil yang dipukul hampir tiap malam. Rumahnya hijau.",
    ),
    (
        timedelta(days=2),
        Way.WITNESS,
        False,
        "Murid saya datang dengan lebam di lengan dan tidak mau bercerita.",
    ),
)
ANSWERS = (
    "Terima kasih sudah menulis. Apakah anaknya masuk sekolah hari ini?",
    "Ya, hari ini ada.",
    "Besok ia diperiksa di UKS.",
)


def tell(stage: Stage, office: Office, marker: str = "") -> None:
    """Four reports: one of danger waits, two are of one event, one became a part of a case."""
    session, intake = stage.session, stage.actors[INTAKE]
    found = [_receive(session, office, one, marker) for one in TOLD]
    _waiting, (main, _), (same, _), (known, receipt) = found
    seen = families.compare(session, intake, same, main)
    command = PutTogether(seen=seen[0].version, seen_main=seen[1].version)
    families.put_together(session, intake, same, main, command)
    question, reply, later = (_message(one, marker) for one in ANSWERS)
    desk.answer(session, intake, known, question)
    returning.write(session, office, receipt, reply)
    session.commit()
    _add_to_a_case(stage, intake, known)
    returning.write(session, office, receipt, later)
    session.commit()


def _receive(
    session: Session, office: Office, told: tuple[timedelta, Way, bool, str], marker: str
) -> tuple[uuid.UUID, Receipt]:
    ago, way, in_danger, story = told
    receipt = Receipt.new()
    command = SendReport(
        receipt=receipt, way=way, story=_marked(story, marker), in_danger=in_danger
    )
    with clock.retelling(clock.now() - ago):
        report_id = receiving.receive(session, office, command).report_id
        session.commit()
    return report_id, receipt


def _add_to_a_case(stage: Stage, intake: Actor, report_id: uuid.UUID) -> None:
    """To one that nobody was given yet; where there is none, the report stays at the desk."""
    rows = listing.list_cases(stage.session, intake, ListFilter(state="intake")).rows
    for row in rows[:1]:
        alike = Candidate(
            mark="demo", sought="", strength="", reasons=(), unit="", case_id=row.case_id
        )
        said = Said([alike], {alike.mark: Choice.ADD}, TOLD[-1][-1])
        command = HandOver(uuid.uuid4(), _nothing_new(), stage.files, said)
        handing_over.hand_over(stage.session, intake, report_id, command)


def _nothing_new() -> RegisterCase:
    """What stands in for the form of a case where a report is added to one that is there."""
    return RegisterCase(
        received_at=clock.now(),
        kanal="aplikasi",
        reporter=Reporter(relation="lainnya", anonymous=True),
        place="sekolah",
        kelurahan="",
        primary_kind="fisik",
        kinds=("fisik",),
        chronology=TOLD[-1][-1],
        risk="sedang",
        victims=(),
    )


def _message(text: str, marker: str) -> WriteMessage:
    return WriteMessage(message_id=uuid.uuid4(), text=_marked(text, marker))


def _marked(text: str, marker: str) -> str:
    return f"{text} {marker}".strip()

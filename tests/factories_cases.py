"""Cases of invented people, made through the services that the office uses."""

import uuid
from datetime import timedelta

from sqlalchemy.orm import Session

from kla.cases import instruments
from kla.cases.services import assessment, assignment, closure, identification, intake
from kla.cases.types import (
    Assess,
    AssignCase,
    CaseState,
    DecideClosure,
    Identify,
    Perpetrator,
    ProposeClosure,
    RegisterCase,
    Reporter,
    Victim,
)
from kla.cases.types.risk import ScoreRisk
from kla.core import clock
from tests.factories import Cast

MANGGAR = "64.71.01.1001"
KLANDASAN = "64.71.06.1001"


def victim(**changed) -> Victim:
    """A child who does not exist."""
    values = {"name": "Siti Contohwati", "sex": "P", "age": 12, "kelurahan": MANGGAR}
    return Victim(**(values | changed))


def report(**changed) -> RegisterCase:
    """The smallest whole report."""
    values = {
        "received_at": clock.now() - timedelta(hours=1),
        "kanal": "langsung",
        "reporter": Reporter(relation="keluarga", name="Pak Contoh", phone="0800-000-000"),
        "place": "rumah_tangga",
        "kelurahan": MANGGAR,
        "primary_kind": "fisik",
        "kinds": ("fisik",),
        "chronology": "Kronologi rekaan untuk pengujian.",
        "risk": "sedang",
        "victims": (victim(),),
        "perpetrators": (Perpetrator(relation="orang_tua"),),
    }
    return RegisterCase(**(values | changed))


def registered(session: Session, cast: Cast, by: str = "tini", **changed) -> uuid.UUID:
    """A case as intake leaves it after the first form."""
    changed.setdefault("unit_id", cast.units[0])
    case_id = uuid.uuid4()
    intake.register_case(session, cast.actor(session, by), case_id, report(**changed))
    session.commit()
    return case_id


def identified(session: Session, cast: Cast, by: str = "tini", **changed) -> uuid.UUID:
    """A case that was taken on."""
    case_id = registered(session, cast, by, **changed)
    identification.identify_case(session, cast.actor(session, by), case_id, identify())
    session.commit()
    return case_id


def identify(**changed) -> Identify:
    """The three criteria for a case of this office."""
    values = {
        "primary_kind": "fisik",
        "kinds": ("fisik",),
        "risk": "sedang",
        "kewenangan": "daerah",
        "outcome": CaseState.IDENTIFICATION,
    }
    return Identify(**(values | changed))


def assigned(
    session: Session, cast: Cast, *workers: str, by: str = "hasan", **changed
) -> uuid.UUID:
    """A case with its caseworkers; Ratna unless a test names others."""
    case_id = identified(session, cast, **changed)
    ids = tuple(cast.members[key].account_id for key in workers or ("ratna",))
    assignment.assign_case(session, cast.actor(session, by), case_id, AssignCase(workers=ids))
    session.commit()
    return case_id


LOWEST = {item.code: item.answers[0].code for item in instruments.load().items}
ANSWERS = {
    "rendah": LOWEST,
    "sedang": LOWEST
    | {"perpetrator_access": "same_house", "severity": "treatment", "recency": "going_on"},
    "tinggi": LOWEST | {"immediate_danger": "now"},
}


def scoring(level: str = "sedang", /, **changed) -> ScoreRisk:
    """Answers that add up to a level."""
    values = {"instrument": instruments.CURRENT, "answers": ANSWERS[level], "seen": 0}
    return ScoreRisk(**(values | {"entry": uuid.uuid4()} | changed))


def assess(**changed) -> Assess:
    """An assessment in a few words; `seen` is of both its sections, they are written together."""
    risk, seen = changed.pop("risk", "sedang"), changed.get("seen", 0)
    words = dict.fromkeys(("physical", "psychological", "social", "spiritual"), "Baik.")
    values = {"safety": "Aman di rumah nenek.", "wishes": "Ingin sekolah lagi."}
    values |= {"assessed_on": clock.today(), "scoring": scoring(risk, seen=seen)}
    return Assess(**(words | values | changed))


def assessed(session: Session, cast: Cast, **changed) -> uuid.UUID:
    """A case that Ratna has assessed."""
    case_id = assigned(session, cast, **changed)
    assessment.assess_case(session, cast.actor(session, "ratna"), case_id, assess())
    session.commit()
    return case_id


def proposed(session: Session, cast: Cast, **changed) -> uuid.UUID:
    """A case whose end Ratna has proposed."""
    case_id = assessed(session, cast, **changed)
    command = ProposeClosure(reason="tujuan_tercapai", summary="Anak kembali bersekolah.")
    closure.propose_closure(session, cast.actor(session, "ratna"), case_id, command)
    session.commit()
    return case_id


def closed(session: Session, cast: Cast, **changed) -> uuid.UUID:
    """A case that Hasan has closed."""
    case_id = proposed(session, cast, **changed)
    decision = DecideClosure(approve=True)
    closure.decide_closure(session, cast.actor(session, "hasan"), case_id, decision)
    session.commit()
    return case_id

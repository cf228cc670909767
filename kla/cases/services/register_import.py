"""Taking in the register that a unit kept before: looked at first, then added some cases at a time.

The id of a case follows from its old register number, so that the same register a second time adds
nothing, wherever the first time was broken off.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.accounts.services import directory, people
from kla.cases.models import Case, CaseSection, Erasure
from kla.cases.register_file.cases import fold_number
from kla.cases.register_file.columns import by_key, fold
from kla.cases.register_file.plans import Plan, Standing
from kla.cases.services import imported, index, reach, summaries
from kla.cases.services.imported import Desk, Worker
from kla.cases.services.index_keys import KINDS, LIST, IndexId, index_row
from kla.cases.services.lookup import OpenCase
from kla.cases.types import SectionName
from kla.cases.types.register_import import ImportRun, OldCase
from kla.core.errors import DomainError, Forbidden, NotFound, Unreadable, Untrusted
from kla.core.importing import Problem, RowStatus
from kla.crypto import grants
from kla.crypto.envelope import unseal
from kla.crypto.registers import register_id, register_key
from kla.trail import services as trail

AT_ONCE = 200  # cases in one transaction
CASE, PERSON = "case", "person"


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids that the numbers of one unit's old register become."""

    key: bytes

    def of_case(self, old: OldCase) -> uuid.UUID:
        """The id of a case, by its register number."""
        return register_id(self.key, CASE, fold_number(old.number))

    def of_people(self, old: OldCase) -> list[uuid.UUID]:
        """The ids of its victims: one with a NIK is the same human being in all cases."""
        return [
            register_id(self.key, PERSON, victim.nik) if victim.nik else victim.person
            for victim in old.report.victims
        ]


def must_import(actor: Actor) -> uuid.UUID:
    """The unit into which the actor may import. Raises `Forbidden`, `NotFound` without a unit."""
    if not actor.may(Permission.CASE_IMPORT):
        raise Forbidden(refused=Permission.CASE_IMPORT)
    if actor.unit_id is None:
        raise NotFound(refused="unit")
    return actor.unit_id


def ids_of(session: Session, actor: Actor) -> Ids:
    """How the actor's unit names what it imports.

    By the first key of its list, which its supervisors hold and nobody else. Raises `Unreadable`
    for one who does not: with other ids, the same register would come in twice.
    """
    unit_id = must_import(actor)
    kids = directory.kids_of(session, IndexId(unit_id, LIST).circle)
    private = actor.keys.private.get(kids[min(kids)]) if kids else None
    if private is None:
        raise Unreadable(reason="no-key")
    return Ids(register_key(private, unit_id.hex))


def examine(session: Session, actor: Actor, plan: Plan) -> Plan:
    """What importing would do with each row, and a line that somebody asked; changes nothing."""
    ids, workers = ids_of(session, actor), workers_of(session, actor)
    results: dict[int, Standing] = {}
    for start in range(0, len(plan.cases), AT_ONCE):
        some = plan.cases[start : start + AT_ONCE]
        results |= dict(enumerate(_known(session, actor, ids, some), start=start))
    unknown = Problem(by_key()["worker"].header, "worker-unknown")
    remarks = {
        place: unknown
        for place, old in enumerate(plan.cases)
        if results[place][0] is RowStatus.OK and _is_unknown(old, workers)
    }
    trail.record(session, actor, "case.register_examined", cases=len(plan.cases))
    return plan.with_results(results).with_remarks(remarks)


def add_cases(
    session: Session, actor: Actor, run: ImportRun, cases: Sequence[OldCase]
) -> list[Standing]:
    """Add those of some cases that are not there yet, in the caller's transaction.

    Answers how each stands now, and why where it was not added: a case of this very run counts as
    added, also where the run was broken off and is repeated. Handles are safe on disk before the
    rows are committed, as everywhere.
    """
    unit_id, ids = must_import(actor), ids_of(session, actor)
    for kind in KINDS:  # whoever imports into the same unit waits here for the commit
        index_row(session, IndexId(unit_id, kind))
    with session.no_autoflush:
        known = _known(session, actor, ids, cases, run)
        fresh = [one for one, (status, _) in zip(cases, known, strict=True) if _is_ok(status)]
        refs = [grants.handle_ref(ids.of_case(one)) for one in fresh]
        actor.keys.handles.add_many(refs)
        handles = actor.keys.handles.get_many(refs)
        desk = Desk(session, actor, run, handles, workers_of(session, actor))
        made = [imported.seal_case(desk, ids.of_case(o), ids.of_people(o), o) for o in fresh]
    _finish(session, actor, run, made)
    return [(RowStatus.ADDED, "") if _is_ok(status) else (status, why) for status, why in known]


def _is_ok(status: RowStatus) -> bool:
    return status is RowStatus.OK


def _finish(
    session: Session,
    actor: Actor,
    run: ImportRun,
    made: Sequence[tuple[OpenCase, summaries.Summary]],
) -> None:
    """The lines of the index and of the trail."""
    if not made:
        return
    index.add_many(session, actor, [(opened.case, summary) for opened, summary in made])
    for opened, _summary in made:
        said = {"case": str(opened.id), "run": str(run.import_id)}
        trail.record(session, actor, "case.imported", opened.history, **said)


def note_given(session: Session, actor: Actor, rows: int) -> None:
    """Leave a line that the refused rows of a register were handed out."""
    must_import(actor)
    trail.record(session, actor, "case.register_rows_given", rows=rows)


def workers_of(session: Session, actor: Actor) -> dict[str, Worker]:
    """The caseworkers of the unit by name and by user name, folded; two of one name are nobody."""
    found: dict[str, Worker] = {}
    twice = set()
    for one in people.list_caseworkers(session, actor):
        try:
            key = directory.person_key(session, actor, one.account_id)
        except Untrusted:
            continue
        worker = Worker(one.account_id, one.name, key)
        account = people.get_account(session, one.account_id)
        for name in {fold(one.name), fold(account.username)}:
            twice |= {name} & found.keys()
            found[name] = worker
    return {name: worker for name, worker in found.items() if name not in twice}


def _is_unknown(old: OldCase, known: Mapping[str, Worker]) -> bool:
    return bool(old.worker) and old.closed is None and fold(old.worker) not in known


def _known(
    session: Session,
    actor: Actor,
    ids: Ids,
    cases: Sequence[OldCase],
    run: ImportRun | None = None,
) -> list[Standing]:
    """How each case stands before it is added, and why where it will not be."""
    wanted = [ids.of_case(old) for old in cases]
    there = set(session.scalars(select(Case.id).where(Case.id.in_(wanted))))
    erased = set(session.scalars(select(Erasure.case_id).where(Erasure.case_id.in_(wanted))))
    origins = _origins(session, actor, there)
    return [
        _standing(old, case_id in there, case_id in erased, origins.get(case_id), run)
        for case_id, old in zip(wanted, cases, strict=True)
    ]


def _standing(
    old: OldCase,
    is_there: bool,
    is_erased: bool,
    origin: Mapping[str, str] | None,
    run: ImportRun | None,
) -> Standing:
    if not is_there:
        return (RowStatus.REFUSED, "erased-before") if is_erased else (RowStatus.OK, "")
    if origin is None:  # out of this person's reach by now: it is there, and that is all
        return RowStatus.PRESENT, ""
    if origin.get("digest") != old.digest:
        return RowStatus.DIFFERS, "differs-from-stored"
    is_own = run is not None and origin.get("run") == str(run.import_id)
    return (RowStatus.ADDED if is_own else RowStatus.PRESENT), ""


def _origins(
    session: Session, actor: Actor, case_ids: set[uuid.UUID]
) -> dict[uuid.UUID, Mapping[str, str]]:
    """Where cases came from, as far as the actor opens them."""
    if not case_ids:
        return {}
    found = reach.fetch(session, reach.everywhere().where(Case.id.in_(sorted(case_ids))))
    keys = reach.keys_of(session, actor, found)
    query = select(CaseSection).where(
        CaseSection.case_id.in_(sorted(keys)), CaseSection.name == SectionName.IMPORT
    )
    origins: dict[uuid.UUID, Mapping[str, str]] = {}
    for row in session.scalars(query):
        try:
            origins[row.case_id] = unseal(keys[row.case_id], row.ct, row.address)
        except DomainError:  # tampered with: the page of the case will say so
            continue
    return origins

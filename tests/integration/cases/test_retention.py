"""How long a case is kept, what holds it back, and erasing it so that no backup brings it back."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select

from kla.access.policy import Permission, Role
from kla.cases import retention as schedule
from kla.cases.models import Case, CaseAttachment, CaseSection, Erasure, Remnant, SearchSegment
from kla.cases.services import (
    attachments,
    erasure,
    erasure_list,
    index,
    lookup,
    parts,
    renewal,
    reopening,
    retention,
    siaga,
    uploads,
)
from kla.cases.services.index_keys import LIST, MATCH, IndexId
from kla.cases.types import Reopen, SectionName, UploadFile
from kla.cases.types.retention import HoldCase
from kla.cases.types.uploads import BeginUpload
from kla.core import clock
from kla.core.db import Base
from kla.core.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    InvalidTransition,
    NotFound,
    Unreadable,
    Untrusted,
)
from kla.core.periods import month_of
from kla.crypto.grants import handle_ref
from kla.extensions import db
from tests import factories
from tests import factories_cases as f
from tests.integration.cases.indexes import cases_in, text_of
from tests.integration.cases.test_siaga import answer, ask
from tests.security.pictures import jpeg

SIX_YEARS = timedelta(days=6 * 366)


@pytest.fixture
def after_years(monkeypatch):
    """Six years later."""

    def move(by=SIX_YEARS):
        moment = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: moment.astimezone(clock.WITA).date())

    return move


@pytest.fixture
def lina(session, cast):
    """A second supervisor of the unit, besides Hasan."""
    cast = factories.Cast(cast.office, cast.units, dict(cast.members))
    person = factories.Person(name="Lina Contoh", role=Role.SUPERVISOR, unit=0)
    invited = factories.invite(session, cast, "lina", person)
    cast.members["lina"] = factories.bring_in(session, cast, "lina", invited)
    return cast


def propose(session, cast, case_id, who="hasan", confirmed=True):
    row = erasure.propose(session, cast.actor(session, who), case_id, confirmed=confirmed)
    session.commit()
    return row.id


def confirm(session, cast, folder, erasure_id, who="nur", confirmed=True):
    actor = cast.actor(session, who)
    erasure.confirm(session, actor, erasure_id, folder, confirmed=confirmed)
    session.commit()


def hold(session, cast, case_id, reason="Perkara di pengadilan."):
    hasan = cast.actor(session, "hasan")
    opened = lookup.open_case(session, hasan, case_id, Permission.CASE_READ)
    seen = retention.read(session, opened).version
    retention.hold(session, hasan, case_id, HoldCase(reason=reason, seen=seen))
    session.commit()


def add_file(session, cast, case_id, folder):
    command = UploadFile(
        stream=BytesIO(jpeg()),
        name="bukti.jpg",
        label="Bukti",
        file_id=uuid.uuid4(),
        max_bytes=10**7,
    )
    ratna = cast.actor(session, "ratna")
    attachments.add_file(session, ratna, case_id, folder, command)
    session.commit()


def begin_upload(session, cast, case_id, folder):
    """A file on its way, of which a piece has come."""
    ratna = cast.actor(session, "ratna")
    command = BeginUpload(case_id=case_id, size=10**6, max_bytes=10**7)
    begun = uploads.begin(session, ratna, folder, command)
    part = next(parts.write(begun.vault, [b"sepotong"]))
    uploads.keep_part(session, ratna, case_id, begun, part)
    session.commit()


class TestSchedule:
    def test_the_longest_period_of_the_kinds_counts(self, monkeypatch):
        long = {"years": 30, "official": True, "source": "JRA"}
        known = {"default": schedule._schedule()["default"], "kinds": {"seksual": long}}
        monkeypatch.setattr(schedule, "_schedule", lambda: known)

        assert schedule.period_for(["fisik"]).years == 5
        assert schedule.period_for(["fisik", "seksual"]).years == 30
        assert schedule.period_for([]).years == 5

    def test_what_is_not_confirmed_says_so(self):
        period = schedule.period_for(["fisik"])
        assert not period.official
        assert "Belum dikonfirmasi" in period.source

    def test_the_clear_month_tells_no_kind(self, session, cast, monkeypatch):
        long = schedule.Period(30, True, "JRA")
        monkeypatch.setattr(schedule, "period_for", lambda kinds: long)
        case_id = f.closed(session, cast)

        case = session.get(Case, case_id)
        assert case.retain_month == month_of(clock.today(), years_later=5)
        hasan = cast.actor(session, "hasan")
        opened = lookup.open_case(session, hasan, case_id, Permission.CASE_READ)
        kept = retention.read(session, opened).content
        assert kept["month"] == month_of(clock.today(), years_later=30)

    def test_a_case_is_due_by_its_sealed_month(self, session, cast, monkeypatch, after_years):
        long = schedule.Period(30, True, "JRA")
        monkeypatch.setattr(schedule, "period_for", lambda kinds: long)
        case_id = f.closed(session, cast)
        after_years()

        assert retention.list_due(session, cast.actor(session, "hasan")) == []
        with pytest.raises(Invalid):
            propose(session, cast, case_id)


class TestDueList:
    def test_it_shows_what_is_due_and_what_is_on_hold(self, session, cast, after_years):
        due, held = f.closed(session, cast), f.closed(session, cast)
        hold(session, cast, held)
        assert retention.list_due(session, cast.actor(session, "hasan")) == []

        after_years()

        rows = {
            row.case_id: row for row in retention.list_due(session, cast.actor(session, "hasan"))
        }
        assert rows.keys() == {due, held}
        assert (rows[due].hold, rows[held].hold) == ("", "Perkara di pengadilan.")

    def test_another_units_supervisor_sees_none(self, session, cast, after_years):
        f.closed(session, cast)
        after_years()
        assert retention.list_due(session, cast.actor(session, "sari")) == []
        for who in ("ratna", "tini", "nur"):
            with pytest.raises(Forbidden):
                retention.list_due(session, cast.actor(session, who))


class TestHold:
    def test_a_hold_stops_a_proposal(self, session, cast, after_years):
        case_id = f.closed(session, cast)
        hold(session, cast, case_id)
        after_years()

        with pytest.raises(Invalid) as refused:
            propose(session, cast, case_id)
        assert refused.value.reason == "on-hold"

    def test_a_hold_after_the_proposal_stops_the_erasure(
        self, session, cast, after_years, tmp_path
    ):
        case_id = f.closed(session, cast)
        after_years()
        erasure_id = propose(session, cast, case_id)
        hold(session, cast, case_id)

        with pytest.raises(Conflict):
            confirm(session, cast, tmp_path, erasure_id)

    def test_a_hold_is_told_nowhere_in_clear(self, session, cast):
        case_id = f.closed(session, cast)
        hold(session, cast, case_id, "Zulaikha bersaksi.")

        names = {column.name for column in Case.__table__.columns}
        assert names == {
            *("id", "unit_id", "state", "opened_month", "retain_month"),
            *("next_due", "dek_epoch", "kcommit"),
        }
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                assert all(b"Zulaikha" not in v for v in row if isinstance(v, bytes))
                assert all("Zulaikha" not in v for v in row if isinstance(v, str))

    def test_a_hold_ends_with_a_reason(self, session, cast, after_years):
        case_id = f.closed(session, cast)
        hold(session, cast, case_id)
        with pytest.raises(Conflict):
            hold(session, cast, case_id)
        session.rollback()
        hasan = cast.actor(session, "hasan")
        opened = lookup.open_case(session, hasan, case_id, Permission.CASE_READ)
        seen = retention.read(session, opened).version
        with pytest.raises(Invalid):
            retention.release(session, hasan, case_id, HoldCase(reason="", seen=seen))
        with pytest.raises(Conflict):
            retention.release(session, hasan, case_id, HoldCase(reason="Putus.", seen=seen - 1))
        retention.release(session, hasan, case_id, HoldCase(reason="Putus.", seen=seen))
        session.commit()
        after_years()

        propose(session, cast, case_id)


class TestTwoPeople:
    def test_the_same_person_never_does_both(self, session, cast, after_years, tmp_path):
        case_id = f.closed(session, cast)
        after_years()
        erasure_id = propose(session, cast, case_id)

        with pytest.raises(Invalid) as refused:
            confirm(session, cast, tmp_path, erasure_id, "hasan")
        assert refused.value.reason == "erasure-same-person"
        assert session.get(Case, case_id) is not None

    @pytest.mark.parametrize("who", ["ratna", "tini", "gilang", "dimas", "arif"])
    def test_others_do_neither(self, session, cast, after_years, tmp_path, who):
        case_id = f.closed(session, cast)
        after_years()
        with pytest.raises(Forbidden):
            propose(session, cast, case_id, who)
        session.rollback()
        erasure_id = propose(session, cast, case_id)
        with pytest.raises(Forbidden):
            confirm(session, cast, tmp_path, erasure_id, who)

    def test_another_units_supervisor_neither(self, session, cast, after_years, tmp_path):
        case_id = f.closed(session, cast)
        after_years()
        with pytest.raises(NotFound):
            propose(session, cast, case_id, "sari")
        session.rollback()
        erasure_id = propose(session, cast, case_id)
        with pytest.raises(NotFound):
            confirm(session, cast, tmp_path, erasure_id, "sari")
        assert erasure_list.list_erasures(session, cast.actor(session, "sari")) == []

    def test_a_row_that_somebody_wrote_proposes_nothing(self, session, cast, after_years, tmp_path):
        case_id = f.closed(session, cast)
        after_years()
        erasure_id = propose(session, cast, case_id)
        other = f.closed(session, cast)
        session.get(Erasure, erasure_id).case_id = other
        session.commit()

        with pytest.raises(Untrusted):
            confirm(session, cast, tmp_path, erasure_id)

    def test_an_open_case_and_one_not_due_are_refused(self, session, cast):
        with pytest.raises(InvalidTransition):
            propose(session, cast, f.assigned(session, cast))
        session.rollback()
        with pytest.raises(Invalid) as refused:
            propose(session, cast, f.closed(session, cast))
        assert refused.value.reason == "kept-until"

    def test_a_reopened_case_is_not_erased(self, session, cast, after_years, tmp_path):
        case_id = f.closed(session, cast)
        after_years()
        erasure_id = propose(session, cast, case_id)
        hasan = cast.actor(session, "hasan")
        reopening.reopen_case(session, hasan, case_id, Reopen(reason="Ada laporan baru."))
        session.commit()

        with pytest.raises(Conflict):
            confirm(session, cast, tmp_path, erasure_id)

    def test_a_proposal_is_taken_back(self, session, cast, after_years):
        case_id = f.closed(session, cast)
        after_years()
        erasure_id = propose(session, cast, case_id)
        with pytest.raises(Conflict):
            propose(session, cast, case_id)
        session.rollback()

        erasure.withdraw(session, cast.actor(session, "hasan"), erasure_id)
        session.commit()

        propose(session, cast, case_id)

    def test_both_tick_a_box(self, session, cast, after_years, tmp_path):
        case_id = f.closed(session, cast)
        after_years()
        with pytest.raises(Invalid):
            propose(session, cast, case_id, confirmed=False)
        session.rollback()
        erasure_id = propose(session, cast, case_id)
        with pytest.raises(Invalid):
            confirm(session, cast, tmp_path, erasure_id, confirmed=False)


class TestErasing:
    @pytest.fixture
    def folder(self, tmp_path):
        return tmp_path

    def test_every_row_and_file_of_the_case_goes(self, session, cast, folder, after_years):
        stays = f.closed(session, cast)
        case_id = f.assessed(session, cast)
        add_file(session, cast, case_id, folder)
        request = ask(session, cast, case_id)
        answer(session, cast, request)
        close(session, cast, case_id)
        begin_upload(session, cast, case_id, folder)
        assert len(list(folder.iterdir())) == 4  # the original, two pictures of it, and a piece
        after_years()

        confirm(session, cast, folder, propose(session, cast, case_id))

        assert list(folder.iterdir()) == []
        for table in Base.metadata.sorted_tables:
            if "case_id" in table.c and table.name != "erasure":
                query = select(func.count()).where(table.c.case_id == case_id)
                assert session.scalar(query) == 0, table.name
        assert session.scalars(select(Case.id)).all() == [stays]
        opened = lookup.open_case(
            session, cast.actor(session, "hasan"), stays, Permission.CASE_READ
        )
        assert opened.key
        with pytest.raises(Unreadable):
            cast.actor(session, "hasan").keys.handles.get(handle_ref(case_id))

    def test_what_is_left_names_nobody(self, session, cast, folder, after_years):
        case_id = f.closed(session, cast)
        after_years()
        erasure_id = propose(session, cast, case_id)
        confirm(session, cast, folder, erasure_id)

        for who in ("hasan", "nur"):
            found = erasure_list.certificate(session, cast.actor(session, who), erasure_id)
            assert found.line.reference.startswith("BAP/")
            assert (found.line.proposer, found.line.confirmer) == ("Hasan Contoh", "Nur Contoh")
            assert found.trail.action == "case.erased"
            assert found.trail.details["digest"] == found.line.digest
            assert "UU 27/2022" in found.trail.details["basis"]
            assert found.trail.details["case"] == str(case_id)
        with pytest.raises(NotFound):
            erasure_list.certificate(session, cast.actor(session, "sari"), erasure_id)

    def test_a_second_supervisor_renews_the_index_at_once(self, session, lina, folder, after_years):
        case_id = f.closed(session, lina)
        after_years()
        erasure_id = propose(session, lina, case_id)
        confirm(session, lina, folder, erasure_id, "lina")

        assert session.get(Erasure, erasure_id).index_renewed is not None
        assert renewal.count_due(session, lina.actor(session, "lina")) == 0

    def test_after_an_auditors_word_the_index_waits_for_a_supervisor(
        self, session, cast, folder, after_years
    ):
        case_id = f.closed(session, cast)
        after_years()
        erasure_id = propose(session, cast, case_id)
        confirm(session, cast, folder, erasure_id)
        hasan = cast.actor(session, "hasan")
        assert renewal.count_due(session, hasan) == 1

        assert renewal.renew_due(session, hasan) == 1
        session.commit()

        assert session.get(Erasure, erasure_id).index_renewed is not None
        assert cases_in(session, hasan, IndexId(cast.units[0], MATCH)) == set()

    def test_a_stop_right_after_the_commit_loses_nothing(self, session, cast, folder, after_years):
        case_id = f.closed(session, cast)
        handles = cast.actor(session, "hasan").keys.handles
        after_years()
        confirm(session, cast, folder, propose(session, cast, case_id))
        handles.add(handle_ref(case_id))  # as if it had not been destroyed
        left = session.scalars(select(Remnant.ref)).all()
        assert handle_ref(case_id) in left

        renewal.sweep(session, cast.actor(session, "hasan"), folder)
        session.commit()

        assert handles.get_many([handle_ref(case_id)]) == {}
        assert session.scalars(select(Remnant.ref)).all() == []

    def test_a_case_with_an_emergency_request_keeps_no_share(
        self, session, cast, folder, after_years
    ):
        case_id = f.closed(session, cast)
        request_id = ask(session, cast, case_id)
        after_years()
        confirm(session, cast, folder, propose(session, cast, case_id))
        with pytest.raises(NotFound):
            siaga.get_request(session, request_id)


def close(session, cast, case_id):
    from kla.cases.services import closure
    from kla.cases.types import DecideClosure, ProposeClosure

    command = ProposeClosure(reason="tujuan_tercapai", summary="Anak kembali bersekolah.")
    closure.propose_closure(session, cast.actor(session, "ratna"), case_id, command)
    hasan = cast.actor(session, "hasan")
    closure.decide_closure(session, hasan, case_id, DecideClosure(approve=True))
    session.commit()


def restored_tables():
    """All but the trail's: the database itself refuses to take a line of it away."""
    return [one for one in Base.metadata.sorted_tables if not one.name.startswith("trail")]


class Backup:
    """Every row of the main database, taken away and put back as a restore does."""

    def __init__(self) -> None:
        tables = restored_tables()
        with db.engine.connect() as connection:
            self.rows = {
                t: [dict(r) for r in connection.execute(select(t)).mappings()] for t in tables
            }

    def restore(self) -> None:
        with db.engine.begin() as connection:
            for table in reversed(restored_tables()):
                connection.execute(sa.delete(table))
            for table in restored_tables():
                if self.rows[table]:
                    connection.execute(sa.insert(table), self.rows[table])


class TestOldBackup:
    """A backup of the main database, restored after an erasure beside the present shred store."""

    @pytest.fixture(params=["folded", "waiting"])
    def erased(self, request, session, cast, tmp_path, after_years):
        stays = f.closed(session, cast, victims=(f.victim(name="Budi Contohman"),))
        case_id = f.closed(session, cast, victims=(f.victim(name="Zulaikha Contohwati"),))
        if request.param == "folded":
            index.fold(session, cast.actor(session, "hasan"), cast.units[0])
            session.commit()
            assert session.scalar(select(func.count(SearchSegment.id)))
        session.rollback()
        backup = Backup()
        assert self.names(session, cast, "hasan").count(b"zulaiha")
        after_years()
        confirm(session, cast, tmp_path, propose(session, cast, case_id))
        renewal.renew_due(session, cast.actor(session, "hasan"))
        session.commit()
        assert not self.names(session, cast, "hasan").count(b"zulaiha")
        assert self.names(session, cast, "hasan").count(b"budi")
        session.rollback()
        backup.restore()
        session.expire_all()
        return stays, case_id

    @staticmethod
    def names(session, cast, who):
        found = b""
        for unit_id in cast.units:
            for kind in (MATCH, LIST):
                try:
                    found += text_of(session, cast.actor(session, who), IndexId(unit_id, kind))
                except DomainError:
                    continue
        return found

    def test_it_opens_for_nobody_with_all_keys_of_all_people(self, session, cast, erased):
        _, case_id = erased
        assert session.get(Case, case_id) is not None
        assert session.scalar(select(func.count(CaseSection.id)))
        lock = lookup.get_case(session, case_id).lock
        private = {}
        for member in cast:
            private |= cast.actor(session, member.key).keys.private
        everything = cast.actor(session, "hasan").keys
        object.__setattr__(everything, "private", private)
        everything.__dict__.pop("kids", None)

        assert everything.secret_of(lock)  # every grant is there again
        with pytest.raises(Unreadable):
            everything.key_for(lock)

    def test_no_service_opens_it_either(self, session, cast, erased):
        _, case_id = erased
        for member in list(cast):
            actor = cast.actor(session, member.key)
            with pytest.raises(DomainError):
                lookup.open_case(session, actor, case_id, Permission.CASE_READ)

    def test_its_name_is_in_no_segment_that_still_opens(self, session, cast, erased):
        for member in list(cast):
            assert b"zulaiha" not in self.names(session, cast, member.key)

    def test_other_cases_of_the_backup_open(self, session, cast, erased):
        stays, _ = erased
        hasan = cast.actor(session, "hasan")
        assert lookup.open_case(session, hasan, stays, Permission.CASE_READ).key


def test_a_case_without_the_sealed_part_is_kept_by_its_clear_month(session, cast, after_years):
    """Closed before there was one."""
    case_id = f.closed(session, cast)
    session.execute(sa.delete(CaseSection).where(CaseSection.name == SectionName.RETENTION))
    session.commit()
    session.expire_all()
    after_years()

    rows = retention.list_due(session, cast.actor(session, "hasan"))
    assert [row.case_id for row in rows] == [case_id]
    assert session.scalars(select(CaseAttachment)).all() == []
    propose(session, cast, case_id)

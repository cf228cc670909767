"""Who opens what: by the keys that a case is sealed to, and by nothing else."""

import uuid

import pytest
from sqlalchemy import select, update

from kla.access.policy import Permission
from kla.cases.models import Case, CaseGrant, CaseSection
from kla.cases.services import assignment, identification, listing, lookup, reading
from kla.cases.types import AssignCase, SectionName
from kla.core.errors import Forbidden, Invalid, NotFound, Unreadable, Untrusted
from kla.crypto.grants import GrantKind
from tests import factories_cases as f

NOBODYS = ("dimas", "wati", "yuni", "nur", "gilang", "arif", "bima", "vina", "oki", "dewi")


def rows_of(session, case_id):
    """The grants of a case as somebody with an old backup has them."""
    query = select(*CaseGrant.__table__.columns).where(CaseGrant.case_id == case_id)
    return [dict(row._mapping) for row in session.execute(query)]


class TestReading:
    @pytest.mark.parametrize("who", ["ratna", "hasan"])
    def test_an_assigned_case_opens_for_its_worker_and_the_supervisor(self, session, cast, who):
        case_id = f.assigned(session, cast)

        page = reading.read_case(session, cast.actor(session, who), case_id)

        assert page.content("persons")["victims"][0]["name"] == "Siti Contohwati"

    @pytest.mark.parametrize("who", ["lestari", "tini", "sari", "made"])
    def test_it_is_not_there_for_colleagues_intake_and_other_units(self, session, cast, who):
        case_id = f.assigned(session, cast)

        with pytest.raises(NotFound):
            reading.read_case(session, cast.actor(session, who), case_id)

    @pytest.mark.parametrize("who", NOBODYS)
    def test_roles_without_cases_are_refused_before_anything_is_loaded(self, session, cast, who):
        with pytest.raises(Forbidden):
            reading.read_case(session, cast.actor(session, who), uuid.uuid4())

    def test_a_case_that_never_was_answers_alike(self, session, cast):
        with pytest.raises(NotFound):
            reading.read_case(session, cast.actor(session, "hasan"), uuid.uuid4())

    def test_its_page_names_who_may_open_it(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        hasan = cast.actor(session, "hasan")

        page = reading.read_case(session, hasan, case_id)
        holders = reading.holders_of(session, hasan, page.lock)

        named = {one.account_id for one in holders if one.kind is GrantKind.USER}
        circles = {one.name for one in holders if one.kind is GrantKind.CIRCLE}
        assert named == {cast.ratna.account_id, cast.lestari.account_id}
        assert circles == {"supervision"}

    def test_its_own_trail_tells_who_looked(self, session, cast):
        case_id = f.assigned(session, cast)
        for who in ("ratna", "hasan"):
            reading.read_case(session, cast.actor(session, who), case_id)
            session.commit()

        page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
        lines = reading.history_of(session, page)

        actions = [line.action for line in lines]
        assert actions[:3] == ["case.read", "case.read", "case.assigned"]
        assert actions[-1] == "case.registered"
        assert lines[0].actor_kid == cast.actor(session, "hasan").keys.signer.kid


class TestAssignment:
    def test_intake_can_hand_over_and_then_opens_nothing(self, session, cast):
        case_id, tini = f.identified(session, cast), cast.actor(session, "tini")

        command = AssignCase(workers=(cast.ratna.account_id,))
        assignment.assign_case(session, tini, case_id, command)
        session.commit()

        with pytest.raises(NotFound):
            reading.read_case(session, tini, case_id)
        page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
        assert page.content("summary")["workers"][0]["name"] == "Ratna Contoh"

    def test_old_rows_put_back_open_nothing_for_intake(self, session, cast):
        case_id = f.identified(session, cast)
        old = rows_of(session, case_id)
        command = AssignCase(workers=(cast.ratna.account_id,))
        assignment.assign_case(session, cast.actor(session, "hasan"), case_id, command)
        session.commit()
        for row in old:
            session.add(CaseGrant(**row))
        session.commit()

        with pytest.raises(NotFound):
            reading.read_case(session, cast.actor(session, "tini"), case_id)

    def test_old_rows_relabelled_open_nothing_either(self, session, cast):
        """Whoever writes the database can name the new epoch on an old grant; it fits no key."""
        case_id = f.identified(session, cast)
        old = rows_of(session, case_id)
        command = AssignCase(workers=(cast.ratna.account_id,))
        assignment.assign_case(session, cast.actor(session, "hasan"), case_id, command)
        session.commit()
        tini = cast.actor(session, "tini")
        for row in old:
            if row["recipient_kid"] in tini.keys.kids:
                session.add(CaseGrant(**(row | {"dek_epoch": 2})))
        session.commit()

        with pytest.raises((Unreadable, Untrusted)):
            reading.read_case(session, tini, case_id)

    def test_nobody_without_a_certificate_for_it_is_assigned(self, session, cast):
        case_id = f.identified(session, cast)

        for who in ("hasan", "made", "tini"):
            command = AssignCase(workers=(cast.members[who].account_id,))
            with pytest.raises(Invalid):
                assignment.assign_case(session, cast.actor(session, "hasan"), case_id, command)
            session.rollback()

    def test_a_volunteer_has_no_key_to_seal_to(self, session, cast):
        case_id = f.identified(session, cast)

        command = AssignCase(workers=(cast.dimas.account_id,))
        with pytest.raises((Untrusted, Invalid)):
            assignment.assign_case(session, cast.actor(session, "hasan"), case_id, command)

    def test_a_further_worker_joins_without_a_new_secret(self, session, cast):
        case_id = f.assigned(session, cast)
        epoch = session.get(Case, case_id).dek_epoch

        command = AssignCase(workers=(cast.lestari.account_id,))
        assignment.assign_case(session, cast.actor(session, "hasan"), case_id, command)
        session.commit()

        assert session.get(Case, case_id).dek_epoch == epoch
        for who in ("ratna", "lestari"):
            assert reading.read_case(session, cast.actor(session, who), case_id)

    def test_somebody_who_has_it_is_not_assigned_twice(self, session, cast):
        case_id = f.assigned(session, cast)
        command = AssignCase(workers=(cast.ratna.account_id,))

        with pytest.raises(Invalid) as refused:
            assignment.assign_case(session, cast.actor(session, "hasan"), case_id, command)

        assert refused.value.reason == "already-assigned"

    def test_a_caseworker_assigns_nobody(self, session, cast):
        case_id = f.assigned(session, cast)
        command = AssignCase(workers=(cast.lestari.account_id,))

        with pytest.raises(Forbidden):
            assignment.assign_case(session, cast.actor(session, "ratna"), case_id, command)


class TestRemoval:
    def remove(self, session, cast, case_id, who="ratna", by="hasan"):
        account = cast.members[who].account_id
        assignment.remove_worker(session, cast.actor(session, by), case_id, account)
        session.commit()

    def test_who_is_removed_opens_nothing_and_who_stays_does(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")

        self.remove(session, cast, case_id)

        with pytest.raises(NotFound):
            reading.read_case(session, cast.actor(session, "ratna"), case_id)
        assert reading.read_case(session, cast.actor(session, "lestari"), case_id)

    def test_restored_rows_open_nothing(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        old, epoch = rows_of(session, case_id), session.get(Case, case_id).dek_epoch
        self.remove(session, cast, case_id)
        for row in old:
            session.add(CaseGrant(**row))
        session.commit()

        with pytest.raises(NotFound):
            reading.read_case(session, cast.actor(session, "ratna"), case_id)

        # Even with the case's epoch and commitment put back, what was written since stays shut.
        session.execute(update(Case).where(Case.id == case_id).values(dek_epoch=epoch))
        session.commit()
        with pytest.raises(Unreadable):
            reading.read_case(session, cast.actor(session, "ratna"), case_id)

    def test_the_last_worker_of_a_running_case_stays(self, session, cast):
        case_id = f.assigned(session, cast)

        with pytest.raises(Invalid) as refused:
            self.remove(session, cast, case_id)

        assert refused.value.reason == "last-worker"

    def test_only_a_supervisor_removes(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")

        with pytest.raises(Forbidden):
            self.remove(session, cast, case_id, by="tini")

    def test_who_does_not_have_it_is_not_found(self, session, cast):
        case_id = f.assigned(session, cast)

        with pytest.raises(NotFound):
            self.remove(session, cast, case_id, who="lestari")


class TestTampering:
    def test_a_moved_section_does_not_open(self, session, cast):
        one, other = f.assigned(session, cast), f.assigned(session, cast)
        query = select(CaseSection).where(CaseSection.name == SectionName.PERSONS)
        rows = {row.case_id: row for row in session.scalars(query)}
        rows[one].ct = rows[other].ct
        session.commit()

        with pytest.raises(Unreadable):
            reading.read_case(session, cast.actor(session, "ratna"), one)

    def test_a_changed_version_does_not_open(self, session, cast):
        case_id = f.assigned(session, cast)
        session.execute(
            update(CaseSection).where(CaseSection.name == SectionName.CORE).values(version=7)
        )
        session.commit()

        with pytest.raises(Unreadable):
            reading.read_case(session, cast.actor(session, "ratna"), case_id)

    def test_a_grant_that_nobody_certified_signed_is_not_used(self, session, cast):
        case_id = f.assigned(session, cast)
        session.execute(update(CaseGrant).values(sig=bytes(64)))
        session.commit()

        with pytest.raises(Untrusted):
            reading.read_case(session, cast.actor(session, "ratna"), case_id)

    def test_a_shredded_case_opens_for_nobody(self, session, cast):
        case_id, hasan = f.assigned(session, cast), cast.actor(session, "hasan")
        case = lookup.get_case(session, case_id)

        hasan.keys.handles.delete(case.lock.ref)

        with pytest.raises(Unreadable):
            reading.read_case(session, hasan, case_id)
        assert listing.list_cases(session, hasan).rows[0].summary == {}

    def test_a_role_written_into_the_account_gives_no_case(self, session, cast):
        """Roles about cases come from certificates: Lestari with another column is Lestari."""
        case_id = f.assigned(session, cast)
        lestari = cast.actor(session, "lestari")

        assert not lestari.may(Permission.CASE_APPROVE_CLOSURE)
        with pytest.raises(NotFound):
            reading.read_case(session, lestari, case_id)


class TestRegrant:
    def test_the_open_cases_get_a_new_secret_for_the_key_of_now(self, session, cast):
        """Ratna's key stands here for the lost and the new one: what counts is the secret."""
        case_id = f.assigned(session, cast)
        hasan, ratna = cast.actor(session, "hasan"), cast.actor(session, "ratna")
        epoch = session.get(Case, case_id).dek_epoch

        count = assignment.regrant_cases(session, hasan, ratna.keys.own_kid, cast.ratna.account_id)
        session.commit()

        assert count == 1
        assert session.get(Case, case_id).dek_epoch == epoch + 1
        assert reading.read_case(session, ratna, case_id)

    def test_only_a_supervisor_regrants(self, session, cast):
        ratna = cast.actor(session, "ratna")

        with pytest.raises(Forbidden):
            assignment.regrant_cases(session, ratna, ratna.keys.own_kid, cast.ratna.account_id)


def test_identifying_twice_before_assignment_corrects_it(session, cast):
    case_id = f.identified(session, cast)

    again = f.identify(risk="tinggi", seen=1)
    identification.identify_case(session, cast.actor(session, "hasan"), case_id, again)

    page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
    assert page.content("summary")["risk"] == "tinggi"

"""Two cases made one, and two again: nothing of either is lost, and nobody else opens either."""

import uuid
from datetime import timedelta

import pytest

from kla.access.policy import Permission
from kla.cases import measures
from kla.cases.models import CaseGrant, CaseSection
from kla.cases.services import (
    assignment,
    consents,
    holders,
    listing,
    lookup,
    notes,
    plans,
    restriction,
    retention,
    risk,
    transfers,
    work,
)
from kla.cases.types import (
    AddNote,
    AssignCase,
    CaseState,
    ListFilter,
    Perpetrator,
    SectionName,
)
from kla.cases.types.consents import ConsentPurpose
from kla.cases.types.offers import AnswerOffer, OfferTransfer
from kla.cases.types.restriction import RestrictCase
from kla.cases.types.retention import HoldCase
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests import factories_stages as g
from tests.integration.cases import merging as m
from tests.integration.cases.colleagues import case_of, consented, opens, workers

OTHER = {"name": "Rahma Khayalan", "age": 9, "kelurahan": f.KLANDASAN}


def two(session, cast, **changed):
    """A case of Ratna's and one of Lestari's, about two children."""
    own = f.assigned(session, cast, "ratna")
    other = f.assigned(session, cast, "lestari", victims=(f.victim(**OTHER),), **changed)
    return own, other


def ids(session, cast, who="hasan", **wanted):
    found = listing.list_cases(session, cast.actor(session, who), ListFilter(**wanted))
    return [row.case_id for row in found.rows]


class TestWhatBecomesOfTwo:
    def test_the_people_and_kinds_of_both_stand_in_the_one(self, session, cast):
        kinds = {"primary_kind": "psikis", "kinds": ("psikis", "seksual")}
        own = f.registered(session, cast)
        other = f.registered(session, cast, victims=(f.victim(**OTHER),), **kinds)

        m.merge(session, cast, own, other)

        persons = m.content(session, cast, own, "persons")
        assert [one["name"] for one in persons["victims"]] == ["Siti Contohwati", "Rahma Khayalan"]
        summary = m.content(session, cast, own, "summary")
        assert summary["kinds"] == ["fisik", "psikis", "seksual"]
        assert summary["initials"] == ["S.C.", "R.K."]

    def test_two_rows_that_are_one_person_become_one(self, session, cast):
        own = f.assigned(session, cast, victims=(f.victim(nik=""),))
        other = f.assigned(session, cast, victims=(f.victim(name="Siti Tjontohwati", nik="123"),))
        (pair,) = m.preview(session, cast, own, other).pairs

        m.merge(session, cast, own, other, same=((pair.theirs, pair.own),))

        persons = m.content(session, cast, own, "persons")
        (victim,) = persons["victims"]
        assert (victim["person"], victim["name"]) == (pair.own, "Siti Contohwati")
        assert victim["nik"] == "123"
        (aside,) = persons["removed"]
        assert aside["name"] == "Siti Tjontohwati"

    def test_both_caseworkers_have_both_and_nobody_else(self, session, cast):
        own, other = two(session, cast)
        assert not opens(session, cast, "lestari", own)

        m.merge(session, cast, own, other)

        assert set(workers(session, cast, own)) == {
            cast.ratna.account_id,
            cast.lestari.account_id,
        }
        for case_id in (own, other):
            assert {
                who
                for who in ("ratna", "lestari", "hasan", "made", "sari", "tini")
                if opens(session, cast, who, case_id)
            } == {"ratna", "lestari", "hasan"}

    def test_both_get_a_new_secret(self, session, cast):
        own, other = two(session, cast)
        before = [case_of(session, one).dek_epoch for one in (own, other)]

        m.merge(session, cast, own, other)

        assert [case_of(session, one).dek_epoch for one in (own, other)] == [
            one + 1 for one in before
        ]

    def test_the_further_stage_and_the_higher_risk_count(self, session, cast):
        own, other = f.assigned(session, cast), g.delivery(session, cast)
        scored = cast.actor(session, "ratna")
        opened = lookup.open_case(session, scored, other, Permission.CASE_WRITE)
        risk.apply_level(session, scored, opened, "tinggi")
        session.commit()

        case = m.merge(session, cast, own, other)

        assert case.state is CaseState.DELIVERY
        assert m.content(session, cast, own, "summary")["risk"] == "tinggi"
        plan = m.content(session, cast, own, "plan")
        assert [row["row"] for row in plans.approved_rows(plan)] == [g.ROW.hex]

    def test_the_earlier_of_two_clocks_runs_once(self, session, cast):
        early = clock.now() - timedelta(hours=20)
        own, other = f.registered(session, cast), f.registered(session, cast, received_at=early)
        due = dict(one[:2] for one in m.clocks(session, other))

        m.merge(session, cast, own, other)

        assert dict(one[:2] for one in m.clocks(session, own)) == due
        assert all(done for *_rest, done, _who in m.clocks(session, other))

    def test_services_consents_and_a_hold_of_the_other_hold_here(self, session, cast):
        own, other = g.delivery(session, cast), g.delivery(session, cast)
        entry = g.serve(session, cast, other)
        consented(session, cast, other, ConsentPurpose.TRANSFER)
        held = HoldCase(reason="Sidang berjalan.", seen=0)
        retention.hold(session, cast.actor(session, "hasan"), other, held)
        session.commit()
        (pair,) = [
            one for one in m.preview(session, cast, own, other).pairs if one.role == "victims"
        ]

        m.merge(session, cast, own, other, same=((pair.theirs, pair.own),))

        given = m.content(session, cast, own, "services")["given"]
        assert [one["entry"] for one in given] == [entry.hex]
        hasan = cast.actor(session, "hasan")
        opened = lookup.open_case(session, hasan, own, Permission.CASE_READ)
        assert consents.require(session, hasan, opened, ConsentPurpose.TRANSFER)
        assert "Sidang" in retention.read(session, opened).content["hold"]["reason"]

    def test_a_suspected_parent_of_either_is_barred(self, session, cast):
        suspect = (Perpetrator(relation="orang_tua", name="Bambang Khayali"),)
        own, other = two(session, cast, perpetrators=suspect)

        m.merge(session, cast, own, other)

        rows = m.content(session, cast, own, "persons")["perpetrators"]
        assert [one.get("is_guardian", False) for one in rows if one["name"]] == [True]

    def test_a_closed_one_joins_one_that_goes_on(self, session, cast):
        own, over = f.assigned(session, cast), f.closed(session, cast)

        case = m.merge(session, cast, own, over)

        assert (case.state, case.retain_month) == (CaseState.ASSESSMENT, None)

    def test_of_two_that_are_over_the_later_month_counts(self, session, cast):
        own, other = f.closed(session, cast), f.closed(session, cast)
        case_of(session, other).retain_month = "2049-01"
        session.commit()

        case = m.merge(session, cast, own, other)

        assert (case.state, case.retain_month) == (CaseState.CLOSED, "2049-01")


class TestTheMergedCase:
    def test_its_rows_stay_under_their_own_case(self, session, cast):
        own, other = two(session, cast)
        note = AddNote(text="Dari Lestari.")
        notes.add_note(session, cast.actor(session, "lestari"), other, note)
        session.commit()
        before, content = m.rows(session, other), m.contents(session, cast, other)

        m.merge(session, cast, own, other)

        assert m.rows(session, other) == before
        assert m.contents(session, cast, other) == content
        assert m.told(session, cast, other) == {"Dari Lestari."}

    def test_it_stands_in_no_list_and_is_found_by_its_name_and_number(self, session, cast):
        own, other = two(session, cast)
        number = m.preview(session, cast, own, other).other.number

        m.merge(session, cast, own, other)

        assert ids(session, cast) == [own]
        assert ids(session, cast, "lestari") == [own]
        assert ids(session, cast, query="Rahma Khayalan") == [own]
        assert ids(session, cast, query=number) == [other]
        listed = work.list_tasks(session, cast.actor(session, "hasan")).tasks
        assert {task.row.case_id for task in listed} == {own}

    def test_figures_count_one_case_with_both_children(self, session, cast):
        own, other = two(session, cast)
        month = clock.today().strftime("%Y-%m")

        m.merge(session, cast, own, other)

        counted = measures.count(session, cast.actor(session, "hasan"), month, month)
        assert counted["complaint", "total", "total"] == 1
        assert counted["case", "total", "total"] == 1
        assert counted["victim", "total", "total"] == 2

    @pytest.mark.parametrize("who", ["lestari", "hasan"])
    def test_nothing_is_written_into_it(self, session, cast, who):
        own, other = two(session, cast)
        m.merge(session, cast, own, other)

        with pytest.raises(InvalidTransition):
            notes.add_note(session, cast.actor(session, who), other, AddNote(text="Terlambat."))

    def test_it_follows_who_joins_and_who_leaves(self, session, cast):
        own = f.assigned(session, cast, "ratna")
        other = f.assigned(session, cast, "ratna", victims=(f.victim(**OTHER),))
        m.merge(session, cast, own, other)
        hasan = cast.actor(session, "hasan")

        command = AssignCase(workers=(cast.lestari.account_id,))
        assignment.assign_case(session, hasan, own, command)
        session.commit()
        assert opens(session, cast, "lestari", other)
        kept = lookup.open_case(
            session, cast.actor(session, "lestari"), other, Permission.CASE_READ
        )

        assignment.remove_worker(session, hasan, own, cast.lestari.account_id)
        session.commit()
        assert not opens(session, cast, "lestari", other)
        renewed = lookup.open_case(session, hasan, other, Permission.CASE_READ)
        assert renewed.key != kept.key

    def test_it_goes_to_another_unit_with_the_one(self, session, cast):
        own, other = two(session, cast)
        m.merge(session, cast, own, other)
        consented(session, cast, own, ConsentPurpose.TRANSFER)
        hasan, sari = cast.actor(session, "hasan"), cast.actor(session, "sari")
        wanted = OfferTransfer(unit_id=cast.units[1], reason="Pindah rumah.", confirmed=True)
        offer = transfers.offer_transfer(session, hasan, own, wanted)
        session.commit()

        transfers.answer_transfer(session, sari, offer, AnswerOffer(accept=True))
        session.commit()

        assert opens(session, cast, "sari", other)
        assert not opens(session, cast, "hasan", other)
        assert case_of(session, other).unit_id == cast.units[1]

    def test_it_is_restricted_with_the_one(self, session, cast):
        own, other = two(session, cast)
        m.merge(session, cast, own, other)
        people = (cast.hasan.account_id, cast.ratna.account_id)
        command = RestrictCase(people=people, reason="Menyangkut pegawai.", confirmed=True)

        restriction.restrict(session, cast.actor(session, "hasan"), own, command)
        session.commit()

        assert case_of(session, other).is_restricted
        assert opens(session, cast, "ratna", other)
        assert not opens(session, cast, "lestari", other)

    def test_a_part_of_a_part_is_reached_too(self, session, cast):
        first, second = two(session, cast)
        third = f.assigned(session, cast, "ratna", victims=(f.victim(name="Lain Rekaan"),))
        m.merge(session, cast, second, first)
        m.merge(session, cast, third, second)

        for case_id in (first, second, third):
            assert opens(session, cast, "lestari", case_id)
        assert ids(session, cast, query="Siti Contohwati") == [third]

        m.unmerge(session, cast, third, second)
        m.unmerge(session, cast, second, first)
        assert set(ids(session, cast)) == {first, second, third}


class TestRefusals:
    def refused(self, session, cast, own, other):
        problems = m.preview(session, cast, own, other).problems
        with pytest.raises(Invalid) as error:
            m.merge(session, cast, own, other)
        session.rollback()
        assert error.value.reason in problems
        return problems

    def test_the_one_that_goes_on_has_to_stay(self, session, cast):
        over, own = f.closed(session, cast), f.assigned(session, cast)

        assert self.refused(session, cast, over, own) == ("merge-keep-active",)

    def test_a_restricted_one_only_with_one_of_the_same_people(self, session, cast):
        own, other = two(session, cast)
        people = (cast.hasan.account_id, cast.ratna.account_id)
        command = RestrictCase(people=people, reason="Menyangkut pegawai.", confirmed=True)
        hasan = cast.actor(session, "hasan")
        restriction.restrict(session, hasan, own, command)
        session.commit()
        assert self.refused(session, cast, own, other) == ("merge-restricted",)

        restriction.restrict(session, hasan, other, command)
        session.commit()
        m.merge(session, cast, own, other)

        assert ids(session, cast, query="Rahma Khayalan") == []
        assert not opens(session, cast, "lestari", other)

    def test_not_while_it_is_offered_or_a_word_waits(self, session, cast):
        own, waits = f.assigned(session, cast), g.submitted(session, cast)
        ends = f.proposed(session, cast)

        assert self.refused(session, cast, own, waits) == ("merge-decision-waits",)
        assert self.refused(session, cast, ends, own) == ("merge-decision-waits",)

    @pytest.mark.parametrize("who", ["ratna", "tini", "nur", "wati", "gilang", "arif"])
    def test_only_a_supervisor_merges(self, session, cast, who):
        own, other = two(session, cast)

        with pytest.raises((Forbidden, NotFound)):
            m.merge(session, cast, own, other, who, seen="0" * 64)

    def test_not_with_a_case_out_of_reach_or_itself(self, session, cast):
        own = f.assigned(session, cast)
        hers = f.assigned(session, cast, "made", by="sari", unit_id=cast.units[1])

        for other in (hers, own, uuid.uuid4()):
            with pytest.raises(NotFound):
                m.merge(session, cast, own, other, seen="0" * 64)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"reason": " "},
            {"reason": "\0"},
            {"reason": "x" * 20_001},
            {"confirmed": False},
            {"same": (("0" * 32, "1" * 32),)},
        ],
    )
    def test_a_wrong_form_changes_nothing(self, session, cast, wrong):
        own, other = two(session, cast)
        before = m.contents(session, cast, own)

        with pytest.raises(Invalid):
            m.merge(session, cast, own, other, **wrong)
        session.rollback()

        assert m.contents(session, cast, own) == before
        assert case_of(session, other).state is CaseState.ASSESSMENT


class TestAtOnce:
    def test_the_same_form_twice_is_one_merge(self, session, cast):
        own, other = two(session, cast)
        seen = m.preview(session, cast, own, other).seen
        m.merge(session, cast, own, other, seen=seen)
        epochs = [case_of(session, one).dek_epoch for one in (own, other)]

        m.merge(session, cast, own, other, seen=seen)

        assert [case_of(session, one).dek_epoch for one in (own, other)] == epochs

    def test_of_two_who_merge_the_other_way_round_the_second_is_told(self, session, cast):
        own, other = two(session, cast)
        seen = m.preview(session, cast, other, own).seen
        m.merge(session, cast, own, other)

        with pytest.raises((Conflict, InvalidTransition)):
            m.merge(session, cast, other, own, seen=seen)
        session.rollback()
        assert ids(session, cast) == [own]

    def test_a_case_is_merged_into_one_only(self, session, cast):
        own, other = two(session, cast)
        third = f.assigned(session, cast)
        seen = m.preview(session, cast, third, other).seen
        m.merge(session, cast, own, other)

        with pytest.raises(Conflict):
            m.merge(session, cast, third, other, seen=seen)

    def test_what_was_written_since_the_look_is_not_passed_over(self, session, cast):
        own, other = two(session, cast)
        seen = m.preview(session, cast, own, other).seen
        note = AddNote(text="Baru saja.")
        notes.add_note(session, cast.actor(session, "lestari"), other, note)
        session.commit()

        with pytest.raises(Conflict):
            m.merge(session, cast, own, other, seen=seen)
        session.rollback()

        m.merge(session, cast, own, other)
        assert "Baru saja." in m.told(session, cast, other)

    def test_a_new_secret_alone_is_no_change(self, session, cast):
        own, other = two(session, cast)
        seen = m.preview(session, cast, own, other).seen
        actor = cast.actor(session, "hasan")
        opened = lookup.open_case(session, actor, other, Permission.CASE_ASSIGN, to_change=True)
        holders.renew(session, actor, opened)
        session.commit()

        m.merge(session, cast, own, other, seen=seen)

    def test_a_forged_grant_is_not_followed(self, session, cast):
        """Somebody who can write rows, but has no key, puts Made among those who hold the one."""
        own, other = two(session, cast)
        hers = f.assigned(session, cast, "made", by="sari", unit_id=cast.units[1])
        m.merge(session, cast, own, other)
        stolen = next(one for one in case_of(session, hers).grants if one.kind == "user")
        session.add(
            CaseGrant(
                case_id=own,
                dek_epoch=case_of(session, own).dek_epoch,
                kind=stolen.kind,
                recipient_kid=stolen.recipient_kid,
                recipient_epoch=0,
                sealed=stolen.sealed,
                granter_kid=stolen.granter_kid,
                sig=stolen.sig,
            )
        )
        session.commit()
        session.expire_all()
        command = AssignCase(workers=(cast.dimas.account_id,))

        with pytest.raises(Exception):  # noqa: B017, PT011 -- refused, for whichever reason
            assignment.assign_case(session, cast.actor(session, "hasan"), own, command)
        session.rollback()
        assert not opens(session, cast, "made", other)


class TestUndoing:
    @pytest.mark.parametrize("made", ["registered", "assigned", "assessed", "closed"])
    def test_both_are_as_they_were(self, session, cast, made):
        own = f.assigned(session, cast)
        other = getattr(f, made)(session, cast, victims=(f.victim(**OTHER),))
        before = {one: self.all_of(session, cast, one) for one in (own, other)}

        m.merge(session, cast, own, other)
        m.unmerge(session, cast, own, other)

        for one in (own, other):
            assert self.all_of(session, cast, one) == before[one]
        assert set(ids(session, cast)) == {own, other}

    def all_of(self, session, cast, case_id):
        case = case_of(session, case_id)
        who = {
            one
            for one in ("ratna", "lestari", "hasan", "tini", "made", "sari")
            if opens(session, cast, one, case_id)
        }
        state = case.state, case.retain_month, case.next_due
        clocks = m.clocks(session, case_id)
        return m.contents(session, cast, case_id), state, who, clocks

    def test_what_was_added_since_stays(self, session, cast):
        own, other = two(session, cast)
        m.merge(session, cast, own, other)
        lestari = cast.actor(session, "lestari")
        notes.add_note(session, lestari, own, AddNote(text="Sesudah digabung."))
        session.commit()
        g.serve(session, cast, own)

        m.unmerge(session, cast, own, other)

        assert "Sesudah digabung." in m.told(session, cast, own)
        assert len(m.content(session, cast, own, "services")["given"]) == 1
        assert not opens(session, cast, "lestari", own)
        assert m.content(session, cast, other, "services") == {}

    def test_what_was_done_since_is_done_in_both(self, session, cast):
        own, other = f.registered(session, cast), f.registered(session, cast)
        m.merge(session, cast, own, other)
        for task in session.query(m.CaseTask).filter_by(case_id=own):
            task.done = clock.now()
        session.commit()

        m.unmerge(session, cast, own, other)

        assert all(done for *_rest, done, _who in m.clocks(session, other))

    def test_twice_is_once_and_a_second_merge_is_another_one(self, session, cast):
        own, other = two(session, cast)
        m.merge(session, cast, own, other)
        m.unmerge(session, cast, own, other)
        epoch = case_of(session, own).dek_epoch

        m.unmerge(session, cast, own, other)
        assert case_of(session, own).dek_epoch == epoch

        m.merge(session, cast, own, other)
        assert ids(session, cast) == [own]
        m.unmerge(session, cast, own, other)
        assert set(ids(session, cast)) == {own, other}

    @pytest.mark.parametrize("wrong", [{"reason": ""}, {"reason": "\x1b"}, {"confirmed": False}])
    def test_a_wrong_form_changes_nothing(self, session, cast, wrong):
        own, other = two(session, cast)
        m.merge(session, cast, own, other)

        with pytest.raises(Invalid):
            m.unmerge(session, cast, own, other, **wrong)
        session.rollback()
        assert ids(session, cast) == [own]

    def test_only_a_merge_is_undone(self, session, cast):
        own, other = two(session, cast)

        with pytest.raises(NotFound):
            m.unmerge(session, cast, own, other)
        m.merge(session, cast, own, other)
        for who in ("sari", "ratna"):
            with pytest.raises((NotFound, Forbidden)):
                m.unmerge(session, cast, own, other, who)


def test_what_is_kept_of_a_merge_is_sealed(session, cast):
    own, other = two(session, cast)
    m.merge(session, cast, own, other)

    row = session.query(CaseSection).filter_by(case_id=own, name=SectionName.MERGES).one()

    assert b"Khayalan" not in row.ct

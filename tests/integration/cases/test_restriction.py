"""A case restricted to named people: who opens it, what leaves with it, how it comes back."""

import uuid

import pytest
from sqlalchemy import select

from kla.access.policy import Permission, Role
from kla.cases.models import Case
from kla.cases.numbers import case_number
from kla.cases.services import (
    assignment,
    holders,
    index,
    listing,
    lookup,
    reach,
    restriction,
    siaga,
)
from kla.cases.services.index_keys import LIST, MATCH, IndexId
from kla.cases.types import AssignCase, ListFilter
from kla.cases.types.restriction import LiftRestriction, RestrictCase
from kla.cases.types.siaga import AskSiaga
from kla.core.errors import Forbidden, Invalid, InvalidTransition, NotFound, Unreadable
from kla.crypto.grants import GrantKind
from tests import factories
from tests import factories_cases as f
from tests.integration.cases.indexes import cases_in, text_of

NAME = "Siti Contohwati"


@pytest.fixture
def lina(session, cast):
    """A second supervisor of the unit, besides Hasan."""
    cast = factories.Cast(cast.office, cast.units, dict(cast.members))
    person = factories.Person(name="Lina Contoh", role=Role.SUPERVISOR, unit=0)
    invited = factories.invite(session, cast, "lina", person)
    cast.members["lina"] = factories.bring_in(session, cast, "lina", invited)
    return cast


def restrict(session, cast, case_id, *who, by="hasan", **changed):
    people = tuple(cast.members[key].account_id for key in who or ("hasan", "ratna"))
    values = {"people": people, "reason": "Terlapor adalah pegawai kantor.", "confirmed": True}
    command = RestrictCase(**(values | changed))
    restriction.restrict(session, cast.actor(session, by), case_id, command)
    session.commit()


def opens(session, cast, who, case_id, permission=Permission.CASE_READ):
    return lookup.open_case(session, cast.actor(session, who), case_id, permission)


def names_in_index(session, cast):
    return text_of(session, cast.actor(session, "hasan"), IndexId(cast.units[0], MATCH))


class TestRestrict:
    def test_only_those_named_open_it(self, session, lina):
        case_id = f.assigned(session, lina, "ratna", "lestari")
        opens(session, lina, "lina", case_id)

        restrict(session, lina, case_id)

        for who in ("hasan", "ratna"):
            opens(session, lina, who, case_id)
        for who in ("lina", "lestari", "tini", "sari"):
            with pytest.raises(NotFound):
                opens(session, lina, who, case_id)
            with pytest.raises(Unreadable):
                lina.actor(session, who).keys.key_for(lookup.get_case(session, case_id).lock)

    def test_no_circle_and_no_emergency_officer_holds_it(self, session, cast):
        case_id = f.assigned(session, cast)
        restrict(session, cast, case_id)

        case = lookup.get_case(session, case_id)
        kinds = sorted(grant.kind for grant in case.lock.grants)
        assert kinds == [GrantKind.RECOVERY, GrantKind.USER, GrantKind.USER]
        assert len(case.grants) == len(case.lock.grants)
        assert case.is_restricted

    def test_an_emergency_is_answered_like_an_unknown_number(self, session, cast):
        case_id = f.assigned(session, cast)
        restrict(session, cast, case_id)
        case = session.get(Case, case_id)
        number = case_number(case.id, case.opened_month)

        with pytest.raises(Invalid) as refused:
            siaga.ask(
                session,
                cast.actor(session, "lestari"),
                AskSiaga(number=number, reason="Anak hilang."),
            )
        assert refused.value.reason == "siaga-unknown"

    def test_it_leaves_the_indexes_and_the_lists_of_others(self, session, lina):
        case_id = f.assigned(session, lina)
        index.fold(session, lina.actor(session, "hasan"), lina.units[0])
        session.commit()
        assert b"siti" in names_in_index(session, lina)

        restrict(session, lina, case_id)

        for kind in (MATCH, LIST):
            place = IndexId(lina.units[0], kind)
            assert cases_in(session, lina.actor(session, "hasan"), place) == set()
        found = listing.list_cases(session, lina.actor(session, "lina"), ListFilter(query="Siti"))
        assert list(found.rows) == []
        assert list(listing.list_cases(session, lina.actor(session, "lina")).rows) == []
        own = listing.list_cases(session, lina.actor(session, "hasan")).rows
        assert [row.case_id for row in own] == [case_id]
        assert restriction.restricted_among(session, [case_id]) == {case_id}

    def test_later_work_puts_nothing_into_the_indexes(self, session, cast):
        case_id = f.assigned(session, cast)
        restrict(session, cast, case_id)
        command = AssignCase(workers=(cast.lestari.account_id,))
        assignment.assign_case(session, cast.actor(session, "hasan"), case_id, command)
        session.commit()

        assert b"siti" not in names_in_index(session, cast)
        opens(session, cast, "lestari", case_id)

    def test_taking_it_from_somebody_keeps_it_restricted(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        restrict(session, cast, case_id, "hasan", "ratna", "lestari")
        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, cast.lestari.account_id)
        session.commit()

        case = lookup.get_case(session, case_id)
        assert case.is_restricted
        assert set(restriction.named_accounts(session, hasan, case)) == {
            cast.hasan.account_id,
            cast.ratna.account_id,
        }

    def test_before_it_is_assigned_those_named_stay_named(self, session, cast):
        case_id = f.identified(session, cast)
        restrict(session, cast, case_id)
        with pytest.raises(NotFound):
            opens(session, cast, "tini", case_id)

        command = AssignCase(workers=(cast.lestari.account_id,))
        assignment.assign_case(session, cast.actor(session, "hasan"), case_id, command)
        session.commit()

        for who in ("hasan", "ratna", "lestari"):
            opens(session, cast, who, case_id)
        assert lookup.get_case(session, case_id).is_restricted

    def test_naming_others_again_needs_one_who_is_named(self, session, lina):
        case_id = f.assigned(session, lina)
        restrict(session, lina, case_id)
        with pytest.raises(NotFound):
            restrict(session, lina, case_id, "lina", "ratna", by="lina")

        restrict(session, lina, case_id, "lina", "lestari")

        opens(session, lina, "lina", case_id)
        for who in ("hasan", "ratna"):
            with pytest.raises(NotFound):
                opens(session, lina, who, case_id)

    @pytest.mark.parametrize(
        ("who", "changed"),
        [
            (("hasan",), {}),
            (("hasan", "hasan"), {}),
            (("hasan", "tini"), {}),
            (("hasan", "made"), {}),
            (("hasan", "dimas"), {}),
            (("hasan", "ratna"), {"reason": " "}),
            (("hasan", "ratna"), {"confirmed": False}),
        ],
    )
    def test_what_can_not_be_is_refused(self, session, cast, who, changed):
        case_id = f.assigned(session, cast)
        with pytest.raises(Invalid):
            restrict(session, cast, case_id, *who, **changed)
        session.rollback()
        assert not lookup.get_case(session, case_id).is_restricted

    def test_only_a_supervisor_restricts(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(Forbidden):
            restrict(session, cast, case_id, by="ratna")
        with pytest.raises(NotFound):
            restrict(session, cast, case_id, by="sari")


class TestLift:
    def test_any_of_those_named_seals_it_to_the_circles_again(self, session, lina):
        case_id = f.assigned(session, lina)
        restrict(session, lina, case_id)
        ratna = lina.actor(session, "ratna")
        restriction.lift(session, ratna, case_id, LiftRestriction(reason="Bukan pegawai."))
        session.commit()

        for who in ("lina", "hasan", "ratna"):
            opens(session, lina, who, case_id)
        kinds = {grant.kind for grant in lookup.get_case(session, case_id).lock.grants}
        assert kinds >= {GrantKind.CIRCLE, GrantKind.SHARE_A, GrantKind.SHARE_B}
        assert b"siti" in names_in_index(session, lina)

    @pytest.mark.parametrize("who", ["lina", "lestari", "made"])
    def test_nobody_else_lifts(self, session, lina, who):
        case_id = f.assigned(session, lina)
        restrict(session, lina, case_id)
        with pytest.raises(NotFound):
            restriction.lift(
                session, lina.actor(session, who), case_id, LiftRestriction(reason="Saya mau.")
            )

    def test_a_case_that_is_open_to_the_circles_is_not_lifted(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(InvalidTransition):
            restriction.lift(
                session, cast.actor(session, "hasan"), case_id, LiftRestriction(reason="x")
            )

    def test_before_assignment_intake_has_it_again(self, session, cast):
        case_id = f.registered(session, cast)
        restrict(session, cast, case_id)
        restriction.lift(
            session, cast.actor(session, "hasan"), case_id, LiftRestriction(reason="Selesai.")
        )
        session.commit()

        opens(session, cast, "tini", case_id)


def test_renewing_keeps_a_case_restricted(session, cast):
    case_id = f.assigned(session, cast)
    restrict(session, cast, case_id)
    hasan = cast.actor(session, "hasan")
    holders.renew(session, hasan, opens(session, cast, "hasan", case_id))
    session.commit()

    assert lookup.get_case(session, case_id).is_restricted
    for who in ("hasan", "ratna"):
        opens(session, cast, who, case_id)


def test_a_case_nobody_restricted_is_not_among_them(session, cast):
    case_id = f.assigned(session, cast)
    assert restriction.restricted_among(session, [case_id, uuid.uuid4()]) == set()
    assert session.scalar(select(Case.id)) == case_id
    assert reach.unit_ids(session)

"""All cases of somebody who leaves, or who made new keys: given on, given back, safe to repeat."""

import pytest

from kla.accounts.services import admission, people, recovery
from kla.accounts.types import Admit
from kla.cases.services import assignment, reassignment, tasks
from kla.cases.types import TaskKind
from kla.cases.types.offers import MoveCase
from kla.core.errors import Forbidden, Invalid, NotFound
from kla.crypto import passwords
from tests import factories
from tests import factories_cases as f
from tests.integration.cases.colleagues import case_of, id_of, opens, workers


def move(session, cast, case_id, to="lestari", leaving="ratna", who="hasan"):
    command = MoveCase(leaving=id_of(cast, leaving), to=id_of(cast, to))
    done = reassignment.move_case(session, cast.actor(session, who), case_id, command)
    session.commit()
    return done


def held(session, cast, key="ratna", who="hasan"):
    return reassignment.read_held(session, cast.actor(session, who), id_of(cast, key))


class TestHeld:
    def test_tells_what_goes_on_from_what_is_over(self, session, cast):
        running, over = f.assigned(session, cast), f.closed(session, cast)
        f.assigned(session, cast, "lestari")
        found = held(session, cast)
        assert (found.running, found.over) == ((running,), (over,))

    def test_knows_somebody_who_left(self, session, cast):
        running = f.assigned(session, cast)
        people.deactivate(session, cast.actor(session, "gilang"), id_of(cast, "ratna"))
        admission.revoke_ended(session, cast.actor(session, "hasan"), id_of(cast, "ratna"))
        session.commit()
        assert held(session, cast).running == (running,)
        assert move(session, cast, running)
        assert workers(session, cast, running) == [id_of(cast, "lestari")]

    def test_is_for_supervisors_of_the_unit(self, session, cast):
        with pytest.raises(Forbidden):
            held(session, cast, who="lestari")
        with pytest.raises(NotFound):
            held(session, cast, who="sari")


class TestMove:
    def test_gives_the_case_on_with_its_tasks(self, session, cast):
        case_id = f.assigned(session, cast)
        assert move(session, cast, case_id)
        assert opens(session, cast, "lestari", case_id)
        assert not opens(session, cast, "ratna", case_id)
        task = tasks.find_open(session, case_id, TaskKind.ASSESS)
        assert task.assignee == id_of(cast, "lestari")

    def test_is_done_once(self, session, cast):
        case_id = f.assigned(session, cast)
        move(session, cast, case_id)
        epoch = case_of(session, case_id).dek_epoch
        assert not move(session, cast, case_id)
        assert case_of(session, case_id).dek_epoch == epoch

    def test_leaves_a_colleague_who_has_it_already(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        assert move(session, cast, case_id)
        assert workers(session, cast, case_id) == [id_of(cast, "lestari")]

    def test_refuses_somebody_of_another_unit_or_the_same(self, session, cast):
        case_id = f.assigned(session, cast)
        for to in ("made", "ratna"):
            with pytest.raises(Invalid):
                move(session, cast, case_id, to=to)
            session.rollback()

    def test_what_is_over_loses_the_grant_and_no_more(self, session, cast):
        case_id = f.closed(session, cast)
        epoch = case_of(session, case_id).dek_epoch
        hasan = cast.actor(session, "hasan")
        assert reassignment.let_go(session, hasan, case_id, id_of(cast, "ratna"))
        session.commit()
        assert not opens(session, cast, "ratna", case_id)
        assert case_of(session, case_id).dek_epoch == epoch
        assert not reassignment.let_go(session, hasan, case_id, id_of(cast, "ratna"))


def renewed(session, cast, key="ratna"):
    """Somebody lost everything, made new keys and was admitted again."""
    invited = recovery.restore(session, cast.actor(session, "hasan"), id_of(cast, key))
    secret = cast.members[key].totp_secret
    passphrase = passwords.generate_passphrase()
    made = factories.activate(session, cast.office, invited, passphrase, secret)
    hasan = cast.actor(session, "hasan")
    admission.admit(session, hasan, id_of(cast, key), Admit(words=made.words))
    session.commit()


class TestGivingBack:
    def test_lists_and_gives_back_what_the_old_key_held(self, session, cast):
        case_id = f.assigned(session, cast)
        f.assigned(session, cast, "lestari")
        hasan, ratna = cast.actor(session, "hasan"), id_of(cast, "ratna")
        assert reassignment.list_lost(session, hasan, ratna).running == ()
        renewed(session, cast)

        hasan = cast.actor(session, "hasan")
        assert reassignment.list_lost(session, hasan, ratna).running == (case_id,)
        assert assignment.regrant_case(session, hasan, case_id, ratna)
        session.commit()
        assert reassignment.list_lost(session, hasan, ratna).running == ()
        with pytest.raises(Forbidden):  # what this member unlocked are the old keys
            opens(session, cast, "ratna", case_id)

    def test_is_for_supervisors_of_the_unit(self, session, cast):
        with pytest.raises(Forbidden):
            reassignment.list_lost(session, cast.actor(session, "tini"), id_of(cast, "ratna"))
        with pytest.raises(NotFound):
            reassignment.list_lost(session, cast.actor(session, "sari"), id_of(cast, "ratna"))

"""Standing in for somebody: until a day and not a minute longer, and a new secret after it."""

from datetime import timedelta

import pytest

from kla.cases.services import assignment, covers, key_tasks, tasks
from kla.cases.types import AssignCase, TaskKind
from kla.cases.types.offers import CoverCase
from kla.core import clock
from kla.core.errors import Forbidden, Invalid, InvalidTransition, NotFound, Untrusted
from tests import factories_cases as f
from tests.integration.cases.colleagues import case_of, id_of, opens, summary_of, workers


def cover(session, cast, case_id, who="hasan", **changed):
    values = {
        "away": id_of(cast, "ratna"),
        "substitute": id_of(cast, "lestari"),
        "until": clock.today() + timedelta(days=7),
    }
    covers.cover_case(session, cast.actor(session, who), case_id, CoverCase(**(values | changed)))
    session.commit()


def later(monkeypatch, **delta):
    moment = clock.now() + timedelta(**delta)
    monkeypatch.setattr(clock, "now", lambda: moment)


class TestWhileItLasts:
    def test_both_have_the_case_and_the_substitute_its_tasks(self, session, cast):
        case_id = f.assigned(session, cast)
        cover(session, cast, case_id)
        assert opens(session, cast, "ratna", case_id)
        assert opens(session, cast, "lestari", case_id)
        assert workers(session, cast, case_id) == [id_of(cast, "ratna")]
        task = tasks.find_open(session, case_id, TaskKind.ASSESS)
        assert task.assignee == id_of(cast, "lestari")

    def test_another_day_takes_the_place_of_the_first(self, session, cast):
        case_id = f.assigned(session, cast)
        cover(session, cast, case_id)
        cover(session, cast, case_id, until=clock.today() + timedelta(days=14))
        (one,) = summary_of(session, cast, case_id)["covers"]
        (grant,) = [grant for grant in case_of(session, case_id).lock.grants if grant.expires]
        assert one["until"] == grant.expires.astimezone(clock.WITA).isoformat()

    def test_a_new_secret_in_between_ends_nothing(self, session, cast, monkeypatch):
        case_id = f.assigned(session, cast, "ratna")
        cover(session, cast, case_id)
        key_tasks.put(session, case_of(session, case_id))
        session.commit()
        assert key_tasks.renew_key(session, cast.actor(session, "hasan"), case_id)
        session.commit()
        assert opens(session, cast, "lestari", case_id)
        later(monkeypatch, days=9)
        assert not opens(session, cast, "lestari", case_id)

    def test_nor_does_somebody_else_who_leaves(self, session, cast, monkeypatch):
        case_id = f.assigned(session, cast, "ratna")
        cover(session, cast, case_id)
        assignment.regrant_case(
            session, cast.actor(session, "hasan"), case_id, id_of(cast, "ratna")
        )
        session.commit()
        assert opens(session, cast, "lestari", case_id)
        later(monkeypatch, days=9)
        assert not opens(session, cast, "lestari", case_id)

    def test_whoever_gets_the_case_for_good_keeps_it(self, session, cast, monkeypatch):
        case_id = f.assigned(session, cast)
        cover(session, cast, case_id)
        hasan = cast.actor(session, "hasan")
        command = AssignCase(workers=(id_of(cast, "lestari"),))
        assignment.assign_case(session, hasan, case_id, command)
        session.commit()
        later(monkeypatch, days=9)
        assert opens(session, cast, "lestari", case_id)
        assert summary_of(session, cast, case_id)["covers"] == []

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"until": clock.today() - timedelta(days=1)}, "until"),
            ({"until": clock.today() + timedelta(days=900)}, "until"),
            ({"away": "made"}, "away"),
            ({"substitute": "ratna"}, "substitute"),
            ({"substitute": "made"}, "workers"),
        ],
    )
    def test_refuses_what_cant_be_so(self, session, cast, changed, field):
        case_id = f.assigned(session, cast)
        named = {k: id_of(cast, v) if isinstance(v, str) else v for k, v in changed.items()}
        with pytest.raises(Invalid) as refused:
            cover(session, cast, case_id, **named)
        assert refused.value.field == field

    def test_is_a_supervisors_decision_about_a_case_with_somebody(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(Forbidden):
            cover(session, cast, case_id, who="ratna")
        with pytest.raises(NotFound):
            cover(session, cast, case_id, who="sari")
        with pytest.raises(InvalidTransition):
            cover(session, cast, f.identified(session, cast))


class TestWhenItIsOver:
    def test_the_code_refuses_at_once_and_a_new_secret_waits(self, session, cast, monkeypatch):
        case_id = f.assigned(session, cast)
        cover(session, cast, case_id)
        hasan = cast.actor(session, "hasan")
        assert key_tasks.waiting_ids(session, hasan) == []
        later(monkeypatch, days=9)

        assert not opens(session, cast, "lestari", case_id)
        assert key_tasks.waiting_ids(session, hasan) == [case_id]
        assert key_tasks.renew_key(session, hasan, case_id)
        session.commit()
        assert key_tasks.waiting_ids(session, hasan) == []
        assert summary_of(session, cast, case_id)["covers"] == []
        task = tasks.find_open(session, case_id, TaskKind.ASSESS)
        assert task.assignee == id_of(cast, "ratna")

    def test_a_day_moved_in_the_database_opens_nothing(self, session, cast, monkeypatch):
        case_id = f.assigned(session, cast)
        cover(session, cast, case_id)
        later(monkeypatch, days=9)
        (row,) = [one for one in case_of(session, case_id).grants if one.expires]
        row.expires += timedelta(days=90)
        session.commit()
        with pytest.raises(Untrusted):
            opens(session, cast, "lestari", case_id)

    def test_it_may_end_before_its_day(self, session, cast):
        case_id = f.assigned(session, cast)
        cover(session, cast, case_id)
        hasan, lestari = cast.actor(session, "hasan"), id_of(cast, "lestari")
        covers.end_cover(session, hasan, case_id, lestari)
        session.commit()
        assert not opens(session, cast, "lestari", case_id)
        assert opens(session, cast, "ratna", case_id)
        with pytest.raises(NotFound):
            covers.end_cover(session, hasan, case_id, lestari)

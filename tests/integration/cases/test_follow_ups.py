"""Looking at a case again: what was found, and when to look next."""

from datetime import timedelta

import pytest

from kla.cases.services import follow_ups, reading, tasks
from kla.cases.types import TaskKind
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Invalid, InvalidTransition, NotFound
from tests import factories_stages as s
from tests.integration.cases.test_transitions import visit


def look(session, cast, case_id, who="ratna", **changed):
    command = visit(**changed)
    follow_ups.add_follow_up(session, cast.actor(session, who), case_id, command)
    session.commit()
    return command


def open_look(session, case_id):
    return tasks.find_open(session, case_id, TaskKind.FOLLOW_UP)


class TestFollowUps:
    @pytest.mark.parametrize(("risk", "days"), [("tinggi", 7), ("sedang", 14), ("rendah", 30)])
    def test_the_risk_says_when_to_look_next(self, session, cast, risk, days):
        case_id = s.monitoring(session, cast)

        look(session, cast, case_id, risk=risk)

        due = open_look(session, case_id).due
        assert due.astimezone(WITA).date() == clock.today() + timedelta(days=days)
        page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
        assert page.content("summary")["risk"] == risk
        entry = page.content("monitoring")["entries"][0]
        assert (entry["finding"], entry["stage"], entry["edition"]) == ("Aman.", "monitoring", 1)

    def test_there_is_one_clock_at_a_time_and_it_stays_with_its_person(self, session, cast):
        case_id = s.monitoring(session, cast)

        look(session, cast, case_id)
        look(session, cast, case_id, who="hasan")

        kinds = [task.kind for task in tasks.open_tasks(session, case_id)]
        assert kinds.count(TaskKind.FOLLOW_UP) == 1
        assert open_look(session, case_id).assignee == cast.ratna.account_id

    def test_an_earlier_day_may_be_chosen_a_later_one_not(self, session, cast):
        case_id = s.monitoring(session, cast)
        soon = clock.today() + timedelta(days=2)

        look(session, cast, case_id, risk="sedang", next_on=soon)

        assert open_look(session, case_id).due.astimezone(WITA).date() == soon
        for day, reason in ((15, "too-late-for-risk"), (-1, "in-past")):
            later = clock.today() + timedelta(days=day)
            with pytest.raises(Invalid) as refused:
                look(session, cast, case_id, risk="sedang", next_on=later)
            assert (refused.value.reason, refused.value.field) == (reason, "next_on")

    def test_the_same_form_sent_twice_is_one_entry(self, session, cast):
        case_id = s.monitoring(session, cast)

        entry = look(session, cast, case_id).entry
        look(session, cast, case_id, entry=entry)

        page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
        assert len(page.content("monitoring")["entries"]) == 1

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"how": "merpati"}, "how"),
            ({"risk": "gawat"}, "risk"),
            ({"finding": " "}, "finding"),
            ({"done_on": clock.today() + timedelta(days=2)}, "done_on"),
        ],
    )
    def test_says_which_field_is_wrong(self, session, cast, changed, field):
        case_id = s.monitoring(session, cast)

        with pytest.raises(Invalid) as refused:
            look(session, cast, case_id, **changed)

        assert refused.value.field == field

    def test_begins_with_delivery(self, session, cast):
        with pytest.raises(InvalidTransition):
            look(session, cast, s.planning(session, cast))

    def test_is_for_those_who_have_the_case(self, session, cast):
        with pytest.raises(NotFound):
            look(session, cast, s.monitoring(session, cast), who="lestari")

"""Minutes of a case conference: kept as they were, and what was agreed is a task."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from kla.cases.models import CaseNote, CaseSection
from kla.cases.services import conferences, reading, tasks
from kla.cases.types import TaskKind
from kla.cases.types.clockwork import CONFERENCE
from kla.cases.types.conferences import AgreedStep, Participant, RecordConference
from kla.cases.types.consents import ConsentPurpose
from kla.core import clock
from kla.core.errors import Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests.integration.cases.colleagues import consented, id_of

SOON = timedelta(days=5)


def step(**changed):
    return AgreedStep(**({"what": "Antar Zulaikha periksa", "due": clock.today() + SOON} | changed))


def record(session, cast, case_id, who="ratna", **changed):
    values = {
        "held_on": clock.today(),
        "participants": (Participant(name="Ibu Contoh", institution="Dinas Sosial Contoh"),),
        "discussed": "Keadaan di rumah.",
        "decided": "Tinggal di rumah nenek.",
        "steps": (step(),),
    }
    command = RecordConference(**(values | changed))
    conferences.record_conference(session, cast.actor(session, who), case_id, command)
    session.commit()
    return command.entry


def agreed(session, cast):
    """A case that may be talked about with others."""
    return consented(session, cast, f.assigned(session, cast), ConsentPurpose.CONFERENCE)


def found(session, cast, case_id):
    page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
    return conferences.entries_of(page.content("conferences")), page


class TestRecord:
    def test_keeps_who_said_what_sealed(self, session, cast):
        case_id = agreed(session, cast)
        record(session, cast, case_id)
        (entry,), _page = found(session, cast, case_id)
        assert entry["participants"][0]["institution"] == "Dinas Sosial Contoh"
        blobs = [*session.scalars(select(CaseSection.ct)), *session.scalars(select(CaseNote.ct))]
        assert all(b"Zulaikha" not in blob for blob in blobs)

    def test_makes_tasks_of_what_was_agreed(self, session, cast):
        case_id = agreed(session, cast)
        steps = (step(who="Dinas Sosial"), step(assignee=id_of(cast, "hasan")))
        record(session, cast, case_id, steps=steps)
        made = [one for one in tasks.open_tasks(session, case_id) if one.kind is TaskKind.OTHER]
        assert {one.assignee for one in made} == {id_of(cast, "ratna"), id_of(cast, "hasan")}
        _entries, page = found(session, cast, case_id)
        texts = {one.text for one in page.tasks if one.about == CONFERENCE}
        assert texts == {"Antar Zulaikha periksa (Dinas Sosial)", "Antar Zulaikha periksa"}

    def test_sent_twice_is_one(self, session, cast):
        case_id = agreed(session, cast)
        entry = record(session, cast, case_id)
        record(session, cast, case_id, entry=entry)
        record(session, cast, case_id, who="hasan")
        entries, _page = found(session, cast, case_id)
        assert len(entries) == 2
        made = [one for one in tasks.open_tasks(session, case_id) if one.kind is TaskKind.OTHER]
        assert len(made) == 2

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"held_on": clock.today() + timedelta(days=2)}, "held_on"),
            ({"participants": ()}, "participants"),
            ({"discussed": " "}, "discussed"),
            ({"decided": ""}, "decided"),
            ({"steps": (step(due=clock.today() - timedelta(days=2)),)}, "steps"),
            ({"steps": (step(what=" "),)}, "steps"),
            ({"steps": (step(assignee=uuid.uuid4()),)}, "steps"),
        ],
    )
    def test_refuses_what_cant_be_so(self, session, cast, changed, field):
        case_id = agreed(session, cast)
        with pytest.raises(Invalid) as refused:
            record(session, cast, case_id, **changed)
        assert refused.value.field == field

    def test_is_for_those_who_have_the_case_while_it_goes_on(self, session, cast):
        with pytest.raises(NotFound):
            record(session, cast, agreed(session, cast), who="lestari")
        with pytest.raises(InvalidTransition):
            record(session, cast, f.closed(session, cast))

    def test_among_ourselves_it_waits_for_no_consent(self, session, cast):
        case_id = f.assigned(session, cast)
        ours = (
            Participant(name="Ratna Contoh"),
            Participant(name="Hasan Contoh", institution="uptd  ppa"),
            Participant(name="Sari Contoh", institution="Unit Dua"),
        )
        record(session, cast, case_id, participants=ours)
        (entry,), _page = found(session, cast, case_id)
        assert entry["rests_on"] == []

    def test_a_supervisor_lets_others_in_with_a_reason(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(Invalid):
            record(session, cast, case_id, override="Rapat malam ini.")
        session.rollback()
        record(session, cast, case_id, "hasan", override="Rapat malam ini.")
        _entries, page = found(session, cast, case_id)
        assert "Rapat malam ini." in [note.text for note in page.notes]

    def test_what_is_not_there_is_not_found(self, session, cast):
        with pytest.raises(NotFound):
            conferences.find_entry({}, uuid.uuid4())

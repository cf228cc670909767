"""Stopping clocks, handing tasks over, tasks of one's own, and what a person takes along."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from kla.access.policy import Permission
from kla.cases.models import Case, CaseNote, CaseTask
from kla.cases.services import agenda, assignment, clockwork, reading, tasks, work
from kla.cases.services.lookup import open_case
from kla.cases.types import TaskKind
from kla.cases.types.clockwork import CONSENT, SHELTER, ClockStep, HandTask, SetTask, TurnClock
from kla.core import clock
from kla.core.errors import Conflict, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f

SECRET = "Jemput rapor Zulaikha"


def assess_task(session, case_id):
    return tasks.find_open(session, case_id, TaskKind.ASSESS)


def turn(session, cast, task, step, who="ratna", reason="Anak di luar kota."):
    command = TurnClock(step=step, reason=reason)
    clockwork.turn_clock(session, cast.actor(session, who), task.case_id, task.id, command)
    session.commit()


def own_task(cast, **changed):
    values = {"text": SECRET, "due": clock.now() + timedelta(days=2), "entry": uuid.uuid4()}
    return SetTask(**(values | changed))


class TestTurnClock:
    def test_a_stopped_clock_is_due_no_more(self, session, cast):
        case_id = f.assigned(session, cast)
        for kind in (TaskKind.RESPOND, TaskKind.STATUTORY_REPORT):
            tasks.finish(session, session.get(Case, case_id), kind)
        task = assess_task(session, case_id)
        assert session.get(Case, case_id).next_due == task.due

        turn(session, cast, task, ClockStep.STOP)

        assert session.get(Case, case_id).next_due.year == 9999

    def test_it_starts_again_with_the_time_it_had_left(self, session, cast, monkeypatch):
        case_id = f.assigned(session, cast)
        task = assess_task(session, case_id)
        due = task.due
        turn(session, cast, task, ClockStep.STOP)
        later = clock.now() + timedelta(days=3)
        monkeypatch.setattr(clock, "now", lambda: later)

        turn(session, cast, task, ClockStep.RESTART, reason="Sudah kembali.")

        assert abs(task.due - due - timedelta(days=3)) < timedelta(minutes=1)
        assert task.stopped is None

    def test_the_reason_is_sealed_among_the_notes(self, session, cast):
        case_id = f.assigned(session, cast)
        turn(session, cast, assess_task(session, case_id), ClockStep.STOP, reason=SECRET)

        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        assert (page.notes[0].about, page.notes[0].text) == ("stop:assess", SECRET)
        blobs = session.scalars(select(CaseNote.ct)).all()
        assert all(SECRET.encode() not in blob for blob in blobs)

    def test_wants_a_reason(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(Invalid) as refused:
            turn(session, cast, assess_task(session, case_id), ClockStep.STOP, reason=" ")
        assert refused.value.field == "reason"

    def test_what_the_law_times_is_not_stopped(self, session, cast):
        case_id = f.assigned(session, cast)
        report = tasks.find_open(session, case_id, TaskKind.STATUTORY_REPORT)
        with pytest.raises(InvalidTransition):
            turn(session, cast, report, ClockStep.STOP)

    @pytest.mark.parametrize("step", [ClockStep.RESTART, ClockStep.EXTEND])
    def test_a_running_clock_is_only_stopped(self, session, cast, step):
        case_id = f.assigned(session, cast)
        with pytest.raises(InvalidTransition):
            turn(session, cast, assess_task(session, case_id), step)

    def test_a_raised_risk_shortens_a_stopped_clock_too(self, session, cast):
        case_id = f.assigned(session, cast, risk="rendah")
        task = tasks.find_open(session, case_id, TaskKind.RESPOND)
        turn(session, cast, task, ClockStep.STOP)
        tasks.quicken(session, session.get(Case, case_id), "tinggi")
        assert task.due == task.begun

    def test_somebody_without_the_case_finds_nothing(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(NotFound):
            turn(session, cast, assess_task(session, case_id), ClockStep.STOP, who="lestari")


class TestStay:
    def begin(self, session, cast, case_id):
        ratna = cast.actor(session, "ratna")
        opened = open_case(session, ratna, case_id, Permission.CASE_WRITE, to_change=True)
        clockwork.begin_stay(session, ratna, opened, clock.today())
        session.commit()
        return tasks.find_open(session, case_id, TaskKind.REVIEW)

    def test_its_end_is_a_review_whose_subject_is_sealed(self, session, cast):
        case_id = f.assigned(session, cast)
        task = self.begin(session, cast, case_id)

        page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
        (row,) = [one for one in page.tasks if one.kind is TaskKind.REVIEW]
        assert row.about == SHELTER
        assert timedelta(days=6) < task.due - clock.now() <= timedelta(days=7)

    def test_it_is_begun_once_and_can_be_put_off(self, session, cast):
        case_id = f.assigned(session, cast)
        task = self.begin(session, cast, case_id)
        due = task.due
        assert self.begin(session, cast, case_id) is task

        turn(session, cast, task, ClockStep.EXTEND, reason="Rumah belum aman.")

        assert task.due == due + timedelta(days=7)

    def test_a_consent_is_not_put_off(self, session, cast):
        case_id = f.assigned(session, cast)
        ratna = cast.actor(session, "ratna")
        opened = open_case(session, ratna, case_id, Permission.CASE_WRITE, to_change=True)
        ends = clock.now() + timedelta(days=30)
        task = clockwork.start_review(session, ratna, opened, CONSENT, ends)
        session.commit()

        assert task.due == ends
        with pytest.raises(InvalidTransition):
            turn(session, cast, task, ClockStep.EXTEND)


class TestHandTask:
    def hand(self, session, cast, case_id, to, **more):
        command = HandTask(to=cast.members[to].account_id, **more)
        task = assess_task(session, case_id)
        clockwork.hand_task(session, cast.actor(session, "ratna"), case_id, task.id, command)
        session.commit()
        return task

    @pytest.mark.parametrize("to", ["ratna", "lestari", "hasan"])
    def test_to_anybody_who_can_open_the_case(self, session, cast, to):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        task = self.hand(session, cast, case_id, to)
        assert task.assignee == cast.members[to].account_id

    @pytest.mark.parametrize("to", ["lestari", "sari", "made", "tini", "dimas", "gilang"])
    def test_and_to_nobody_else(self, session, cast, to):
        case_id = f.assigned(session, cast)
        with pytest.raises(Invalid) as refused:
            self.hand(session, cast, case_id, to)
        assert refused.value.field == "to"

    def test_what_is_done_is_not_handed_over(self, session, cast):
        case_id = f.assigned(session, cast)
        task = assess_task(session, case_id)
        task.done = clock.now()
        command = HandTask(to=cast.hasan.account_id)
        with pytest.raises(Conflict):
            clockwork.hand_task(session, cast.actor(session, "ratna"), case_id, task.id, command)

    def test_who_leaves_takes_only_their_own_tasks_from_their_name(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        self.hand(session, cast, case_id, "hasan")

        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, cast.ratna.account_id)
        session.commit()

        assert assess_task(session, case_id).assignee == cast.hasan.account_id
        respond = tasks.find_open(session, case_id, TaskKind.RESPOND)
        assert respond.assignee == cast.lestari.account_id


class TestSetTask:
    def test_its_words_are_sealed_and_shown_in_every_list(self, session, cast):
        case_id = f.assigned(session, cast)
        ratna = cast.actor(session, "ratna")
        clockwork.set_task(session, ratna, case_id, own_task(cast))
        session.commit()

        listed = [one for one in work.list_tasks(session, ratna).tasks if one.text]
        assert [(one.kind, one.text) for one in listed] == [(TaskKind.OTHER, SECRET)]
        assert listed[0].assignee == cast.ratna.account_id

    def test_its_words_survive_a_new_key_of_the_case(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        clockwork.set_task(session, cast.actor(session, "ratna"), case_id, own_task(cast))
        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, cast.lestari.account_id)
        session.commit()

        page = reading.read_case(session, cast.actor(session, "ratna"), case_id)
        assert SECRET in [one.text for one in page.tasks]

    def test_the_same_form_sent_twice_is_one_task(self, session, cast):
        case_id, command = f.assigned(session, cast), own_task(cast)
        for _ in range(2):
            clockwork.set_task(session, cast.actor(session, "ratna"), case_id, command)
            session.commit()
        kinds = session.scalars(select(CaseTask.kind).where(CaseTask.case_id == case_id)).all()
        assert kinds.count(TaskKind.OTHER) == 1

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"text": ""}, "text"), ({"due": clock.now() - timedelta(minutes=1)}, "due")],
    )
    def test_what_cannot_be_is_refused(self, session, cast, changed, field):
        case_id = f.assigned(session, cast)
        command = own_task(cast, **changed)
        with pytest.raises(Invalid) as refused:
            clockwork.set_task(session, cast.actor(session, "ratna"), case_id, command)
        assert refused.value.field == field

    def test_a_closed_case_gets_none(self, session, cast):
        case_id = f.closed(session, cast)
        with pytest.raises(InvalidTransition):
            clockwork.set_task(session, cast.actor(session, "hasan"), case_id, own_task(cast))


class TestAgenda:
    def test_holds_what_one_answers_for(self, session, cast):
        mine, other = f.assigned(session, cast), f.assigned(session, cast, "lestari")
        entries = agenda.list_agenda(session, cast.actor(session, "ratna"))
        numbers = {entry.number for entry in entries}
        pages = {
            one: reading.read_case(session, cast.actor(session, "hasan"), one).number
            for one in (mine, other)
        }
        assert numbers == {pages[mine]}

    def test_leaves_out_what_is_done_or_stopped(self, session, cast):
        case_id = f.assigned(session, cast)
        turn(session, cast, assess_task(session, case_id), ClockStep.STOP)
        tasks.finish(session, session.get(Case, case_id), TaskKind.RESPOND)
        entries = agenda.list_agenda(session, cast.actor(session, "ratna"))
        assert {entry.kind for entry in entries} == {TaskKind.STATUTORY_REPORT}

    def test_a_supervisor_takes_the_decisions_along(self, session, cast):
        f.proposed(session, cast)
        entries = agenda.list_agenda(session, cast.actor(session, "hasan"))
        assert TaskKind.APPROVE in {entry.kind for entry in entries}


class TestTaskPages:
    def test_stop_and_start_again(self, app, session, cast):
        case_id = f.assigned(session, cast)
        task = assess_task(session, case_id)
        ratna, path = cast.browser(app, "ratna"), f"/cases/{case_id}/tasks/{task.id}/clock"

        ratna.get(path)
        assert "Hentikan jamnya" in ratna.text()
        ratna.follow(ratna.post(path, {"step": "stop", "reason": "Di luar kota."}))
        assert "Dihentikan" in ratna.text()
        ratna.get("/tasks")
        assert "Jamnya dihentikan" in ratna.text()
        ratna.follow(ratna.post(path, {"step": "restart", "reason": "Sudah kembali."}))
        assert "Jam tugas dijalankan lagi" in ratna.text()
        assert ratna.post(path, {"step": "restart", "reason": "Lagi."}).status_code == 422

    def test_the_reason_is_asked_for_beside_its_field(self, app, session, cast):
        case_id = f.assigned(session, cast)
        task = assess_task(session, case_id)
        ratna = cast.browser(app, "ratna")
        answer = ratna.post(f"/cases/{case_id}/tasks/{task.id}/clock", {"step": "stop"})
        assert answer.status_code == 422
        assert "Tulis alasannya." in ratna.text()

    def test_the_report_to_the_police_has_no_such_page(self, app, session, cast):
        case_id = f.assigned(session, cast)
        task = tasks.find_open(session, case_id, TaskKind.STATUTORY_REPORT)
        ratna = cast.browser(app, "ratna")
        assert ratna.get(f"/cases/{case_id}/tasks/{task.id}/clock").status_code == 409

    def test_hand_over(self, app, session, cast):
        case_id = f.assigned(session, cast)
        task = assess_task(session, case_id)
        ratna, path = cast.browser(app, "ratna"), f"/cases/{case_id}/tasks/{task.id}/hand"

        ratna.get(path)
        assert "Hasan Contoh" in ratna.text()
        assert "Lestari Contoh" not in ratna.text()
        sent = {"to": str(cast.hasan.account_id), "text": "Tolong."}
        assert ratna.post(path, sent | {"to": str(cast.lestari.account_id)}).status_code == 422
        ratna.follow(ratna.post(path, sent))
        assert "Tugas diserahkan" in ratna.text()

    def test_a_task_of_ones_own(self, app, session, cast):
        case_id = f.assigned(session, cast)
        ratna = cast.browser(app, "ratna")
        ratna.get(f"/cases/{case_id}/tasks/add")
        sent = {name: ratna.value(name) for name in ("entry", "due")}
        sent |= {"text": SECRET, "to": str(cast.ratna.account_id)}

        assert ratna.post(f"/cases/{case_id}/tasks/add", sent | {"text": ""}).status_code == 422
        ratna.follow(ratna.post(f"/cases/{case_id}/tasks/add", sent))
        assert SECRET in ratna.text()
        ratna.get("/tasks")
        assert SECRET in ratna.text()

    def test_the_figures_say_where_they_come_from(self, app, session, cast):
        ratna = cast.browser(app, "ratna")
        assert ratna.get("/clocks").status_code == 200
        assert "UU 12/2022 (TPKS) pasal 41" in ratna.text()
        assert "Belum dikonfirmasi" in ratna.text()

    def test_foreign_cases_are_not_there(self, app, session, cast):
        case_id = f.assigned(session, cast)
        task = assess_task(session, case_id)
        lestari = cast.browser(app, "lestari")
        for path in ("tasks/add", f"tasks/{task.id}/clock", f"tasks/{task.id}/hand"):
            assert lestari.get(f"/cases/{case_id}/{path}").status_code == 404
            assert lestari.post(f"/cases/{case_id}/{path}", {}).status_code == 404


def unfold(raw: bytes) -> list[str]:
    """The lines of a calendar as a reader joins them."""
    assert raw.endswith(b"\r\n")
    pieces = raw.split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def events_of(lines: list[str]) -> list[dict[str, str]]:
    """The entries of a calendar, each as names and values."""
    found, inside = [], None
    for line in lines:
        if line == "BEGIN:VEVENT":
            inside = {}
        elif line == "END:VEVENT":
            found.append(inside)
            inside = None
        elif inside is not None:
            name, _, value = line.partition(":")
            inside[name] = value
    return found


class TestCalendarFile:
    def test_names_kind_and_number_and_no_person(self, app, session, cast):
        case_id = f.assigned(session, cast)
        clockwork.set_task(session, cast.actor(session, "ratna"), case_id, own_task(cast))
        number = reading.read_case(session, cast.actor(session, "hasan"), case_id).number
        ratna = cast.browser(app, "ratna")

        answer = ratna.client.get("/tasks/calendar.ics")

        events = events_of(unfold(answer.data))
        assert answer.mimetype == "text/calendar"
        assert {event["SUMMARY"] for event in events} == {
            f"{kind} {number}"
            for kind in ("Respons pertama", "Laporan ke kepolisian", "Asesmen", "Tugas lain")
        }
        for word in (SECRET, "Zulaikha", "Siti", "Contoh"):
            assert word.encode() not in answer.data

    def test_the_same_task_is_the_same_entry_each_time(self, app, session, cast):
        f.assigned(session, cast)
        ratna = cast.browser(app, "ratna")
        first, second = (ratna.client.get("/tasks/calendar.ics").data for _ in range(2))
        uids = [{one["UID"] for one in events_of(unfold(raw))} for raw in (first, second)]
        assert uids[0] == uids[1]
        assert len(uids[0]) == 3

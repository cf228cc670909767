"""The queue of the desk: what is due first, what is late, how many wait, and taking an end back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kla.core import clock
from kla.core.errors import Conflict, Invalid, InvalidTransition
from kla.public_reports.models import Report
from kla.public_reports.services import desk, receiving, returning
from kla.public_reports.types import EndReport, ReopenReport, ReportState, Wanted
from tests import factories_reports as f


@pytest.fixture
def tini(session, cast):
    return cast.actor(session, "tini")


@pytest.fixture
def later(monkeypatch):
    """So much later, from now on."""

    def move(**by):
        moment = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


def ended(session, actor, report_id, state=ReportState.CLOSED):
    seen = desk.read(session, actor, report_id).version
    command = EndReport(target=state, reason="Salah tekan.", seen=seen)
    desk.end(session, actor, report_id, command)
    session.commit()


class TestClock:
    def test_a_child_in_danger_is_due_in_an_hour_and_all_else_in_six(self, session, cast):
        urgent, _ = f.received(session, cast, in_danger=True)
        plain, _ = f.received(session, cast, story="Dia mengancam membunuh dengan pisau.")

        found = [session.get(Report, one) for one in (urgent, plain)]

        assert [one.due - one.received for one in found] == [timedelta(hours=1), timedelta(hours=6)]

    def test_an_installation_says_for_itself(self, session, cast):
        own = replace(cast.office, triage=(5, 30))
        report_id = receiving.receive(session, own, f.report()).report_id

        report = session.get(Report, report_id)

        assert report.due - report.received == timedelta(minutes=30)

    def test_what_is_due_first_stands_first_and_by_arrival_the_oldest(
        self, session, cast, tini, later
    ):
        plain, _ = f.received(session, cast)
        later(minutes=10)
        urgent, _ = f.received(session, cast, in_danger=True)

        by_due = [one.report_id for one in desk.queue(session, tini)]
        as_came = [one.report_id for one in desk.queue(session, tini, Wanted(by_due=False))]

        assert (by_due, as_came) == ([urgent, plain], [plain, urgent])

    def test_what_was_read_is_late_no_more(self, session, cast, tini, later):
        report_id, _ = f.received(session, cast)
        assert desk.late(session, tini) == 0
        later(hours=7)
        assert desk.late(session, tini) == 1

        desk.take_up(session, tini, report_id)

        assert desk.late(session, tini) == 0


class TestPage:
    def test_it_says_since_when_and_until_when(self, app, session, cast, later):
        f.received(session, cast, in_danger=True)
        later(minutes=90)
        tini = cast.browser(app, "tini")

        tini.get("/reports")

        assert "1 jam lalu" in tini.text()
        assert "Terlambat" in tini.text()
        assert "belum ada dasar hukum" in tini.text()
        tini.get("/")
        assert "1 laporan masyarakat lewat batas waktu dan belum dibaca." in tini.text()

    def test_an_empty_one_says_what_to_do(self, app, cast):
        tini = cast.browser(app, "tini")

        tini.get("/reports")

        assert "diketik di sini" in tini.text()

    def test_the_count_is_a_number_and_nothing_else(self, app, session, cast):
        f.received(session, cast, story="Gudangqrekaan.")
        tini = cast.browser(app, "tini")

        answer = tini.get("/reports/count")

        assert answer.json == {"count": 1}

    def test_counting_keeps_nobody_signed_in(self, app, session, cast, later):
        tini = cast.browser(app, "tini")
        for _ in range(4):
            later(minutes=4)
            last = tini.get("/reports/count")

        assert last.status_code == 302
        assert tini.get("/reports").status_code == 302

    def test_a_page_that_somebody_opens_does(self, app, session, cast, later):
        tini = cast.browser(app, "tini")
        for _ in range(4):
            later(minutes=4)
            last = tini.get("/reports")

        assert last.status_code == 200


class TestReopening:
    @pytest.mark.parametrize("state", [ReportState.CLOSED, ReportState.ABUSE])
    def test_an_end_is_taken_back_and_the_reporter_writes_again(self, session, cast, tini, state):
        report_id, receipt = f.received(session, cast)
        ended(session, tini, report_id, state)
        seen = desk.read(session, tini, report_id).version

        desk.reopen(session, tini, report_id, ReopenReport(reason="Keliru.", seen=seen))

        row = desk.read(session, tini, report_id).row
        assert row.state is ReportState.READ
        assert [(one["reason"], one["why"]) for one in row.content["ends"]] == [
            ("Salah tekan.", "Keliru.")
        ]
        returning.write(session, cast.office, receipt, f.message())
        assert returning.look(session, cast.office, receipt).outcome == ""

    @pytest.mark.parametrize(
        ("reason", "seen", "error"),
        [("", 0, Invalid), ("x" * 2_001, 0, Invalid), ("a\0b", 0, Invalid), ("Ya.", 7, Conflict)],
    )
    def test_what_cannot_be_is_refused(self, session, cast, tini, reason, seen, error):
        report_id, _ = f.received(session, cast)
        ended(session, tini, report_id)
        command = ReopenReport(
            reason=reason, seen=desk.read(session, tini, report_id).version + seen
        )

        with pytest.raises(error):
            desk.reopen(session, tini, report_id, command)

    def test_one_that_goes_on_has_no_end_to_take_back(self, session, cast, tini):
        report_id, _ = f.received(session, cast)

        with pytest.raises(InvalidTransition):
            desk.reopen(session, tini, report_id, ReopenReport(reason="Keliru.", seen=1))

    def test_by_the_pages(self, app, session, cast, tini):
        report_id, _ = f.received(session, cast)
        ended(session, tini, report_id)
        browser = cast.browser(app, "tini")
        path = f"/reports/{report_id}/reopen"
        browser.get(path)
        assert "Salah tekan." in browser.text()
        seen = browser.values()

        assert browser.post(path, seen).status_code == 422
        sent = browser.post(path, seen | {"reason": "Keliru."})
        again = browser.post(path, seen | {"reason": "Keliru."})

        assert (sent.status_code, again.status_code) == (303, 409)

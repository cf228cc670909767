"""A report from its arrival to its end, by its reporter and by the desk."""

import uuid

import pytest
from sqlalchemy import func, select

from kla.core.errors import Conflict, Forbidden, Invalid, InvalidTransition, NotFound
from kla.crypto.receipts import Receipt
from kla.public_reports.models import Report, ReportMessage
from kla.public_reports.services import desk, receiving, returning
from kla.public_reports.types import EndReport, ReportState, Turn, Wanted
from tests import factories_reports as f


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def tini(session, cast):
    return cast.actor(session, "tini")


class TestReceiving:
    def test_the_desk_and_the_reporter_read_what_was_sent(self, session, cast, tini):
        report_id, receipt = f.received(session, cast, story="Ada yang dipukul.", age=9)

        assert desk.read(session, tini, report_id).row.content["story"] == "Ada yang dipukul."
        assert returning.look(session, cast.office, receipt).story == "Ada yang dipukul."

    def test_the_same_form_sent_twice_is_one_report(self, session, cast):
        command = f.report()

        first = receiving.receive(session, cast.office, command)
        second = receiving.receive(session, cast.office, command)

        assert (first.again, second.again) == (False, True)
        assert first.report_id == second.report_id
        assert (count(session, Report), count(session, ReportMessage)) == (1, 0)

    def test_what_was_changed_before_sending_again_is_added(self, session, cast, tini):
        command = f.report()
        report_id = receiving.receive(session, cast.office, command).report_id
        more = f.report(receipt=command.receipt, story="Saya ingat satu hal lagi.")

        for _twice in range(2):
            receiving.receive(session, cast.office, more)

        page = desk.read(session, tini, report_id)
        assert [one.text for one in page.messages] == ["Saya ingat satu hal lagi."]
        assert page.row.content["story"] == command.story

    def test_a_receipt_that_is_another_reports_is_refused_and_changes_nothing(self, session, cast):
        _, receipt = f.received(session, cast)
        clash = Receipt(receipt.finder, Receipt.new().secret)

        with pytest.raises(Conflict):
            receiving.receive(session, cast.office, f.report(receipt=clash))

        assert count(session, Report) == 1

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"story": ""}, "story"),
            ({"story": " \n "}, "story"),
            ({"story": "x" * 20_001}, "story"),
            ({"story": "a\0b"}, "story"),
            ({"age": -1}, "age"),
            ({"age": 121}, "age"),
            ({"contact": "x" * 501}, "contact"),
        ],
    )
    def test_what_cannot_be_a_report_is_refused_by_its_field(self, session, cast, changed, field):
        with pytest.raises(Invalid) as refused:
            receiving.receive(session, cast.office, f.report(**changed))

        assert refused.value.field == field
        assert count(session, Report) == 0


class TestReceipt:
    def test_it_opens_its_own_report_only(self, session, cast):
        _, mine = f.received(session, cast, story="Cerita pertama.")
        _, other = f.received(session, cast, story="Cerita kedua.")

        assert returning.look(session, cast.office, mine).story == "Cerita pertama."
        for wrong in (
            Receipt(mine.finder, other.secret),
            Receipt(other.finder, mine.secret),
            Receipt.new(),
        ):
            with pytest.raises(NotFound):
                returning.look(session, cast.office, wrong)

    def test_a_conversation_goes_both_ways(self, session, cast, tini):
        report_id, receipt = f.received(session, cast)
        desk.answer(session, tini, report_id, f.message("Apakah kamu aman?"))
        assert session.get(Report, report_id).turn is Turn.REPORTER
        returning.mark_read(session, cast.office, receipt)
        assert session.get(Report, report_id).turn is Turn.NOBODY

        returning.write(session, cast.office, receipt, f.message("Ya, di rumah nenek."))

        seen = returning.look(session, cast.office, receipt)
        assert [(one.from_reporter, one.text) for one in seen.messages] == [
            (False, "Apakah kamu aman?"),
            (True, "Ya, di rumah nenek."),
        ]
        assert session.get(Report, report_id).turn is Turn.OFFICE
        assert desk.waiting(session, tini) == 1

    def test_a_message_sent_twice_is_one(self, session, cast, tini):
        report_id, receipt = f.received(session, cast)
        message, answer = f.message(), f.message()

        for _twice in range(2):
            returning.write(session, cast.office, receipt, message)
            desk.answer(session, tini, report_id, answer)

        assert len(returning.look(session, cast.office, receipt).messages) == 2

    def test_a_message_of_another_report_is_not_taken_over(self, session, cast):
        _, first = f.received(session, cast)
        _, second = f.received(session, cast)
        message = f.message()
        returning.write(session, cast.office, first, message)

        with pytest.raises(Conflict):
            returning.write(session, cast.office, second, message)


class TestDesk:
    def test_the_queue_shows_what_waits_oldest_first(self, session, cast, tini):
        first, _ = f.received(session, cast)
        second, _ = f.received(session, cast)

        rows = desk.queue(session, tini)

        assert [row.report_id for row in rows] == [first, second]
        assert all(row.content for row in rows)
        assert desk.waiting(session, tini) == 2

    def test_a_report_is_closed_with_a_reason_and_its_reporter_told(self, session, cast, tini):
        report_id, receipt = f.received(session, cast)
        seen = desk.read(session, tini, report_id).version
        command = EndReport(target=ReportState.CLOSED, reason="Sudah ditangani.", seen=seen)

        desk.end(session, tini, report_id, command)

        view = returning.look(session, cast.office, receipt)
        assert view.state is ReportState.CLOSED
        assert "Sudah ditangani." not in str(view)
        assert [row.report_id for row in desk.queue(session, tini, Wanted(ended=True))] == [
            report_id
        ]
        with pytest.raises(InvalidTransition):
            returning.write(session, cast.office, receipt, f.message())

    def test_two_who_end_one_report_do_not_overwrite_each_other(self, session, cast, tini):
        report_id, _ = f.received(session, cast)
        seen = desk.read(session, tini, report_id).version
        desk.take_up(session, tini, report_id)

        command = EndReport(target=ReportState.ABUSE, reason="Main-main.", seen=seen)
        with pytest.raises(Conflict):
            desk.end(session, tini, report_id, command)

    @pytest.mark.parametrize("key", ["hasan", "ratna", "dimas"])
    def test_nobody_but_the_desk_reads_reports(self, session, cast, key):
        report_id, _ = f.received(session, cast)
        actor = cast.actor(session, key)

        with pytest.raises(Forbidden):
            desk.queue(session, actor)
        with pytest.raises(Forbidden):
            desk.read(session, actor, report_id)

    def test_a_report_that_does_not_exist_is_not_found(self, session, tini):
        with pytest.raises(NotFound):
            desk.read(session, tini, uuid.uuid4())


def test_nothing_that_was_written_stands_in_any_row(session, cast, tini):
    marker = "Penandarahasia"
    report_id, receipt = f.received(
        session, cast, story=f"{marker} cerita", contact=marker, suspect=marker, victim=marker
    )
    returning.write(session, cast.office, receipt, f.message(f"{marker} pesan"))
    desk.answer(session, tini, report_id, f.message(f"{marker} jawaban"))
    session.flush()

    raw = session.connection().connection.driver_connection
    if hasattr(raw, "iterdump"):
        dump = "\n".join(raw.iterdump()).lower()
        for word in (marker, marker.encode().hex(), receipt.secret):
            assert word.lower() not in dump

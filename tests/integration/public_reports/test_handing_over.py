"""A report becomes a case: who opens it then, who does not, and how the conversation goes on."""

import uuid
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kla.access.policy import Permission
from kla.cases.models import Case
from kla.cases.services import assignment, identification, reading, sections
from kla.cases.services.lookup import open_case
from kla.cases.types import AssignCase, SectionName
from kla.core.errors import Invalid, InvalidTransition, NotFound, Unreadable
from kla.crypto.reports import report_key
from kla.crypto.sealing import recipient_id
from kla.public_reports.models import Report, ReportFile, ReportGrantRow, ReportMessage
from kla.public_reports.services import case_talks, desk, handing_over, opening, returning
from kla.public_reports.services.handing_over import HandOver
from kla.public_reports.types import EndReport, ReportState, Turn
from tests import factories_cases as cases
from tests import factories_reports as f
from tests.security.pictures import jpeg

NOWHERE = Path("/nowhere")  # for reports without files


@pytest.fixture
def tini(session, cast):
    return cast.actor(session, "tini")


def handed_over(session, tini, report_id, case_id=None, folder=NOWHERE):
    command = HandOver(case_id or uuid.uuid4(), cases.report(), folder)
    decided = handing_over.hand_over(session, tini, report_id, command)
    session.commit()
    return decided.case_id


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def talks_of(session, actor, case_id):
    return case_talks.read(session, actor, reading.read_case(session, actor, case_id))


def texts(talk):
    return [one.text for one in talk.messages]


class TestHandingOver:
    def test_the_case_holds_what_was_told_and_the_desk_opens_it_no_more(self, session, cast, tini):
        report_id, receipt = f.received(session, cast, story="Ada yang dipukul.")
        desk.answer(session, tini, report_id, f.message("Di mana?"))
        returning.write(session, cast.office, receipt, f.message("Di rumah."))

        case_id = handed_over(session, tini, report_id)

        [talk] = talks_of(session, tini, case_id)
        assert (talk.said["story"], texts(talk)) == ("Ada yang dipukul.", ["Di mana?", "Di rumah."])
        with pytest.raises(NotFound):
            desk.read(session, tini, report_id)

    def test_the_reporter_reads_and_writes_on_with_the_same_code(self, session, cast, tini):
        report_id, receipt = f.received(session, cast)
        case_id = handed_over(session, tini, report_id)

        returning.write(session, cast.office, receipt, f.message("Masih di sini."))
        case_talks.answer(session, tini, (case_id, report_id), f.message("Kami datang."))

        seen = returning.look(session, cast.office, receipt)
        assert seen.state is ReportState.HANDED_OVER
        assert texts(seen) == ["Masih di sini.", "Kami datang."]
        assert session.get(Report, report_id).turn is Turn.REPORTER

    def test_sent_twice_it_is_one_case(self, session, cast, tini):
        report_id, _ = f.received(session, cast)

        first, second = (handed_over(session, tini, report_id) for _ in range(2))

        assert first == second
        assert count(session, Case) == 1

    def test_what_cannot_be_a_case_leaves_the_report_as_it_was(self, session, cast, tini):
        report_id, _ = f.received(session, cast)

        command = HandOver(uuid.uuid4(), cases.report(chronology=""), NOWHERE)

        with pytest.raises(Invalid):
            handing_over.hand_over(session, tini, report_id, command)
        session.rollback()

        assert session.get(Report, report_id).state is ReportState.NEW
        assert desk.read(session, tini, report_id).row.content["story"]
        assert count(session, Case) == 0

    def test_one_that_has_ended_is_refused(self, session, cast, tini):
        report_id, _ = f.received(session, cast)
        desk.end(
            session,
            tini,
            report_id,
            EndReport(target=ReportState.CLOSED, reason="Rekaan.", seen=1),
        )

        with pytest.raises(InvalidTransition):
            handed_over(session, tini, report_id)

    def test_the_unit_s_supervisor_reads_it_and_who_does_not_hold_the_case_does_not(
        self, session, cast, tini
    ):
        report_id, _ = f.received(session, cast)
        case_id = handed_over(session, tini, report_id)

        assert talks_of(session, cast.actor(session, "hasan"), case_id)
        for who in ("sari", "ratna"):
            with pytest.raises(NotFound):
                case_talks.read_one(session, cast.actor(session, who), (case_id, report_id))


class TestSecrets:
    def test_an_old_grant_put_back_opens_nothing_new(self, session, cast, tini):
        report_id, receipt = f.received(session, cast)
        [old] = [
            {name: getattr(row, name) for name in ReportGrantRow.__table__.c.keys()}  # noqa: SIM118
            for row in opening.get(session, report_id).grants
            if row.recipient_kid in tini.keys.kids
        ]
        handed_over(session, tini, report_id)
        session.add(ReportGrantRow(**(old | {"epoch": 2})))
        session.commit()
        session.expire_all()

        report = opening.get(session, report_id)
        keys = [tini.keys.key(old["recipient_kid"])]
        with pytest.raises(Unreadable):
            opening.open_with(report, tini.keys.instance, keys, tini.keys.handles)
        assert returning.look(session, cast.office, receipt)

    def test_the_reporter_s_key_is_the_sealed_one_whatever_the_row_says(self, session, cast, tini):
        report_id, receipt = f.received(session, cast)
        [row] = [
            one
            for one in opening.get(session, report_id).grants
            if one.recipient_kid not in tini.keys.kids
        ]
        row.recipient_kid = sorted(cast.actor(session, "sari").keys.kids)[0]
        session.commit()

        handed_over(session, tini, report_id)

        assert returning.look(session, cast.office, receipt).story
        assert len(opening.get(session, report_id).grants) == 1

    def test_a_new_secret_of_the_case_is_a_new_one_of_the_report(self, session, cast, tini):
        report_id, receipt = f.received(session, cast)
        desk.answer(session, tini, report_id, f.message("Satu."))
        case_id = handed_over(session, tini, report_id)
        [entry] = _entries(session, tini, case_id)
        _assign(session, cast, case_id)
        returning.write(session, cast.office, receipt, f.message("Dua."))
        session.commit()

        ratna = cast.actor(session, "ratna")
        case_talks.answer(session, ratna, (case_id, report_id), f.message("Tiga."))
        session.commit()

        assert texts(talks_of(session, ratna, case_id)[0]) == ["Satu.", "Dua.", "Tiga."]
        with pytest.raises(NotFound):
            talks_of(session, tini, case_id)
        report = opening.get(session, report_id)
        with pytest.raises(Unreadable):  # what intake may have kept opens no more
            report.lock(tini.keys.instance).check(bytes.fromhex(entry["secret"]))
        old = report_key(
            bytes.fromhex(entry["secret"]), tini.keys.handles.get(report.handle), report_id, 2
        )
        for message in session.scalars(select(ReportMessage)):
            with pytest.raises(Unreadable):
                opening.unseal(old, message.ct, message.address)

    def test_only_the_reporter_is_named_in_the_row(self, session, cast, tini):
        report_id, receipt = f.received(session, cast)
        handed_over(session, tini, report_id)

        report = opening.get(session, report_id)
        pair = receipt.pair(cast.office.instance, report.salt)
        assert [one.recipient_kid for one in report.grants] == [recipient_id(pair.public)]


class TestFiles:
    def test_they_are_the_case_s_and_of_the_old_ones_nothing_is_left(
        self, session, cast, tini, tmp_path
    ):
        sent = f.sealed(tmp_path, jpeg(), b"ID3\x04" + bytes(100))
        before = {one.name for one in tmp_path.iterdir()}
        report_id, _ = f.received(session, cast, sent)

        case_id = handed_over(session, tini, report_id, folder=tmp_path)

        kept = reading.read_case(session, tini, case_id).files
        assert [(one.kind, one.label) for one in kept] == [
            ("image/jpeg", "Dari pelapor"),
            ("audio/mpeg", "Dari pelapor"),
        ]
        assert kept[1].sha256 == sent[1].sha256
        assert not before & {one.name for one in tmp_path.iterdir()}
        assert count(session, ReportFile) == 0

    def test_what_comes_later_waits_and_is_then_the_case_s(self, session, cast, tini, tmp_path):
        report_id, receipt = f.received(session, cast)
        case_id = handed_over(session, tini, report_id)
        late = f.sealed(tmp_path, jpeg())
        returning.write(session, cast.office, receipt, f.message(""), late)
        session.commit()
        _assign(session, cast, case_id)
        ratna = cast.actor(session, "ratna")
        assert talks_of(session, ratna, case_id)[0].files == 1

        case_talks.mark_read(session, ratna, (case_id, report_id), tmp_path)
        session.commit()

        assert talks_of(session, ratna, case_id)[0].files == 0
        assert len(reading.read_case(session, ratna, case_id).files) == 1

    def test_a_hand_over_that_fails_leaves_them_where_they_were(
        self, session, cast, tini, tmp_path
    ):
        report_id, _ = f.received(session, cast, f.sealed(tmp_path, jpeg()))
        before = sorted(tmp_path.iterdir())
        command = HandOver(uuid.uuid4(), cases.report(), tmp_path)
        handing_over.hand_over(session, tini, report_id, command)

        session.rollback()

        assert sorted(tmp_path.iterdir()) == before
        assert len(desk.read(session, tini, report_id).files) == 1


class TestNews:
    def test_the_case_worker_is_told_that_somebody_wrote_and_nothing_else(
        self, app, session, cast, tini
    ):
        report_id, receipt = f.received(session, cast)
        case_id = handed_over(session, tini, report_id)
        _assign(session, cast, case_id)
        ratna = cast.browser(app, "ratna")
        ratna.get("/")
        assert "menulis lagi" not in ratna.text()

        returning.write(session, cast.office, receipt, f.message("Gudangqrekaan."))
        session.commit()
        ratna.get("/")

        assert "1 pelapor menulis lagi dalam kasus Anda." in ratna.text()
        assert "Gudangq" not in ratna.text()
        ratna.get(f"/cases/{case_id}")
        assert "Gudangqrekaan." in ratna.text()
        ratna.post(f"/cases/{case_id}/talks/{report_id}/read")
        ratna.get("/")
        assert "menulis lagi" not in ratna.text()


def _entries(session, actor, case_id):
    opened = open_case(session, actor, case_id, Permission.CASE_READ)
    return sections.read(session, opened, SectionName.DOOR).content["entries"]


def _assign(session, cast, case_id):
    hasan = cast.actor(session, "hasan")
    identification.identify_case(session, hasan, case_id, cases.identify())
    workers = (cast.ratna.account_id,)
    assignment.assign_case(session, hasan, case_id, AssignCase(workers=workers))
    session.commit()

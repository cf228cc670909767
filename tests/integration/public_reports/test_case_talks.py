"""Conversations on the page of a case: through a merge, to the end of the case, and as pages."""

import uuid

import pytest
from sqlalchemy import func, select

from kla.cases.services import identification, reading
from kla.core.errors import Unreadable
from kla.crypto.receipts import Receipt
from kla.public_reports.models import Report, ReportGrantRow, ReportMessage
from kla.public_reports.services import case_talks, desk, handing_over, returning
from kla.public_reports.services.handing_over import HandOver
from kla.public_reports.types import ReportState
from tests import factories_cases as cases
from tests import factories_reports as f
from tests.browser import stranger
from tests.integration.cases import merging
from tests.integration.cases import test_retention as retention

after_years = retention.after_years
STORY = "Tetangga saya dipukul tiap malam."


@pytest.fixture
def tini(session, cast):
    return cast.actor(session, "tini")


@pytest.fixture
def told(session, cast, tini, tmp_path):
    """A report that became a case: the case, the report, and the reporter's code."""
    report_id, receipt = f.received(session, cast, story=STORY, contact="Pesan ke bibi")
    desk.answer(session, tini, report_id, f.message("Apakah aman?"))
    command = HandOver(uuid.uuid4(), cases.report(unit_id=cast.units[0]), tmp_path)
    made = handing_over.hand_over(session, tini, report_id, command)
    session.commit()
    return made.case_id, report_id, receipt


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


class TestMerge:
    def test_the_whole_answers_what_was_told_to_its_part(self, session, cast, told):
        case_id, report_id, receipt = told
        other = cases.registered(session, cast)
        merging.merge(session, cast, other, case_id)
        hasan = cast.actor(session, "hasan")

        case_talks.answer(session, hasan, (other, report_id), f.message("Kami datang."))
        session.commit()

        page = reading.read_case(session, hasan, other)
        [talk] = case_talks.read(session, hasan, page)
        assert [one.text for one in talk.messages] == ["Apakah aman?", "Kami datang."]
        seen = returning.look(session, cast.office, receipt)
        assert [one.text for one in seen.messages] == ["Apakah aman?", "Kami datang."]

    def test_parted_again_it_is_where_it_was(self, session, cast, told):
        case_id, report_id, receipt = told
        other = cases.registered(session, cast)
        merging.merge(session, cast, other, case_id)
        merging.unmerge(session, cast, other, case_id)
        hasan = cast.actor(session, "hasan")

        case_talks.answer(session, hasan, (case_id, report_id), f.message("Kami datang."))

        assert not case_talks.read(session, hasan, reading.read_case(session, hasan, other))
        assert len(returning.look(session, cast.office, receipt).messages) == 2


class TestErasure:
    def test_the_report_goes_with_its_case(self, session, cast, told, tmp_path, after_years):
        case_id, report_id, _ = told
        handle = session.get(Report, report_id).handle
        hasan = cast.actor(session, "hasan")
        outside = cases.identify(outcome="outside_authority", kewenangan="pusat", reason="Rekaan.")
        identification.identify_case(session, hasan, case_id, outside)
        session.commit()
        after_years()

        retention.confirm(session, cast, tmp_path, retention.propose(session, cast, case_id))

        assert [count(session, one) for one in (Report, ReportGrantRow, ReportMessage)] == [0] * 3
        with pytest.raises(Unreadable):
            cast.office.handles.get(handle)


class TestPages:
    @pytest.fixture
    def report_id(self, session, cast):
        report_id, _ = f.received(session, cast, story=STORY, age=9, victim="Anak Rekaan")
        return report_id

    @pytest.fixture
    def browser(self, app, cast):
        return cast.browser(app, "tini")

    def test_what_was_told_stands_in_the_form(self, session, browser, report_id):
        browser.get(f"/reports/{report_id}/case")

        assert browser.value("chronology").strip() == STORY
        assert (browser.value("victims-0-name"), browser.value("victims-0-age")) == (
            "Anak Rekaan",
            "9",
        )
        session.expire_all()
        assert session.get(Report, report_id).state is ReportState.NEW

    def test_sent_twice_it_is_one_case_and_its_page_has_the_conversation(
        self, session, browser, report_id
    ):
        case_id = self._case_of(browser, report_id)
        typed = TYPED | {"case_id": case_id}
        for _twice in range(2):
            sent = browser.post(f"/reports/{report_id}/case", typed)
            assert sent.status_code == 303, browser.text()

        browser.follow(sent)
        assert "Percakapan dengan pelapor" in browser.text()
        assert STORY in browser.text()
        assert browser.get(f"/reports/{report_id}").status_code == 404
        browser.get("/reports?ended=1")
        assert "Sudah menjadi kasus" in browser.text()

    def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
        self, session, browser, report_id
    ):
        typed = TYPED | {"case_id": self._case_of(browser, report_id), "risk": ""}

        sent = browser.post(f"/reports/{report_id}/case", typed)

        assert sent.status_code == 422
        assert "Pilih tingkat risiko." in browser.text()
        assert browser.value("address") == TYPED["address"]
        session.expire_all()
        assert session.get(Report, report_id).case_id is None

    @pytest.mark.parametrize("text", ["", "x" * 10_001, "a\0b"])
    def test_an_answer_that_cannot_be_one_is_refused(self, app, session, cast, told, text):
        case_id, report_id, receipt = told
        hasan = cast.browser(app, "hasan")
        path = f"/cases/{case_id}/talks/{report_id}"
        hasan.get(path)

        assert hasan.post(path, hasan.values() | {"text": text}).status_code == 422

        assert len(returning.look(session, cast.office, receipt).messages) == 1

    def test_an_answer_reaches_the_reporter(self, app, session, cast, told):
        case_id, report_id, receipt = told
        hasan = cast.browser(app, "hasan")
        path = f"/cases/{case_id}/talks/{report_id}"
        hasan.get(path)
        typed = hasan.values() | {"text": "Kami datang."}
        for _twice in range(2):
            assert hasan.post(path, typed).status_code == 303

        session.expire_all()
        assert self._seen(app, receipt).count("Kami datang.") == 1

    def _case_of(self, browser, report_id) -> str:
        browser.get(f"/reports/{report_id}/case")
        return browser.value("case_id")

    def _seen(self, app, receipt: Receipt) -> str:
        door = stranger(app)
        door.token = "none"
        door.post("/halo/kembali", {"receipt": str(receipt)})
        return door.text()


TYPED = {
    "received_at": "2026-01-05T08:00",
    "kanal": "aplikasi",
    "relation": "tetangga",
    "anonymous": "y",
    "risk": "sedang",
    "primary_kind": "fisik",
    "place": "rumah_tangga",
    "address": "Gang Rekaan 3",
    "kelurahan": cases.MANGGAR,
    "chronology": STORY,
    "victims-0-name": "Anak Rekaan",
    "victims-0-sex": "P",
    "victims-0-age": "9",
    "victims-0-kelurahan": cases.MANGGAR,
    "perpetrators-0-relation": "tetangga",
}

"""Two people, or a person and a reporter, act on one report in the same instant."""

import uuid

import pytest
from sqlalchemy import func, select

from kla.cases.models import Case
from kla.extensions import db
from kla.public_reports.models import Report, ReportMessage
from kla.public_reports.services import returning
from tests import factories_reports as f
from tests.integration.cases.at_once.test_races import office, sending, together  # noqa: F401
from tests.integration.public_reports.test_case_talks import TYPED
from tests.security.visitor import Visitor


@pytest.fixture
def told(office):  # noqa: F811 -- the fixture
    """A report that waits, and the code of its reporter."""
    with office.at.app.app_context():
        found = f.received(db.session(), office.at.cast)
        db.session.remove()
    return found


def becoming_a_case(office, report_id, **changed):  # noqa: F811 -- the fixture
    tini, path = office.visitor("tini"), f"/reports/{report_id}/case"
    typed = {name: value for name, value in TYPED.items() if name != "received_at"}
    name = f"Anak {uuid.uuid4().hex[:8]}"
    return sending(tini, path, path, typed | {"victims-0-name": name} | changed)


def test_handed_over_twice_it_is_one_case(office, told):  # noqa: F811 -- the fixture
    report_id, _ = told
    with office.at.app.app_context():
        before = db.session.scalar(select(func.count()).select_from(Case))
        db.session.remove()

    answers = together(*(becoming_a_case(office, report_id) for _ in range(2)))

    assert [one.status for one in answers] == [303, 303]
    assert len({one.location for one in answers}) == 1
    with office.at.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == before + 1
        db.session.remove()


@pytest.mark.parametrize("_round", range(3))
def test_what_a_reporter_writes_meanwhile_is_neither_lost_nor_unreadable(
    office,  # noqa: F811 -- the fixture
    told,
    _round,
):
    report_id, receipt = told
    stranger = Visitor(office.at.app.test_client())
    form = stranger.get("/halo/kembali").form("/halo/kembali")
    talk = stranger.post("/halo/kembali", form.filled({"receipt": str(receipt)}))
    message = talk.form("/halo/kembali/pesan").filled({"text": "Masih di sini."})

    wrote, made = together(
        lambda: stranger.post("/halo/kembali/pesan", message),
        becoming_a_case(office, report_id),
    )

    assert (wrote.status, made.status) == (200, 303)
    with office.at.app.app_context():
        seen = returning.look(db.session(), office.at.cast.office, receipt)
        report = db.session.get(Report, report_id)
        epochs = select(ReportMessage.epoch).where(ReportMessage.report_id == report_id)
        assert [one.text for one in seen.messages] == ["Masih di sini."]
        assert set(db.session.scalars(epochs)) == {report.epoch}
        db.session.remove()

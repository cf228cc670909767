"""Emergency access as the auditor sees it: every request, paged, and the reason of one."""

import uuid
from contextlib import suppress

import pytest
from sqlalchemy import func, select, text

from kla.cases.models import SiagaRequest
from kla.cases.services import siaga_oversight, siaga_reviews
from kla.cases.types.siaga import ReviewSiaga
from kla.core.errors import Forbidden, NotFound, Unreadable
from kla.trail.models import TrailEntry
from kla.trail.services import open_body
from tests import factories_cases as f
from tests.integration.cases.test_siaga import REASON, answer, ask, read

TEXT = "Kronologi rekaan untuk pengujian."


@pytest.fixture
def case_id(session, cast):
    return f.assigned(session, cast)


def count(session):
    session.expire_all()
    return session.scalar(select(func.count(TrailEntry.seq)))


def newest(session, cast):
    """The newest line of the trail, as the auditor opens it."""
    entry = session.scalars(select(TrailEntry).order_by(TrailEntry.seq.desc()).limit(1)).one()
    keys = cast.actor(session, "nur").keys
    for private in keys.private.values():
        with suppress(Unreadable):
            return open_body(entry.seq, entry.body, keys.instance, private).decode()
    return ""


class TestOversight:
    def test_the_auditor_reads_why_and_what_was_made_of_it(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        said = ReviewSiaga(justified=False, remark="Tidak darurat.")
        siaga_reviews.review(session, cast.actor(session, "hasan"), request_id, said)
        session.commit()

        line = siaga_oversight.read_reason(session, cast.actor(session, "nur"), request_id)
        session.commit()

        assert (line.reason, line.verdict, line.remark) == (
            REASON,
            "not-justified",
            "Tidak darurat.",
        )
        assert "case.siaga_reason_read" in newest(session, cast)
        assert REASON not in newest(session, cast)

    def test_the_list_has_every_unit_and_no_sealed_word(self, session, cast, case_id):
        ask(session, cast, case_id)
        elsewhere = f.assigned(session, cast, "made", by="sari", unit_id=cast.units[1])
        ask(session, cast, elsewhere)
        found = siaga_oversight.list_requests(session, cast.actor(session, "nur"))
        assert len(found.lines) == 2
        assert {line.reason for line in found.lines} == {""}

    @pytest.mark.parametrize("who", ["hasan", "ratna", "arif", "gilang", "wati", "yuni"])
    def test_nobody_else_does(self, session, cast, case_id, who):
        request_id = ask(session, cast, case_id)
        actor = cast.actor(session, who)
        with pytest.raises(Forbidden):
            siaga_oversight.list_requests(session, actor)
        with pytest.raises(Forbidden):
            siaga_oversight.read_reason(session, actor, request_id)

    def test_what_is_not_there_is_not_found(self, session, cast):
        with pytest.raises(NotFound):
            siaga_oversight.read_reason(session, cast.actor(session, "nur"), uuid.uuid4())

    def test_it_is_paged(self, session, cast, case_id, monkeypatch):
        monkeypatch.setattr(siaga_oversight, "ON_A_PAGE", 2)
        for who in ("lestari", "made", "sari"):
            ask(session, cast, case_id, who)
        nur = cast.actor(session, "nur")
        assert [len(siaga_oversight.list_requests(session, nur, n).lines) for n in (1, 2)] == [2, 1]
        assert siaga_oversight.list_requests(session, nur, 99).page == 2
        assert siaga_oversight.list_requests(session, nur, -5).page == 1


class TestPages:
    def test_the_auditor_comes_from_the_list_to_the_reason(self, app, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        nur = cast.browser(app, "nur")
        assert "/siaga/oversight" in nur.get("/").text
        page = nur.get("/siaga/oversight").text
        assert f"/siaga/{request_id}/reason" in page
        assert REASON not in page
        assert REASON in nur.get(f"/siaga/{request_id}/reason").text

    @pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40])
    def test_an_odd_page_is_the_nearest(self, app, cast, page):
        assert cast.browser(app, "nur").get(f"/siaga/oversight?page={page}").status_code == 200


class TestLines:
    """Nothing of an emergency access happens without a line, whatever else goes wrong."""

    def test_every_step_and_every_look_leaves_one(self, app, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        steps = [
            ("arif", "post", f"/siaga/{request_id}/answer", {"spoken": "y"}),
            ("bima", "post", f"/siaga/{request_id}/answer", {"spoken": "y"}),
            ("lestari", "get", f"/siaga/{request_id}/case", None),
            ("lestari", "get", f"/siaga/{request_id}/case", None),
            ("nur", "get", "/siaga/oversight", None),
            ("nur", "get", f"/siaga/{request_id}/reason", None),
            ("hasan", "get", "/siaga/reviews", None),
            ("lestari", "post", f"/siaga/{request_id}/end", {}),
            ("hasan", "post", f"/siaga/{request_id}/review", {"verdict": "justified"}),
        ]
        for who, method, path, data in steps:
            browser, before = cast.browser(app, who), count(session)
            answer = browser.get(path) if method == "get" else browser.post(path, data)
            assert answer.status_code in {200, 303}, path
            assert count(session) > before, path

    def test_asking_leaves_one_that_names_the_request(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        assert str(request_id) in newest(session, cast)
        assert REASON not in newest(session, cast)

    def test_where_no_line_can_be_written_nothing_is_shown(self, app, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        browser = cast.browser(app, "lestari")
        session.execute(text("ALTER TABLE trail RENAME TO trail_gone"))
        session.commit()
        try:
            with pytest.raises(Exception, match="trail"):
                browser.get(f"/siaga/{request_id}/case")
        finally:
            session.rollback()
            session.execute(text("ALTER TABLE trail_gone RENAME TO trail"))
            session.commit()
        assert TEXT in browser.get(f"/siaga/{request_id}/case").text


def test_a_look_at_what_was_opened_is_a_line_of_the_case_too(session, cast, case_id):
    request_id = ask(session, cast, case_id)
    answer(session, cast, request_id)
    read(session, cast, request_id)
    session.commit()
    assert "case.siaga_read" in newest(session, cast)
    assert session.get(SiagaRequest, request_id).opened is not None

"""Emergency access through the services: who may ask, who answers, what ends it."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from kla.access.policy import Permission
from kla.cases.models import Case, SiagaRequest, SiagaShare
from kla.cases.numbers import case_number
from kla.cases.services import key_tasks, lookup, renewal, siaga, siaga_reading, siaga_reviews
from kla.cases.types.siaga import AskSiaga, ReviewSiaga, SiagaState
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound, Unreadable, Untrusted
from kla.crypto.grants import GrantKind
from kla.trail import services as trail
from tests import factories_cases as f

REASON = "Zulaikha hilang malam ini."


def number_of(session, case_id):
    case = session.get(Case, case_id)
    return case_number(case.id, case.opened_month)


def ask(session, cast, case_id, who="lestari", reason=REASON):
    command = AskSiaga(number=number_of(session, case_id), reason=reason)
    request = siaga.ask(session, cast.actor(session, who), command)
    session.commit()
    return request.id


def answer(session, cast, request_id, *officers):
    for who in officers or ("arif", "bima"):
        siaga.answer(session, cast.actor(session, who), request_id)
        session.commit()


def read(session, cast, request_id, who="lestari"):
    return siaga_reading.read_case(session, cast.actor(session, who), request_id)


def state(session, request_id):
    request = session.get(SiagaRequest, request_id)
    return siaga.state_of(request, session.get(Case, request.case_id).dek_epoch)


@pytest.fixture
def later(monkeypatch):
    """Put the clock forward."""

    def move(**by):
        moment = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


@pytest.fixture
def case_id(session, cast):
    return f.assigned(session, cast)


class TestAsking:
    def test_two_officers_open_a_case_for_who_asked(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)

        assert read(session, cast, request_id).content("core")["chronology"]

    def test_a_colleague_without_both_halves_reads_nothing(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        with pytest.raises(NotFound):
            read(session, cast, request_id)

        answer(session, cast, request_id, "arif")

        assert state(session, request_id) is SiagaState.WAITING
        with pytest.raises(NotFound):
            read(session, cast, request_id)

    @pytest.mark.parametrize("who", ["ratna", "tini", "hasan", "sari", "arif", "nur", "gilang"])
    def test_nobody_else_reads_what_was_opened(self, session, cast, case_id, who):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)

        with pytest.raises((NotFound, Forbidden)):
            read(session, cast, request_id, who)

    def test_an_officer_may_ask_and_one_other_answers(self, session, cast, case_id):
        request_id = ask(session, cast, case_id, "arif")
        with pytest.raises(NotFound):
            read(session, cast, request_id, "arif")
        with pytest.raises(Conflict):
            answer(session, cast, request_id, "arif")
        session.rollback()

        answer(session, cast, request_id, "bima")

        assert read(session, cast, request_id, "arif").content("core")["chronology"]

    @pytest.mark.parametrize("who", ["dimas", "nur", "wati", "yuni", "gilang", "vina"])
    def test_those_who_work_on_no_case_may_not_ask(self, session, cast, case_id, who):
        with pytest.raises(Forbidden):
            ask(session, cast, case_id, who)

    @pytest.mark.parametrize("who", ["ratna", "hasan"])
    def test_who_can_open_the_case_has_no_need(self, session, cast, case_id, who):
        with pytest.raises(Invalid, match="invalid") as refused:
            ask(session, cast, case_id, who)
        assert refused.value.reason == "siaga-in-reach"

    @pytest.mark.parametrize("number", ["", "abc", "2401-0000-0000"])
    def test_a_number_that_fits_no_case_is_refused(self, session, cast, case_id, number):
        with pytest.raises(Invalid):
            siaga.ask(
                session, cast.actor(session, "lestari"), AskSiaga(number=number, reason=REASON)
            )

    def test_without_a_reason_nothing_is_asked(self, session, cast, case_id):
        with pytest.raises(Invalid):
            ask(session, cast, case_id, reason=" ")

    def test_one_request_at_a_time(self, session, cast, case_id):
        ask(session, cast, case_id)
        with pytest.raises(Invalid):
            ask(session, cast, case_id)


class TestAnswering:
    @pytest.mark.parametrize("who", ["lestari", "hasan", "tini", "nur", "dimas"])
    def test_only_officers_answer(self, session, cast, case_id, who):
        request_id = ask(session, cast, case_id)
        with pytest.raises(Forbidden):
            answer(session, cast, request_id, who)

    def test_a_half_is_given_once(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id, "arif")
        with pytest.raises(Conflict):
            answer(session, cast, request_id, "arif")

    def test_a_forged_requester_gets_no_half(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        request = session.get(SiagaRequest, request_id)
        request.requester_kid = cast.actor(session, "made").keys.signer.kid
        session.commit()

        with pytest.raises(Untrusted):
            answer(session, cast, request_id, "arif")

    def test_a_forged_officer_is_seen(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        share = session.get(SiagaShare, (request_id, GrantKind.SHARE_B))
        share.officer_kid = cast.actor(session, "arif").keys.signer.kid
        session.commit()

        with pytest.raises(Untrusted):
            read(session, cast, request_id)

    def test_an_officer_alone_opens_nothing(self, session, cast, case_id):
        lock = lookup.get_case(session, case_id).lock
        for who in ("arif", "bima"):
            actor = cast.actor(session, who)
            with pytest.raises(Unreadable):
                actor.keys.key_for(lock)
            with pytest.raises(Forbidden):
                lookup.open_case(session, actor, case_id, Permission.CASE_READ)

    def test_over_a_request_that_ran_out_nobody_answers(self, session, cast, case_id, later):
        request_id = ask(session, cast, case_id)
        later(hours=25)
        with pytest.raises(Conflict):
            answer(session, cast, request_id, "arif")


class TestTellingSupervision:
    def test_the_supervisor_knows_before_anything_is_shown(self, session, cast, case_id):
        hasan = cast.actor(session, "hasan")
        assert siaga_reviews.count_news(session, hasan) == 0

        request_id = ask(session, cast, case_id)

        assert siaga_reviews.count_news(session, hasan) == 1
        line = siaga_reviews.list_reviews(session, hasan)[0]
        assert (line.reason, line.requester) == (REASON, "Lestari Contoh")
        answer(session, cast, request_id)
        assert siaga_reviews.count_news(session, hasan) == 1

    def test_the_reason_is_sealed(self, session, cast, case_id):
        ask(session, cast, case_id)
        request = session.scalars(select(SiagaRequest)).one()

        for column in SiagaRequest.__table__.columns:
            value = getattr(request, column.key)
            assert b"Zulaikha" not in (value if isinstance(value, bytes) else str(value).encode())
        assert siaga.open_words(
            session,
            cast.actor(session, "nur"),
            request.reason_oversight,
            request.bound_to(siaga.REASON),
        )
        for who in ("arif", "sari", "ratna", "tini"):
            for sealed in (request.reason_oversight, request.reason_supervision):
                words = siaga.open_words(
                    session, cast.actor(session, who), sealed, request.bound_to(siaga.REASON)
                )
                assert words == ""

    def test_another_units_supervisor_sees_nothing(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        sari = cast.actor(session, "sari")

        assert siaga_reviews.list_reviews(session, sari) == []
        with pytest.raises(NotFound):
            siaga_reviews.get_review(session, sari, request_id)

    def test_reading_leaves_a_line_in_the_case(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        read(session, cast, request_id)
        session.commit()

        hasan = cast.actor(session, "hasan")
        opened = lookup.open_case(session, hasan, case_id, Permission.CASE_READ)
        actions = [line.action for line in trail.lines_about(session, opened.history)]
        assert actions[0] == "case.siaga_read"


class TestReview:
    @pytest.fixture
    def request_id(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        return request_id

    def test_a_remark_is_sealed_and_news_end(self, session, cast, request_id):
        hasan = cast.actor(session, "hasan")
        command = ReviewSiaga(justified=False, remark="Zulaikha aman, tidak darurat.")
        siaga_reviews.review(session, hasan, request_id, command)
        session.commit()

        assert siaga_reviews.count_news(session, hasan) == 0
        line = siaga_reviews.get_review(session, hasan, request_id)
        assert (line.verdict, line.remark) == ("not-justified", command.remark)
        row = session.get(SiagaRequest, request_id)
        assert b"Zulaikha" not in row.review_oversight + row.review_supervision

    def test_it_is_reviewed_once(self, session, cast, request_id):
        hasan = cast.actor(session, "hasan")
        siaga_reviews.review(session, hasan, request_id, ReviewSiaga(justified=True))
        with pytest.raises(Conflict):
            siaga_reviews.review(session, hasan, request_id, ReviewSiaga(justified=True))

    def test_not_justified_wants_a_remark(self, session, cast, request_id):
        with pytest.raises(Invalid):
            siaga_reviews.review(
                session, cast.actor(session, "hasan"), request_id, ReviewSiaga(justified=False)
            )

    @pytest.mark.parametrize("who", ["lestari", "arif", "nur"])
    def test_only_supervisors_review(self, session, cast, request_id, who):
        with pytest.raises(Forbidden):
            siaga_reviews.review(
                session, cast.actor(session, who), request_id, ReviewSiaga(justified=True)
            )


class TestEnding:
    def test_after_a_day_the_code_refuses_and_a_new_secret_waits(
        self, session, cast, case_id, later
    ):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        hasan = cast.actor(session, "hasan")
        assert key_tasks.count_waiting(session, hasan) == 0
        later(hours=24, minutes=1)

        with pytest.raises(NotFound):
            read(session, cast, request_id)
        assert key_tasks.waiting_ids(session, hasan) == [case_id]

    def test_the_new_secret_ends_it_in_mathematics_too(self, session, cast, case_id, later):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        old = [share.sealed for share in session.get(SiagaRequest, request_id).shares]
        later(hours=25)

        assert renewal.renew_due(session, cast.actor(session, "hasan")) == 1
        session.commit()

        assert session.get(Case, case_id).dek_epoch == 3
        assert renewal.renew_due(session, cast.actor(session, "hasan")) == 0
        request = session.get(SiagaRequest, request_id)
        session.refresh(request)
        assert {share.sealed for share in request.shares} == {b""}
        request.expires = clock.now() + timedelta(days=9)
        for share, sealed in zip(request.shares, old, strict=True):
            share.sealed, share.dek_epoch = sealed, 3
        session.commit()
        with pytest.raises((Untrusted, Unreadable)):
            read(session, cast, request_id)
        for who in ("ratna", "hasan"):
            lookup.open_case(session, cast.actor(session, who), case_id, Permission.CASE_READ)

    def test_one_half_that_was_given_makes_a_new_secret_due_too(
        self, session, cast, case_id, later
    ):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id, "arif")
        later(hours=25)

        assert key_tasks.waiting_ids(session, cast.actor(session, "hasan")) == [case_id]

    def test_a_request_that_nobody_answered_leaves_nothing_to_do(
        self, session, cast, case_id, later
    ):
        ask(session, cast, case_id)
        later(hours=25)
        hasan = cast.actor(session, "hasan")

        assert key_tasks.waiting_ids(session, hasan) == []
        assert siaga_reviews.count_news(session, hasan) == 0

    def test_who_asked_may_end_it_early(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        with pytest.raises(NotFound):
            siaga_reading.end(session, cast.actor(session, "made"), request_id)

        siaga_reading.end(session, cast.actor(session, "lestari"), request_id)
        session.commit()

        assert state(session, request_id) is SiagaState.ENDED
        assert key_tasks.count_waiting(session, cast.actor(session, "hasan")) == 1

    def test_a_new_secret_in_between_ends_it(self, session, cast, case_id):
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        opened = lookup.open_case(
            session, cast.actor(session, "hasan"), case_id, Permission.CASE_READ, to_change=True
        )
        from kla.cases.services import holders

        holders.renew(session, cast.actor(session, "hasan"), opened)
        session.commit()

        assert state(session, request_id) is SiagaState.ENDED

    def test_an_unassigned_case_stays_intakes(self, session, cast, later):
        case_id = f.registered(session, cast)
        request_id = ask(session, cast, case_id)
        answer(session, cast, request_id)
        later(hours=25)

        assert renewal.renew_due(session, cast.actor(session, "hasan")) == 1
        session.commit()

        lookup.open_case(session, cast.actor(session, "tini"), case_id, Permission.CASE_READ)


def test_unknown_requests_look_alike(session, cast):
    with pytest.raises(NotFound):
        siaga.answer(session, cast.actor(session, "arif"), uuid.uuid4())
    with pytest.raises(NotFound):
        read(session, cast, uuid.uuid4())

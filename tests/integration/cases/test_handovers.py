"""Handing a case over: offered, taken or refused, and what each side opens meanwhile."""

import uuid

import pytest
from sqlalchemy import select

from kla.cases.models import Case, CaseOffer, CaseSection
from kla.cases.services import assignment, handovers, key_tasks, offers, reading, tasks
from kla.cases.types import AssignCase, SectionName, TaskKind
from kla.cases.types.offers import AnswerOffer, OfferCase, OfferKind, OfferState
from kla.core.errors import Forbidden, Invalid, NotFound
from kla.crypto.keyring import Keyring
from tests import factories_cases as f
from tests.integration.cases.colleagues import case_of, id_of, opens, workers

NOTE = "Zulaikha percaya kepada Lestari."
YES = AnswerOffer(accept=True)


def offer(session, cast, case_id, who="ratna", **changed):
    values = {"to": id_of(cast, "lestari"), "note": NOTE}
    command = OfferCase(**(values | changed))
    offer_id = handovers.offer_case(session, cast.actor(session, who), case_id, command)
    session.commit()
    return offer_id


def answer(session, cast, offer_id, who="lestari", command=YES):
    handovers.answer_handover(session, cast.actor(session, who), offer_id, command)
    session.commit()


def entry(session, cast, case_id):
    page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
    return page.content(SectionName.OFFERS)["entries"][-1]


class TestOffer:
    def test_changes_nothing_until_it_is_taken(self, session, cast):
        case_id = f.assigned(session, cast)
        offer(session, cast, case_id)

        assert opens(session, cast, "ratna", case_id)
        assert not opens(session, cast, "lestari", case_id)
        assert session.get(Case, case_id).dek_epoch == 2

    def test_is_read_by_the_colleague_and_nobody_else(self, session, cast):
        case_id = f.assigned(session, cast)
        offer(session, cast, case_id)

        (received,) = offers.list_received(session, cast.actor(session, "lestari"))
        assert received.words["note"] == NOTE
        assert received.kind is OfferKind.HANDOVER
        for key in ("ratna", "hasan", "made", "tini"):
            assert offers.list_received(session, cast.actor(session, key)) == []

    def test_its_words_are_nowhere_in_clear(self, session, cast):
        case_id = f.assigned(session, cast)
        offer(session, cast, case_id)
        stored = [
            *session.scalars(select(CaseOffer.sealed)),
            *session.scalars(select(CaseSection.ct)),
        ]
        assert all(b"Zulaikha" not in blob for blob in stored)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"note": " "}, "note"), ({"to": "ratna"}, "to"), ({"to": "made"}, "workers")],
    )
    def test_refuses_what_cant_be_so(self, session, cast, changed, field):
        case_id = f.assigned(session, cast)
        if "to" in changed:
            changed = {"to": id_of(cast, changed["to"])}
        with pytest.raises(Invalid) as refused:
            offer(session, cast, case_id, **changed)
        assert refused.value.field == field

    def test_is_one_at_a_time(self, session, cast):
        case_id = f.assigned(session, cast)
        offer(session, cast, case_id)
        with pytest.raises(Invalid) as refused:
            offer(session, cast, case_id)
        assert refused.value.reason == "offered-already"

    def test_is_made_by_who_has_the_case(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(NotFound):
            offer(session, cast, case_id, who="lestari")
        with pytest.raises(Forbidden):
            offer(session, cast, case_id, who="hasan")

    def test_is_void_once_the_case_has_a_new_secret(self, session, cast):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, id_of(cast, "lestari"))
        session.commit()
        offer_id = offer(session, cast, case_id)
        key_tasks.put(session, session.get(Case, case_id))
        session.commit()
        assert key_tasks.renew_key(session, cast.actor(session, "hasan"), case_id)
        session.commit()

        with pytest.raises(NotFound):
            answer(session, cast, offer_id)
        assert offer(session, cast, case_id) != offer_id

    def test_dies_with_the_place_of_who_made_it(self, session, cast):
        case_id = f.assigned(session, cast)
        offer_id = offer(session, cast, case_id)
        hasan, third = cast.actor(session, "hasan"), id_of(cast, "lestari")
        assignment.assign_case(session, hasan, case_id, AssignCase(workers=(third,)))
        assignment.remove_worker(session, hasan, case_id, id_of(cast, "ratna"))
        session.commit()
        with pytest.raises(NotFound):
            answer(session, cast, offer_id)


class TestAcceptance:
    def test_puts_the_giver_out_and_the_taker_in(self, session, cast):
        case_id = f.assigned(session, cast)
        old = cast.actor(session, "ratna").keys.secret_of(case_of(session, case_id).lock)
        answer(session, cast, offer(session, cast, case_id))

        assert opens(session, cast, "lestari", case_id)
        assert not opens(session, cast, "ratna", case_id)
        assert opens(session, cast, "hasan", case_id)
        assert workers(session, cast, case_id) == [id_of(cast, "lestari")]
        lock = case_of(session, case_id).lock
        assert cast.actor(session, "lestari").keys.secret_of(lock) != old
        assert entry(session, cast, case_id)["state"] == OfferState.ACCEPTED
        assert session.scalars(select(CaseOffer)).all() == []

    def test_keeps_the_giver_where_they_said_so(self, session, cast):
        case_id = f.assigned(session, cast)
        answer(session, cast, offer(session, cast, case_id, keep=True))
        assert opens(session, cast, "ratna", case_id)
        assert opens(session, cast, "lestari", case_id)

    def test_hands_the_tasks_on(self, session, cast):
        case_id = f.assigned(session, cast)
        answer(session, cast, offer(session, cast, case_id))
        task = tasks.find_open(session, case_id, TaskKind.ASSESS)
        assert task.assignee == id_of(cast, "lestari")

    def test_is_not_for_somebody_else_and_not_twice(self, session, cast):
        case_id = f.assigned(session, cast)
        offer_id = offer(session, cast, case_id)
        for key in ("made", "ratna"):
            with pytest.raises(NotFound):
                answer(session, cast, offer_id, who=key)
        answer(session, cast, offer_id)
        with pytest.raises(NotFound):
            answer(session, cast, offer_id)

    def test_a_row_put_back_after_a_refusal_is_no_offer(self, session, cast):
        case_id = f.assigned(session, cast)
        offer_id = offer(session, cast, case_id)
        row = session.get(CaseOffer, offer_id)
        columns = [column.key for column in CaseOffer.__table__.columns]
        kept = {name: getattr(row, name) for name in columns}
        answer(session, cast, offer_id, command=AnswerOffer(accept=False, reason="Penuh."))
        session.add(CaseOffer(**kept))
        session.commit()
        with pytest.raises(NotFound):
            answer(session, cast, offer_id)

    def test_an_offer_turned_into_a_grant_opens_nothing(self, session, cast):
        case_id = f.assigned(session, cast)
        row = session.get(CaseOffer, offer(session, cast, case_id))
        case = case_of(session, case_id)
        (grant,) = [one for one in case.grants if one.kind == "user"]
        grant.recipient_kid, grant.sealed, grant.sig = row.recipient_kid, row.sealed, row.sig
        session.commit()
        lock = case_of(session, case_id).lock
        keys: Keyring = cast.actor(session, "lestari").keys
        with pytest.raises(Exception, match="unreadable"):
            keys.secret_of(lock)


class TestRefusal:
    def test_leaves_the_case_and_a_new_secret_to_be_made(self, session, cast):
        case_id = f.assigned(session, cast)
        no = AnswerOffer(accept=False, reason="Sedang penuh.")
        answer(session, cast, offer(session, cast, case_id), command=no)

        assert opens(session, cast, "ratna", case_id)
        assert not opens(session, cast, "lestari", case_id)
        assert entry(session, cast, case_id)["answer"] == "Sedang penuh."
        hasan = cast.actor(session, "hasan")
        assert key_tasks.waiting_ids(session, hasan) == [case_id]
        assert key_tasks.renew_key(session, hasan, case_id)
        session.commit()
        assert key_tasks.waiting_ids(session, hasan) == []
        assert not key_tasks.renew_key(session, hasan, case_id)
        assert opens(session, cast, "ratna", case_id)

    def test_wants_a_reason(self, session, cast):
        case_id = f.assigned(session, cast)
        with pytest.raises(Invalid):
            answer(session, cast, offer(session, cast, case_id), command=AnswerOffer(accept=False))

    def test_may_be_spared_by_taking_it_back(self, session, cast):
        case_id = f.assigned(session, cast)
        offer_id = offer(session, cast, case_id)
        handovers.withdraw_offer(session, cast.actor(session, "ratna"), case_id)
        session.commit()
        with pytest.raises(NotFound):
            answer(session, cast, offer_id)
        with pytest.raises(NotFound):
            handovers.withdraw_offer(session, cast.actor(session, "ratna"), case_id)
        assert entry(session, cast, case_id)["state"] == OfferState.WITHDRAWN

    def test_nobody_finds_an_offer_that_never_was(self, session, cast):
        with pytest.raises(NotFound):
            answer(session, cast, uuid.uuid4())

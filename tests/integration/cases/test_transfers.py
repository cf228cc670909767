"""A case that moves to another unit: who opens what before and after, and where it is counted."""

import uuid
from io import BytesIO

import pytest
from sqlalchemy import text

from kla.access.policy import Permission
from kla.accounts.services import circles
from kla.cases import measures
from kla.cases.models import Case, CaseGrant, CaseOffer
from kla.cases.services import (
    assignment,
    attachments,
    giving,
    handovers,
    index,
    key_tasks,
    lookup,
    notes,
    offers,
    reading,
    tasks,
    transfers,
    work,
    workload,
)
from kla.cases.types import AddNote, AssignCase, CaseState, SectionName, UploadFile
from kla.cases.types.consents import ConsentPurpose
from kla.cases.types.offers import AnswerOffer, OfferKind, OfferTransfer
from kla.core.errors import DomainError, Forbidden, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests.integration.cases.colleagues import (
    case_of,
    consented,
    id_of,
    opens,
    rows_of,
    summary_of,
)
from tests.security.pictures import jpeg

REASON = "Zulaikha pindah ke wilayah unit dua."
PICTURE = jpeg()
YES = AnswerOffer(accept=True)


def offer(session, cast, case_id, who="hasan", agreed="hasan", **changed):
    values = {"unit_id": cast.units[1], "reason": REASON, "confirmed": True}
    command = OfferTransfer(**(values | changed))
    if agreed:
        consented(session, cast, case_id, ConsentPurpose.TRANSFER, who=agreed)
    offer_id = transfers.offer_transfer(session, cast.actor(session, who), case_id, command)
    session.commit()
    return offer_id


def answer(session, cast, offer_id, who="sari", command=YES):
    transfers.answer_transfer(session, cast.actor(session, who), offer_id, command)
    session.commit()


def months(session, cast, key):
    return measures.count(session, cast.actor(session, key), "2000-01", "2999-12")


def whole(session, cast, instance):
    """A case of Ratna's with a note and a file."""
    case_id = f.assessed(session, cast)
    ratna = cast.actor(session, "ratna")
    notes.add_note(session, ratna, case_id, AddNote(text="Catatan Ratna."))
    file = UploadFile(stream=BytesIO(PICTURE), name="luka.jpg", max_bytes=10**7)
    folder = instance / "files"
    folder.mkdir(exist_ok=True)
    file_id = attachments.add_file(session, ratna, case_id, folder, file)
    session.commit()
    return case_id, file_id, folder


class TestOffer:
    def test_reaches_the_supervisors_of_the_other_unit_alone(self, session, cast):
        case_id = f.assigned(session, cast)
        offer(session, cast, case_id)
        (received,) = offers.list_received(session, cast.actor(session, "sari"))
        assert received.kind is OfferKind.TRANSFER
        assert received.words["note"] == REASON
        for key in ("made", "tini", "ratna", "hasan"):
            assert offers.count_received(session, cast.actor(session, key)) == 0

    def test_leaves_the_case_where_it_is(self, session, cast):
        case_id = f.assigned(session, cast)
        offer(session, cast, case_id)
        assert opens(session, cast, "ratna", case_id)
        assert not opens(session, cast, "sari", case_id)

    def test_refuses_what_cant_be_so(self, session, cast):
        case_id = f.assigned(session, cast)
        wrong = ({"unit_id": cast.units[0]}, {"unit_id": uuid.uuid4()}, {"reason": ""})
        for changed in (*wrong, {"confirmed": False}):
            with pytest.raises(Invalid):
                offer(session, cast, case_id, **changed)
            session.rollback()
        with pytest.raises(Forbidden):
            offer(session, cast, case_id, who="ratna")
        with pytest.raises(NotFound):
            offer(session, cast, case_id, who="sari")
        with pytest.raises(InvalidTransition):
            offer(session, cast, f.closed(session, cast))

    def test_wants_consent(self, session, cast):
        with pytest.raises(Invalid) as refused:
            offer(session, cast, f.assigned(session, cast), agreed="")
        assert refused.value.reason == "consent-missing"

    def test_is_no_handover(self, session, cast):
        offer_id = offer(session, cast, f.assigned(session, cast))
        with pytest.raises(Forbidden):
            handovers.answer_handover(session, cast.actor(session, "sari"), offer_id, YES)
        for key in ("made", "hasan"):
            with pytest.raises(DomainError):
                answer(session, cast, offer_id, who=key)


class TestAcceptance:
    def test_the_new_unit_opens_everything(self, session, cast, instance):
        case_id, file_id, folder = whole(session, cast, instance)
        answer(session, cast, offer(session, cast, case_id))

        sari = cast.actor(session, "sari")
        page = reading.read_case(session, sari, case_id)
        assert page.content(SectionName.ASSESSMENT)["wishes"] == "Ingin sekolah lagi."
        assert "Catatan Ratna." in [note.text for note in page.notes]
        given = giving.give_file(session, sari, case_id, file_id, folder)
        assert b"".join(given.pieces) == PICTURE
        actions = {line.action for line in reading.history_of(session, page)}
        assert {"case.registered", "case.transfer_offered", "case.transfer_accepted"} <= actions

    def test_the_old_unit_opens_nothing_even_with_old_rows(self, session, cast, instance):
        case_id, *_ = whole(session, cast, instance)
        case = case_of(session, case_id)
        old = {"unit": case.unit_id, "epoch": case.dek_epoch, "commit": case.kcommit}
        rows = rows_of(session, case_id)
        answer(session, cast, offer(session, cast, case_id))
        people = ("hasan", "ratna", "tini", "lestari")
        assert not any(opens(session, cast, key, case_id) for key in people)

        case = case_of(session, case_id)
        case.grants = []
        session.flush()
        session.add_all(CaseGrant(**row) for row in rows)
        case.unit_id, case.dek_epoch, case.kcommit = old["unit"], old["epoch"], old["commit"]
        session.commit()
        session.expire_all()
        for key in people:
            with pytest.raises(DomainError):
                reading.read_case(session, cast.actor(session, key), case_id)

    def test_nobody_works_on_it_and_the_new_unit_assigns(self, session, cast):
        case_id = f.assessed(session, cast)
        answer(session, cast, offer(session, cast, case_id))
        case = case_of(session, case_id)
        assert case.unit_id == cast.units[1]
        assert case.state is CaseState.ASSESSMENT
        assert all(task.assignee is None for task in tasks.open_tasks(session, case_id))
        sari = cast.actor(session, "sari")
        assert [row.case_id for row in work.list_tasks(session, sari).unassigned] == [case_id]
        assert workload.read_workload(session, sari).nobody.cases == 1

        command = AssignCase(workers=(id_of(cast, "made"),))
        assignment.assign_case(session, sari, case_id, command)
        session.commit()
        assert opens(session, cast, "made", case_id)
        assert work.list_tasks(session, sari).unassigned == []

    @pytest.mark.parametrize("make", [f.registered, f.identified])
    def test_works_before_anybody_has_it_and_intake_is_out(self, session, cast, make):
        case_id = make(session, cast)
        answer(session, cast, offer(session, cast, case_id))
        assert opens(session, cast, "sari", case_id)
        assert not opens(session, cast, "tini", case_id)

    def test_its_lines_move_with_it(self, session, cast):
        case_id, other = f.assessed(session, cast), f.assessed(session, cast)
        circles.settle(session, cast.actor(session, "tini"))  # gives unit two the key to its names
        hasan = cast.actor(session, "hasan")
        index.fold(session, hasan, cast.units[0])
        session.commit()
        answer(session, cast, offer(session, cast, case_id))

        for _folded in range(2):
            found = index.search_names(session, hasan, cast.units[0], "Siti")
            assert found == [other]
            sari = cast.actor(session, "sari")
            assert index.search_names(session, sari, cast.units[1], "Siti") == [case_id]
            index.fold(session, hasan, cast.units[0])
            index.fold(session, sari, cast.units[1])
            session.commit()

    def test_comes_back_with_its_lines_once(self, session, cast):
        case_id = f.assessed(session, cast)
        answer(session, cast, offer(session, cast, case_id))
        back = offer(session, cast, case_id, who="sari", agreed="", unit_id=cast.units[0])
        answer(session, cast, back, who="hasan")
        hasan, sari = cast.actor(session, "hasan"), cast.actor(session, "sari")
        for _folded in range(2):
            lines = list(index.list_lines(session, hasan, cast.units[0]))
            assert [line.case_id for line in lines] == [case_id]
            assert list(index.list_lines(session, sari, cast.units[1])) == []
            index.fold(session, hasan, cast.units[0])
            index.fold(session, sari, cast.units[1])
            session.commit()

    def test_it_is_counted_once_where_it_is(self, session, cast):
        case_id = f.assessed(session, cast)
        before = months(session, cast, "hasan")
        answer(session, cast, offer(session, cast, case_id))
        assert months(session, cast, "sari") == before
        assert months(session, cast, "hasan")["complaint", "total", "total"] == 0

    def test_is_done_once(self, session, cast):
        case_id = f.assigned(session, cast)
        offer_id = offer(session, cast, case_id)
        answer(session, cast, offer_id)
        with pytest.raises(NotFound):
            answer(session, cast, offer_id)
        assert session.execute(text("SELECT count(*) FROM case_offer")).scalar() == 0


class TestRefusal:
    def test_returns_it_with_the_reason(self, session, cast):
        case_id = f.assigned(session, cast)
        no = AnswerOffer(accept=False, reason="Masih tinggal di wilayah Anda.")
        answer(session, cast, offer(session, cast, case_id), command=no)
        hasan = cast.actor(session, "hasan")
        page = reading.read_case(session, hasan, case_id)
        assert page.content(SectionName.OFFERS)["entries"][0]["answer"] == no.reason
        assert opens(session, cast, "ratna", case_id)
        assert not opens(session, cast, "sari", case_id)
        assert key_tasks.waiting_ids(session, hasan) == [case_id]

    def test_withdrawn_it_is_gone(self, session, cast):
        case_id = f.assigned(session, cast)
        offer_id = offer(session, cast, case_id)
        handovers.withdraw_offer(session, cast.actor(session, "hasan"), case_id)
        session.commit()
        with pytest.raises(NotFound):
            answer(session, cast, offer_id)


def test_an_offer_forged_by_another_unit_is_passed_over(session, cast):
    """Sari signs an offer of Hasan's case with a secret of her own making."""
    case_id = f.assigned(session, cast)
    sari = cast.actor(session, "sari")
    row = session.get(CaseOffer, offer(session, cast, case_id))
    place = row.place(sari.keys.instance)
    circle = next(kid for kid in sari.keys.kids if kid == row.recipient_kid)
    made = offers.offers.make_offer(
        b"x" * 32, {"kind": "transfer"}, sari.keys.key(circle).public, place, sari.keys.signer
    )
    row.sealed, row.sig, row.granter_kid = made.sealed, made.sig, made.granter_kid
    session.commit()
    assert offers.list_received(session, sari) == []
    with pytest.raises(DomainError):
        answer(session, cast, row.id)


def test_a_closed_case_stays(session, cast):
    case_id = f.assigned(session, cast)
    offer_id = offer(session, cast, case_id)
    session.get(Case, case_id).state = CaseState.REFERRED
    session.commit()
    with pytest.raises(InvalidTransition):
        answer(session, cast, offer_id)
    assert summary_of(session, cast, case_id)["workers"]
    assert lookup.open_case(session, cast.actor(session, "hasan"), case_id, Permission.CASE_READ)

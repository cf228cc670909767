"""Letters of referral: only what was ticked, only with consent, never towards who is suspected."""

import io
import uuid
from datetime import timedelta

import pikepdf
import pytest
from sqlalchemy import select

from kla.cases.models import CaseAttachment, CaseSection
from kla.cases.services import giving, reading, referrals, tasks
from kla.cases.services.consents import withdraw_consent
from kla.cases.types import Perpetrator, TaskKind
from kla.cases.types.consents import ConsentPurpose, WithdrawConsent
from kla.cases.types.referrals import ChangeReferral, Desk, MakeReferral, ReferralState
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, InvalidTransition, NotFound
from tests import factories_cases as f
from tests.integration.cases.colleagues import consented

SUSPECT = "Joko Terlapor"
STEPS = ReferralState


@pytest.fixture
def desk(instance):
    folder = instance / "files"
    folder.mkdir(exist_ok=True)
    return Desk(folder, lambda code: f"Kelurahan {code[-4:]}")


@pytest.fixture
def case_id(session, cast):
    suspects = (Perpetrator(relation="guru", name=SUSPECT),)
    return consented(
        session, cast, f.assessed(session, cast, perpetrators=suspects), ConsentPurpose.REFERRAL
    )


def make(session, cast, case_id, desk, who="ratna", **changed):
    values = {
        "institution": "RSUD Contoh",
        "service": "kesehatan",
        "purpose": "Mohon visum.",
        "parts": ("identity", "wishes"),
        "ask_again": clock.today() + timedelta(days=7),
        "confirmed": True,
    }
    command = MakeReferral(**(values | changed))
    referrals.make_referral(session, cast.actor(session, who), case_id, command, desk)
    session.commit()
    return command.entry


def entries(session, cast, case_id):
    page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
    return referrals.entries_of(page.content("referrals"))


def change(session, cast, case_id, entry, state, who="ratna", **changed):
    values = {"entry": entry, "state": state, "on": clock.today(), "remark": "Ya.", "seen": 1}
    command = ChangeReferral(**(values | changed))
    referrals.change_referral(session, cast.actor(session, who), case_id, command)
    session.commit()


def give(session, cast, case_id, entry, who="hasan", *, locked=False):
    return referrals.give_letter(session, cast.actor(session, who), case_id, entry, locked=locked)


def said(entry):
    return str(entry["letter"])


class TestLetter:
    def test_tells_what_was_ticked_and_no_more(self, session, cast, case_id, desk):
        make(session, cast, case_id, desk)
        (entry,) = entries(session, cast, case_id)
        assert "Siti Contohwati" in said(entry)
        assert "Ingin sekolah lagi." in said(entry)
        for left_out in ("Kronologi rekaan", "Aman di rumah nenek", SUSPECT, "Sedang"):
            assert left_out not in said(entry)

    def test_each_part_has_words_of_its_own(self, session, cast, case_id, desk):
        parts = tuple(referrals.LetterPart)
        make(session, cast, case_id, desk, parts=parts)
        (entry,) = entries(session, cast, case_id)
        found = [one["part"] for one in entry["letter"]["parts"]]
        assert found == [str(one) for one in parts]
        assert "Kelurahan 1001" in said(entry)
        assert SUSPECT in said(entry)

    def test_is_a_pdf_with_a_drawn_number_and_a_neutral_name(self, session, cast, case_id, desk):
        entry_id = make(session, cast, case_id, desk)
        letter = give(session, cast, case_id, entry_id)
        with pikepdf.open(io.BytesIO(letter.pdf)) as pdf:
            assert len(pdf.pages) == 1
            assert "/StructTreeRoot" in pdf.Root
        (entry,) = entries(session, cast, case_id)
        assert letter.name == f"surat-{entry['reference']}.pdf"
        other = make(session, cast, case_id, desk)
        assert (
            referrals.find_entry(entries(session, cast, case_id), other)["reference"]
            not in (entry["reference"])
        )

    def test_under_a_passphrase_it_opens_by_that_alone(self, session, cast, case_id, desk):
        entry_id = make(session, cast, case_id, desk)
        letter = give(session, cast, case_id, entry_id, locked=True)
        (entry,) = entries(session, cast, case_id)
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(letter.pdf))
        assert pikepdf.open(io.BytesIO(letter.pdf), password=entry["passphrase"]).pages

    def test_markup_in_a_name_is_text(self, session, cast, desk):
        name = '#read("/etc/passwd") $x$ *tebal* <b>'
        suspects = (Perpetrator(relation="guru", name=SUSPECT),)
        case_id = f.assessed(session, cast, victims=(f.victim(name=name),), perpetrators=suspects)
        consented(session, cast, case_id, ConsentPurpose.REFERRAL)
        entry_id = make(session, cast, case_id, desk, purpose=name)
        assert give(session, cast, case_id, entry_id).pdf.startswith(b"%PDF-")

    def test_a_copy_is_kept_among_the_sealed_files(self, session, cast, case_id, desk):
        make(session, cast, case_id, desk)
        (entry,) = entries(session, cast, case_id)
        file_id = uuid.UUID(entry["file"])
        given = giving.give_file(
            session, cast.actor(session, "hasan"), case_id, file_id, desk.folder
        )
        assert b"".join(given.pieces).startswith(b"%PDF-")
        stored = (desk.folder / session.get(CaseAttachment, file_id).stored_as).read_bytes()
        assert b"%PDF" not in stored
        blobs = [*session.scalars(select(CaseSection.ct)), stored]
        assert all(b"RSUD Contoh" not in blob for blob in blobs)

    def test_sent_twice_is_one(self, session, cast, case_id, desk):
        entry = make(session, cast, case_id, desk)
        make(session, cast, case_id, desk, entry=entry)
        assert len(entries(session, cast, case_id)) == 1
        assert len(session.scalars(select(CaseAttachment)).all()) == 1


class TestRefused:
    def test_without_consent(self, session, cast, desk):
        case_id = f.assessed(session, cast)
        with pytest.raises(Invalid) as refused:
            make(session, cast, case_id, desk)
        assert refused.value.reason == "consent-missing"

    @pytest.mark.parametrize("field", ["institution", "addressee"])
    def test_towards_somebody_suspected(self, session, cast, case_id, desk, field):
        with pytest.raises(Invalid) as refused:
            make(session, cast, case_id, desk, **{field: f"Bapak {SUSPECT}"})
        assert (refused.value.reason, refused.value.field) == ("suspect-not-reached", field)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"parts": ()}, "parts"),
            ({"parts": ("core",)}, "parts"),
            ({"institution": " "}, "institution"),
            ({"purpose": ""}, "purpose"),
            ({"service": "x"}, "service"),
            ({"confirmed": False}, "confirmed"),
            ({"ask_again": clock.today() - timedelta(days=2)}, "ask_again"),
        ],
    )
    def test_for_what_cant_be_so(self, session, cast, case_id, desk, changed, field):
        with pytest.raises(Invalid) as refused:
            make(session, cast, case_id, desk, **changed)
        assert refused.value.field == field

    def test_to_those_without_the_case(self, session, cast, case_id, desk):
        with pytest.raises(NotFound):
            make(session, cast, case_id, desk, who="lestari")
        with pytest.raises(Forbidden):
            make(session, cast, case_id, desk, who="tini")

    def test_once_consent_was_taken_back(self, session, cast, case_id, desk):
        entry = make(session, cast, case_id, desk)
        hasan = cast.actor(session, "hasan")
        given = reading.read_case(session, hasan, case_id).content("consents")["entries"][0]
        command = WithdrawConsent(on=clock.today(), reason="Berubah pikiran.")
        withdraw_consent(session, hasan, case_id, uuid.UUID(given["entry"]), command)
        session.commit()
        with pytest.raises(Invalid) as refused:
            give(session, cast, case_id, entry)
        assert refused.value.reason == "consent-withdrawn"


class TestWhatBecameOfIt:
    def test_goes_from_sent_over_accepted_to_done(self, session, cast, case_id, desk):
        entry = make(session, cast, case_id, desk)
        review = tasks.find_open(session, case_id, TaskKind.REVIEW)
        later = clock.today() + timedelta(days=20)
        change(session, cast, case_id, entry, STEPS.ACCEPTED, ask_again=later)
        assert review.due.date() >= later
        change(session, cast, case_id, entry, STEPS.DONE, seen=2)
        assert tasks.find_open(session, case_id, TaskKind.REVIEW) is None
        (found,) = entries(session, cast, case_id)
        assert [one["state"] for one in found["steps"]] == ["sent", "accepted", "done"]

    def test_refuses_steps_that_dont_follow(self, session, cast, case_id, desk):
        entry = make(session, cast, case_id, desk)
        for state in (STEPS.DONE, STEPS.SENT):
            with pytest.raises(InvalidTransition):
                change(session, cast, case_id, entry, state)
        change(session, cast, case_id, entry, STEPS.REFUSED)
        with pytest.raises(InvalidTransition):
            change(session, cast, case_id, entry, STEPS.ACCEPTED, seen=2)

    def test_a_no_has_a_reason_and_no_day_is_ahead(self, session, cast, case_id, desk):
        entry = make(session, cast, case_id, desk)
        with pytest.raises(Invalid):
            change(session, cast, case_id, entry, STEPS.REVOKED, remark=" ")
        with pytest.raises(Invalid):
            change(
                session, cast, case_id, entry, STEPS.ACCEPTED, on=clock.today() + timedelta(days=3)
            )

    def test_two_who_note_at_once_see_each_other(self, session, cast, case_id, desk):
        entry = make(session, cast, case_id, desk)
        change(session, cast, case_id, entry, STEPS.ACCEPTED)
        with pytest.raises(Conflict):
            change(session, cast, case_id, entry, STEPS.REFUSED, who="hasan")

    def test_what_is_not_there_is_not_found(self, session, cast, case_id):
        with pytest.raises(NotFound):
            change(session, cast, case_id, uuid.uuid4(), STEPS.ACCEPTED)
        with pytest.raises(NotFound):
            give(session, cast, case_id, uuid.uuid4())

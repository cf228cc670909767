"""Every way out waits for consent where its row says so, and reaches nobody who is suspected."""

from datetime import timedelta

import pytest

from kla.cases.forms.fields import place_names
from kla.cases.leaving import WAYS_OUT
from kla.cases.numbers import case_number
from kla.cases.services import (
    conferences,
    consents,
    copies,
    exits,
    lookup,
    people,
    referrals,
    simfoni,
    transfers,
)
from kla.cases.types import CaseState, LeaveCase, Perpetrator
from kla.cases.types.conferences import Participant, RecordConference
from kla.cases.types.copies import MakeCopy, Wording
from kla.cases.types.offers import OfferTransfer
from kla.cases.types.people import PersonRole
from kla.cases.types.referrals import Desk, MakeReferral
from kla.core import clock
from kla.core.errors import Invalid, InvalidTransition
from tests import factories_cases as f
from tests.integration.cases.colleagues import consented

SUSPECT = "Joko Terlapor"
LATER = clock.today() + timedelta(days=7)


@pytest.fixture
def case_id(session, cast):
    suspects = (Perpetrator(relation="orang_tua", name=SUSPECT),)
    return f.assessed(session, cast, perpetrators=suspects)


class Way:
    """Trying each way out, towards somebody."""

    def __init__(self, session, cast, case_id, folder):
        self.session, self.cast, self.case_id, self.folder = session, cast, case_id, folder

    def actor(self, who="hasan"):
        return self.cast.actor(self.session, who)

    def referral(self, whom="RSUD Contoh"):
        command = MakeReferral(
            institution=whom,
            service="kesehatan",
            purpose="Mohon visum.",
            parts=("identity",),
            ask_again=LATER,
            confirmed=True,
        )
        desk = Desk(self.folder)
        referrals.make_referral(self.session, self.actor(), self.case_id, command, desk)

    def transfer(self):
        command = OfferTransfer(unit_id=self.cast.units[1], reason="Pindah.", confirmed=True)
        transfers.offer_transfer(self.session, self.actor(), self.case_id, command)

    def copy(self, whom="LBH Contoh"):
        command = MakeCopy(
            parts=("report",), to="lawyer", recipient=whom, purpose="Sidang.", confirmed=True
        )
        wording = Wording("id", lambda _list, code: code, str, str, str)
        copies.make_copy(self.session, self.actor(), self.case_id, command, wording)

    def simfoni(self):
        """The page answers in words; nothing of the sheet is on it."""
        actor = self.actor()
        found = simfoni.read_sheet(self.session, actor, self.case_id, place_names, printed=True)
        assert bool(found.blocks) is not bool(found.refused)
        if found.refused:
            raise Invalid(found.refused)

    def conference(self, whom="Ibu Contoh"):
        command = RecordConference(
            held_on=clock.today(),
            participants=(Participant(name=whom, institution="Dinas Sosial"),),
            discussed="Keadaan.",
            decided="Tetap.",
        )
        conferences.record_conference(self.session, self.actor(), self.case_id, command)

    def leave(self, whom="RSUD Contoh"):
        command = LeaveCase(
            outcome=CaseState.REFERRED,
            reason="Di luar kota.",
            to=whom,
            told="Semua.",
            safety="Aman.",
            confirmed=True,
        )
        exits.leave_case(self.session, self.actor(), self.case_id, command)

    def consent_form(self, whom=""):
        roll = people.read_roll(self.session, self.actor(), self.case_id)
        role = PersonRole.PERPETRATOR if whom else PersonRole.VICTIM
        signer = next(one for one in roll.people if one.role == role)
        consents.form_for(self.session, self.actor(), self.case_id, role, signer.id)


@pytest.fixture
def way(session, cast, case_id, tmp_path):
    return Way(session, cast, case_id, tmp_path)


@pytest.mark.parametrize("row", [row for row in WAYS_OUT if row.consent], ids=lambda row: row.name)
def test_without_consent_it_stays_and_with_it_it_goes(session, cast, case_id, way, row):
    attempt = getattr(way, row.name)
    with pytest.raises(Invalid) as refused:
        attempt()
    assert refused.value.reason == "consent-missing"
    session.rollback()
    consented(session, cast, case_id, row.consent)
    attempt()


@pytest.mark.parametrize("row", [row for row in WAYS_OUT if row.named], ids=lambda row: row.name)
def test_whoever_is_suspected_is_not_reached_whatever_is_agreed_to(
    session, cast, case_id, way, row
):
    if row.consent:
        consented(session, cast, case_id, row.consent)
    with pytest.raises((Invalid, InvalidTransition)) as refused:
        getattr(way, row.name)(SUSPECT)
    said = getattr(refused.value, "reason", "") or str(refused.value.__dict__)
    assert "suspect-not-reached" in said
    session.rollback()
    getattr(way, row.name)()


class TestPaper:
    """Where a parent or guardian is suspected, paper says so and not where the victim is."""

    @pytest.fixture
    def ratna(self, app, cast):
        return cast.browser(app, "ratna")

    def test_the_page_of_a_case_prints_no_place_to_find_the_victim(self, ratna, case_id):
        for path in (f"/cases/{case_id}", f"/cases/{case_id}/people"):
            page = ratna.get(path).text
            assert "Terlapor adalah orang tua atau wali" in page
            assert "tidak dicetak" in page

    def test_a_sheet_says_whom_it_must_not_reach(self, ratna, case_id):
        page = ratna.get(f"/cases/{case_id}/print/assessment").text
        assert SUSPECT in page
        assert "Jangan beri tahu, cetak untuk" in page
        assert "tidak untuk diserahkan ke luar" in page

    def test_a_calendar_names_nobody(self, app, session, cast, case_id, ratna):
        said = ratna.get("/tasks/calendar.ics").text
        month = lookup.get_case(session, case_id).opened_month
        assert case_number(case_id, month) in said
        for name in ("Siti", "Contohwati", SUSPECT):
            assert name not in said

"""Copies of a whole case: only what was ticked, for whom it may be, and written into a register."""

import hashlib
import io
import time
import uuid
from datetime import timedelta

import pikepdf
import pytest

from kla.access.policy import Permission
from kla.cases.forms import copy_words
from kla.cases.services import copies, copy_pages, copy_parts, lookup, notes, people, reading
from kla.cases.services.consents import withdraw_consent
from kla.cases.types import AddNote, Perpetrator
from kla.cases.types.consents import ConsentPurpose, WithdrawConsent
from kla.cases.types.copies import CopyPart, Fate, MakeCopy, Recipient, SettleCopy, Wording
from kla.cases.types.people import PersonDetails, PersonRole, PutPerson
from kla.core import clock
from kla.core.errors import Conflict, Forbidden, Invalid, NotFound
from kla.trail import services as trail
from tests import factories_cases as f
from tests import factories_stages as later
from tests.integration.cases.colleagues import consented

SUSPECT = "Joko Terlapor"
ALL = tuple(CopyPart)
NASTY = '#read("/etc/passwd") $x$ *tebal* <label> @ref \\ // /* "kutip" [kurung] #{1+1}'


def words(language="id"):
    return Wording(
        language, lambda name, code: f"{name}:{code}", lambda code: f"Kelurahan {code}", str, str
    )


@pytest.fixture
def case_id(session, cast):
    suspects = (Perpetrator(relation="orang_tua", name=SUSPECT),)
    victims = (f.victim(nik="6471039907129981"),)
    return f.assessed(session, cast, perpetrators=suspects, victims=victims)


def command(**changed):
    values = {
        "parts": (CopyPart.REPORT, CopyPart.VICTIMS),
        "to": Recipient.OFFICE,
        "purpose": "Rapat tim.",
        "confirmed": True,
    }
    return MakeCopy(**(values | changed))


def make(session, cast, case_id, who="ratna", sent=None, **changed):
    sent = sent or command(**changed)
    copy = copies.make_copy(session, cast.actor(session, who), case_id, sent, words())
    session.commit()
    return copy


def register(session, cast, case_id):
    page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
    return copies.entries_of(page.content("copies"))


def lines(session, cast, case_id, action):
    hasan = cast.actor(session, "hasan")
    opened = lookup.open_case(session, hasan, case_id, Permission.CASE_READ)
    return [one for one in trail.lines_about(session, opened.history) if one.action == action]


def told(session, cast, case_id, **changed):
    """What the pages of a copy say, as data, before they are set."""
    make(session, cast, case_id, **changed)
    entry, hasan = register(session, cast, case_id)[-1], cast.actor(session, "hasan")
    opened = lookup.open_case(session, hasan, case_id, Permission.CASE_READ)
    return copy_pages.data_of(copy_pages.Desk(session, hasan, opened, words()), entry)


def add_relative(session, cast, case_id, **details):
    put = PutPerson(
        role=PersonRole.FAMILY,
        person=uuid.uuid4(),
        details=PersonDetails(**({"name": "Bibi Contoh", "relation": "kakek_nenek"} | details)),
    )
    people.put_person(session, cast.actor(session, "ratna"), case_id, put)
    session.commit()
    return put.person.hex


class TestPages:
    def test_tell_what_was_ticked_and_no_more(self, session, cast, case_id):
        said = str(told(session, cast, case_id, parts=(CopyPart.VICTIMS,)))
        assert "Siti Contohwati" in said
        for left_out in ("Kronologi rekaan", SUSPECT, "Aman di rumah nenek", "6471039907129981"):
            assert left_out not in said

    def test_numbers_of_identity_are_ticked_apart(self, session, cast, case_id):
        parts = (CopyPart.VICTIMS, CopyPart.NUMBERS)
        said = told(session, cast, case_id, parts=parts)
        assert "6471039907129981" in str(said)
        assert len(said["parts"]) == 1

    def test_every_part_has_a_chapter(self, session, cast, case_id):
        said = told(session, cast, case_id, parts=ALL)
        assert len(said["parts"]) == len(ALL) - 1

    def test_title_and_name_say_nothing_of_anybody(self, session, cast, case_id):
        copy = make(session, cast, case_id, parts=ALL)
        (entry,) = register(session, cast, case_id)
        assert copy.name == f"salinan-{entry['reference']}.pdf"
        with pikepdf.open(io.BytesIO(copy.pdf)) as pdf, pdf.open_metadata() as meta:
            said = f"{dict(meta)} {pdf.docinfo}"
        for name in ("Siti", "Contohwati", SUSPECT, "Ratna"):
            assert name not in said

    def test_can_be_read_aloud_in_the_chosen_language(self, session, cast, case_id):
        ratna = cast.actor(session, "ratna")
        copy = copies.make_copy(session, ratna, case_id, command(parts=ALL), words("en"))
        with pikepdf.open(io.BytesIO(copy.pdf)) as pdf, pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert str(pdf.Root.Lang) == "en"

    def test_nothing_typed_is_markup(self, session, cast):
        case_id = f.assigned(session, cast, chronology=NASTY, victims=(f.victim(name=NASTY),))
        ratna = cast.actor(session, "ratna")
        notes.add_note(session, ratna, case_id, AddNote(text=f"{NASTY}\n\n= Bab\n- satu"))
        assert make(session, cast, case_id, parts=ALL, purpose=NASTY).pdf.startswith(b"%PDF-")

    def test_the_passphrase_alone_opens_it(self, session, cast, case_id):
        copy = make(session, cast, case_id, passphrase="empat kata acak ini")
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(copy.pdf))
        with pikepdf.open(io.BytesIO(copy.pdf), password="empat kata acak ini") as pdf:
            assert pdf.encryption.bits == 256
        (entry,) = register(session, cast, case_id)
        assert "empat kata" not in str(entry)

    def test_a_letters_passphrase_is_in_no_copy(self, session, cast, case_id):
        said = told(session, cast, case_id, parts=ALL)
        assert "passphrase" not in str(said)

    def test_a_case_at_its_end_is_copied_whole(self, session, cast):
        case_id = f.closed(session, cast)
        assert make(session, cast, case_id, who="hasan", parts=ALL).pdf.startswith(b"%PDF-")

    def test_the_work_of_every_stage_is_told(self, session, cast):
        case_id = later.monitoring(session, cast)
        said = str(told(session, cast, case_id, parts=ALL))
        assert "Sesi pendampingan." in said
        assert "copy_events:service" in said

    def test_a_long_case_takes_seconds(self, session, cast, case_id):
        ratna = cast.actor(session, "ratna")
        for _ in range(200):
            notes.add_note(session, ratna, case_id, AddNote(text="Kunjungan ke rumah. " * 120))
        session.commit()
        begun = time.monotonic()
        copy = make(session, cast, case_id, parts=ALL, passphrase="empat kata acak ini")
        assert time.monotonic() - begun < 10
        with pikepdf.open(io.BytesIO(copy.pdf), password="empat kata acak ini") as pdf:
            assert len(pdf.pages) > 90


class TestRegister:
    def test_each_copy_has_a_number_a_reference_and_a_line(self, session, cast, case_id):
        first = make(session, cast, case_id)
        make(session, cast, case_id, purpose="Rapat kedua.")
        entries = register(session, cast, case_id)
        assert [one["number"] for one in entries] == [1, 2]
        newest, oldest = lines(session, cast, case_id, "case.copied")
        assert oldest.details["reference"] == entries[0]["reference"]
        assert oldest.details["sha256"] == hashlib.sha256(first.pdf).hexdigest()
        assert oldest.details["parts"] == "report victims"
        assert newest.details["number"] == 2
        assert "Siti" not in str(oldest)

    def test_the_same_form_twice_is_one_copy(self, session, cast, case_id):
        sent = command()
        for _ in range(2):
            make(session, cast, case_id, sent=sent)
        (entry,) = register(session, cast, case_id)
        assert len(entry["sha256"]) == 2
        assert len(lines(session, cast, case_id, "case.copied")) == 2

    def test_the_same_page_used_for_another_copy_makes_another(self, session, cast, case_id):
        sent = command()
        make(session, cast, case_id, sent=sent)
        make(session, cast, case_id, sent=command(entry=sent.entry, purpose="Lain."))
        assert [one["number"] for one in register(session, cast, case_id)] == [1, 2]

    def test_an_hour_later_it_is_another_copy(self, session, cast, case_id, monkeypatch):
        sent = command()
        make(session, cast, case_id, sent=sent)
        moment = clock.now() + timedelta(hours=1)
        monkeypatch.setattr(clock, "now", lambda: moment)
        make(session, cast, case_id, sent=sent)
        assert len(register(session, cast, case_id)) == 2

    def test_says_what_became_of_it_once(self, session, cast, case_id):
        make(session, cast, case_id)
        (entry,) = register(session, cast, case_id)
        ratna, said = (
            cast.actor(session, "ratna"),
            SettleCopy(entry=uuid.UUID(entry["entry"]), fate=Fate.RETURNED, on=clock.today()),
        )
        copies.settle_copy(session, ratna, case_id, said)
        session.commit()
        (entry,) = register(session, cast, case_id)
        assert entry["fate"]["what"] == "returned"
        with pytest.raises(Conflict):
            copies.settle_copy(session, ratna, case_id, said)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"fate": "terbang"}, "fate"),
            ({"fate": Fate.LOST}, "remark"),
            ({"on": clock.today() + timedelta(days=2)}, "on"),
            ({"on": clock.today() - timedelta(days=2)}, "on"),
            ({"remark": "x" * 20_001}, "remark"),
        ],
    )
    def test_a_fate_that_cannot_be_is_refused(self, session, cast, case_id, changed, field):
        make(session, cast, case_id)
        (entry,) = register(session, cast, case_id)
        said = {"entry": uuid.UUID(entry["entry"]), "fate": Fate.RETURNED, "on": clock.today()}
        with pytest.raises(Invalid) as refused:
            copies.settle_copy(
                session, cast.actor(session, "ratna"), case_id, SettleCopy(**(said | changed))
            )
        assert refused.value.field == field

    def test_a_copy_that_is_not_there(self, session, cast, case_id):
        said = SettleCopy(entry=uuid.uuid4(), fate=Fate.RETURNED, on=clock.today())
        with pytest.raises(NotFound):
            copies.settle_copy(session, cast.actor(session, "ratna"), case_id, said)


class TestRefusals:
    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"parts": ()}, "parts"),
            ({"parts": (CopyPart.NUMBERS,)}, "parts"),
            ({"parts": ("semua",)}, "parts"),
            ({"to": ""}, "to"),
            ({"to": "tetangga"}, "to"),
            ({"purpose": " "}, "purpose"),
            ({"purpose": "a\0b"}, "purpose"),
            ({"to": Recipient.POLICE, "recipient": ""}, "recipient"),
            ({"recipient": "x" * 501}, "recipient"),
            ({"passphrase": "pendek"}, "passphrase"),
            ({"passphrase": "x" * 121}, "passphrase"),
            ({"confirmed": False}, "confirmed"),
            ({"to": Recipient.FAMILY, "person": "bukan"}, "person"),
            ({"to": Recipient.FAMILY}, "person"),
        ],
    )
    def test_what_cannot_be_copied_changes_nothing(self, session, cast, case_id, changed, field):
        with pytest.raises(Invalid) as refused:
            make(session, cast, case_id, **changed)
        assert refused.value.field == field
        session.rollback()
        assert register(session, cast, case_id) == []

    @pytest.mark.parametrize(
        "to", [Recipient.POLICE, Recipient.COURT, Recipient.INSTITUTION, Recipient.LAWYER]
    )
    def test_outside_the_office_it_wants_consent(self, session, cast, case_id, to):
        with pytest.raises(Invalid) as refused:
            make(session, cast, case_id, to=to, recipient="Unit PPA Contoh")
        assert refused.value.reason == "consent-missing"

    def test_with_consent_it_says_on_what_it_rests(self, session, cast, case_id):
        consented(session, cast, case_id, ConsentPurpose.COPY)
        make(session, cast, case_id, to=Recipient.LAWYER, recipient="LBH Contoh")
        (entry,) = register(session, cast, case_id)
        assert len(entry["rests_on"]) == 1
        hasan = cast.actor(session, "hasan")
        taken = WithdrawConsent(on=clock.today(), reason="Berubah pikiran.")
        withdraw_consent(session, hasan, case_id, uuid.UUID(entry["rests_on"][0]), taken)
        session.commit()
        with pytest.raises(Invalid):
            make(session, cast, case_id, to=Recipient.LAWYER, recipient="LBH Contoh")

    def test_a_supervisor_may_let_it_go_with_a_reason(self, session, cast, case_id):
        how = {"to": Recipient.POLICE, "recipient": "Polres Contoh", "override": "Penahanan besok."}
        with pytest.raises(Invalid) as refused:
            make(session, cast, case_id, **how)
        assert refused.value.reason == "override-by-supervisor"
        session.rollback()
        make(session, cast, case_id, "hasan", **how)
        (entry,) = register(session, cast, case_id)
        assert entry["override"] == "Penahanan besok."
        assert len(lines(session, cast, case_id, "case.consent_overridden")) == 1
        page = reading.read_case(session, cast.actor(session, "hasan"), case_id)
        assert [one.about for one in page.notes if one.text == "Penahanan besok."] == ["overridden"]

    @pytest.mark.parametrize("to", [Recipient.OFFICE, Recipient.LAWYER, Recipient.POLICE])
    def test_a_suspect_gets_none_whatever_is_agreed_to(self, session, cast, case_id, to):
        for purpose in (ConsentPurpose.COPY, ConsentPurpose.POLICE):
            consented(session, cast, case_id, purpose)
        with pytest.raises(Invalid) as refused:
            make(session, cast, case_id, "hasan", to=to, recipient=f"Bapak {SUSPECT}", override="x")
        assert refused.value.reason == "suspect-not-reached"

    def test_a_suspected_parent_gets_none_as_a_relative(self, session, cast, case_id):
        consented(session, cast, case_id, ConsentPurpose.COPY)
        person = add_relative(session, cast, case_id, name=SUSPECT, relation="ayah")
        with pytest.raises(Invalid) as refused:
            make(session, cast, case_id, to=Recipient.FAMILY, person=person)
        assert refused.value.reason == "suspect-not-reached"
        aunt = add_relative(session, cast, case_id)
        make(session, cast, case_id, to=Recipient.FAMILY, person=aunt)
        (entry,) = register(session, cast, case_id)
        assert entry["recipient"] == "Bibi Contoh"

    def test_where_a_guardian_is_suspected_no_page_says_where_the_victim_is(self, session, cast):
        victims = (f.victim(kelurahan=f.KLANDASAN),)
        guardian = (Perpetrator(relation="orang_tua", name=SUSPECT),)
        case_id = f.assessed(session, cast, victims=victims, perpetrators=guardian)
        said = told(session, cast, case_id, parts=ALL)
        assert f.KLANDASAN not in str(said)
        assert said["warning"] == "copy_texts:guardian"

    @pytest.mark.parametrize("who", ["tini", "nur", "dimas", "gilang", "arif"])
    def test_others_make_none(self, session, cast, case_id, who):
        with pytest.raises(Forbidden):
            make(session, cast, case_id, who)

    @pytest.mark.parametrize("who", ["lestari", "made", "sari"])
    def test_who_does_not_have_the_case_finds_none(self, session, cast, case_id, who):
        with pytest.raises(NotFound):
            make(session, cast, case_id, who)


def test_every_part_has_a_writer_but_the_numbers():
    assert set(CopyPart) - set(copy_parts.WRITERS) == {CopyPart.NUMBERS}
    assert set(copy_words.PARTS) == set(CopyPart)

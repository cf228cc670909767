"""What is typed wrong comes back as it was typed, a word beside the field, and changes nothing.

Sent through the pages, as a browser would send it, or as somebody would who has no browser.
"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from kla.cases.models import Case, CaseAttachment
from kla.cases.types import CaseState
from kla.core import clock
from kla.core.db import Base
from kla.extensions import db
from tests import factories_cases
from tests.security import scenario
from tests.security.pictures import cut, jpeg
from tests.security.stage import Stage, visitor
from tests.security.visitor import Answer, Visitor, encoded, file

looking = pytest.mark.usefixtures("looking")
MEBIBYTE = 1024 * 1024
MOST = 25  # megabytes of an upload, as the settings of the tests have it
# Written by every look, refusal and sign-in; all else must stay as it was.
NOT_COUNTED = {"trail", "trail_head", "trail_checkpoint", "login_throttle"}
TOMORROW = (clock.today() + timedelta(days=2)).isoformat()


def counts() -> dict[str, int]:
    """How many rows each table has."""
    db.session.rollback()
    names = [name for name in Base.metadata.tables if name not in NOT_COUNTED]
    query = 'SELECT count(*) FROM "{}"'
    return {name: db.session.scalar(text(query.format(name))) for name in names}


def stored(instance) -> set[str]:
    """What lies in the folder of files and in that of uploads on their way."""
    return {str(path) for name in ("files", "tmp") for path in (instance / name).iterdir()}


@pytest.fixture
def tini(app, stage: Stage) -> Visitor:
    return visitor(app, stage, "tini")


@pytest.fixture
def ratna(app, stage: Stage) -> Visitor:
    return visitor(app, stage, "ratna")


@pytest.fixture
def hasan(app, stage: Stage) -> Visitor:
    return visitor(app, stage, "hasan")


@pytest.fixture
def case(stage: Stage) -> str:
    """The address of Ratna's case."""
    return f"/cases/{stage.ratnas}"


def kept(answer: Answer, action: str, typed: dict, *but: str) -> None:
    """What was typed stands in the form again."""
    form = answer.form(action)
    for name, value in typed.items():
        if name in but or name in {"csrf_token", "file"}:
            continue
        wanted = value if isinstance(value, list) else [value]
        assert sorted(form.fields.getlist(name)) == sorted(wanted), name


REQUIRED = ("received_at", "kanal", "relation", "place", "kelurahan", "primary_kind", "chronology")
WRONG = [
    *((name, "") for name in REQUIRED),
    ("risk", None),
    ("received_at", "besok"),
    ("received_at", f"{TOMORROW}T08:00"),
    ("received_at", "0001-01-01T00:00"),
    ("received_at", "99999-01-01T00:00"),
    ("happened_on", TOMORROW),
    ("happened_on", "2026-02-31"),
    ("kanal", "merpati"),
    ("relation", "entah"),
    ("place", "entah"),
    ("kelurahan", "99.99.99.9999"),
    ("primary_kind", "entah"),
    ("kinds", ["fisik", "entah"]),
    ("risk", "entah"),
    ("chronology", "x" * 20_001),
    ("chronology", "nol \x00 di tengah"),
    ("chronology", "hapus \x7f di tengah"),
    ("chronology", "lari \x1b[31m merah"),
    ("address", "x" * 501),
    ("address", "Jalan \x07"),
    ("reporter_name", "x" * 201),
    ("reporter_name", "Nama \x7f"),
    ("reporter_phone", "0812\x00"),
    ("victims-0-name", ""),
    ("victims-0-name", "x" * 201),
    ("victims-0-name", "Nama \x01"),
    ("victims-0-name", "Nama \x7f"),
    ("victims-0-sex", ""),
    ("victims-0-sex", "X"),
    ("victims-0-age", "dua belas"),
    ("victims-0-age", "-1"),
    ("victims-0-age", "200"),
    ("victims-0-age", "9" * 400),
    ("victims-0-born", TOMORROW),
    ("victims-0-born", "kemarin"),
    ("victims-0-kelurahan", "99.99.99.9999"),
    ("victims-0-nik", "6" * 201),
    ("victims-0-nik", "6471\x7f"),
    ("perpetrators-0-relation", "entah"),
    ("perpetrators-0-name", "x" * 201),
    ("perpetrators-0-name", "Nama \x7f"),
]
NAMED = [f"{name}={str(value)[:12]!a}" for name, value in WRONG]
# A browser shows what no keyboard types as something else, and an unknown choice as none.
NOT_SHOWN = {"risk", "kinds", "kanal", "relation", "place", "kelurahan", "primary_kind"}


class TestReport:
    @pytest.mark.parametrize(("name", "value"), WRONG, ids=NAMED)
    @looking
    def test_says_so_beside_the_field_and_keeps_the_rest(self, tini, name, value, instance):
        before = counts(), stored(instance)
        typed = scenario.report()
        del typed["victims-1-name"], typed["victims-1-sex"]
        del typed["victims-1-age"], typed["victims-1-kelurahan"]
        typed[name] = value
        form = tini.get("/cases/register").form("/cases/register")

        answer = tini.post("/cases/register", form.filled(typed))

        assert answer.status == 422
        assert answer.error_of(name), answer.words()[:600]
        kept(answer, "/cases/register", typed, name, *NOT_SHOWN & {name})
        assert (counts(), stored(instance)) == before

    @looking
    def test_a_report_without_any_victim_is_refused(self, tini):
        typed = {k: v for k, v in scenario.report().items() if not k.startswith("victims")}

        answer = tini.fill("/cases/register", typed)

        assert answer.status == 422
        assert answer.error_of("victims-0-name")

    @pytest.mark.parametrize("number", ["31", "999999999", "9" * 30, "-1", "x"])
    def test_rows_that_no_page_offers_break_nothing(self, tini, number):
        before = counts()
        typed = scenario.report() | {f"victims-{number}-name": "Anak", f"victims-{number}-sex": "P"}

        answer = tini.fill("/cases/register", typed)

        assert answer.status in {303, 422}
        assert counts()["case"] - before["case"] == (answer.status == 303)

    @pytest.mark.parametrize("rows", ["victims-9", "victims--1", "x", "victims-" + "9" * 30])
    @looking
    def test_rows_that_are_not_there_can_be_taken_away_without_harm(self, tini, rows):
        answer = tini.fill("/cases/register", scenario.report() | {"rows": rows})

        assert answer.status == 422
        kept(answer, "/cases/register", {"chronology": scenario.report()["chronology"]})

    @pytest.mark.parametrize("case_id", ["", "x", "0", "../../etc", "\x00"])
    def test_an_id_that_is_none_is_replaced(self, tini, case_id):
        before = counts()["case"]

        scenario.done(tini.fill("/cases/register", scenario.report(case_id=case_id)))

        assert counts()["case"] == before + 1


class TestSentTwice:
    def test_a_report_is_one_case_and_leads_to_it_both_times(self, tini):
        before = counts()
        form = tini.get("/cases/register").form("/cases/register").filled(scenario.report())

        first, second = (tini.post("/cases/register", form) for _ in range(2))

        assert scenario.case_path(first) == scenario.case_path(second)
        after = counts()
        assert {name: after[name] - before[name] for name in ("case", "case_section")} == {
            "case": 1,
            "case_section": 3,
        }

    def test_a_report_that_was_corrected_and_sent_again_is_one_case(self, tini):
        before = counts()["case"]
        form = tini.get("/cases/register").form("/cases/register")
        wrong = tini.post("/cases/register", form.filled(scenario.report(risk="entah")))
        right = wrong.form("/cases/register").filled({"risk": "tinggi"})

        scenario.done(tini.post("/cases/register", right))

        assert counts()["case"] == before + 1

    @looking
    def test_the_id_of_a_case_that_one_does_not_hold_makes_none_and_opens_none(self, tini, stage):
        before = counts()

        answer = tini.fill("/cases/register", scenario.report(case_id=str(stage.ratnas)))

        assert answer.status == 409
        assert str(stage.ratnas) not in answer.text
        assert counts() == before

    def test_a_note_is_one_note(self, ratna, case):
        before = counts()["case_note"]
        form = ratna.get(case).form(f"{case}/notes").filled({"text": "Sekali saja."})

        shown = []
        for _ in range(2):
            scenario.done(ratna.post(f"{case}/notes", form))
            shown.append(ratna.get(case).text.count("Sekali saja."))

        assert counts()["case_note"] == before + 1
        assert shown[0] == shown[1] > 0

    def test_a_service_is_one_service(self, ratna, case):
        typed = {"kind": "kesehatan", "institution": "Puskesmas Rekaan", "given_on": scenario.day()}
        form = ratna.get(f"{case}/services/add").form(f"{case}/services/add").filled(typed)

        shown = []
        for _ in range(2):
            scenario.done(ratna.post(f"{case}/services/add", form))
            shown.append(ratna.get(case).text.count("Puskesmas Rekaan"))

        assert shown[0] == shown[1] > 0

    def test_a_file_is_one_file(self, ratna, case, instance):
        before = counts()["case_attachment"], len(stored(instance))
        form = ratna.get(f"{case}/files/add").form(f"{case}/files/add")
        content = jpeg("sekali")

        for _ in range(2):
            sent = form.filled({"file": file(content, "sekali.jpg")})
            scenario.done(ratna.post(f"{case}/files/add", sent))

        drawn = 2  # the view and the thumbnail beside the original
        assert (counts()["case_attachment"], len(stored(instance))) == (
            before[0] + 1,
            before[1] + 1 + drawn,
        )

    def test_an_assignment_is_one_assignment(self, hasan, stage):
        path = f"/cases/{stage.waiting}/assign"
        form = hasan.get(path).form(path).filled({"workers": [str(stage.id_of("ratna"))]})

        first, second = (hasan.post(path, form) for _ in range(2))

        assert (first.status, second.status) == (303, 422)
        assert db.session.get(Case, stage.waiting).dek_epoch == 2

    def test_a_proposed_end_is_one_proposal(self, ratna, case):
        before = counts()["case_task"]
        form = ratna.get(f"{case}/closure/propose").form(f"{case}/closure/propose")
        sent = form.filled({"reason": "tujuan_tercapai", "summary": "Sudah aman."})

        first, second = (ratna.post(f"{case}/closure/propose", sent) for _ in range(2))

        assert first.status == 303
        assert second.status in {303, 409}
        assert counts()["case_task"] == before + 1


ASSESSMENT = {"safety": "Aman di rumah nenek.", **factories_cases.LOWEST}


class TestTwoPeople:
    """Ratna and Hasan open the same form; she sends first."""

    def both(self, ratna, hasan, path):
        return tuple(one.get(path).form(path) for one in (ratna, hasan))

    def test_the_second_assessment_shows_both_and_overwrites_nothing(self, ratna, hasan, case):
        path = f"{case}/assessment"
        hers, his = self.both(ratna, hasan, path)
        scenario.done(ratna.post(path, hers.filled(ASSESSMENT | {"safety": "Kata Ratna."})))
        before = counts()

        answer = hasan.post(path, his.filled(ASSESSMENT | {"safety": "Kata Hasan."}))

        assert answer.status == 409
        assert "Kata Ratna." in answer.words()
        assert answer.form(path).fields["safety"] == "Kata Hasan."
        assert counts() == before
        assert "Kata Hasan." not in ratna.get(case).text

    def test_having_seen_the_other_version_one_may_save(self, ratna, hasan, case):
        path = f"{case}/assessment"
        hers, his = self.both(ratna, hasan, path)
        scenario.done(ratna.post(path, hers.filled(ASSESSMENT | {"safety": "Kata Ratna."})))
        answer = hasan.post(path, his.filled(ASSESSMENT | {"safety": "Kata Hasan."}))

        again = answer.form(path).filled({"safety": "Kata keduanya."})

        scenario.done(hasan.post(path, again))
        assert "Kata keduanya." in ratna.get(case).text

    @pytest.mark.parametrize("name", ["chronology", "victims-0-name", "address"])
    def test_the_second_correction_of_a_report_shows_both(self, ratna, hasan, case, name):
        path = f"{case}/report"
        hers, his = self.both(ratna, hasan, path)
        scenario.done(ratna.post(path, hers.filled({name: "Ketikan Ratna"})))

        answer = hasan.post(path, his.filled({name: "Ketikan Hasan"}))

        assert answer.status == 409
        assert "Ketikan Ratna" in answer.words()
        assert answer.form(path).fields[name] == "Ketikan Hasan"
        assert "Ketikan Hasan" not in ratna.get(case).text

    def test_the_second_identification_shows_both(self, app, stage, tini, hasan):
        path = f"/cases/{stage.waiting}/identify"
        hers, his = self.both(tini, hasan, path)
        typed = {"risk": "rendah", "kewenangan": "daerah", "outcome": "identification"}
        scenario.done(tini.post(path, hers.filled(typed | {"reason": "Kata Tini."})))

        answer = hasan.post(path, his.filled(typed | {"reason": "Kata Hasan.", "risk": "tinggi"}))

        assert answer.status == 409
        assert "Kata Tini." in answer.words()
        assert answer.form(path).fields["reason"] == "Kata Hasan."

    def test_the_second_proposal_keeps_what_was_typed(self, ratna, hasan, case):
        path = f"{case}/closure/propose"
        hers, his = self.both(ratna, hasan, path)
        typed = {"reason": "tujuan_tercapai"}
        scenario.done(ratna.post(path, hers.filled(typed | {"summary": "Kata Ratna."})))

        answer = hasan.post(path, his.filled(typed | {"summary": "Kata Hasan."}))

        assert answer.status == 409
        assert "Kata Ratna." in answer.words()
        assert answer.form(path).fields["summary"] == "Kata Hasan."

    def test_a_task_that_somebody_else_has_done_keeps_what_was_typed(self, ratna, hasan, case):
        links = [one.get("href", "") for one in ratna.get(case).tree.iter()]
        path = next(one for one in links if one.startswith(f"{case}/tasks/") and "/done" in one)
        hers, his = self.both(ratna, hasan, path)
        scenario.done(ratna.post(path, hers.filled({"text": "Kata Ratna."})))

        answer = hasan.post(path, his.filled({"text": "Kata Hasan."}))

        assert answer.status == 409
        assert answer.form(path).fields["text"] == "Kata Hasan."

    def test_a_note_sent_by_somebody_from_whom_the_case_was_taken_is_not_written(
        self, app, stage, ratna, hasan, case
    ):
        form = ratna.get(case).form(f"{case}/notes").filled({"text": "Terlambat."})
        add = {"workers": [str(stage.id_of("rudi"))]}
        scenario.done(hasan.fill(f"{case}/assign", add))
        remove = f"{case}/workers/{stage.id_of('ratna')}/remove"
        scenario.done(hasan.fill(remove, {}))

        answer = ratna.post(f"{case}/notes", form)

        assert answer.status == 404
        assert "Terlambat." not in hasan.get(case).text


WHOLE = jpeg("berkas")
BROKEN = [
    ("cut.jpg", cut(WHOLE)),
    ("no-picture.jpg", b"\xff\xd8\xff" + b"x" * 4000),
    ("control.txt", b"bukan teks \x07"),
    ("program.pdf", b"MZ\x90\x00" + b"\0" * 2000),
    ("cut.pdf", b"%PDF-1.7\n" + b"x" * 3000),
    ("empty.jpg", b""),
    ("cut.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 30),
    ("riff.webp", b"RIFF\x00\x00\x00\x00WEBP" + b"x" * 40),
]


class TestFile:
    @pytest.mark.parametrize(("name", "content"), BROKEN, ids=[name for name, _ in BROKEN])
    @looking
    def test_a_broken_one_is_refused_beside_its_field(self, ratna, case, instance, name, content):
        before = counts(), stored(instance)
        typed = {"file": file(content, name), "label": "Foto lengan kiri"}

        answer = ratna.fill(f"{case}/files/add", typed)

        assert answer.status == 422
        assert answer.error_of("file")
        assert answer.form(f"{case}/files/add").fields["label"] == "Foto lengan kiri"
        assert (counts(), stored(instance)) == before

    @pytest.mark.parametrize(
        "content", [b"<!doctype html><script>alert(1)</script>", b"<svg onload='alert(1)'/>"]
    )
    def test_a_page_of_somebody_else_comes_out_as_text_to_be_saved(self, ratna, case, content):
        scenario.done(ratna.fill(f"{case}/files/add", {"file": file(content, "page.html")}))
        db.session.rollback()
        ids = db.session.scalars(select(CaseAttachment.id)).all()

        given = [one for one in (ratna.get(f"{case}/files/{i}") for i in ids) if one.status == 200]

        (answer,) = [one for one in given if one.body == content]
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert re.fullmatch(
            r'attachment; filename="berkas-\d+\.txt"', answer.headers["Content-Disposition"]
        )

    @looking
    def test_none_at_all_is_refused_beside_its_field(self, ratna, case):
        answer = ratna.fill(f"{case}/files/add", {"label": "Tanpa berkas"})

        assert answer.status == 422
        assert answer.error_of("file")
        assert answer.form(f"{case}/files/add").fields["label"] == "Tanpa berkas"

    @looking
    def test_text_in_the_place_of_a_file_is_refused(self, ratna, case):
        answer = ratna.fill(f"{case}/files/add", {"file": "bukan berkas"})

        assert answer.status == 422

    @looking
    def test_one_that_is_too_large_is_refused_beside_its_field(self, ratna, case, instance):
        before = counts(), stored(instance)
        large = WHOLE + b"\0" * (MOST * MEBIBYTE + 1 - len(WHOLE))

        answer = ratna.fill(f"{case}/files/add", {"file": file(large, "x.jpg"), "label": "Besar"})

        assert answer.status == 422
        assert answer.error_of("file")
        assert answer.form(f"{case}/files/add").fields["label"] == "Besar"
        assert (counts(), stored(instance)) == before

    @pytest.mark.parametrize("label", ["x" * 201, "Label \x00", "Label \x7f"])
    @looking
    def test_a_wrong_label_stores_nothing(self, ratna, case, instance, label):
        before = counts(), stored(instance)

        answer = ratna.fill(f"{case}/files/add", {"file": file(WHOLE, "x.jpg"), "label": label})

        assert answer.status == 422
        assert answer.error_of("label")
        assert (counts(), stored(instance)) == before

    @pytest.mark.parametrize(
        "name", ["../../etc/passwd", "..\\x.jpg", "a%0d%0aSet-Cookie: x=1.jpg", "'\"; x.jpg"]
    )
    def test_its_name_leads_nowhere(self, ratna, case, instance, name):
        before = stored(instance)

        scenario.done(ratna.fill(f"{case}/files/add", {"file": file(WHOLE, name)}))

        new = stored(instance) - before
        assert all(one.startswith(str(instance / "files")) for one in new)
        db.session.rollback()
        row = db.session.scalars(select(CaseAttachment).order_by(CaseAttachment.id)).all()
        given = next(one for one in row if str(instance / "files" / one.stored_as) in new)
        answer = ratna.get(f"{case}/files/{given.id}")
        assert answer.body == WHOLE
        assert "Set-Cookie" not in answer.headers["Content-Disposition"]
        assert "sandbox" in answer.headers["Content-Security-Policy"]

    def test_one_that_could_not_be_entered_is_taken_away_again(self, ratna, case, instance, app):
        """The file is written before the commit; here the line in the trail fails it."""
        before = stored(instance)
        form = ratna.get(f"{case}/files/add").form(f"{case}/files/add")
        db.session.execute(text("ALTER TABLE trail RENAME TO trail_gone"))
        app.testing = False

        answer = ratna.post(f"{case}/files/add", form.filled({"file": file(WHOLE, "x.jpg")}))

        app.testing = True
        assert answer.status == 500
        assert stored(instance) == before

    def test_a_stored_one_that_was_damaged_is_not_handed_out(self, ratna, case, instance, app):
        app.testing = False
        before = stored(instance)
        scenario.done(ratna.fill(f"{case}/files/add", {"file": file(WHOLE, "x.jpg")}))
        names = {path.rsplit("/", 1)[1] for path in stored(instance) - before}
        row = db.session.scalars(
            select(CaseAttachment).where(CaseAttachment.stored_as.in_(names))
        ).one()
        path = instance / "files" / row.stored_as
        path.write_bytes(path.read_bytes()[:-1])

        answer = ratna.get(f"{case}/files/{row.id}")

        app.testing = True
        assert answer.status == 500
        assert WHOLE[:200] not in answer.body


WRONG_STEPS = [
    ("notes", {"text": ""}, "text"),
    ("notes", {"text": "   \n "}, "text"),
    ("notes", {"text": "x" * 20_001}, "text"),
    ("notes", {"text": "nol \x00"}, "text"),
    ("services/add", {"kind": "entah", "given_on": scenario.day()}, "kind"),
    ("services/add", {"kind": "kesehatan", "given_on": TOMORROW}, "given_on"),
    ("services/add", {"kind": "kesehatan", "given_on": "kapan-kapan"}, "given_on"),
    ("services/add", {"kind": "kesehatan", "outcome": "x" * 20_001}, "outcome"),
    ("assessment", ASSESSMENT | {"safety": ""}, "safety"),
    ("assessment", ASSESSMENT | {"shelter": "entah"}, "shelter"),
    ("assessment", ASSESSMENT | {"assessed_on": TOMORROW}, "assessed_on"),
    ("assessment", ASSESSMENT | {"wishes": "\x1b"}, "wishes"),
    ("closure/propose", {"reason": "entah", "summary": "x"}, "reason"),
    ("closure/propose", {"reason": "tujuan_tercapai", "summary": " "}, "summary"),
]


class TestSteps:
    @pytest.mark.parametrize(
        ("step", "typed", "field"),
        WRONG_STEPS,
        ids=[f"{s}-{f}-{n}" for n, (s, _, f) in enumerate(WRONG_STEPS)],
    )
    @looking
    def test_says_so_beside_the_field_and_changes_nothing(self, ratna, case, step, typed, field):
        before, path = counts(), f"{case}/{step}"
        page = case if step == "notes" else path

        answer = ratna.fill(page, typed, action=path)

        assert answer.status == 422
        assert answer.error_of(field), answer.words()[:500]
        for name in typed.keys() - {field}:
            assert answer.form(path).fields[name] == typed[name]
        assert counts() == before

    @pytest.mark.parametrize("workers", [[], ["x"], ["00000000-0000-4000-8000-00000000dead"]])
    @looking
    def test_nobody_is_assigned_who_is_not_offered(self, hasan, stage, workers):
        before = counts()

        answer = hasan.fill(f"/cases/{stage.waiting}/assign", {"workers": workers})

        assert answer.status == 422
        assert answer.error_of("workers")
        assert counts() == before

    @looking
    def test_a_caseworker_of_another_unit_is_not_assigned(self, hasan, stage):
        typed = {"workers": [str(stage.id_of("made"))]}

        assert hasan.fill(f"/cases/{stage.waiting}/assign", typed).status == 422

    @pytest.mark.parametrize("way", ["closed", "assessment", "entah"])
    @looking
    def test_a_case_takes_no_way_that_is_not_offered(self, tini, stage, way):
        token = tini.get(f"/cases/{stage.waiting}").csrf_token
        typed = {"csrf_token": token, "reason": "x", "outcome": way}

        answer = tini.post(f"/cases/{stage.waiting}/leave/{way}", typed)

        assert answer.status in {404, 409}
        assert db.session.get(Case, stage.waiting).state is CaseState.IDENTIFICATION

    @pytest.mark.parametrize("target", ["", "entah", "closed", "intake", "planning"])
    @looking
    def test_nor_goes_on_before_it_was_assessed(self, ratna, case, stage, target):
        token = ratna.get(case).csrf_token

        answer = ratna.post(f"{case}/advance", {"csrf_token": token, "target": target})

        assert answer.status == 409
        assert db.session.get(Case, stage.ratnas).state is CaseState.ASSESSMENT

    @pytest.mark.parametrize("decision", ["", "entah", "approve"])
    @looking
    def test_nor_is_closed_before_somebody_proposed_it(self, hasan, case, stage, decision):
        token = hasan.get(case).csrf_token
        typed = {"csrf_token": token, "remarks": "Ya.", "decision": decision}

        assert hasan.post(f"{case}/closure/decide", typed).status == 409
        assert db.session.get(Case, stage.ratnas).state is CaseState.ASSESSMENT

    @pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 30, "1.5"])
    def test_a_version_that_nobody_has_seen_overwrites_nothing(self, ratna, case, seen):
        path = f"{case}/assessment"
        scenario.done(ratna.fill(path, ASSESSMENT | {"safety": "Pertama."}))

        answer = ratna.fill(path, ASSESSMENT | {"safety": "Kedua.", "seen": seen})

        assert answer.status == 409
        assert "Kedua." not in ratna.get(case).text


class TestList:
    @pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 10, "9" * 40, "1e9", "%00"])
    @looking
    def test_a_page_that_there_is_not_is_answered(self, hasan, page):
        assert hasan.get(f"/cases?page={page}").status == 200

    @pytest.mark.parametrize(
        "typed",
        [
            {"query": "x" * 201},
            {"query": "nol \x00"},
            {"query": "a"},
            {"query": "%_'\"--;"},
            {"query": "2501-7QF3-M2K9"},
            {"query": "|"},
            {"state": "entah"},
            {"kinds": ["entah"]},
            {"kelurahan": "99.99.99.9999"},
            {"order": "entah"},
            {"received_from": "kemarin"},
            {"received_from": "2026-02-01", "received_to": "2026-01-01"},
            {"happened_to": "9999-12-31"},
            {"ages": ["13-17", "x"]},
            {"risk": "|"},
            {"worker": "x"},
            {"overdue": "x"},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("key", ["hasan", "ratna", "tini"])
    @looking
    def test_no_filter_breaks_the_list(self, app, stage, key, typed):
        somebody = visitor(app, stage, key)
        form = somebody.get("/cases").form("/cases/filter")

        answer = somebody.post("/cases/filter", form.filled(typed))

        assert answer.status in {303, 422}
        assert somebody.get("/cases").status == 200

    def test_a_search_is_in_no_address(self, hasan):
        form = hasan.get("/cases").form("/cases/filter")

        answer = hasan.post("/cases/filter", form.filled({"query": "Contohwati"}))

        assert "Contohwati" not in answer.location
        assert "Siti" not in hasan.follow(answer).path


class TestSigningIn:
    @pytest.mark.parametrize(
        "username", ["a\x00b", "x" * 201, "\x7f", "'; --", "\ud83d\ude00", " "]
    )
    @pytest.mark.parametrize(
        ("path", "more"), [("/sign-in", {"passphrase": "x"}), ("/activate", {"code": "x\x00"})]
    )
    def test_no_name_breaks_the_way_in(self, app, stage, path, more, username):
        typed = {"username": username.encode("utf-16", "surrogatepass").decode("utf-16")} | more

        answer = Visitor(app.test_client()).fill(path, typed)

        assert answer.status == 422

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": "Nama \x00"},
            {"name": "x" * 201},
            {"name": " "},
            {"username": "Huruf Besar"},
            {"username": "a\x00b"},
            {"username": "ratna"},
            {"role": "raja"},
            {"role": ""},
            {"role": "caseworker", "unit_id": ""},
            {"role": "caseworker", "unit_id": "00000000-0000-4000-8000-00000000dead"},
            {"role": "siaga", "siaga": "-"},
            {"role": "volunteer", "siaga": "a"},
        ],
        ids=str,
    )
    @looking
    def test_no_account_is_made_of_wrong_values(self, app, stage, wrong):
        gilang, before = visitor(app, stage, "gilang"), counts()
        typed = {"name": "Baru Contoh", "username": "baru", "role": "volunteer"} | wrong

        answer = gilang.fill("/people/new", typed)

        assert answer.status == 422
        assert any(answer.error_of(name) for name in wrong), answer.words()[:500]
        assert counts() == before


class TestProtocol:
    """What no page sends."""

    @pytest.mark.parametrize("token", [None, "", "x", "IjEi.aaaa.bbbb"])
    @looking
    def test_a_form_without_its_token_is_refused(self, ratna, case, token):
        before = counts()
        sent = {"text": "Tanpa tanda."} | ({} if token is None else {"csrf_token": token})

        answer = ratna.post(f"{case}/notes", sent)

        assert answer.status == 400
        assert counts() == before

    @looking
    def test_so_is_one_with_the_token_of_somebody_else(self, ratna, hasan, case):
        token = hasan.get(case).csrf_token

        answer = ratna.post(f"{case}/notes", {"text": "Tanda orang lain.", "csrf_token": token})

        assert answer.status == 400

    @looking
    def test_a_body_larger_than_any_upload_is_refused(self, ratna, case, instance):
        before = counts(), stored(instance)
        token = ratna.get(case).csrf_token
        large = file(b"\xff\xd8\xff" + b"\0" * ((MOST + 2) * MEBIBYTE), "x.jpg")

        answer = ratna.post(f"{case}/files/add", {"csrf_token": token, "file": large})

        assert answer.status == 413
        assert (counts(), stored(instance)) == before

    @looking
    def test_so_is_text_that_is_larger_than_any_form(self, ratna, case):
        token = ratna.get(case).csrf_token
        sent = {"csrf_token": token, "text": "x" * (3 * MEBIBYTE)}

        assert ratna.post(f"{case}/notes", sent).status == 413

    @looking
    def test_so_is_a_form_of_ten_thousand_fields(self, ratna, case):
        token = ratna.get(case).csrf_token
        fields = {f"f{n}": file(b"x", "x") for n in range(1100)}

        assert ratna.post(f"{case}/files/add", {"csrf_token": token} | fields).status == 413

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("application/json", b'{"text": "x"}'),
            ("multipart/form-data", b"no boundary"),
            ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
            ("text/plain", b"text=x"),
            ("application/x-www-form-urlencoded", b"%ff%fe=%ff&csrf_token=%ff"),
        ],
    )
    @looking
    def test_another_kind_of_body_is_refused(self, ratna, case, kind, body):
        before = counts()

        assert ratna.send("POST", f"{case}/notes", body, kind).status == 400
        assert counts() == before

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
    @looking
    def test_other_methods_are_refused(self, ratna, case, method):
        assert ratna.send(method, case, b"", "").status in {400, 405}

    @pytest.mark.parametrize(
        "path",
        ["/cases/x", "/cases/1", "/cases/%00", "/cases/..%2f..", "/static/../app.py", "/%ff"],
    )
    @looking
    def test_an_address_that_is_none_is_not_found(self, ratna, path):
        assert ratna.get(path).status == 404

    @pytest.mark.parametrize("cookie", ["x", "", "A" * 43, "A" * 4000, "\u00e9", "../x"])
    @looking
    def test_a_cookie_that_is_none_is_nobody(self, app, stage, cookie):
        client = app.test_client()
        client.set_cookie(app.session_interface.cookie, cookie)

        assert Visitor(client).get("/").status == 302

    @pytest.mark.parametrize("aim", ["//evil.example", "https://evil.example", "/\\evil.example"])
    def test_nobody_is_sent_to_another_site(self, app, stage, aim):
        answer = Visitor(app.test_client()).fill("/sign-in", {"next": aim, "username": "x"})
        lang = Visitor(app.test_client())
        token = lang.get("/sign-in").csrf_token

        switched = lang.post("/language", {"csrf_token": token, "lang": "en", "next": aim})

        assert "evil" not in answer.location
        assert "evil" not in switched.location


def test_a_form_goes_over_the_wire_as_browsers_send_it():
    body, kind = encoded({"a": "satu dua", "b": ["1", "2"]})

    assert (body, kind) == (b"a=satu+dua&b=1&b=2", "application/x-www-form-urlencoded")

"""Copies of a case in the browser: the form, the file as its answer, the register."""

import io

import pikepdf
import pytest

from kla.cases.types import Perpetrator
from kla.cases.types.consents import ConsentPurpose
from tests import factories_cases as f
from tests.integration.cases.colleagues import consented

SUSPECT = "Joko Terlapor"


@pytest.fixture
def case_id(session, cast):
    suspects = (Perpetrator(relation="orang_tua", name=SUSPECT),)
    return f.assessed(session, cast, perpetrators=suspects)


@pytest.fixture
def path(case_id):
    return f"/cases/{case_id}/copies"


def typed(**changed):
    values = {
        "parts": ["report", "trail"],
        "to": "office",
        "purpose": "Rapat tim.",
        "language": "id",
    }
    return values | {"confirmed": "y", "unlocked": "y"} | changed


def test_the_answer_to_the_form_is_the_file(app, cast, path):
    ratna = cast.browser(app, "ratna")
    ratna.get(f"{path}/make")
    entry = ratna.value("entry")
    answer = ratna.post(f"{path}/make", typed(entry=entry))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Siti" not in answer.headers["Content-Disposition"]
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) >= 2
    assert "Salinan ke-1" in ratna.get(path).text
    assert "Rapat tim." in ratna.text()


def test_it_comes_with_a_passphrase_that_opens_the_file(app, cast, path):
    ratna = cast.browser(app, "ratna")
    ratna.get(f"{path}/make")
    passphrase = ratna.value("passphrase")
    sent = typed(passphrase=passphrase, language="en")
    del sent["unlocked"]
    answer = ratna.post(f"{path}/make", sent)
    with pikepdf.open(io.BytesIO(answer.data), password=passphrase) as pdf:
        assert str(pdf.Root.Lang) == "en"
    assert passphrase not in ratna.get(path).text


def test_what_was_refused_stands_beside_its_field_and_nothing_is_lost(app, cast, path):
    ratna = cast.browser(app, "ratna")
    wrong = typed(to="police", recipient="Polres Contoh", purpose="Berkas penyidikan.")
    assert ratna.post(f"{path}/make", wrong).status_code == 422
    assert "Belum ada persetujuan" in ratna.text()
    assert ratna.value("recipient") == "Polres Contoh"
    assert ratna.value("purpose") == "Berkas penyidikan."
    assert "Belum ada salinan" in ratna.get(path).text


def test_neither_lock_nor_tick_is_asked_about(app, cast, path):
    sent = typed(passphrase="")
    del sent["unlocked"]
    ratna = cast.browser(app, "ratna")
    assert ratna.post(f"{path}/make", sent).status_code == 422
    assert "Isi kata sandi" in ratna.text()


def test_all_parts_are_ticked_by_a_link(app, cast, path):
    ratna = cast.browser(app, "ratna")
    ratna.get(f"{path}/make?parts=all")
    boxes = [one for one in ratna.fields() if one.get("name") == "parts"]
    assert all(one.get("checked") is not None for one in boxes)
    ratna.get(f"{path}/make")
    boxes = [one for one in ratna.fields() if one.get("name") == "parts"]
    assert not any(one.get("checked") is not None for one in boxes)


def test_a_suspected_parent_is_on_no_list(app, session, cast, case_id, path):
    consented(session, cast, case_id, ConsentPurpose.COPY)
    ratna = cast.browser(app, "ratna")
    ratna.get(f"{path}/make")
    options = [one.text or "" for one in ratna.page.iter("option")]
    assert any("Siti Contohwati" in one for one in options)
    assert not any(SUSPECT in one for one in options)
    page = ratna.text()
    assert "Jangan beri tahu, cetak untuk" in page


def test_only_supervisors_see_the_field_for_a_reason(app, cast, path):
    for who, there in (("ratna", False), ("hasan", True)):
        browser = cast.browser(app, who)
        browser.get(f"{path}/make")
        assert any(one.get("name") == "override" for one in browser.fields()) is there


def test_a_copy_comes_back_once(app, cast, path, case_id):
    ratna = cast.browser(app, "ratna")
    ratna.post(f"{path}/make", typed())
    ratna.get(path)
    links = [one.get("href") or "" for one in ratna.page.iter("a")]
    settle = next(one for one in links if one.startswith(f"{path}/") and "make" not in one)
    assert ratna.post(settle, {}).status_code == 422
    assert ratna.post(settle, {"fate": "lost", "on": "2020-01-01"}).status_code == 422
    ratna.get(settle)
    today = ratna.value("on")
    back = ratna.post(settle, {"fate": "returned", "on": today})
    assert back.status_code == 303
    assert "Dikembalikan" in ratna.follow(back).text
    assert ratna.get(settle).status_code == 303
    again = ratna.post(settle, {"fate": "lost", "on": today, "remark": "Hilang di jalan."})
    assert again.status_code == 409
    assert "Tidak ada yang ditimpa" in ratna.text()
    assert "Hilang di jalan." in ratna.text()


def test_the_number_on_the_paper_stands_in_the_timeline(app, cast, path, case_id):
    ratna = cast.browser(app, "ratna")
    answer = ratna.post(f"{path}/make", typed())
    reference = answer.headers["Content-Disposition"].split("salinan-")[1].removesuffix('.pdf"')
    page = ratna.get(f"/cases/{case_id}/timeline").text
    assert "Salinan berkas dibuat" in page
    assert reference in page


def test_nobody_is_led_to_what_they_may_not_do(app, session, cast):
    case_id = f.identified(session, cast)
    for who, there in (("tini", False), ("hasan", True)):
        page = cast.browser(app, who).get(f"/cases/{case_id}").text
        assert (f"/cases/{case_id}/copies/make" in page) is there
        assert f'/cases/{case_id}/copies"' in page

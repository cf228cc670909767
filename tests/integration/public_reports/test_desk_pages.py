"""What the desk's pages show of a report: its words as written, those of danger marked."""

import pytest

from tests import factories_reports as f

STORY = "Ayah mengancam pakai pisau <script>alert(1)</script>.\nTolong."


@pytest.fixture
def report_id(session, cast):
    report_id, _ = f.received(session, cast, story=STORY)
    session.commit()
    return report_id


def marked(browser):
    return [(one.text, one.get("title")) for one in browser.page.iter("mark")]


def test_words_of_danger_are_marked_and_nothing_else_is_changed(app, cast, report_id):
    tini = cast.browser(app, "tini")

    tini.get(f"/reports/{report_id}")

    assert marked(tini) == [
        ("mengancam", "Terjadi sekarang"),
        ("pisau", "Senjata"),
        ("Tolong", "Terjadi sekarang"),
    ]
    assert STORY in ["".join(one.itertext()).strip() for one in tini.page.iter("dd")]


def test_the_list_of_words_is_there_to_read(app, cast, report_id):
    tini = cast.browser(app, "tini")

    tini.get(f"/reports/{report_id}")

    assert "*bunuh*" in tini.text()
    assert "bacalah setiap laporan" in tini.text()


def test_the_queue_names_the_kinds_of_danger(app, cast, report_id):
    tini = cast.browser(app, "tini")

    tini.get("/reports")

    assert "Senjata" in tini.text()
    assert "Luka" not in tini.text()


@pytest.mark.parametrize(("who", "told"), [("tini", True), ("ratna", False)])
def test_the_first_page_says_how_many_wait_and_nothing_else(app, cast, report_id, who, told):
    browser = cast.browser(app, who)

    browser.get("/")

    assert ("1 laporan masyarakat menunggu dibaca." in browser.text()) is told
    assert "pisau" not in browser.text()


def test_what_was_read_waits_no_more(app, cast, report_id):
    tini = cast.browser(app, "tini")

    tini.get(f"/reports/{report_id}")
    tini.post(f"/reports/{report_id}/take-up")
    tini.get("/")

    assert "menunggu dibaca" not in tini.text()

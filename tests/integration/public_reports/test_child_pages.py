"""A child tells, one question a page: nothing is lost on the way, and each is easy to read."""

import csv
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kla.public_reports.forms.child import STEPS
from kla.public_reports.models import Report
from kla.public_reports.services import desk
from tests.browser import Browser

PATH = "/halo/anak"
TOLD = {
    "safe": "no",
    "story": "Aku dipukul.\nSering.",
    "suspect": "Paman",
    "place": "Rumah",
    "age": "10",
    "victim": "Ani",
}
LONGEST_SENTENCE, LONGEST_WORD = 9, 12
WORD = re.compile(r"[^\W\d]+(?:-\w+)*")
ENDING = re.compile(r"(mu|nya|kan)$")
# How often each is said in Indonesian film subtitles (FrequencyWords 2018, of OpenSubtitles): all
# are among the 4,000 words said most. A word that is new here is looked up there first.
LIST = Path(__file__).parents[2] / "data/common_words.csv"
ROWS = csv.DictReader(LIST.read_text(encoding="utf-8").splitlines())
COMMON = {row["word"] for row in ROWS if int(row["times"]) > 1000}


@pytest.fixture
def child(app, session, cast):
    browser = Browser(app.test_client())
    browser.token = "none"  # the door knows no session to have one from
    return browser


def reports(session) -> int:
    return session.scalar(select(func.count()).select_from(Report))


def answer(child, go="next", **answers):
    """Send the page as it stands, with these answers typed into it."""
    return child.post(PATH, child.values() | answers | {"go": go})


def tell(child, until="check"):
    child.get(PATH)
    for step in STEPS[: STEPS.index(until)]:
        answer(child, **{step: TOLD[step]})


def test_what_a_child_tells_arrives_whole(session, cast, child):
    tell(child)
    for words in ("Aku dipukul.", "Paman", "Rumah", "10", "Ani"):
        assert words in child.text()
    answer(child)

    assert "Laporan sudah kami terima" in child.text()
    tini = cast.actor(session, "tini")
    (row,) = desk.queue(session, tini)
    said = row.content
    assert (said["way"], said["in_danger"], said["age"]) == ("child", True, 10)
    assert said["story"].split() == TOLD["story"].split()
    assert [said[name] for name in ("suspect", "place", "victim")] == ["Paman", "Rumah", "Ani"]


def test_sent_twice_it_is_one_report_with_the_same_code(session, child):
    tell(child)
    last = child.values() | {"go": "next"}
    child.post(PATH, last)
    first = child.secret()
    child.post(PATH, last)

    assert child.secret() == first
    assert reports(session) == 1


def test_going_back_keeps_every_answer(child):
    tell(child)
    for step in reversed(STEPS[:-1]):
        answer(child, go="back")
        if step != "safe":
            assert child.value(step).split() == TOLD[step].split()


def test_a_child_without_words_is_asked_for_one_and_keeps_the_rest(session, child):
    tell(child, until="story")

    sent = answer(child, story=" ")

    assert sent.status_code == 422
    assert "Satu kata juga boleh." in child.text()
    assert child.values()["safe"] == "no"
    assert reports(session) == 0


@pytest.mark.parametrize("age", ["sepuluh", "-3", "1000"])
def test_an_age_that_is_none_is_said_beside_it(child, age):
    tell(child, until="age")

    assert answer(child, age=age).status_code == 422
    assert child.value("age") == age


def test_skipping_to_the_end_stores_nothing_without_a_story(session, child):
    child.get(PATH)

    sent = child.post(PATH, child.values() | {"step": "check", "safe": "", "go": "next"})

    assert sent.status_code == 422
    assert reports(session) == 0


def test_in_danger_the_telephone_is_one_press_away(child):
    tell(child, until="story")

    assert "Telepon sekarang" in child.text()


def sentences(child):
    """What the page itself says; what the child wrote is not ours to measure."""
    main = next(child.page.iter("main"))
    said = [text.strip() for text in main.itertext() if text.strip()]
    ours = [text for text in said if text not in TOLD.values() and "dipukul" not in text]
    return [one for text in ours for one in re.split(r"[.?!:]", text)]


@pytest.mark.parametrize("step", STEPS)
def test_the_words_are_short_and_so_are_the_sentences(child, step):
    tell(child, until=step)

    for sentence in sentences(child):
        words = WORD.findall(sentence)
        assert len(words) <= LONGEST_SENTENCE, sentence
        assert all(len(word) <= LONGEST_WORD for word in words), sentence


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("wrong", [{}, {"story": " "}, {"age": "sepuluh"}])
def test_every_word_is_a_common_one(child, step, wrong):
    tell(child, until=step)
    if wrong:
        answer(child, **wrong)

    used = {word.lower() for one in sentences(child) for word in WORD.findall(one)} - {"sepuluh"}
    assert {word for word in used if not COMMON & {word, ENDING.sub("", word)}} == set()


@pytest.mark.parametrize("step", STEPS)
def test_no_page_leaves_a_cookie(child, step):
    tell(child, until=step)
    assert not child.client._cookies

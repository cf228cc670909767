"""What the first release sealed is read, shown and worked on by this one."""

import json
from pathlib import Path

import pytest

from kla.access.policy import Permission
from kla.cases.services import closure, lookup, reading, sections
from kla.cases.types import CaseState, DecideClosure, SectionName
from kla.extensions import db
from tests import factories_stages as stages

SAMPLE = Path(__file__).parents[2] / "data" / "case_of_first_release.json"
FILES = ("/letter.pdf", "/locked.pdf", "/view", "/thumbnail", "/play")


@pytest.fixture
def old(session, cast):
    """A case whose sections are those that the first release wrote."""
    case_id = stages.monitoring(session, cast)
    hasan = cast.actor(session, "hasan")
    opened = lookup.open_case(session, hasan, case_id, Permission.CASE_READ)
    written = json.loads(SAMPLE.read_text())["sections"]
    content = {SectionName(name): words for name, words in written.items()}
    mine = sections.read(session, opened, SectionName.CORE).content
    content[SectionName.CORE]["history"] = mine["history"]  # the case's own
    content[SectionName.SUMMARY]["workers"][0]["id"] = str(cast.ratna.account_id)
    for name in set(SectionName) - content.keys():
        if row := sections.find_section(session, case_id, name):
            session.delete(row)
    sections.put(session, hasan, opened, content)
    session.commit()
    return case_id


def pages_of(browser, case_id):
    """Every page of the case that links lead to, with its status and its words."""
    todo, seen = [f"/cases/{case_id}"], {}
    while todo:
        path = todo.pop()
        if path in seen or path.endswith(FILES):
            continue
        answer = browser.get(path)
        seen[path] = answer.status_code, browser.text()
        links = (link.get("href", "").split("#")[0] for link in browser.page.iter("a"))
        todo += [link.split("?")[0] for link in links if f"/cases/{case_id}" in link]
    return seen


@pytest.mark.parametrize("who", ["ratna", "hasan"])
def test_every_page_opens_and_no_word_is_missing(app, session, cast, old, who):
    seen = pages_of(cast.browser(app, who), old)

    assert len(seen) > 20
    assert {path: status for path, (status, _) in seen.items() if status != 200} == {}
    front = seen[f"/cases/{old}"][1]
    for words in ("Puspita Pagi Contoh", "Jarang masuk sekolah", "LBH Contoh", "Tujuan rencana"):
        assert words in front


def test_the_work_goes_on(session, cast, old):
    hasan = cast.actor(session, "hasan")
    page = reading.read_case(session, hasan, old)
    seen = page.sections[SectionName.CLOSURE].version

    closure.decide_closure(session, hasan, old, DecideClosure(approve=True, seen=seen))
    db.session.commit()

    assert reading.read_case(session, hasan, old).state == CaseState.CLOSED

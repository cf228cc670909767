"""Two people at one case: nothing is lost, nothing is overwritten, nothing leaks, and it is said.

Every form of a case is tried: by two at once, sent twice, sent by somebody from whom the case was
taken meanwhile, and sent after the case got a new key.
"""

import html
import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from kla.access.policy import Permission
from kla.cases.models import CaseAttachment, CaseGrant
from kla.cases.services import assignment, closure, holders, lookup, plans, reading
from kla.cases.types import AssignCase, DecideClosure, ProposeClosure, SectionName
from tests.factories import enter
from tests.integration.cases.at_once.places import Place, World
from tests.integration.cases.at_once.table import FORMS, Form, Kept
from tests.security.visitor import Answer, Visitor
from tests.security.visitor import Form as Sent

HERS, OTHERS = "Kata yang pertama", "Kata yang kedua"
# A protocol between programs, with the same questions of its own in test_uploads.py.
NO_FORMS = {"cases.begin_upload"}
# Two cases at once are needed for these: `test_merging_pages` tries them by two people.
NO_FORMS |= {"cases.choose_other", "cases.decide_duplicates", "cases.merge", "cases.unmerge"}
# What is written to a reporter from the case, and read there: `test_case_talks` tries them.
NO_FORMS |= {"report_desk.answer_talk", "report_desk.mark_talk"}
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
OF_CASEWORKERS = {name: form for name, form in FORMS.items() if form.by == "ratna"}


@pytest.fixture
def world(app: Flask, session, cast) -> Iterator[World]:
    made = World(app, session, cast)
    yield made
    if made.later is not None:
        made.later.stop()


def at(world: World, key: str) -> Visitor:
    """Somebody at a browser of their own."""
    world.session.commit()
    return Visitor(enter(world.app, world.cast.members[key]))


def begin(visitor: Visitor, form: Form, place: Place) -> Sent:
    """Open the page that a form stands on."""
    path = place.case if form.page else place.path
    page = visitor.get(path)
    assert page.status == 200, (page.status, page.words()[:300])
    if form.page and form.kept is Kept.ONCE:  # one button, and nothing to fill in
        return Sent("post", place.path, page.forms()[-1].fields)
    return page.form(place.path)


def send(visitor: Visitor, place: Place, begun: Sent, typed: dict) -> Answer:
    """Press the button."""
    return visitor.post(place.path, begun.filled(typed))


def content_of(world: World, place: Place, key: str = "hasan") -> str:
    """All that is known of a case: to be compared, and to be searched for words."""
    world.session.rollback()
    world.session.expire_all()
    page = reading.read_case(world.session, world.actor(key), place.case_id)
    files = select(func.count()).where(CaseAttachment.case_id == place.case_id)
    holding = select(CaseGrant.recipient_kid).where(CaseGrant.case_id == place.case_id)
    parts = {
        "state": page.state,
        "sections": {name: one.content for name, one in page.sections.items()},
        "notes": sorted((note.about, note.text) for note in page.notes),
        "tasks": sorted((t.kind, str(t.due), str(t.done), str(t.assignee)) for t in page.tasks),
        "files": [file.label for file in page.files],
        "number of files": world.session.scalar(files),
        "held by": sorted(world.session.scalars(holding)),
    }
    world.session.rollback()
    return json.dumps(parts, default=str, sort_keys=True, ensure_ascii=False)


def reads(answer: Answer, word: str) -> bool:
    """Whether a word stands on a page, in its text or in a field of it."""
    return word in html.unescape(answer.text)


def test_every_form_of_a_case_is_in_the_table(app):
    posted = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and rule.rule.startswith("/cases/<uuid:case_id>")
    }
    assert sorted(FORMS) == sorted(posted - NO_FORMS)


@EACH
def test_two_who_send_it_at_once(world, form):
    place = form.at(world)
    first, second = at(world, form.by), at(world, form.other)
    mine, theirs = begin(first, form, place), begin(second, form, place)
    done = send(second, place, theirs, form.filled(world, OTHERS, is_other=True))
    assert done.status == form.done, (done.status, done.words()[:600])
    before = content_of(world, place)

    answer = send(first, place, mine, form.filled(world, HERS))

    after = content_of(world, place)
    if form.kept is Kept.BOTH:
        assert answer.status == form.done, answer.words()[:600]
        assert HERS in after
        assert OTHERS in after
        return
    assert after == before
    if form.kept is Kept.TELLS:
        assert answer.status in {404, 409, 422}, answer.status
        assert reads(answer, HERS)
        assert reads(answer, OTHERS) or not form.shows_both
    else:
        assert answer.status in {303, 404, 409, 422}
    if answer.status == 422:
        told = ("Periksa kembali isian berikut", "Yang Anda ketik")
        assert any(reads(answer, one) for one in told)


@EACH
def test_sent_twice_it_is_done_once(world, form):
    place, first = form.at(world), at(world, form.by)
    begun = begin(first, form, place)
    done = send(first, place, begun, form.filled(world, HERS))
    assert done.status == form.done, (done.status, done.words()[:600])
    before = content_of(world, place)

    again = send(first, place, begun, form.filled(world, HERS))

    assert again.status in {form.done, 404, 409, 422}
    after = content_of(world, place)
    assert after.count(HERS) == before.count(HERS)
    assert after == before or form.again_is_noted


@pytest.mark.parametrize("form", OF_CASEWORKERS.values(), ids=OF_CASEWORKERS)
def test_somebody_from_whom_the_case_was_taken_writes_nothing_and_reads_what_they_typed(
    world, form
):
    place, ratna = form.at(world), at(world, "ratna")
    begun = begin(ratna, form, place)
    hasan, away = world.actor("hasan"), world.id_of("ratna")
    assignment.assign_case(
        world.session, hasan, place.case_id, AssignCase(workers=(world.id_of("lestari"),))
    )
    assignment.remove_worker(world.session, hasan, place.case_id, away)
    world.session.commit()
    before = content_of(world, place)

    answer = send(ratna, place, begun, form.filled(world, HERS))

    assert answer.status == 404
    assert "Tidak ada yang disimpan." in answer.words()
    assert reads(answer, HERS) == form.has_words
    assert content_of(world, place) == before


@EACH
def test_a_new_key_in_between_keeps_nobody_from_saving(world, form):
    place, first = form.at(world), at(world, form.by)
    begun = begin(first, form, place)
    hasan = world.actor("hasan")
    opened = lookup.open_case(
        world.session, hasan, place.case_id, Permission.CASE_READ, to_change=True
    )
    holders.renew(world.session, hasan, opened)
    world.session.commit()

    answer = send(first, place, begun, form.filled(world, HERS))

    if form.dies_with_key:  # an offer holds the key that was, and is made anew
        assert answer.status in {404, 409}
        return
    assert answer.status == form.done, (answer.status, answer.words()[:600])
    if form.has_words:
        assert HERS in content_of(world, place)


def close(world: World, place: Place) -> None:
    """Propose the end and approve it, as two people do."""
    ratna, hasan = world.actor("ratna"), world.actor("hasan")
    page = reading.read_case(world.session, hasan, place.case_id)
    rows = plans.approved_rows(page.content("plan"))
    proposal = ProposeClosure(
        reason="tujuan_tercapai",
        summary="Selesai.",
        outcomes={row["row"]: "tercapai" for row in rows},
        seen=page.sections[SectionName.CLOSURE].version,
    )
    closure.propose_closure(world.session, ratna, place.case_id, proposal)
    closure.decide_closure(world.session, hasan, place.case_id, DecideClosure(approve=True))
    world.session.commit()


@pytest.mark.parametrize("form", OF_CASEWORKERS.values(), ids=OF_CASEWORKERS)
def test_a_form_that_comes_after_the_end_leaves_the_case_closed(world, form):
    place, ratna = form.at(world), at(world, "ratna")
    begun = begin(ratna, form, place)
    close(world, place)
    before = content_of(world, place)

    answer = send(ratna, place, begun, form.filled(world, HERS))

    after = content_of(world, place)
    assert json.loads(after)["state"] == "closed"
    assert json.loads(after)["tasks"] == json.loads(before)["tasks"]
    if answer.status == form.done:  # added to what is known, as notes and files are
        assert not form.has_words or HERS in after
        return
    assert answer.status in {404, 409, 422}
    assert after == before
    assert not form.has_words or reads(answer, HERS)

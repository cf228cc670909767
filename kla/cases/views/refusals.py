"""What is said where a step can't be taken at the stage at which a case is."""

import uuid

from flask import render_template, request

from kla.cases.forms import labels
from kla.cases.forms.messages import MESSAGES
from kla.cases.services import lookup, reading
from kla.cases.types import CasePage, CaseState
from kla.cases.views import bp
from kla.cases.views.next_steps import offer_of
from kla.core.db import WRITES
from kla.core.errors import DomainError, InvalidTransition
from kla.extensions import db
from kla.trail import services as trail
from kla.web.errors import show
from kla.web.guard import current_actor

Answer = tuple[str, int]


@bp.context_processor
def give_back() -> dict[str, object]:
    """What the page of any refusal can give back: the words of a form, and that a file was sent.

    Both come from whoever sends them and depend on no record: a page that gives them back says
    nothing of a case.
    """
    return {"typed_words": typed_words, "sent_files": lambda: bool(request.files)}


def typed_words() -> list[str]:
    """What somebody wrote, to be copied: words in a row, and no codes."""
    return [words for words in request.form.values() if " " in words.strip()]


@bp.errorhandler(InvalidTransition)
def refuse(error: InvalidTransition) -> Answer:
    """Where the case is, which step is missing, and the one that comes next."""
    db.session.rollback()
    case_id = (request.view_args or {}).get("case_id")
    if not isinstance(case_id, uuid.UUID):
        return show(error)
    try:
        page = _page(case_id)
    except DomainError:  # somebody who may not know how it stands
        return show(error)
    said = render_template(
        "cases/steps/refused.html",
        page=page,
        state=labels.STATES[page.state],
        missing=MESSAGES.get(str(error.details.get("missing", "")), ""),
        allowed=_allowed(error),
        offer=offer_of(current_actor(), page),
        typed=typed_words(),
    )
    _leave_line()
    return said, 409


def _page(case_id: uuid.UUID) -> CasePage:
    session, actor = db.session(), current_actor()
    lookup.must_reach(session, actor, case_id)
    return reading.read_case(session, actor, case_id)


def _allowed(error: InvalidTransition) -> list[str]:
    """At which stages the step can be taken, in their order."""
    known = error.details.get("allowed", ())
    states = known if isinstance(known, frozenset) else frozenset()
    return [str(labels.STATES[one]) for one in CaseState if one in states]


def _leave_line() -> None:
    """That the case was looked at for this page; the transaction of the request is gone."""
    session = db.session()
    pending = trail.take_pending(session)
    session.rollback()
    mark = WRITES.set(True)
    try:
        trail.put_pending(session, pending)
        session.commit()
    finally:
        WRITES.reset(mark)

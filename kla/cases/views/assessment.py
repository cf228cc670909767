"""Assessing a case: what was found in words, and the risk scored anew with it."""

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases import instruments, scoring
from kla.cases.forms import labels, words
from kla.cases.forms.assessment import AssessForm, assess_form
from kla.cases.forms.risk import said
from kla.cases.services import assessment
from kla.cases.types import SectionName
from kla.cases.types.risk import scorings_of
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.cases.views.risk import TRY, explain, last_answers
from kla.cases.views.stored import Sections, after_conflict, sections_of
from kla.core import clock
from kla.core.errors import Conflict
from kla.extensions import db
from kla.web.guard import current_actor, requires

SHOWN = (SectionName.ASSESSMENT, SectionName.RISK)


@bp.get("/cases/<uuid:case_id>/assessment")
@requires(Permission.CASE_ASSESS)
def ask_assess(case_id: uuid.UUID) -> str:
    found = sections_of(case_id, *SHOWN)
    content = found[SectionName.ASSESSMENT].content
    known = {name: content[name] for name in assessment.PARTS if name in content}
    known |= last_answers(scorings_of(found[SectionName.RISK].content))
    form = assess_form()(formdata=None, data={**known, "assessed_on": clock.today()})
    form.begin()
    _have_seen(form, found)
    return _page(form, case_id)


@bp.post("/cases/<uuid:case_id>/assessment")
@requires(Permission.CASE_ASSESS)
def assess(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = assess_form()(), current_actor(), db.session()
    if request.form.get(TRY):
        return _tried(form, case_id)
    try:
        done = attempt(
            form,
            lambda: assessment.assess_case(session, actor, case_id, form.to_command()),
            case_id,
        )
    except Conflict:
        stored = after_conflict(case_id, *SHOWN)
        _have_seen(form, stored)
        return _page(form, case_id, stored=stored), 409
    if not done:
        return _page(form, case_id), 422
    return back_to(case_id, _("Asesmen tersimpan."))


def _tried(form: AssessForm, case_id: uuid.UUID) -> ResponseReturnValue:
    """Show what the answers add up to; nothing is kept."""
    sections_of(case_id, *SHOWN)
    if not form.validate():
        return _page(form, case_id), 422
    answers = form.to_command().scoring.answers
    return _page(form, case_id, tried=scoring.score(instruments.load(), answers)), 200


def _have_seen(form: AssessForm, found: Sections) -> None:
    form.seen.data = str(found[SectionName.ASSESSMENT].version)
    form.seen_risk.data = str(found[SectionName.RISK].version)


def _page(
    form: AssessForm,
    case_id: uuid.UUID,
    *,
    stored: Sections | None = None,
    tried: scoring.Score | None = None,
) -> str:
    made = scorings_of(stored[SectionName.RISK].content)[-1:] if stored else ()
    return render_template(
        "cases/steps/assess.html",
        form=form,
        case_id=case_id,
        stored=stored[SectionName.ASSESSMENT].content if stored else None,
        made=made[0] if made else None,
        tried=tried,
        explained=explain(made[0]) if made else explain(tried) if tried else [],
        version=instruments.load(),
        said=said,
        labels=labels,
        words=words,
    )

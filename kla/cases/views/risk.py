"""Scoring the risk of a case, and how the score came about."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases import instruments, scoring
from kla.cases.forms import labels, words
from kla.cases.forms.risk import RiskForm, risk_form, said
from kla.cases.services import reading, risk
from kla.cases.types import CasePage, OpenedSection, SectionName
from kla.cases.types.risk import Scoring, scorings_of
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, names
from kla.cases.views.risk_line import line_of
from kla.core.errors import Conflict
from kla.extensions import db
from kla.web.guard import current_actor, requires

TRY = "try"


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in words, with what it gave."""

    question: str
    answer: str
    points: int
    is_critical: bool


@bp.get("/cases/<uuid:case_id>/risk")
@requires(Permission.CASE_READ)
def show_risk(case_id: uuid.UUID) -> str:
    made = scorings_of(_stored(case_id).content)
    return render_template(
        "cases/risk/history.html",
        case_id=case_id,
        made=made[::-1],
        explained={one.at: explain(one) for one in made},
        may_score=current_actor().may(Permission.CASE_WRITE),
        **facts_of(made),
    )


@bp.get("/cases/<uuid:case_id>/risk/score")
@requires(Permission.CASE_WRITE)
def ask_score_risk(case_id: uuid.UUID) -> str:
    stored = _stored(case_id)
    form = risk_form()(formdata=None, data=last_answers(scorings_of(stored.content)))
    form.begin()
    form.seen.data = str(stored.version)
    return _page(form, case_id)


@bp.post("/cases/<uuid:case_id>/risk/score")
@requires(Permission.CASE_WRITE)
def score_risk(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = risk_form()(), current_actor(), db.session()
    if request.form.get(TRY):
        return _tried(form, case_id)
    try:
        done = attempt(
            form, lambda: risk.score_risk(session, actor, case_id, form.to_command()), case_id
        )
    except Conflict:
        db.session.rollback()
        stored = _stored(case_id)
        form.seen.data = str(stored.version)
        return _page(form, case_id, stored=stored), 409
    if not done:
        return _page(form, case_id), 422
    return back_to(case_id, _("Penilaian risiko tersimpan."))


def _tried(form: RiskForm, case_id: uuid.UUID) -> ResponseReturnValue:
    """Show what the answers add up to; nothing is kept."""
    _stored(case_id)
    if not form.validate():
        return _page(form, case_id), 422
    command = form.to_command()
    found = scoring.score(instruments.load(), command.answers)
    return _page(form, case_id, tried=found), 200


def last_answers(made: Sequence[Scoring]) -> dict[str, str]:
    """What was answered last time, for a form to begin with."""
    return {part.item: part.answer for part in made[-1].parts} if made else {}


def facts_of(made: Sequence[Scoring]) -> Mapping[str, object]:
    """What every page that shows scorings needs beside them."""
    return {
        "line": line_of(made),
        "versions": {one.instrument: instruments.load(one.instrument) for one in made},
        "said": said,
        "people": {str(one): name for one, name in names({one.by for one in made}).items()},
        "labels": labels,
        "words": words,
    }


def explain(made: Scoring | scoring.Score, version: str = "") -> list[Line]:
    """The answers of a scoring in words, the heaviest first."""
    code = made.instrument if isinstance(made, Scoring) else version or instruments.CURRENT
    items = {item.code: item for item in instruments.load(code).items}
    lines = []
    for part in made.parts:
        item = items[part.item]
        answer = item.answer(part.answer)
        shown = said(answer.text) if answer else part.answer
        lines.append(Line(said(item.text), shown, part.points, part.is_critical))
    return lines


def _stored(case_id: uuid.UUID) -> OpenedSection:
    found = reading.read_sections(db.session(), current_actor(), case_id, SectionName.RISK)
    return found[SectionName.RISK]


def _page(
    form: RiskForm,
    case_id: uuid.UUID,
    *,
    stored: OpenedSection | None = None,
    tried: scoring.Score | None = None,
) -> str:
    made = scorings_of(stored.content)[-1:] if stored else ()
    return render_template(
        "cases/risk/score.html",
        form=form,
        case_id=case_id,
        stored=made[0] if made else None,
        tried=tried,
        explained=explain(made[0]) if made else explain(tried) if tried else [],
        version=instruments.load(),
        said=said,
        labels=labels,
        words=words,
    )


def panel_of(page: CasePage) -> dict[str, object]:
    """What the page of a case shows of its risk."""
    made = scorings_of(page.content(SectionName.RISK))
    scores = page.content(SectionName.ASSESSMENT).get("scores", [])
    assessed = max((str(score[0]) for score in scores), default="")
    is_stale = bool(assessed) and (not made or made[-1].at.isoformat() < assessed)
    return {"made": made[::-1], "is_stale": is_stale, **facts_of(made)}

"""The sheet of a case for the ministry's register, and noting that the case was entered."""

import itertools
import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission
from kla.cases import simfoni as register
from kla.cases.forms import simfoni as said
from kla.cases.forms.fields import place_names
from kla.cases.forms.messages import MESSAGES
from kla.cases.forms.simfoni import CompleteForm, EnterForm, UndoForm
from kla.cases.services import simfoni
from kla.cases.services.simfoni import Standing
from kla.cases.simfoni import sheet
from kla.cases.simfoni.sheet import Block, Line
from kla.cases.types import SectionName
from kla.cases.types.people import PersonRole
from kla.cases.views import bp
from kla.cases.views.answers import attempt, names
from kla.cases.views.stored import after_conflict, sections_of
from kla.core import clock
from kla.core.errors import Conflict, InvalidTransition
from kla.extensions import db
from kla.web.guard import current_actor, requires

NAME = SectionName.SIMFONI
ROLES = {
    "pelapor": PersonRole.REPORTER,
    "korban": PersonRole.VICTIM,
    "terlapor": PersonRole.PERPETRATOR,
}


@bp.context_processor
def words() -> dict[str, object]:
    """What the page of a case calls how it stands."""
    return {"simfoni_words": said}


@bp.get("/cases/<uuid:case_id>/simfoni")
@requires(Permission.SIMFONI_ENTER)
def show_simfoni(case_id: uuid.UUID) -> str:
    found, form = _read(case_id), EnterForm(formdata=None)
    form.start(found.entered.get("number", ""), found.version)
    return _page(found, form)


@bp.post("/cases/<uuid:case_id>/simfoni")
@requires(Permission.SIMFONI_ENTER)
def enter_simfoni(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = EnterForm(), current_actor(), db.session()
    try:
        done = attempt(
            form, lambda: simfoni.enter(session, actor, case_id, form.to_command()), case_id
        )
    except Conflict:
        db.session.rollback()
        found = _read(case_id)
        form.seen.data = str(found.version)
        return _page(found, form, changed=True), 409
    if not done:
        if not form.entry.data:
            form.begin()
        return _page(_read(case_id), form), 422
    return _back(case_id, _("Dicatat: sudah diinput ke SIMFONI PPA."))


@bp.get("/cases/<uuid:case_id>/simfoni/print")
@requires(Permission.SIMFONI_ENTER)
def print_simfoni(case_id: uuid.UUID) -> str:
    found = _read(case_id, printed=True)
    by = names([current_actor().account_id])
    return render_template(
        "cases/simfoni/print.html",
        found=found,
        printed_at=clock.now(),
        printed_by=by.get(current_actor().account_id, ""),
        refused=MESSAGES.get(found.refused, ""),
        said=said,
    )


@bp.get("/cases/<uuid:case_id>/simfoni/undo")
@requires(Permission.SIMFONI_ENTER)
def ask_undo_simfoni(case_id: uuid.UUID) -> str:
    stored, form = sections_of(case_id, NAME)[NAME], UndoForm(formdata=None)
    if not stored.content.get("entered"):
        raise InvalidTransition(missing="simfoni-not-entered")
    form.seen.data = str(stored.version)
    return _undo_page(form, case_id, stored.content)


@bp.post("/cases/<uuid:case_id>/simfoni/undo")
@requires(Permission.SIMFONI_ENTER)
def undo_simfoni(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = UndoForm(), current_actor(), db.session()
    try:
        done = attempt(
            form, lambda: simfoni.undo(session, actor, case_id, form.to_command()), case_id
        )
    except Conflict:
        stored = after_conflict(case_id, NAME)[NAME]
        form.seen.data = str(stored.version)
        return _undo_page(form, case_id, stored.content, changed=True), 409
    if not done:
        return _undo_page(form, case_id, sections_of(case_id, NAME)[NAME].content), 422
    return _back(case_id, _("Catatan input dibatalkan. Kasus ini kembali ke daftar belum diinput."))


@bp.get("/cases/<uuid:case_id>/simfoni/complete")
@requires(Permission.SIMFONI_ENTER)
def ask_complete_simfoni(case_id: uuid.UUID) -> str:
    found = sections_of(case_id, NAME, SectionName.SUMMARY)
    stored = found[NAME]
    form = CompleteForm(formdata=None, data=dict(stored.content.get("extra", {})))
    form.seen.data = str(stored.version)
    return _complete_page(form, case_id, found[SectionName.SUMMARY].content)


@bp.post("/cases/<uuid:case_id>/simfoni/complete")
@requires(Permission.SIMFONI_ENTER)
def complete_simfoni(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = CompleteForm(), current_actor(), db.session()
    try:
        done = attempt(
            form, lambda: simfoni.complete(session, actor, case_id, form.to_command()), case_id
        )
    except Conflict:
        found = after_conflict(case_id, NAME, SectionName.SUMMARY)
        form.seen.data = str(found[NAME].version)
        stored = found[NAME].content.get("extra", {})
        return _complete_page(form, case_id, found[SectionName.SUMMARY].content, stored), 409
    if not done:
        summary = sections_of(case_id, SectionName.SUMMARY)[SectionName.SUMMARY].content
        return _complete_page(form, case_id, summary), 422
    return _back(case_id, _("Isian tambahan tersimpan."))


def _read(case_id: uuid.UUID, *, printed: bool = False) -> Standing:
    session, actor = db.session(), current_actor()
    return simfoni.read_sheet(session, actor, case_id, place_names, printed=printed)


def _back(case_id: uuid.UUID, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".show_simfoni", case_id=case_id), 303)


def _page(found: Standing, form: EnterForm, *, changed: bool = False) -> str:
    who = [found.entered, *found.past] if found.entered else [*found.past]
    ids = {uuid.UUID(one[by]) for one in who for by in ("by", "ended_by") if by in one}
    gaps = sheet.missing(found.blocks)
    return render_template(
        "cases/simfoni/show.html",
        found=found,
        form=form,
        changed=changed,
        refused=MESSAGES.get(found.refused, ""),
        gaps=gaps,
        following=dict(itertools.pairwise(gaps)),
        differences=[_told(found, one) for one in found.differences],
        people={str(one): name for one, name in names(ids).items()},
        fill_url=_fill_url,
        said=said,
        source=register.source(),
    )


def _told(found: Standing, one: Any) -> dict[str, str]:  # noqa: ANN401 -- a Difference
    """A difference in the ministry's words."""
    blocks = {block.key: block.label for block in found.blocks}
    plans = {plan.code: plan.label for plan in register.blocks()}
    return {
        "block": blocks.get(one.block) or plans[one.block.partition(":")[0]],
        "label": one.label,
        "before": _texts(one.style, one.before),
        "now": _texts(one.style, one.now),
    }


def _texts(style: str, raw: tuple[str, ...]) -> str:
    return "; ".join(sheet.text_of(style, one, place_names) or one for one in raw)


def _fill_url(found: Standing, block: Block, line: Line) -> str:
    """Where a missing value is filled in; the page of the case where that is not theirs to do."""
    case_id, fills = found.case_id, line.field.fills
    if fills == "person":
        role = ROLES[block.code.partition("-")[0]]
        return url_for(
            ".ask_change_person", case_id=case_id, role=role, person=uuid.UUID(block.ref)
        )
    endpoints = {"report": ".ask_change_report", "extra": ".ask_complete_simfoni"}
    return url_for(endpoints.get(fills, ".show"), case_id=case_id)


def _undo_page(
    form: UndoForm, case_id: uuid.UUID, content: Mapping[str, Any], *, changed: bool = False
) -> str:
    return render_template(
        "cases/simfoni/undo.html",
        form=form,
        case_id=case_id,
        entered=content.get("entered") or {},
        changed=changed,
    )


def _complete_page(
    form: CompleteForm,
    case_id: uuid.UUID,
    summary: Mapping[str, Any],
    stored: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "cases/simfoni/complete.html",
        form=form,
        case_id=case_id,
        stored=stored,
        has_trafficking=sheet.TRAFFICKING in summary["kinds"],
    )
